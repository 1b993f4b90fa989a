//! Input: what is true, false, or unknown.
//! Output: the same for several together.
//! Never: treats unknown as true or as false.

/// Whether something holds, where that may not be known.
pub(super) type Known = Option<bool>;

pub(super) fn or(a: Known, b: Known) -> Known {
    match (a, b) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        (None, _) | (_, None) => None,
    }
}

pub(super) fn and(a: Known, b: Known) -> Known {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        (None, _) | (_, None) => None,
    }
}

pub(super) fn not(known: Known) -> Known {
    known.map(|known| !known)
}

pub(super) fn any(mut all: impl Iterator<Item = Known>) -> Known {
    let found = all.try_fold(Some(false), |known, next| if next == Some(true) { Err(()) } else { Ok(or(known, next)) });
    found.unwrap_or(Some(true))
}
