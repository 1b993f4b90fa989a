//! Input: what a task says of a secret.
//! Output: a [`Secret`]: its store, region and account, as far as they are known.
//! Never: takes an ARN of another service for one of a store.

use super::{Attribute, PolicyDocument, Pseudo, SecretStore, Value};
use crate::aws::{Region, region};
use crate::span::Span;

/// The region of a service that is called.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum CalledRegion {
    /// That of the task.
    #[default]
    Own,
    /// The one of this id.
    Named(String),
    /// Not known.
    Unknown,
}

impl CalledRegion {
    /// Whether it is surely another region than this one, so that no endpoint here serves the call.
    pub fn is_elsewhere(&self, here: Option<&Region>) -> bool {
        match self {
            CalledRegion::Named(id) => here.zip(region::find(id)).is_some_and(|(here, called)| here.id != called.id),
            CalledRegion::Own | CalledRegion::Unknown => false,
        }
    }
}

/// A secret or a parameter that a task reads as it starts.
#[derive(Debug, Clone, PartialEq)]
pub struct Secret {
    /// What names it, as far as that is known.
    pub from: Value,
    /// Where it is kept; `None` if that is not known.
    pub store: Option<SecretStore>,
    /// The region that it is in.
    pub region: CalledRegion,
    /// The account that it is in, if that is written out.
    pub account: Option<String>,
    /// Its own policy, which decides who reads it, too.
    pub policy: OwnPolicy,
    /// The key of the user's own that encrypts it, if one is shown.
    pub key: Option<SecretKey>,
    /// The words that name it.
    pub span: Option<Span>,
}

/// A key of AWS KMS that encrypts a secret.
#[derive(Debug, Clone, PartialEq)]
pub struct SecretKey {
    /// What people call it.
    pub name: String,
    /// Its ARN, as far as it is known.
    pub arn: Value,
    /// Its policy. One that no file shows is KMS's default, which leaves all to the policies of roles.
    pub policy: OwnPolicy,
}

/// The policy of a secret or a key itself.
#[derive(Debug, Clone, PartialEq)]
pub enum OwnPolicy {
    /// None is shown.
    None,
    /// This, about the resource itself, with the words that say it.
    Shown(PolicyDocument, Option<Span>),
    /// There may be one, or it is not known what it says.
    Unknown,
}

/// Whether a parameter may have this name, with a version or a label behind it or not. What stands in the place of an ARN
/// is no name: `<secret-arn>`, and what an empty parameter leaves of `${Secret}:key::`.
/// <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html>, read 2026-12-01.
fn may_be_parameter(name: &str) -> bool {
    // Signs of control stand for what is not known.
    let is_of = |text: &str| {
        text.chars().all(|c| c.is_ascii_alphanumeric() || "_.-/".contains(c) || c.is_control()) && !text.is_empty()
    };
    let (name, version) = name.split_once(':').map_or((name, None), |(name, version)| (name, Some(version)));
    is_of(name) && version.is_none_or(is_of)
}

/// What stands for the six characters that Secrets Manager adds to a name: in policies only wildcards match it.
const RANDOM: &str = "\u{1}\u{1}\u{1}\u{1}\u{1}\u{1}";

/// The ARN of a secret or a parameter, as policies name it.
#[derive(Debug, Clone, PartialEq)]
pub struct SecretArn {
    /// The ARN; what is not known of it is a gap.
    pub arn: Value,
    /// The same with six signs that no policy has, where the gap is the six characters that Secrets Manager adds:
    /// <https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_iam-permissions.html>, read 2026-11-30.
    pub random: Option<Value>,
}

