//! Input: which versions of a module a call asks for: `~> 5.0`, `>= 5.1.0, < 6.0.0`.
//! Output: the newest that it allows, which is the one that Terraform takes.
//! Never: asks which versions there are.

/// Major, minor and patch.
pub(super) type Version = [u32; 3];

/// Any number, where nothing bounds it.
pub(super) const MOST: u32 = u32::MAX;

/// Any version.
pub(super) const ANY: Version = [MOST; 3];

/// The newest version that constraints allow, [`MOST`] where a number is free; `None` where the constraints say what a
/// bound cannot: `!=`, a version before a release.
pub(super) fn newest(constraints: &str) -> Option<Version> {
    if constraints.trim().is_empty() {
        return Some(ANY);
    }
    let bounds: Option<Vec<Version>> = constraints.split(',').map(|one| bound(one.trim())).collect();
    bounds?.into_iter().min()
}

/// The newest version that one constraint allows. `~>` lets the last number that is written grow, so that `~> 5` bounds
/// nothing.
fn bound(constraint: &str) -> Option<Version> {
    let digit = constraint.find(|c: char| c.is_ascii_digit())?;
    let (operator, version) = constraint.split_at(digit);
    let numbers: Option<Vec<u32>> = version.trim().split('.').map(|number| number.parse().ok()).collect();
    let numbers = numbers.filter(|numbers| numbers.len() <= 3)?;
    let [major, minor, patch] = [0, 1, 2].map(|at| numbers.get(at).copied().unwrap_or(0));
    match (operator.trim(), numbers.len()) {
        ("" | "=" | "v" | "<=", _) => Some([major, minor, patch]),
        (">" | ">=", _) | ("~>", 1) => Some(ANY),
        ("~>", 2) => Some([major, MOST, MOST]),
        ("~>", _) => Some([major, minor, MOST]),
        ("<", _) => before([major, minor, patch]),
        _ => None,
    }
}

/// The newest version before another.
fn before([major, minor, patch]: Version) -> Option<Version> {
    match (major, minor, patch) {
        (0, 0, 0) => None,
        (_, 0, 0) => Some([major - 1, MOST, MOST]),
        (_, _, 0) => Some([major, minor - 1, MOST]),
        _ => Some([major, minor, patch - 1]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By <https://developer.hashicorp.com/terraform/language/expressions/version-constraints>, read on 2026-11-30.
    #[test]
    fn the_newest_version_that_is_allowed() {
        for (constraints, expected) in [
            ("5.8.1", Some([5, 8, 1])),
            ("= 5.8.1", Some([5, 8, 1])),
            ("~> 5.0", Some([5, MOST, MOST])),
            ("~> 5.1.2", Some([5, 1, MOST])),
            (">= 5.0, < 6.0.0", Some([5, MOST, MOST])),
            ("< 5.8.0, >= 4.0", Some([5, 7, MOST])),
            ("< 5.8.1", Some([5, 8, 0])),
            ("<= 6.2", Some([6, 2, 0])),
            ("~> 6.0, <= 6.2.1", Some([6, 2, 1])),
            ("~> 5", Some(ANY)),
            (">= 5.0", Some(ANY)),
            ("> 5.0.0", Some(ANY)),
            ("!= 5.0.0, < 6.0.0", None),
            ("6.0.0-beta1", None),
            ("< 0.0.0", None),
            ("latest", None),
            ("", Some(ANY)),
        ] {
            assert_eq!(newest(constraints), expected, "{constraints}");
        }
    }
}
