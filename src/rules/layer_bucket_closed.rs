use super::Subject;
use crate::aws::Service;
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};
use crate::policy::{self, Answer};

pub static RULE: Rule = Rule {
    code: Code(403),
    name: "layer_bucket_closed",
    severity: Severity::Error,
    title: "",
    explanation: "",
    symptoms: &[],
    sources: &[],
    bad: Example::Spec(""),
    good: Example::Spec(""),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let region = subject.plan.region;
    for (resource, gateway) in subject.plan.gateway_endpoints() {
        let policy = gateway.policy.as_ref().and_then(|id| subject.plan.policy(id));
        let Some(policy) = policy.filter(|_| gateway.service.is(Service::S3, region)) else { continue };
        let layers = format!("arn:{}:s3:::{}/*", region.partition.id(), region.layer_bucket());
        if policy::anyone_can_get_object(policy, &layers) == Answer::No {
            report.push(
                Diagnostic::at(
                    &RULE,
                    resource.span,
                    "the S3 gateway's policy closes the bucket that holds image layers",
                )
                .label("pulls stop at the first layer")
                .help(format!("allow everyone `s3:GetObject` on `{layers}`, without conditions")),
            );
        }
    }
}
