//! `cortecs_project_settings`: a singleton that always exists. Creating it adopts the settings, and destroying it does
//! not change them. Attributes that are not configured are never changed.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::Account;
use super::inference_config::{Inference, changed, configurable_attrs};
use crate::resources::error::singleton_write_error;
use crate::resources::{Result, restapi};
use admin_client::cortecs::{InferenceEdit, ProjectConfig, ProjectConfigEdit};
use plugin_framework::engine::{
    Change, Context, Error, Id, MoveSource, Part, Resource, ResourcePlan, check_imported_account,
};
use plugin_framework::schema::{Schema, flag, object, text};
use plugin_framework::value::{self, DynamicValue, Value};

/// The resource.
#[derive(Debug)]
pub struct ProjectSettingsResource;

/// Its attributes, and those of the data source.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Model {
    id: Value<String>,
    project_id: Value<String>,
    allow_overwrite: Value<bool>,
    inference_config: Value<Inference>,
    created_at: Value<String>,
    updated_at: Value<String>,
}

/// The import ID of the management key's project.
const CURRENT: &str = "current";

#[async_trait]
impl Resource for ProjectSettingsResource {
    const NAME: &'static str = "cortecs_project_settings";
    const ID: &'static [Part] = &[Part::required(
        "project_id",
        "The ID of the project, or `current` for the management key's project.",
    )];
    const SUBJECT: &'static str = "project_id";
    const NOT_FOUND_REASON: &'static str =
        "The API returned no settings for the project of the management key.";
    type Api = Account;
    type Model = Model;

    fn schema() -> Schema {
        Schema::new(
            "Manages the settings of the project that the management key belongs to. Every project has settings: creating this \
             resource adopts them and changes only the configured attributes. Destroying it leaves them unchanged. Manage the \
             settings of a project in one configuration only.",
            [
                text("id", "The project ID.").computed().use_state_for_unknown(),
                text("project_id", "The ID of the project that the management key belongs to.").computed().use_state_for_unknown(),
                flag(
                    "allow_overwrite",
                    "Whether requests may override these settings. If omitted, the value is not changed.",
                )
                .optional()
                .computed()
                .use_state_for_unknown(),
                object(
                    "inference_config",
                    "How requests are routed. Attributes that are omitted or null are not changed; use `clear` to set one to null.",
                    configurable_attrs(),
                )
                .optional()
                .computed()
                .use_state_for_unknown(),
                text("created_at", "When the settings were created, in RFC 3339 format.")
                    .computed()
                    .use_state_for_unknown(),
                text("updated_at", "When the settings were last updated, in RFC 3339 format.")
                    .computed()
                    .unknown_if_changed(&["allow_overwrite", "inference_config"]),
            ],
        )
        .permissions(super::SETTINGS)
        .calls(&["GET /manage/project-configs", "PUT /manage/project-configs"])
    }

    fn moved_from(object: &MoveSource<'_>) -> plugin_framework::engine::Result<Option<String>> {
        restapi::current(object, &["project-configs"], "project_id")
    }

    async fn create(&self, ctx: &Context<Account>, plan: Model) -> Result<Model> {
        let edited = ctx.api()?.project_configs().edit(&plan.edit(None)).await;
        Ok(edited.map_err(|error| singleton_write_error(&error))?.into())
    }

    async fn read(&self, ctx: &Context<Account>, id: &Id) -> Result<Option<Model>> {
        let config = ctx.api()?.project_configs().get().await?;
        same_project(ctx, id, &config)?;
        Ok(Some(config.into()))
    }

    async fn update(&self, ctx: &Context<Account>, id: &Id, plan: Model) -> Result<Model> {
        let cortecs = ctx.api()?;
        let configs = cortecs.project_configs();
        same_project(ctx, id, &configs.get().await?)?;
        Ok(configs.edit(&plan.edit(Some(&ctx.prior_model()?))).await?.into())
    }

    async fn delete(&self, _: &Context<Account>, _: &Id) -> Result<()> {
        Ok(())
    }

    async fn plan(&self, ctx: &Context<Account>, plan: &mut ResourcePlan) -> Result<()> {
        match plan.change() {
            Change::Create => ctx.warn(adopted(current(ctx).await.as_ref(), &plan.planned)),
            Change::Destroy => ctx.warn(left_as_is(&plan.prior)),
            Change::NoOp | Change::Update | Change::Replace => {}
        }
        Ok(())
    }
}

