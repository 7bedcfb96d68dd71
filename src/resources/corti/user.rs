//! `corti_user`: an end user of the embedded assistant. It follows its customer when that is renamed, and never goes to another.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::moves::{Origin, Step};
use super::{ADMIN, Account, customer_id, project_id, refusals};
use crate::resources::{Result, restapi};
use admin_client::corti::{NewUser, User, UserEdit};
use admin_client::{How, Secret};
use plugin_framework::engine::{Change, Context, Error, ForeignObject, Id, Part, Planned, Resource};
use plugin_framework::schema::{Schema, email, flag, same_email, text, whole};
use plugin_framework::value::Value;

/// The resource.
#[derive(Debug)]
pub struct UserResource;

/// Its attributes.
#[derive(Debug, Serialize, Deserialize)]
pub struct Model {
    id: Value<String>,
    customer_id: String,
    email: String,
    first_name: String,
    last_name: String,
    project_id: Value<String>,
    enabled: Value<bool>,
    password: Value<String>,
    password_wo: Value<String>,
    password_wo_version: Value<i64>,
    user_id: Value<String>,
    email_verified: Value<bool>,
    created_at: Value<String>,
}

#[async_trait]
impl Resource for UserResource {
    const NAME: &'static str = "corti_user";
    const ID: &'static [Part] = &[
        Part::optional(
            "project_id",
            "The ID of the project. If omitted, the provider's `project_id` is used.",
        ),
        Part::required("customer_id", "The ID of the customer.").with_slashes(),
        Part::required("user_id", "The ID or the email address of the user."),
    ];
    const SUBJECT: &'static str = "email";
    const ABSENCE: &'static str = "Not found in a complete listing of its customer's users, or of all customers' users if the customer was deleted.";
    type Api = Account;
    type Model = Model;

    fn schema() -> Schema {
        Schema::new(
            "Manages a user of a Corti customer: a person who signs in to the embedded assistant. Each enabled user \
             occupies a seat of the customer's tenant. Without a password, Corti is expected to send an invitation to \
             the email address.",
            [
                text("id", "The ID, as `<project_id>/<customer_id>/<user_id>`.")
                    .computed()
                    .changes_with(&["customer_id"]),
                customer_id(
                    "The customer of the user. Use a reference to the customer's `customer_id`, so that the user stays \
                     in place when the customer is renamed. Changing to a different customer forces a new resource to \
                     be created.",
                )
                .required(),
                text("email", "The email address the user signs in with. Not case-sensitive.")
                    .required()
                    .validate_with(email)
                    .semantic_equality(same_email)
                    .requires_replace(),
                text("first_name", "The given name.").required(),
                text("last_name", "The family name.").required(),
                project_id().use_state_for_unknown().requires_replace(),
                flag("enabled", "Whether the user can sign in and occupies a seat. The API creates users enabled, so a \
                     disabled user is disabled right after creation.")
                    .optional()
                    .default(true),
                text(
                    "password",
                    "The password, stored in the state. Changing it sets a new password. Removing it from the \
                     configuration keeps the current password.",
                )
                .optional()
                .sensitive()
                .local()
                .length(16, 64),
                text(
                    "password_wo",
                    "The password. Sent on creation and whenever `password_wo_version` changes.",
                )
                .write_only()
                .sensitive()
                .length(16, 64),
                whole("password_wo_version", "A number of your choice. Changing it sends `password_wo` again.").triggers("password_wo"),
                text("user_id", "The ID of the user, a UUID.").computed().use_state_for_unknown(),
                flag("email_verified", "Whether the user has confirmed the email address.").observed(),
                text("created_at", "When the user was created, in RFC 3339 format.").observed().only_returned_on_create(),
            ],
        )
        .at_most_one(&["password", "password_wo"])
        .caution("Destroying a user permanently deletes it. To keep the user without access, set `enabled = false`.")
        .permissions(ADMIN)
        .calls(&[
            "GET /projects/{project_id}/customers/{customer_id}/users",
            "POST /projects/{project_id}/customers/{customer_id}/users",
            "PATCH /projects/{project_id}/customers/{customer_id}/users/{user_id}",
            "DELETE /projects/{project_id}/customers/{customer_id}/users/{user_id}",
            "GET /projects/{project_id}/customers",
            "GET /projects/{project_id}/customers/{customer_id}/quotas",
        ])
    }

    fn moved_from(object: &ForeignObject<'_>) -> plugin_framework::engine::Result<Option<String>> {
        restapi::import_id(
            object,
            &[&["projects", "*", "customers", "*", "users"], &["customers", "*", "users"]],
        )
    }

    async fn create(&self, ctx: &Context<Account>, plan: Model) -> Result<Model> {
        let account = ctx.api()?;
        let project = account.project(plan.project_id.as_deref_option())?;
        let customer = &plan.customer_id;
        let users = account.corti.users(project, customer)?;
        let password = plan.password_wo.or(plan.password).as_option().map(Secret::new);
        let new = NewUser {
            email: &plan.email,
            first_name: &plan.first_name,
            last_name: &plan.last_name,
            password: password.as_ref().map(Secret::in_body),
        };
        let created = match users.create(&new).await {
            Ok(created) => created,
            Err(error) => {
                return Err(refusals::of_user(&account, project, customer, Some(&plan.email), error)
                    .await
                    .into());
            }
        };
        if created.how == How::Adopted {
            ctx.adopted();
        }
        let mut state = model(project, customer, &created.object);
        if plan.enabled != state.enabled {
            ctx.set_partial_state(&state)?;
            let edit = UserEdit { enabled: plan.enabled.as_ref_option().copied(), ..UserEdit::default() };
            // A failure would taint the user, and the next apply would destroy it and invite the person again.
            if let Err(error) = users.edit(&created.object.id, &edit).await {
                ctx.warn(unfinished(&plan.email, &error));
            }
            state.enabled = plan.enabled;
        }
        Ok(state)
    }

    async fn read(&self, ctx: &Context<Account>, id: &Id) -> Result<Option<Model>> {
        let account = ctx.api()?;
        let project = account.project(id.part("project_id"))?;
        let customer = id.part("customer_id").unwrap_or_default();
        let users = account.corti.users(project, customer)?;
        if ctx.is_importing() {
            let found = match id.last() {
                address if address.contains('@') => users.find_by_email(address).await?,
                user_id => users.find(user_id).await?,
            };
            return Ok(found.map(|user| model(project, customer, &user)));
        }
        let Some(found) = users.locate(id.last()).await? else { return Ok(None) };
        if found.customer_id != customer {
            account.moves.note(project, customer, Origin::Departed { to: found.customer_id.clone() });
        }
        Ok(Some(model(project, &found.customer_id, &found.user)))
    }

    async fn update(&self, ctx: &Context<Account>, id: &Id, plan: Model) -> Result<Model> {
        let account = ctx.api()?;
        let project = account.project(id.part("project_id"))?;
        let customer = &plan.customer_id;
        let users = account.corti.users(project, customer)?;
        let password = plan
            .password_wo
            .as_ref_option()
            .or_else(|| plan.password.as_ref_option().filter(|_| ctx.changes("password")));
        let password = password.cloned().map(Secret::new);
        let edit = UserEdit {
            first_name: ctx.changes("first_name").then_some(&plan.first_name),
            last_name: ctx.changes("last_name").then_some(&plan.last_name),
            enabled: plan.enabled.as_ref_option().copied().filter(|_| ctx.changes("enabled")),
            password: password.as_ref().map(Secret::in_body),
        };
        if ctx.changes("customer_id") {
            let Some(user) = users.find(id.last()).await? else {
                return Err(not_followed(
                    &plan.email,
                    ctx.prior().get("customer_id").text().unwrap_or_default(),
                    customer,
                )
                .into());
            };
            if edit.is_empty() {
                return Ok(model(project, customer, &user));
            }
        } else if edit.is_empty() {
            return Ok(plan);
        }
        match users.edit(id.last(), &edit).await {
            Ok(user) => Ok(model(project, customer, &user)),
            Err(error) if edit.enabled == Some(true) => {
                Err(refusals::of_user(&account, project, customer, None, error).await.into())
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn delete(&self, ctx: &Context<Account>, id: &Id) -> Result<()> {
        let account = ctx.api()?;
        let project = account.project(id.part("project_id"))?;
        let customer = id.part("customer_id").unwrap_or_default();
        Ok(account.corti.users(project, customer)?.delete(id.last()).await?)
    }

    async fn plan(&self, ctx: &Context<Account>, plan: &mut Planned) -> Result<()> {
        let Ok(account) = ctx.api() else { return Ok(()) };
        account.plan_project(plan).await?;
        if !matches!(plan.change(), Change::Nothing | Change::Update) {
            return Ok(());
        }
        let known = |name| plan.prior.get(name).text().map(str::to_owned);
        let (Some(project), Some(from), Some(user), Some(email)) =
            (known("project_id"), known("customer_id"), known("user_id"), known("email"))
        else {
            return Ok(());
        };
        let Some(to) = plan.planned.get("customer_id").text().map(str::to_owned) else { return Ok(()) };
        if from == to {
            // A customer with users is not deleted, so they are made anew together with it.
            if account.moves.origin(&project, &to) == Some(Origin::Replaced) {
                plan.disturb(&["user_id"]);
                plan.replace_for("user_id");
            }
            return Ok(());
        }
        match account.step(&project, &from, &to, &user).await {
            Step::Follow => {
                plan.planned.set("id", Id::join([Some(project.as_str()), Some(&to), Some(&user)]));
            }
            Step::Replace => plan.replace_for("customer_id"),
            Step::TooLate => return Err(not_followed(&email, &from, &to).into()),
            Step::Stray => return Err(stray(&email, &project, &from, &to).into()),
        }
        Ok(())
    }
}

fn unfinished(email: &str, error: &admin_client::Error) -> Error {
    Error::new(
        format!("corti_user `{email}` was created, but `enabled` is not as configured"),
        format!(
            "Setting it is a second step, which did not succeed: {error}. The next plan shows it, and the next apply finishes it."
        ),
    )
}

fn stray(email: &str, project: &str, now: &str, before: &str) -> Error {
    Error::new(
        format!("The customer of corti_user `{email}` was renamed outside Terraform"),
        format!(
            "The user is in the customer `{now}` now, while the configuration says `{before}`: applying it would delete the user \
             and make a new one in a new customer. {}",
            super::adopt_renamed(project, now)
        ),
    )
    .on("customer_id")
}

fn not_followed(email: &str, from: &str, to: &str) -> Error {
    Error::new(
        format!("corti_user `{email}` is not in the customer `{to}`"),
        format!(
            "It was to follow its customer `{from}`, renamed to `{to}`, but a complete list of that customer's users was read \
             without it. Nothing was changed. If `{to}` is another customer, the next plan replaces the user. If the rename comes \
             later in the same apply, write `customer_id = corti_customer.<name>.customer_id`, so that it comes first."
        ),
    )
    .on("customer_id")
}

pub(super) fn model(project: &str, customer: &str, user: &User) -> Model {
    Model {
        id: Id::join([Some(project), Some(customer), Some(&user.id)]).into(),
        customer_id: customer.to_owned(),
        email: user.email.clone(),
        first_name: user.first_name.clone(),
        last_name: user.last_name.clone(),
        project_id: project.to_owned().into(),
        enabled: user.enabled.into(),
        password: Value::Null,
        password_wo: Value::Null,
        password_wo_version: Value::Null,
        user_id: user.id.clone().into(),
        email_verified: user.email_verified.into(),
        created_at: user.created_at.clone().into(),
    }
}
