//! Input: what somebody does now and no longer can, by the policies of one template.
//! Output: what that cuts off, in words.
//! Never: says of what goes with its endpoint or role more than is said of these.

use super::view::{View, listed};
use crate::diff::change::Class;
use crate::diff::consequence::{Consequence, Meaning};
use crate::diff::grant::Cut;
use crate::plan::ResourceId;

impl View<'_> {
    pub(super) fn access_lost(self) -> Vec<Meaning> {
        let cuts = self.change.access.cuts.iter().filter(|cut| !self.goes(cut));
        let meanings = cuts.map(|cut| {
            let some = if cut.partly { "some of " } else { "" };
            let on = cut.on.as_ref().map_or(String::new(), |on| format!(" on {some}{on}"));
            let how = if cut.through.is_empty() {
                ", unless another policy allows it".to_owned()
            } else {
                format!(" through {}", listed(&cut.through))
            };
            let sentence = format!("{} can no longer {}{on}{how}", cut.who.join(", "), cut.verbs.join(" and "));
            let mut meaning = Meaning::new(Consequence::AccessLost, sentence);
            meaning.resources.clone_from(&cut.through);
            meaning
        });
        meanings.collect()
    }

    /// Whether what carried the policy goes.
    fn goes(self, cut: &Cut) -> bool {
        let goes = |class: Class| matches!(class, Class::Removed | Class::Replaced);
        let changes = || self.change.resources.iter().filter(|change| goes(change.class));
        if cut.through.is_empty() {
            return changes().any(|change| change.id == ResourceId::ExecutionRole);
        }
        cut.through.iter().all(|address| changes().any(|change| change.address == *address))
    }
}
