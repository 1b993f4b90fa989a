//! The card of ECR502: policies that no pull passes.

use super::Subject;
use crate::aws::Service;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};
use crate::model::Block;
use crate::plan::{self, Effect, PolicyDocument, Statement};
use crate::policy::{self, Answer};
use crate::span::Span;

/// So many `deny` statements are tried for whether the others leave somebody without them.
const MOST_TRIED: usize = 20;

/// Somebody can pull some image through the endpoints.
pub static RULE: Rule = Rule {
    code: Code(502),
    name: "nobody_can_pull",
    severity: Severity::Error,
    exceptions: &[],
    title: "the policy of the ECR endpoints lets nobody pull any image",
    explanation: "\
A pull takes three actions: `ecr:GetAuthorizationToken`, which has no resource and is granted on `*`, and \
`ecr:BatchGetImage` and `ecr:GetDownloadUrlForLayer` on the repository. This policy leaves no principal that has \
all three, the last two on one repository, so the endpoints serve no pull at all.

A block with an `allow` allows nothing but what its `allow` statements say, and `allow push` alone contains no \
pull. A `deny` takes away what an `allow` gives; a denial always wins. In a template, a policy of denials alone \
refuses everything, since with a policy of its own an endpoint allows only what that policy says.

Write an `allow pull`, or narrow the `deny`. The rule is deduced from how AWS evaluates policies, and decided \
exactly over the wildcards `*` and `?`, or not at all (ECR515).",
    symptoms: &[
        "is not authorized to perform: ecr:BatchGetImage on resource: \
         arn:aws:ecr:us-east-1:111122223333:repository/… because no VPC endpoint policy allows the \
         ecr:BatchGetImage action",
        "is not authorized to perform: ecr:GetAuthorizationToken on resource: * with an explicit deny in a \
         VPC endpoint policy",
        "is not authorized to perform: ecr:BatchGetImage",
        "pulling from host 111122223333.dkr.ecr.us-east-1.amazonaws.com failed with status code [manifests \
         latest]: 403 Forbidden",
        "The task can't pull the image. Check that the role has the permissions to pull images from the registry",
    ],
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
        Reference {
            title: "Troubleshoot access denied error messages",
            url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html",
            read: "2026-11-25",
        },
    ],
    bad: Example::Spec(
        r#"private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  allow push role "ci";
>
"#,
    ),
    good: Example::Spec(
        r#"private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  allow pull;
  allow push role "ci";
>
"#,
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let region = subject.plan.region;
    let mut judged = Vec::new();
    for service in [Service::EcrDkr, Service::EcrApi] {
        let Some((resource, endpoint)) = subject.plan.endpoint(service) else { continue };
        let Some(id) = &endpoint.policy else { continue };
        let Some(document) = subject.policy(id) else { continue };
        let can_pull = |document: &PolicyDocument| {
            subject.bound.ask(&RULE, id, |budget| policy::somebody_can_pull(document, region, budget))
        };
        let known = judged.contains(&document);
        judged.push(document.clone());
        // What is longer than AWS takes (ECR505) is not judged further.
        let passed_over = known || policy::excess(&document.statements).is_some();
        if passed_over || can_pull(&document) != Answer::No {
            continue;
        }
        let allows = document.statements.iter().filter(|statement| statement.effect == Effect::Allow);
        let allows: Vec<Statement> = allows.cloned().collect();
        let leaves_nobody = |denies: &[Statement]| {
            let statements = allows.iter().chain(denies).cloned().collect();
            let document = PolicyDocument { statements };
            subject.bound.ask_for_words(|budget| policy::somebody_can_pull(&document, region, budget)) == Answer::No
        };
        let message = "nobody can pull any image through these endpoints";
        if leaves_nobody(&[]) {
            let span = subject.block.and_then(|block| block.access.iter().find(|access| access.value.allow));
            let span = span.map(|access| access.span).or(resource.span);
            report.push(
                Diagnostic::at(&RULE, span, message)
                    .label("no `allow` grants a whole pull")
                    .help("write `allow pull`: a pull needs the token and two more actions on one repository"),
            );
            continue;
        }
        let found = match subject.block.and_then(|block| shutting_out(subject, block, leaves_nobody)) {
            Some((deny, others)) => {
                let found = Diagnostic::new(&RULE, deny, message);
                let label = if others.is_empty() { "this leaves nobody" } else { "this leaves nobody, with others" };
                others.into_iter().fold(found.label(label), |found, other| found.also(other, "with this"))
            }
            None => Diagnostic::at(&RULE, resource.span, message),
        };
        report.push(found.help("deny less: name roles or repositories"));
    }
}

/// The first `deny` that leaves nobody, together with those before it; and of these the ones that it takes.
fn shutting_out(
    subject: &Subject,
    block: &Block,
    leaves_nobody: impl Fn(&[Statement]) -> bool,
) -> Option<(Span, Vec<Span>)> {
    let denies: Vec<_> = block.access.iter().filter(|access| !access.value.allow).collect();
    let statements: Vec<Statement> =
        denies.iter().map(|deny| subject.statement(&plan::statement_of(&deny.value, block))).collect();
    // What is denied more leaves no more: the first that is too much lies between what is enough and what is not.
    let (mut enough, mut too_much) = (0, statements.len());
    while enough + 1 < too_much {
        let middle = usize::midpoint(enough, too_much);
        if leaves_nobody(statements.get(..middle)?) { too_much = middle } else { enough = middle }
    }
    let deny = denies.get(enough)?.span;
    let alone = statements.get(enough..too_much)?;
    if leaves_nobody(alone) {
        return Some((deny, Vec::new()));
    }
    let needed = (0..enough).take(MOST_TRIED).filter(|index| {
        let others = statements.get(..too_much).unwrap_or_default().iter().enumerate();
        let others: Vec<Statement> = others.filter(|(at, _)| at != index).map(|(_, it)| it.clone()).collect();
        !leaves_nobody(&others)
    });
    Some((deny, needed.filter_map(|index| denies.get(index)).map(|deny| deny.span).collect()))
}
