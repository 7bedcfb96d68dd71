//! One product's part of the provider configuration: configured values, environment variables, and values that are unknown.

use std::path::PathBuf;
use std::time::Duration;

use super::env::Env;
use admin_client::ConfigError;
use plugin_framework::engine::{Error, Unusable};
use plugin_framework::schema::{Attr, text, whole};
use plugin_framework::value::{AttributePath, DynamicValue};

/// The settings that every product has.
pub(super) fn common(base_url_variable: &'static str) -> Vec<Attr> {
    vec![
        text("base_url", "The base URL of the API. Must use https, except on a loopback address.")
            .optional()
            .env(base_url_variable),
        text(
            "request_timeout",
            "The timeout of a request, such as `\"30s\"` or `\"2m\"`, at most `\"24h\"`. Defaults to `\"30s\"`.",
        )
        .optional()
        .validate_with(|text| duration(text).map(|_| ())),
        whole("max_retries", "The maximum number of retries of a request. Defaults to 4.")
            .optional()
            .between(0, 20),
        whole("max_concurrent_requests", "The maximum number of requests in flight. Defaults to 8.")
            .optional()
            .between(1, 100),
        whole(
            "requests_per_minute",
            "The maximum number of requests sent within any minute. If omitted, requests are not limited.",
        )
        .optional()
        .between(1, 1_000_000),
        text(
            "ca_certificate_file",
            "The path of a PEM file with CA certificates to trust in addition to the system's.",
        )
        .optional(),
    ]
}

/// The maximum timeout. A longer request gets no response, and much larger values overflow the clock of some systems.
const LONGEST: Duration = Duration::from_hours(24);

fn duration(text: &str) -> Result<Duration, String> {
    let too_long = || Err("must be at most `24h`".to_owned());
    match humantime::parse_duration(text) {
        Ok(time) if time > LONGEST => too_long(),
        Err(humantime::DurationError::NumberOverflow) => too_long(),
        Ok(time) if time > Duration::ZERO => Ok(time),
        _ => Err("must be a duration greater than zero, such as `30s` or `2m`".to_owned()),
    }
}

/// The value of a setting.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Setting {
    Is(String),
    Missing,
    /// Its environment variable is invalid: the error.
    Wrong(String),
    /// Known after apply.
    Unknown,
}

/// The configuration of one product and the environment variables it falls back to.
#[derive(Clone, Debug)]
pub(super) struct Settings<'a> {
    pub(super) config: &'a DynamicValue,
    pub(super) env: &'a Env,
    pub(super) attrs: Vec<Attr>,
    /// The path of the attributes in the provider block: its root, or the product's nested attribute.
    pub(super) place: AttributePath,
    pub(super) user_agent: String,
}

