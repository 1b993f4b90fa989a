//! The card of ECR408: two gateway endpoints for one route table.

use super::Across;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};
use crate::model::Block;
use crate::span::Span;
use std::collections::BTreeMap;

/// A route table gets its route to a service from one gateway endpoint.
pub static RULE: Rule = Rule {
    code: Code(408),
    name: "gateway_route_twice",
    severity: Severity::Error,
    exceptions: &[],
    title: "a route table can have only one gateway endpoint for a service",
    explanation: "\
A gateway endpoint adds a route to each of its route tables: from the service's prefix list to the endpoint. A table \
holds one such route for a service. If it has one already, AWS refuses the second endpoint with `RouteAlreadyExists`, \
and the deployment fails.

ecrc compares the blocks of one command, and the endpoints of one template, whose route tables are known. Name a route \
table in one block only. In the other, name the endpoint that is there: `existing s3 \"vpce-…\"`.",
    symptoms: &["already has a route with destination-prefix-list-id", "RouteAlreadyExists"],
    sources: &[Reference {
        title: "Gateway endpoints",
        url: "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html",
        read: "2026-11-29",
    }],
    bad: Example::Spec(
        "\
private_ecr web <
  region us-east-2;
  vpc \"vpc-0a1b2c3d\";
  route_tables \"rtb-0a1b2c3d\";
  launch fargate 1.4.0;
  logs none;
>

private_ecr jobs <
  region us-east-2;
  vpc \"vpc-0a1b2c3d\";
  route_tables \"rtb-0a1b2c3d\";
  existing ecr.api \"vpce-0a1b2c3d\";
  existing ecr.dkr \"vpce-1a1b2c3d\";
  accept ECR305 \"the network team keeps them\";
  launch fargate 1.4.0;
  logs none;
>
",
    ),
    good: Example::Spec(
        "\
private_ecr web <
  region us-east-2;
  vpc \"vpc-0a1b2c3d\";
  route_tables \"rtb-0a1b2c3d\";
  launch fargate 1.4.0;
  logs none;
>

private_ecr jobs <
  region us-east-2;
  vpc \"vpc-0a1b2c3d\";
  route_tables \"rtb-1a1b2c3d\";
  existing ecr.api \"vpce-0a1b2c3d\";
  existing ecr.dkr \"vpce-1a1b2c3d\";
  accept ECR305 \"the network team keeps them\";
  launch fargate 1.4.0;
  logs none;
>
",
    ),
};

/// Two gateways of one service on one route table: in one plan, or in two plans of a command.
pub(super) fn check() -> Across {
    // The same id in another region is another table.
    let mut known: BTreeMap<(&str, String, String), Option<Span>> = BTreeMap::new();
    Box::new(move |footprint, block, report| {
        let region = footprint.region;
        let mut here: Vec<(&str, &crate::plan::Value)> = Vec::new();
        for (service, tables) in &footprint.gateway_routes {
            for table in tables {
                let span = block.and_then(|block| place(block, table.as_literal()?));
                let twice_here = here.contains(&(service.as_str(), table));
                here.push((service, table));
                let first = match table.as_literal() {
                    _ if twice_here => Some(None),
                    Some(id) => {
                        let key = (region.id, service.clone(), id.to_owned());
                        known.get(&key).copied().or_else(|| {
                            known.insert(key, span);
                            None
                        })
                    }
                    None => None,
                };
                let Some(first) = first else { continue };
                found(&table.to_string(), span, first, report);
            }
        }
    })
}

fn found(table: &str, span: Option<Span>, first: Option<Span>, report: &mut Report) {
    let message = format!("two S3 gateway endpoints for the route table `{table}`");
    let mut found = Diagnostic::at(&RULE, span, message)
        .label("AWS refuses the second route to S3")
        .help("name the table once; elsewhere name the endpoint by `existing s3`");
    if let Some(first) = first.filter(|first| Some(*first) != span) {
        found = found.also(first, "the first route to S3");
    }
    report.push(found);
}

/// Where a block names a route table.
fn place(block: &Block, id: &str) -> Option<Span> {
    let tables = block.route_tables.as_ref()?;
    tables.value.iter().find(|table| table.value.to_string() == id).map(|table| table.span)
}
