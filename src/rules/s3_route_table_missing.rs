//! The card of ECR402: the route to the S3 gateway endpoint.

use super::Subject;
use crate::aws::Service;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};
use crate::plan::{List, ResourceKind, RouteTableAssociation, Value, logical_id};

/// The S3 gateway endpoint works through route tables: those of all subnets that pull.
pub static RULE: Rule = Rule {
    code: Code(402),
    name: "s3_route_table_missing",
    severity: Severity::Error,
    exceptions: &[],
    title: "the S3 gateway endpoint misses the route table of a subnet that pulls",
    explanation: "\
A gateway endpoint has no address. It is a route in the route tables that it is given, and serves the subnets of \
these tables only. Without a table it serves nobody; where the table of one private subnet is missing, tasks in \
that subnet cannot fetch image layers, while the others can.

Give it the route table of every subnet in which tasks or nodes run: `RouteTableIds` in a template, `route_tables` \
in a spec. A table takes one route to S3; where another S3 gateway endpoint of the VPC has it already, name that \
one with `existing s3` instead of a second. `vpc new` makes one table for all its subnets.",
    symptoms: &[
        "pull command failed: panic: runtime error: invalid memory address or nil pointer dereference",
        "Get \"https://prod-us-east-1-starport-layer-bucket.s3.us-east-1.amazonaws.com/…\": dial tcp \
         198.51.100.9:443: i/o timeout",
        "failed to download env files: … RequestCanceled",
        "Please ensure that the subnet's route table has a route to an S3 VPC endpoint",
        "RouteAlreadyExists: route table … already has a route with destination-prefix-list-id",
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
    let plan = subject.plan;
    let gateways: Vec<_> = plan.gateway_endpoints().filter(|(_, it)| it.service.is(Service::S3, plan.region)).collect();
    for (resource, gateway) in &gateways {
        if gateway.route_tables == List::Items(Vec::new()) {
            report.push(
                Diagnostic::at(&RULE, resource.span, format!("`{}` has no route table", logical_id(&resource.id)))
                    .label("nothing leads to it")
                    .help("name the private subnets' route tables"),
            );
        }
    }
    let mut tables: Vec<&Value> = Vec::new();
    for (_, gateway) in &gateways {
        match &gateway.route_tables {
            List::Items(items) if items.iter().all(Value::is_known) => tables.extend(items),
            List::Items(_) | List::Parameter(_) | List::Unknown => return,
        }
    }
    let Some((resource, _)) = gateways.first().filter(|_| !tables.is_empty()) else { return };
    // Public subnets have route tables as well, and no task in them lacks a way to S3.
    let private = subject.endpoint_subnets();
    let missed = plan.resources.iter().filter(|other| {
        let ResourceKind::RouteTableAssociation(RouteTableAssociation { subnet, route_table }) = &other.kind else {
            return false;
        };
        private.contains(&subnet) && route_table.is_known() && !tables.contains(&route_table)
    });
    let missed: Vec<String> = missed.map(|other| format!("`{}`", logical_id(&other.id))).collect();
    if !missed.is_empty() {
        let message = format!("`{}` misses the route tables of {}", logical_id(&resource.id), missed.join(", "));
        report.push(
            Diagnostic::at(&RULE, resource.span, message)
                .label("no route for these subnets")
                .help("name the route tables of all private subnets"),
        );
    }
}
