//! Validation rules for a single value. Unknown and null values are accepted and validated once they are known.

use crate::value::DynamicValue;

/// A rule for a known value.
#[derive(Clone, Debug)]
pub enum Check {
    OneOf(&'static [&'static str]),
    /// Compared without case.
    OneOfAnyCase(&'static [&'static str]),
    /// Characters, both ends included.
    Length(usize, usize),
    /// Both ends included.
    Between(i64, i64),
    ValidateWith(fn(&str) -> Result<(), String>),
}

impl Check {
    /// The error of `value`, as the end of a sentence that names the attribute; `None` if it is valid. The value itself
    /// is not repeated, because it may be sensitive.
    pub fn complaint(&self, value: &DynamicValue) -> Option<String> {
        match (self, value) {
            (Check::OneOf(allowed), DynamicValue::Text(text)) => {
                (!allowed.contains(&text.as_str())).then(|| format!("must be one of {}", quoted(allowed)))
            }
            (Check::OneOfAnyCase(allowed), DynamicValue::Text(text)) => {
                let known = allowed.iter().any(|it| it.eq_ignore_ascii_case(text));
                (!known).then(|| format!("must be one of {}", quoted(allowed)))
            }
            (Check::Length(least, most), DynamicValue::Text(text)) => {
                let length = text.chars().count();
                (length < *least || length > *most).then(|| {
                    if *least <= 1 {
                        format!("must have at most {most} characters; it has {length}")
                    } else {
                        format!("must have {least} to {most} characters; it has {length}")
                    }
                })
            }
            (Check::Between(least, most), DynamicValue::Number(number)) => {
                let inside = number.whole().is_some_and(|it| (*least..=*most).contains(&it));
                (!inside).then(|| match *most {
                    i64::MAX => format!("must be a whole number of at least {least}"),
                    _ => format!("must be a whole number from {least} to {most}"),
                })
            }
            (Check::ValidateWith(check), DynamicValue::Text(text)) => check(text).err(),
            _ => None,
        }
    }

    /// The rule as a sentence for the documentation, if it has one.
    pub fn sentence(&self) -> Option<String> {
        match self {
            Check::OneOf(allowed) => Some(format!("One of {}.", quoted(allowed))),
            Check::OneOfAnyCase(allowed) => Some(format!("One of {}. Not case-sensitive.", quoted(allowed))),
            Check::Length(0 | 1, most) => Some(format!("At most {most} characters.")),
            Check::Length(least, most) => Some(format!("{least} to {most} characters.")),
            Check::Between(least, i64::MAX) => Some(format!("At least {least}.")),
            Check::Between(least, most) => Some(format!("From {least} to {most}.")),
            Check::ValidateWith(_) => None,
        }
    }
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ")
}

/// A rule for email addresses: one `@` with text on both sides and no white space. The server is stricter.
///
/// # Errors
/// The error, as the end of a sentence.
pub fn email(text: &str) -> Result<(), String> {
    let plausible = text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !host.contains('@') && !host.ends_with('.')
    });
    if plausible && !text.chars().any(|it| it.is_whitespace() || it.is_control()) {
        Ok(())
    } else {
        Err("must be an email address, such as `ada@example.com`".to_owned())
    }
}

/// Whether two email addresses are the same: servers compare them without case.
pub fn same_email(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_complain_about_known_values_only() {
        for (check, value, expected) in [
            (Check::OneOf(&["eu", "us"]), DynamicValue::from("eu"), None),
            (Check::OneOf(&["eu", "us"]), "mars".into(), Some("must be one of `eu`, `us`")),
            (Check::OneOf(&["eu", "us"]), "EU".into(), Some("must be one of `eu`, `us`")),
            (Check::OneOfAnyCase(&["eu", "us"]), "EU".into(), None),
            (Check::OneOfAnyCase(&["eu", "us"]), "mars".into(), Some("must be one of `eu`, `us`")),
            (Check::OneOf(&["eu", "us"]), DynamicValue::Unknown, None),
            (Check::OneOf(&["eu", "us"]), DynamicValue::Null, None),
            (Check::Length(1, 3), "äöü".into(), None),
            (Check::Length(1, 3), "abcd".into(), Some("must have at most 3 characters; it has 4")),
            (Check::Length(16, 64), "short".into(), Some("must have 16 to 64 characters; it has 5")),
            (Check::Between(1, i64::MAX), 0.into(), Some("must be a whole number of at least 1")),
            (
                Check::Between(1, 9),
                DynamicValue::Number(crate::value::Number::Fraction(1.5)),
                Some("must be a whole number from 1 to 9"),
            ),
            (Check::ValidateWith(email), "a@b.co".into(), None),
            (
                Check::ValidateWith(email),
                "a b@c.co".into(),
                Some("must be an email address, such as `ada@example.com`"),
            ),
        ] {
            assert_eq!(check.complaint(&value).as_deref(), expected, "{check:?} {value}");
        }
    }
}
