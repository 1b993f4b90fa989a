//! ECR403: the policy of the S3 gateway endpoint.

use crate::aws::{Region, Service};
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::PolicyDocument;
use crate::policy::{self, Answer, Budget};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let region = subject.plan.region;
    if !subject.pulls() {
        return;
    }
    // Where the region is not known, a policy is wrong if it is wrong in all of them.
    let regions = region.map_or(Region::all(), std::slice::from_ref);
    for (resource, gateway) in subject.plan.gateway_endpoints() {
        let Some(id) = gateway.policy.as_ref().filter(|_| gateway.service.is(Service::S3, region)) else {
            continue;
        };
        let ask = |budget: &mut Budget| {
            let mut answers = regions.iter().map(|region| {
                let policy = subject.policy_in(Some(region), id);
                policy.map_or(Answer::Unknown, |it| policy::anyone_can_get_object(&it, &layers(region), budget))
            });
            answers.find(|answer| *answer != Answer::No).unwrap_or(Answer::No)
        };
        if subject.bound.ask(&cards::LAYER_BUCKET_CLOSED, id, ask) == Answer::No {
            let layers = region.map_or("arn:aws:s3:::prod-REGION-starport-layer-bucket/*".to_owned(), layers);
            let found = Diagnostic::at(
                &cards::LAYER_BUCKET_CLOSED,
                resource.span,
                "the S3 gateway's policy blocks the bucket that holds image layers",
            );
            let found = found
                .label("pulls stop at the first layer")
                .help(format!("allow everyone `s3:GetObject` on `{layers}`, without conditions"));
            report.push(match subject.plan.policy(id).and_then(unreplaced) {
                Some(name) => {
                    found.note(format!("nothing replaces `{name}` in the policy: write `!Sub` before its text"))
                }
                None => found,
            });
        }
    }
}

/// What `!Sub` would replace in a policy, and stands there as it is.
fn unreplaced(document: &PolicyDocument) -> Option<String> {
    document.values().find_map(|value| {
        let text = value.as_literal()?;
        let (name, _) = text.split_once("${AWS::")?.1.split_once('}')?;
        Some(format!("${{AWS::{name}}}"))
    })
}

/// The objects that are image layers.
fn layers(region: &Region) -> String {
    format!("arn:{}:s3:::{}/*", region.partition.id(), region.layer_bucket())
}
