//! ECR207: endpoints that a statement names and the block does not need.

use crate::aws::Service;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::Plan;
use crate::rules::Subject;
use crate::rules::quote::shortened;
use crate::spec::derive;
use crate::spec::model::{Block, EndpointKey, PrivateDns};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block else { return };
    let needed = derive::endpoints_needed(block);
    for existing in derive::existing_in_vain(block, subject.plan) {
        let service = existing.service.value;
        let message = format!("`existing {}` has no effect", service.name());
        report.push(
            Diagnostic::new(&cards::ENDPOINT_NAMED_IN_VAIN, existing.service.span, message)
                .label(format!("nothing here needs `{}`", service.name()))
                .help(needing(&EndpointKey::Listed(service)))
                .in_vain(),
        );
    }
    // Of names of another region another rule tells.
    let is_elsewhere = |key: &EndpointKey| key.elsewhere(block.region.value).is_some();
    for of in block.private_dns_of.iter().filter(|of| !is_elsewhere(&of.service.value)) {
        let key = &of.service.value;
        // A hub's endpoint is there, and the zones for its names are the user's.
        let own = of.setting.value == PrivateDns::Own;
        let existing = block.existing.iter().filter(|_| !own).find(|existing| key.is(existing.service.value));
        report.push(match existing {
            Some(existing) => Diagnostic::new(
                &cards::ENDPOINT_NAMED_IN_VAIN,
                of.service.span,
                format!("`private_dns {}` has no effect", key.as_str()),
            )
            .label("the endpoint already exists")
            .also(existing.service.span, "used as it is")
            .help("remove the statement")
            .in_vain(),
            None if !needed.contains(key) => Diagnostic::new(
                &cards::ENDPOINT_NAMED_IN_VAIN,
                of.service.span,
                format!("`private_dns {}` has no effect", key.as_str()),
            )
            .label(format!("no `{}` endpoint is created", key.as_str()))
            .help(needing(key))
            .in_vain(),
            None => continue,
        });
    }
    policies(block, subject.plan, report);
    let derived = derive::services_derived(block);
    for key in &block.endpoints {
        let EndpointKey::Listed(service) = key.value else { continue };
        if derived.contains(&service) {
            let message = format!("`endpoint {}` has no effect", service.name());
            report.push(
                Diagnostic::new(&cards::ENDPOINT_NAMED_IN_VAIN, key.span, message)
                    .label("the block derives this endpoint anyway")
                    .help(format!("remove `{}`", service.name()))
                    .in_vain(),
            );
        }
    }
}

/// Statements on the policy of an endpoint that is not created here, or of two of which one exists already.
fn policies(block: &Block, plan: &Plan, report: &mut Report) {
    for access in &block.access_on {
        let region = block.region.value;
        let Some(on) = access.value.on.as_ref().filter(|on| on.value.elsewhere(region).is_none()) else { continue };
        let id = on.value.policy(region);
        let existing =
            block.existing.iter().find(|existing| EndpointKey::Listed(existing.service.value).policy(region) == id);
        let said = shortened(&access.value.to_string());
        let found = |message: String| Diagnostic::new(&cards::ENDPOINT_NAMED_IN_VAIN, on.span, message);
        report.push(match (plan.policy(&id).is_some(), existing) {
            (true, None) => continue,
            (true, Some(existing)) => {
                let existing_name = existing.service.value.name();
                let twin = twin(existing.service.value);
                found(format!("`{said}` is on the policy of `{twin}` only"))
                    .label(format!("the `{existing_name}` endpoint already exists"))
                    .also(existing.service.span, "ecrc puts no policy on it")
                    .help(format!("add it to the policy of the existing `{existing_name}`, then accept this warning"))
            }
            (false, Some(existing)) => found(format!("`{said}` has no effect"))
                .label("the endpoint already exists")
                .also(existing.service.span, "ecrc puts no policy on it")
                .help("put the policy on the existing endpoint, and remove the statement here")
                .in_vain(),
            (false, None) => found(format!("`{said}` has no effect"))
                .label(format!("no `{}` endpoint is created", on.value.as_str()))
                .help(needing(&on.value))
                .in_vain(),
        });
    }
}

/// The endpoint for the FIPS names of a service's plain one, and the other way around.
fn twin(service: Service) -> &'static str {
    let other = if service == service.plain() { service.fips() } else { Some(service.plain()) };
    other.unwrap_or(service).name()
}

/// What to do about a service that nothing needs: another statement may have been forgotten.
fn needing(key: &EndpointKey) -> String {
    let EndpointKey::Listed(service) = key else {
        let quote = if matches!(key, EndpointKey::Named(_)) { "\"" } else { "" };
        return format!("remove it, or add `endpoint {quote}{}{quote}`", key.as_str());
    };
    let statement = match service {
        Service::Listed(_) => return format!("remove it, or add `endpoint {}`", service.name()),
        Service::Logs => "logs awslogs",
        Service::SecretsManager => "secrets secretsmanager",
        Service::Ssm => "secrets ssm",
        Service::SsmMessages => "exec on",
        Service::Kms => "kms on",
        Service::Ecs | Service::EcsAgent | Service::EcsTelemetry => "launch ec2",
        Service::Fips(_) => "fips on",
        Service::EcrApi
        | Service::EcrDkr
        | Service::S3
        | Service::Ec2
        | Service::Eks
        | Service::EksAuth
        | Service::Sts
        | Service::ElasticLoadBalancing => return "remove the statement".to_owned(),
    };
    format!("remove it, or add `{statement}`")
}
