//! Data source `cortecs_balance`: what the account has left.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::client::cortecs::Cortecs;
use crate::framework::engine::{Cx, Lookup, Result};
use crate::framework::schema::{Schema, number, text};
use crate::framework::value::Value;

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
impl Lookup for BalanceData {
    const NAME: &'static str = "cortecs_balance";
    type Api = Cortecs;
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

    async fn read(&self, cx: &Cx<Cortecs>, _: Model) -> Result<Model> {
        let balance = cx.api()?.balance().await?;
        Ok(Model { current_balance: balance.current_balance.into(), currency: balance.currency.into() })
    }
}
