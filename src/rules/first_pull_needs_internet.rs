//! ECR603: the first pull through a cache rule needs a way to the internet.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};

/// The first pull through a cache rule needs a way to the internet.
pub static RULE: Rule = Rule {
    code: Code(603),
    name: "first_pull_needs_internet",
    severity: Severity::Warning,
    exceptions: &[],
    title: "the first pull through a cache rule needs a way to the internet",
    explanation: "\
A pull-through cache rule fills a repository when an image is first pulled. AWS documents that this first pull, over \
PrivateLink, needs a route to the internet (a public subnet with a NAT gateway); later pulls do not. A newer page says \
that it \"may be required\" (both read 2026-11-24).

Pull each image once from a subnet with a way out, or push it into a repository of your own.",
    symptoms: &["name unknown: The repository with name"],
    sources: &[
        Reference {
            title: "Sync an upstream registry with an Amazon ECR private registry",
            url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html",
            read: "2026-11-24",
        },
        Reference {
            title: "Amazon ECR interface VPC endpoints (AWS PrivateLink)",
            url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html",
            read: "2026-11-24",
        },
    ],
    bad: Example::Spec(
        "\
private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  pull_through_cache \"docker-hub\";
>
",
    ),
    good: Example::Spec(
        "\
private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  pull_through_cache \"docker-hub\";
  accept ECR603 \"images are pulled once from the build VPC\";
>
",
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block.filter(|block| block.region.value.has_pull_through_cache()) else { return };
    let Some((first, others)) = block.pull_through_cache.split_first() else { return };
    let message = format!("the first pull from `{}/` needs a way to the internet", first.value);
    let mut found = Diagnostic::new(&RULE, first.span, message)
        .label("from then on, pulls stay inside")
        .help("pull each image once from a subnet with a NAT gateway, or accept this with a reason");
    for other in others {
        found = found.also(other.span, "the same goes for this prefix");
    }
    report.push(found);
}
