//! Quotas: the number of users that a tenant may have and has. Read-only, and never cached, because usage changes with
//! every user.

use serde::Deserialize;

use super::Corti;
use crate::error::Result;

/// Seats of one tenant; `-1` means unlimited (contracts/corti.md 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Quota {
    /// The total number of seats.
    pub quota: i64,
    /// Seats taken by enabled users.
    pub usage: i64,
    /// Seats left.
    pub remaining: i64,
}

/// The quota of the tenant of one customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct CustomerQuotas {
    /// Its users.
    pub users: Quota,
}

/// The quota of one tenant of a project.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TenantQuota {
    /// `eu` or `us`.
    pub region: String,
    /// The identity realm.
    pub tenant_name: String,
    /// Its users.
    pub users: Quota,
}

/// The quotas of a project. The server omits a tenant that is currently unreachable.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ProjectQuotas {
    /// One per tenant.
    pub quotas: Vec<TenantQuota>,
}

impl Corti {
    /// The quotas of all tenants of a project.
    pub async fn project_quotas(&self, project: &str) -> Result<ProjectQuotas> {
        let path = path!("/projects/{project}/quotas", project)?;
        self.explain_not_found(project, None, self.client.get(&path).await).await
    }

    /// The quota of the tenant of a customer.
    pub async fn customer_quotas(&self, project: &str, customer: &str) -> Result<CustomerQuotas> {
        let path = path!("/projects/{project}/customers/{customer}/quotas", project, customer)?;
        self.explain_not_found(project, Some(customer), self.client.get(&path).await).await
    }
}
