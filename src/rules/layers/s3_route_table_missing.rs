//! ECR402: the route to the S3 gateway endpoint.

use crate::aws::Service;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{Attribute, List, Plan, ResourceId, Value, WayOutKind, logical_id, once};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    if !subject.pulls() {
        return;
    }
    let plan = subject.plan;
    let gateways: Vec<_> = plan.gateway_endpoints().filter(|(_, it)| it.service.is(Service::S3, plan.region)).collect();
    for (resource, gateway) in &gateways {
        if gateway.route_tables == List::Items(Vec::new()) {
            report.push(
                Diagnostic::at(
                    &cards::S3_ROUTE_TABLE_MISSING,
                    resource.span,
                    format!("`{}` has no route table", logical_id(&resource.id)),
                )
                .label("no subnet has a route to it")
                .help("name the private subnets' route tables"),
            );
        }
    }
    let mut tables: Vec<&Value> = Vec::new();
    for (_, gateway) in &gateways {
        match &gateway.route_tables {
            List::Items(items) if items.iter().all(Value::is_known) => tables.extend(items),
            List::Items(_) | List::Parameter(_) | List::Unknown(_) => return,
        }
    }
    let Some((resource, _)) = gateways.first().filter(|_| !tables.is_empty()) else { return };
    // Public subnets have route tables as well, and no task in them lacks a way to S3.
    let private = subject.pulling_subnets();
    let is_routed = |id: &ResourceId| {
        let table = plan.table_of(&Value::Attribute(id.clone(), Attribute::Id));
        table.is_some_and(|table| tables.contains(&table))
    };
    if subject.may_pull_elsewhere(&private).any(|resource| is_routed(&resource.id)) {
        return;
    }
    // With a public address, what pulls gets to S3 through the internet gateway.
    let is_public = |table: &Value| {
        let mut ways = plan.surroundings.ways_out.iter().filter(|way| way.table.as_ref() == Some(table));
        ways.any(|way| way.kind == WayOutKind::Internet && subject.is_taken(way))
    };
    let taken = plan.subnets().map(|(subnet, _)| Value::Attribute(subnet.id.clone(), Attribute::Id));
    let taken = taken.filter(|subnet| private.contains(&subnet)).filter_map(|subnet| plan.table_of(&subnet));
    let missed: Vec<&Value> = once(taken.filter(|table| !tables.contains(table) && !is_public(table)));
    if !missed.is_empty() {
        let message = format!("`{}` misses {}", logical_id(&resource.id), listed(plan, &missed));
        report.push(
            Diagnostic::at(&cards::S3_ROUTE_TABLE_MISSING, resource.span, message)
                .label("no route for these subnets")
                .help("name the route tables of all private subnets"),
        );
    }
}

/// Route tables in words: a main one may have no name.
fn listed(plan: &Plan, tables: &[&Value]) -> String {
    let is_nameless = |table: &&&Value| {
        plan.surroundings.main_table.as_ref().is_some_and(|main| !main.has_name && main.table == ***table)
    };
    let named: Vec<String> =
        tables.iter().filter(|table| !is_nameless(table)).map(|it| plan.words_of_table(it)).collect();
    let nameless = tables.iter().find(is_nameless).map(|table| plan.words_of_table(table));
    let named = match named.as_slice() {
        [] => None,
        [one] => Some(format!("route table {one}")),
        several => Some(format!("route tables {}", several.join(", "))),
    };
    named.into_iter().chain(nameless).collect::<Vec<_>>().join(" and ")
}
