//! The lines, seen through a subscriber of their own.

use super::*;
use serde_json::{Value, json};
use std::{io, sync::Arc};
use tracing_subscriber::{Registry, layer::SubscriberExt as _};

#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The raw lines `act` leaves behind at this level.
fn raw(level: LevelFilter, act: impl FnOnce()) -> Vec<String> {
    let written = Written::default();
    let subscriber = Registry::default().with(Lines::new(level, &[], written.clone()));
    tracing::subscriber::with_default(subscriber, act);
    let bytes = written.0.lock().unwrap().clone();
    String::from_utf8(bytes).unwrap().lines().map(str::to_owned).collect()
}

/// The lines as objects, without their timestamps.
fn lines(level: LevelFilter, act: impl FnOnce()) -> Vec<Value> {
    let without_timestamp = |line: &String| {
        let mut line: Value = serde_json::from_str(line).unwrap();
        assert!(line.as_object_mut().unwrap().remove("@timestamp").is_some());
        line
    };
    raw(level, act).iter().map(without_timestamp).collect()
}

const MODULE: &str = "plugin_framework.plugin.log.layer.tests";

#[test]
fn an_event_has_its_own_and_its_spans_fields() {
    let written = lines(LevelFilter::TRACE, || {
        let call = tracing::info_span!("call", tf_rpc = "ReadResource", tf_resource_type = "corti_project");
        let _inside = call.enter();
        tracing::warn!(status = 503_u64, again = true, tf_resource_type = "corti_key", "slow {}", "answer");
    });
    let expected = json!({
        "@level": "warn", "@message": "slow answer", "@module": MODULE, "again": true, "status": 503,
        "tf_resource_type": "corti_key", "tf_rpc": "ReadResource",
    });
    assert_eq!(written, [expected]);
}

#[test]
fn the_timestamp_has_six_digits() {
    let line = raw(LevelFilter::INFO, || tracing::info!("x")).remove(0);
    let line: Value = serde_json::from_str(&line).unwrap();
    let shape = regex::Regex::new(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$").unwrap();
    assert!(shape.is_match(line["@timestamp"].as_str().unwrap()), "{line}");
}

#[test]
fn a_message_is_a_string_even_where_there_is_none() {
    let written = lines(LevelFilter::INFO, || tracing::info!(count = 1));
    assert_eq!(written[0]["@message"], "");
}

#[test]
fn a_library_is_heard_from_warn_up_only() {
    let written = lines(LevelFilter::TRACE, || {
        tracing::info!(target: "h2::codec", "header with a key");
        tracing::warn!(target: "reqwest::connect", "no route");
        tracing::trace!("ours");
    });
    let messages: Vec<_> = written.iter().map(|line| line["@message"].as_str().unwrap()).collect();
    assert_eq!(messages, ["no route", "ours"]);
}

#[test]
fn the_level_filters_here_already() {
    let written = lines(LevelFilter::WARN, || {
        tracing::info!("left out");
        tracing::error!("kept");
    });
    assert_eq!(written.len(), 1);
}

#[test]
fn masks_secrets_in_every_kind_of_field() {
    crate::masking::mask("layer-secret-4711");
    crate::masking::mask("987654321");
    let line = raw(LevelFilter::INFO, || {
        let call = tracing::info_span!("call", key = "layer-secret-4711");
        let _inside = call.enter();
        let header = Some("Bearer layer-secret-4711");
        tracing::info!(?header, number = 987_654_321_u64, "with layer-secret-4711");
    })
    .remove(0);
    assert!(!line.contains("4711") && !line.contains("987654321"), "{line}");
    assert!(line.contains(r#""@message":"with (sensitive)""#), "{line}");
}

#[test]
fn a_line_stays_below_64_kib_whatever_is_logged() {
    let wild = "\u{1}".repeat(100_000);
    let written = raw(LevelFilter::INFO, || {
        tracing::info!(a = wild, b = wild, "{wild}");
        tracing::info!(a = "ä".repeat(100_000), "one long field");
    });
    assert!(written.iter().all(|line| line.len() < 64 << 10));
    let second: Value = serde_json::from_str(&written[1]).unwrap();
    assert!(second["a"].as_str().unwrap().ends_with("… (191808 bytes more)"), "{second}");
}
