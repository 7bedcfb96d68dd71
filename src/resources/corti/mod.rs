//! Corti: customers of a project, and their users of the Embedded Assistant.

mod access_token_ephemeral;
mod customer;
mod customer_changes;
mod customer_data;
mod customer_list;
mod customers_data;
mod functions;
mod quotas_data;
mod refused;
mod user;
mod user_consumption_data;
mod user_data;
mod user_handover;
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
use customer_changes::CustomerChanges;
use plugin_framework::engine::{Api, Error, Id, ResourcePlan};
use plugin_framework::schema::{Attr, text};
use plugin_framework::value::DynamicValue;

/// The permissions that writes need, for documentation (contracts/corti.md, 2).
const ADMIN: &str =
    "Requires a Corti Console account with the Admin role, and a project with the Embedded Assistant.";

/// The permissions that reads need (contracts/corti.md, 2 and 10).
const READING: &str = "The project needs the Embedded Assistant. Whether the account needs the Admin role to read is not documented.";

/// A Corti account and the provider's default project.
#[derive(Debug)]
pub struct Account {
    corti: Corti,
    project_id: Option<String>,
    changes: CustomerChanges,
}

const PROVIDERS: &str = " The ID comes from the provider configuration: check its `project_id`, or the environment variable `CORTI_PROJECT_ID`.";

/// Every id names its project.
#[async_trait]
impl Api for Account {
    type Error = CallError;
}

impl Account {
    /// The account that `corti` signs in to, and the provider's project.
    pub fn new(corti: Corti, project_id: Option<String>) -> Account {
        Account { corti, project_id, changes: CustomerChanges::default() }
    }

    /// Its client.
    pub fn corti(&self) -> &Corti {
        &self.corti
    }

    /// The given project, or else the provider's.
    ///
    /// # Errors
    /// If neither is set.
    fn project<'a>(&'a self, named: Option<&'a str>) -> Result<&'a str> {
        named.or(self.project_id.as_deref()).ok_or_else(|| {
            Error::new(
                "Missing Corti project",
                "Set `project_id` here, in the provider block, or in the environment variable `CORTI_PROJECT_ID`.",
            )
            .on("project_id")
            .into()
        })
    }

    /// Plans the provider's project for a new object without one, and rejects a project that does not exist, if it can be
    /// read.
    async fn plan_project(&self, plan: &mut ResourcePlan) -> Result<()> {
        if plan.is_create()
            && plan.planned.get("project_id") == &DynamicValue::Unknown
            && plan.config.get("project_id").is_null()
        {
            plan.planned.set("project_id", self.project(None)?);
        }
        let Some(project) = plan.planned.get("project_id").text() else { return Ok(()) };
        if !plan.is_create() && !plan.is_replace() {
            return Ok(());
        }
        match self.corti.customers(project)?.know().await {
            Err(error) if error.missing().is_some() => {
                let source = if plan.config.get("project_id").is_null() { PROVIDERS } else { "" };
                Err(explained(&error).and(source).into())
            }
            _ => Ok(()),
        }
    }
}

/// The project of a resource or data source.
fn project_id() -> Attr {
    text("project_id", "The project ID in the Corti Console. Defaults to the provider's `project_id`.")
        .optional()
        .computed()
}

/// The project of what is listed.
fn project_argument() -> Attr {
    text("project_id", "The project ID in the Corti Console. Defaults to the provider's `project_id`.")
        .optional()
}

/// A configured customer ID. Other values are rejected by the API or break its paths (contracts/corti.md, 3 and T10).
fn customer_id(description: &'static str) -> Attr {
    text("customer_id", description).length(1, 64).validate_with(|id| {
        if matches!(id, "." | "..") || id.chars().any(char::is_control) || id.trim() != id {
            return Err(
                "must not be `.` or `..`, contain control characters, or start or end with whitespace"
                    .to_owned(),
            );
        }
        Ok(())
    })
}

/// The next step for a customer that was renamed outside Terraform. An import block has no effect while the object is in the
/// state, hence the refresh.
fn adopt_renamed(project: &str, now: &str) -> String {
    let id = Id::join([Some(project), Some(now)]);
    format!(
        "Either rename the customer back in the Corti Console, or set its `customer_id` to `{now}` in the \
         configuration, run `terraform apply -refresh-only`, and import the customer:\n\nimport {{\n  to = \
         corti_customer.<name>\n  id = {id:?}\n}}\n"
    )
}

/// The error of a data source whose customer does not exist.
fn no_customer(project: &str, customer: &str) -> Error {
    let detail = format!(
        "Project `{project}` has no customer `{customer}`: it is not in a complete listing of the project's customers."
    );
    Error::new("Unknown customer", detail).on("customer_id")
}
