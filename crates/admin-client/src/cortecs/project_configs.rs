//! The project's settings: `/manage/project-configs`, a singleton that always exists.
//!
//! A PUT needs the times of a fresh GET and probably replaces `inference_config` whole (contracts/cortecs.md, assumed), so an edit
//! reads first and lays the change over everything that is there, members we do not know included.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::Cortecs;
use crate::deserialize;
use crate::error::{Error, Happened, Result};

/// The settings as the API has them.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ProjectConfig {
    /// The project of the management key.
    pub project_id: String,
    /// How requests are routed.
    pub inference_config: InferenceConfig,
    /// Whether a request may deviate; false enforces these settings.
    #[serde(default, deserialize_with = "deserialize::or_default")]
    pub allow_overwrite: bool,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339.
    pub updated_at: String,
}

/// How requests are routed. No member is promised.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct InferenceConfig {
    /// Names of providers, in no order that matters.
    pub allowed_providers: Option<Vec<String>>,
    /// Only providers at home in the EU.
    pub eu_native: Option<bool>,
    /// Whether quantized models may answer.
    pub allow_quantization: Option<bool>,
    /// Whether zero data retention is asked for.
    pub allow_zero_data_retention: Option<bool>,
    /// Whether another model may step in.
    pub enable_model_fallback: Option<bool>,
    /// `speed`, `cost`, `balanced`, or none.
    pub preference: Option<String>,
    /// The most tokens of an answer, or no limit.
    pub max_tokens: Option<i64>,
}

/// What an edit changes; `None` keeps what the server has.
#[derive(Debug, Clone, Default)]
pub struct ProjectConfigEdit {
    /// Whether a request may deviate.
    pub allow_overwrite: Option<bool>,
    /// Each `Some` member replaces the server's.
    pub inference_config: InferenceConfig,
}

impl InferenceConfig {
    fn members(&self) -> Map<String, Value> {
        let mut members = Map::new();
        let mut set = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                members.insert(name.to_owned(), value);
            }
        };
        set("allowed_providers", self.allowed_providers.clone().map(Value::from));
        set("eu_native", self.eu_native.map(Value::from));
        set("allow_quantization", self.allow_quantization.map(Value::from));
        set("allow_zero_data_retention", self.allow_zero_data_retention.map(Value::from));
        set("enable_model_fallback", self.enable_model_fallback.map(Value::from));
        set("preference", self.preference.clone().map(Value::from));
        set("max_tokens", self.max_tokens.map(Value::from));
        members
    }
}

/// The settings of the project of the key.
#[derive(Debug)]
pub struct ProjectConfigs<'a> {
    pub(super) cortecs: &'a Cortecs,
}

impl ProjectConfigs<'_> {
    /// The settings now.
    pub async fn get(&self) -> Result<ProjectConfig> {
        self.cortecs.client.get(&path!("/manage/project-configs")?).await
    }

    /// Lays the edit over a fresh read and answers what the server has afterwards. Nothing is sent when nothing differs.
    pub async fn edit(&self, edit: &ProjectConfigEdit) -> Result<ProjectConfig> {
        let path = path!("/manage/project-configs")?;
        let fresh: Value = self.cortecs.client.get(&path).await?;
        let body = overlaid(&fresh, edit).ok_or_else(|| {
            Error::unreadable("GET", path.template(), "`inference_config` is not an object").after(1)
        })?;
        if differs(&body, &fresh) {
            match self.cortecs.client.put::<serde::de::IgnoredAny>(&path, &body).await {
                // The answer may be lost. Or a repeated PUT met its own first attempt: its times are old by then.
                Err(error) if error.happened() != Happened::No || error.attempts() > 1 => {
                    let now: Value = self.cortecs.client.get(&path).await.map_err(|_| error.clone())?;
                    if differs(&body, &now) {
                        return Err(error);
                    }
                }
                outcome => drop(outcome?),
            }
        }
        self.get().await
    }
}

fn differs(body: &Value, settings: &Value) -> bool {
    ["inference_config", "allow_overwrite"].iter().any(|name| body.get(*name) != settings.get(*name))
}

fn overlaid(fresh: &Value, edit: &ProjectConfigEdit) -> Option<Value> {
    let mut inference_config = fresh.get("inference_config")?.as_object()?.clone();
    inference_config.extend(edit.inference_config.members());
    let allow_overwrite =
        edit.allow_overwrite.map(Value::from).or_else(|| fresh.get("allow_overwrite").cloned());
    Some(json!({
        "inference_config": inference_config,
        "created_at": fresh.get("created_at"),
        "updated_at": fresh.get("updated_at"),
        "allow_overwrite": allow_overwrite,
    }))
}

#[cfg(test)]
mod tests {
    use super::{InferenceConfig, ProjectConfigEdit, overlaid};
    use serde_json::json;

    #[test]
    fn an_edit_changes_what_it_names_and_nothing_else() {
        let fresh = json!({"_id": "1", "project_id": "p", "created_at": "c", "updated_at": "u", "allow_overwrite": true,
            "inference_config": {"eu_native": true, "max_tokens": 7, "invented_later": [1]}});
        let edit = ProjectConfigEdit {
            allow_overwrite: None,
            inference_config: InferenceConfig { eu_native: Some(false), ..InferenceConfig::default() },
        };
        let expected = json!({"created_at": "c", "updated_at": "u", "allow_overwrite": true,
            "inference_config": {"eu_native": false, "max_tokens": 7, "invented_later": [1]}});
        assert_eq!(overlaid(&fresh, &edit), Some(expected));
    }
}