impl Model {
    /// The changes to `stored`, if anything is stored.
    fn edit(&self, stored: Option<&Model>) -> ProjectConfigEdit {
        let before = stored.and_then(|it| it.inference_config.as_ref_option());
        let wanted = self.inference_config.as_ref_option();
        ProjectConfigEdit {
            allow_overwrite: match stored {
                Some(stored) => changed(&self.allow_overwrite, &stored.allow_overwrite),
                None => self.allow_overwrite.as_ref_option().copied(),
            },
            inference_config: wanted.map_or_else(InferenceEdit::default, |wanted| wanted.edit(before)),
        }
    }
}

impl From<ProjectConfig> for Model {
    fn from(it: ProjectConfig) -> Model {
        Model {
            id: it.project_id.clone().into(),
            project_id: it.project_id.into(),
            allow_overwrite: it.allow_overwrite.into(),
            inference_config: Inference::from(it.inference_config).into(),
            created_at: it.created_at.into(),
            updated_at: it.updated_at.into(),
        }
    }
}

/// A management key belongs to one project; another key may belong to another project.
fn same_project(ctx: &Context<Account>, id: &Id, config: &ProjectConfig) -> Result<()> {
    if id.last() != CURRENT {
        check_imported_account(ctx, id.last(), &config.project_id)?;
    }
    Ok(())
}

/// The current settings, for the adoption warning only.
async fn current(ctx: &Context<Account>) -> Option<DynamicValue> {
    let config = ctx.api().ok()?.project_configs().get().await.ok()?;
    value::from_model(&Model::from(config)).ok()
}

fn adopted(current: Option<&DynamicValue>, planned: &DynamicValue) -> Error {
    let changes = current.map(|current| differences(current, planned));
    let changes = match changes {
        None => "The configured attributes will be changed.".to_owned(),
        Some(changes) if changes.is_empty() => {
            "The configured attributes already have these values. Nothing will be changed.".to_owned()
        }
        Some(changes) => format!("These attributes will be changed:\n  {}", changes.join("\n  ")),
    };
    Error::new(
        "Adopting the existing project settings",
        format!(
            "Every project has settings, so creating this resource adopts them. Attributes that are not configured are not \
             changed. {changes}"
        ),
    )
}

/// Every planned value that differs from the current one.
fn differences(current: &DynamicValue, planned: &DynamicValue) -> Vec<String> {
    let mut found = Vec::new();
    let mut compare = |name: String, is: &DynamicValue, wanted: &DynamicValue| {
        if !wanted.is_unknown()
            && is != wanted
            && !(matches!(is, DynamicValue::List(_)) && is.same_elements(wanted))
        {
            found.push(format!("{name}: {is} -> {wanted}"));
        }
    };
    compare("allow_overwrite".to_owned(), current.get("allow_overwrite"), planned.get("allow_overwrite"));
    if let DynamicValue::Map(members) = planned.get("inference_config") {
        for (name, wanted) in members.iter().filter(|(name, _)| *name != "clear") {
            compare(format!("inference_config.{name}"), current.get("inference_config").get(name), wanted);
        }
    }
    found
}

fn left_as_is(state: &DynamicValue) -> Error {
    Error::new(
        "Project settings are not deleted",
        format!(
            "The settings of project `{}` cannot be deleted. They keep their current values and are removed from the \
             state.",
            state.get("project_id").text().unwrap_or_default()
        ),
    )
}
