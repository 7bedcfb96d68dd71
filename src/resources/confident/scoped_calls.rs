//! The API requests of objects that exist in the organization and in projects, each listed once.

/// The requests with their paths below the organization and below a project, and those that check whether the project
/// exists.
macro_rules! scoped_calls {
    ($([$($first:literal),*])? $($method:ident $path:literal)*) => {
        &[
            $($($first,)*)?
            $(concat!(stringify!($method), " /v2/organization", $path),)*
            $(concat!(stringify!($method), " /v2/projects/{project_id}", $path),)*
            "GET /v2/projects",
            "GET /v2/projects/{project_id}",
        ]
    };
}
