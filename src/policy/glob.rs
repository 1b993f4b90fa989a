//! Input: the places of a pattern and of a text.
//! Output: whether the pattern matches the whole text.
//! Never: backtracks more than once a star, so that no pattern takes long.

use super::symbol::{Part, Symbol};
use std::borrow::Borrow;

/// Whether a pattern matches the whole text.
pub(super) fn glob<P: Borrow<Part>, T: Borrow<Symbol>>(
    pattern: impl Iterator<Item = P> + Clone,
    text: impl Iterator<Item = T> + Clone,
) -> bool {
    glob_within(pattern, text, &mut usize::MAX.clone()) == Some(true)
}

/// The same; `None` where more places would be looked at than are left. A star takes the fewest places with which the
/// part up to the next star fits: where that fails, no star before it could have helped.
pub(super) fn glob_within<P: Borrow<Part>, T: Borrow<Symbol>>(
    mut pattern: impl Iterator<Item = P> + Clone,
    mut text: impl Iterator<Item = T> + Clone,
    left: &mut usize,
) -> Option<bool> {
    let mut star = None;
    loop {
        *left = left.checked_sub(1)?;
        let part = pattern.next();
        let part = part.as_ref().map(Borrow::borrow);
        if part == Some(&Part::Many) {
            star = Some((pattern.clone(), text.clone()));
            continue;
        }
        let symbol = text.next();
        match (part, symbol.as_ref().map(Borrow::borrow)) {
            (None, None) => return Some(true),
            // A star that takes more leaves even less of the text.
            (Some(_), None) => return Some(false),
            (Some(Part::One), Some(_)) => continue,
            (Some(Part::Exactly(wanted)), Some(symbol)) if wanted == symbol => continue,
            (_, Some(_)) => {}
        }
        let Some((behind, from)) = &mut star else { return Some(false) };
        from.next();
        (pattern, text) = (behind.clone(), from.clone());
    }
}
