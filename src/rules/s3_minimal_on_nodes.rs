use super::Subject;
use crate::aws::Service;
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};
use crate::model::Launch;

pub static RULE: Rule = Rule {
    code: Code(406),
    name: "s3_minimal_on_nodes",
    severity: Severity::Note,
    title: "",
    explanation: "",
    symptoms: &[],
    sources: &[],
    bad: Example::Spec(""),
    good: Example::Spec(""),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block else { return };
    let open = block.s3_full.is_some_and(|full| full.value) || !block.s3_also.is_empty();
    let created =
        subject.plan.gateway_endpoints().any(|(_, gateway)| gateway.service.is(Service::S3, subject.plan.region));
    if open || !created {
        return;
    }
    let nodes = block.workload.launches.iter();
    let nodes = nodes.clone().find(|launch| match launch.value {
        Launch::Ec2 { .. } | Launch::Eks { fargate: false } => true,
        Launch::Fargate { .. } | Launch::Eks { fargate: true } => false,
    });
    if let Some(launch) = nodes {
        report.push(
            Diagnostic::new(&RULE, launch.span, "the S3 gateway closes every bucket but that of image layers")
                .label("nodes often read package mirrors or build artefacts from S3")
                .help("name them by `s3 also \"bucket\"`, or write `s3 full`"),
        );
    }
}
