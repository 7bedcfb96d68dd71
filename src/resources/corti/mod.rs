//! Corti: customers of a project, and their users of the embedded assistant.

mod customer;

pub use customer::CustomerResource;

use crate::client::corti::Corti;
use crate::framework::engine::{Failure, Result};

/// What it takes to change anything, for documentation (corti.md, 2).
const ADMIN: &str =
    "The account needs the Admin role in the Corti Console, and the project needs the Embedded Assistant.";

/// A Corti account with the project it works in unless an object names another.
#[derive(Debug)]
pub struct Account {
    pub corti: Corti,
    pub project_id: Option<String>,
}

impl Account {
    /// The project named, or else the provider's.
    ///
    /// # Errors
    /// When neither is there.
    pub(super) fn project<'a>(&'a self, named: Option<&'a str>) -> Result<&'a str> {
        named.or(self.project_id.as_deref()).ok_or_else(|| {
            Failure::new(
                "No Corti project",
                "Set `project_id` here, in the provider block, or with the environment variable `CORTI_PROJECT_ID`.",
            )
            .on("project_id")
        })
    }
}
