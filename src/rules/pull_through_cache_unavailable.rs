//! The card of ECR604: partitions of which no pull-through cache is confirmed.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};

/// Pull-through cache rules are confirmed in the partition.
pub static RULE: Rule = Rule {
    code: Code(604),
    name: "pull_through_cache_unavailable",
    severity: Severity::Warning,
    exceptions: &[],
    title: "pull-through cache rules are not confirmed in this partition",
    explanation: "\
Until 2026, the ECR guide excluded China and GovCloud from pull-through cache rules. The edition read on 2026-11-29 \
excludes no region, and GovCloud has them by now. For China, and for the isolated and the sovereign partitions, no \
AWS page that we found confirms it. Rules never work across partitions: an upstream registry in another partition of \
AWS cannot be cached.

Create the rule in the region first. If ECR refuses it, push the images into repositories of your own; otherwise \
accept this warning and say so.",
    symptoms: &["111122223333.dkr.ecr.us-gov-west-1.amazonaws.com/ecr-public/…: not found: name unknown: The \
         repository with name 'ecr-public/…' does not exist"],
    sources: &[Reference {
        title: "Sync an upstream registry with an Amazon ECR private registry",
        url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html",
        read: "2026-11-29",
    }],
    bad: Example::Spec(
        "\
private_ecr <
  region cn-north-1;
  launch fargate 1.4.0;
  logs awslogs;
  accept ECR702 \"checked with describe-vpc-endpoint-services\";
  accept ECR603 \"images are pulled once from the build VPC\";
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
  accept ECR603 \"images are pulled once from the build VPC\";
  accept ECR604 \"the rule was created on 2026-11-20\";
  pull_through_cache \"docker-hub\";
>
",
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block.filter(|block| !block.region.value.has_pull_through_cache()) else { return };
    for prefix in &block.pull_through_cache {
        let partition = block.region.value.partition.id();
        report.push(
            Diagnostic::new(&RULE, prefix.span, format!("no pull-through cache is confirmed in `{partition}`"))
                .label("ECR may refuse this rule")
                .also(block.region.span, "a region of that partition")
                .help("create the rule there first; if ECR refuses it, push the images into your own repositories"),
        );
    }
}
