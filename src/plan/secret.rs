//! Input: what a task says of a secret.
//! Output: a [`Secret`]: its store, region and account, as far as they are known.
//! Never: takes an ARN of another service for one of a store.

use super::{SecretStore, Value};
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
    /// The words that name it.
    pub span: Option<Span>,
}

impl Secret {
    /// The secret that an ARN or the name of a parameter stands for: what has no ARN is a parameter.
    /// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html>, read 2026-11-30.
    pub fn named(name: &str, span: Option<Span>) -> Self {
        let parts: Vec<&str> = name.splitn(6, ':').collect();
        let (store, region, account) = match parts.as_slice() {
            ["arn", _, service, region, account, ..] => (store_of(service), Some(*region), Some(*account)),
            ["arn", ..] => (None, None, None),
            _ => (Some(SecretStore::Ssm), None, None),
        };
        Self {
            from: Value::literal(name.to_owned()),
            store,
            region: region.map_or(CalledRegion::Own, |id| CalledRegion::Named(id.to_owned())),
            account: account.filter(|account| !account.is_empty()).map(str::to_owned),
            span,
        }
    }

    /// A secret of which nothing but its store is known: it is in the task's region.
    pub fn in_store(store: SecretStore) -> Self {
        Self { from: Value::unknown(), store: Some(store), region: CalledRegion::Own, account: None, span: None }
    }

    /// The secret that is in this store, whatever its name looks like.
    #[must_use]
    pub fn kept_in(self, store: SecretStore) -> Self {
        Self { store: Some(store), ..self }
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

    /// Whether one call reads both.
    pub(super) fn is_read_with(&self, other: &Secret) -> bool {
        let is_same = (self.store, &self.region, &self.account) == (other.store, &other.region, &other.account);
        is_same && (self.store.is_some() || self.from == other.from)
    }
}

/// The store of a service, as ARNs name it.
pub(crate) fn store_of(service: &str) -> Option<SecretStore> {
    match service {
        "secretsmanager" => Some(SecretStore::SecretsManager),
        "ssm" => Some(SecretStore::Ssm),
        _ => None,
    }
}
