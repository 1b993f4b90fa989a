//! Input: the outputs of templates that make one world together.
//! Output: what an import of a name is.
//! Never: takes one of several that would fit.

use crate::template::evaluated::Evaluated;
use crate::template::value::{Kind, Value};

/// What is exported, and under which name.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Exports(Vec<(Value, Value)>);

impl Exports {
    pub fn of(evaluated: &Evaluated) -> Self {
        let exports = evaluated.outputs.iter().filter_map(|output| {
            let name = output.export_name.clone()?;
            Some((name, output.value.clone()))
        });
        Self(exports.collect())
    }

    /// What stands under a name. A name that is made of the stack's name, or of a parameter, is known in part: it is
    /// found where exactly one export has the same characters beside it.
    pub fn find(&self, name: &Value) -> Found<'_> {
        // Two names that are not known are not one for that.
        let is_known = !name.pieces().iter().any(|piece| matches!(piece.kind, Kind::Unknown(_)));
        match Found::of(self.0.iter().filter(|(export, _)| is_known && export == name)) {
            Found::None => Found::of(self.0.iter().filter(|(export, _)| fits(&pieces(export), &pieces(name)))),
            found @ (Found::One(_) | Found::Several) => found,
        }
    }
}

/// What stands under a name.
pub(super) enum Found<'e> {
    /// Nothing.
    None,
    /// This.
    One(&'e Value),
    /// This or that. Names are unique in a region, so of these templates only one is deployed there:
    /// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html>, read 2026-12-01.
    Several,
}

impl<'e> Found<'e> {
    fn of(mut fitting: impl Iterator<Item = &'e (Value, Value)>) -> Self {
        let Some((_, value)) = fitting.next() else { return Found::None };
        if fitting.all(|(_, other)| other == value) { Found::One(value) } else { Found::Several }
    }
}

/// The characters of a name, `None` for what is not known.
fn pieces(name: &Value) -> Vec<Option<String>> {
    name.pieces().iter().map(Value::as_text).collect()
}

/// Whether two names can be the same: known characters at the front and at the end, and a gap on at least one side.
fn fits(a: &[Option<String>], b: &[Option<String>]) -> bool {
    let known = |name: &[Option<String>]| name.iter().any(|piece| piece.as_ref().is_some_and(|text| !text.is_empty()));
    let gap = |name: &[Option<String>]| name.iter().any(Option::is_none);
    // Names of exports have at most 255 characters.
    let large = |name: &[Option<String>]| name.len() > 8 || whole(name).len() > 255;
    match (gap(a), gap(b)) {
        _ if large(a) || large(b) => false,
        _ if !known(a) || !known(b) => false,
        (true, true) => a == b,
        (true, false) => matches(a, &whole(b)),
        (false, _) => matches(b, &whole(a)),
    }
}

fn whole(name: &[Option<String>]) -> String {
    name.iter().flatten().map(String::as_str).collect()
}

/// Whether a text is a name whose gaps are filled somehow, each with at least one character.
fn matches(pattern: &[Option<String>], text: &str) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some((Some(piece), rest)) => text.strip_prefix(piece.as_str()).is_some_and(|behind| matches(rest, behind)),
        Some((None, rest)) => {
            let ends = text.char_indices().skip(1).map(|(at, _)| at).chain((!text.is_empty()).then_some(text.len()));
            ends.into_iter().any(|at| text.get(at..).is_some_and(|behind| matches(rest, behind)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_known_in_part_fit() {
        let name = |text: &str| -> Vec<Option<String>> {
            let pieces = text.split_inclusive('?').flat_map(|piece| match piece.strip_suffix('?') {
                Some(before) => vec![Some(before.to_owned()), None],
                None => vec![Some(piece.to_owned())],
            });
            pieces.filter(|piece| piece.as_deref() != Some("")).collect()
        };
        for (export, import, fit) in [
            ("?-VpcId", "?-VpcId", true),
            ("?-VpcId", "network-VpcId", true),
            ("network-VpcId", "?-VpcId", true),
            ("?-VpcId", "-VpcId", false),
            ("?-VpcId", "?-SubnetId", false),
            ("?", "network", false),
            ("a", "a", true),
            ("a", "b", false),
        ] {
            assert_eq!(fits(&name(export), &name(import)), fit, "{export} {import}");
        }
    }
}
