//! The card of ECR308: clients that call over IPv6.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};
use crate::plan::{Peer, ResourceKind};
use crate::span::Span;

/// Clients by IPv6 reach only endpoints that have IPv6 addresses.
pub static RULE: Rule = Rule {
    code: Code(308),
    name: "ipv6_clients",
    severity: Severity::Warning,
    exceptions: &[],
    title: "clients by IPv6 cannot reach endpoints that have IPv4 addresses only",
    explanation: "\
An interface endpoint has IPv4 addresses, unless its address type is `dualstack` or `ipv6`. Rules of its security group \
that admit IPv6 blocks then admit nobody: no packet arrives from them. Clients that have both kinds of addresses call \
the endpoint over IPv4, from an IPv4 address that the group must admit.

Name the clients' IPv4 blocks, or their security groups.",
    symptoms: &[
        "Post \"https://api.ecr.us-east-1.amazonaws.com/\": dial tcp [2600:1f18::1]:443: connect: network is \
         unreachable",
        "Head \"https://111122223333.dkr-ecr.us-east-1.on.aws/v2/…\": dial tcp [64:ff9b::1]:443: i/o timeout",
    ],
    sources: &[Reference {
        title: "Access an AWS service using an interface VPC endpoint",
        url: "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html",
        read: "2026-11-29",
    }],
    bad: Example::Spec(
        "\
private_ecr <
  region us-east-2;
  clients 10.0.0.0/16, fd00:10::/32;
  launch fargate 1.4.0;
  logs awslogs;
>
",
    ),
    good: Example::Spec(
        "\
private_ecr <
  region us-east-2;
  clients 10.0.0.0/16;
  launch fargate 1.4.0;
  logs awslogs;
>
",
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let groups = subject.endpoint_groups();
    let blocks = subject.plan.resources.iter().filter_map(|resource| {
        let ResourceKind::Ingress(ingress) = &resource.kind else { return None };
        let Peer::Ipv6(cidr) = &ingress.peer else { return None };
        groups.contains(&&ingress.group).then_some((resource.span, cidr))
    });
    let blocks: Vec<_> = blocks.collect();
    let Some(((span, cidr), others)) = blocks.split_first() else { return };
    let message = match others.len() {
        0 => format!("clients in `{cidr}` cannot reach the endpoints, which have IPv4 addresses only"),
        more => format!("clients in `{cidr}` and {more} more IPv6 blocks cannot reach the endpoints' IPv4 addresses"),
    };
    let mut found = Diagnostic::at(&RULE, *span, message)
        .label("no packet arrives from IPv6 addresses")
        .help("name the clients' IPv4 blocks or security groups instead");
    let spans: Vec<Span> = others.iter().filter_map(|(span, _)| *span).collect();
    for span in spans {
        found = found.also(span, "nor from these");
    }
    report.push(found);
}
