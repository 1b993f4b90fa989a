//! ECR207: endpoints that a statement names and the block does not need.

use crate::aws::Service;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::Launch;
use crate::rules::Subject;
use crate::span::Spanned;
use crate::spec::derive;
use crate::spec::model::PrivateDns;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block else { return };
    let needed = derive::services_needed(block);
    // There AWS's page asks for Service::ECS's endpoints, and they are not derived: another rule tells of it.
    let is_fargate = |launch: &Spanned<Launch>| matches!(launch.value, Launch::Fargate { .. });
    let of_ecs = block.region.value.launched_since_2023_12_23() && block.workload.launches.iter().any(is_fargate);
    for existing in &block.existing {
        let service = existing.service.value;
        let asked_for = of_ecs && Service::ECS.contains(&service);
        if !needed.contains(&service) && !asked_for {
            report.push(
                Diagnostic::new(
                    &cards::ENDPOINT_NAMED_IN_VAIN,
                    existing.service.span,
                    format!("`existing {}` has no effect", service.name()),
                )
                .label(format!("nothing here needs `{}`", service.name()))
                .help(needing(service)),
            );
        }
    }
    for of in &block.private_dns_of {
        let service = of.service.value;
        // A hub's endpoint is there, and the zones for its names are the user's.
        let own = of.setting.value == PrivateDns::Own;
        let existing = block.existing.iter().filter(|_| !own).find(|existing| existing.service.value == service);
        report.push(match existing {
            Some(existing) => Diagnostic::new(
                &cards::ENDPOINT_NAMED_IN_VAIN,
                of.service.span,
                format!("`private_dns {}` has no effect", service.name()),
            )
            .label("the endpoint already exists")
            .also(existing.service.span, "used as it is")
            .help("remove the statement"),
            None if !needed.contains(&service) => Diagnostic::new(
                &cards::ENDPOINT_NAMED_IN_VAIN,
                of.service.span,
                format!("`private_dns {}` has no effect", service.name()),
            )
            .label(format!("no `{}` endpoint is created", service.name()))
            .help(needing(service)),
            None => continue,
        });
    }
}

/// What to do about a service that nothing needs: another statement may have been forgotten.
fn needing(service: Service) -> String {
    let statement = match service {
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
