use super::Subject;
use crate::plan;
use crate::aws::Service;
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};

pub static RULE: Rule = Rule { code: Code(203), name: "sdk_before_private_dns", severity: Severity::Warning, title: "", explanation: "", symptoms: &[], sources: &[], bad: Example::Spec(""), good: Example::Spec("") };

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block.filter(|block| plan::sdk_before_private_dns(block)) else { return };
    let api = subject.plan.endpoint(Service::EcrApi);
    let (Some(sdk), Some(true)) = (block.sdk, api.and_then(|(_, api)| api.private_dns)) else { return };
    let region = subject.plan.region;
    let url = format!("https://api.ecr.{}.{}", region.id, region.partition.dns_suffix());
    report.push(
        Diagnostic::new(&RULE, sdk.span, format!("an SDK of {} does not look for ECR's private name", sdk.value))
            .label("released on 2019-01-24 or earlier")
            .note(format!("its calls need `--endpoint-url {url}`; the template outputs it"))
            .help("update the SDK and remove the statement, or accept this with a reason"),
    );
}
