//! The card of ECR309: ranges that a VPC cannot have.

use super::Subject;
use crate::aws::Ipv4Cidr;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};
use crate::model::{Block, Vpc};
use crate::plan::ResourceKind;
use crate::span::Span;

/// A VPC's range is one that AWS lets a VPC have.
pub static RULE: Rule = Rule {
    code: Code(309),
    name: "vpc_range_refused",
    severity: Severity::Error,
    exceptions: &[(Severity::Note, "when it is the range of Docker's default bridge, `172.17.0.0/16`")],
    title: "a VPC cannot have a range that is reserved",
    explanation: "\
AWS creates no VPC in `0.0.0.0/8`, `127.0.0.0/8` (loopback), `169.254.0.0/16` (link-local) and `224.0.0.0/4` \
(multicast). That it refuses the reserved block `240.0.0.0/4` as well is inferred.

AWS advises against `172.17.0.0/16`. Docker's default bridge has that range on every host, so a container there cannot \
reach an address of the VPC that the bridge claims for itself. The endpoints have such addresses.

AWS recommends a private range: one in `10.0.0.0/8`, `172.16.0.0/12` or `192.168.0.0/16`.",
    symptoms: &[
        "InvalidVpc.Range: The CIDR '…' is invalid",
        "Post \"https://api.ecr.us-east-1.amazonaws.com/\": dial tcp 172.17.0.9:443: connect: no route to host",
    ],
    sources: &[Reference {
        title: "VPC CIDR blocks",
        url: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html",
        read: "2026-11-29",
    }],
    bad: Example::Spec(
        "\
private_ecr <
  region us-east-2;
  vpc new 169.254.0.0/16;
  launch fargate 1.4.0;
  logs awslogs;
>
",
    ),
    good: Example::Spec(
        "\
private_ecr <
  region us-east-2;
  vpc new 10.0.0.0/16;
  launch fargate 1.4.0;
  logs awslogs;
>
",
    ),
};

/// What AWS refuses, and what it is.
const REFUSED: &[(&str, &str)] = &[
    ("0.0.0.0/8", "`0.0.0.0/8`"),
    ("127.0.0.0/8", "the loopback range `127.0.0.0/8`"),
    ("169.254.0.0/16", "the link-local range `169.254.0.0/16`"),
    ("224.0.0.0/4", "the multicast range `224.0.0.0/4`"),
    ("240.0.0.0/4", "the reserved range `240.0.0.0/4`"),
];

/// The range of Docker's default bridge.
const DOCKER: &str = "172.17.0.0/16";

pub(super) fn check(subject: &Subject, report: &mut Report) {
    for resource in &subject.plan.resources {
        let ResourceKind::Vpc(vpc) = &resource.kind else { continue };
        let Some(cidr) = vpc.cidr.as_literal().and_then(|cidr| Ipv4Cidr::parse(cidr).ok()) else { continue };
        let in_range = |range: &str| Ipv4Cidr::parse(range).is_ok_and(|range| range.overlaps(cidr));
        let span = subject.block.and_then(said).or(resource.span);
        let help = "choose a private range, such as `10.0.0.0/16`";
        if let Some((_, what)) = REFUSED.iter().find(|(range, _)| in_range(range)) {
            report.push(
                Diagnostic::at(&RULE, span, format!("AWS creates no VPC in {what}"))
                    .label("AWS refuses this range")
                    .help(help),
            );
        } else if in_range(DOCKER) {
            report.push(
                Diagnostic::at(&RULE, span, format!("Docker's default bridge has the range `{DOCKER}` on every host"))
                    .label("containers may not reach addresses in this range")
                    .help(help)
                    .weighing(Severity::Note),
            );
        }
    }
}

/// Where a block says the range.
fn said(block: &Block) -> Option<Span> {
    match &block.vpc {
        Vpc::New { cidr, .. } => Some(cidr.span),
        Vpc::Unsaid | Vpc::Existing(_) => None,
    }
}
