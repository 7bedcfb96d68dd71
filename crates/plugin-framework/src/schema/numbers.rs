//! Numbers in MessagePack strings: Terraform sends numbers as strings if they are neither 64-bit integers nor exact
//! binary fractions.

use super::{Attr, Kind, Schema};
use crate::value::{DynamicValue, Number};

impl Schema {
    /// The value with all number attributes converted to numbers.
    #[must_use]
    pub fn with_numbers(&self, value: DynamicValue) -> DynamicValue {
        members(&self.attrs, value)
    }
}

fn members(attrs: &[Attr], value: DynamicValue) -> DynamicValue {
    let DynamicValue::Map(mut object) = value else { return value };
    for attr in attrs.iter().filter(|attr| may_hold_numbers(&attr.kind)) {
        if let Some(member) = object.get_mut(attr.name) {
            *member = typed(&attr.kind, std::mem::take(member));
        }
    }
    DynamicValue::Map(object)
}

/// Whether `typed` can change a value of this kind.
fn may_hold_numbers(kind: &Kind) -> bool {
    matches!(kind, Kind::Whole | Kind::Number)
        || kind.members().iter().any(|attr| may_hold_numbers(&attr.kind))
}

fn typed(kind: &Kind, value: DynamicValue) -> DynamicValue {
    match (kind, value) {
        (Kind::Whole | Kind::Number, DynamicValue::Text(text)) => {
            Number::parse(&text).map_or(DynamicValue::Text(text), DynamicValue::Number)
        }
        (Kind::Object(inside), object) => members(inside, object),
        (Kind::ListOf(inside), DynamicValue::List(elements)) => {
            DynamicValue::List(elements.into_iter().map(|it| members(inside, it)).collect())
        }
        (_, value) => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{list_of, object, text, whole};

    #[test]
    fn numbers_sent_as_text_are_numbers() {
        let most = || whole("most", "Most.").optional();
        let schema = Schema::new(
            "A thing.",
            [most(), text("name", "Name."), object("in", "In.", [most()]), list_of("all", "All.", [most()])],
        );
        let of = |it: DynamicValue| DynamicValue::object([("most", it)]);
        let thing = |half: &DynamicValue, large: &DynamicValue| {
            DynamicValue::object([
                ("most", half.clone()),
                ("name", "0.1".into()),
                ("in", of(large.clone())),
                ("all", DynamicValue::List(vec![of(half.clone())])),
            ])
        };
        let number = |text: &str| DynamicValue::Number(Number::parse(text).unwrap());
        let sent = thing(&"0.1".into(), &"100000000000000000000".into());
        assert_eq!(schema.with_numbers(sent), thing(&number("0.1"), &number("100000000000000000000")));
        assert_eq!(schema.with_numbers(of("many".into())), of("many".into()));
    }
}
