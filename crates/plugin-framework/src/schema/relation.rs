//! Rules between attributes. They apply to known values only.

use crate::value::DynamicValue;

/// A rule between attributes of the top level.
#[derive(Clone, Debug)]
pub enum Relation {
    ExactlyOne(&'static [&'static str]),
    AtMostOne(&'static [&'static str]),
    /// The first requires the second.
    Requires(&'static str, &'static str),
}

impl Relation {
    /// The attribute that breaks the rule and the error; `None` if the rule holds or depends on unknown values.
    pub fn complaint(&self, config: &DynamicValue) -> Option<(&'static str, String)> {
        let set = |name: &&'static str| !config.get(name).is_null() && !config.get(name).is_unknown();
        let unknown = |names: &[&'static str]| names.iter().any(|name| config.get(name).is_unknown());
        match self {
            Relation::ExactlyOne(names) | Relation::AtMostOne(names) => {
                let given: Vec<_> = names.iter().copied().filter(set).collect();
                match given[..] {
                    [_, second, ..] => Some((second, format!("Only one of {} can be set.", listed(names)))),
                    [] if matches!(self, Relation::ExactlyOne(_)) && !unknown(names) => {
                        Some((names[0], format!("One of {} must be set.", listed(names))))
                    }
                    _ => None,
                }
            }
            Relation::Requires(name, other) => (set(name) && config.get(other).is_null())
                .then(|| (*name, format!("`{name}` has no effect without `{other}`; set both or neither."))),
        }
    }

    /// The rule as a sentence for the documentation.
    pub fn sentence(&self) -> String {
        match self {
            Relation::ExactlyOne(names) => format!("Exactly one of {} must be set.", listed(names)),
            Relation::AtMostOne(names) => format!("Only one of {} can be set.", listed(names)),
            Relation::Requires(name, other) => format!("`{name}` requires `{other}`."),
        }
    }

    /// The attributes of the rule.
    pub fn names(&self) -> Vec<&'static str> {
        match self {
            Relation::ExactlyOne(names) | Relation::AtMostOne(names) => names.to_vec(),
            Relation::Requires(name, other) => vec![name, other],
        }
    }
}

fn listed(names: &[&str]) -> String {
    names.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(" and ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relations_wait_for_unknown_values() {
        const ONE: Relation = Relation::ExactlyOne(&["a", "b"]);
        let check = |relation: &Relation, a: DynamicValue, b: DynamicValue| {
            relation.complaint(&DynamicValue::object([("a", a), ("b", b)])).map(|(name, _)| name)
        };
        assert_eq!(check(&ONE, DynamicValue::Null, DynamicValue::Null), Some("a"));
        assert_eq!(check(&ONE, DynamicValue::Null, DynamicValue::Unknown), None);
        assert_eq!(check(&ONE, "x".into(), "y".into()), Some("b"));
        assert_eq!(check(&ONE, "x".into(), DynamicValue::Unknown), None);
        assert_eq!(check(&Relation::AtMostOne(&["a", "b"]), DynamicValue::Null, DynamicValue::Null), None);
        assert_eq!(check(&Relation::Requires("a", "b"), "x".into(), DynamicValue::Null), Some("a"));
        assert_eq!(check(&Relation::Requires("a", "b"), "x".into(), DynamicValue::Unknown), None);
    }
}
