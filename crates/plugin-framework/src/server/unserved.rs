//! The RPCs that this provider does not implement, with the reason. Terraform uses only what the schema lists, so these
//! errors appear only if a client is wrong.

use tonic::Status;

/// A type that this provider does not serve.
pub(super) struct NotServed(pub(super) String);

impl From<NotServed> for Status {
    fn from(NotServed(name): NotServed) -> Status {
        Status::invalid_argument(format!("this provider has no `{name}`"))
    }
}

/// State stores, an experimental feature of Terraform, are not supported.
pub(super) fn state_store() -> Status {
    Status::unimplemented("this provider has no state stores")
}