impl Settings<'_> {
    /// The same settings without the environment variable of `name` if the configuration sets `by`, which implies it.
    pub(super) fn overridden(&self, name: &str, by: &str) -> Self {
        let mut settings = self.clone();
        if !self.config.get(by).is_null() {
            settings.attrs.iter_mut().filter(|attr| attr.name == name).for_each(|attr| attr.env = None);
        }
        settings
    }

    /// A text setting from the configuration or, if it is not set there, from the environment.
    pub(super) fn text(&self, name: &str) -> Setting {
        match self.config.get(name) {
            DynamicValue::Unknown => Setting::Unknown,
            DynamicValue::Text(text) => Setting::Is(text.to_string()),
            _ => self.variable(name).unwrap_or(Setting::Missing),
        }
    }

    fn attr(&self, name: &str) -> Option<&Attr> {
        self.attrs.iter().find(|attr| attr.name == name)
    }

    /// The value of a setting's environment variable, checked like the argument.
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

    /// Required text settings, or the error that every use of the product reports.
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

    /// An optional text setting. While it is unknown, the product cannot be used.
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
            Setting::Unknown => Unusable::KnownAfterApply(Error::new(
                format!("The {product} provider configuration is not known yet"),
                format!(
                    "`{place}` in the provider block is known only after apply. Apply the resource it depends on first, for \
                     example with `-target`, or set it from an input variable."
                ),
            )),
            Setting::Wrong(complaint) => {
                Unusable::Invalid(Error::new("Invalid provider setting", complaint.clone()))
            }
            Setting::Is(_) | Setting::Missing => {
                let variable = self.attr(name).and_then(|attr| attr.env);
                let or =
                    variable.map(|it| format!(", or the environment variable `{it}`")).unwrap_or_default();
                Unusable::Invalid(Error::new(
                    format!("{product} is not configured"),
                    format!("Set `{place}` in the provider block{or}."),
                ))
            }
        }
    }

    /// The arguments and environment variables that set the credentials, for error messages.
    fn sources(&self, names: &[&'static str]) -> String {
        let source = |name: &&'static str| {
            let variable = self.attr(name).and_then(|attr| attr.env);
            let or = variable.map(|it| format!(" (or `{it}`)")).unwrap_or_default();
            format!("`{}`{or}", self.place.clone().attribute(*name))
        };
        format!("{} of the provider", names.iter().map(source).collect::<Vec<_>>().join(" and "))
    }

    /// The settings of the client that uses these credentials.
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

    /// The error of a setting that the client rejected, on its attribute or its environment variable.
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
    fn configuration_wins_over_the_environment() {
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
    fn a_missing_credential_names_its_variable() {
        let refused =
            settings(&DynamicValue::Null, &Env::default()).credentials("Cortecs", ["key"]).unwrap_err();
        let expected = Error::new(
            "Cortecs is not configured",
            "Set `key` in the provider block, or the environment variable `KEY`.",
        );
        assert_eq!(refused, Unusable::Invalid(expected));
        let unknown = DynamicValue::object([("key", DynamicValue::Unknown)]);
        let refused = settings(&unknown, &Env::default()).credentials("Cortecs", ["key"]).unwrap_err();
        assert!(matches!(refused, Unusable::KnownAfterApply(_)), "{refused:?}");
    }

    #[test]
    fn a_variable_is_checked_like_the_argument() {
        let refused = Error::new(
            "Invalid provider setting",
            "The environment variable `REGION` must be one of `us`, `eu`.",
        );
        for (variable, expected) in
            [("EU", Ok(Some("EU".to_owned()))), ("de", Err(Unusable::Invalid(refused.clone())))]
        {
            let env = Env::from([("REGION", variable)]);
            let attrs = vec![text("region", "R.").optional().one_of_any_case(&["us", "eu"]).env("REGION")];
            let settings = Settings { attrs, ..settings(&DynamicValue::Null, &env) };
            assert_eq!(settings.optional("It", "region"), expected, "{variable}");
        }
    }

    #[test]
    fn a_configured_region_beats_a_base_url_variable() {
        let env = Env::from([("BASE_URL", "https://elsewhere.example")]);
        let attrs = || {
            vec![
                text("region", "R.").optional().env("REGION"),
                text("base_url", "B.").optional().env("BASE_URL"),
            ]
        };
        for (config, expected) in [
            (DynamicValue::object([("region", "eu".into())]), None),
            (DynamicValue::object([("region", DynamicValue::Unknown)]), None),
            (
                DynamicValue::object([("region", "eu".into()), ("base_url", "https://b.example".into())]),
                Some("https://b.example"),
            ),
            (DynamicValue::object([("region", DynamicValue::Null)]), Some("https://elsewhere.example")),
        ] {
            let settings = Settings { attrs: attrs(), ..settings(&config, &env) };
            let client = settings.overridden("base_url", "region").client("It", &[]).unwrap();
            assert_eq!(client.base_url.as_deref(), expected, "{config}");
        }
    }

    #[test]
    fn durations_have_a_unit() {
        assert_eq!(duration("1m 30s"), Ok(Duration::from_secs(90)));
        for wrong in ["30", "0s", "-1s", "soon"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
        assert!(duration("24h").is_ok());
        for long in ["24h 1ns", "18446744073709551615s", "900000000000years"] {
            assert_eq!(duration(long), Err("must be at most `24h`".to_owned()), "{long}");
        }
    }
}
