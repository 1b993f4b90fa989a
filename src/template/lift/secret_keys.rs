//! Input: secrets, parameters and keys of a template, and what a task reads.
//! Output: the key of the user's own that encrypts what is read.
//! Never: takes a key of AWS's for one: everybody in the account may decrypt with it.

use super::called::is_given_away;
use super::reading::{KEY, Reading, SECRET, first, set};
use super::secret_policies::shown;
use crate::plan::{self, OwnPolicy, SecretKey};
use crate::template::evaluated::Resource;
use crate::template::value::Value;

const ALIAS: &[&str] = &["AWS::KMS::Alias", "aws_kms_alias"];
const POLICY: &[&str] = &["aws_kms_key_policy"];
const GRANT: &[&str] = &["aws_kms_grant"];
const PARAMETER: &[&str] = &["aws_ssm_parameter"];

/// The key of the secret or the parameter that a value names.
pub(super) fn of(reading: &Reading, read: &Value) -> Option<SecretKey> {
    let named = reading.named(read.pieces().first().unwrap_or(read))?;
    // A version of a secret has the secret's key.
    let secret =
        first(&named.properties, &["SecretId", "secret_id"]).and_then(|said| reading.named(said)).unwrap_or(named);
    let properties = &secret.properties;
    let said = if SECRET.contains(&secret.kind.as_str()) {
        set(properties, &["KmsKeyId", "kms_key_id"])?
    } else if PARAMETER.contains(&secret.kind.as_str()) {
        set(properties, &["key_id"])
            .filter(|_| set(properties, &["type"]).and_then(Value::as_text).as_deref() == Some("SecureString"))?
    } else {
        // Of a database, the key of its first user's password, and not that of its storage.
        let of_user = set(properties, &["MasterUserSecret"]).and_then(|secret| set(secret, &["KmsKeyId"]));
        of_user.or_else(|| set(properties, &["master_user_secret_kms_key_id"]))?
    };
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

/// A key's policy; not known if a grant may stand beside it.
fn policy(reading: &Reading, key: &Resource) -> OwnPolicy {
    let of = |policy: &Resource| first(&policy.properties, &["key_id"]).and_then(|said| made(reading, said));
    let is_its = |grant: &Resource| of(grant).is_none_or(|of| of.address == key.address);
    if reading.of_types(GRANT).any(is_its) || is_given_away(reading, KEY, key) {
        return OwnPolicy::Unknown;
    }
    if let Some(own) = set(&key.properties, &["KeyPolicy", "policy"]) {
        return shown(reading, own);
    }
    let mut beside = reading.of_types(POLICY).filter(|policy| of(policy).is_none_or(|of| of.address == key.address));
    match beside.next() {
        Some(policy) => match first(&policy.properties, &["policy"]).filter(|_| of(policy).is_some()) {
            Some(said) => shown(reading, said),
            None => OwnPolicy::Unknown,
        },
        None => OwnPolicy::None,
    }
}
