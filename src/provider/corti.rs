//! The Corti part of the provider configuration.

use super::setting::{Settings, common};
use super::{Product, Summary, add};
use crate::resources::corti::Account;
use admin_client::Secret;
use admin_client::corti::Corti;
use plugin_framework::engine::{Apis, Error};
use plugin_framework::schema::{Attr, text};

pub(super) struct CortiProduct;

impl Product for CortiProduct {
    fn name(&self) -> &'static str {
        "corti"
    }

    fn description(&self) -> &'static str {
        "Manages Corti: the customers of a project and their users of the Embedded Assistant."
    }

    fn attrs(&self) -> Vec<Attr> {
        let mut attrs = vec![
            text("project_id", "The default project of resources and data sources.").optional().env("CORTI_PROJECT_ID"),
            text("email", "The email address of a Corti Console account that has the Admin role and signs in with a password.")
                .optional()
                .env("CORTI_EMAIL"),
            text("password", "The password of that account.").optional().sensitive().env("CORTI_PASSWORD"),
        ];
        attrs.extend(common("CORTI_BASE_URL"));
        attrs
    }

    fn connect(&self, settings: &Settings<'_>, apis: &mut Apis, summary: &Summary) -> Result<(), Error> {
        let usable = settings.client("Corti", &["email", "password"]).and_then(|client| {
            let [email, password] = settings.credentials("Corti", ["email", "password"])?;
            Ok((client, email, password, settings.optional("Corti", "project_id")?))
        });
        match usable {
            Ok((client, email, password, project_id)) => {
                let corti = Corti::new(&client, &email, Secret::from(password))
                    .map_err(|error| settings.wrong(&error))?;
                add(apis, summary, self.name(), Account::new(corti, project_id), |account| {
                    account.corti().client()
                });
            }
            Err(unusable) => apis.insert::<Account>(Err(unusable)),
        }
        Ok(())
    }
}
