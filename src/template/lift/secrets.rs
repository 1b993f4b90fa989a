//! Input: what the containers of a template read as they start: secrets, parameters, the credentials of a registry.
//! Output: each of them, with its store, region and account, as far as they are known.
//! Never: leaves out one whose store is not known.

use super::reading::{Reading, either, why};
use super::same::is_own_region;
use super::{secret_keys, secret_policies};
use crate::plan::{self, CalledRegion, OwnPolicy, Secret, SecretStore};
use crate::template::value::{Kind, Value};

/// What stands for a gap in a text, and for the region that deploys; no ARN has them.
const GAP: char = '\u{0}';
const OWN_REGION: &str = "\u{1}";

/// The secrets of a container, of its log driver, and for its registry:
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html>, read 2026-11-30.
pub(super) fn secrets(reading: &Reading, container: &Value) -> Vec<Secret> {
    let of_container = either(container, "Secrets", "secrets");
    let logs = either(container, "LogConfiguration", "logConfiguration");
    let of_logs = logs.and_then(|logs| either(logs, "SecretOptions", "secretOptions"));
    let mut found = Vec::new();
    for list in of_container.into_iter().chain(of_logs).filter(|list| !list.is_null()) {
        match list.items() {
            Some(items) => found.extend(items.iter().map(|item| match either(item, "ValueFrom", "valueFrom") {
                Some(from) => secret(reading, from),
                None => unknown(reading, item),
            })),
            None => found.push(unknown(reading, list)),
        }
    }
    let registry = either(container, "RepositoryCredentials", "repositoryCredentials");
    let of_registry = registry.and_then(|it| either(it, "CredentialsParameter", "credentialsParameter"));
    found.extend(of_registry.map(|from| secret(reading, from).kept_in(SecretStore::SecretsManager)));
    found
}

fn unknown(reading: &Reading, said: &Value) -> Secret {
    Secret {
        from: plan::Value::Unknown(why(said)),
        store: None,
        region: CalledRegion::Unknown,
        account: None,
        policy: secret_policies::of(reading, said),
        key: None,
        span: Some(said.span),
    }
}

/// The secret that a value names, with its key and its policy: parameters have none.
fn secret(reading: &Reading, from: &Value) -> Secret {
    let secret = Secret { key: secret_keys::of(reading, from), ..bare(reading, from) };
    match secret.store {
        Some(SecretStore::Ssm) => secret,
        Some(SecretStore::SecretsManager) | None => Secret { policy: secret_policies::of(reading, from), ..secret },
    }
}

fn bare(reading: &Reading, from: &Value) -> Secret {
    let span = Some(from.span);
    // What a dynamic reference stands for is put there as the stack is deployed.
    if let Some(text) = from.as_text().filter(|text| !text.contains("{{resolve:")) {
        return Secret::named(&text, span);
    }
    let first = from.pieces().first().unwrap_or(from);
    if let Some(store) = store_of_resource(reading, first) {
        return Secret {
            from: reading.value(from),
            store: Some(store),
            region: CalledRegion::Own,
            account: None,
            policy: OwnPolicy::None,
            key: None,
            span,
        };
    }
    let spelled = spelled(reading, from);
    let named = Secret::named(&spelled, span);
    // What may begin as an ARN, and goes on with what is not known, may be one.
    let beginning: String = spelled.chars().take("arn:".len()).take_while(|sign| *sign != GAP).collect();
    let may_be_arn = "arn:".starts_with(&beginning) && !spelled.starts_with("arn:");
    let Some(store) = named.store.filter(|_| !may_be_arn) else { return unknown(reading, from) };
    let region = match &named.region {
        CalledRegion::Named(id) if id == OWN_REGION => CalledRegion::Own,
        CalledRegion::Named(id) if id.contains(GAP) => CalledRegion::Unknown,
        CalledRegion::Named(_) | CalledRegion::Own | CalledRegion::Unknown => named.region,
    };
    let account = named.account.filter(|account| account.bytes().all(|byte| byte.is_ascii_digit()));
    Secret { from: reading.value(from), store: Some(store), region, account, policy: OwnPolicy::None, key: None, span }
}

/// A value, with signs for what is not known of it.
fn spelled(reading: &Reading, value: &Value) -> String {
    let is_said = |text: &String| !text.contains("{{resolve:");
    let piece = |piece: &Value| {
        if is_own_region(reading, piece) {
            return OWN_REGION.to_owned();
        }
        piece.as_text().filter(is_said).unwrap_or_else(|| GAP.to_string())
    };
    value.pieces().iter().map(piece).collect()
}

/// The store of a resource or a look-up whose ARN or name a value is. What is in a secret or a parameter is another thing.
fn store_of_resource(reading: &Reading, value: &Value) -> Option<SecretStore> {
    let Kind::Attribute { attribute, .. } = &value.kind else { return None };
    let kind = reading.kind_of(value)?;
    let is_itself = ["Ref", "", "Id", "id", "Arn", "arn", "Name", "name", "secret_id"].contains(&attribute.as_str());
    let of_secrets = kind.starts_with("AWS::SecretsManager::") || kind.starts_with("aws_secretsmanager_secret");
    // Databases keep the password of their first user there.
    let of_database = attribute == "MasterUserSecret.SecretArn"
        || attribute.starts_with("master_user_secret") && attribute.ends_with("secret_arn");
    if of_secrets && is_itself || of_database {
        Some(SecretStore::SecretsManager)
    } else {
        (matches!(kind, "AWS::SSM::Parameter" | "aws_ssm_parameter") && is_itself).then_some(SecretStore::Ssm)
    }
}
