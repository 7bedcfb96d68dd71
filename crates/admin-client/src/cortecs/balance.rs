//! The balance: `/manage/users/balance`. Read-only.

use serde::Deserialize;

use super::Cortecs;
use crate::error::Result;

/// What the account has left (contracts/cortecs.md).
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Balance {
    /// In units of `currency`.
    pub current_balance: f64,
    /// Its code, such as `EUR`.
    pub currency: String,
}

impl Cortecs {
    /// The balance now.
    pub async fn balance(&self) -> Result<Balance> {
        self.client.get(&path!("/manage/users/balance")?).await
    }
}
