//! Input: a scalar of a template.
//! Output: what it is: a text, a number, a boolean, nothing.
//! Never: reads it otherwise in one place than in another.

use super::dynamic::{OPENING, resolved};
use crate::document::Scalar;
use crate::span::Span;
use crate::template::value::{Kind, Value, spelled};

/// What a plain scalar is, by the rules of YAML 1.1 as far as templates use them.
pub(super) fn scalar_of(scalar: &Scalar, span: Span) -> Kind {
    let text = scalar.text.as_str();
    // Nearly all have none, and one letter is found faster than a word.
    if text.contains('{') && text.contains(OPENING) {
        return resolved(Value::text(text, span)).kind;
    }
    if scalar.quoted {
        return Kind::Text(text.to_owned());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
        "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Kind::Bool(true),
        "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Kind::Bool(false),
        _ => {
            let digits = text.strip_prefix('-').unwrap_or(text);
            let plain = digits.starts_with(|c: char| c.is_ascii_digit())
                && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
                && !(digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0."));
            match text.parse::<f64>() {
                Ok(number) if plain && spelled(number) == text => Kind::Number(number),
                _ => Kind::Text(text.to_owned()),
            }
        }
    }
}

/// The text that a scalar is where a text is needed, as for a parameter: of the booleans of YAML 1.1 `true` or `false`,
/// whatever stands there, since that is what `CloudFormation` is given.
/// <https://github.com/aws/aws-cli/pull/5257>, read 2026-12-01.
pub(super) fn letters(scalar: &Scalar, span: Span) -> String {
    if let Kind::Bool(it) = scalar_of(scalar, span) { it.to_string() } else { scalar.text.clone() }
}
