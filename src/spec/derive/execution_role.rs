//! Input: what a block says about its task execution role, and what its tasks use.
//! Output: the documents of that role: who assumes it, and what it may do.
//! Never: gives an existing role more than pulls and logs; its owner decides what else it may do.

use super::access::{arn_in_registry, cached, repository_arn, statement, statement_of};
use crate::aws::{self, ActionLevel, PullThroughPrefix, Service};
use crate::plan::{Condition, Effect, Plan, PolicyDocument, Principals, Pseudo, SecretStore, Statement, Value};
use crate::spec::model::{Access, Block, Principal, PrivateDns, Verb};

/// Who may assume the task execution role.
pub(super) fn trust() -> PolicyDocument {
    let service = Principals::Service("ecs-tasks.amazonaws.com".to_owned());
    let mut trust = statement("", Effect::Allow, Some(service), &["sts:AssumeRole"]);
    trust.sid = None;
    trust.resources.clear();
    PolicyDocument { statements: vec![trust] }
}

/// What the task execution role may do: the token without conditions, pulls under this VPC and its endpoints; of a role
/// that the block creates, also what its secrets, keys and caches need.
pub(super) fn policy(role: &str, block: &Block, plan: &Plan) -> PolicyDocument {
    let mut free = vec![aws::GET_AUTHORIZATION_TOKEN];
    if block.workload.awslogs.is_some_and(|logs| logs.value) {
        free.extend(["logs:CreateLogStream", "logs:PutLogEvents"]);
    }
    let pulls = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];
    let mut statements = vec![
        statement("AllowToken", Effect::Allow, None, &free),
        Statement {
            resources: repositories(role, block),
            conditions: through_endpoints(block, plan),
            ..statement("AllowPullThroughEndpoints", Effect::Allow, None, &pulls)
        },
    ];
    if block.execution_roles.as_ref().is_some_and(|roles| roles.value.new) {
        statements.extend(caches(role, block));
        statements.extend(secrets(block));
    }
    PolicyDocument { statements }
}

/// The conditions that tie a pull to this VPC and its endpoints.
fn through_endpoints(block: &Block, plan: &Plan) -> Vec<Condition> {
    let services = Service::ECR;
    // A request through the endpoint of a hub has the hub's VPC as its source.
    let of_a_hub = |service: &Service| {
        let is_there = plan.surroundings.existing.iter().any(|existing| existing.service == *service);
        is_there && block.private_dns(*service).0 == PrivateDns::Own
    };
    let vpc = (!services.iter().any(of_a_hub)).then(|| equals("aws:SourceVpc", vec![plan.vpc.clone()]));
    let endpoints = services.into_iter().filter_map(|service| plan.endpoint_id(service));
    vpc.into_iter().chain([equals("aws:SourceVpce", endpoints.collect())]).collect()
}

fn equals(key: &str, values: Vec<Value>) -> Condition {
    Condition { operator: "StringEquals".to_owned(), key: key.to_owned(), values }
}

/// What a role pulls: of a role that the block creates, and of each of several, what an `allow` gives it, if any does.
fn repositories(role: &str, block: &Block) -> Vec<Value> {
    let all = vec![Value::literal(format!("arn:{}:ecr:*:*:repository/*", block.region.value.partition.id()))];
    if !block.execution_roles.as_ref().is_some_and(|roles| roles.value.pull_what_is_allowed()) {
        return all;
    }
    let allows = allows_of(role, block);
    if allows.is_empty() || allows.iter().any(|access| access.repositories.is_empty()) {
        return all;
    }
    let named = allows.iter().flat_map(|access| &access.repositories);
    let mut repositories: Vec<Value> = named.map(|repository| repository_arn(&repository.value, block)).collect();
    repositories.sort();
    repositories.dedup();
    repositories
}

/// What an `allow` gives a role of that name, as far as pulls go.
fn allows_of<'b>(role: &str, block: &'b Block) -> Vec<&'b Access> {
    block.access.iter().map(|access| &access.value).filter(|access| grants_to_role(access, role)).collect()
}

/// Whether an `allow` gives an action of a pull on repositories to a role of that name in the account that deploys. The
/// login, which has no repository, says nothing of them.
pub fn grants_to_role(access: &Access, role: &str) -> bool {
    let is_named = |principal: &Principal| match principal {
        Principal::Role(name) => name.as_str() == role,
        Principal::User(_) | Principal::Arn(_) => false,
    };
    let about = access.principals.is_empty() || access.principals.iter().any(|it| is_named(&it.value));
    about && grants_pulls(access)
}

/// Whether an `allow` gives an action of a pull on repositories to anybody.
pub fn grants_pulls(access: &Access) -> bool {
    let pulls = match &access.verb.value {
        Verb::Pull | Verb::All => true,
        Verb::Push | Verb::Delete => false,
        Verb::Action(pattern) => aws::action::matching(pattern)
            .any(|action| action.level == ActionLevel::Repository && aws::PULL.contains(&action.name)),
    };
    access.allow && pulls
}

