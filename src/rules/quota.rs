//! ECR801: a quota of AWS is passed.

use super::Across;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Rule, Severity};
use std::collections::BTreeMap;

/// A quota of AWS is passed.
pub static RULE: Rule = Rule {
    code: Code(801),
    name: "quota",
    severity: Severity::Warning,
    exceptions: &[],
    title: "a quota of AWS is passed",
    explanation: "\
A VPC may have 50 interface endpoints, and an account 20 gateway endpoints in a region (which AWS raises on request). \
Gateways are counted over the blocks of one command that share region and `account`; the warning comes once, at the \
21st. What other templates create is not counted.

Ask for a higher quota before you deploy.",
    symptoms: &["VpcEndpointLimitExceeded"],
    sources: &[Reference {
        title: "AWS PrivateLink quotas",
        url: "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html",
        read: "2026-11-24",
    }],
    bad: Example::Shortened(
        "\
private_ecr vpc-1 <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
>

private_ecr vpc-2 <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
>

# … and nineteen more
",
    ),
    good: Example::Spec(
        "\
private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
>
",
    ),
};

/// Interface endpoints in a VPC.
const INTERFACES: usize = 50;
/// Gateway endpoints in a region of an account.
const GATEWAYS: usize = 20;

pub(super) fn check() -> Across {
    let mut gateways: BTreeMap<(&str, Option<String>), usize> = BTreeMap::new();
    Box::new(move |footprint, block, report| {
        let span = block.map(|block| block.span);
        let interfaces = footprint.interfaces;
        if interfaces > INTERFACES {
            let message = format!("{interfaces} interface endpoints in one VPC");
            let found = Diagnostic::at(&RULE, span, message).label(format!("AWS lets a VPC have {INTERFACES}"));
            report.push(found.help("ask AWS for a higher quota"));
        }
        let account = block.and_then(|block| block.account.as_ref()).map(|account| account.value.to_string());
        let count = gateways.entry((footprint.region.id, account)).or_default();
        let before = *count;
        *count += footprint.gateways;
        if before <= GATEWAYS && *count > GATEWAYS {
            let message = format!("more than {GATEWAYS} gateway endpoints in `{}`", footprint.region.id);
            report.push(
                Diagnostic::at(&RULE, span, message)
                    .label("this block's is one more than AWS lets an account have in a region")
                    .help("ask AWS for a higher quota, then accept this with a reason"),
            );
        }
    })
}
