//! ECR705: what is well-formed and in none of ecrc's tables.

use crate::aws::service_name::name_fault;
use crate::aws::{action, service_actions};
use crate::cards;
use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::plan::EndpointService;
use crate::rules::Subject;
use crate::spec::model::{Block, EndpointKey, Verb};

/// AWS's list of endpoint services.
const SERVICES_PAGE: &str = "https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html";

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block else { return };
    let region = block.region;
    if !region.value.launched {
        report.push(
            Diagnostic::new(
                &cards::NOT_IN_TABLES,
                region.span,
                format!("AWS has not opened region `{}`", region.value.id),
            )
            .label("only the AWS SDK lists it")
            .note_of_rule()
            .help("check that ECR is in the region, then accept this with that as the reason"),
        );
    }
    for key in &block.endpoints {
        let is_unknown = match &key.value {
            EndpointKey::Listed(_) => false,
            EndpointKey::Unlisted(_) => true,
            EndpointKey::Named(name) => {
                let is_judged = name_fault(name.as_str(), Some(region.value)).is_some();
                !is_judged && name.own_id().is_none() && name.other_region(region.value).is_none()
            }
        };
        if is_unknown {
            let message = format!("`{}` is in none of ecrc's tables", key.value.as_str());
            report.push(
                Diagnostic::new(&cards::NOT_IN_TABLES, key.span, message)
                    .label("AWS refuses an endpoint for no service")
                    .help("compare it with AWS's list of services that integrate with PrivateLink, and accept this with a reason")
                    .citing(SERVICES_PAGE),
            );
        }
    }
    unsure_of_region(subject, report);
    actions_on(block, report);
    for access in &block.access {
        let verb = &access.value.verb;
        let Verb::Action(name) = &verb.value else { continue };
        if action::matching(name).next().is_none() {
            report.push(
                Diagnostic::new(&cards::NOT_IN_TABLES, verb.span, format!("action `{name}` is not in ecrc's tables"))
                    .label("no effect if ECR lacks this action")
                    .note_of_rule()
                    .help("check AWS's list of ECR actions, then accept this with that as the reason"),
            );
        }
    }
}

/// Actions of other services that the table does not have, or of services that it does not have.
fn actions_on(block: &Block, report: &mut Report) {
    for access in &block.access_on {
        let (verb, Some(on)) = (&access.value.verb, &access.value.on) else { continue };
        let Verb::Action(name) = &verb.value else { continue };
        // Of a service of another region another rule tells.
        if service_actions::is_action(on.value.as_str(), name) || on.value.elsewhere(block.region.value).is_some() {
            continue;
        }
        let message = format!("action `{name}` of `{}` is not in ecrc's tables", on.value.as_str());
        report.push(
            Diagnostic::new(&cards::NOT_IN_TABLES, verb.span, message)
                .label("no effect if the service lacks this action")
                .note_of_rule()
                .help("check AWS's list of the service's actions, then accept this with that as the reason")
                .citing(service_actions::PAGE),
        );
    }
}

/// Endpoints of which no list says that they are in the region.
fn unsure_of_region(subject: &Subject, report: &mut Report) {
    let Some(region) = subject.plan.region else { return };
    let unsure: Vec<_> = subject
        .plan
        .endpoints()
        .filter_map(|(resource, service)| match service {
            // Of ECR's, and of one that AWS does not offer, another rule says so.
            EndpointService::Known(service) if service.is_in(region).is_none() && !service.is_ecr() => {
                Some((resource.span, service.name()))
            }
            EndpointService::Known(_)
            | EndpointService::Named(_)
            | EndpointService::Abroad(_)
            | EndpointService::Like(..)
            | EndpointService::Unknown(_) => None,
        })
        .collect();
    let Some((span, _)) = unsure.first() else { return };
    let names: Vec<String> = unsure.iter().map(|(_, name)| format!("`{name}`")).collect();
    let message = format!("ecrc does not know whether `{}` has an endpoint for {}", region.id, names.join(", "));
    report.push(
        Diagnostic::at(&cards::NOT_IN_TABLES, *span, message)
            .label("no list names it in this region")
            .help(format!(
                "run `aws ec2 describe-vpc-endpoint-services --region {}`, and accept this with a reason",
                region.id
            ))
            .citing(SERVICES_PAGE)
            .weighing(Severity::Note),
    );
}