impl Secret {
    /// The secret that an ARN or the name of a parameter stands for: what has no ARN is a parameter. No secret has a wildcard
    /// in its name. <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html>, read 2026-11-30.
    pub fn named(name: &str, span: Option<Span>) -> Self {
        let parts: Vec<&str> = name.splitn(6, ':').collect();
        let (store, region, account) = match parts.as_slice() {
            ["arn", _, service, region, account, ..] => (store_of(service), Some(*region), Some(*account)),
            ["arn", ..] => (None, None, None),
            _ => (may_be_parameter(name).then_some(SecretStore::Ssm), None, None),
        };
        Self {
            from: Value::literal(name.to_owned()),
            store,
            region: region.map_or(CalledRegion::Own, |id| CalledRegion::Named(id.to_owned())),
            account: account.filter(|account| !account.is_empty()).map(str::to_owned),
            policy: OwnPolicy::None,
            key: None,
            span,
        }
    }

    /// A secret of which nothing but its store is known: it is in the task's region.
    pub fn in_store(store: SecretStore) -> Self {
        Self {
            from: Value::unknown(),
            store: Some(store),
            region: CalledRegion::Own,
            account: None,
            policy: OwnPolicy::None,
            key: None,
            span: None,
        }
    }

    /// The secret that is in this store, whatever its name looks like.
    #[must_use]
    pub fn kept_in(self, store: SecretStore) -> Self {
        Self { store: Some(store), ..self }
    }

    /// The wildcard in what names it. Policies have those; no secret and no parameter is called so:
    /// <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html>, read 2026-12-01.
    pub fn wildcard(&self) -> Option<char> {
        let said = parts(&self.from).iter().filter_map(Value::as_literal);
        said.flat_map(str::chars).find(|c| matches!(c, '*' | '?'))
    }

    /// Why its store is not known, in a clause; `None` if it is known.
    pub fn why(&self) -> Option<String> {
        let why = match &self.from {
            Value::Unknown(why) => why.to_string(),
            from @ (Value::Literal(_)
            | Value::Parameter(_)
            | Value::Attribute(..)
            | Value::Pseudo(_)
            | Value::Join(_)) => format!("`{from}` names neither AWS Secrets Manager nor Parameter Store"),
        };
        self.store.is_none().then_some(why)
    }

    /// What its ARN may be, if it is known at all, for a task in this account. ECS takes whole ARNs, with a key behind,
    /// and names: <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html>,
    /// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RepositoryCredentials.html>, read 2026-11-30.
    pub fn arns(&self, account: &Value) -> Vec<SecretArn> {
        let Some(store) = self.store else { return Vec::new() };
        let named = |service, rest| Value::arn(service, Value::Pseudo(Pseudo::Region), account.clone(), rest);
        let is_arn = begins(&self.from, "arn:");
        let exactly = |arn: Value| SecretArn { arn, random: None };
        match (store, &self.from) {
            (_, Value::Unknown(_) | Value::Parameter(_) | Value::Pseudo(_)) => Vec::new(),
            (SecretStore::Ssm, from) if is_arn => vec![exactly(up_to(from, PARAMETER_FIELDS))],
            (SecretStore::Ssm, from) => vec![exactly(named("ssm", parameter(up_to(from, 1))))],
            (SecretStore::SecretsManager, from) if is_arn => with_suffix(&up_to(from, SECRET_FIELDS)),
            (SecretStore::SecretsManager, from @ Value::Literal(_)) => {
                vec![with_random(&named("secretsmanager", Value::join([Value::literal("secret:"), from.clone()])))]
            }
            (SecretStore::SecretsManager, Value::Attribute(..) | Value::Join(_)) => Vec::new(),
        }
    }

    /// Whether both are one, which is read once.
    pub(super) fn is_same(&self, other: &Secret) -> bool {
        let of = |secret: &Secret| (secret.store, secret.region.clone(), secret.account.clone());
        of(self) == of(other) && self.from == other.from
    }
}

/// So many fields, between colons, has the ARN of a parameter, and that of a secret.
const PARAMETER_FIELDS: usize = 6;
const SECRET_FIELDS: usize = 7;

/// The name in the ARN of a secret, with the characters that are added, or what is no ARN itself.
pub fn secret_name(text: &str) -> &str {
    if text.starts_with("arn:") { text.split(':').nth(SECRET_FIELDS - 1).unwrap_or_default() } else { text }
}

