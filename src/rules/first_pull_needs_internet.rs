//! The card of ECR603: the way out that the first pull through a cache rule may need.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};

/// The first pull through a cache rule has internet access.
pub static RULE: Rule = Rule {
    code: Code(603),
    name: "first_pull_needs_internet",
    severity: Severity::Warning,
    exceptions: &[],
    title: "the first pull through a cache rule may need internet access",
    explanation: "\
A pull-through cache rule fills a repository when an image is first pulled. The page on ECR's endpoints says that \
this first pull, over PrivateLink, needs a route to the internet: a public subnet with a NAT gateway. The page on \
pull-through caches (read 2026-11-29) says that a route \"may be required\" and does not say when; it recommends one \
\"to avoid any failures\". Later pulls need none. ECR itself contacts the upstream registry, whether that is a \
public one or another private ECR registry, so what the route is for is not documented.

Pull each image once from a subnet that has internet access, or push it into a repository of your own.",
    symptoms: &[
        "111122223333.dkr.ecr.us-east-1.amazonaws.com/ecr-public/…: not found: name unknown: The repository \
         with name 'ecr-public/…' does not exist",
        "111122223333.dkr.ecr.us-east-1.amazonaws.com/docker-hub/…: manifest unknown: Requested image not found",
    ],
    sources: &[
        Reference {
            title: "Sync an upstream registry with an Amazon ECR private registry",
            url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html",
            read: "2026-11-29",
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
    let Some(block) = subject.block else { return };
    let Some((first, others)) = block.pull_through_cache.split_first() else { return };
    let what = match first.value.beginning().as_str() {
        "" => "that a cache rule fills".to_owned(),
        beginning => format!("below `{beginning}`"),
    };
    let message = format!("the first pull of an image {what} may need internet access");
    let mut found = Diagnostic::new(&RULE, first.span, message)
        .label("later pulls use the endpoints alone")
        .help("pull each image once from a subnet with a NAT gateway, or accept this with a reason");
    for other in others {
        found = found.also(other.span, "this prefix, too");
    }
    report.push(found);
}
