//! `corti_customer`: an organization whose users work with the embedded assistant. Its id is its key and can be renamed.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::{ADMIN, Account};
use crate::client::How;
use crate::client::corti::{Customer, CustomerEdit, NewCustomer};
use crate::framework::engine::{Change, Cx, Id, Managed, Part, Planned, Result};
use crate::framework::schema::{Schema, flag, text};
use crate::framework::value::{Tree, Value};

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
impl Managed for CustomerResource {
    const NAME: &'static str = "corti_customer";
    const ID: &'static [Part] = &[
        Part::optional("project_id", "The project; the provider's when left out."),
        Part::required("customer_id", "The customer's id."),
    ];
    const SUBJECT: &'static str = "customer_id";
    const ABSENCE: &'static str = "two complete lists of the project's customers were read without it.";
    type Api = Account;
    type Model = Model;

    fn schema() -> Schema {
        Schema::new(
            "A customer of a Corti project: an organization, such as a clinic, whose users work with the embedded assistant.",
            [
                text("id", "The project and the customer, as `<project_id>/<customer_id>`.").computed().changes_with(&["customer_id"]),
                text("customer_id", "The id you choose. Changing it renames the customer in place; its users follow.")
                    .required()
                    .length(1, 64),
                text("display_name", "The name administrators see.").required(),
                text("project_id", "The project. By default the provider's.").optional().computed().stable().replaces(),
                text("region", "Where the customer's data is stored.").optional().default("eu").one_of(&["eu", "us"]).replaces(),
                text("tenant_name", "The identity realm of the customer's users. By default the server's choice, usually `base`.")
                    .optional()
                    .computed()
                    .stable()
                    .length(1, 14)
                    .replaces(),
                flag("is_nfr", "Whether the customer is not for resale.").optional().default(false),
                flag("deletion_protection", "Whether plans that would delete the customer fail.").protects(),
                text("created_at", "When the customer was created, as an RFC 3339 time.").computed().stable(),
            ],
        )
        .permissions(ADMIN)
        .calls(&[
            "GET /projects/{project_id}/customers",
            "POST /projects/{project_id}/customers",
            "PATCH /projects/{project_id}/customers/{customer_id}",
            "DELETE /projects/{project_id}/customers/{customer_id}",
        ])
    }

    async fn create(&self, cx: &Cx<Account>, plan: Model) -> Result<Model> {
        let account = cx.api()?;
        let project = account.project(plan.project_id.as_deref_option())?;
        let new = NewCustomer {
            customer_id: &plan.customer_id,
            display_name: &plan.display_name,
            tenant_name: plan.tenant_name.as_deref_option(),
            region: plan.region.as_deref_option(),
            is_nfr: plan.is_nfr.as_ref_option().copied(),
        };
        let created = account.corti.customers(project)?.create(&new).await?;
        if created.how == How::Adopted {
            cx.adopted();
        }
        Ok(model(project, &created.object))
    }

    async fn read(&self, cx: &Cx<Account>, id: &Id) -> Result<Option<Model>> {
        let account = cx.api()?;
        let project = account.project(id.part("project_id"))?;
        let found = account.corti.customers(project)?.find(id.last()).await?;
        Ok(found.map(|customer| model(project, &customer)))
    }

    async fn update(&self, cx: &Cx<Account>, id: &Id, plan: Model) -> Result<Model> {
        let account = cx.api()?;
        let project = account.project(id.part("project_id"))?;
        let edit = CustomerEdit {
            customer_id: cx.changes("customer_id").then_some(&plan.customer_id),
            display_name: cx.changes("display_name").then_some(&plan.display_name),
            is_nfr: plan.is_nfr.as_ref_option().copied().filter(|_| cx.changes("is_nfr")),
        };
        Ok(model(project, &account.corti.customers(project)?.edit(id.last(), &edit).await?))
    }

    async fn delete(&self, cx: &Cx<Account>, id: &Id) -> Result<()> {
        let account = cx.api()?;
        let project = account.project(id.part("project_id"))?;
        Ok(account.corti.customers(project)?.delete(id.last()).await?)
    }

    async fn plan(&self, cx: &Cx<Account>, plan: &mut Planned) -> Result<()> {
        if plan.change() == Change::Create
            && plan.planned.get("project_id") == &Tree::Unknown
            && plan.config.get("project_id").is_null()
            && let Ok(account) = cx.api()
        {
            plan.planned.set("project_id", account.project(None)?);
        }
        Ok(())
    }
}

fn model(project: &str, customer: &Customer) -> Model {
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
