//! Input: what a block says about access.
//! Output: the policy documents, in canonical order whatever the order of the statements.
//! Never: judges them; the rules do.

use crate::aws::{self, PullThroughPrefix};
use crate::plan::{Effect, PolicyDocument, Principals, Pseudo, Statement, Value};
use crate::span::Spanned;
use crate::spec::model::{Access, Block, EndpointKey, Principal, Repository, Verb};
use std::collections::BTreeMap;

fn literals(texts: &[&'static str]) -> Vec<Value> {
    texts.iter().map(|text| Value::literal(*text)).collect()
}

pub(super) fn statement(
    sid: &str,
    effect: Effect,
    principals: Option<Principals>,
    actions: &[&'static str],
) -> Statement {
    Statement {
        sid: Some(sid.to_owned()),
        effect,
        principals,
        actions: literals(actions),
        resources: literals(&["*"]),
        conditions: Vec::new(),
    }
}

fn allow_all() -> Statement {
    Statement { sid: Some("AllowAll".to_owned()), ..Statement::allow_everything() }
}

/// The buckets that the VPC reads: that of the layers first.
pub fn buckets(block: &Block) -> Vec<String> {
    let region = block.region.value;
    let mut also: Vec<String> = block.s3_also.iter().map(|bucket| bucket.value.to_string()).collect();
    also.extend(block.workload.uses.iter().flat_map(|said| said.value.buckets(region.id)));
    also.sort();
    also.dedup();
    [vec![region.layer_bucket()], also].concat()
}

/// The policy of the S3 gateway endpoint.
pub(super) fn s3(block: &Block) -> PolicyDocument {
    if block.s3_full.is_some_and(|full| full.value) {
        return PolicyDocument { statements: vec![allow_all()] };
    }
    let region = block.region.value;
    let objects = |bucket: &str| Value::literal(["arn:", region.partition.id(), ":s3:::", bucket, "/*"].concat());
    let get = |sid: &str, resources: Vec<Value>| Statement {
        resources,
        ..statement(sid, Effect::Allow, Some(Principals::Everyone), &["s3:GetObject"])
    };
    let buckets = buckets(block);
    let (layers, also) = buckets.split_at(1);
    let all = |buckets: &[String]| buckets.iter().map(|bucket| objects(bucket)).collect::<Vec<_>>();
    let mut statements = vec![get("Access-to-specific-bucket-only", all(layers))];
    if !also.is_empty() {
        statements.push(get("Access-to-further-buckets", all(also)));
    }
    PolicyDocument { statements }
}

/// The policy of both ECR endpoints.
pub(super) fn ecr(block: &Block) -> PolicyDocument {
    let mut drafts: Vec<Draft> = block.access.iter().map(|access| draft(&access.value, block)).collect();
    drafts.extend(login(block));
    drafts.extend(pull_through_cache(block));
    document(drafts, block.access.iter().any(|access| access.value.allow))
}

/// The policy of another endpoint, if statements say one.
pub(super) fn on(key: &EndpointKey, block: &Block) -> Option<PolicyDocument> {
    let drafts: Vec<Draft> = block.access_on(key).map(|access| draft(&access.value, block)).collect();
    let is_limited = block.access_on(key).any(|access| access.value.allow);
    (!drafts.is_empty()).then(|| document(drafts, is_limited))
}

/// The statements in their order, each with its `Sid`; without an `allow`, all is allowed.
fn document(mut drafts: Vec<Draft>, limited: bool) -> PolicyDocument {
    if !limited {
        drafts.push(Draft { rank: 0, base: "AllowAll".to_owned(), order: 0, statement: allow_all() });
    }
    drafts.sort_by(|a, b| a.key().cmp(&b.key()));
    drafts.dedup_by(|a, b| a.key() == b.key());
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let statements = drafts.into_iter().map(|draft| {
        let count = seen.entry(draft.base.clone()).and_modify(|count| *count += 1).or_insert(1);
        let sid = if *count == 1 { draft.base } else { format!("{}{count}", draft.base) };
        Statement { sid: Some(sid), ..draft.statement }
    });
    PolicyDocument { statements: statements.collect() }
}

/// What one `allow` or `deny` comes to, without the token that goes with it.
pub fn statement_of(access: &Access, block: &Block) -> Statement {
    draft(access, block).statement
}

/// A statement before it is numbered.
struct Draft {
    /// Full access first, then what is denied, then what is allowed, as the documents have it.
    rank: u8,
    /// Its `Sid`, but for the number.
    base: String,
    order: u8,
    statement: Statement,
}

impl Draft {
    fn key(&self) -> impl Ord + '_ {
        let Statement { principals, actions, resources, .. } = &self.statement;
        let principals = match principals {
            Some(Principals::Aws(arns)) => arns.as_slice(),
            Some(Principals::Everyone | Principals::Service(_) | Principals::Unknown) | None => &[],
        };
        (self.rank, self.order, &self.base, principals, actions, resources)
    }
}

fn draft(access: &Access, block: &Block) -> Draft {
    let effect = if access.allow { Effect::Allow } else { Effect::Deny };
    let on_repositories = !access.repositories.is_empty();
    let without_token = |actions: &[&'static str]| -> Vec<&'static str> {
        actions.iter().copied().filter(|action| *action != aws::GET_AUTHORIZATION_TOKEN).collect()
    };
    // The token has no resource: an allow on repositories grants it in a statement of its own, a deny never takes it.
    let listed = |actions: &[&'static str]| {
        literals(&if on_repositories || !access.allow { without_token(actions) } else { actions.to_vec() })
    };
    let (order, name, mut actions): (u8, String, Vec<Value>) = match &access.verb.value {
        Verb::All => (0, "All".to_owned(), literals(&[if on_repositories { "ecr:*" } else { "*" }])),
        Verb::Pull => (1, "Pull".to_owned(), listed(aws::PULL)),
        Verb::Push => (2, "Push".to_owned(), listed(if access.allow { aws::PUSH } else { aws::PUSH_ALONE })),
        Verb::Delete => (3, "Delete".to_owned(), listed(aws::DELETE)),
        Verb::Action(action) => {
            let prefix = access.on.as_ref().and_then(|_| action.split_once(':')).map_or("ecr", |(prefix, _)| prefix);
            (4, sid_of(action, prefix), vec![Value::literal(action.clone())])
        }
    };
    let base = [if access.allow { "Allow" } else { "Prevent" }, &name].concat();
    let mut resources: Vec<Value> =
        access.repositories.iter().map(|repository| repository_arn(&repository.value, block)).collect();
    resources.sort();
    if resources.is_empty() {
        resources = literals(&["*"]);
    }
    let full = access.allow && access.verb.value == Verb::All && access.principals.is_empty() && !on_repositories;
    let rank = match (full, access.allow) {
        (true, _) => 0,
        (false, false) => 1,
        (false, true) => 2,
    };
    // AWS's own order of the documented verbs stands; what was written by hand stands as written.
    actions.dedup();
    let whom = Some(principals(&access.principals, block));
    let statement = Statement { actions, resources, ..statement(&base, effect, whom, &[]) };
    Draft { rank, base, order, statement }
}

/// `ecr:PutImage` as a part of a `Sid`, which holds letters and digits alone.
fn sid_of(action: &str, prefix: &str) -> String {
    let name: String =
        action.trim_start_matches(&format!("{prefix}:")).chars().filter(char::is_ascii_alphanumeric).collect();
    if name.is_empty() { "Actions".to_owned() } else { name }
}

/// Whether an `allow` of the verb grants the registry login.
pub fn contains_token(verb: &Verb) -> bool {
    match verb {
        Verb::All | Verb::Pull | Verb::Push => true,
        Verb::Delete => false,
        Verb::Action(pattern) => {
            aws::action::matching(pattern).any(|action| action.name == aws::GET_AUTHORIZATION_TOKEN)
        }
    }
}

/// The token for everyone whose allow is limited to repositories, and to whom no other one grants it.
fn login(block: &Block) -> Option<Draft> {
    let grants = block.access.iter().map(|access| &access.value);
    let grants = grants.filter(|access| access.allow && contains_token(&access.verb.value));
    let (whole, limited): (Vec<_>, Vec<_>) = grants.partition(|access| access.repositories.is_empty());
    let whom = |of: Vec<&Access>| union(of.into_iter().map(|access| principals(&access.principals, block)));
    let whom = match (whom(limited)?, whom(whole)) {
        (_, Some(Principals::Everyone)) => return None,
        (Principals::Aws(mut arns), Some(Principals::Aws(known))) => {
            arns.retain(|arn| !known.contains(arn));
            if arns.is_empty() {
                return None;
            }
            Principals::Aws(arns)
        }
        (whom, _) => whom,
    };
    let statement = statement("", Effect::Allow, Some(whom), &[aws::GET_AUTHORIZATION_TOKEN]);
    Some(Draft { rank: 2, base: "AllowLogin".to_owned(), order: 5, statement })
}

/// What those who may pull need for a repository that a pull-through cache has yet to fill.
fn pull_through_cache(block: &Block) -> Vec<Draft> {
    let mut grants: Vec<(Principals, Vec<Value>)> = Vec::new();
    let mut known: BTreeMap<Principals, usize> = BTreeMap::new();
    let pulls = block.access.iter().map(|access| &access.value);
    for access in pulls.filter(|access| access.allow && access.verb.value == Verb::Pull) {
        let mut resources: Vec<Value> =
            block.pull_through_cache.iter().flat_map(|prefix| cached(access, &prefix.value, block)).collect();
        if resources.is_empty() {
            continue;
        }
        let whom = principals(&access.principals, block);
        let at = *known.entry(whom.clone()).or_insert(grants.len());
        match grants.get_mut(at) {
            Some((_, granted)) => granted.append(&mut resources),
            None => grants.push((whom, resources)),
        }
    }
    let drafts = grants.into_iter().map(|(whom, mut resources)| {
        resources.sort();
        resources.dedup();
        let statement = Statement { resources, ..statement("", Effect::Allow, Some(whom), aws::PULL_THROUGH_CACHE) };
        Draft { rank: 2, base: "AllowPullThroughCache".to_owned(), order: 6, statement }
    });
    drafts.collect()
}

/// The repositories of a cache's prefix that a statement reaches: all of them where it covers them all, those that it
/// names where they lie within, else none.
pub(super) fn cached(access: &Access, prefix: &PullThroughPrefix, block: &Block) -> Vec<Value> {
    let beginning = prefix.beginning();
    let all = format!("{beginning}*");
    if access.repositories.is_empty() {
        return vec![arn_in_registry(&all, block)];
    }
    let named = access.repositories.iter().filter_map(|repository| {
        let pattern = repository.value.pattern();
        if aws::wildcard::covers_prefix(pattern, &beginning) {
            Some(with_pattern(&repository.value, &all, block))
        } else {
            pattern.starts_with(&beginning).then(|| repository_arn(&repository.value, block))
        }
    });
    named.collect()
}

fn principals(principals: &[Spanned<Principal>], block: &Block) -> Principals {
    if principals.is_empty() {
        return Principals::Everyone;
    }
    let mut arns: Vec<Value> = principals.iter().map(|principal| principal_arn(&principal.value, block)).collect();
    arns.sort();
    arns.dedup();
    Principals::Aws(arns)
}

/// All of them; `None` of none.
fn union(all: impl Iterator<Item = Principals>) -> Option<Principals> {
    let mut arns: Vec<Value> = Vec::new();
    for principals in all {
        match principals {
            Principals::Aws(more) => arns.extend(more),
            Principals::Everyone | Principals::Service(_) | Principals::Unknown => return Some(Principals::Everyone),
        }
    }
    arns.sort();
    arns.dedup();
    (!arns.is_empty()).then_some(Principals::Aws(arns))
}

fn principal_arn(principal: &Principal, block: &Block) -> Value {
    let (kind, name) = match principal {
        Principal::Role(name) => ("role", name),
        Principal::User(name) => ("user", name),
        Principal::Arn(arn) => return Value::literal(arn.to_string()),
    };
    let partition = block.region.value.partition.id();
    Value::join([
        Value::literal(format!("arn:{partition}:iam::")),
        Value::Pseudo(Pseudo::Account),
        Value::literal(format!(":{kind}/{name}")),
    ])
}

pub(super) fn repository_arn(repository: &Repository, block: &Block) -> Value {
    with_pattern(repository, repository.pattern(), block)
}

/// The ARN of the repositories of a pattern, in the registry in which `repository` is.
fn with_pattern(repository: &Repository, pattern: &str, block: &Block) -> Value {
    match repository {
        Repository::Named(_) => arn_in_registry(pattern, block),
        Repository::Arn(arn) => Value::literal(format!(
            "arn:{}:ecr:{}:{}:repository/{pattern}",
            arn.partition().id(),
            arn.region(),
            arn.account()
        )),
    }
}

pub(super) fn arn_in_registry(pattern: &str, block: &Block) -> Value {
    let region = block.region.value;
    let account = match &block.account {
        Some(account) => Value::literal(account.value.to_string()),
        None => Value::Pseudo(Pseudo::Account),
    };
    Value::join([
        Value::literal(["arn:", region.partition.id(), ":ecr:", region.id, ":"].concat()),
        account,
        Value::literal([":repository/", pattern].concat()),
    ])
}
