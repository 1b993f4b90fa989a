//! Input: a call for a secret that has arrived, and the secret's own policy.
//! Output: what that policy decides.
//! Never: takes a policy that may deny the call for one that does not.

use super::answers::Via;
use super::caller::Caller;
use super::data::{Hop, HopKind, Verdict};
use super::decided::{circumstances, decided};
use super::step::Step;
use crate::plan::{OwnPolicy, PolicyDocument, Secret};
use crate::policy::{Decision, without_accounts};

const KIND: HopKind = HopKind::SecretPolicy;

/// The hop of a secret's own policy; `None` if none stops the call, as far as is shown. Of another account it must allow the
/// call, and so must that of its key. Of the same account the role's policies are enough, but for what the secret's denies.
/// <https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples_cross.html>,
/// <https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html>, read 2026-11-30.
pub(super) fn of_secret(caller: &Caller, step: Step, via: Via) -> Option<Hop> {
    let secret = secret(caller, step)?;
    if let Some(wildcard) = secret.wildcard() {
        let why = format!("`{wildcard}` stands in its ARN, and no secret is called so");
        return Some(Hop::unknown(KIND, why).at(secret.span).help("write the whole ARN".to_owned()));
    }
    if let Some(account) = secret.account.as_ref().filter(|account| caller.is_of_other_account(account)) {
        let why =
            format!("the secret is in the account {account}, where its policy and that of its key must allow the call");
        return Some(Hop::unknown(KIND, why));
    }
    let open = || caller.perhaps_across("secret", secret.account.as_deref()?);
    let (document, span) = match &secret.policy {
        OwnPolicy::None => return open().map(|why| Hop::unknown(KIND, why)),
        OwnPolicy::Unknown => {
            return Some(Hop::unknown(KIND, "the secret may have a policy of its own, which is not known"));
        }
        OwnPolicy::Shown(document, span) => (document, *span),
    };
    if let (decision @ Decision::Denied, action) = decision(caller, step, via, document) {
        let hop = Hop::new(KIND, Verdict::Stops, format!("the secret's own policy denies `{action}`"));
        return Some(hop.at(span).mended((action, decision), ["", ""], "the secret's policy"));
    }
    match decision(caller, step, via, &document.allowing_all()) {
        (Decision::Allowed, _) => None,
        (Decision::Denied | Decision::NotAllowed | Decision::Unknown, action) => {
            let why = format!("ecrc does not know whether the secret's own policy denies `{action}`");
            Some(Hop::unknown(KIND, why).at(span))
        }
    }
}

/// Whether a secret's own policy may allow what the role's do not.
pub(super) fn may_allow(caller: &Caller, step: Step, via: Via) -> bool {
    secret(caller, step).is_some_and(|secret| match &secret.policy {
        OwnPolicy::None => false,
        OwnPolicy::Unknown => true,
        OwnPolicy::Shown(document, _) => match decision(caller, step, via, &without_accounts(document)).0 {
            Decision::Allowed | Decision::Unknown => true,
            Decision::Denied | Decision::NotAllowed => false,
        },
    })
}

fn secret<'c>(caller: &'c Caller, step: Step) -> Option<&'c Secret> {
    caller.errand.secret.as_ref().filter(|_| matches!(step, Step::Secrets(_)))
}

fn decision(caller: &Caller, step: Step, via: Via, document: &PolicyDocument) -> (Decision, &'static str) {
    let document = document.in_region(caller.plan.region);
    decided(caller, step, &circumstances(caller, step, via).settle(&document))
}
