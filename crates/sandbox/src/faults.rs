//! Planned faults: which request they affect, and how.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{out_of_band::Change, request::ApiRequest, store::Product};

/// A planned fault, in the format of the control path. At most one of `status`, `cut`, `truncate` and `answer`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fault {
    pub(crate) product: Option<Product>,
    pub(crate) method: Option<String>,
    /// The path as it is sent, without the mount; `*` matches any characters, including slashes.
    pub(crate) path: String,
    /// Fields of the request body with the values that they must have.
    #[serde(default, rename = "match")]
    pub(crate) wanted: Map<String, Value>,
    /// How many requests it still affects; 0 means all.
    #[serde(default = "once")]
    pub(crate) times: u32,
    /// How many matching requests it still skips.
    #[serde(default)]
    pub(crate) skip: u32,
    /// The delay of the request in milliseconds.
    #[serde(default)]
    pub(crate) delay_ms: u64,
    /// The delay of the response, after the API processed the request, in milliseconds.
    #[serde(default)]
    pub(crate) answer_delay_ms: u64,
    /// The status to return instead of the API, which does not receive the request.
    pub(crate) status: Option<u16>,
    /// Requires `status`. If omitted, the product's error body.
    pub(crate) body: Option<Value>,
    /// Requires `status` and `body`.
    pub(crate) content_type: Option<String>,
    /// Requires `status`.
    #[serde(default)]
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) cut: Option<Cut>,
    /// The API processes the request, and half of its response is sent.
    #[serde(default)]
    pub(crate) truncate: bool,
    /// The API processes the request, and this is sent.
    pub(crate) answer: Option<Answer>,
    /// Changes of another client before the API receives the request, or while the connection is cut.
    #[serde(default)]
    pub(crate) before: Vec<Change>,
    /// Changes of another client before the response is sent.
    #[serde(default)]
    pub(crate) after: Vec<Change>,
}

/// When the connection is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Cut {
    BeforeWrite,
    AfterWrite,
}

/// A response instead of the API's own. A string body is sent as it is, anything else as JSON.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answer {
    pub(crate) status: Option<u16>,
    pub(crate) body: Value,
    pub(crate) content_type: Option<String>,
}

fn once() -> u32 {
    1
}

impl Fault {
    /// The reason why this fault is invalid.
    pub(crate) fn contradiction(&self) -> Option<&'static str> {
        let effects = [self.status.is_some(), self.cut.is_some(), self.truncate, self.answer.is_some()];
        if effects.iter().filter(|set| **set).count() > 1 {
            return Some("at most one of status, cut, truncate and answer");
        }
        let dressed = self.body.is_some() || self.content_type.is_some() || !self.headers.is_empty();
        (dressed && self.status.is_none()).then_some("body, content_type and headers need a status")
    }

    /// A short description of the fault, for the journal.
    pub(crate) fn summary(&self) -> String {
        match (self.status, self.cut) {
            (Some(status), _) => format!("status {status}"),
            (_, Some(Cut::BeforeWrite)) => "cut before_write".to_owned(),
            (_, Some(Cut::AfterWrite)) => "cut after_write".to_owned(),
            _ if self.truncate => "truncate".to_owned(),
            _ if self.answer.is_some() => "answer".to_owned(),
            _ if !self.before.is_empty() || !self.after.is_empty() => "change elsewhere".to_owned(),
            _ => format!("delay {} ms", self.delay_ms + self.answer_delay_ms),
        }
    }

    fn matches(&self, product: Product, request: &ApiRequest) -> bool {
        self.product.is_none_or(|wanted| wanted == product)
            && self.method.as_ref().is_none_or(|method| method.eq_ignore_ascii_case(&request.method))
            && path_matches(&self.path, &request.path)
            && self.wanted.iter().all(|(name, value)| request.json()[name] == *value)
    }
}

/// Takes the first planned fault that is due for this request.
pub(crate) fn take_due_fault(
    faults: &mut Vec<Fault>,
    product: Product,
    request: &ApiRequest,
) -> Option<Fault> {
    for (place, fault) in faults.iter_mut().enumerate() {
        if !fault.matches(product, request) {
            continue;
        }
        if fault.skip > 0 {
            fault.skip -= 1;
            continue;
        }
        let picked = fault.clone();
        match fault.times {
            0 => {}
            1 => drop(faults.remove(place)),
            _ => fault.times -= 1,
        }
        return Some(picked);
    }
    None
}

fn path_matches(pattern: &str, path: &str) -> bool {
    let Some((before, after)) = pattern.split_once('*') else { return pattern == path };
    let Some(rest) = path.strip_prefix(before) else { return false };
    rest.char_indices().map(|(start, _)| &rest[start..]).chain([""]).any(|tail| path_matches(after, tail))
}

#[cfg(test)]
mod tests {
    use super::path_matches;

    #[test]
    fn a_star_in_a_fault_path_stands_for_any_characters() {
        let check = |pattern: &str, path: &str, expected: bool| {
            assert_eq!(path_matches(pattern, path), expected, "{pattern} on {path}");
        };
        check("/v2/projects", "/v2/projects", true);
        check("/v2/projects", "/v2/projects/p", false);
        check("/v2/projects/*", "/v2/projects/p/roles", true);
        check("/v2/projects/*/roles", "/v2/projects/p/roles", true);
        check("/v2/projects/*/roles", "/v2/projects/p/policies", false);
        check("*", "/anything", true);
    }
}
