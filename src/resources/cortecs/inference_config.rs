//! How the gateway routes a project's requests: the members of `inference_config`, the same in the resource and the data
//! source.

use serde::{Deserialize, Serialize};

use admin_client::cortecs::InferenceConfig;
use plugin_framework::schema::{Attr, flag, set_of_text, text, whole};
use plugin_framework::value::Value;

/// The members as the schema names them.
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

/// The members as an answer tells them.
pub(super) fn told() -> Vec<Attr> {
    members().map(Attr::computed).into()
}

/// The members as a configuration manages them: what is left out keeps its value.
pub(super) fn managed() -> Vec<Attr> {
    let checked = |attr: Attr| match attr.name {
        "preference" => attr.one_of(&["speed", "cost", "balanced"]),
        "max_tokens" => attr.between(1, i64::MAX),
        _ => attr,
    };
    members().map(|attr| checked(attr).optional().computed().use_state_for_unknown()).into()
}

fn members() -> [Attr; 7] {
    [
        set_of_text("allowed_providers", "The providers that requests may be routed to."),
        flag("eu_native", "Whether to use only providers based in the EU."),
        flag("allow_quantization", "Whether quantized models may be used."),
        flag(
            "allow_zero_data_retention",
            "Whether requests may be routed under zero data retention, where the provider stores nothing.",
        ),
        flag(
            "enable_model_fallback",
            "Whether another model may be used if the requested one is unavailable.",
        ),
        text(
            "preference",
            "What to optimize for if several providers are available. Null means no preference.",
        ),
        whole("max_tokens", "The maximum number of tokens in a response. Null means no limit."),
    ]
}

impl Inference {
    /// What differs from `stored` and is known.
    pub(super) fn edit(&self, stored: &Inference) -> InferenceConfig {
        InferenceConfig {
            allowed_providers: changed(&self.allowed_providers, &stored.allowed_providers),
            eu_native: changed(&self.eu_native, &stored.eu_native),
            allow_quantization: changed(&self.allow_quantization, &stored.allow_quantization),
            allow_zero_data_retention: changed(
                &self.allow_zero_data_retention,
                &stored.allow_zero_data_retention,
            ),
            enable_model_fallback: changed(&self.enable_model_fallback, &stored.enable_model_fallback),
            preference: changed(&self.preference, &stored.preference),
            max_tokens: changed(&self.max_tokens, &stored.max_tokens),
        }
    }
}

/// The wanted value, when it is known and another than the stored one.
pub(super) fn changed<T: Clone + PartialEq>(wanted: &Value<T>, stored: &Value<T>) -> Option<T> {
    wanted.as_ref_option().filter(|_| wanted != stored).cloned()
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
