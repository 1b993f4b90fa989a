//! Input: the repositories and principals that policies name.
//! Output: how `allow` and `deny` name them; `account`.
//! Never: names what the language would read as something else.

use super::draft::Draft;
use super::names::quoted;
use super::side::{ACCOUNT, Side};
use crate::aws::{PrincipalArn, PrincipalName, Region, RepositoryArn, RepositoryPattern, is_account};
use crate::spec::model::Keyword;
use std::collections::BTreeSet;

/// Says `account`, where all repositories that the endpoints' policies name are in one registry, by its number.
pub(super) fn write_account(draft: &mut Draft, region: &'static Region) {
    if let Some(account) = account(draft, region) {
        draft.say(Keyword::Account, account);
    }
}

/// The account of all repositories that the endpoints' policies name.
pub(super) fn account(draft: &Draft, region: &'static Region) -> Option<String> {
    let side = draft.side(region);
    let mut accounts: BTreeSet<String> = BTreeSet::new();
    for interface in &draft.kept.interfaces {
        let Some(document) = interface.endpoint.policy.as_ref().and_then(|policy| draft.plan.policy(policy)) else {
            continue;
        };
        for resource in document.statements.iter().flat_map(|statement| &statement.resources) {
            accounts.extend(registry(&side.value(resource)).map(str::to_owned));
        }
    }
    let mut accounts = accounts.into_iter();
    accounts.next().filter(|account| accounts.next().is_none() && is_account(account))
}

/// The account in the ARN of a repository.
fn registry(arn: &str) -> Option<&str> {
    let mut parts = arn.splitn(6, ':');
    let (service, account, resource) = (parts.nth(2)?, parts.nth(1)?, parts.next()?);
    (service == "ecr" && resource.starts_with("repository/")).then_some(account)
}

/// `repo "NAME"`; `None` where the language has no name for it.
pub(super) fn repository(arn: &str, account: Option<&str>, side: &Side) -> Option<String> {
    let registry = account.unwrap_or(ACCOUNT);
    let here = format!("arn:{}:ecr:{}:{registry}:repository/", side.region.partition.id(), side.region.id);
    if let Some(name) = arn.strip_prefix(&here) {
        // `repo "*"` is every repository of every registry.
        let name = if name == "*" { "?*" } else { name };
        return named("repo", name).filter(|_| RepositoryPattern::parse(name).is_ok());
    }
    let full = RepositoryArn::parse(arn).ok()?;
    let is_here = full.region() == side.region.id && full.partition() == side.region.partition;
    named("repo", arn).filter(|_| is_here)
}

/// `role "NAME"` or `user "NAME"`; nothing of everyone; `None` where the language has no name for it.
pub(super) fn principal(arn: &str, side: &Side) -> Option<String> {
    if arn == "*" {
        return Some(String::new());
    }
    let here = format!("arn:{}:iam::{ACCOUNT}:", side.region.partition.id());
    if let Some(rest) = arn.strip_prefix(&here) {
        let (kind, name) = rest.split_once('/')?;
        let parsed = match kind {
            "role" => PrincipalName::parse_role(name),
            "user" => PrincipalName::parse_user(name),
            _ => return None,
        };
        return named(kind, name).filter(|_| parsed.is_ok());
    }
    let full = PrincipalArn::parse(arn).ok().filter(|full| full.partition() == side.region.partition)?;
    named(full.kind().as_str(), arn)
}

fn named(part: &str, name: &str) -> Option<String> {
    Some(format!("{part} {}", quoted(name)?))
}
