//! Data source `corti_quotas`: the seats of each tenant of a project, or of the tenant of one customer.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::{Account, READING, customer_id, no_customer, project_id};
use crate::resources::Result;
use admin_client::corti::Quota;
use plugin_framework::engine::{Context, DataSource};
use plugin_framework::schema::{Schema, list_of, object, text, whole};
use plugin_framework::value::Value;

/// The data source.
#[derive(Debug)]
pub struct QuotasData;

/// Its attributes.
#[derive(Debug, Serialize, Deserialize)]
pub struct Model {
    project_id: Value<String>,
    customer_id: Value<String>,
    quotas: Value<Vec<TenantQuota>>,
}

/// The quota of one tenant: a region's identity realm.
#[derive(Debug, Serialize, Deserialize)]
struct TenantQuota {
    region: String,
    tenant_name: String,
    users: Seats,
}

#[derive(Debug, Serialize, Deserialize)]
struct Seats {
    quota: i64,
    usage: i64,
    remaining: i64,
}

#[async_trait]
impl DataSource for QuotasData {
    const NAME: &'static str = "corti_quotas";
    type Api = Account;
    type Model = Model;

    fn schema() -> Schema {
        let users = object(
            "users",
            "The user seats, shared by all customers of the tenant.",
            [
                whole("quota", "The maximum number of enabled users. `-1` means unlimited.").computed(),
                whole("usage", "The number of enabled users.").computed(),
                whole("remaining", "The number of users that can still be enabled. `-1` means unlimited.")
                    .computed(),
            ],
        );
        let members = [
            text("region", "The region where the tenant's data is stored: `eu` or `us`.").computed(),
            text("tenant_name", "The identity realm of the tenant.").computed(),
            users.computed(),
        ];
        Schema::new(
            "Lists the user quota and usage of the tenants of a Corti project. Without `customer_id`, the result \
             omits tenants that the API cannot reach at the moment.",
            [
                project_id(),
                customer_id("The ID of the customer whose tenant to read. If omitted, lists all tenants of the \
                             project.").optional(),
                list_of("quotas", "The quota of each tenant. A tenant is the combination of a region and an identity \
                                   realm.", members).computed(),
            ],
        )
        .permissions(READING)
        .calls(&[
            "GET /projects/{project_id}/quotas",
            "GET /projects/{project_id}/customers/{customer_id}/quotas",
            "GET /projects/{project_id}/customers",
        ])
    }

    async fn read(&self, ctx: &Context<Account>, config: Model) -> Result<Model> {
        let account = ctx.api()?;
        let corti = account.corti.uncached();
        let project = account.project(config.project_id.as_deref_option())?;
        let quotas = match config.customer_id.as_deref_option() {
            None => corti
                .project_quotas(project)
                .await?
                .quotas
                .into_iter()
                .map(|it| TenantQuota {
                    region: it.region,
                    tenant_name: it.tenant_name,
                    users: it.users.into(),
                })
                .collect(),
            Some(id) => {
                let found = corti.customers(project)?.find(id).await?;
                let customer = found.ok_or_else(|| no_customer(project, id))?;
                let users = corti.customer_quotas(project, id).await?.users.into();
                vec![TenantQuota {
                    region: customer.region.clone(),
                    tenant_name: customer.tenant_name.clone(),
                    users,
                }]
            }
        };
        Ok(Model {
            project_id: project.to_owned().into(),
            quotas: quotas.into(),
            customer_id: config.customer_id,
        })
    }
}

impl From<Quota> for Seats {
    fn from(it: Quota) -> Seats {
        Seats { quota: it.quota, usage: it.usage, remaining: it.remaining }
    }
}
