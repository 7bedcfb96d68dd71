//! Data source `corti_user`: one user of a customer, by ID or email address.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::{Account, READING, customer_id, project_id};
use crate::resources::Result;
use admin_client::corti::User;
use plugin_framework::engine::{Context, DataSource, Error, Id};
use plugin_framework::schema::{Attr, Schema, email, flag, same_email, text};
use plugin_framework::value::Value;

/// The data source.
#[derive(Debug)]
pub struct UserData;

/// Its attributes, which are also those of an element of `corti_users`.
#[derive(Debug, Serialize, Deserialize)]
pub struct Model {
    customer_id: String,
    project_id: Value<String>,
    user_id: Value<String>,
    email: Value<String>,
    id: Value<String>,
    first_name: Value<String>,
    last_name: Value<String>,
    enabled: Value<bool>,
    email_verified: Value<bool>,
    created_at: Value<String>,
}

/// The attributes that every read of a user returns besides those for the lookup.
pub(super) fn reported() -> [Attr; 6] {
    [
        text("id", "The ID, as `<project_id>/<customer_id>/<user_id>`."),
        text("first_name", "The user's first name."),
        text("last_name", "The user's last name."),
        flag("enabled", "Whether the user can sign in and occupies a seat."),
        flag("email_verified", "Whether the user has verified the email address."),
        text("created_at", "When the user was created, in RFC 3339 format."),
    ]
    .map(Attr::computed)
}

#[async_trait]
impl DataSource for UserData {
    const NAME: &'static str = "corti_user";
    type Api = Account;
    type Model = Model;

    fn schema() -> Schema {
        let mut attrs = vec![
            customer_id("The ID of the user's customer.").required(),
            project_id(),
            text("user_id", "The ID of the user, a UUID.").optional().computed(),
            text("email", "The email address that the user signs in with. Not case-sensitive.")
                .optional()
                .computed()
                .validate_with(email)
                .semantic_equality(same_email),
        ];
        attrs.extend(reported());
        Schema::new("Reads a user of a Corti customer. Returns an error if it does not exist.", attrs)
            .exactly_one(&["user_id", "email"])
            .permissions(READING)
            .calls(&["GET /projects/{project_id}/customers/{customer_id}/users"])
    }

    async fn read(&self, ctx: &Context<Account>, config: Model) -> Result<Model> {
        let account = ctx.api()?;
        let corti = account.corti.uncached();
        let project = account.project(config.project_id.as_deref_option())?;
        let users = corti.users(project, &config.customer_id)?;
        let (found, by, requested) = match (config.user_id.as_deref_option(), config.email.as_deref_option())
        {
            (Some(id), _) => (users.find(id).await?, "user_id", id),
            (None, email) => {
                let email = email.unwrap_or_default();
                (users.find_by_email(email).await?, "email", email)
            }
        };
        let customer = &config.customer_id;
        found.map(|user| Model::of(project, customer, &user)).ok_or_else(|| {
            let detail = format!(
                "Customer `{customer}` in project `{project}` has no user `{requested}`: it is not in a complete listing \
                 of the customer's users."
            );
            Error::new("User not found", detail).on(by).into()
        })
    }
}

impl Model {
    pub(super) fn of(project: &str, customer: &str, user: &User) -> Model {
        Model {
            customer_id: customer.to_owned(),
            project_id: project.to_owned().into(),
            user_id: user.id.clone().into(),
            email: user.email.clone().into(),
            id: Id::join([Some(project), Some(customer), Some(&user.id)]).into(),
            first_name: user.first_name.clone().into(),
            last_name: user.last_name.clone().into(),
            enabled: user.enabled.into(),
            email_verified: user.email_verified.into(),
            created_at: user.created_at.clone().into(),
        }
    }
}
