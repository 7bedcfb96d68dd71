//! One product's part of the provider configuration: what is configured, what the environment supplies, what is not known
//! yet.

use std::path::PathBuf;
use std::time::Duration;

use super::env::Env;
use admin_client::ConfigError;
use plugin_framework::engine::{Error, Unusable};
use plugin_framework::schema::{Attr, text, whole};
use plugin_framework::value::{AttributePath, DynamicValue};

/// The settings every product has.
pub(super) fn common(base_url_variable: &'static str) -> Vec<Attr> {
    vec![
        text("base_url", "Where the API is. Must be https, except on a loopback address.")
            .optional()
            .env(base_url_variable),
        text("request_timeout", "Time limit of one request, such as `\"30s\"` (the default) or `\"2m\"`.")
            .optional()
            .validate_with(|text| duration(text).map(|_| ())),
        whole("max_retries", "How often one request is repeated at most. The default is 4.")
            .optional()
            .between(0, 20),
        whole("max_concurrent_requests", "How many requests are on the way at once. The default is 8.")
            .optional()
            .between(1, 100),
        whole(
            "requests_per_minute",
            "How many requests are sent within a minute at most. Unlimited by default.",
        )
        .optional()
        .between(1, 1_000_000),
        text("ca_certificate_file", "A PEM file with certificates to trust besides the system's.").optional(),
    ]
}

fn duration(text: &str) -> Result<Duration, String> {
    match humantime::parse_duration(text) {
        Ok(time) if time > Duration::ZERO => Ok(time),
        _ => Err("must be a duration above zero such as `30s` or `2m`".to_owned()),
    }
}

/// What a setting says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Setting {
    Is(String),
    Missing,
    /// What is wrong with the variable it comes from.
    Wrong(String),
    /// Known after apply.
    Unknown,
}

/// The configuration of one product, with the environment behind it.
#[derive(Debug)]
pub(super) struct Settings<'a> {
    pub(super) config: &'a DynamicValue,
    pub(super) env: &'a Env,
    pub(super) attrs: Vec<Attr>,
    /// Where the attributes are in the provider block: at its root, or under the product's name.
    pub(super) place: AttributePath,
    pub(super) user_agent: String,
}

