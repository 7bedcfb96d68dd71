//! How a value is shown in a message: like HCL, short, and never used for sensitive attributes.

use std::fmt;

use super::DynamicValue;

impl fmt::Display for DynamicValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DynamicValue::Null => f.write_str("null"),
            DynamicValue::Unknown => f.write_str("(known after apply)"),
            DynamicValue::Bool(it) => write!(f, "{it}"),
            DynamicValue::Number(it) => f.write_str(&it.decimal()),
            DynamicValue::Text(it) => write!(f, "{it:?}"),
            DynamicValue::List(elements) => {
                f.write_str("[")?;
                for (index, element) in elements.iter().enumerate() {
                    write!(f, "{}{element}", if index == 0 { "" } else { ", " })?;
                }
                f.write_str("]")
            }
            DynamicValue::Map(members) => {
                f.write_str("{")?;
                for (index, (name, member)) in members.iter().enumerate() {
                    write!(f, "{}{name} = {member}", if index == 0 { "" } else { ", " })?;
                }
                f.write_str("}")
            }
        }
    }
}
