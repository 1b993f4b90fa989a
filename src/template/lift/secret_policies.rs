//! Input: secrets of a template, their policies, and what a task reads.
//! Output: the policy that the secret has which is read, if it has one.
//! Never: takes the policy of another secret for its own, or one that may be its own for none.

use super::reading::{Reading, SECRET, first, set};
use crate::plan::{CalledRegion, OwnPolicy, PolicyDocument, Repository, Secret, secret_name};
use crate::span::Span;
use crate::template::value::{Kind, Value};

const POLICY: &[&str] = &["AWS::SecretsManager::ResourcePolicy", "aws_secretsmanager_secret_policy"];

/// The policy of the secret that a value names.
pub(super) fn of(reading: &Reading, read: &Value) -> OwnPolicy {
    let own = reading.of_types(SECRET).filter_map(|secret| {
        let policy = set(&secret.properties, &["policy"])?;
        Some((Which::Made(secret.address.clone()), policy))
    });
    let beside = reading.of_types(POLICY).map(|it| {
        let of = first(&it.properties, &["SecretId", "secret_arn"]).map_or(Which::Open, |said| which(reading, said));
        // A policy lies beside its secret.
        (
            of.in_region(it.region.as_deref()),
            set(&it.properties, &["ResourcePolicy", "policy"]).unwrap_or(&it.properties),
        )
    });
    let read = which(reading, read);
    let mut found = OwnPolicy::None;
    for (of, policy) in own.chain(beside) {
        match is_same(reading, &of, &read) {
            Some(true) => return shown(reading, policy),
            Some(false) => {}
            None => found = OwnPolicy::Unknown,
        }
    }
    found
}

pub(super) fn shown(reading: &Reading, policy: &Value) -> OwnPolicy {
    let document: Option<(PolicyDocument, Span)> = reading.document(policy).map(|document| (document, policy.span));
    match document {
        Some((document, span)) => OwnPolicy::Shown(Repository::about_itself(document), Some(span)),
        None => OwnPolicy::Unknown,
    }
}

/// Which secret it is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Which {
    /// What the template makes at this address.
    Made(String),
    /// One of this name.
    Named(Named),
    /// It is not known.
    Open,
}

/// A secret as it is named.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Named {
    /// Perhaps with the six characters that are added.
    name: String,
    /// Its region and its account, where they are said.
    region: Option<String>,
    account: Option<String>,
}

impl Which {
    /// What is said nothing of its region is in this one, if that is known.
    fn in_region(mut self, region: Option<&str>) -> Self {
        if let Which::Named(Named { region: said @ None, .. }) = &mut self {
            *said = region.map(str::to_owned);
        }
        self
    }
}

impl Named {
    fn of(text: &str) -> Self {
        let secret = Secret::named(text, None);
        let region = match secret.region {
            CalledRegion::Named(region) if !region.is_empty() => Some(region),
            CalledRegion::Named(_) | CalledRegion::Own | CalledRegion::Unknown => None,
        };
        Self { name: secret_name(text).to_owned(), region, account: secret.account }
    }

    /// Whether both are the same one, if that is known.
    fn is_same(&self, other: &Named) -> Option<bool> {
        let differ = |one: &Option<String>, other: &Option<String>| one.is_some() && other.is_some() && one != other;
        if differ(&self.region, &other.region) || differ(&self.account, &other.account) {
            return Some(false);
        }
        is_one_name(&self.name, &other.name)
    }
}

/// Which secret a value names: itself, or by what belongs to it.
fn which(reading: &Reading, said: &Value) -> Which {
    if let Some(text) = said.as_text() {
        return Which::Named(Named::of(&text));
    }
    let beginning = said.pieces().first().unwrap_or(said);
    if let Some(named) = reading.named(beginning) {
        let of = first(&named.properties, &["SecretId", "secret_id", "secret_arn"]);
        return match of.filter(|_| !SECRET.contains(&named.kind.as_str())) {
            Some(of) => which(reading, of),
            None => Which::Made(named.address.clone()),
        };
    }
    let Kind::Attribute { resource, .. } = &beginning.kind else { return Which::Open };
    let lookup = reading.evaluated.lookups.iter().find(|lookup| lookup.address == *resource);
    let name = lookup.and_then(|it| first(&it.properties, &["name", "arn", "secret_id"])?.as_text());
    let region = lookup.and_then(|it| it.region.as_deref());
    name.map_or(Which::Open, |name| Which::Named(Named::of(&name)).in_region(region))
}

/// Whether both are the same secret, if that is known. Somebody else may have made one of the name of the template's.
fn is_same(reading: &Reading, one: &Which, other: &Which) -> Option<bool> {
    match (one, other) {
        (Which::Made(one), Which::Made(other)) => Some(one == other),
        (Which::Named(one), Which::Named(other)) => one.is_same(other),
        (Which::Made(made), Which::Named(named)) | (Which::Named(named), Which::Made(made)) => {
            let secret = reading.of_types(SECRET).find(|secret| secret.address == *made);
            // What is no secret, such as a database, has one that nobody names.
            let Some(secret) = secret else { return Some(false) };
            let name = first(&secret.properties, &["Name", "name"]).and_then(Value::as_text)?;
            let own = Named { name, region: secret.region.clone(), account: None };
            own.is_same(named).filter(|is_one| !is_one)
        }
        (Which::Open, _) | (_, Which::Open) => None,
    }
}

/// Whether two names are one, of which either may have six characters behind a dash.
fn is_one_name(one: &str, other: &str) -> Option<bool> {
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    let added = long.strip_prefix(short).and_then(|rest| rest.strip_prefix('-'));
    match added {
        Some(added) if added.len() == "AbCdEf".len() => None,
        Some(_) | None => Some(one == other),
    }
}
