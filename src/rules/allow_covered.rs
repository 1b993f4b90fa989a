//! The card of ECR501: permissions that restrict nobody.

use super::Subject;
use super::statement_without_effect::has_access_policy;
use crate::aws::Service;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};
use crate::plan::{self, Effect, PolicyId, Statement};
use crate::policy;

/// A longer statement is cut where another one's message quotes it.
const LONGEST: usize = 60;

/// An `allow` that another one covers restricts nobody.
pub static RULE: Rule = Rule {
    code: Code(501),
    name: "allow_covered",
    severity: Severity::Warning,
    exceptions: &[],
    title: "another `allow` covers this one wholly, so it restricts nobody",
    explanation: "\
Statements of a policy that allow add up: who is let through by one is let through. An `allow` whose verb, \
principals and repositories another `allow` covers therefore changes nothing, and a reader who takes it for a \
limit is mistaken. The combined policy on AWS's page is such a case: `AllowPull` names one role, but `AllowAll` \
stands beside it, and everybody may do everything that is not denied. The page does not say so; it follows from \
how policies are evaluated.

Remove the narrower `allow` if all of it is to be allowed, or the wider one if the narrower is meant as a limit. \
Of two equal ones the later is reported. Where the `allow` statements alone are longer than \
AWS takes (ECR505), they are not compared; where their wildcards cross in too many ways, ECR515 says so.",
    symptoms: &[],
    sources: &[
        Reference {
            title: "Amazon ECR interface VPC endpoints (AWS PrivateLink)",
            url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html",
            read: "2026-11-24",
        },
        Reference {
            title: "Policy evaluation logic",
            url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
            read: "2026-11-25",
        },
    ],
    bad: Example::Spec(
        r#"private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  allow all;
  allow pull role "ecsTaskExecutionRole";
>
"#,
    ),
    good: Example::Spec(
        r#"private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  allow pull role "ecsTaskExecutionRole";
>
"#,
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block else { return of_template(subject, report) };
    if !has_access_policy(subject.plan) {
        return;
    }
    let allows: Vec<_> = block.access.iter().filter(|access| access.value.allow).collect();
    let grants: Vec<_> = allows.iter().map(|allow| plan::statement_of(&allow.value, block)).collect();
    for (narrow, wide) in covered(subject, &PolicyId::Ecr, &grants) {
        if let (Some(narrow), Some(wide)) = (allows.get(narrow), allows.get(wide)) {
            let wider = shortened(&wide.value.to_string());
            let message = format!("this `allow` has no effect: `{wider}` covers it");
            let found = Diagnostic::new(&RULE, narrow.span, message).label("already fully allowed");
            report.push(explained(found.also(wide.span, "by this statement")));
        }
    }
}

/// With the reason, which the rule's title would say once more.
fn explained(mut found: Diagnostic) -> Diagnostic {
    found.notes = vec!["`allow` statements add up, so this one restricts nobody".to_owned()];
    found.help("remove it; to limit access, remove the wider one")
}

/// A statement that fits into a line: what is left out is said.
fn shortened(statement: &str) -> String {
    match statement.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", statement.get(..end).unwrap_or_default()),
        None => statement.to_owned(),
    }
}

/// In a template the statements have no place of their own.
fn of_template(subject: &Subject, report: &mut Report) {
    let mut judged = Vec::new();
    for service in [Service::EcrDkr, Service::EcrApi] {
        let Some((resource, endpoint)) = subject.plan.endpoint(service) else { continue };
        let Some(id) = &endpoint.policy else { continue };
        let Some(document) = subject.policy(id) else { continue };
        if judged.contains(&document) {
            continue;
        }
        let allows = document.statements.iter().filter(|statement| statement.effect == Effect::Allow);
        let grants: Vec<Statement> = allows.cloned().collect();
        judged.push(document);
        let name = |at: usize| match grants.get(at).and_then(|grant| grant.sid.as_ref()) {
            Some(sid) => format!("`{sid}`"),
            None => format!("allowing statement {}", at + 1),
        };
        for (narrow, wide) in covered(subject, id, &grants) {
            let message = format!("{} has no effect: {} covers it", name(narrow), name(wide));
            report.push(explained(Diagnostic::at(&RULE, resource.span, message)));
        }
    }
}

/// Which of the grants another one covers, with that other one. Where they are more than a policy has room for, which
/// ECR505 reports, they are not compared.
fn covered(subject: &Subject, policy: &PolicyId, grants: &[Statement]) -> Vec<(usize, usize)> {
    if policy::excess(grants).is_some() {
        return Vec::new();
    }
    subject.bound.ask(&RULE, policy, |budget| policy::covered(grants, budget))
}
