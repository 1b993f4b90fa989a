//! Input: a value.
//! Output: it, as messages and tests show it: JSON, with what is not known in `<…>`.
//! Never: is read by a program.

use super::value::{Kind, Pseudo, Value, spelled};
use std::fmt;

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Null => f.write_str("null"),
            Kind::Bool(it) => it.fmt(f),
            Kind::Number(number) => f.write_str(&spelled(*number)),
            Kind::Text(text) => write!(f, "{text:?}"),
            Kind::List(items) => {
                f.write_str("[")?;
                for (index, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if index > 0 { ", " } else { "" })?;
                }
                f.write_str("]")
            }
            Kind::Map(entries) => {
                f.write_str("{")?;
                for (index, entry) in entries.iter().enumerate() {
                    write!(f, "{}{}: {}", if index > 0 { ", " } else { "" }, entry.key, entry.value)?;
                }
                f.write_str("}")
            }
            Kind::Json(value) => write!(f, "json {value}"),
            Kind::Base64(value) => write!(f, "base64 {value}"),
            Kind::Attribute { resource, attribute } if attribute.is_empty() => write!(f, "<{resource}>"),
            Kind::Attribute { resource, attribute } => write!(f, "<{resource}.{attribute}>"),
            Kind::Parameter(name, path) => write!(f, "<{name}{path}>"),
            Kind::Pseudo(pseudo) => pseudo.fmt(f),
            Kind::Join(parts) => {
                f.write_str("\"")?;
                for part in parts {
                    if let Kind::Text(text) = &part.kind { f.write_str(text) } else { part.fmt(f) }?;
                }
                f.write_str("\"")
            }
            Kind::Unknown(why) => write!(f, "<? {why}>"),
        }
    }
}

impl fmt::Display for Pseudo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Pseudo::Account => f.write_str("<account>"),
            Pseudo::Partition => f.write_str("<partition>"),
            Pseudo::Region => f.write_str("<region>"),
            Pseudo::UrlSuffix => f.write_str("<suffix>"),
            Pseudo::StackName => f.write_str("<stack name>"),
            Pseudo::StackId => f.write_str("<stack id>"),
            Pseudo::Zones => f.write_str("<zones>"),
            Pseudo::Zone(index) => write!(f, "<zone {index}>"),
        }
    }
}
