//! Bodies for the TRACE log: the JSON with every secret masked.

use serde_json::Value;

/// The fields that contain a secret in one of the three APIs.
const SECRETS: [&str; 6] = ["password", "api_key", "value", "shadowValue", "token", "accessToken"];

/// The replacement of a secret.
const MASK: &str = "(sensitive)";

/// A body as text. Of a body that is not JSON only the size is logged, because nothing in it can be masked.
pub(super) fn body(bytes: &[u8]) -> String {
    if bytes.is_empty() {
        return String::new();
    }
    match serde_json::from_slice::<Value>(bytes) {
        Ok(mut body) => {
            mask(&mut body);
            body.to_string()
        }
        Err(_) => format!("{} bytes that are not JSON", bytes.len()),
    }
}

fn mask(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(mask),
        Value::Object(members) => {
            for (name, member) in members {
                if SECRETS.contains(&name.as_str()) && !member.is_null() {
                    *member = MASK.into();
                } else {
                    mask(member);
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    #[track_caller]
    fn check(body: &str, shown: &str) {
        assert_eq!(super::body(body.as_bytes()), shown);
    }

    #[test]
    fn bodies_are_shown_without_their_secrets() {
        check("", "");
        check("<html>", "6 bytes that are not JSON");
        check(r#"{"email":"a@b.co","password":"p"}"#, r#"{"email":"a@b.co","password":"(sensitive)"}"#);
        check(
            r#"{"data":{"apiKeys":[{"id":1,"shadowValue":null,"value":"v"}]}}"#,
            r#"{"data":{"apiKeys":[{"id":1,"shadowValue":null,"value":"(sensitive)"}]}}"#,
        );
        check(r#"{"accessToken":"t"}"#, r#"{"accessToken":"(sensitive)"}"#);
    }
}
