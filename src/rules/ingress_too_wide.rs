//! The card of ECR302: who is let in without need.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};
use crate::plan::{Peer, Ports, ResourceKind};

/// The endpoints' security group admits no more than https, and not the whole internet.
pub static RULE: Rule = Rule {
    code: Code(302),
    name: "ingress_too_wide",
    severity: Severity::Warning,
    exceptions: &[],
    title: "the endpoints' security group admits the whole internet, or more ports than 443",
    explanation: "\
The clients of an interface endpoint are in its VPC, or in networks that are connected to it, and they all call \
tcp/443. `0.0.0.0/0`, `::/0` and further ports serve none of them. The endpoint has private addresses only, so the \
internet does not reach it by such a rule alone; but every network that is ever connected to the VPC does.

Name the networks, groups or prefix lists that pull images in `clients`, or leave the statement out: then the \
VPC's own range is admitted. What ecrc compiles opens port 443 alone.",
    symptoms: &[],
    sources: &[],
    bad: Example::Spec(
        "\
private_ecr <
  region us-east-2;
  clients 0.0.0.0/0;
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
    let rules = || {
        subject.plan.resources.iter().filter_map(|resource| {
            let ResourceKind::Ingress(ingress) = &resource.kind else { return None };
            groups.contains(&&ingress.group).then_some((resource, ingress))
        })
    };
    for (resource, ingress) in rules() {
        let everyone = match &ingress.peer {
            Peer::Ipv4(cidr) | Peer::Ipv6(cidr) => cidr.as_literal().filter(|cidr| cidr.ends_with("/0")),
            Peer::Group(_) | Peer::PrefixList(_) | Peer::Unknown => None,
        };
        if let Some(cidr) = everyone {
            report.push(
                Diagnostic::at(&RULE, resource.span, format!("`{cidr}` admits the whole internet"))
                    .label("every address")
                    .help("name the VPC's CIDR, or the blocks, groups or prefix lists of those that call"),
            );
        }
        // Where a group admits no https at all, another rule says so.
        let has_https =
            || rules().any(|(_, other)| other.group == ingress.group && other.ports == Ports::Tcp(443, 443));
        let ports = match ingress.ports {
            Ports::Tcp(443, 443) | Ports::Other | Ports::Unknown => continue,
            Ports::Tcp(from, to) if from == to && has_https() => format!("port {from}, too"),
            Ports::Tcp(from, to) if from == to => continue,
            Ports::Tcp(from, to) => format!("ports {from} to {to}"),
            Ports::All => "every port".to_owned(),
        };
        report.push(
            Diagnostic::at(&RULE, resource.span, format!("the endpoints' security group opens {ports}"))
                .label("endpoints answer on tcp/443 alone")
                .help("open tcp/443 and nothing else"),
        );
    }
}
