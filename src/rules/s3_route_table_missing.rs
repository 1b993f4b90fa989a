//! The card of ECR402: the route to the S3 gateway endpoint.

use super::Subject;
use crate::aws::Service;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};
use crate::plan::{List, ResourceKind, Value, logical_id};

/// The S3 gateway endpoint works through route tables: those of all subnets that pull.
pub static RULE: Rule = Rule {
    code: Code(402),
    name: "s3_route_table_missing",
    severity: Severity::Error,
    title: "the S3 gateway endpoint misses the route table of a subnet that pulls",
    explanation: "\
A gateway endpoint has no address. It is a route in the route tables that it is given, and serves the subnets of \
these tables only. Without a table it serves nobody; where the table of one private subnet is missing, tasks in \
that subnet cannot fetch image layers, while the others can.

Give it the route table of every subnet in which tasks or nodes run: `RouteTableIds` in a template, `route_tables` \
in a spec. A table takes one route to S3; where another S3 gateway endpoint of the VPC has it already, name that \
one with `existing s3` instead of a second. `vpc new` makes one table for all its subnets.",
    symptoms: &[
        "error pulling image configuration",
        "starport-layer-bucket",
        "pull command failed: panic: runtime error: invalid memory address or nil pointer dereference",
    ],
    sources: &[
        Reference {
            title: "Amazon ECR interface VPC endpoints (AWS PrivateLink)",
            url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html",
            read: "2026-11-24",
        },
        Reference {
            title: "Gateway endpoints",
            url: "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html",
            read: "2026-11-24",
        },
    ],
    bad: Example::Template(
        "\
Resources:
  S3Endpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Gateway
      ServiceName: com.amazonaws.us-east-2.s3
      VpcId: !Ref VpcId
",
    ),
    good: Example::Template(
        "\
Resources:
  S3Endpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Gateway
      ServiceName: com.amazonaws.us-east-2.s3
      VpcId: !Ref VpcId
      RouteTableIds: !Ref RouteTableIds
",
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    for (resource, gateway) in subject.plan.gateway_endpoints() {
        if !gateway.service.is(Service::S3, subject.plan.region) {
            continue;
        }
        let List::Items(tables) = &gateway.route_tables else { continue };
        let name = logical_id(&resource.id);
        if tables.is_empty() {
            report.push(
                Diagnostic::at(&RULE, resource.span, format!("`{name}` has no route table"))
                    .label("nothing leads to it")
                    .help("name the private subnets' route tables"),
            );
            continue;
        }
        if !tables.iter().all(Value::is_known) {
            continue;
        }
        let missed: Vec<String> = subject
            .plan
            .resources
            .iter()
            .filter(|other| {
                let ResourceKind::RouteTableAssociation(association) = &other.kind else { return false };
                association.route_table.is_known() && !tables.contains(&association.route_table)
            })
            .map(|other| format!("`{}`", logical_id(&other.id)))
            .collect();
        if !missed.is_empty() {
            report.push(
                Diagnostic::at(
                    &RULE,
                    resource.span,
                    format!("`{name}` misses the route tables of {}", missed.join(", ")),
                )
                .label("no route for these subnets")
                .help("name the route tables of all private subnets"),
            );
        }
    }
}
