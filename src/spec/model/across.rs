//! Input: the blocks of one command.
//! Output: a report of IDs that they use for two different things.
//! Never: compares what a block leaves to a parameter.

use super::{Block, Vpc};
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::span::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What an id is named for, in words, and where.
struct Use {
    what: String,
    span: Span,
}

/// Reports each id that is named again for something else, at the later place.
pub(super) fn check(blocks: &[Arc<Block>], report: &mut Report) {
    // An endpoint is for one service; a subnet, a route table and a group are in one VPC; all are in one region.
    let mut uses: BTreeMap<(&str, String), Use> = BTreeMap::new();
    for block in blocks {
        for (aspect, id, span, what) in named(block) {
            let Some(first) = uses.get(&(aspect, id.clone())) else {
                uses.insert((aspect, id), Use { what, span });
                continue;
            };
            if first.what == what {
                continue;
            }
            let message = format!("`{id}` cannot be {} and {what}", first.what);
            report.push(
                Diagnostic::new(&cards::CONTRADICTION, span, message)
                    .label("an ID belongs to one resource")
                    .also(first.span, format!("{} here", first.what))
                    .help("check the IDs in your account"),
            );
        }
    }
}

impl Block {
    /// The ids of what is in its VPC, and in no other one, each with its place.
    pub fn parts_of_vpc(&self) -> impl Iterator<Item = (String, Span)> {
        let subnets = self.subnets.iter().flat_map(|subnets| &subnets.value).map(|id| (id.value.to_string(), id.span));
        let tables =
            self.route_tables.iter().flat_map(|tables| &tables.value).map(|id| (id.value.to_string(), id.span));
        let tasks = self.tasks.iter().flat_map(|tasks| &tasks.value);
        let groups = self.security_group.iter().chain(tasks);
        let groups = groups.filter_map(|id| Some((id.value.known()?.to_string(), id.span)));
        subnets.chain(tables).chain(groups)
    }
}

/// The ids in a block: in which respect each is one thing, and which.
fn named(block: &Block) -> Vec<(&'static str, String, Span, String)> {
    let mut found = Vec::new();
    let region = format!("in the region `{}`", block.region.value.id);
    let mut ids: Vec<(String, Span)> = Vec::new();
    for existing in &block.existing {
        let Some(id) = existing.id.value.known().map(ToString::to_string) else { continue };
        let what = format!("the endpoint for `{}`", existing.service.value.name());
        found.push(("service", id.clone(), existing.id.span, what));
        ids.push((id, existing.id.span));
    }
    let vpc = match &block.vpc {
        Vpc::Existing(id) => {
            ids.push((id.value.to_string(), id.span));
            Some(format!("in `{}`", id.value))
        }
        Vpc::Unsaid | Vpc::New { .. } => None,
    };
    for (id, span) in block.parts_of_vpc() {
        found.extend(vpc.iter().map(|vpc| ("vpc", id.clone(), span, vpc.clone())));
        ids.push((id, span));
    }
    found.extend(ids.into_iter().map(|(id, span)| ("region", id, span, region.clone())));
    found
}
