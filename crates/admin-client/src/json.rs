//! Reads a JSON body, or says where it is not what was expected.

use serde::de::Deserialize;
use serde_json::Value;
use serde_json::error::Category;

use super::response::cut;

/// The maximum length of a JSON path that is shown.
const LONGEST_PATH: usize = 100;

/// Parses JSON. The error contains the JSON path.
pub(super) fn read<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, String> {
    read_field("", body)
}

/// Parses the JSON of a field. The path in the error starts with its name.
pub(super) fn read_field<'a, T: Deserialize<'a>>(name: &str, json: &'a [u8]) -> Result<T, String> {
    serde_json::from_slice(json).map_err(|error| unreadable(name, json, &error))
}

/// What is wrong with a JSON text that is in a field, and where. No value is quoted, because it may be a secret.
fn unreadable(field: &str, text: &[u8], error: &serde_json::Error) -> String {
    let what = match error.classify() {
        Category::Eof => "the JSON is truncated",
        Category::Syntax | Category::Io => "the response is not JSON",
        Category::Data => "a field is missing or has the wrong type",
    };
    // Whatever type was expected, what was read of the text ends at the path in question.
    let mut read = serde_json::Deserializer::from_slice(&text[..start_of_rejected(text, error)]);
    let Err(end) = serde_path_to_error::deserialize::<_, Value>(&mut read) else {
        return "unexpected data after the JSON".to_owned();
    };
    let path = end.path().to_string();
    // `?` stands for the name of a field that was not read any more: the object itself is meant.
    let path = path.strip_suffix('?').unwrap_or(&path).trim_end_matches('.');
    let dot = if field.is_empty() || path.is_empty() || path.starts_with('[') { "" } else { "." };
    match format!("{field}{dot}{path}") {
        whole if whole.is_empty() => what.to_owned(),
        // The path may contain unknown field names of any length.
        path => format!("{what} at `{}`", cut(&path, LONGEST_PATH)),
    }
}

/// Where the value starts that an error rejects, or a place within it. The position of the error is the start of an object or
/// array, and the end of any other value; every digit of a number but the last may end one, too.
fn start_of_rejected(body: &[u8], error: &serde_json::Error) -> usize {
    let lines = body.split_inclusive(|byte| *byte == b'\n').take(error.line().saturating_sub(1));
    let position = body.len().min(lines.map(<[u8]>::len).sum::<usize>() + error.column());
    if error.is_eof() || matches!(body.get(position), Some(b'{' | b'[')) {
        return position;
    }
    let in_number = |byte: &&u8| byte.is_ascii_digit() || b"+-.eE".contains(byte);
    let digits = body[..position].iter().rev().take_while(in_number).count();
    position.saturating_sub(digits.max(1))
}

#[cfg(test)]
mod tests {
    use super::{read, read_field};

    #[derive(serde::Deserialize, Debug)]
    struct Inner {
        #[serde(rename = "n")]
        _n: u8,
    }

    fn check(body: &str, message: &str) {
        assert_eq!(read::<Vec<Inner>>(body.as_bytes()).unwrap_err(), message, "{body}");
    }

    #[test]
    fn the_path_of_a_wrong_value_is_named_and_no_value_quoted() {
        let wrong = "a field is missing or has the wrong type";
        for (body, path) in [
            (r#"[{"n":1},{"n":"planted"}]"#, "[1].n"),
            ("[{\"n\":1},\n {\"n\": 1234 }]", "[1].n"),
            (r#"[{"n":-1.5e3}]"#, "[0].n"),
            (r#"[{"n":1},{"n":null}]"#, "[1].n"),
            (r#"[{"n":{"planted":1}}]"#, "[0].n"),
            (r#"[{"n":1},{"m":1}]"#, "[1]"),
        ] {
            check(body, &format!("{wrong} at `{path}`"));
        }
        for body in [r#"{"n":1}"#, r#""planted""#, "7"] {
            check(body, wrong);
        }
    }

    #[test]
    fn the_path_where_the_json_ends_is_named() {
        check(r#"[{"n":1},{"n":"#, "the JSON is truncated at `[1].n`");
        check(r#"[{"n":1},{"m":"#, "the JSON is truncated at `[1].m`");
        check(r#"[{"n":1},{"n":}"#, "the response is not JSON at `[1].n`");
        check("<html>", "the response is not JSON");
        check("", "the JSON is truncated");
        check("[] planted", "unexpected data after the JSON");
        check(&"[".repeat(10_000), "a field is missing or has the wrong type at `[0]`");
    }

    #[test]
    fn the_name_of_the_field_comes_first() {
        let message = |json: &[u8]| read_field::<Vec<Inner>>("data", json).unwrap_err();
        let wrong = "a field is missing or has the wrong type at `data";
        assert_eq!(message(b"{}"), format!("{wrong}`"));
        assert_eq!(message(br#"[{"n":"planted"}]"#), format!("{wrong}[0].n`"));
        assert_eq!(message(b"[{}]"), format!("{wrong}[0]`"));
        assert_eq!(read_field::<Inner>("data", br#"{"n":""}"#).unwrap_err(), format!("{wrong}.n`"));
    }
}
