//! Data source `corti_user_consumption`: the credits that a user consumed in a period of time. It may change with every
//! read.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::{Account, READING, customer_id, project_id};
use crate::resources::Result;
use plugin_framework::engine::{Context, DataSource, Error};
use plugin_framework::schema::{Schema, number, text};
use plugin_framework::value::{DynamicValue, Value};

/// The data source.
#[derive(Debug)]
pub struct UserConsumptionData;

/// Its attributes.
#[derive(Debug, Serialize, Deserialize)]
pub struct Model {
    customer_id: String,
    user_id: String,
    from: String,
    to: String,
    window_time_zone: Value<String>,
    project_id: Value<String>,
    consumption: Value<f64>,
}

#[async_trait]
impl DataSource for UserConsumptionData {
    const NAME: &'static str = "corti_user_consumption";
    type Api = Account;
    type Model = Model;

    fn schema() -> Schema {
        let rfc3339 = |text: &str| instant(text).map(|_| ());
        Schema::new(
            "Reads how many credits a user of a Corti customer consumed in a time window. Use a window in the past: \
             otherwise the value can change with every plan.",
            [
                customer_id("The ID of the user's customer.").required(),
                text("user_id", "The ID of the user, a UUID.").required(),
                text("from", "The start of the window, inclusive, in RFC 3339 format.").required().validate_with(rfc3339),
                text("to", "The end of the window, inclusive, in RFC 3339 format.").required().validate_with(rfc3339),
                text("window_time_zone", "The IANA time zone in which the API counts days, such as `Europe/Berlin`. If \
                     omitted, UTC.")
                    .optional()
                    .validate_with(time_zone),
                project_id(),
                number("consumption", "The number of credits consumed.").computed(),
            ],
        )
        .permissions(READING)
        .calls(&[
            "GET /projects/{project_id}/customers/{customer_id}/users/{user_id}/consumption",
            "GET /projects/{project_id}/customers",
        ])
    }

    async fn read(&self, ctx: &Context<Account>, config: Model) -> Result<Model> {
        let account = ctx.api()?;
        let corti = account.corti.uncached();
        let project = account.project(config.project_id.as_deref_option())?.to_owned();
        let window =
            |name, text| instant(text).map_err(|problem| Error::new("Invalid value", problem).on(name));
        let (from, to) = (window("from", &config.from)?, window("to", &config.to)?);
        let zone = config.window_time_zone.as_deref_option();
        let users = corti.users(&project, &config.customer_id)?;
        let consumption = users.consumption(&config.user_id, from, to, zone).await?;
        Ok(Model { project_id: project.into(), consumption: consumption.into(), ..config })
    }

    fn validate(config: &DynamicValue) -> Vec<Error> {
        let known = |name| config.get(name).text().and_then(|text| instant(text).ok());
        match (known("from"), known("to")) {
            (Some(from), Some(to)) if from > to => {
                vec![
                    Error::new("Conflicting arguments", "`to` is before `from`; the window is empty.")
                        .on("to"),
                ]
            }
            _ => Vec::new(),
        }
    }
}

fn instant(text: &str) -> std::result::Result<OffsetDateTime, String> {
    OffsetDateTime::parse(text, &Rfc3339)
        .map_err(|_| "must be an RFC 3339 time such as `2026-01-31T00:00:00Z`".to_owned())
}

fn time_zone(name: &str) -> std::result::Result<(), String> {
    let plausible = name.chars().all(|it| it.is_ascii_alphanumeric() || "/_+-".contains(it));
    if plausible {
        Ok(())
    } else {
        Err("must be the IANA name of a time zone such as `Europe/Berlin`".to_owned())
    }
}
