//! How a value is shown in a message: like HCL, short, and never used for sensitive attributes.

use std::fmt;

use super::Tree;

impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Tree::Null => f.write_str("null"),
            Tree::Unknown => f.write_str("(known after apply)"),
            Tree::Bool(it) => write!(f, "{it}"),
            Tree::Number(it) => f.write_str(&it.decimal()),
            Tree::Text(it) => write!(f, "{it:?}"),
            Tree::List(elements) => {
                f.write_str("[")?;
                for (index, element) in elements.iter().enumerate() {
                    write!(f, "{}{element}", if index == 0 { "" } else { ", " })?;
                }
                f.write_str("]")
            }
            Tree::Map(members) => {
                f.write_str("{")?;
                for (index, (name, member)) in members.iter().enumerate() {
                    write!(f, "{}{name} = {member}", if index == 0 { "" } else { ", " })?;
                }
                f.write_str("}")
            }
        }
    }
}
