//! The Confident AI part of the provider configuration.

use super::setting::{Settings, common};
use super::{Product, Summary, add};
use crate::resources::confident::Account;
use admin_client::Secret;
use admin_client::confident::{Confident, Region};
use plugin_framework::engine::{Apis, Error};
use plugin_framework::schema::{Attr, text};

pub(super) struct ConfidentProduct;

impl Product for ConfidentProduct {
    fn name(&self) -> &'static str {
        "confident"
    }

    fn description(&self) -> &'static str {
        "Manages Confident AI: the organization, its projects, members, roles, policies and API keys."
    }

    fn attrs(&self) -> Vec<Attr> {
        let mut attrs = vec![
            text("api_key", "An organization API key. Project API keys are rejected.").optional().sensitive().env("CONFIDENT_ORG_API_KEY"),
            text(
                "region",
                "The region of the organization. If omitted, it is detected from the key. The environment variable \
                 `CONFIDENT_BASE_URL` is ignored if `region` is set here.",
            )
                .optional()
                .one_of_any_case(&["us", "eu", "au"])
                .env("CONFIDENT_REGION"),
        ];
        attrs.extend(common("CONFIDENT_BASE_URL"));
        attrs
    }

    fn connect(&self, settings: &Settings<'_>, apis: &mut Apis, summary: &Summary) -> Result<(), Error> {
        let settings = &settings.overridden("base_url", "region");
        let usable = settings.client("Confident AI", &["api_key"]).and_then(|client| {
            let [key] = settings.credentials("Confident AI", ["api_key"])?;
            Ok((client, key, settings.optional("Confident AI", "region")?))
        });
        match usable {
            Ok((client, key, region)) => {
                let region = region.as_deref().and_then(Region::from_name);
                let confident = Confident::new(&client, &Secret::from(key), region)
                    .map_err(|error| settings.wrong(&error))?;
                add(apis, summary, self.name(), Account(confident), |account| account.client());
            }
            Err(unusable) => apis.insert::<Account>(Err(unusable)),
        }
        Ok(())
    }
}
