//! ECR403: the policy of the S3 gateway endpoint.

use crate::aws::Service;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::policy::{self, Answer, Budget};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(region) = subject.plan.region else { return };
    let pulls = !subject.plan.surroundings.workload.launches.is_empty() || subject.plan.creates_ecr_endpoint();
    if subject.block.is_none() && !pulls {
        return;
    }
    for (resource, gateway) in subject.plan.gateway_endpoints() {
        let Some(id) = gateway.policy.as_ref().filter(|_| gateway.service.is(Service::S3, Some(region))) else {
            continue;
        };
        let Some(policy) = subject.policy(id) else { continue };
        let layers = format!("arn:{}:s3:::{}/*", region.partition.id(), region.layer_bucket());
        let ask = |budget: &mut Budget| policy::anyone_can_get_object(&policy, &layers, budget);
        if subject.bound.ask(&cards::LAYER_BUCKET_CLOSED, id, ask) == Answer::No {
            report.push(
                Diagnostic::at(
                    &cards::LAYER_BUCKET_CLOSED,
                    resource.span,
                    "the S3 gateway's policy blocks the bucket that holds image layers",
                )
                .label("pulls stop at the first layer")
                .help(format!("allow everyone `s3:GetObject` on `{layers}`, without conditions")),
            );
        }
    }
}
