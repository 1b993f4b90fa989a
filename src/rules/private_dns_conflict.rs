//! The card of ECR206: two endpoints that claim one private name.

use super::{Footprint, Together};
use crate::aws::{Region, Service};
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};
use crate::model::{Block, Vpc};
use crate::plan::{EndpointService, Value};
use crate::span::Span;
use std::collections::{BTreeMap, BTreeSet};

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

/// Two private names for one service in one VPC: in one plan, or in several plans of a command.
pub(super) fn check() -> Box<dyn Together> {
    Box::new(Claims::default())
}

#[derive(Default)]
struct Claims {
    /// The VPCs whose ids are known, by region and id.
    known: BTreeMap<(&'static str, String), Claim>,
    /// Those of one plan. What one template leaves open is not known to be what another does.
    open: Vec<Claim>,
    /// How many blocks were seen.
    blocks: usize,
}

/// Who claims private names in one VPC.
#[derive(Default)]
struct Claim {
    /// The endpoints' services, and who claimed each name first: its number and place.
    first: BTreeMap<String, (usize, Option<Span>)>,
    /// The services that are claimed again, as people call them.
    again: BTreeSet<String>,
    /// Who claims one of them first, and who claims it again.
    by_first: BTreeSet<Option<Span>>,
    by_others: BTreeSet<Option<Span>>,
    blocks: BTreeSet<usize>,
}

impl Claim {
    fn add(&mut self, service: &EndpointService, region: &Region, number: usize, span: Option<Span>) {
        let Some(name) = service.name(region) else { return };
        match self.first.get(&name) {
            None => {
                self.first.insert(name, (number, span));
            }
            Some((first_number, first)) => {
                let known = Service::ALL.iter().find(|known| service.is(**known, region));
                self.by_first.insert(*first);
                self.by_others.insert(span);
                self.blocks.extend([*first_number, number]);
                self.again.insert(known.map_or(name, |it| it.name().to_owned()));
            }
        }
    }

    /// One finding, however many there are.
    fn report(&self, vpc: Option<&str>, report: &mut Report) {
        let Some(second) = self.by_others.first() else { return };
        let names: Vec<String> = self.again.iter().map(|service| format!("`{service}`")).collect();
        let blocks = self.blocks.len();
        let message = match vpc {
            Some(vpc) if blocks > 1 => {
                format!("{blocks} blocks claim private DNS for {} in `{vpc}`", names.join(", "))
            }
            Some(_) | None => format!("two endpoints with private DNS in one VPC, for {}", names.join(", ")),
        };
        let mut found = Diagnostic::at(&RULE, *second, message)
            .label("claims the same names again")
            .help("describe a VPC in one block, or name the endpoints by `existing` in all blocks but one");
        let also = |spans: &BTreeSet<Option<Span>>| {
            spans.iter().filter(|span| *span != second).filter_map(|span| *span).collect::<Vec<_>>()
        };
        for span in also(&self.by_first) {
            found = found.also(span, "claims them first");
        }
        for span in also(&self.by_others) {
            found = found.also(span, "claims them, too");
        }
        report.push(found);
    }
}

impl Together for Claims {
    fn see(&mut self, footprint: &Footprint, block: Option<&Block>) {
        let (region, span) = (footprint.region, vpc_span(block));
        self.blocks += 1;
        let mut open: BTreeMap<&Value, Claim> = BTreeMap::new();
        for (vpc, service) in &footprint.private_dns {
            let claim = match vpc.as_literal() {
                Some(id) => self.known.entry((region.id, id.to_owned())).or_default(),
                None => open.entry(vpc).or_default(),
            };
            claim.add(service, region, self.blocks, span);
        }
        self.open.extend(open.into_values().filter(|claim| !claim.again.is_empty()));
    }

    fn end(self: Box<Self>, report: &mut Report) {
        for ((_, vpc), claim) in &self.known {
            claim.report(Some(vpc), report);
        }
        for claim in &self.open {
            claim.report(None, report);
        }
    }
}

fn vpc_span(block: Option<&Block>) -> Option<Span> {
    match &block?.vpc {
        Vpc::Existing(id) => Some(id.span),
        Vpc::Unsaid | Vpc::New { .. } => None,
    }
}
