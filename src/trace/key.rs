//! Input: a call for a secret that has arrived, and the key that encrypts the secret.
//! Output: whether the role that reads it may decrypt it.
//! Never: takes a key that is not shown for one of AWS's.

use super::answers::Via;
use super::caller::Caller;
use super::data::{Hop, HopKind, Verdict};
use super::decided::{STEPS, circumstances};
use super::policies::document_of;
use super::step::{As, Step};
use crate::cards;
use crate::plan::{OwnPolicy, PolicyDocument, SecretKey, SecretStore, Value};
use crate::policy::{Budget, Circumstances, Decision, Given, decide_open, without_accounts};

const KIND: HopKind = HopKind::Key;
const DECRYPT: &str = "kms:Decrypt";

/// The hop of the key: whoever reads a secret must be allowed to decrypt with it, by the role's policies or by the key's.
/// <https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html>,
/// <https://docs.aws.amazon.com/systems-manager/latest/userguide/ps-restrict-decryption.html>, read 2026-11-30.
pub(super) fn of_key(caller: &Caller, step: Step) -> Option<Hop> {
    let Step::Secrets(Some(store)) = step else { return None };
    let key = caller.errand.secret.as_ref()?.key.as_ref()?;
    let role = caller.role.as_ref().filter(|_| step.by(caller.launch) == As::Puller)?;
    let (document, is_whole, span) = document_of(caller, role)?;
    let (by_role, by_key) = (decision(caller, store, key, &document), of_policy(caller, store, key));
    let name = caller.name_of(role).unwrap_or_else(|| role.to_string());
    let (whom, what) = (format!("the policies of `{name}`"), format!("`{DECRYPT}` with `{}`", key.name));
    let hop = match (by_role, by_key) {
        (Decision::Denied, _) => {
            let why = format!("{whom} deny {what}, which encrypts the secret");
            Hop::stops(KIND, &cards::EXECUTION_ROLE_LACKS_RIGHTS, why)
        }
        (_, Decision::Denied) => {
            let hop =
                Hop::new(KIND, Verdict::Stops, format!("the policy of `{}` denies `{DECRYPT}` to `{name}`", key.name));
            return Some(
                hop.at(span).help(format!("take `{DECRYPT}` out of the `Deny` in the policy of `{}`", key.name)),
            );
        }
        (Decision::Allowed, _) | (Decision::NotAllowed, Decision::Allowed) => return None,
        (Decision::Unknown, _) => Hop::unknown(KIND, format!("whether {whom} allow {what} is not known")),
        (Decision::NotAllowed, Decision::Unknown) => {
            Hop::unknown(KIND, format!("{whom} do not allow {what}, but the key's policy may"))
        }
        (Decision::NotAllowed, Decision::NotAllowed) if !is_whole => {
            Hop::unknown(KIND, format!("other policies of `{name}` may allow {what}"))
        }
        (Decision::NotAllowed, Decision::NotAllowed) => {
            let why = format!("{whom} do not allow {what}, which encrypts the secret");
            Hop::stops(KIND, &cards::EXECUTION_ROLE_LACKS_RIGHTS, why)
        }
    };
    Some(hop.at(span).help(format!("allow {what} in a policy of `{name}`")))
}

/// What the key's own policy says to the role.
fn of_policy(caller: &Caller, store: SecretStore, key: &SecretKey) -> Decision {
    match &key.policy {
        OwnPolicy::None => Decision::NotAllowed,
        OwnPolicy::Unknown => Decision::Unknown,
        OwnPolicy::Shown(document, _) => decision(caller, store, key, &without_accounts(document)),
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
    let of_call = circumstances(caller, step, Via::Unknown);
    let settled = Circumstances { via_service, ..of_call }.settle(&document.in_region(region));
    decide_open(&settled, DECRYPT, &key.arn.in_region(region), &mut Budget::new(STEPS))
}
