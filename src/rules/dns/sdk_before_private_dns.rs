//! ECR203: SDKs that are older than private DNS for ECR's API.

use crate::aws::Service;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::rules::Subject;
use crate::spec::derive;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block.filter(|block| derive::sdk_before_private_dns(block)) else { return };
    let api = subject.plan.endpoint(Service::EcrApi);
    let served = subject.plan.has_own_zone(Service::EcrApi);
    let (Some(sdk), Some(true)) = (block.sdk, api.and_then(|(_, api)| Some(api.private_dns? || served))) else {
        return;
    };
    let Some(region) = subject.plan.region else { return };
    let url = format!("https://api.ecr.{}.{}", region.id, region.partition.dns_suffix());
    report.push(
        Diagnostic::new(
            &cards::SDK_BEFORE_PRIVATE_DNS,
            sdk.span,
            format!("an SDK of {} does not look for ECR's private name", sdk.value),
        )
        .label("released on 2019-01-24 or earlier")
        .note(format!("its calls need `--endpoint-url {url}`; the template outputs it"))
        .help("update the SDK and remove the statement, or accept this with a reason"),
    );
}
