//! Input: secrets, parameters and keys of a template, and what a task reads.
//! Output: the key of the user's own that encrypts what is read.
//! Never: takes a key of AWS's for one: everybody in the account may decrypt with it.

use super::reading::{KEY, Reading, first};
use super::secret_policies::shown;
use crate::plan::{self, OwnPolicy, SecretKey};
use crate::template::evaluated::Resource;
use crate::template::value::Value;

const ALIAS: &[&str] = &["AWS::KMS::Alias", "aws_kms_alias"];
const POLICY: &[&str] = &["aws_kms_key_policy"];

/// The key of the secret or the parameter that a value names.
pub(super) fn of(reading: &Reading, read: &Value) -> Option<SecretKey> {
    let named = reading.named(read.pieces().first().unwrap_or(read))?;
    // A version of a secret has the secret's key.
    let secret =
        first(&named.properties, &["SecretId", "secret_id"]).and_then(|said| reading.named(said)).unwrap_or(named);
    let said = first(&secret.properties, &["KmsKeyId", "kms_key_id", "key_id"])?;
    let is_plain = |text: String| text != "SecureString";
    if first(&secret.properties, &["Type", "type"]).and_then(Value::as_text).is_some_and(is_plain) {
        return None;
    }
    let text = said.as_text();
    if text.as_deref().is_some_and(|text| text.rsplit(':').next().is_some_and(|name| name.starts_with("alias/aws/"))) {
        return None;
    }
    Some(match made(reading, said) {
        Some(key) => SecretKey {
            name: key.address.clone(),
            arn: reading.arn_of(key).unwrap_or_else(plan::Value::unknown),
            policy: policy(reading, key),
        },
        None => SecretKey {
            name: reading.value(said).name(),
            arn: text.filter(|text| text.contains(":key/")).map_or_else(plan::Value::unknown, plan::Value::literal),
            policy: OwnPolicy::Unknown,
        },
    })
}

/// The key of the template that a value names, by itself or by an alias.
fn made<'e>(reading: &Reading<'e>, said: &Value) -> Option<&'e Resource> {
    let named = reading.named(said)?;
    if ALIAS.contains(&named.kind.as_str()) {
        return made(reading, first(&named.properties, &["TargetKeyId", "target_key_id"])?);
    }
    KEY.contains(&named.kind.as_str()).then_some(named)
}

fn policy(reading: &Reading, key: &Resource) -> OwnPolicy {
    if let Some(own) = first(&key.properties, &["KeyPolicy", "policy"]) {
        return shown(reading, own);
    }
    let of = |policy: &Resource| first(&policy.properties, &["key_id"]).and_then(|said| made(reading, said));
    let mut beside = reading.of_types(POLICY).filter(|policy| of(policy).is_none_or(|of| of.address == key.address));
    match beside.next() {
        Some(policy) => match first(&policy.properties, &["policy"]).filter(|_| of(policy).is_some()) {
            Some(said) => shown(reading, said),
            None => OwnPolicy::Unknown,
        },
        None => OwnPolicy::None,
    }
}
