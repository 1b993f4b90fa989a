//! Input: the policy of the gateway endpoint of S3.
//! Output: `s3 full`, `s3 also`; an error for what no spec says.
//! Never: leaves out a statement.

use super::atoms::{Atom, Of, atoms, on, whom};
use super::draft::Draft;
use super::place;
use super::side::Side;
use crate::aws::{BucketName, Region, Service};
use crate::plan::{Effect, PolicyDocument, Resource, Statement};
use crate::spec::model::Keyword;
use std::collections::BTreeSet;

/// Says what the gateway lets through.
pub(super) fn write(draft: &mut Draft, region: &'static Region) {
    let Some((resource, gateway)) = draft.kept.gateway else { return };
    let Some(policy) = &gateway.policy else {
        return draft.say(Keyword::S3, "full");
    };
    let Some(document) = draft.plan.policy(policy) else {
        return unread(draft, resource, Service::S3);
    };
    if is_full(document, &draft.side(region), Of::S3) {
        return draft.say(Keyword::S3, "full");
    }
    let mut buckets: BTreeSet<String> = BTreeSet::new();
    for (index, statement) in document.statements.iter().enumerate() {
        match read(statement, &draft.side(region)) {
            Ok(named) => buckets.extend(named),
            Err((key, what)) => {
                let at = place::of_key(draft, resource, index, key);
                let message = format!("a spec cannot say {what} in the policy of the S3 gateway endpoint");
                let help = "allow `s3:GetObject` on the objects of whole buckets to everyone, or everything";
                draft.refuse(at, message, "more than `s3 also` can say", help);
            }
        }
    }
    buckets.remove(&region.layer_bucket());
    if !buckets.is_empty() {
        let words: Vec<String> = buckets.iter().map(|bucket| format!("\"{bucket}\"")).collect();
        draft.say(Keyword::S3, format!("also {}", words.join(", ")));
    }
}

/// The buckets whose objects a statement lets be read; else what it says that no spec does, and under which key.
fn read(statement: &Statement, side: &Side) -> Result<Vec<String>, (&'static str, String)> {
    if let Some(condition) = statement.conditions.first() {
        return Err(("Condition", format!("a condition such as `{}`", condition.key)));
    }
    if statement.effect == Effect::Deny {
        return Err(("Effect", "a `Deny`".to_owned()));
    }
    if let Some(whom) = whom(statement, side).into_iter().find(|whom| whom != "*") {
        return Err(("Principal", format!("the principal `{whom}`")));
    }
    if let Some(value) = statement.actions.iter().chain(&statement.resources).find(|value| !side.is_known(value)) {
        return Err(("Resource", format!("a value that is not known: {}", side.value(value))));
    }
    let actions = statement.actions.iter().map(|action| super::atoms::action(&side.value(action), Of::S3));
    if let Some(action) = actions.into_iter().find(|action| action != "s3:GetObject") {
        return Err(("Action", format!("the action `{action}`")));
    }
    let prefix = format!("arn:{}:s3:::", side.region.partition.id());
    let bucket = |arn: &str| {
        let name = arn.strip_prefix(&prefix)?.strip_suffix("/*")?;
        BucketName::parse(name).is_ok().then(|| name.to_owned())
    };
    let resources = on(statement, side, Of::S3).into_iter();
    resources.map(|arn| bucket(&arn).ok_or_else(|| ("Resource", format!("the resource `{arn}`")))).collect()
}

/// Says that the policy of an endpoint is not known.
pub(super) fn unread(draft: &mut Draft, resource: &Resource, service: Service) {
    let at = place::of_policy(draft, resource);
    let message = format!("the policy of the `{}` endpoint is not known", service.name());
    let help = "give what it depends on a value, with `--assume KEY=VALUE` or `--var NAME=VALUE`";
    draft.refuse(at, message, "not read as a policy", help);
}

/// Whether it allows everything, and denies nothing.
pub(super) fn is_full(document: &PolicyDocument, side: &Side, of: Of) -> bool {
    let every = || "*".to_owned();
    let everything = Atom { denies: false, whom: every(), action: every(), on: every(), when: String::new() };
    atoms(document, side, of).is_some_and(|all| all == BTreeSet::from([everything]))
}
