//! The attributes of `inference_config`, which the resource and the data source share.

use serde::{Deserialize, Serialize};

use admin_client::Edit;
use admin_client::cortecs::{InferenceConfig, InferenceEdit};
use plugin_framework::schema::{Attr, flag, set_of_text, text, whole};
use plugin_framework::value::Value;

/// The model of `inference_config`.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Inference {
    allowed_providers: Value<Vec<String>>,
    eu_native: Value<bool>,
    allow_quantization: Value<bool>,
    allow_zero_data_retention: Value<bool>,
    enable_model_fallback: Value<bool>,
    preference: Value<String>,
    max_tokens: Value<i64>,
}

/// The attributes of the data source.
pub(super) fn computed_attrs() -> Vec<Attr> {
    attrs().map(Attr::computed).into()
}

/// The attributes of the resource.
pub(super) fn configurable_attrs() -> Vec<Attr> {
    let checked = |attr: Attr| match attr.name {
        "preference" => attr.one_of(&["speed", "cost", "balanced"]).cleared_by("clear"),
        "max_tokens" => attr.between(1, i64::MAX).cleared_by("clear"),
        _ => attr,
    };
    let clear = set_of_text(
        "clear",
        "Attributes to set to null and keep null: `max_tokens` removes the limit, and `preference` removes the \
         preference. An attribute listed here cannot be set at the same time.",
    );
    let attrs = attrs().map(|attr| checked(attr).optional().computed().use_state_for_unknown());
    attrs.into_iter().chain([clear.optional().not_returned().one_of(&["max_tokens", "preference"])]).collect()
}

fn attrs() -> [Attr; 7] {
    [
        set_of_text("allowed_providers", "The inference providers that requests may be routed to."),
        flag("eu_native", "Whether requests are routed to EU-native providers only."),
        flag("allow_quantization", "Whether quantized models may be used."),
        flag("allow_zero_data_retention", "Whether requests may be processed with zero data retention."),
        flag(
            "enable_model_fallback",
            "Whether another model may be used if the requested one is unavailable.",
        ),
        text("preference", "The criterion for choosing between providers. Null means no preference."),
        whole("max_tokens", "The maximum number of tokens in a response. Null means no limit."),
    ]
}

impl Inference {
    /// The known values that differ from `stored`; null for a value that becomes null.
    pub(super) fn edit(&self, stored: Option<&Inference>) -> InferenceEdit {
        let none = Inference::default();
        let before = stored.unwrap_or(&none);
        InferenceEdit {
            allowed_providers: changed(&self.allowed_providers, &before.allowed_providers),
            eu_native: changed(&self.eu_native, &before.eu_native),
            allow_quantization: changed(&self.allow_quantization, &before.allow_quantization),
            allow_zero_data_retention: changed(
                &self.allow_zero_data_retention,
                &before.allow_zero_data_retention,
            ),
            enable_model_fallback: changed(&self.enable_model_fallback, &before.enable_model_fallback),
            preference: nullable(&self.preference, stored.map(|it| &it.preference)),
            max_tokens: nullable(&self.max_tokens, stored.map(|it| &it.max_tokens)),
        }
    }
}

/// The planned value if it is known and differs from the stored one.
pub(super) fn changed<T: Clone + PartialEq>(wanted: &Value<T>, stored: &Value<T>) -> Option<T> {
    wanted.as_ref_option().filter(|_| wanted != stored).cloned()
}

fn nullable<T: Clone + PartialEq>(wanted: &Value<T>, stored: Option<&Value<T>>) -> Edit<T> {
    match wanted {
        _ if stored == Some(wanted) => Edit::Leave,
        Value::Value(value) => Edit::Set(value.clone()),
        Value::Null => Edit::Clear,
        Value::Unknown => Edit::Leave,
    }
}

impl From<InferenceConfig> for Inference {
    fn from(it: InferenceConfig) -> Inference {
        Inference {
            allowed_providers: it.allowed_providers.into(),
            eu_native: it.eu_native.into(),
            allow_quantization: it.allow_quantization.into(),
            allow_zero_data_retention: it.allow_zero_data_retention.into(),
            enable_model_fallback: it.enable_model_fallback.into(),
            preference: it.preference.into(),
            max_tokens: it.max_tokens.into(),
        }
    }
}
