//! Data source `cortecs_balance`: what the account has left.

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
            "What the account has left at the time of the run.",
            [
                number("current_balance", "The balance, in units of `currency`.").computed(),
                text("currency", "The currency's code, such as `EUR`.").computed(),
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
