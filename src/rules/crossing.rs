//! Input: an `allow` or a `deny`, and which of ECR's two endpoints a block creates.
//! Output: which of its requests pass through an endpoint that carries the policy.
//! Never: treats a request that may pass through either as one that does not.

use crate::aws::{ACTIONS, GET_AUTHORIZATION_TOKEN, PULL, PULL_THROUGH_CACHE, PUSH, Service};
use crate::plan::{Effect, Plan, Statement};
use crate::policy;
use crate::spec::derive;
use crate::spec::model::{Access, Block};

/// What of a statement passes through an endpoint that carries the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Crossing {
    /// All of it, or enough that it binds.
    Bound,
    /// Calls of ECR's API: images pass through `ecr.dkr`, which is not created here.
    ApiAlone,
    /// Nothing: its calls go to `ecr.api`, which is not created here.
    Nothing,
}

/// What is known to be no matter of the API alone: Docker lists tags and deletes images through the registry, too.
const OF_REGISTRY_TOO: &[&str] = &["ecr:ListImages", "ecr:BatchDeleteImage", "ecr:DescribeImages"];

/// What of a statement binds on the endpoints that are created. Clients transfer images through `ecr.dkr`; calls of ECR's
/// API go to `ecr.api` (Amazon ECR endpoints and quotas, read 2026-11-30).
pub(super) fn crossing(access: &Access, block: &Block, plan: &Plan) -> Crossing {
    let creates = |service| creates(service, plan);
    let statement = derive::statement_of(access, block);
    let names = |action: &str| policy::names_action(&statement, action) != Some(false);
    let transfers =
        || [PULL, PUSH].concat().into_iter().any(|action| action != GET_AUTHORIZATION_TOKEN && names(action));
    match (creates(Service::EcrApi), creates(Service::EcrDkr)) {
        (true, false) if transfers() && !limits_login(&statement) => Crossing::ApiAlone,
        (false, true) => {
            let either = [PULL, PUSH, PULL_THROUGH_CACHE, OF_REGISTRY_TOO].concat();
            let of_api = ACTIONS.iter().map(|action| action.name).filter(|action| names(action)).count();
            if of_api > 0 && !either.into_iter().any(names) { Crossing::Nothing } else { Crossing::Bound }
        }
        (true, _) | (false, false) => Crossing::Bound,
    }
}

/// Whether an endpoint of a service is created, for its plain names or for its FIPS names.
pub(super) fn creates(service: Service, plan: &Plan) -> bool {
    [Some(service), service.fips()].into_iter().flatten().any(|service| plan.endpoint(service).is_some())
}

/// Whether a statement decides over the registry login, without which no image is transferred: a `deny` of it; an `allow`
/// of everything limits nothing at all.
fn limits_login(statement: &Statement) -> bool {
    let on_all = statement.resources.iter().any(|resource| resource.as_literal() == Some("*"));
    let is_all = statement.actions.iter().all(|action| action.as_literal() == Some("*"));
    let denies =
        statement.effect == Effect::Deny && policy::names_action(statement, GET_AUTHORIZATION_TOKEN) == Some(true);
    on_all && (denies || is_all)
}
