//! The project's settings: `/manage/project-configs`, a singleton that always exists.
//!
//! A PUT requires the timestamps of a current GET and probably replaces all of `inference_config`
//! (contracts/cortecs.md, assumed). So an edit reads first and merges the change into all existing fields, including
//! unknown ones.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Cortecs;
use crate::deserialize;
use crate::edit::Edit;
use crate::error::{Error, Happened, Result};

/// The settings as the API returns them.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ProjectConfig {
    /// The project of the management key.
    pub project_id: String,
    /// How requests are routed.
    pub inference_config: InferenceConfig,
    /// Whether a request may override these settings; false enforces them.
    #[serde(default, deserialize_with = "deserialize::or_default")]
    pub allow_overwrite: bool,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339.
    pub updated_at: String,
}

/// How requests are routed. All fields are optional.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct InferenceConfig {
    /// Names of providers; the order does not matter.
    pub allowed_providers: Option<Vec<String>>,
    /// Whether only providers based in the EU are used.
    pub eu_native: Option<bool>,
    /// Whether quantized models may be used.
    pub allow_quantization: Option<bool>,
    /// Whether zero data retention is required.
    pub allow_zero_data_retention: Option<bool>,
    /// Whether another model may be used as a fallback.
    pub enable_model_fallback: Option<bool>,
    /// `speed`, `cost`, `balanced`, or none.
    pub preference: Option<String>,
    /// The maximum number of tokens of a response, or no limit.
    pub max_tokens: Option<i64>,
}

/// The fields to change; `None` keeps the current value.
#[derive(Debug, Clone, Default)]
pub struct ProjectConfigEdit {
    /// Whether a request may override these settings.
    pub allow_overwrite: Option<bool>,
    /// How requests are routed.
    pub inference_config: InferenceEdit,
}

/// The fields of `inference_config` to change. The two nullable fields can be cleared.
#[derive(Debug, Clone, Default, Serialize)]
#[expect(missing_docs, reason = "the members of InferenceConfig")]
pub struct InferenceEdit {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_providers: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eu_native: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_quantization: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_zero_data_retention: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable_model_fallback: Option<bool>,
    #[serde(skip_serializing_if = "Edit::is_leave")]
    pub preference: Edit<String>,
    #[serde(skip_serializing_if = "Edit::is_leave")]
    pub max_tokens: Edit<i64>,
}

/// The settings of the project of the key.
#[derive(Debug)]
pub struct ProjectConfigs<'a> {
    pub(super) cortecs: &'a Cortecs,
}

impl ProjectConfigs<'_> {
    /// The current settings.
    pub async fn get(&self) -> Result<ProjectConfig> {
        self.cortecs.client.get(&path!("/manage/project-configs")?).await
    }

    /// Reads the settings, merges the edit into them and returns the result. Nothing is sent if nothing differs.
    pub async fn edit(&self, edit: &ProjectConfigEdit) -> Result<ProjectConfig> {
        let path = path!("/manage/project-configs")?;
        let current: Value = self.cortecs.client.get(&path).await?;
        let body = overlaid(&current, edit).ok_or_else(|| {
            Error::unreadable("GET", path.shown(), "`inference_config` is not an object").after(1)
        })?;
        if differs(&body, &current) {
            match self.cortecs.client.put::<serde::de::IgnoredAny>(&path, &body).await {
                // The response may be lost. Or a retried PUT failed because its first attempt succeeded and changed the
                // timestamps.
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

/// Whether the settings differ from the body. A null field equals an absent one.
fn differs(body: &Value, settings: &Value) -> bool {
    let members = |of: &Value| {
        let members = of["inference_config"].as_object().into_iter().flatten();
        members
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect::<Vec<_>>()
    };
    members(body) != members(settings) || body["allow_overwrite"] != settings["allow_overwrite"]
}

fn overlaid(current: &Value, edit: &ProjectConfigEdit) -> Option<Value> {
    let mut inference_config = current.get("inference_config")?.as_object()?.clone();
    if let Ok(Value::Object(members)) = serde_json::to_value(&edit.inference_config) {
        inference_config.extend(members);
    }
    let allow_overwrite =
        edit.allow_overwrite.map(Value::from).or_else(|| current.get("allow_overwrite").cloned());
    Some(json!({
        "inference_config": inference_config,
        "created_at": current.get("created_at"),
        "updated_at": current.get("updated_at"),
        "allow_overwrite": allow_overwrite,
    }))
}

#[cfg(test)]
mod tests {
    use super::{InferenceEdit, ProjectConfigEdit, differs, overlaid};
    use crate::edit::Edit;
    use serde_json::json;

    #[test]
    fn an_edit_changes_what_it_names_and_nothing_else() {
        let current = json!({"_id": "1", "project_id": "p", "created_at": "c", "updated_at": "u", "allow_overwrite": true,
            "inference_config": {"eu_native": true, "max_tokens": 7, "invented_later": [1]}});
        let edit = ProjectConfigEdit {
            allow_overwrite: None,
            inference_config: InferenceEdit {
                eu_native: Some(false),
                preference: Edit::Clear,
                ..InferenceEdit::default()
            },
        };
        let expected = json!({"created_at": "c", "updated_at": "u", "allow_overwrite": true,
            "inference_config": {"eu_native": false, "max_tokens": 7, "preference": null, "invented_later": [1]}});
        let body = overlaid(&current, &edit).unwrap();
        assert_eq!(body, expected);
        let without_null = json!({"allow_overwrite": true,
            "inference_config": {"eu_native": false, "max_tokens": 7, "invented_later": [1]}});
        assert_eq!((differs(&body, &current), differs(&body, &without_null)), (true, false));
    }
}
