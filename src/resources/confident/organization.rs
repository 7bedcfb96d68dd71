//! `confident_organization`: the organization of the provider's key. There is exactly one, so create adopts it and
//! destroy only removes it from state.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::Account;
use crate::resources::error::singleton_write_error;
use crate::resources::{Result, restapi};
use admin_client::confident::Organization;
use plugin_framework::engine::{
    Change, Context, Error, Id, MoveSource, Part, Resource, ResourcePlan, check_imported_account,
};
use plugin_framework::schema::{Attr, Schema, text};
use plugin_framework::value::Value;

/// The import ID for the organization of the key.
const CURRENT: &str = "current";

/// The resource.
#[derive(Debug)]
pub struct OrganizationResource;

/// Its attributes, which the data source shares.
#[derive(Debug, Serialize, Deserialize)]
pub struct Model {
    id: Value<String>,
    name: Value<String>,
    plan: Value<String>,
    created_at: Value<String>,
}

/// What every read of the organization returns besides its name.
pub(super) fn reported() -> [Attr; 2] {
    [
        text("plan", "The subscription plan, such as `FREE`, `STARTER`, `TEAM` or `ENTERPRISE`.").computed(),
        text("created_at", "When the organization was created, in RFC 3339 format.").computed(),
    ]
}

#[async_trait]
impl Resource for OrganizationResource {
    const NAME: &'static str = "confident_organization";
    const ID: &'static [Part] = &[Part::required(
        "organization_id",
        "The ID of the organization, or `current` for the organization of the API \
             key.",
    )];
    const NOT_FOUND_REASON: &'static str = "The API returned no organization for the API key.";
    type Api = Account;
    type Model = Model;

    fn schema() -> Schema {
        let mut attrs = vec![
            text("id", "The ID of the organization.").computed().use_state_for_unknown(),
            text("name", "The name of the organization.").required(),
        ];
        let [subscription, created_at] = reported();
        attrs.extend([subscription.observed(), created_at.use_state_for_unknown()]);
        Schema::new(
            "Manages the Confident AI organization of the provider's API key. The organization always exists: creating \
             this resource adopts it and sets its name, and destroying it only removes it from the state.",
            attrs,
        )
        .permissions(super::ORGANIZATION_KEY)
        .calls(&["GET /v2/organization", "PUT /v2/organization"])
    }

    fn moved_from(object: &MoveSource<'_>) -> plugin_framework::engine::Result<Option<String>> {
        restapi::current(object, &["organization"], "id")
    }

    async fn create(&self, ctx: &Context<Account>, plan: Model) -> Result<Model> {
        let confident = ctx.api()?;
        let organization = confident.organization().await?;
        match plan.name.as_deref_option() {
            Some(name) if name != organization.name => Ok(confident
                .edit_organization(name)
                .await
                .map_err(|error| singleton_write_error(&error))?
                .into()),
            _ => Ok(organization.into()),
        }
    }

    async fn read(&self, ctx: &Context<Account>, id: &Id) -> Result<Option<Model>> {
        let organization = ctx.api()?.organization().await?;
        if id.last() != CURRENT {
            check_imported_account(ctx, id.last(), &organization.id)?;
        }
        Ok(Some(organization.into()))
    }

    async fn update(&self, ctx: &Context<Account>, _: &Id, plan: Model) -> Result<Model> {
        let name = plan.name.as_deref_option().unwrap_or_default();
        Ok(ctx.api()?.edit_organization(name).await?.into())
    }

    async fn delete(&self, _: &Context<Account>, _: &Id) -> Result<()> {
        Ok(())
    }

    async fn plan(&self, ctx: &Context<Account>, plan: &mut ResourcePlan) -> Result<()> {
        match plan.change() {
            Change::Create => {
                let known = match ctx.api() {
                    Ok(confident) => confident.organization().await.ok(),
                    Err(_) => None,
                };
                ctx.warn(adoption(known.as_ref(), plan.planned.get("name").text()));
            }
            Change::Destroy => ctx.warn(Error::new(
                "The organization is not deleted",
                "The API cannot delete an organization. It is only removed from the state, and keeps its name.",
            )),
            Change::NoOp | Change::Update | Change::Replace => {}
        }
        Ok(())
    }
}

fn adoption(known: Option<&Organization>, name: Option<&str>) -> Error {
    let which = match (known, name) {
        (Some(it), Some(name)) if it.name == name => format!("`{}`", it.id),
        (Some(it), Some(name)) => {
            format!("`{}`, currently named `{}`, is renamed to `{name}` and", it.id, it.name)
        }
        (Some(it), None) => format!("`{}`, currently named `{}`,", it.id, it.name),
        (None, _) => "of the provider's API key".to_owned(),
    };
    Error::new(
        "The organization will be adopted",
        format!(
            "Nothing is created: the organization {which} is adopted. Destroying this resource later only removes it \
             from the state."
        ),
    )
}

impl From<Organization> for Model {
    fn from(it: Organization) -> Model {
        Model {
            id: it.id.into(),
            name: it.name.into(),
            plan: it.plan.into(),
            created_at: it.created_at.into(),
        }
    }
}
