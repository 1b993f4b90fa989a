//! ECR504: repositories of another region, in policies and in the images of tasks.

use crate::aws::{Partition, Region, Service};
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{InterfaceEndpoint, Registry, Task, TaskImage, Value};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(region) = subject.plan.region else { return };
    images(subject, region, report);
    let mut judged = Vec::new();
    for (resource, endpoint) in subject.ecr_endpoints() {
        let Some(id) = endpoint.policy.as_ref().filter(|id| !judged.contains(id)) else { continue };
        judged.push(id);
        let Some(document) = subject.policy(id) else { continue };
        let resources = document.statements.iter().flat_map(|statement| &statement.resources);
        for arn in resources.filter_map(beginning) {
            if arn.starts_with("arn:") && arn.contains("${AWS::") {
                let message = format!("`{arn}` names no repository: nothing replaces `${{…}}` there");
                report.push(
                    Diagnostic::at(&cards::REPOSITORY_ELSEWHERE, resource.span, message)
                        .label("no such region or account exists")
                        .help("write `!Sub` before it"),
                );
                continue;
            }
            let parts: Vec<&str> = arn.splitn(5, ':').collect();
            let ["arn", partition, "ecr", of, _] = parts.as_slice() else { continue };
            let wildcard = |text: &str| text.contains(['*', '?']);
            let of_partition = !wildcard(partition) && Partition::find(partition) != Some(region.partition);
            let elsewhere = !wildcard(of) && *of != region.id;
            if elsewhere || of_partition {
                let of = match (of_partition, elsewhere) {
                    (true, true) => format!("`{partition}`, `{of}`"),
                    (true, false) => format!("`{partition}`"),
                    (false, _) => format!("`{of}`"),
                };
                report.push(
                    Diagnostic::at(
                        &cards::REPOSITORY_ELSEWHERE,
                        resource.span,
                        format!("repositories in {of} are not reachable through an endpoint in `{}`", region.id),
                    )
                    .label("endpoints are regional")
                    .help(format!("name repositories in `{}`", region.id)),
                );
            }
        }
    }
}

/// The images of tasks that no endpoint here serves, where nothing else leads to their registry, or no credentials.
fn images(subject: &Subject, region: &Region, report: &mut Report) {
    let plan = subject.plan;
    for task in &plan.surroundings.tasks {
        for image in &task.images {
            let Registry::Private(Some(of)) = image.registry(plan.region) else { continue };
            if of.partition != region.partition {
                report.push(of_partition(task, image, of, region));
                continue;
            }
            if of.id == region.id || !subject.is_shut_in(task) {
                continue;
            }
            // AWS has endpoints to services of other regions, too.
            let may_serve = |(_, endpoint): (_, &InterfaceEndpoint)| {
                !endpoint.service.is_known()
                    || endpoint.service.name(Some(region)) == Some(Service::EcrDkr.endpoint_service_name(of))
            };
            let host = Service::EcrDkr.private_dns_names(of).into_iter().next().unwrap_or_default();
            let is_hidden = plan.surroundings.own_zones.iter().any(|zone| zone.covers(&host));
            if is_hidden || plan.interface_endpoints().any(may_serve) {
                continue;
            }
            let message =
                format!("the image `{}` of `{}` is in `{}`, not in `{}`", image.name, task.name, of.id, region.id);
            report.push(
                Diagnostic::at(&cards::REPOSITORY_ELSEWHERE, image.span.or(task.span), message)
                    .label("this task pulls from another region")
                    .help(format!("replicate the repository to `{}`, and pull the image from there", region.id)),
            );
        }
    }
}

/// The image of another partition: whatever leads there, the role's credentials are none in it.
fn of_partition(task: &Task, image: &TaskImage, of: &Region, here: &Region) -> Diagnostic {
    let (there, own) = (of.partition.id(), here.partition.id());
    let message =
        format!("the image `{}` of `{}` is in the partition `{there}`, not in `{own}`", image.name, task.name);
    Diagnostic::at(&cards::REPOSITORY_ELSEWHERE, image.span.or(task.span), message)
        .label(format!("credentials of `{own}` are invalid there"))
        .help(format!("copy the image to a repository in `{}`, and pull it from there", here.id))
}

/// What is known of an ARN up to the account, which only the deployment may know.
fn beginning(arn: &Value) -> Option<&str> {
    match arn {
        Value::Literal(text) => Some(text),
        Value::Join(parts) => parts.first()?.as_literal(),
        Value::Parameter(_) | Value::Attribute(..) | Value::Pseudo(_) | Value::Unknown(_) => None,
    }
}
