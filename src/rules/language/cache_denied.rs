//! Input: the pull-through caches of a block, and its `deny` statements.
//! Output: each cache that `deny` statements let nobody fill.
//! Never: reports one that no `allow` reaches, or one that somebody may fill.

use super::taken_away::nobody_can_pull;
use crate::aws::Service;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{Effect, PolicyId, Principals, Statement, Value};
use crate::policy::{self, Budget};
use crate::rules::Subject;
use crate::rules::crossing::creates;
use crate::spec::derive;
use crate::spec::model::Block;

/// What pulls through a cache need.
const PAGE: &str = "https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-iam.html";

/// What the first pull of an image through a cache does on its repository, whether that exists or not (read 2026-11-30).
const FIRST_PULL: &[&str] = &["ecr:BatchImportUpstreamImage", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];

/// So many parts of what may be filled are compared with the denies at most.
const PARTS: usize = 500;

pub(super) fn check(subject: &Subject, block: &Block, report: &mut Report) {
    let denies: Vec<_> = block.access.iter().filter(|access| !access.value.allow).collect();
    // Images pass through the registry's endpoint, and a policy binds where it is.
    if denies.is_empty() || block.pull_through_cache.is_empty() || !creates(Service::EcrDkr, subject.plan) {
        return;
    }
    let refused: Vec<Statement> = denies
        .iter()
        .map(|deny| Statement { effect: Effect::Allow, ..derive::statement_of(&deny.value, block) })
        .collect();
    // What is longer than AWS takes (ECR505) is not compared; where nobody can pull, another rule says so.
    if policy::excess(&refused).is_some() || nobody_can_pull(subject) {
        return;
    }
    for prefix in &block.pull_through_cache {
        let parts = parts(&derive::fillings(&prefix.value, block, FIRST_PULL));
        if parts.is_empty() || parts.len() > PARTS {
            continue;
        }
        let question = |budget: &mut Budget| policy::covered_by(&parts, &refused, budget);
        let covered = subject.bound.ask(&cards::STATEMENT_WITHOUT_EFFECT, &PolicyId::Ecr, question);
        // The first part that is refused of those for one principal on one repository.
        let mut stops = parts.chunks(FIRST_PULL.len()).enumerate().map(|(number, chunk)| {
            let chunk = number * FIRST_PULL.len()..number * FIRST_PULL.len() + chunk.len();
            covered.iter().find(|(part, _)| chunk.contains(part))
        });
        let Some(stops) = stops.try_fold(Vec::new(), |mut all, stop| {
            all.push(*stop?);
            Some(all)
        }) else {
            continue;
        };
        let action = |(part, _): &(usize, usize)| FIRST_PULL.get(part % FIRST_PULL.len()).copied();
        let Some(action) = stops.first().and_then(action) else { continue };
        let message = format!("`pull_through_cache \"{}\"` fills nothing: `{action}` is denied", prefix.value);
        let found = Diagnostic::new(&cards::STATEMENT_WITHOUT_EFFECT, prefix.span, message)
            .label("no first pull succeeds")
            .help("narrow the `deny`, or remove the cache")
            .citing(PAGE)
            .in_vain();
        let by: std::collections::BTreeSet<usize> = stops.into_iter().map(|(_, deny)| deny).collect();
        let by = by.into_iter().filter_map(|deny| denies.get(deny));
        report.push(by.fold(found, |found, deny| found.also(deny.span, "denies it")));
    }
}

/// What one principal does on one repository, an action each.
fn parts(fillings: &[Statement]) -> Vec<Statement> {
    let mut parts = Vec::new();
    for filling in fillings {
        let principals = match &filling.principals {
            Some(Principals::Aws(listed)) => {
                listed.iter().map(|arn| Some(Principals::Aws(vec![arn.clone()]))).collect()
            }
            whom => vec![whom.clone()],
        };
        for whom in principals {
            for resource in &filling.resources {
                parts.extend(FIRST_PULL.iter().map(|action| Statement {
                    principals: whom.clone(),
                    actions: vec![Value::literal(*action)],
                    resources: vec![resource.clone()],
                    ..filling.clone()
                }));
            }
        }
    }
    parts
}
