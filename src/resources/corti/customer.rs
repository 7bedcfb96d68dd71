//! `corti_customer`: an organization whose users work with the embedded assistant. Its id is its key and can be renamed.

use crate::resources::error::explained;
use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::moves::Origin;
use super::{ADMIN, Account, adopt_renamed, customer_id, project_id, refusals};
use crate::resources::error::because;
use crate::resources::{Result, restapi};
use admin_client::How;
use admin_client::corti::{Customer, CustomerEdit, Customers, NewCustomer};
use plugin_framework::engine::{Change, Context, Error, ForeignObject, Id, Part, Planned, Resource};
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
        Part::optional(
            "project_id",
            "The ID of the project. If omitted, the provider's `project_id` is used.",
        ),
        Part::required("customer_id", "The ID of the customer."),
    ];
    const SUBJECT: &'static str = "customer_id";
    const ABSENCE: &'static str = "Not found in two complete listings of the project's customers.";
    type Api = Account;
    type Model = Model;

    fn schema() -> Schema {
        Schema::new(
            "Manages a customer of a Corti project: an organization, such as a clinic, whose users work with the \
             embedded assistant.",
            [
                text("id", "The ID, as `<project_id>/<customer_id>`.").computed().changes_with(&["customer_id"]),
                customer_id(
                    "An ID of your choice. Changing it renames the customer in place, and users that refer to this \
                     attribute move with it.",
                )
                .required(),
                text("display_name", "The name shown in the Corti Console.").required(),
                project_id().use_state_for_unknown().requires_replace(),
                text("region", "The region where the customer's data is stored.").optional().default("eu").one_of(&["eu", "us"]).requires_replace(),
                text("tenant_name", "The identity realm of the customer's users. If omitted, the API chooses one, \
                     usually `base`.")
                    .optional()
                    .computed()
                    .use_state_for_unknown()
                    .length(1, 14)
                    .requires_replace(),
                flag("is_nfr", "Whether the customer is marked as not for resale.").optional().default(false),
                flag("deletion_protection", "Whether plans that would destroy or replace the customer are rejected.").protects(),
                text("created_at", "When the customer was created, in RFC 3339 format.").observed().only_returned_on_create(),
            ],
        )
        .caution(
            "Destroying a customer permanently deletes it. Users are not deleted with it: the API is expected to reject \
             deleting a customer that still has users. Set `deletion_protection` to prevent the deletion.",
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

    fn moved_from(object: &ForeignObject<'_>) -> plugin_framework::engine::Result<Option<String>> {
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
        if created.how == How::Adopted {
            ctx.adopted();
        }
        account.moves.note(project, &plan.customer_id, Origin::Made);
        Ok(model(project, &created.object))
    }

    async fn read(&self, ctx: &Context<Account>, id: &Id) -> Result<Option<Model>> {
        let account = ctx.api()?;
        let project = account.project(id.part("project_id"))?;
        let customers = account.corti.customers(project)?;
        let found = customers.find(id.last()).await?;
        if found.is_none()
            && let Some(other) = namesake(&customers, ctx.prior()).await?
        {
            ctx.warn(renamed(project, id.last(), &other));
        }
        Ok(found.map(|customer| model(project, &customer)))
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
        Ok(model(
            project,
            &account.corti.customers(project)?.edit(id.last(), &edit).await.map_err(|error| taken(&error))?,
        ))
    }

    async fn delete(&self, ctx: &Context<Account>, id: &Id) -> Result<()> {
        let account = ctx.api()?;
        let project = account.project(id.part("project_id"))?;
        match account.corti.customers(project)?.delete(id.last()).await {
            Err(error) => Err(refusals::of_deletion(&account, project, id.last(), error).await.into()),
            Ok(()) => Ok(()),
        }
    }

    async fn plan(&self, ctx: &Context<Account>, plan: &mut Planned) -> Result<()> {
        let Ok(account) = ctx.api() else { return Ok(()) };
        account.plan_project(plan).await?;
        let (Some(project), Some(customer)) =
            (plan.planned.get("project_id").text(), plan.planned.get("customer_id").text())
        else {
            return Ok(());
        };
        let (project, customer) = (project.to_owned(), customer.to_owned());
        let before = plan.prior.get("customer_id").text().filter(|before| *before != customer);
        let origin = match (plan.change(), before) {
            (Change::Create, _) | (Change::Replace, Some(_)) => Origin::New,
            (Change::Replace, None) => Origin::Replaced,
            (Change::Update, Some(before)) => Origin::Renamed { from: before.to_owned() },
            _ => return Ok(()),
        };
        account.moves.note(&project, &customer, origin);
        plan.planned.set("id", Id::join([Some(project.as_str()), Some(&customer)]));
        Ok(())
    }
}

/// A refusal, with where the id is taken if not in this project.
fn taken(error: &admin_client::Error) -> Error {
    if error.is_conflict() && error.existing().is_none() {
        let reason = "No customer of this project has the id, so another project's has; choose another.";
        return because(error, reason).on("customer_id");
    }
    explained(error)
}

/// The one customer created at this instant with the same name and in the same realm: one apply may make several at once.
async fn namesake(customers: &Customers<'_>, prior: &DynamicValue) -> Result<Option<Arc<Customer>>> {
    let Some(created_at) = prior.get("created_at").text() else { return Ok(None) };
    let same = |name: &str, value: &str| prior.get(name).text() == Some(value);
    let all = customers.all().await?;
    let mut alike = all.into_iter().filter(|it| {
        it.created_at.as_deref() == Some(created_at)
            && same("display_name", &it.display_name)
            && same("region", &it.region)
            && same("tenant_name", &it.tenant_name)
    });
    let first = alike.next();
    Ok(if alike.next().is_none() { first } else { None })
}

/// A customer that vanished while another one of exactly its age is there.
fn renamed(project: &str, id: &str, namesake: &Customer) -> Error {
    Error::new(
        format!("corti_customer `{id}` may have been renamed to `{}`", namesake.customer_id),
        format!(
            "The customer `{}` has the same display name and was created at the same instant. If it is the same one, and no \
             other resource manages it: {}",
            namesake.customer_id,
            adopt_renamed(project, &namesake.customer_id)
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
