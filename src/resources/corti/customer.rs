//! `corti_customer`: an organization whose users work with the Embedded Assistant. Its ID can be changed in place.

use crate::resources::error::explained;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::{ADMIN, Account, adopt_renamed, customer_id, project_id, refused};
use crate::resources::error::because;
use crate::resources::{Result, created, restapi};
use admin_client::corti::{Customer, CustomerDeletion, CustomerEdit, CustomerIdentity, NewCustomer};
use plugin_framework::engine::{Context, Error, Id, MoveSource, Part, Resource, ResourcePlan};
use plugin_framework::schema::{Schema, flag, text};
use plugin_framework::value::{DynamicValue, Value};

/// The resource.
#[derive(Debug)]
pub struct CustomerResource;

/// Its attributes.
#[derive(Debug, Serialize, Deserialize)]
pub struct Model {
    id: Value<String>,
    customer_id: String,
    display_name: String,
    project_id: Value<String>,
    region: Value<String>,
    tenant_name: Value<String>,
    is_nfr: Value<bool>,
    deletion_protection: Value<bool>,
    created_at: Value<String>,
}

#[async_trait]
impl Resource for CustomerResource {
    const NAME: &'static str = "corti_customer";
    const ID: &'static [Part] = &[
        Part::optional("project_id", "The project ID. Defaults to the provider's."),
        Part::required("customer_id", "The customer ID."),
    ];
    const SUBJECT: &'static str = "customer_id";
    const NOT_FOUND_REASON: &'static str = "Not found in two complete listings of the project's customers.";
    type Api = Account;
    type Model = Model;

    fn schema() -> Schema {
        Schema::new(
            "Manages a customer of a Corti project: an organization, such as a clinic, whose users work with the Embedded \
             Assistant. A customer that still has users cannot be deleted. When a customer is replaced, users whose \
             `customer_id` refers to it are also replaced.",
            [
                text("id", "The project ID and the customer ID, as `<project_id>/<customer_id>`.").computed().unknown_if_changed(&["customer_id"]),
                customer_id(
                    "The customer ID, which you choose. Changing it renames the customer in place, and updates users whose \
                     `customer_id` refers to this attribute in place.",
                )
                .required(),
                text("display_name", "The name that administrators see.").required(),
                project_id().use_state_for_unknown().requires_replace(),
                text("region", "The region where the customer's data is stored.").optional().default("eu").one_of(&["eu", "us"]).requires_replace(),
                text("tenant_name", "The identity realm of the customer's users. If omitted, the server chooses it, usually `base`.")
                    .optional()
                    .computed()
                    .use_state_for_unknown()
                    .length(1, 14)
                    .requires_replace(),
                flag("is_nfr", "Whether the customer is marked as not for resale.").optional().default(false),
                flag("deletion_protection", "Whether plans that would destroy or replace the customer are rejected.")
                    .deletion_protection(),
                text("created_at", "When the customer was created, in RFC 3339 format.").observed().only_returned_on_create(),
            ],
        )
        .caution(
            "Destroying a customer permanently deletes it. Its users are not deleted with it: delete them \
             first. Set `deletion_protection` to prevent this.",
        )
        .permissions(ADMIN)
        .calls(&[
            "GET /projects/{project_id}/customers",
            "POST /projects/{project_id}/customers",
            "PATCH /projects/{project_id}/customers/{customer_id}",
            "DELETE /projects/{project_id}/customers/{customer_id}",
            "GET /projects/{project_id}/customers/{customer_id}/users",
        ])
    }

    fn moved_from(object: &MoveSource<'_>) -> plugin_framework::engine::Result<Option<String>> {
        restapi::import_id(object, &[&["projects", "*", "customers"], &["customers"]])
    }

    async fn create(&self, ctx: &Context<Account>, plan: Model) -> Result<Model> {
        let account = ctx.api()?;
        let project = account.project(plan.project_id.as_deref_option())?;
        let new = NewCustomer {
            customer_id: &plan.customer_id,
            display_name: &plan.display_name,
            tenant_name: plan.tenant_name.as_deref_option(),
            region: plan.region.as_deref_option(),
            is_nfr: plan.is_nfr.as_ref_option().copied(),
        };
        let created = account.corti.customers(project)?.create(&new).await.map_err(|error| taken(&error))?;
        let customer = created::object(ctx, created);
        Ok(model(project, &customer))
    }

    async fn read(&self, ctx: &Context<Account>, id: &Id) -> Result<Option<Model>> {
        let account = ctx.api()?;
        let project = account.project(id.part("project_id"))?;
        if let Some(customer) = account.corti.customers(project)?.find(id.last()).await? {
            account.changes.stored(project, id.last());
            if !ctx.is_importing() {
                account.corti.allow_users_prefetch(project, id.last());
            }
            return Ok(Some(model(project, &customer)));
        }
        let Some(identity) = identity(ctx.prior()) else { return Ok(None) };
        let present = refused::find_renamed(&account, project, id.last(), &identity).await?;
        let present = present.filter(|it| it.display_name == identity.display_name);
        if let Some(present) = present {
            if ctx.is_replaced_revision([present.customer_id.clone()]) {
                return Ok(Some(ctx.prior_model()?));
            }
            ctx.warn(renamed(project, id.last(), &present));
        }
        Ok(None)
    }

    async fn update(&self, ctx: &Context<Account>, id: &Id, plan: Model) -> Result<Model> {
        let account = ctx.api()?;
        let project = account.project(id.part("project_id"))?;
        let edit = CustomerEdit {
            customer_id: ctx.changes("customer_id").then_some(&plan.customer_id),
            display_name: ctx.changes("display_name").then_some(&plan.display_name),
            is_nfr: plan.is_nfr.as_ref_option().copied().filter(|_| ctx.changes("is_nfr")),
        };
        if edit.is_empty() {
            return Ok(plan);
        }
        let customers = account.corti.customers(project)?;
        let customer = customers.edit(id.last(), &edit).await.map_err(|error| taken(&error))?;
        if edit.customer_id.is_some() {
            ctx.record_revision([id.last().to_owned()]);
            ctx.record_revision([customer.customer_id.clone()]);
        }
        Ok(model(project, &customer))
    }

    async fn delete(&self, ctx: &Context<Account>, id: &Id) -> Result<()> {
        let account = ctx.api()?;
        let project = account.project(id.part("project_id"))?;
        match account.corti.customers(project)?.delete(id.last()).await {
            Err(error) => {
                Err(refused::explain_deletion_error(&account, project, id.last(), error).await.into())
            }
            Ok(CustomerDeletion::Deleted) => Ok(()),
            Ok(CustomerDeletion::NotFound) => {
                let Some(identity) = identity(ctx.prior()) else { return Ok(()) };
                match refused::find_renamed(&account, project, id.last(), &identity).await? {
                    Some(now) => Err(refused::renamed(project, id.last(), &now).into()),
                    None => Ok(()),
                }
            }
        }
    }

    async fn plan(&self, ctx: &Context<Account>, plan: &mut ResourcePlan) -> Result<()> {
        let Ok(account) = ctx.api() else { return Ok(()) };
        account.plan_project(plan).await?;
        account.changes.plan(plan);
        let text = |object: &DynamicValue, name| object.get(name).text().map(str::to_owned);
        if plan.changes("customer_id")
            && let Some(project) = text(&plan.planned, "project_id")
            && let Some(customer) = text(&plan.planned, "customer_id")
        {
            plan.planned.set("id", Id::join([Some(project.as_str()), Some(&customer)]));
        }
        if plan.is_replace()
            && let Some(project) = text(&plan.prior, "project_id")
            && let Some(before) = text(&plan.prior, "customer_id")
            && let Some(warning) = refused::replaced_with_users(&account, &project, &before).await
        {
            ctx.warn(warning);
        }
        Ok(())
    }
}

