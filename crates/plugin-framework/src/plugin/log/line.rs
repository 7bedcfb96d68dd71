//! One log line: a JSON object with reserved keys that Terraform parses strictly. If the timestamp does not have
//! exactly six digits, the line is treated as plain text. If the message or level is not a string, Terraform crashes.

use crate::masking::masked;
use serde_json::{Map, Value};
use time::{OffsetDateTime, format_description::BorrowedFormatItem, macros::format_description};
use tracing::{
    Level,
    field::{Field, Visit},
};

/// Terraform reads lines of up to 64 KiB and breaks longer ones.
const LONGEST_LINE: usize = 64 << 10;
/// The maximum length of a string in bytes. Escaping can make it six times as long, which still fits into a line.
const LONGEST_TEXT: usize = 8 << 10;

const TIMESTAMP: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:6]Z");

/// The fields of a span or an event, with secrets masked.
#[derive(Debug, Default, Clone)]
pub(super) struct Fields(Map<String, Value>);

impl Fields {
    /// Adds the fields of `inner`, which override existing ones.
    pub(super) fn extend(&mut self, inner: &Self) {
        self.0.extend(inner.0.clone());
    }

    /// The complete line with its newline. If an event has no message, its target is used.
    pub(super) fn line(self, now: OffsetDateTime, level: Level, target: &str) -> String {
        let mut line = self.0;
        let message = match line.remove("message") {
            Some(Value::String(text)) => text,
            Some(other) => other.to_string(),
            None => String::new(),
        };
        let attributes = std::mem::take(&mut line);
        let reserved = [
            ("@level", level.as_str().to_ascii_lowercase()),
            ("@message", message),
            ("@module", target.replace("::", ".")),
            ("@timestamp", now.format(TIMESTAMP).unwrap_or_default()),
        ]
        .map(|(key, text)| (key.to_owned(), Value::String(text)));
        let whole = written(attributes.into_iter().chain(reserved.clone()).collect());
        if whole.len() <= LONGEST_LINE {
            return whole;
        }
        let note = ("attributes".to_owned(), Value::String("omitted, too long".to_owned()));
        written(reserved.into_iter().chain([note]).collect())
    }

    fn put(&mut self, field: &Field, value: Value) {
        let text = match &value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let shown = shortened(masked(&text));
        let value = if shown == text { value } else { Value::String(shown) };
        // Keys with an at sign are reserved by Terraform.
        self.0.insert(field.name().trim_start_matches('@').to_owned(), value);
    }
}

fn written(line: Map<String, Value>) -> String {
    format!("{}\n", Value::Object(line))
}

fn shortened(text: String) -> String {
    if text.len() <= LONGEST_TEXT {
        return text;
    }
    let end = text.floor_char_boundary(LONGEST_TEXT);
    format!("{}… ({} bytes more)", &text[..end], text.len() - end)
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.put(field, format!("{value:?}").into());
    }
    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field, value.into());
    }
    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, value.into());
    }
    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, value.into());
    }
    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, value.into());
    }
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put(field, value.into());
    }
}
