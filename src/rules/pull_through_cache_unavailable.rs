//! ECR604: pull-through cache rules are not offered in that partition.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};

/// Pull-through cache rules are not offered in that partition.
pub static RULE: Rule = Rule {
    code: Code(604),
    name: "pull_through_cache_unavailable",
    severity: Severity::Error,
    exceptions: &[],
    title: "pull-through cache rules are not offered in that partition",
    explanation: "\
AWS documents no pull-through cache in China (cn-north-1, cn-northwest-1) and in GovCloud (us-gov-east-1, \
us-gov-west-1). Nothing would ever fill the repositories. Of the isolated and the sovereign partitions the page says \
nothing; there it is not confirmed.

Push the images into repositories of your own.",
    symptoms: &["name unknown: The repository with name"],
    sources: &[Reference {
        title: "Sync an upstream registry with an Amazon ECR private registry",
        url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html",
        read: "2026-11-24",
    }],
    bad: Example::Spec(
        "\
private_ecr <
  region cn-north-1;
  launch fargate 1.4.0;
  logs awslogs;
  accept ECR702 \"checked with describe-vpc-endpoint-services\";
  pull_through_cache \"docker-hub\";
>
",
    ),
    good: Example::Spec(
        "\
private_ecr <
  region cn-north-1;
  launch fargate 1.4.0;
  logs awslogs;
  accept ECR702 \"checked with describe-vpc-endpoint-services\";
>
",
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block.filter(|block| !block.region.value.has_pull_through_cache()) else { return };
    for prefix in &block.pull_through_cache {
        let partition = block.region.value.partition.id();
        report.push(
            Diagnostic::new(&RULE, prefix.span, format!("`{partition}` has no pull-through cache"))
                .label("no rule can fill these repositories")
                .also(block.region.span, "a region of that partition")
                .help("push the images into repositories of your own"),
        );
    }
}
