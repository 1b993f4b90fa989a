//! ECR802: how much a security group and a template may contain.

use crate::cards;
use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::plan::{Ingress, Plan, ResourceKind};
use crate::rules::Subject;
use crate::span::Span;

/// Where CloudFormation's quotas are listed.
const CLOUDFORMATION: &str =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html";

/// Inbound rules of a group, of one IP version.
const RULES: usize = 60;

/// Resources in a CloudFormation template.
const RESOURCES: usize = 500;

/// Bytes of a CloudFormation template that is uploaded to S3.
pub const BYTES: usize = 1_000_000;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let plan = subject.plan;
    let mut groups = subject.endpoint_groups();
    groups.sort();
    groups.dedup();
    for group in groups {
        let rules = || {
            plan.resources.iter().filter_map(|resource| {
                let ResourceKind::Ingress(ingress) = &resource.kind else { return None };
                (ingress.group == *group).then_some((resource, ingress))
            })
        };
        let of = |counts: fn(&Ingress) -> bool| rules().filter(|(_, rule)| counts(rule)).count();
        let ipv6 = of(|rule| matches!(rule.peer, crate::plan::Peer::Ipv6(_)));
        let count = ipv6.max(rules().count() - ipv6);
        if count <= RULES {
            continue;
        }
        let first = rules().next().and_then(|(resource, _)| resource.span);
        let span = subject.block.and_then(|block| Some(block.clients.as_ref()?.span)).or(first);
        report.push(
            Diagnostic::at(&cards::SIZE_QUOTA, span, format!("the endpoints' security group has {count} rules"))
                .label(format!("AWS allows {RULES} per group"))
                .help("name larger blocks, use a prefix list, or ask AWS for a higher quota"),
        );
    }
}

/// What is wrong with the size of a `CloudFormation` template, once it is written.
pub fn of_template(plan: &Plan, bytes: usize, span: Option<Span>) -> Option<Diagnostic> {
    let resources = plan.resources.len();
    let (message, help) = if resources > RESOURCES {
        let message = format!("the template has {resources} resources, but CloudFormation allows {RESOURCES}");
        (message, "name larger blocks in `clients`, or compile to Terraform")
    } else if bytes > BYTES {
        let message = format!("the template has {bytes} bytes, but CloudFormation allows {BYTES}");
        (message, "shorten this statement, or compile to Terraform")
    } else {
        return None;
    };
    let found =
        Diagnostic::at(&cards::SIZE_QUOTA, span, message).label("too large for one stack").citing(CLOUDFORMATION);
    Some(found.help(help).weighing(Severity::Error))
}
