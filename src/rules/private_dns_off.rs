//! The card of ECR208: private DNS of the endpoints beside ECR's.

use super::Subject;
use crate::aws::Service;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};
use crate::plan::{self, EndpointService};

/// Endpoints that are called by their services' public names have private DNS on.
pub static RULE: Rule = Rule {
    code: Code(208),
    name: "private_dns_off",
    severity: Severity::Warning,
    exceptions: &[],
    title: "without private DNS, calls by a service's public name pass the endpoint by",
    explanation: "\
Agents and SDKs call an AWS service by its public name, such as `logs.REGION.amazonaws.com`. Private DNS makes that \
name resolve to the endpoint. While it is off, the name keeps its public addresses: in a VPC that has no internet \
access the calls time out, although the endpoint is there. Only the endpoint's own names, \
`VPCE_ID.SERVICE.REGION.vpce.amazonaws.com`, lead to it, and most of what runs in a VPC takes no such option.

ECR201 and ECR202 say the same of `ecr.dkr` and `ecr.api`.

Leave `private_dns` out. If private hosted zones of your own serve the names, write `private_dns own`. In a template \
set `PrivateDnsEnabled: true`; Terraform's default is `false`.",
    symptoms: &[
        "Post \"https://logs.us-east-1.amazonaws.com/\": dial tcp 198.51.100.7:443: i/o timeout",
        "Connect timeout on endpoint URL: \"https://secretsmanager.us-east-1.amazonaws.com/\"",
    ],
    sources: &[
        Reference {
            title: "Access AWS services through AWS PrivateLink: private DNS",
            url: "https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html",
            read: "2026-11-29",
        },
        Reference {
            title: "Deploy private clusters with limited internet access",
            url: "https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html",
            read: "2026-11-29",
        },
    ],
    bad: Example::Spec(
        "\
private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  private_dns logs off;
>
",
    ),
    good: Example::Spec(
        "\
private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  private_dns logs on;
>
",
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let plan = subject.plan;
    for (_, endpoint) in plan.interface_endpoints() {
        let EndpointService::Known(service) = endpoint.service else { continue };
        // Those two have rules of their own, and S3's interface endpoint is no part of a pull.
        if matches!(service, Service::EcrApi | Service::EcrDkr | Service::S3) {
            continue;
        }
        let Some(off) = subject.private_dns_off(service) else { continue };
        let callers = plan::callers(&plan.workload, plan.region, service);
        let Some(caller) = callers.first() else { continue };
        let key = service.name();
        let names = service.private_dns_names(plan.region).join(", ");
        let found =
            Diagnostic::at(&RULE, off.span, format!("`{key}` has private DNS off, and {caller} by its public name"))
                .label(format!("`{key}` would resolve publicly"))
                .note(format!(
                    "the public name is `{names}`; the endpoint's own names are among the template's outputs"
                ));
        report.push(match off.span {
            Some(_) if off.of_all => found.help(format!("write `private_dns {key} on`, or remove `private_dns off`")),
            Some(_) => found.help(format!("write `private_dns {key} on`, the default, or `private_dns {key} own`")),
            None => found.help("set `PrivateDnsEnabled` to true"),
        });
    }
}
