//! ECR303: endpoints in one Availability Zone.

use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::List;
use crate::rules::Subject;
use crate::span::Span;
use crate::spec::model::{Block, Vpc};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let single = subject.plan.interface_endpoints().find(|(_, endpoint)| match &endpoint.subnets {
        List::Items(subnets) => subnets.len() == 1,
        List::Parameter(_) | List::Unknown(_) => false,
    });
    let Some((resource, _)) = single else { return };
    let span = subject.block.and_then(said).or(resource.span);
    report.push(
        Diagnostic::at(&cards::SINGLE_ZONE, span, "all interface endpoints are in one Availability Zone")
            .label("they fail if the zone fails")
            .help("spread them over at least two zones"),
    );
}

fn said(block: &Block) -> Option<Span> {
    match &block.vpc {
        Vpc::New { span, zones, .. } => Some(zones.map_or(*span, |zones| zones.span)),
        Vpc::Unsaid | Vpc::Existing(_) => block.subnets.as_ref().map(|subnets| subnets.span),
    }
}
