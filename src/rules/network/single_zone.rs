//! ECR303: endpoints in one Availability Zone.

use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{List, logical_id};
use crate::rules::Subject;
use crate::span::Span;
use crate::spec::model::{Block, Vpc};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let count = |subnets: &List| match subnets {
        List::Items(subnets) => Some(subnets.len()),
        List::Parameter(_) | List::Unknown(_) => None,
    };
    let endpoints: Vec<_> = subject.plan.interface_endpoints().collect();
    let Some((resource, _)) = endpoints.iter().find(|(_, endpoint)| count(&endpoint.subnets) == Some(1)) else {
        return;
    };
    let span = subject.block.and_then(said).or(resource.span);
    let all = endpoints.iter().all(|(_, endpoint)| count(&endpoint.subnets) == Some(1));
    let (message, label) = if all {
        ("all interface endpoints are in one Availability Zone".to_owned(), "they fail if the zone fails")
    } else {
        (format!("`{}` is in one Availability Zone", logical_id(&resource.id)), "it fails if the zone fails")
    };
    report.push(
        Diagnostic::at(&cards::SINGLE_ZONE, span, message).label(label).help("spread them over at least two zones"),
    );
}

fn said(block: &Block) -> Option<Span> {
    match &block.vpc {
        Vpc::New { span, zones, .. } => Some(zones.map_or(*span, |zones| zones.span)),
        Vpc::Unsaid | Vpc::Existing(_) => block.subnets.as_ref().map(|subnets| subnets.span),
    }
}