impl Settings<'_> {
    /// A text setting: the configuration first, then the environment.
    pub(super) fn text(&self, name: &str) -> Setting {
        match self.config.get(name) {
            DynamicValue::Unknown => Setting::Unknown,
            DynamicValue::Text(text) => Setting::Is(text.clone()),
            _ => self.variable(name).unwrap_or(Setting::Missing),
        }
    }

    fn attr(&self, name: &str) -> Option<&Attr> {
        self.attrs.iter().find(|attr| attr.name == name)
    }

    /// What the variable of a setting says; it is held to the same as the argument.
    fn variable(&self, name: &str) -> Option<Setting> {
        let attr = self.attr(name)?;
        let variable = attr.env?;
        let text = self.env.get(variable)?;
        let value = DynamicValue::from(text);
        Some(match attr.checks.iter().find_map(|check| check.complaint(&value)) {
            Some(complaint) => Setting::Wrong(format!("The environment variable `{variable}` {complaint}.")),
            None => Setting::Is(text.to_owned()),
        })
    }

    /// Texts a product cannot do without, or the failure its every use reports.
    pub(super) fn credentials<const N: usize>(
        &self,
        product: &str,
        names: [&'static str; N],
    ) -> Result<[String; N], Unusable> {
        let mut values = [const { String::new() }; N];
        for (value, name) in values.iter_mut().zip(names) {
            match self.text(name) {
                Setting::Is(text) => *value = text,
                missing => return Err(self.unusable(product, name, &missing)),
            }
        }
        Ok(values)
    }

    /// A text the product can do without; one that is not known yet makes it unusable.
    pub(super) fn optional(&self, product: &str, name: &'static str) -> Result<Option<String>, Unusable> {
        match self.text(name) {
            Setting::Is(text) => Ok(Some(text)),
            Setting::Missing => Ok(None),
            other => Err(self.unusable(product, name, &other)),
        }
    }

    fn unusable(&self, product: &str, name: &'static str, setting: &Setting) -> Unusable {
        let place = self.place.clone().attribute(name);
        match setting {
            Setting::Unknown => Unusable::NotYet(Error::new(
                format!("{product} cannot be used yet"),
                format!(
                    "`{place}` of the provider is not known before apply. Apply what it depends on first, for example \
                     with -target, or set it from a variable."
                ),
            )),
            Setting::Wrong(complaint) => {
                Unusable::Unset(Error::new("Invalid provider setting", complaint.clone()))
            }
            Setting::Is(_) | Setting::Missing => {
                let variable = self.attr(name).and_then(|attr| attr.env);
                let or =
                    variable.map(|it| format!(", or the environment variable `{it}`")).unwrap_or_default();
                Unusable::Unset(Error::new(
                    format!("{product} is not configured"),
                    format!("Set `{place}` in the provider block{or}."),
                ))
            }
        }
    }

    /// Where credentials are set, as people look for them.
    fn sources(&self, names: &[&'static str]) -> String {
        let source = |name: &&'static str| {
            let variable = self.attr(name).and_then(|attr| attr.env);
            let or = variable.map(|it| format!(" (or `{it}`)")).unwrap_or_default();
            format!("`{}`{or}", self.place.clone().attribute(*name))
        };
        format!("{} of the provider", names.iter().map(source).collect::<Vec<_>>().join(" and "))
    }

    /// The settings of the client, which works with these credentials.
    pub(super) fn client(
        &self,
        product: &str,
        credentials: &[&'static str],
    ) -> Result<admin_client::Settings, Unusable> {
        let base_url = self.optional(product, "base_url")?;
        let number = |name: &str| self.config.get(name).whole();
        let defaults = admin_client::Settings::default();
        Ok(admin_client::Settings {
            base_url,
            request_timeout: self.config.get("request_timeout").text().and_then(|it| duration(it).ok()),
            max_retries: number("max_retries")
                .and_then(|it| it.try_into().ok())
                .unwrap_or(defaults.max_retries),
            max_concurrent_requests: number("max_concurrent_requests")
                .and_then(|it| it.try_into().ok())
                .unwrap_or(defaults.max_concurrent_requests),
            requests_per_minute: number("requests_per_minute").and_then(|it| it.try_into().ok()),
            ca_certificate_file: self.config.get("ca_certificate_file").text().map(PathBuf::from),
            credential: self.sources(credentials),
            user_agent: self.user_agent.clone(),
            ..defaults
        })
    }

    /// A setting the client refused, blamed on its attribute or on the variable it came from.
    pub(super) fn wrong(&self, error: &ConfigError) -> Error {
        let place = self.place.clone().attribute(error.setting);
        let variable =
            self.attr(error.setting).and_then(|attr| attr.env).filter(|it| self.env.get(it).is_some());
        match variable {
            Some(variable) if self.config.get(error.setting).is_null() => Error::new(
                "Invalid provider setting",
                format!("The environment variable `{variable}` {}.", error.problem),
            ),
            _ => Error::new("Invalid provider setting", format!("`{place}` {}.", error.problem)).at(place),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings<'a>(config: &'a DynamicValue, env: &'a Env) -> Settings<'a> {
        let attrs = vec![text("key", "Key.").optional().sensitive().env("KEY")];
        Settings { config, env, attrs, place: AttributePath::root(), user_agent: String::new() }
    }

    #[test]
    fn configuration_wins_over_the_environment_and_unknown_is_not_missing() {
        let env = Env::from([("KEY", "from-env")]);
        for (config, env, expected) in [
            (DynamicValue::object([("key", "from-config".into())]), &env, Setting::Is("from-config".into())),
            (DynamicValue::object([("key", DynamicValue::Null)]), &env, Setting::Is("from-env".into())),
            (DynamicValue::Null, &env, Setting::Is("from-env".into())),
            (DynamicValue::object([("key", DynamicValue::Unknown)]), &env, Setting::Unknown),
            (DynamicValue::Null, &Env::default(), Setting::Missing),
            (DynamicValue::Null, &Env::from([("KEY", "")]), Setting::Missing),
        ] {
            assert_eq!(settings(&config, env).text("key"), expected, "{config}");
        }
    }

    #[test]
    fn a_missing_credential_names_the_argument_and_the_variable() {
        let refused =
            settings(&DynamicValue::Null, &Env::default()).credentials("Cortecs", ["key"]).unwrap_err();
        let expected = Error::new(
            "Cortecs is not configured",
            "Set `key` in the provider block, or the environment variable `KEY`.",
        );
        assert_eq!(refused, Unusable::Unset(expected));
        let unknown = DynamicValue::object([("key", DynamicValue::Unknown)]);
        let refused = settings(&unknown, &Env::default()).credentials("Cortecs", ["key"]).unwrap_err();
        assert!(matches!(refused, Unusable::NotYet(_)), "{refused:?}");
    }

    #[test]
    fn a_variable_is_held_to_the_same_as_the_argument() {
        let env = Env::from([("REGION", "de")]);
        let attrs = vec![text("region", "Region.").optional().one_of(&["us", "eu"]).env("REGION")];
        let settings = Settings {
            config: &DynamicValue::Null,
            env: &env,
            attrs,
            place: AttributePath::root(),
            user_agent: String::new(),
        };
        let expected = Error::new(
            "Invalid provider setting",
            "The environment variable `REGION` must be one of `us`, `eu`.",
        );
        assert_eq!(settings.optional("It", "region"), Err(Unusable::Unset(expected)));
    }

    #[test]
    fn durations_are_read_with_their_unit() {
        assert_eq!(duration("1m 30s"), Ok(Duration::from_secs(90)));
        for wrong in ["30", "0s", "-1s", "soon"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }
}
