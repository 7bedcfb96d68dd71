//! Data source `cortecs_project_settings`: the settings of the project the management key belongs to, to be read only.

use async_trait::async_trait;

use super::Account;
use super::inference_config::told;
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
            "The settings of the project the management key belongs to.",
            [
                text("id", "The project."),
                text("project_id", "The project the management key belongs to."),
                flag(
                    "allow_overwrite",
                    "Whether a request may deviate from these settings. False enforces them.",
                ),
                object("inference_config", "How requests are routed.", told()),
                text("created_at", "When the settings were created, as an RFC 3339 time."),
                text("updated_at", "When the settings last changed, as an RFC 3339 time."),
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
