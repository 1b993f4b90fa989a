//! ECR408: two gateway endpoints for one route table.

use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{Value, Why};
use crate::rules::Across;
use crate::span::Span;
use crate::spec::model::Block;
use std::collections::BTreeMap;

/// Two gateways of one service on one route table: in one plan, or in two plans of a command.
pub(super) fn check() -> Across {
    // The same id in another region is another table.
    let mut known: BTreeMap<(&str, String, String), Option<Span>> = BTreeMap::new();
    Box::new(move |footprint, block, report| {
        let Some(region) = footprint.region else { return };
        let places = block.map(places).unwrap_or_default();
        let mut here: BTreeMap<(&str, &Value), Option<Span>> = BTreeMap::new();
        for (service, tables, place) in &footprint.gateway_routes {
            for table in tables {
                let said = table.as_literal().and_then(|id| places.get(id).copied());
                let span = if block.is_some() { said } else { *place };
                let first_here = here.get(&(service, table)).copied();
                here.entry((service, table)).or_insert(span);
                let first = match table.as_literal() {
                    _ if first_here.is_some() => first_here,
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
                let name = if let Value::Unknown(Why::Open(name)) = table { name.clone() } else { table.name() };
                found(service, &name, span, first, report);
            }
        }
    })
}

fn found(service: &str, table: &str, span: Option<Span>, first: Option<Span>, report: &mut Report) {
    let to = if service.ends_with(".dynamodb") { "DynamoDB" } else { "S3" };
    let message = format!("two {to} gateway endpoints use route table `{table}`");
    let mut found = Diagnostic::at(&cards::GATEWAY_ROUTE_TWICE, span, message)
        .label(format!("AWS refuses the second route to {to}"))
        .note_of_rule()
        .help("name the table in one block; in the others, name the endpoint with `existing s3`");
    if let Some(first) = first.filter(|first| Some(*first) != span) {
        found = found.also(first, format!("the first route to {to}"));
    }
    report.push(found);
}

/// Where a block names its route tables, each first.
fn places(block: &Block) -> BTreeMap<String, Span> {
    let tables = block.route_tables.iter().flat_map(|tables| &tables.value);
    tables.rev().map(|table| (table.value.to_string(), table.span)).collect()
}
