//! ECR202: private DNS of the endpoint for ECR's API.

use crate::aws::Service;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(off) = subject.private_dns_off(Service::EcrApi) else { return };
    let (id, suffix) = subject.plan.region.map_or(("REGION", "amazonaws.com"), |it| (it.id, it.partition.dns_suffix()));
    let url = format!("https://VPCE_ID.api.ecr.{id}.vpce.{suffix}");
    let output = if subject.block.is_some() { "; the template outputs it with the endpoint's ID" } else { "" };
    let found = Diagnostic::at(&cards::API_PRIVATE_DNS_OFF, off.span, "private DNS is off for `ecr.api`")
        .label("SDKs do not find the endpoint by themselves")
        .help("turn private DNS on for `ecr.api`, or accept this with a reason");
    let found = subject.beside_private_dns(Service::EcrApi, found);
    if found.severity() == Severity::Note {
        report.push(found.note("no call by the public name takes the endpoint, which is billed all the same"));
        return;
    }
    let found = found.note(format!("every call needs `--endpoint-url {url}`{output}"));
    let on_fargate = subject.plan.surroundings.workload.launches.iter().any(|launch| launch.value.is_fargate());
    report.push(if on_fargate {
        found.note("on Fargate nothing can pass `--endpoint-url`, so tasks probably cannot log in to the registry")
    } else {
        found
    });
}
