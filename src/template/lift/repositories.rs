//! Input: repositories of ECR in a template, their policies, and cache rules.
//! Output: the repositories whose policies are shown, and those that cache rules fill.
//! Never: takes one without a policy for one whose policy is not known.

use super::reading::{Reading, first};
use crate::plan::{self, Repository, Surroundings};
use crate::template::value::Value;

const REPOSITORY: &[&str] = &["AWS::ECR::Repository"];
const CACHE: &[&str] = &["AWS::ECR::PullThroughCacheRule", "aws_ecr_pull_through_cache_rule"];
const POLICY: &[&str] = &["aws_ecr_repository_policy"];

/// Adds them: a registry knows no VPCs.
pub(super) fn lift(reading: &Reading, around: &mut Surroundings) {
    let mut add = |name: plan::Value, policy: &Value| {
        let document = reading.document(policy).map(Repository::about_itself);
        around.repositories.push(Repository { name, account: None, policy: document, span: Some(policy.span) });
    };
    for repository in reading.of_types(REPOSITORY) {
        if let Some(policy) = first(&repository.properties, &["RepositoryPolicyText"]) {
            add(reading.name_of(repository), policy);
        }
    }
    for policy in reading.of_types(POLICY) {
        let of = first(&policy.properties, &["repository"]);
        let name = of.map_or_else(plan::Value::unknown, |of| reading.value(of));
        if let Some(policy) = first(&policy.properties, &["policy"]) {
            add(name, policy);
        }
    }
    for rule in reading.of_types(CACHE) {
        let prefix =
            first(&rule.properties, &["EcrRepositoryPrefix", "ecr_repository_prefix"]).and_then(Value::as_text);
        around.caches.push(match prefix {
            Some(prefix) if prefix != "ROOT" => format!("{prefix}/"),
            Some(_) | None => String::new(),
        });
    }
}
