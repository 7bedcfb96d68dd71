//! `corti_user`: an end user of the Embedded Assistant. It stays in its customer when that is renamed.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::customer_changes::UserMove;
use super::{ADMIN, Account, customer_id, project_id, refused, user_handover};
use crate::resources::{Result, created, restapi};
use admin_client::Secret;
use admin_client::corti::{CustomerIdentity, NewUser, User, UserEdit};
use plugin_framework::engine::{Change, Context, Error, Id, MoveSource, Part, Resource, ResourcePlan};
use plugin_framework::schema::{Schema, email, flag, same_email, text, whole};
use plugin_framework::value::{DynamicValue, Value};

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
        Part::optional("project_id", "The project ID. Defaults to the provider's."),
        Part::required("customer_id", "The customer ID.").with_slashes(),
        Part::required("user_id", "The user ID, or the email address."),
    ];
    const SUBJECT: &'static str = "email";
    const NOT_FOUND_REASON: &'static str =
        "Not found in complete listings of the users of every customer that the user could belong to.";
    type Api = Account;
    type Model = Model;

    fn schema() -> Schema {
        Schema::new(
            "Manages a user of a Corti customer: a person who signs in to the Embedded Assistant. An enabled user \
             occupies a seat of the customer's tenant. If no password is set, Corti probably sends an invitation by \
             email.",
            [
                text("id", "The project ID, the customer ID and the user ID, as `<project_id>/<customer_id>/<user_id>`.")
                    .computed()
                    .unknown_if_changed(&["customer_id"]),
                customer_id(
                    "The ID of the user's customer. Refer to the `customer_id` of a `corti_customer`: if it is renamed, the user is \
                     updated in place. The API cannot move a user, so changing this to another customer forces a new resource to \
                     be created.",
                )
                .required(),
                text("email", "The email address that the user signs in with. Not case-sensitive.")
                    .required()
                    .validate_with(email)
                    .semantic_equality(same_email)
                    .requires_replace(),
                text("first_name", "The user's first name.").required(),
                text("last_name", "The user's last name.").required(),
                project_id().use_state_for_unknown().requires_replace(),
                flag("enabled", "Whether the user can sign in and occupies a seat. If false, a new user is created \
                                 enabled and then disabled.")
                    .optional()
                    .default(true),
                text(
                    "password",
                    "The password that the user signs in with, which is stored in the state. Removing it does not change the user's \
                     password. The API does not return it, so drift is not detected.",
                )
                .optional()
                .sensitive()
                .not_returned()
                .length(16, 64),
                text(
                    "password_wo",
                    "The password that the user signs in with. It is sent when the user is created and when `password_wo_version` changes.",
                )
                .write_only()
                .sensitive()
                .length(16, 64),
                whole("password_wo_version", "The version of `password_wo`. Changing it sends `password_wo` again.").triggers("password_wo"),
                text("user_id", "The user ID, a UUID assigned by the server.").computed().use_state_for_unknown(),
                flag("email_verified", "Whether the user has verified the email address.").observed(),
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

    fn moved_from(object: &MoveSource<'_>) -> plugin_framework::engine::Result<Option<String>> {
        restapi::import_id(
            object,
            &[&["projects", "*", "customers", "*", "users"], &["customers", "*", "users"]],
        )
    }

    fn shared_key(object: &DynamicValue) -> Option<String> {
        user_handover::key(object)
    }

    fn may_be_handed_over(&self, ctx: &Context<Account>, object: &DynamicValue) -> bool {
        let text = |name| object.get(name).text().unwrap_or_default();
        ctx.api().is_ok_and(|account| !account.changes.replaces(text("project_id"), text("customer_id")))
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
            disabled_next: plan.enabled.as_ref_option() == Some(&false),
        };
        let user = match users.create(&new).await {
            Ok(created) => created::object(ctx, created),
            Err(error) => {
                let Some(user) = user_handover::take_over(ctx, &users, &new, &error).await? else {
                    let email = Some(plan.email.as_str());
                    return Err(refused::explain_user_error(&account, project, customer, email, error)
                        .await
                        .into());
                };
                user
            }
        };
        if let Some(note) = customer_note(&account, project, customer).await {
            ctx.set_private(note);
        }
        let mut state = model(project, customer, &user);
        if plan.enabled != state.enabled {
            ctx.set_partial_state(&state)?;
            let edit = UserEdit { enabled: plan.enabled.as_ref_option().copied(), ..UserEdit::default() };
            // An error would taint the user, and the next apply would destroy it and invite the person again.
            if let Err(error) = users.edit(&user.id, &edit).await {
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
        let noted = noted_customer(ctx.private());
        let Some(found) = users.locate(id.last(), noted.as_ref()).await? else { return Ok(None) };
        account.changes.read_user(project, id.last(), customer, &found.customer_id);
        if noted.is_none()
            && let Some(note) = customer_note(&account, project, &found.customer_id).await
        {
            ctx.set_private(note);
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
                return Err(not_in_customer(
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
                Err(refused::explain_user_error(&account, project, customer, None, error).await.into())
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn delete(&self, ctx: &Context<Account>, id: &Id) -> Result<()> {
        let account = ctx.api()?;
        let project = account.project(id.part("project_id"))?;
        let customer = id.part("customer_id").unwrap_or_default();
        Ok(account
            .corti
            .users(project, customer)?
            .delete(id.last(), noted_customer(ctx.private()).as_ref())
            .await?)
    }

    async fn plan(&self, ctx: &Context<Account>, plan: &mut ResourcePlan) -> Result<()> {
        let Ok(account) = ctx.api() else { return Ok(()) };
        account.plan_project(plan).await?;
        if !matches!(plan.change(), Change::NoOp | Change::Update) {
            return Ok(());
        }
        let known = |name| plan.prior.get(name).text().map(str::to_owned);
        let (Some(project), Some(from), Some(user), Some(email)) =
            (known("project_id"), known("customer_id"), known("user_id"), known("email"))
        else {
            return Ok(());
        };
        let to = plan.planned.get("customer_id").text().map(str::to_owned);
        match (account.user_move(&project, &from, to.as_deref(), &user).await, to) {
            (UserMove::Replace, Some(to)) if to == from => {
                plan.mark_unknown(&["user_id"]);
                plan.replace_for("user_id");
            }
            (UserMove::Replace, _) => plan.replace_for("customer_id"),
            (UserMove::RenamedOutside, Some(to)) => {
                return Err(renamed_outside(&email, &project, &from, &to).into());
            }
            (UserMove::Stay, Some(to)) if to != from => {
                plan.planned.set("id", Id::join([Some(project.as_str()), Some(&to), Some(&user)]));
            }
            (UserMove::Stay | UserMove::RenamedOutside, _) => {}
        }
        Ok(())
    }
}

/// Notes the values of the user's customer that a rename keeps, so that the user is found again.
async fn customer_note(account: &Account, project: &str, customer: &str) -> Option<DynamicValue> {
    let customer = account.corti.customers(project).ok()?.find(customer).await.ok()??;
    let identity = CustomerIdentity::of(&customer)?;
    Some(DynamicValue::object([
        ("created_at", identity.created_at.into()),
        ("region", identity.region.into()),
        ("tenant_name", identity.tenant_name.into()),
        ("display_name", identity.display_name.into()),
    ]))
}

fn noted_customer(note: &DynamicValue) -> Option<CustomerIdentity> {
    let text = |name: &str| note.get(name).text().map(str::to_owned);
    Some(CustomerIdentity {
        created_at: text("created_at")?,
        region: text("region")?,
        tenant_name: text("tenant_name")?,
        display_name: text("display_name")?,
    })
}

fn unfinished(email: &str, error: &admin_client::Error) -> Error {
    Error::new(
        format!("corti_user `{email}` was created, but `enabled` is not as configured"),
        format!(
            "`enabled` is set by a second request, which failed: {error}. The next plan shows the difference, and the next apply \
             corrects it."
        ),
    )
}

fn renamed_outside(email: &str, project: &str, now: &str, before: &str) -> Error {
    Error::new(
        format!("The customer of corti_user `{email}` was renamed outside Terraform"),
        format!(
            "The user is in customer `{now}`, but `customer_id` is `{before}`. Applying this would delete the user and create a \
             new one in a new customer. {}",
            super::adopt_renamed(project, now)
        ),
    )
    .on("customer_id")
}

fn not_in_customer(email: &str, from: &str, to: &str) -> Error {
    Error::new(
        format!("corti_user `{email}` is not in customer `{to}`"),
        format!(
            "The plan expected customer `{from}` to be renamed to `{to}`, but customer `{to}` does not list the user. \
             Nothing was changed. If `{to}` is another customer, run a new plan with refresh, which replaces the \
             user. If the same apply renames the customer later, set `customer_id = \
             corti_customer.<name>.customer_id`, so that the rename comes first."
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
