//! Input: a pull that has arrived at the registry, and the policies of repositories that are shown.
//! Output: what the policy of the image's repository decides.
//! Never: takes a repository of that name in the account that deploys for the image's, if the account is written out.
//!
//! A pull within an account is allowed by the role's policies or by the repository's, a pull from another account by both,
//! and what either denies is denied: <https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html>,
//! read 2026-11-30.

use super::answers::Via;
use super::caller::Caller;
use super::data::{Hop, HopKind, Verdict};
use super::decided::{circumstances, decided};
use super::step::Step;
use crate::plan::{Effect, PolicyDocument, Pseudo, Repository, Statement, Value, logical_id};
use crate::policy::{Decision, without_accounts};

const KIND: HopKind = HopKind::RepositoryPolicy;

/// The hop of the repository's policy; `None` if none decides over the call, as far as is shown.
pub(super) fn of_repository(caller: &Caller, step: Step, via: Via) -> Option<Hop> {
    let hops = candidates(caller, step).filter_map(|(it, is_its)| of(caller, step, via, it, is_its));
    // A policy that stops the call decides, then one that may.
    let first = hops.min_by_key(|hop| match hop.verdict {
        Verdict::Stops => 0,
        Verdict::Unknown => 1,
        Verdict::Passes => 2,
    });
    first
        .or_else(|| {
            let why = "the repository is in another account, and its policy, which must allow the call, is unknown";
            (is_pull(step) && caller.is_across_accounts()).then(|| Hop::unknown(KIND, why))
        })
        .or_else(|| {
            let account = caller.image.as_ref().filter(|_| is_pull(step))?.account.as_literal()?;
            Some(Hop::unknown(KIND, caller.perhaps_across("image", account)?))
        })
}

fn of(caller: &Caller, step: Step, via: Via, repository: &Repository, is_its: bool) -> Option<Hop> {
    let is_open = matches!(repository.name, Value::Unknown(_));
    let name = if is_open { "a repository".to_owned() } else { repository.name.name() };
    let (decision, action) = decision(caller, step, via, repository);
    let hop = match decision {
        Decision::Denied if is_its => {
            let policy = format!("the policy of `{name}`");
            let hop = Hop::new(KIND, Verdict::Stops, format!("{policy} denies `{action}`"));
            let hop = hop.mended((action, decision), ["", ""], &policy);
            match via {
                Via::Endpoint(resource) if is_opened_by_its_endpoint(caller, step, via, repository) => {
                    let endpoint = logical_id(&resource.id);
                    hop.help(format!(
                        "name `{endpoint}`, which the call takes, in the condition on `aws:SourceVpce` in the policy of `{name}`"
                    ))
                }
                Via::Endpoint(_) | Via::Public | Via::Unknown => hop,
            }
        }
        Decision::Denied => {
            let why = format!("the policy of `{name}` denies `{action}`; the image may be in another repository");
            Hop::unknown(KIND, why)
        }
        Decision::Unknown => {
            Hop::unknown(KIND, format!("ecrc does not know whether the policy of `{name}` allows `{action}`"))
        }
        Decision::NotAllowed if is_its && caller.is_across_accounts() => {
            let why = format!("the policy of `{name}` does not allow `{action}` to another account");
            Hop::new(KIND, Verdict::Stops, why).mended((action, decision), ["", ""], &format!("the policy of `{name}`"))
        }
        Decision::NotAllowed if may_deny(caller, step, via, repository) => {
            Hop::unknown(KIND, format!("ecrc does not know whether the policy of `{name}` denies `{action}`"))
        }
        Decision::Allowed if is_its => Hop::passes(KIND, format!("the policy of `{name}` allows it")),
        Decision::Allowed | Decision::NotAllowed => return None,
    };
    Some(hop.at(repository.span))
}

/// Whether the policy denies the call only because of the endpoint that it takes.
fn is_opened_by_its_endpoint(caller: &Caller, step: Step, via: Via, repository: &Repository) -> bool {
    let is_on_endpoints = |statement: &&Statement| {
        let mut keys = statement.conditions.iter().map(|condition| &condition.key);
        statement.effect == Effect::Deny && keys.any(|key| key.eq_ignore_ascii_case("aws:SourceVpce"))
    };
    let without = |document: &PolicyDocument| PolicyDocument {
        statements: document.statements.iter().filter(|it| !is_on_endpoints(it)).cloned().collect(),
    };
    let opened = Repository { policy: repository.policy.as_ref().map(without), ..repository.clone() };
    decision(caller, step, via, &opened).0 != Decision::Denied
}

/// Whether the policy of a repository may allow what the role's do not: it does if it names the role, and not if it names
/// the account.
pub(super) fn may_allow(caller: &Caller, step: Step, via: Via) -> bool {
    let named = |it: &Repository| Repository { policy: it.policy.as_ref().map(without_accounts), ..it.clone() };
    let allows = |repository: &Repository| match decision(caller, step, via, &named(repository)).0 {
        Decision::Allowed | Decision::Unknown => true,
        Decision::Denied | Decision::NotAllowed => false,
    };
    !caller.is_across_accounts() && candidates(caller, step).any(|(repository, _)| allows(repository))
}

/// Whether the policy of a repository may deny what it does not allow: it would not surely allow it if it allowed all.
fn may_deny(caller: &Caller, step: Step, via: Via, repository: &Repository) -> bool {
    let opened =
        Repository { policy: repository.policy.as_ref().map(PolicyDocument::allowing_all), ..repository.clone() };
    decision(caller, step, via, &opened).0 != Decision::Allowed
}

fn is_pull(step: Step) -> bool {
    matches!(step, Step::Manifest | Step::LayerUrl)
}

/// The repositories that may be the image's, and whether each surely is.
fn candidates<'c>(caller: &'c Caller, step: Step) -> impl Iterator<Item = (&'c Repository, bool)> {
    let shown = caller.plan.surroundings.repositories.iter().filter(move |_| is_pull(step));
    shown.filter_map(|repository| {
        let Some(image) = &caller.image else { return Some((repository, false)) };
        let is_of_region = caller.plan.region.is_none_or(|region| region.id == image.region.id);
        let is_named = is_same(&repository.name, &image.repository);
        let own = Value::Pseudo(Pseudo::Account);
        let account = repository.account.clone().map_or(own, Value::literal);
        let is_of_account = is_same(&account, &image.account);
        let may_be = is_of_region && is_named != Some(false) && is_of_account != Some(false);
        may_be.then_some((repository, is_named == Some(true) && is_of_account == Some(true)))
    })
}

/// Whether two names are the same; of what a template makes, and of the account that deploys, it is known which one it is.
fn is_same(one: &Value, other: &Value) -> Option<bool> {
    match (one, other) {
        (Value::Literal(one), Value::Literal(other)) => Some(one == other),
        (Value::Attribute(..), Value::Attribute(..)) | (Value::Pseudo(_), Value::Pseudo(_)) => Some(one == other),
        (_, _) => None,
    }
}

fn decision(caller: &Caller, step: Step, via: Via, repository: &Repository) -> (Decision, &'static str) {
    let Some(document) = &repository.policy else {
        return (Decision::Unknown, step.actions().first().copied().unwrap_or_default());
    };
    let document = document.in_region(caller.plan.region);
    decided(caller, step, &circumstances(caller, step, via).settle(&document))
}
