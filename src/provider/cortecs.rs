//! The Cortecs part of the provider configuration.

use super::setting::{Settings, common};
use super::{Product, Summary, add};
use crate::resources::cortecs::Account;
use admin_client::Secret;
use admin_client::cortecs::Cortecs;
use plugin_framework::engine::{Apis, Error};
use plugin_framework::schema::{Attr, text};

pub(super) struct CortecsProduct;

impl Product for CortecsProduct {
    fn name(&self) -> &'static str {
        "cortecs"
    }

    fn description(&self) -> &'static str {
        "Manages Cortecs: API keys and project settings."
    }

    fn attrs(&self) -> Vec<Attr> {
        let key = "A management API key. A management key cannot delete itself.";
        let mut attrs =
            vec![text("management_key", key).optional().sensitive().env("CORTECS_MANAGEMENT_KEY")];
        attrs.extend(common("CORTECS_BASE_URL"));
        attrs
    }

    fn connect(&self, settings: &Settings<'_>, apis: &mut Apis, summary: &Summary) -> Result<(), Error> {
        let usable = settings.client("Cortecs", &["management_key"]).and_then(|client| {
            let [key] = settings.credentials("Cortecs", ["management_key"])?;
            Ok((client, key))
        });
        match usable {
            Ok((client, key)) => {
                let cortecs =
                    Cortecs::new(&client, &Secret::from(key)).map_err(|error| settings.wrong(&error))?;
                add(apis, summary, self.name(), Account(cortecs), |account| account.client());
            }
            Err(unusable) => apis.insert::<Account>(Err(unusable)),
        }
        Ok(())
    }
}
