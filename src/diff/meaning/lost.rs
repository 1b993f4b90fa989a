//! Input: what a principal can do now and no longer will, by the policies of one template.
//! Output: what stops working, in words.
//! Never: repeats, for what is removed with its endpoint or role, what is said about these.

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
            return changes()
                .any(|change| matches!(change.id, ResourceId::ExecutionRole | ResourceId::ExecutionRoleOf(_)));
        }
        cut.through.iter().all(|address| changes().any(|change| change.address == *address))
    }
}
