//! ECR206: two endpoints that claim one private name.

use crate::aws::{Region, Service};
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::Value;
use crate::rules::footprint::PrivateName;
use crate::rules::{Footprint, Together};
use crate::span::Span;
use crate::spec::model::{Block, Vpc};
use std::collections::{BTreeMap, BTreeSet};

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
    /// Whether specs say it, which can name an existing endpoint.
    is_of_specs: bool,
}

impl Claim {
    fn add(&mut self, private: &PrivateName, region: &Region, number: usize, span: Option<Span>) {
        let PrivateName { service, name, .. } = private;
        match self.first.get(name) {
            None => {
                self.first.insert(name.clone(), (number, span));
            }
            Some((first_number, first)) => {
                let known = Service::ALL.iter().find(|known| service.is(**known, Some(region)));
                self.by_first.insert(*first);
                self.by_others.insert(span);
                self.blocks.extend([*first_number, number]);
                self.again.insert(known.map_or(name.as_str(), |it| it.name()).to_owned());
            }
        }
    }

    /// One diagnostic, however many there are.
    fn report(&self, vpc: Option<&str>, report: &mut Report) {
        let Some(second) = self.by_others.first() else { return };
        let names: Vec<String> = self.again.iter().map(|service| format!("`{service}`")).collect();
        let blocks = self.blocks.len();
        let message = match vpc {
            Some(vpc) if blocks > 1 => {
                format!("{blocks} blocks claim private DNS for {} in `{vpc}`", names.join(", "))
            }
            Some(_) | None => format!("two endpoints in one VPC have private DNS for {}", names.join(", ")),
        };
        let help = if self.is_of_specs {
            "describe the VPC in one block, or write `existing` for the endpoints in all blocks but one"
        } else {
            "keep one of the endpoints, or turn private DNS off for the others"
        };
        let mut found = Diagnostic::at(&cards::PRIVATE_DNS_CONFLICT, *second, message)
            .label("claims the same names again")
            .note_of_rule()
            .help(help);
        let also = |spans: &BTreeSet<Option<Span>>| {
            spans.iter().filter(|span| *span != second).filter_map(|span| *span).collect::<Vec<_>>()
        };
        for span in also(&self.by_first) {
            found = found.also(span, "claims them first");
        }
        for span in also(&self.by_others) {
            found = found.also(span, "also claims them");
        }
        report.push(found);
    }
}

impl Together for Claims {
    fn see(&mut self, footprint: &Footprint, block: Option<&Block>) {
        let Some(region) = footprint.region else { return };
        self.blocks += 1;
        let mut open: BTreeMap<&Value, Claim> = BTreeMap::new();
        for private in &footprint.private_dns {
            let span = if block.is_some() { vpc_span(block) } else { private.span };
            let claim = match private.vpc.as_literal() {
                Some(id) => self.known.entry((region.id, id.to_owned())).or_default(),
                None if !footprint.claims_twice => continue,
                None => open.entry(&private.vpc).or_default(),
            };
            claim.add(private, region, self.blocks, span);
            claim.is_of_specs |= block.is_some();
        }
        self.open.extend(open.into_values());
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
