//! Ephemeral resource `corti_access_token`: a bearer token of the Admin API for one run.
//!
//! The API has no refresh (contracts/corti.md 2), and a renewal cannot change the value that Terraform has already
//! passed on. So opening requests a separate token with its full lifetime, and the renewal only warns that it expires.

use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::Account;
use crate::resources::Result;
use plugin_framework::engine::{Context, EphemeralResource, Error, Opened};
use plugin_framework::schema::{Schema, text};
use plugin_framework::value::{DynamicValue, Value};

/// How long before its expiry the user is warned, at most.
const MARGIN: Duration = Duration::from_mins(1);
/// The maximum lifetime, so that the expiry is a valid date.
const LONGEST: Duration = Duration::from_hours(24 * 365);

/// The ephemeral resource.
#[derive(Debug)]
pub struct AccessTokenEphemeral;

/// Its attributes.
#[derive(Debug, Serialize, Deserialize)]
pub struct Model {
    access_token: Value<String>,
    expires_at: Value<String>,
}

#[async_trait]
impl EphemeralResource for AccessTokenEphemeral {
    const NAME: &'static str = "corti_access_token";
    type Api = Account;
    type Model = Model;

    fn schema() -> Schema {
        Schema::new(
            "Requests an access token for the Corti Admin API with the provider's credentials. The token is valid for \
             about an hour and cannot be renewed or revoked. It stays valid until `expires_at`, even after the run \
             ends. Terraform 1.17 and later show a warning if it expires during a run.",
            [
                text("access_token", "The token, to be sent as `Authorization: Bearer …`.").computed().sensitive(),
                text("expires_at", "When the token expires, in RFC 3339 format.").computed(),
            ],
        )
        .permissions("Requires an account with a password. Accounts that use single sign-on only are not supported.")
        .calls(&["POST /auth/token"])
    }

    async fn open(&self, ctx: &Context<Account>, _: Model) -> Result<Opened<Model>> {
        let asked_at = SystemTime::now();
        let token = ctx.api()?.corti.access_token().await?;
        let life = token.expires_in.min(LONGEST);
        let ends = asked_at + life;
        let expires_at = OffsetDateTime::from(ends)
            .replace_nanosecond(0)
            .ok()
            .and_then(|it| it.format(&Rfc3339).ok())
            .ok_or_else(|| Error::bug("The expiry of the token is not an RFC 3339 time."))?;
        Ok(Opened {
            renew_at: Some(ends - MARGIN.min(life / 10)),
            private: DynamicValue::object([("expires_at", expires_at.clone().into())]),
            model: Model {
                access_token: token.token.expose().to_owned().into(),
                expires_at: expires_at.into(),
            },
        })
    }

    async fn renew(&self, ctx: &Context<Account>, private: &DynamicValue) -> Result<Option<SystemTime>> {
        let ends = private.get("expires_at").text().unwrap_or("the end of its lifetime");
        ctx.warn(Error::new(
            "The Corti access token expires during this run",
            format!(
                "It expires at {ends}, and later requests with it fail with status 401. Corti tokens cannot be renewed, \
                 and a new token would not replace this one where it is already in use. Use it earlier in the run, or \
                 request another token."
            ),
        ));
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use plugin_framework::engine::{Host, diagnostics_of};

    #[test]
    fn warning_is_promised_only_if_terraform_shows_it() {
        let description = AccessTokenEphemeral::schema().description;
        let promise = description.split(". ").find(|sentence| sentence.contains("warning")).unwrap();
        assert!(promise.starts_with("Terraform 1.17 and later"), "{promise}");
    }

    #[tokio::test]
    async fn renewal_reports_the_expiry_of_the_token() {
        let token = Host::default().ephemeral(AccessTokenEphemeral);
        let mut said = diagnostics_of([]);
        let private = DynamicValue::object([("expires_at", "2026-01-31T12:00:00Z".into())]);
        let next = token.renew(&mut said, &private).await;
        assert_eq!((next, said.errors.len(), said.warnings.len()), (Some(None), 0, 1));
        assert!(
            said.warnings[0].detail.starts_with("It expires at 2026-01-31T12:00:00Z, and"),
            "{}",
            said.warnings[0].detail
        );
    }
}
