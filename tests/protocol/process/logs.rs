//! The log on standard error, as Terraform parses it.

use super::*;
use regex::Regex;
use serde_json::Value;

/// A plugin with something to tell: a Ctrl-C passes by.
async fn interrupted(variables: &[(&str, &str)]) -> (Plugin, Channel) {
    let mut plugin = Plugin::start(variables);
    let channel = connect(&plugin.socket().await).await;
    plugin.signal("INT").await;
    assert_serving(health(&channel).await);
    (plugin, channel)
}

#[tokio::test]
async fn nothing_is_logged_unless_somebody_asks() {
    for variables in [
        &[][..],
        &[("TF_LOG", "TRACE"), ("TF_LOG_PROVIDER", "OFF")],
        &[("TF_LOG", "DEBUG"), ("TF_LOG_PROVIDER", "ERROR")],
    ] {
        let (plugin, channel) = interrupted(variables).await;
        shut_down(&channel).await;
        assert_eq!(plugin.end().await.stderr, "", "{variables:?}");
    }
}

#[tokio::test]
async fn every_log_line_has_the_keys_terraform_needs() {
    let timestamp = Regex::new(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$").unwrap();
    for level in ["TRACE", "JSON", "trace", "nonsense"] {
        let (mut plugin, channel) = interrupted(&[("TF_LOG_PROVIDER", level)]).await;
        let first = plugin.log_line("interrupt left to Terraform").await;
        shut_down(&channel).await;
        let rest = plugin.end().await.stderr;
        for line in std::iter::once(first.as_str()).chain(rest.lines()) {
            let line: Value = serde_json::from_str(line).unwrap();
            assert!(["trace", "debug", "info"].contains(&line["@level"].as_str().unwrap()), "{line}");
            assert!(line["@message"].is_string() && line["@module"].is_string(), "{line}");
            assert!(timestamp.is_match(line["@timestamp"].as_str().unwrap()), "{line}");
        }
    }
}
