use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};
use crate::plan::{Peer, Ports, ResourceKind};

pub static RULE: Rule = Rule {
    code: Code(302),
    name: "ingress_too_wide",
    severity: Severity::Warning,
    title: "",
    explanation: "",
    symptoms: &[],
    sources: &[],
    bad: Example::Spec(""),
    good: Example::Spec(""),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    for resource in &subject.plan.resources {
        let ResourceKind::Ingress(ingress) = &resource.kind else { continue };
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
        let ports = match ingress.ports {
            Ports::Tcp(443, 443) | Ports::Other | Ports::Unknown => continue,
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
