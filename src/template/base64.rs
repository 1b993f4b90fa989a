//! Input: bytes, or their Base64; values.
//! Output: the other.
//! Never: takes what is not the standard alphabet with its padding.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

use super::value::{Kind, Value};

/// The Base64 of a text, whose gaps stay what they are; `None` where it is none, or not known at all.
pub(super) fn of(value: &Value) -> Option<Kind> {
    match (value.as_text(), &value.kind) {
        (Some(text), _) => Some(Kind::Text(encode(text.as_bytes()))),
        (None, Kind::Join(_)) => Some(Kind::Base64(Box::new(value.clone()))),
        (None, _) => None,
    }
}

/// The text that Base64 stands for, or a value that is no Base64; `None` where it is not known, or packed.
pub(super) fn text_in(value: &Value) -> Option<Value> {
    match (value.as_text(), &value.kind) {
        (None, Kind::Base64(text)) => Some(Value::clone(text)),
        (None, Kind::Join(_)) => Some(value.clone()),
        (None, _) => None,
        (Some(text), _) => match decode(text.trim()) {
            Some(bytes) => Some(Value::text(String::from_utf8(bytes).ok()?, value.span)),
            None => Some(value.clone()),
        },
    }
}

pub(super) fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let index = (bits >> (18 - 6 * place)) & 63;
            let letter = ALPHABET.get(index as usize).copied().unwrap_or(b'=');
            out.push(char::from(if place > chunk.len() { b'=' } else { letter }));
        }
    }
    out
}

pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let text = text.as_bytes();
    if !text.len().is_multiple_of(4) {
        return None;
    }
    let groups = text.len() / 4;
    for (index, group) in text.chunks(4).enumerate() {
        let padding = group.iter().rev().take_while(|byte| **byte == b'=').count();
        if padding > 2 || padding > 0 && index + 1 < groups {
            return None;
        }
        let mut bits = 0_u32;
        for byte in group.iter().take(4 - padding) {
            let value = ALPHABET.iter().position(|letter| letter == byte)?;
            bits = bits << 6 | u32::try_from(value).ok()?;
        }
        bits <<= 6 * padding;
        let [_, bytes @ ..] = bits.to_be_bytes();
        out.extend_from_slice(bytes.get(..3 - padding)?);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The test vectors of RFC 4648, section 10.
    #[test]
    fn there_and_back() {
        for (plain, encoded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(encode(plain.as_bytes()), encoded);
            assert_eq!(decode(encoded).unwrap(), plain.as_bytes());
        }
        for broken in ["Zg", "Zg=", "Z===", "Zg==Zg==", "Z-8="] {
            assert_eq!(decode(broken), None, "{broken}");
        }
    }
}
