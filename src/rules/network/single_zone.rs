//! ECR303: endpoints in one Availability Zone.

use crate::aws::Service;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{self, EndpointService, List, logical_id};
use crate::rules::Subject;
use crate::span::Span;
use crate::spec::model::{Block, Vpc};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let count = |subnets: &List| match subnets {
        List::Items(subnets) => Some(subnets.len()),
        List::Parameter(_) | List::Unknown(_) => None,
    };
    let plan = subject.plan;
    let endpoints: Vec<_> = plan.interface_endpoints().collect();
    let all = endpoints.iter().all(|(_, endpoint)| count(&endpoint.subnets) == Some(1));
    // One among others counts if a start needs it.
    let matters = |of: &EndpointService| {
        let is_called = |service| !plan::callers(&plan.surroundings.workload, plan.region, service).is_empty();
        let mut services = Service::ALL.iter().filter(|service| of.is(**service, plan.region));
        services.any(|service| service.is_ecr() || is_called(*service))
    };
    let mut single = endpoints.iter().filter(|(_, endpoint)| count(&endpoint.subnets) == Some(1));
    let Some((resource, _)) = single.find(|(_, endpoint)| all || matters(&endpoint.service)) else { return };
    let span = subject.block.and_then(said).or(resource.span);
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
