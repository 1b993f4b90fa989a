//! Input: what AWS says of the policies of repositories.
//! Output: the repositories, with their policies.
//! Never: takes a repository whose policy no file tells for one without any.

use super::here::Here;
use super::policy::in_text;
use super::printed::{Kind, NO_POLICY};
use super::words::text;
use crate::plan::{Plan, PolicyDocument, Repository, Value};

/// Adds them: a registry knows no VPCs.
pub(super) fn read(here: &Here, plan: &mut Plan) {
    for said in here.printed.of(Kind::RepositoryPolicy) {
        let Some(policy) = said.get("policyText") else { continue };
        plan.surroundings.repositories.push(Repository {
            name: text(said, "repositoryName").map_or_else(Value::unknown, |name| Value::literal(name.to_owned())),
            account: text(said, "registryId").map(str::to_owned),
            policy: in_text(policy).map(Repository::about_itself),
            span: Some(policy.span),
        });
    }
    let without = here.printed.absent("policy of the repository").filter(|(.., because)| *because == NO_POLICY);
    plan.surroundings.repositories.extend(without.map(|(said, name, _)| Repository {
        name: Value::literal(name.to_owned()),
        account: None,
        policy: Some(PolicyDocument { statements: Vec::new() }),
        span: Some(said.span),
    }));
}