/// The error for an ID that already exists, with its project if it is another one.
fn taken(error: &admin_client::Error) -> Error {
    if error.is_conflict() && error.existing().is_none() {
        let reason = "No customer of this project has the ID, so a customer of another project has it. Choose another ID.";
        return because(error, reason).on("customer_id");
    }
    explained(error)
}

/// The values of a stored customer that a rename outside Terraform keeps.
fn identity(prior: &DynamicValue) -> Option<CustomerIdentity> {
    let text = |name: &str| prior.get(name).text().map(str::to_owned);
    Some(CustomerIdentity {
        created_at: text("created_at")?,
        region: text("region")?,
        tenant_name: text("tenant_name")?,
        display_name: text("display_name")?,
    })
}

/// The warning for a missing customer if another one with the same creation time exists.
fn renamed(project: &str, id: &str, present: &Customer) -> Error {
    Error::new(
        format!("corti_customer `{id}` may have been renamed to `{}`", present.customer_id),
        format!(
            "Customer `{}` has the same display name and was created at the same time. If it is the same customer, and no other \
             resource manages it: {}",
            present.customer_id,
            adopt_renamed(project, &present.customer_id)
        ),
    )
}

pub(super) fn model(project: &str, customer: &Customer) -> Model {
    Model {
        id: Id::join([Some(project), Some(&customer.customer_id)]).into(),
        customer_id: customer.customer_id.clone(),
        display_name: customer.display_name.clone(),
        project_id: project.to_owned().into(),
        region: customer.region.clone().into(),
        tenant_name: customer.tenant_name.clone().into(),
        is_nfr: customer.is_nfr.into(),
        deletion_protection: Value::Null,
        created_at: customer.created_at.clone().into(),
    }
}
