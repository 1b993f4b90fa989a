//! ECR206: two endpoints that claim one private name.

use crate::aws::{Region, Service};
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::Value;
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
    /// The VPCs whose ids are known, or those of something in them.
    known: Vec<Claim>,
    /// Which of these an id stands for, by region and id: a VPC, or a subnet, a route table or a group, which are in one.
    ids: BTreeMap<(&'static str, String), usize>,
    /// Those of one plan. What one template leaves open is not known to be what another does.
    open: Vec<Claim>,
    /// How many blocks were seen.
    blocks: usize,
}

/// Who claims private names in one VPC.
#[derive(Default)]
struct Claim {
    /// The VPC's id, if it is known.
    vpc: Option<String>,
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
    fn add(&mut self, name: &str, region: &Region, number: usize, span: Option<Span>) {
        match self.first.get(name) {
            None => {
                self.first.insert(name.to_owned(), (number, span));
            }
            Some((first_number, first)) => {
                let known = Service::ALL.iter().find(|known| known.endpoint_service_name(region) == name);
                self.by_first.insert(*first);
                self.by_others.insert(span);
                self.blocks.extend([*first_number, number]);
                self.again.insert(known.map_or(name, |it| it.name()).to_owned());
            }
        }
    }

    /// Takes in what is claimed in a VPC that turns out to be the same.
    fn join(&mut self, other: Claim, region: &Region) {
        for (name, (number, span)) in other.first {
            self.add(&name, region, number, span);
        }
        self.vpc = self.vpc.take().or(other.vpc);
        self.again.extend(other.again);
        self.by_others.extend(other.by_first.into_iter().chain(other.by_others));
        self.blocks.extend(other.blocks);
        self.is_of_specs |= other.is_of_specs;
    }

    /// One diagnostic, however many there are.
    fn report(&self, report: &mut Report) {
        let Some(second) = self.by_others.first() else { return };
        let names: Vec<String> = self.again.iter().map(|service| format!("`{service}`")).collect();
        let blocks = self.blocks.len();
        let message = if blocks > 1 {
            let vpc = self.vpc.as_ref().map_or("one VPC".to_owned(), |vpc| format!("`{vpc}`"));
            format!("{blocks} blocks claim private DNS for {} in {vpc}", names.join(", "))
        } else {
            format!("two endpoints in one VPC have private DNS for {}", names.join(", "))
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
        let number = self.blocks;
        let mut open: BTreeMap<&Value, Claim> = BTreeMap::new();
        let parts: Vec<(String, Span)> = block.into_iter().flat_map(Block::parts_of_vpc).collect();
        let shared = parts.iter().find(|(id, _)| self.ids.contains_key(&(region.id, id.clone())));
        let place = vpc_span(block).or_else(|| shared.or(parts.first()).map(|(_, span)| *span));
        for private in &footprint.private_dns {
            let span = if block.is_some() { place } else { private.span };
            let claim = match private.vpc.as_literal() {
                None if parts.is_empty() && !footprint.claims_twice => continue,
                None if parts.is_empty() => open.entry(&private.vpc).or_default(),
                vpc => match self.known_by(region, vpc, &parts) {
                    Some(claim) => claim,
                    None => continue,
                },
            };
            claim.add(&private.name, region, number, span);
            claim.is_of_specs |= block.is_some();
        }
        self.open.extend(open.into_values());
    }

    fn end(self: Box<Self>, report: &mut Report) {
        for claim in self.known.iter().chain(&self.open) {
            claim.report(report);
        }
    }
}

impl Claims {
    /// Who claims names in the VPC that these ids stand for.
    fn known_by(&mut self, region: &Region, vpc: Option<&str>, parts: &[(String, Span)]) -> Option<&mut Claim> {
        let ids = vpc.into_iter().chain(parts.iter().map(|(id, _)| id.as_str()));
        let keys: Vec<(&'static str, String)> = ids.map(|id| (region.id, id.to_owned())).collect();
        let mut known: Vec<usize> = keys.iter().filter_map(|key| self.ids.get(key).copied()).collect();
        known.sort_unstable();
        known.dedup();
        // A part that is named in two VPCs is an error of its own.
        let mut of = vpc.map(str::to_owned);
        known.retain(|at| match (self.known.get(*at).and_then(|claim| claim.vpc.as_ref()), &of) {
            (Some(other), Some(of)) => other == of,
            (Some(other), None) => {
                of = Some(other.clone());
                true
            }
            (None, _) => true,
        });
        let at = known.first().copied().unwrap_or(self.known.len());
        if known.is_empty() {
            self.known.push(Claim::default());
        }
        for other in known.into_iter().skip(1) {
            let joined = self.known.get_mut(other).map(std::mem::take).unwrap_or_default();
            self.known.get_mut(at)?.join(joined, region);
            self.ids.values_mut().filter(|of| **of == other).for_each(|of| *of = at);
        }
        for key in keys {
            self.ids.entry(key).or_insert(at);
        }
        let claim = self.known.get_mut(at)?;
        claim.vpc = of;
        Some(claim)
    }
}

fn vpc_span(block: Option<&Block>) -> Option<Span> {
    match &block?.vpc {
        Vpc::Existing(id) => Some(id.span),
        Vpc::Unsaid | Vpc::New { .. } => None,
    }
}
