//! Input: a call for a secret that has arrived, and the key that encrypts the secret.
//! Output: whether the role that reads it may decrypt it.
//! Never: takes a key that is not shown for one of AWS's.

use super::answers::Via;
use super::caller::Caller;
use super::data::{Hop, HopKind};
use super::decided::{STEPS, circumstances};
use super::policies::document_of;
use super::step::{As, Step};
use crate::cards;
use crate::plan::{OwnPolicy, PolicyDocument, Property, SecretKey, SecretStore, Value};
use crate::policy::{Budget, Circumstances, Decision, Given, decide_open, denying, without_accounts};
use crate::span::Span;

const DECRYPT: &str = "kms:Decrypt";

/// The hop of the key: whoever reads a secret must be allowed to decrypt with it. The key's policy allows it by itself, or
/// leaves it to the role's policies; no policy of a role is enough without that.
/// <https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html>,
/// <https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html>,
/// <https://docs.aws.amazon.com/systems-manager/latest/userguide/ps-restrict-decryption.html>, read 2026-11-30.
pub(super) fn of_key(caller: &Caller, step: Step) -> Option<Hop> {
    let Step::Secrets(Some(store)) = step else { return None };
    let key = caller.errand.secret.as_ref()?.key.as_ref()?;
    let role = caller.role.as_ref().filter(|_| step.by(caller.launch) == As::Puller)?;
    let (document, is_whole, span) = document_of(caller, role)?;
    let name = caller.called(role);
    let (own, whom, what) =
        (&key.name, format!("the policies of `{name}`"), format!("`{DECRYPT}` with `{}`", key.name));
    let lacks = |why: String| Hop::stops(HopKind::Key, &cards::EXECUTION_ROLE_LACKS_RIGHTS, why);
    let unknown = |why: String| Hop::unknown(HopKind::Key, why);
    let by_key = Says::of(caller, store, key);
    let hop = match (decision(caller, store, key, &document), by_key.names, by_key.leaves) {
        (Decision::Denied, ..) => {
            let place = denying(caller.plan, role, DECRYPT).and_then(|it| it.place(Property::PolicyDocument)).or(span);
            let hop = lacks(format!("{whom} deny {what}, which encrypts the secret"));
            return Some(hop.at(place).mended((DECRYPT, Decision::Denied), ["", ""], &format!("a policy of `{name}`")));
        }
        _ if by_key.denies == Some(true) => {
            let why = format!("the policy of `{own}` denies `{DECRYPT}` to `{name}`");
            let hop = Hop::stops(HopKind::KeyPolicy, &cards::EXECUTION_ROLE_LACKS_RIGHTS, why);
            let hop = hop.at(by_key.span.or(span));
            return Some(hop.mended((DECRYPT, Decision::Denied), ["", ""], &format!("the policy of `{own}`")));
        }
        _ if by_key.denies.is_none() => {
            unknown(format!("whether the policy of `{own}` denies `{DECRYPT}` is not known"))
        }
        (_, Some(true), _) | (Decision::Allowed, _, Some(true)) => return None,
        (Decision::Allowed, Some(false), Some(false)) => {
            let why =
                format!("the policy of `{own}` neither names `{name}` nor leaves `{DECRYPT}` to the policies of roles");
            let (to, policy) = (format!(" to `{name}`"), format!("the policy of `{own}`"));
            let hop = lacks(why).at(by_key.span.or(span));
            return Some(hop.mended((DECRYPT, Decision::NotAllowed), ["", &to], &policy));
        }
        (Decision::Allowed, ..) => {
            unknown(format!("whether the policy of `{own}` leaves `{DECRYPT}` to roles is not known"))
        }
        (Decision::Unknown, ..) => unknown(format!("whether {whom} allow {what} is not known")),
        (Decision::NotAllowed, None, _) => unknown(format!("{whom} do not allow {what}, but the key's policy may")),
        (Decision::NotAllowed, Some(false), _) if !is_whole => {
            unknown(format!("other policies of `{name}` may allow {what}"))
        }
        (Decision::NotAllowed, Some(false), _) => {
            lacks(format!("{whom} do not allow {what}, which encrypts the secret"))
        }
    };
    let (with, policy) = (format!(" with `{own}`"), format!("a policy of `{name}`"));
    Some(hop.at(span).mended((DECRYPT, Decision::NotAllowed), [&with, ""], &policy))
}

/// What a key's policy says to a role, as far as it is known.
struct Says {
    /// Whether it allows the role to decrypt by itself.
    names: Option<bool>,
    /// Whether it does, or leaves that to the role's policies.
    leaves: Option<bool>,
    /// Whether it denies it.
    denies: Option<bool>,
    /// The words that say it.
    span: Option<Span>,
}

impl Says {
    fn of(caller: &Caller, store: SecretStore, key: &SecretKey) -> Self {
        let known = |decision: Decision| match decision {
            Decision::Allowed => Some(true),
            Decision::NotAllowed | Decision::Denied => Some(false),
            Decision::Unknown => None,
        };
        match &key.policy {
            OwnPolicy::None => Says { names: Some(false), leaves: Some(true), denies: Some(false), span: None },
            OwnPolicy::Unknown => Says { names: None, leaves: None, denies: Some(false), span: None },
            OwnPolicy::Shown(document, span) => {
                let ask = |document: &PolicyDocument| known(decision(caller, store, key, document));
                let allows = ask(&document.allowing_all());
                Says {
                    names: ask(&without_accounts(document)),
                    leaves: ask(document),
                    denies: allows.map(|it| !it),
                    span: *span,
                }
            }
        }
    }
}

/// What a document says to the call that the store makes to KMS, in the name of whoever reads the secret.
fn decision(caller: &Caller, store: SecretStore, key: &SecretKey, document: &PolicyDocument) -> Decision {
    let region = caller.plan.region;
    let step = Step::Secrets(Some(store));
    // No page says which name services have for KMS in China.
    let known = region.filter(|region| region.partition.dns_suffix() == "amazonaws.com");
    let service = step.service().zip(known).map(|(of, region)| format!("{}.{}.amazonaws.com", of.name(), region.id));
    let via_service = service.map_or(Given::Unknown, |service| Given::Is(Value::literal(service)));
    // The store calls KMS from where it is.
    let of_call = circumstances(caller, step, Via::Public);
    let settled = Circumstances { via_service, ..of_call }.settle(&document.in_region(region));
    decide_open(&settled, DECRYPT, &key.arn.in_region(region), &mut Budget::new(STEPS))
}
