//! `corti_user`: an end user of the embedded assistant. It follows its customer when that is renamed, and never goes to another.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::moves::{Origin, Step};
use super::{ADMIN, Account, customer_id, project_id, refusals};
use crate::resources::Result;
use admin_client::corti::{NewUser, User, UserEdit};
use admin_client::{How, Secret};
use plugin_framework::engine::{Change, Context, Error, Id, Part, Planned, Resource};
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
        Part::optional("project_id", "The project; the provider's when left out."),
        Part::required("customer_id", "The customer's id.").with_slashes(),
        Part::required("user_id", "The user's id, or the e-mail address."),
    ];
    const SUBJECT: &'static str = "email";
    const ABSENCE: &'static str =
        "its customer's complete list of users, or every customer's if its own is gone, was read without it.";
    type Api = Account;
    type Model = Model;

    fn schema() -> Schema {
        Schema::new(
            "A user of a Corti customer: a person who logs in to the embedded assistant. An enabled user takes a seat of the \
             customer's tenant. Without a password the server probably sends an invitation to the address.",
            [
                text("id", "The project, the customer and the user, as `<project_id>/<customer_id>/<user_id>`.")
                    .computed()
                    .changes_with(&["customer_id"]),
                customer_id(
                    "The customer the user belongs to. Refer to the customer's `customer_id`: when that is renamed, the user follows \
                     in place. No call moves a user, so another customer creates a new one.",
                )
                .required(),
                text("email", "The address the user logs in with, compared without case; your spelling is kept.")
                    .required()
                    .validate_with(email)
                    .semantic_equality(same_email)
                    .requires_replace(),
                text("first_name", "The given name.").required(),
                text("last_name", "The family name.").required(),
                project_id().use_state_for_unknown().requires_replace(),
                flag("enabled", "Whether the user can log in and takes a seat. A disabled user is created enabled and disabled at once.")
                    .optional()
                    .default(true),
                text(
                    "password",
                    "The password to log in with; it is stored in the state. Changing it sets a new one. The server never tells it, so \
                     a change elsewhere is not noticed, and leaving it out keeps the last one.",
                )
                .optional()
                .sensitive()
                .local()
                .length(16, 64),
                text(
                    "password_wo",
                    "The password to log in with. It is sent at creation, and again whenever `password_wo_version` changes.",
                )
                .write_only()
                .sensitive()
                .length(16, 64),
                whole("password_wo_version", "A number of yours; changing it sends `password_wo` again.").triggers("password_wo"),
                text("user_id", "The user's id, a UUID given by the server.").computed().use_state_for_unknown(),
                flag("email_verified", "Whether the user followed the link sent to the address.").observed(),
                text("created_at", "When the user was created, as an RFC 3339 time.").observed().only_returned_on_create(),
            ],
        )
        .at_most_one(&["password", "password_wo"])
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

fn model(project: &str, customer: &str, user: &User) -> Model {
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
