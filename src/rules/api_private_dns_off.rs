use super::Subject;
use crate::aws::Service;
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};

pub static RULE: Rule = Rule { code: Code(202), name: "api_private_dns_off", severity: Severity::Warning, title: "", explanation: "", symptoms: &[], sources: &[], bad: Example::Spec(""), good: Example::Spec("") };

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(off) = subject.private_dns_off(Service::EcrApi) else { return };
    let region = subject.plan.region;
    let url =
        format!("https://VPCE_ID.api.ecr.{}.vpce.{}", region.id, region.partition.dns_suffix());
    report.push(
        Diagnostic::at(&RULE, off.span, "`ecr.api` without private DNS")
            .label("no SDK finds the endpoint by itself")
            .note(format!("every call needs `--endpoint-url {url}`; the template outputs it with the endpoint's id"))
            .help("leave private DNS on for `ecr.api`, or accept this with a reason"),
    );
}
