//! Corti: customers of a project, and their users of the embedded assistant.

mod access_token_ephemeral;
mod customer;
mod customer_data;
mod customer_list;
mod customers_data;
mod functions;
mod moves;
mod quotas_data;
mod refusals;
mod user;
mod user_consumption_data;
mod user_data;
mod user_list;
mod users_data;

pub use access_token_ephemeral::AccessTokenEphemeral;
pub use customer::CustomerResource;
pub use customer_data::CustomerData;
pub use customers_data::CustomersData;
pub use functions::ImportId;
pub use quotas_data::QuotasData;
pub use user::UserResource;
pub use user_consumption_data::UserConsumptionData;
pub use user_data::UserData;
pub use users_data::UsersData;

use crate::resources::error::explained;
use crate::resources::{CallError, Result};
use admin_client::corti::Corti;
use async_trait::async_trait;
use moves::Moves;
use plugin_framework::engine::{Api, Change, Error, Id, Planned};
use plugin_framework::schema::{Attr, text};
use plugin_framework::value::DynamicValue;

/// What it takes to change anything, for documentation (corti.md, 2).
const ADMIN: &str =
    "Requires a Corti Console account with the Admin role, and a project with the Embedded Assistant.";

/// What it takes to read (corti.md, 2 and 10.9).
const READING: &str = "Requires a project with the Embedded Assistant. Corti does not document whether reading \
     requires the Admin role.";

/// A Corti account with the project it works in unless an object names another.
#[derive(Debug)]
pub struct Account {
    corti: Corti,
    project_id: Option<String>,
    moves: Moves,
}

/// Where a project comes from that the object does not name.
const PROVIDERS: &str =
    " The id is the provider's: check its `project_id`, or the environment variable `CORTI_PROJECT_ID`.";

/// Every id names its project.
#[async_trait]
impl Api for Account {
    type Error = CallError;
}

impl Account {
    /// The account `corti` logs in to, and the provider's project.
    pub fn new(corti: Corti, project_id: Option<String>) -> Account {
        Account { corti, project_id, moves: Moves::default() }
    }

    /// Its client.
    pub fn corti(&self) -> &Corti {
        &self.corti
    }

    /// The project named, or else the provider's.
    ///
    /// # Errors
    /// When neither is there.
    fn project<'a>(&'a self, named: Option<&'a str>) -> Result<&'a str> {
        named.or(self.project_id.as_deref()).ok_or_else(|| {
            Error::new(
                "No Corti project",
                "Set `project_id` here, in the provider block, or with the environment variable `CORTI_PROJECT_ID`.",
            )
            .on("project_id")
            .into()
        })
    }

    /// Shows the provider's project in the plan of a new object that names none, and refuses one that has no list of
    /// customers, as far as that can be asked.
    async fn plan_project(&self, plan: &mut Planned) -> Result<()> {
        if plan.change() == Change::Create
            && plan.planned.get("project_id") == &DynamicValue::Unknown
            && plan.config.get("project_id").is_null()
        {
            plan.planned.set("project_id", self.project(None)?);
        }
        let (Change::Create | Change::Replace, Some(project)) =
            (plan.change(), plan.planned.get("project_id").text())
        else {
            return Ok(());
        };
        match self.corti.customers(project)?.all().await {
            Err(error) if error.missing().is_some() => {
                let source = if plan.config.get("project_id").is_null() { PROVIDERS } else { "" };
                Err(explained(&error).and(source).into())
            }
            _ => Ok(()),
        }
    }
}

/// The project of an object or of what is read.
fn project_id() -> Attr {
    text("project_id", "The ID of the project. If omitted, the provider's `project_id` is used.")
        .optional()
        .computed()
}

/// The project of what is listed.
fn project_argument() -> Attr {
    text("project_id", "The project in the Corti Console. If omitted, the provider's project is used.")
        .optional()
}

/// A customer's id, where it is configured. Contracts and addresses refuse what is refused here (corti.md 3, T10).
fn customer_id(description: &'static str) -> Attr {
    text("customer_id", description).length(1, 64).validate_with(|id| {
        if matches!(id, "." | "..") || id.chars().any(char::is_control) || id.trim() != id {
            return Err("must not be `.` or `..`, have control characters, or begin or end with white space"
                .to_owned());
        }
        Ok(())
    })
}

/// What to do about a customer that has another id than Terraform knows. An import block does nothing while the old object is
/// in the state, hence the refresh.
fn adopt_renamed(project: &str, now: &str) -> String {
    let id = Id::join([Some(project), Some(now)]);
    format!(
        "Either give the customer its old id back in the console, or write `{now}` in the configuration, run `terraform apply \
         -refresh-only`, and import the customer:\n\nimport {{\n  to = corti_customer.<name>\n  id = {id:?}\n}}\n"
    )
}

/// Nothing to read for a data source.
fn no_customer(project: &str, customer: &str) -> Error {
    let detail = format!(
        "The project `{project}` has no customer `{customer}`: a complete list of its customers was read without it."
    );
    Error::new("Unknown customer", detail).on("customer_id")
}
