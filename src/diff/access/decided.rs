//! Input: answers for callers, classes of actions and scopes, by their numbers.
//! Output: what is gained and lost, grouped so that similar results are reported together.
//! Never: names any of them.

use crate::diff::grant::{Broadened, Change};
use std::collections::{BTreeMap, BTreeSet};

/// What is gained or lost alike: in which direction, whether in part, whether on a condition.
pub(super) type Kind = (Change, bool, bool);

/// What is decided, for callers, classes of actions and scopes by their numbers.
#[derive(Default)]
pub(super) struct Decided {
    /// The classes of actions, by kind, caller and scope.
    pub(super) cells: BTreeMap<(Kind, usize, usize), BTreeSet<usize>>,
    pub(super) broadened: Broadened,
    /// The callers for which an unknown value decides.
    pub(super) unknown: BTreeSet<usize>,
}

/// Classes of actions, and whether each is lost on a part of a scope.
pub(super) type Lost = BTreeMap<usize, bool>;

impl Decided {
    /// What is lost, by caller and scope.
    pub(super) fn lost(&self) -> BTreeMap<usize, BTreeMap<usize, Lost>> {
        let of = |change: Change| self.cells.iter().filter(move |((kind, ..), _)| kind.0 == change);
        let each = |((_, who, scope), classes): (&(Kind, usize, usize), &BTreeSet<usize>)| {
            let (who, scope) = (*who, *scope);
            classes.iter().map(move |class| (who, scope, *class)).collect::<Vec<_>>()
        };
        let gained: BTreeSet<(usize, usize, usize)> = of(Change::Gained).flat_map(each).collect();
        let mut lost: BTreeMap<usize, BTreeMap<usize, Lost>> = BTreeMap::new();
        for (cell, classes) in of(Change::Lost) {
            let (_, partly, conditional) = cell.0;
            for (who, scope, class) in each((cell, classes)) {
                // Under another condition it may be allowed still.
                if !conditional || !gained.contains(&(who, scope, class)) {
                    lost.entry(who).or_default().entry(scope).or_default().insert(class, partly);
                }
            }
        }
        lost
    }
}
