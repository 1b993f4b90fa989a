//! ECR305: existing resources, which ecrc does not check.

use crate::aws::Service;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::Parameter;
use crate::rules::Subject;
use crate::spec::derive;
use crate::spec::model::OwnId;
use std::fmt::Display;

/// So many buckets are named at most.
const SHOWN: usize = 6;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block else { return };
    if let Some(group) = &block.security_group {
        report.push(
            Diagnostic::new(
                &cards::UNCHECKED_OWN_RESOURCE,
                group.span,
                format!("ecrc uses {} without checking it", named(&group.value, Parameter::EndpointSecurityGroupId)),
            )
            .label("must admit tcp/443 from the private subnets")
            .help("check its ingress rules before you deploy"),
        );
    }
    // One that nothing needs is used nowhere: another rule tells.
    let in_vain = derive::existing_in_vain(block, subject.plan);
    for existing in block.existing.iter().filter(|existing| !in_vain.contains(existing)) {
        let service = existing.service.value;
        let place = if subject.plan.has_own_zone(service) { "that this VPC reaches" } else { "in this VPC" };
        let label = format!("must be the `{}` endpoint {place}", service.name());
        let mut found = Diagnostic::new(
            &cards::UNCHECKED_OWN_RESOURCE,
            existing.id.span,
            format!("ecrc uses {} without checking it", named(&existing.id.value, Parameter::EndpointId(service))),
        )
        .label(label)
        .help("check its private DNS, security group, route tables and policy before you deploy");
        let of_ecr = existing.service.value.is_ecr();
        if let Some(access) = block.access.first().filter(|_| of_ecr) {
            found = found.also(access.span, "this is not put on its policy");
        }
        if service == Service::S3 {
            let buckets = derive::buckets(block);
            found = found.note(format!("its policy must allow reading {}", shown(&buckets)));
        }
        report.push(found);
    }
}

/// The names of buckets, the first of them.
fn shown(buckets: &[String]) -> String {
    let names: Vec<String> = buckets.iter().take(SHOWN).map(|bucket| format!("`{bucket}`")).collect();
    match buckets.len().saturating_sub(SHOWN) {
        0 => names.join(", "),
        more => format!("{} and {more} more buckets", names.join(", ")),
    }
}

/// The id, or the parameter that gives it.
fn named<T: Display>(id: &OwnId<T>, parameter: Parameter) -> String {
    match id {
        OwnId::Known(id) => format!("`{id}`"),
        OwnId::Parameter => format!("what `{}` names", parameter.name()),
    }
}
