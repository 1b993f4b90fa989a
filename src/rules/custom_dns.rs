//! The card of ECR204: VPCs whose names another resolver resolves.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};

/// Endpoints work with the DNS that Amazon provides.
pub static RULE: Rule = Rule {
    code: Code(204),
    name: "custom_dns",
    severity: Severity::Warning,
    exceptions: &[],
    title: "endpoints work only with the DNS that Amazon provides",
    explanation: "\
A VPC endpoint's private names exist in the Amazon-provided DNS (Route 53 Resolver) of its VPC and nowhere else. A \
DNS server of your own, set by a DHCP option set, answers with the public addresses of ECR, and pulls time out.

Let the VPC use the Amazon-provided DNS, and write `dns amazon` or nothing. Or keep your server and let it forward \
the AWS names, or all it does not own, to the resolver of the VPC; AWS calls this conditional forwarding. Then write \
`accept ECR204 \"…\"` with that as the reason. Whether it forwards rightly cannot be seen from a spec.",
    symptoms: &[
        "dial tcp: lookup api.ecr.us-east-1.amazonaws.com on 10.0.0.2:53: no such host",
        "dial tcp: lookup 111122223333.dkr.ecr.us-east-1.amazonaws.com on 10.0.0.2:53: read udp \
         10.0.1.5:40000->10.0.0.2:53: i/o timeout",
    ],
    sources: &[
        Reference {
            title: "Amazon ECR interface VPC endpoints (AWS PrivateLink)",
            url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html",
            read: "2026-11-24",
        },
        Reference {
            title: "Amazon ECS interface VPC endpoints (AWS PrivateLink)",
            url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html",
            read: "2026-11-24",
        },
    ],
    bad: Example::Spec(
        "\
private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  dns custom;
>
",
    ),
    good: Example::Spec(
        "\
private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  dns amazon;
>
",
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(custom) = subject.block.and_then(|block| block.custom_dns).filter(|custom| custom.value) else { return };
    report.push(
        Diagnostic::new(&RULE, custom.span, "endpoints are found through the Amazon-provided DNS alone")
            .label("another resolver answers with public addresses")
            .help("forward the region's AWS names to the VPC's resolver, then accept this with a reason"),
    );
}
