//! Action `confident_resend_invitation`: sends the email of an open or declined invitation again.

use async_trait::async_trait;
use serde::Deserialize;

use super::Account;
use super::role_choice::place;
use crate::resources::Result;
use crate::resources::error::unknown;
use admin_client::confident::Scope;
use plugin_framework::engine::{Action, Context, Error, Progress};
use plugin_framework::schema::{Schema, email, text};
use plugin_framework::value::Value;

/// The action.
#[derive(Debug)]
pub struct ResendInvitation;

/// Its arguments.
#[derive(Debug, Deserialize)]
pub struct Config {
    email: Value<String>,
    invitation_id: Value<String>,
    project_id: Value<String>,
}

#[async_trait]
impl Action for ResendInvitation {
    const NAME: &'static str = "confident_resend_invitation";
    type Api = Account;
    type Config = Config;

    fn schema() -> Schema {
        Schema::new(
            "Sends the email of an invitation again, with a new link. A declined invitation is reopened.",
            [
                text("email", "The email address of the invited person. Not case-sensitive.")
                    .optional()
                    .validate_with(|text| email(text.trim())),
                text("invitation_id", "The ID of the invitation.").optional().validate_with(number),
                text(
                    "project_id",
                    "The ID of the project. If omitted, the invitation is to the organization.",
                )
                .optional(),
            ],
        )
        .exactly_one(&["email", "invitation_id"])
        .permissions(super::ORGANIZATION_KEY)
        .calls(scoped_calls!(
            GET "/invitations"
            PUT "/invitations/{invitation_id}"
        ))
    }

    async fn invoke(&self, ctx: &Context<Account>, config: Config, progress: &Progress) -> Result<()> {
        let confident = ctx.api()?;
        let scope = Scope::of(config.project_id.as_deref_option());
        let invitations = confident.invitations(&scope)?;
        let (found, argument) = match (config.email.as_deref_option(), config.invitation_id.as_deref_option())
        {
            (Some(email), _) => (invitations.find_by_email(email).await?, "email"),
            (None, id) => {
                let id: i64 = id.and_then(|id| id.parse().ok()).unwrap_or_default();
                (invitations.find(id).await?, "invitation_id")
            }
        };
        let Some(invitation) = found else {
            if let Some(missing) = confident.missing(&scope).await? {
                return Err(unknown(&missing).into());
            }
            let asked = config.email.as_deref_option().or(config.invitation_id.as_deref_option());
            let detail = format!(
                "There is no open or declined invitation `{}` to {}. It may have been accepted or revoked. Nothing was sent.",
                asked.unwrap_or_default(),
                place(&scope)
            );
            return Err(Error::new("Invitation not found", detail).on(argument).into());
        };
        ctx.may_begin()?;
        let sent = invitations.resend(invitation.id).await?;
        progress.report(format!("Sent invitation {} to {} again", sent.id, sent.email));
        Ok(())
    }
}

/// Rejects a value that is not an integer, because IDs of invitations and keys are integers.
pub(super) fn number(text: &str) -> std::result::Result<(), String> {
    text.parse::<i64>().map(|_| ()).map_err(|_| "must be a whole number".to_owned())
}
