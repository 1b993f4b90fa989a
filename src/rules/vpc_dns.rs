use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};
use crate::plan::ResourceKind;

pub static RULE: Rule = Rule { code: Code(205), name: "vpc_dns", severity: Severity::Error, title: "", explanation: "", symptoms: &[], sources: &[], bad: Example::Spec(""), good: Example::Spec("") };

pub(super) fn check(subject: &Subject, report: &mut Report) {
    if !subject.plan.interface_endpoints().any(|(_, endpoint)| endpoint.private_dns == Some(true)) {
        return;
    }
    for resource in &subject.plan.resources {
        let ResourceKind::Vpc(vpc) = &resource.kind else { continue };
        for (attribute, on) in [("DNS support", vpc.dns_support), ("DNS hostnames", vpc.dns_hostnames)] {
            if on == Some(false) {
                report.push(
                    Diagnostic::at(&RULE, resource.span, format!("the VPC has {attribute} off"))
                        .label("private names of endpoints do not resolve in it")
                        .help("set `EnableDnsSupport` and `EnableDnsHostnames` to true"),
                );
            }
        }
    }
}
