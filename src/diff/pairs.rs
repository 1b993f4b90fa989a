//! Input: the templates of both sides.
//! Output: which of them are the same one, before and after.
//! Never: drops one.

use super::alike::{Alike, alike};
use super::side::Side;
use crate::plan::Plan;
use crate::trace::Origin;
use std::collections::BTreeMap;

/// One template, before and after; one of both may not be there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair<'s> {
    pub(super) old: Option<Side<'s>>,
    pub(super) new: Option<Side<'s>>,
}

impl<'s> Pair<'s> {
    /// The texts of both.
    pub(super) fn texts(&self, text: &dyn Fn(&Side) -> String) -> [String; 2] {
        [self.old, self.new].map(|side| side.map_or_else(String::new, |side| text(&side)))
    }

    /// Both plans, so that equal things are equal, where ecrc did not name all of them.
    pub(super) fn alike(&self) -> Option<[Alike; 2]> {
        let (old, new) = self.old.zip(self.new)?;
        [old, new].iter().any(|side| side.origin != Origin::Spec).then(|| alike(old.plan, new.plan))
    }

    /// The same pair, of these plans.
    pub(super) fn with<'a>(&self, alike: Option<&'a [Alike; 2]>) -> Pair<'a>
    where
        's: 'a,
    {
        let [old, new] = alike.map_or([None, None], |[old, new]| [Some(&old.plan), Some(&new.plan)]);
        let side = |side: Option<Side<'s>>, plan: Option<&'a Plan>| {
            side.map(|side| Side { plan: plan.unwrap_or(side.plan), ..side })
        };
        Pair { old: side(self.old, old), new: side(self.new, new) }
    }

    /// The name that it goes by.
    pub(super) fn name(&self) -> &str {
        self.new.or(self.old).map_or("", |side| side.name)
    }
}

/// Matches by name, then by text; one against one is a match whatever the names.
pub(super) fn pair<'s>(old: &[Side<'s>], new: &[Side<'s>], text: &dyn Fn(&Side) -> String) -> Vec<Pair<'s>> {
    if let ([old], [new]) = (old, new) {
        return vec![Pair { old: Some(*old), new: Some(*new) }];
    }
    let mut pairs: Vec<Pair> = Vec::new();
    let mut gone: BTreeMap<&str, Side> = old.iter().map(|side| (side.name, *side)).collect();
    let mut come: Vec<Side> = Vec::new();
    for side in new {
        match gone.remove(side.name) {
            Some(old) => pairs.push(Pair { old: Some(old), new: Some(*side) }),
            None => come.push(*side),
        }
    }
    // Texts are made only where there is something to match them with.
    let mut texts: BTreeMap<String, Vec<Side>> = BTreeMap::new();
    if !come.is_empty() {
        for side in gone.values() {
            texts.entry(text(side)).or_default().push(*side);
        }
    }
    for side in come {
        let same = if texts.is_empty() { None } else { texts.get_mut(&text(&side)) };
        let old = same.filter(|sides| !sides.is_empty()).map(|sides| sides.remove(0));
        if let Some(old) = old {
            gone.remove(old.name);
        }
        pairs.push(Pair { old, new: Some(side) });
    }
    pairs.extend(gone.into_values().map(|side| Pair { old: Some(side), new: None }));
    pairs.sort_by(|a, b| a.name().cmp(b.name()));
    pairs
}
