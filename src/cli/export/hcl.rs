//! Configuration as text, in the layout of `terraform fmt`. hcl-rs says which names are identifiers. It does not align equals
//! signs, and it escapes strings as JSON does: `\b` and `\f`, which HCL rejects, and `$${` unchanged. So this file writes both.

use plugin_framework::value::{DynamicValue, Members, Number};

/// A longer list is written with one element per line.
const LINE: usize = 80;

/// The value of an argument.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Argument {
    Is(DynamicValue),
    /// Refers to another resource, such as `corti_customer.st_mary.customer_id`.
    Refers(String),
    List(Vec<Argument>),
}

/// A block with its labels, such as `resource "corti_customer" "st_mary"`.
pub(super) fn block(kind: &str, labels: &[&str], arguments: &[(&str, Argument)]) -> String {
    let labels: Vec<String> = labels.iter().map(|label| format!(" {}", literal(label))).collect();
    format!("{kind}{} {{\n{}}}\n", labels.concat(), aligned(arguments, 2))
}

/// Arguments with aligned equals signs of neighboring lines. An argument of several lines ends the alignment.
fn aligned(arguments: &[(&str, Argument)], indent: usize) -> String {
    let written: Vec<(String, String)> =
        arguments.iter().map(|(name, value)| (key(name), expression(value, indent))).collect();
    let mut text = String::new();
    for neighbors in written.chunk_by(|(_, a), (_, b)| !a.contains('\n') && !b.contains('\n')) {
        let width = neighbors.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
        for (name, value) in neighbors {
            let gap = width - name.chars().count();
            text.extend([" ".repeat(indent).as_str(), name, &" ".repeat(gap), " = ", value, "\n"]);
        }
    }
    text
}

fn expression(argument: &Argument, indent: usize) -> String {
    match argument {
        Argument::Refers(to) => to.clone(),
        Argument::List(items) => {
            list(&items.iter().map(|it| expression(it, indent + 2)).collect::<Vec<_>>(), indent)
        }
        Argument::Is(value) => match value {
            DynamicValue::List(items) => list(
                &items.iter().map(|it| expression(&Argument::Is(it.clone()), indent + 2)).collect::<Vec<_>>(),
                indent,
            ),
            DynamicValue::Map(members) => map(members, indent),
            DynamicValue::Text(text) => literal(text),
            DynamicValue::Bool(it) => it.to_string(),
            DynamicValue::Number(number) => Number::decimal(number),
            DynamicValue::Null | DynamicValue::Unknown => "null".to_owned(),
        },
    }
}

fn list(items: &[String], indent: usize) -> String {
    let line = format!("[{}]", items.join(", "));
    if line.len() <= LINE && !line.contains('\n') {
        return line;
    }
    let lines: Vec<String> = items.iter().map(|item| format!("{:1$}{item},\n", "", indent + 2)).collect();
    format!("[\n{}{:indent$}]", lines.concat(), "")
}

fn map(members: &Members, indent: usize) -> String {
    let set = members.iter().filter(|(_, value)| !value.is_null());
    let arguments: Vec<(&str, Argument)> =
        set.map(|(name, value)| (name.as_str(), Argument::Is(value.clone()))).collect();
    if arguments.is_empty() {
        return "{}".to_owned();
    }
    format!("{{\n{}{:indent$}}}", aligned(&arguments, indent + 2), "")
}

/// The key of a map is written as a string if it is not an identifier.
fn key(name: &str) -> String {
    if hcl::Identifier::new(name).is_ok() { name.to_owned() } else { literal(name) }
}

/// A string with HCL's escapes. Each template marker is escaped separately, so that text that looks like an escaped
/// marker is preserved. Characters that could confuse a terminal or a reader are written as Unicode escapes.
pub(super) fn literal(text: &str) -> String {
    let text = text.replace("${", "$${").replace("%{", "%%{");
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                escape(&mut quoted, c);
            }
            _ if c.is_control() => escape(&mut quoted, c),
            _ => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

fn escape(text: &mut String, c: char) {
    text.extend(["\\u", &format!("{:04x}", u32::from(c))]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_laid_out_as_terraform_fmt_does() {
        let config = DynamicValue::object([
            ("eu_native", true.into()),
            ("max_tokens", DynamicValue::from(5)),
            ("preference", DynamicValue::Null),
        ]);
        let arguments = [
            ("name", Argument::Is("a".into())),
            ("customer_id", Argument::Refers("corti_customer.a.customer_id".to_owned())),
            ("inference_config", Argument::Is(config)),
            ("enabled", Argument::Is(false.into())),
            (
                "policy_ids",
                Argument::List(vec![Argument::Refers("p.a.id".to_owned()), Argument::Is("x".into())]),
            ),
        ];
        let expected = r#"resource "t" "n" {
  name        = "a"
  customer_id = corti_customer.a.customer_id
  inference_config = {
    eu_native  = true
    max_tokens = 5
  }
  enabled    = false
  policy_ids = [p.a.id, "x"]
}
"#;
        assert_eq!(block("resource", &["t", "n"], &arguments), expected);
    }

    #[test]
    fn a_long_list_has_a_line_for_each_element() {
        let items = vec![Argument::Is("x".repeat(50).into()), Argument::Is("y".repeat(50).into())];
        let text = block("b", &[], &[("l", Argument::List(items))]);
        assert_eq!(
            text,
            format!("b {{\n  l = [\n    \"{}\",\n    \"{}\",\n  ]\n}}\n", "x".repeat(50), "y".repeat(50))
        );
    }

    #[test]
    fn strings_stay_what_they_are() {
        for (text, expected) in [
            ("plain", r#""plain""#),
            ("a \"b\" \\", r#""a \"b\" \\""#),
            ("${x}", r#""$${x}""#),
            ("$${x}", r#""$$${x}""#),
            ("%{if}", r#""%%{if}""#),
            ("$ % {", r#""$ % {""#),
            ("line\nbreak", r#""line\nbreak""#),
            ("\u{1b}[31m", "\"\\u001b[31m\""),
            ("\u{7f}\u{202e}", "\"\\u007f\\u202e\""),
        ] {
            assert_eq!(literal(text), expected, "{text}");
        }
    }
}
