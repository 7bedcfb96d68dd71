//! Data source `cortecs_balance`: the remaining balance of the account.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::Account;
use crate::resources::Result;
use plugin_framework::engine::{Context, DataSource};
use plugin_framework::schema::{Schema, number, text};
use plugin_framework::value::Value;

/// The data source.
#[derive(Debug)]
pub struct BalanceData;

/// Its attributes.
#[derive(Debug, Serialize, Deserialize)]
pub struct Model {
    current_balance: Value<f64>,
    currency: Value<String>,
}

#[async_trait]
impl DataSource for BalanceData {
    const NAME: &'static str = "cortecs_balance";
    type Api = Account;
    type Model = Model;

    fn schema() -> Schema {
        Schema::new(
            "Reads the current balance of the account.",
            [
                number("current_balance", "The balance in `currency`.").computed(),
                text("currency", "The currency code, such as `EUR`.").computed(),
            ],
        )
        .permissions(super::MANAGEMENT)
        .calls(&["GET /manage/users/balance"])
    }

    async fn read(&self, ctx: &Context<Account>, _: Model) -> Result<Model> {
        let balance = ctx.api()?.balance().await?;
        Ok(Model { current_balance: balance.current_balance.into(), currency: balance.currency.into() })
    }
}