/// What ends the ARN of a parameter of this name: one slash is before it, whether or not the name begins with one.
pub fn parameter(name: Value) -> Value {
    let kind = if begins(&name, "/") { "parameter" } else { "parameter/" };
    Value::join([Value::literal(kind), name])
}

fn parts(value: &Value) -> &[Value] {
    if let Value::Join(parts) = value { parts } else { std::slice::from_ref(value) }
}

fn begins(value: &Value, beginning: &str) -> bool {
    parts(value).first().and_then(Value::as_literal).is_some_and(|text| text.starts_with(beginning))
}

/// The first so many fields of a text, as far as they are known.
fn up_to(value: &Value, fields: usize) -> Value {
    let mut left = fields;
    let mut kept = Vec::new();
    for part in parts(value) {
        let Value::Literal(text) = part else {
            kept.push(part.clone());
            if matches!(part, Value::Unknown(_)) {
                break;
            }
            continue;
        };
        let said: Vec<&str> = text.split(':').take(left).collect();
        kept.extend(Some(said.join(":")).filter(|said| !said.is_empty()).map(Value::literal));
        if text.matches(':').count() >= left {
            break;
        }
        left -= said.len() - 1;
    }
    Value::join(kept)
}

/// The ARN of a secret with the six characters, which a text may lack.
fn with_suffix(arn: &Value) -> Vec<SecretArn> {
    let exactly = |arn: &Value| SecretArn { arn: arn.clone(), random: None };
    let Some((last, before)) = parts(arn).split_last() else { return Vec::new() };
    match last {
        Value::Attribute(_, Attribute::Arn) => {
            let random = before.iter().cloned().chain([Value::literal(RANDOM)]);
            vec![SecretArn { arn: arn.clone(), random: Some(Value::join(random)) }]
        }
        Value::Literal(text) => {
            let end = text.rsplit_once('-').map(|(_, end)| end).filter(|end| end.len() == RANDOM.len());
            match end.filter(|end| end.chars().all(|sign| sign.is_ascii_alphanumeric())) {
                // `db-secret` is likely a name.
                Some(end) if end.chars().all(|sign| sign.is_ascii_lowercase()) => vec![exactly(arn), with_random(arn)],
                Some(_) => vec![exactly(arn)],
                None => vec![with_random(arn)],
            }
        }
        Value::Attribute(..) | Value::Parameter(_) | Value::Pseudo(_) | Value::Join(_) | Value::Unknown(_) => {
            vec![exactly(&Value::join(before.iter().cloned().chain([Value::unknown()])))]
        }
    }
}

/// The ARN of a secret whose name ends here.
fn with_random(name: &Value) -> SecretArn {
    let ending = |end: Value| Value::join([name.clone(), Value::literal("-"), end]);
    SecretArn { arn: ending(Value::unknown()), random: Some(ending(Value::literal(RANDOM))) }
}

/// The store of a service, as ARNs name it.
pub(crate) fn store_of(service: &str) -> Option<SecretStore> {
    match service {
        "secretsmanager" => Some(SecretStore::SecretsManager),
        "ssm" => Some(SecretStore::Ssm),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_name_is_of_no_store() {
        for (name, store) in [
            ("/db/password", Some(SecretStore::Ssm)),
            ("password:3", Some(SecretStore::Ssm)),
            ("password:live", Some(SecretStore::Ssm)),
            ("arn:aws:ssm:eu-west-1:111122223333:parameter/a", Some(SecretStore::Ssm)),
            ("arn:aws:secretsmanager:eu-west-1:111122223333:secret:a-AbCdEf:key::", Some(SecretStore::SecretsManager)),
            ("", None),
            (":key::", None),
            ("CHANGE_ME:key::", None),
            ("<secret-arn>", None),
        ] {
            assert_eq!(Secret::named(name, None).store, store, "{name}");
        }
    }
}
