//! The card of ECR206: two endpoints that claim one private name.

use super::Across;
use crate::aws::Service;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Rule, Severity};
use crate::model::{Block, Vpc};
use crate::plan::Value;
use crate::span::Span;
use std::collections::BTreeMap;

/// In one VPC only one endpoint of a service can have private DNS.
pub static RULE: Rule = Rule {
    code: Code(206),
    name: "private_dns_conflict",
    severity: Severity::Error,
    exceptions: &[],
    title: "one VPC can hold only one endpoint with private DNS for a service",
    explanation: "\
Private DNS lets a service's public name resolve to the endpoint, in the whole VPC. A second endpoint of the same \
service with private DNS would claim the same name, and AWS refuses it. Users report the same for a while after an \
endpoint was deleted: its name is not free at once.

One set of endpoints serves all of a VPC. Put what runs there into one block; its `launch` statements add up. Where \
another stack owns an endpoint, name it with `existing ecr.dkr \"vpce-…\"`. Blocks whose VPC is a parameter are not \
compared, since theirs may be any.",
    symptoms: &[
        "private-dns-enabled cannot be set because there is already a conflicting DNS domain for \
         api.ecr.us-east-1.amazonaws.com in the VPC",
        "ConflictingDomainExists",
    ],
    sources: &[
        Reference {
            title: "Access an AWS service using an interface VPC endpoint",
            url: "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html",
            read: "2026-11-24",
        },
        Reference {
            title: "User report: already a conflicting DNS domain in the VPC",
            url: "https://github.com/hashicorp/terraform-provider-aws/issues/17535",
            read: "2026-11-24",
        },
    ],
    bad: Example::Spec(
        "\
private_ecr web <
  region us-east-2;
  vpc \"vpc-0a1b2c3d\";
  launch fargate 1.4.0;
  logs none;
>

private_ecr jobs <
  region us-east-2;
  vpc \"vpc-0a1b2c3d\";
  launch fargate 1.4.0;
  logs none;
>
",
    ),
    good: Example::Spec(
        "\
private_ecr web <
  region us-east-2;
  vpc \"vpc-0a1b2c3d\";
  launch fargate 1.4.0;
  logs none;
>

private_ecr jobs <
  region us-east-2;
  vpc \"vpc-0e4f5a6b\";
  launch fargate 1.4.0;
  logs none;
>
",
    ),
};

/// Two private names for one service in one VPC: in one plan, or in two plans of a command.
pub(super) fn check() -> Across {
    // What one template leaves open is not known to be what another does: of it nothing is remembered.
    let mut known: BTreeMap<(&str, String, String), Option<Span>> = BTreeMap::new();
    Box::new(move |footprint, block, report| {
        let (region, span) = (footprint.region, vpc_span(block));
        let mut open: BTreeMap<(&Value, String), Option<Span>> = BTreeMap::new();
        let mut twice: BTreeMap<Option<Span>, Vec<String>> = BTreeMap::new();
        for (vpc, service) in &footprint.private_dns {
            let Some(name) = service.name(region) else { continue };
            let mut is_first = false;
            let here = || {
                is_first = true;
                span
            };
            let first = match vpc.as_literal() {
                Some(id) => *known.entry((region.id, id.to_owned(), name.clone())).or_insert_with(here),
                None => *open.entry((vpc, name.clone())).or_insert_with(here),
            };
            if !is_first {
                let known = Service::ALL.iter().find(|known| service.is(**known, region));
                twice.entry(first).or_default().push(known.map_or(name, |it| it.name().to_owned()));
            }
        }
        for (other, services) in twice {
            let names: Vec<String> = services.iter().map(|service| format!("`{service}`")).collect();
            let message = format!("two endpoints with private DNS in one VPC, for {}", names.join(", "));
            let mut diagnostic = Diagnostic::at(&RULE, span, message)
                .label("this VPC gets the second ones")
                .help("describe a VPC in one block, or name the endpoints by `existing` in one of them");
            if let Some(other) = other.filter(|other| Some(*other) != span) {
                diagnostic = diagnostic.also(other, "and the first ones here");
            }
            report.push(diagnostic);
        }
    })
}

fn vpc_span(block: Option<&Block>) -> Option<Span> {
    match &block?.vpc {
        Vpc::Existing(id) => Some(id.span),
        Vpc::Unsaid | Vpc::New { .. } => None,
    }
}