/// What the first pull through a cache needs, on those of its repositories that the role may pull. Whether the conditions
/// of a pull hold for it is not documented.
fn caches(role: &str, block: &Block) -> Option<Statement> {
    let cached = block.pull_through_cache.iter().flat_map(|prefix| cached_of_role(&prefix.value, role, block));
    let mut resources: Vec<Value> = cached.collect();
    resources.sort();
    resources.dedup();
    let actions = statement("AllowPullThroughCache", Effect::Allow, None, aws::PULL_THROUGH_CACHE);
    (!resources.is_empty()).then_some(Statement { resources, ..actions })
}

/// The repositories of a cache that a new role of the block fills: of a role to which an `allow` gives pulls, those that
/// it gives.
fn cached_of_role(prefix: &PullThroughPrefix, role: &str, block: &Block) -> Vec<Value> {
    let allows = allows_of(role, block);
    if allows.is_empty() {
        return vec![arn_in_registry(&format!("{}*", prefix.beginning()), block)];
    }
    let filling = allows.into_iter().filter(|access| fills_caches(access));
    filling.flat_map(|access| cached(access, prefix, block)).collect()
}

/// Whether an `allow` lets a cache be filled on the repositories that it reaches.
fn fills_caches(access: &Access) -> bool {
    access.allow
        && match &access.verb.value {
            Verb::Pull | Verb::All => true,
            Verb::Push | Verb::Delete => false,
            Verb::Action(pattern) => {
                let named = |wanted: &&str| aws::action::matching(pattern).any(|action| action.name == *wanted);
                aws::PULL_THROUGH_CACHE.iter().all(named)
            }
        }
}

/// Who may fill which repositories of a cache, as far as the policy of ECR's endpoints allows it: what an `allow` says,
/// each in a statement of these actions; everybody, where nothing is limited.
pub fn fillings(prefix: &PullThroughPrefix, block: &Block, actions: &[&'static str]) -> Vec<Statement> {
    let allows: Vec<&Access> = block.access.iter().map(|access| &access.value).filter(|access| access.allow).collect();
    let everybody = Statement {
        resources: vec![arn_in_registry(&format!("{}*", prefix.beginning()), block)],
        ..statement("", Effect::Allow, Some(Principals::Everyone), actions)
    };
    if allows.is_empty() {
        return vec![everybody];
    }
    let filling = allows.into_iter().filter(|access| fills_caches(access)).map(|access| Statement {
        principals: statement_of(access, block).principals,
        resources: cached(access, prefix, block),
        ..everybody.clone()
    });
    filling.filter(|statement| !statement.resources.is_empty()).collect()
}

/// Whether anybody may fill repositories of a cache, or the block's new role is given what that takes.
pub fn fills_cache(prefix: &PullThroughPrefix, block: &Block) -> bool {
    let new = block.execution_roles.iter().filter(|roles| roles.value.new);
    let mut new = new.flat_map(|roles| &roles.value.names);
    !fillings(prefix, block, &[]).is_empty()
        || new.any(|role| !cached_of_role(prefix, role.value.as_str(), block).is_empty())
}

/// Reading the tasks' secrets, and decrypting them with a customer key on behalf of the service that keeps them.
fn secrets(block: &Block) -> Vec<Statement> {
    let region = block.region.value;
    let arns = |service: &str, tail: &str| {
        vec![Value::join([
            Value::literal(["arn:", region.partition.id(), ":", service, ":", region.id, ":"].concat()),
            Value::Pseudo(Pseudo::Account),
            Value::literal([":", tail].concat()),
        ])]
    };
    let mut stores: Vec<SecretStore> = block.workload.secrets.iter().map(|store| store.value).collect();
    stores.sort_unstable();
    let mut statements: Vec<Statement> = stores
        .iter()
        .map(|store| match store {
            SecretStore::SecretsManager => Statement {
                resources: arns("secretsmanager", "secret:*"),
                ..statement("AllowSecrets", Effect::Allow, None, &["secretsmanager:GetSecretValue"])
            },
            SecretStore::Ssm => Statement {
                resources: arns("ssm", "parameter/*"),
                ..statement("AllowParameters", Effect::Allow, None, &["ssm:GetParameters"])
            },
        })
        .collect();
    if !stores.is_empty() && block.workload.kms.is_some_and(|kms| kms.value) {
        // AWS's pages print this value with `amazonaws.com` alone; outside of `aws` either suffix may be right.
        let suffixes = [region.partition.dns_suffix(), "amazonaws.com"];
        let suffixes = if suffixes[0] == suffixes[1] { &suffixes[..1] } else { &suffixes[..] };
        let via = stores.iter().flat_map(|store| {
            let service = match store {
                SecretStore::SecretsManager => "secretsmanager",
                SecretStore::Ssm => "ssm",
            };
            suffixes.iter().map(move |suffix| Value::literal([service, ".", region.id, ".", suffix].concat()))
        });
        statements.push(Statement {
            resources: arns("kms", "key/*"),
            conditions: vec![equals("kms:ViaService", via.collect())],
            ..statement("AllowKeysOfSecrets", Effect::Allow, None, &["kms:Decrypt"])
        });
    }
    statements
}
