//! The card of ECR310: more zones than a region has.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};
use crate::model::Vpc;
use crate::plan::{ResourceKind, Zone};

/// A template spreads over no more zones than its region has.
pub static RULE: Rule = Rule {
    code: Code(310),
    name: "too_many_zones",
    severity: Severity::Error,
    exceptions: &[(Severity::Warning, "when the region has the zones and some accounts see fewer of them")],
    title: "the region does not have so many Availability Zones",
    explanation: "\
A template picks its zones by number from those that the account has. If it asks for one more than there are, the \
deployment fails: CloudFormation's `Fn::Select` finds no such element, Terraform no such index.

AWS lists six zones in us-east-1; four in us-west-2, ap-northeast-1, ap-northeast-2 and eu-west-2; and three in every \
other region of the partition `aws` (read 2026-11-29). Of other partitions it says \"at least three\".

An account can see fewer zones than the region has. AWS says so of us-west-1, where newer accounts have two, and of \
any zone that has become constrained. Past what every account has, this is a warning: compare with `aws ec2 \
describe-availability-zones` in the account, and accept it.",
    symptoms: &[
        "Template error: Fn::Select cannot select nonexistent value at index 2",
        "Value (us-east-1g) for parameter availabilityZone is invalid. Subnets can currently only be created \
         in the following availability zones",
    ],
    sources: &[Reference {
        title: "AWS Availability Zones",
        url: "https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html",
        read: "2026-11-29",
    }],
    bad: Example::Spec(
        "\
private_ecr <
  region eu-west-1;
  vpc new 10.0.0.0/16 zones 6;
  launch fargate 1.4.0;
  logs awslogs;
>
",
    ),
    good: Example::Spec(
        "\
private_ecr <
  region eu-west-1;
  vpc new 10.0.0.0/16 zones 3;
  launch fargate 1.4.0;
  logs awslogs;
>
",
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let zones = subject.plan.resources.iter().filter_map(|resource| match &resource.kind {
        ResourceKind::Subnet(subnet) => match subnet.zone {
            Zone::Index(index) => Some((index.saturating_add(1), resource.span)),
            Zone::Named(_) | Zone::Unknown => None,
        },
        ResourceKind::Vpc(_)
        | ResourceKind::RouteTable(_)
        | ResourceKind::RouteTableAssociation(_)
        | ResourceKind::SecurityGroup(_)
        | ResourceKind::Ingress(_)
        | ResourceKind::InterfaceEndpoint(_)
        | ResourceKind::GatewayEndpoint(_)
        | ResourceKind::Role(_)
        | ResourceKind::RolePolicy(_) => None,
    });
    let Some((asked, span)) = zones.max_by_key(|(number, _)| *number) else { return };
    let said = subject.block.and_then(|block| match &block.vpc {
        Vpc::New { zones, .. } => zones.map(|zones| zones.span),
        Vpc::Unsaid | Vpc::Existing(_) => None,
    });
    let span = said.or(span);
    let region = subject.plan.region;
    let every = region.zones_of_every_account();
    if let Some(has) = region.zones().filter(|has| *has < asked) {
        report.push(
            Diagnostic::at(&RULE, span, format!("`{}` has {has} Availability Zones, not {asked}", region.id))
                .label("the deployment finds no such zone")
                .help(format!("write `zones {has}` or fewer")),
        );
    } else if asked > every {
        let message = format!("some accounts see fewer than {asked} Availability Zones in `{}`", region.id);
        report.push(
            Diagnostic::at(&RULE, span, message)
                .label("the deployment may find no such zone")
                .help(format!(
                    "compare with `aws ec2 describe-availability-zones --region {}`, or write `zones {every}`",
                    region.id
                ))
                .weighing(Severity::Warning),
        );
    }
}
