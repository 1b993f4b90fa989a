//! The card of ECR305: what is there already.

use super::Subject;
use crate::aws::Service;
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};

/// A security group or an endpoint that is there already is not checked.
pub static RULE: Rule = Rule {
    code: Code(305),
    name: "unchecked_own_resource",
    severity: Severity::Note,
    exceptions: &[],
    title: "a resource of your own is used as it is, and ecrc does not check it",
    explanation: "\
`security_group` and `existing` name something that is there already. ecrc takes its id and changes nothing on it, \
so whether it fits is yours to see.

A security group must admit tcp/443 from the clients (ECR301). An interface endpoint needs private DNS (`ecr.dkr` \
in any case), subnets in more than one zone, such a group, and a policy that lets the pulls through. The S3 \
gateway endpoint needs the route tables of all private subnets, and a policy that opens the bucket of the image \
layers.

Once that is seen to, `accept ECR305` with who saw to it as the reason; or leave the statement out and let ecrc \
create what it needs.",
    symptoms: &[],
    sources: &[],
    bad: Example::Spec(
        r#"private_ecr <
  region us-east-2;
  security_group "sg-0123456789abcdef0";
  launch fargate 1.4.0;
  logs awslogs;
>
"#,
    ),
    good: Example::Spec(
        "\
private_ecr <
  region us-east-2;
  clients 10.0.0.0/16;
  launch fargate 1.4.0;
  logs awslogs;
>
",
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block else { return };
    if let Some(group) = &block.security_group {
        report.push(
            Diagnostic::new(&RULE, group.span, format!("`{}` is used as it is, and not checked", group.value))
                .label("has to admit tcp/443 from the private subnets")
                .help("look at its ingress rules before you deploy"),
        );
    }
    for existing in &block.existing {
        let service = existing.service.value;
        let place = if subject.plan.has_own_zone(service) { "that this VPC reaches" } else { "in this VPC" };
        let label = format!("has to be an endpoint for `{}` {place}", service.name());
        let mut found = Diagnostic::new(
            &RULE,
            existing.id.span,
            format!("`{}` is used as it is, and not checked", existing.id.value),
        )
        .label(label)
        .help("look at its private DNS, security group, route tables and policy before you deploy");
        let of_ecr = matches!(existing.service.value, Service::EcrApi | Service::EcrDkr);
        if let Some(access) = block.access.first().filter(|_| of_ecr) {
            found = found.also(access.span, "what is allowed and denied is not put on it");
        }
        report.push(found);
    }
}
