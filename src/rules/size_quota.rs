//! The card of ECR802: how much a security group and a template hold.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};
use crate::plan::{Ingress, Plan, ResourceKind};
use crate::span::Span;

/// Where CloudFormation's quotas are listed.
const CLOUDFORMATION: &str =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html";

/// A group's rules and a template's resources stay within AWS's quotas.
pub static RULE: Rule = Rule {
    code: Code(802),
    name: "size_quota",
    severity: Severity::Warning,
    exceptions: &[(Severity::Error, "when a CloudFormation template has more than 500 resources or 1 MB")],
    title: "a security group or a template is larger than AWS's quota",
    explanation: "\
A security group can have 60 inbound rules for IPv4 and as many for IPv6. AWS raises this on request, up to 1,000 \
rules for all groups of a network interface together. A rule that names a prefix list counts as many times as the list \
has room for entries, and a group counts for both kinds of addresses; ecrc counts each of them once, since it does not \
know more.

A CloudFormation template can have 500 resources and 1 MB. AWS does not raise these, so ecrc refuses to write a larger \
one. Terraform has no such limits.

Name larger blocks, or put the clients' blocks into a prefix list and name that.",
    symptoms: &[
        "RulesPerSecurityGroupLimitExceeded",
        "The maximum number of rules per security group has been reached",
        "Template error: Number of resources, 612, is greater than maximum allowed, 500",
    ],
    sources: &[
        Reference {
            title: "Amazon VPC quotas",
            url: "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
            read: "2026-11-29",
        },
        Reference { title: "Understand CloudFormation quotas", url: CLOUDFORMATION, read: "2026-11-29" },
    ],
    bad: Example::Shortened(
        "\
private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  clients 10.0.0.0/24, 10.0.1.0/24, 10.0.2.0/24;
>

# … with 61 blocks
",
    ),
    good: Example::Spec(
        "\
private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  clients 10.0.0.0/18;
>
",
    ),
};

/// Inbound rules of a group, of one IP version.
const RULES: usize = 60;

/// Resources in a CloudFormation template.
const RESOURCES: usize = 500;

/// Bytes of a CloudFormation template that is uploaded to S3.
const BYTES: usize = 1_000_000;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let plan = subject.plan;
    let mut groups = subject.endpoint_groups();
    groups.sort();
    groups.dedup();
    for group in groups {
        let rules = || {
            plan.resources.iter().filter_map(|resource| {
                let ResourceKind::Ingress(ingress) = &resource.kind else { return None };
                (ingress.group == *group).then_some((resource, ingress))
            })
        };
        let of = |counts: fn(&Ingress) -> bool| rules().filter(|(_, rule)| counts(rule)).count();
        let ipv6 = of(|rule| matches!(rule.peer, crate::plan::Peer::Ipv6(_)));
        let count = ipv6.max(rules().count() - ipv6);
        if count <= RULES {
            continue;
        }
        let first = rules().next().and_then(|(resource, _)| resource.span);
        let span = subject.block.and_then(|block| Some(block.clients.as_ref()?.span)).or(first);
        report.push(
            Diagnostic::at(&RULE, span, format!("the endpoints' security group has {count} rules"))
                .label(format!("AWS lets a group have {RULES}"))
                .help("name larger blocks, or put them into a prefix list; or ask AWS for a higher quota"),
        );
    }
}

/// What is wrong with the size of a `CloudFormation` template, once it is written.
pub fn of_template(plan: &Plan, bytes: usize, span: Option<Span>) -> Option<Diagnostic> {
    let resources = plan.resources.len();
    let message = if resources > RESOURCES {
        format!("the template has {resources} resources, and CloudFormation takes {RESOURCES}")
    } else if bytes > BYTES {
        format!("the template has {bytes} bytes, and CloudFormation takes {BYTES}")
    } else {
        return None;
    };
    let found = Diagnostic::at(&RULE, span, message).label("too large for one stack").citing(CLOUDFORMATION);
    Some(found.help("name larger blocks in `clients`, or compile to Terraform").weighing(Severity::Error))
}
