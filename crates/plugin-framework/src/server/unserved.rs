//! The calls this provider does not answer, with the reason. Terraform asks only for what the schema lists, so nobody
//! sees these unless a client is wrong.

use tonic::Status;

/// A type this provider does not serve.
pub(super) struct NotServed(pub(super) String);

impl From<NotServed> for Status {
    fn from(NotServed(name): NotServed) -> Status {
        Status::invalid_argument(format!("this provider has no `{name}`"))
    }
}

/// State stores, an experiment of Terraform: this provider stores no state.
pub(super) fn state_store() -> Status {
    Status::unimplemented("this provider has no state stores")
}
