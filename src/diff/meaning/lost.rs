//! Input: who loses access by the policies of one template.
//! Output: what that cuts off: pulls, pushes, and objects of buckets, of whoever does so now.
//! Never: says of what goes with its endpoint or role more than is said of these.

use super::view::{View, listed};
use crate::aws::{GET_AUTHORIZATION_TOKEN, PULL, PUSH_ALONE};
use crate::diff::change::Class;
use crate::diff::consequence::{Consequence, Meaning};
use crate::diff::grant::{Change, Grant};
use crate::plan::ResourceId;

impl View<'_> {
    pub(super) fn access_lost(self) -> Vec<Meaning> {
        let grants = &self.change.access.grants;
        let cuts = grants.iter().filter(|grant| self.is_cut(grant));
        let cuts: Vec<(&Grant, Vec<&str>)> = cuts.map(|grant| (grant, verbs(grant))).collect();
        let worth = cuts.iter().filter(|(grant, verbs)| match verbs.as_slice() {
            [] => false,
            // Who may not pull any more has no use for a login.
            ["log in"] => !cuts.iter().any(|(other, verbs)| {
                other.who == grant.who && other.through == grant.through && verbs.first() != Some(&"log in")
            }),
            _ => true,
        });
        let meanings = worth.map(|(grant, verbs)| {
            let on = grant
                .on
                .as_ref()
                .map_or(String::new(), |on| format!(" on {}{on}", if grant.partly { "some of " } else { "" }));
            let how = if grant.through.is_empty() {
                ", unless another policy allows it".to_owned()
            } else {
                format!(" through {}", listed(&grant.through))
            };
            let sentence = format!("{} can no longer {}{on}{how}", grant.who.join(", "), verbs.join(" and "));
            let mut meaning = Meaning::new(Consequence::AccessLost, sentence);
            meaning.resources.clone_from(&grant.through);
            meaning
        });
        meanings.collect()
    }

    /// Whether something that is allowed now is lost, and what carried the policy stays.
    fn is_cut(self, grant: &Grant) -> bool {
        let goes = |class: Class| matches!(class, Class::Removed | Class::Replaced);
        let changes = || self.change.resources.iter().filter(|change| goes(change.class));
        let goes_with = if grant.through.is_empty() {
            changes().any(|change| change.id == ResourceId::ExecutionRole)
        } else {
            grant.through.iter().all(|address| changes().any(|change| change.address == *address))
        };
        // Under another condition it may be allowed still.
        let is_same = |other: &Grant| {
            other.change == Change::Gained
                && (&other.who, &other.on, &other.actions) == (&grant.who, &grant.on, &grant.actions)
        };
        let is_back = grant.conditional && self.change.access.grants.iter().any(is_same);
        grant.change == Change::Lost && !goes_with && !is_back
    }
}

/// What of the actions is done again and again by what runs, in words.
fn verbs(grant: &Grant) -> Vec<&'static str> {
    let has = |action: &&&str| grant.actions.iter().any(|own| own == **action);
    let any = |of: &[&str]| of.iter().filter(|action| **action != GET_AUTHORIZATION_TOKEN).any(|action| has(&action));
    let told = [
        (any(PULL), "pull"),
        (any(PUSH_ALONE), "push"),
        (has(&&GET_AUTHORIZATION_TOKEN), "log in"),
        (has(&&"s3:GetObject"), "read objects"),
    ];
    told.into_iter().filter(|(is_lost, _)| *is_lost).map(|(_, verb)| verb).collect()
}
