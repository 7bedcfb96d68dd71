//! Data source `cortecs_project_settings`: the settings of the management key's project.

use async_trait::async_trait;

use super::Account;
use super::inference_config::computed_attrs;
use super::project_settings::Model;
use crate::resources::Result;
use plugin_framework::engine::{Context, DataSource};
use plugin_framework::schema::{Attr, Schema, flag, object, text};

/// The data source.
#[derive(Debug)]
pub struct ProjectSettingsData;

#[async_trait]
impl DataSource for ProjectSettingsData {
    const NAME: &'static str = "cortecs_project_settings";
    type Api = Account;
    type Model = Model;

    fn schema() -> Schema {
        Schema::new(
            "Reads the settings of the project that the management key belongs to.",
            [
                text("id", "The project ID."),
                text("project_id", "The ID of the project that the management key belongs to."),
                flag("allow_overwrite", "Whether requests may override these settings."),
                object("inference_config", "How requests are routed.", computed_attrs()),
                text("created_at", "When the settings were created, in RFC 3339 format."),
                text("updated_at", "When the settings were last updated, in RFC 3339 format."),
            ]
            .map(Attr::computed),
        )
        .permissions(super::MANAGEMENT)
        .calls(&["GET /manage/project-configs"])
    }

    async fn read(&self, ctx: &Context<Account>, _: Model) -> Result<Model> {
        Ok(ctx.api()?.project_configs().get().await?.into())
    }
}
