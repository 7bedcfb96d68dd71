//! Numbers as they came: whole, binary fraction, or the decimal text of one that is neither.

use smol_str::{SmolStr, ToSmolStr};

/// A Terraform number. Decimals that are no exact binary fraction travel as text and stay text.
#[derive(Clone, Debug)]
pub enum Number {
    /// A whole number that fits 64 bits.
    Whole(i64),
    /// An exact binary fraction.
    Fraction(f64),
    /// Anything else, as decimal text.
    Decimal(SmolStr),
}

impl Number {
    /// The number that decimal text stands for, such as `-7`, `0.1` or `1e20`.
    pub fn parse(text: &str) -> Option<Number> {
        if let Ok(whole) = text.parse() {
            return Some(Number::Whole(whole));
        }
        let decimal = text.bytes().all(|it| it.is_ascii_digit() || b"+-.eE".contains(&it));
        (decimal && text.parse::<f64>().is_ok()).then(|| Number::Decimal(text.into()))
    }

    /// The whole number it stands for, if it is one and fits 64 bits.
    pub fn whole(&self) -> Option<i64> {
        match self {
            Number::Whole(it) => Some(*it),
            Number::Fraction(it) => format!("{it:.0}").parse().ok().filter(|_| it.fract() == 0.0),
            Number::Decimal(text) => text.parse().ok(),
        }
    }

    /// The shortest decimal text, which is how Terraform compares numbers.
    pub fn decimal(&self) -> String {
        match self {
            Number::Whole(it) => it.to_string(),
            Number::Fraction(it) => it.to_string(),
            Number::Decimal(text) => text.to_string(),
        }
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Number) -> bool {
        match (self, other) {
            (Number::Whole(a), Number::Whole(b)) => a == b,
            (a, b) => a.decimal() == b.decimal(),
        }
    }
}

impl From<u64> for Number {
    fn from(it: u64) -> Number {
        i64::try_from(it).map_or_else(|_| Number::Decimal(it.to_smolstr()), Number::Whole)
    }
}

#[cfg(test)]
mod tests {
    use super::Number;

    #[test]
    fn numbers_are_equal_when_their_shortest_decimal_is() {
        assert_eq!(Number::Fraction(0.1), Number::Decimal("0.1".into()));
        assert_eq!(Number::Fraction(3.0), Number::Whole(3));
        assert_ne!(
            Number::Decimal("0.12345678901234567890123".into()),
            Number::Fraction(0.123_456_789_012_345_68)
        );
    }

    #[test]
    fn whole_numbers_beyond_64_bits_stay_exact() {
        assert_eq!(Number::from(u64::MAX).decimal(), "18446744073709551615");
        assert_eq!(Number::from(u64::MAX).whole(), None);
        assert_eq!(Number::Fraction(1e300).whole(), None);
        assert_eq!(Number::Fraction(-2.0).whole(), Some(-2));
    }
}
