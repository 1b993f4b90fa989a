//! ECR302: clients and ports that are admitted without need.

use crate::aws::internet::{Share, share_of_ipv4, share_of_ipv6};
use crate::aws::{Ipv4Cidr, Ipv6Cidr};
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{Ingress, Peer, Ports, Resource, ResourceKind, Value};
use crate::rules::Subject;
use crate::span::Span;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let mut groups = subject.endpoint_groups();
    groups.sort();
    groups.dedup();
    for group in groups {
        let rules: Vec<(&Resource, &Ingress)> = subject
            .plan
            .resources
            .iter()
            .filter_map(|resource| {
                let ResourceKind::Ingress(ingress) = &resource.kind else { return None };
                (ingress.group == *group).then_some((resource, ingress))
            })
            .collect();
        clients(subject, &rules, report);
        ports(&rules, report);
    }
}

/// Blocks of one IP version that a group admits.
struct Blocks<'p, T> {
    version: &'static str,
    admitted: Vec<(&'p str, T, Option<Span>)>,
    share: fn(&[T]) -> Share,
}

fn clients(subject: &Subject, rules: &[(&Resource, &Ingress)], report: &mut Report) {
    let literal = |of: fn(&Peer) -> Option<&Value>| {
        rules.iter().filter_map(move |(resource, rule)| Some((of(&rule.peer)?.as_literal()?, resource.span)))
    };
    let ipv4 = literal(|peer| if let Peer::Ipv4(cidr) = peer { Some(cidr) } else { None });
    let ipv6 = literal(|peer| if let Peer::Ipv6(cidr) = peer { Some(cidr) } else { None });
    Blocks {
        version: "IPv4",
        admitted: ipv4.filter_map(|(text, span)| Some((text, Ipv4Cidr::canonical(text)?, span))).collect(),
        share: share_of_ipv4,
    }
    .judge(subject, report);
    Blocks {
        version: "IPv6",
        admitted: ipv6.filter_map(|(text, span)| Some((text, Ipv6Cidr::canonical(text)?, span))).collect(),
        share: share_of_ipv6,
    }
    .judge(subject, report);
}

impl<T: Copy> Blocks<'_, T> {
    /// Reports the blocks if they are too wide together: the widest of them, if it holds what all of them hold.
    fn judge(&self, subject: &Subject, report: &mut Report) {
        let all: Vec<T> = self.admitted.iter().map(|(_, block, _)| *block).collect();
        let share = (self.share)(&all);
        if !share.is_wide() {
            return;
        }
        let alone = self.admitted.iter().find(|(_, block, _)| (self.share)(&[*block]) == share);
        let (span, who) = match alone {
            Some((text, _, span)) => (*span, format!("`{text}` admits")),
            None => (self.span(subject), format!("{} together admit", self.public())),
        };
        let what = if share.is_all() {
            "the whole internet".to_owned()
        } else {
            format!("{}% of the internet's {} addresses", share.percent(), self.version)
        };
        report.push(
            Diagnostic::at(&cards::INGRESS_TOO_WIDE, span, format!("{who} {what}"))
                .label("wider than any one network")
                .help("name the VPC's CIDR, or the blocks, groups or prefix lists of the clients"),
        );
    }

    /// Where all of them are said.
    fn span(&self, subject: &Subject) -> Option<Span> {
        let said = subject.block.and_then(|block| block.clients.as_ref()).map(|clients| clients.span);
        said.or_else(|| self.admitted.iter().find_map(|(_, _, span)| *span))
    }

    /// The first of those that hold public addresses, in words.
    fn public(&self) -> String {
        let nothing = (self.share)(&[]);
        let public = self.admitted.iter().filter(|(_, block, _)| (self.share)(&[*block]) != nothing);
        let names: Vec<String> = public.map(|(text, ..)| format!("`{text}`")).collect();
        let shown = names.iter().take(3).cloned().collect::<Vec<_>>().join(", ");
        match names.len().saturating_sub(3) {
            0 => shown,
            more => format!("{shown} and {more} more blocks"),
        }
    }
}

fn ports(rules: &[(&Resource, &Ingress)], report: &mut Report) {
    for (resource, ingress) in rules {
        // Where a group admits no https at all, another rule says so.
        let has_https = || rules.iter().any(|(_, other)| other.ports == Ports::Tcp(443, 443));
        let ports = match ingress.ports {
            Ports::Tcp(443, 443) | Ports::Other | Ports::Unknown => continue,
            // EC2 refuses it.
            Ports::Tcp(from, to) if from > to => continue,
            Ports::Tcp(from, to) if from == to && has_https() => format!("port {from} as well"),
            Ports::Tcp(from, to) if from == to => continue,
            Ports::Tcp(from, to) => format!("ports {from} to {to}"),
            Ports::All => "every port".to_owned(),
        };
        report.push(
            Diagnostic::at(
                &cards::INGRESS_TOO_WIDE,
                resource.span,
                format!("the endpoints' security group opens {ports}"),
            )
            .label("endpoints answer only on tcp/443")
            .help("open only tcp/443"),
        );
    }
}
