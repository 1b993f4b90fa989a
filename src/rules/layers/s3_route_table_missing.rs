//! ECR402: the route to the S3 gateway endpoint.

use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{Attribute, Client, List, Plan, ResourceId, Value, WayOut, WayOutKind, logical_id, once};
use crate::rules::Subject;
use crate::rules::subject::past;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    if !subject.pulls() {
        return;
    }
    let plan = subject.plan;
    let gateways: Vec<_> = plan.s3_gateways().collect();
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
    let missed = plan.subnets().map(|(subnet, _)| Value::Attribute(subnet.id.clone(), Attribute::Id));
    let missed = missed.filter(|subnet| private.contains(&subnet) && fetches_layers(subject, subnet));
    let missed: Vec<&Value> = once(missed.filter_map(|subnet| plan.table_of(&subnet)));
    let missed: Vec<(&Value, Option<&WayOut>)> = missed
        .into_iter()
        .filter(|table| !tables.contains(table))
        .map(|table| (table, way_from(subject, table)))
        .collect();
    let found = |tables: &[&Value]| {
        let message = format!("`{}` misses {}", logical_id(&resource.id), listed(plan, tables));
        Diagnostic::at(&cards::S3_ROUTE_TABLE_MISSING, resource.span, message)
            .label("no route for these subnets")
            .help("name the route tables of all private subnets")
    };
    let shut: Vec<&Value> = missed.iter().filter(|(_, way)| way.is_none()).map(|(table, _)| *table).collect();
    if !shut.is_empty() {
        report.push(found(&shut));
    }
    for (table, way) in &missed {
        // With a public address, what pulls gets to S3 through the internet gateway, as it is meant to.
        if let Some(way) = way.filter(|way| way.kind != WayOutKind::Internet) {
            report.push(past(way, found(&[table])));
        }
    }
}

/// What pulls from a subnet, as far as it is shown.
fn clients_in<'s>(subject: &Subject<'s>, is_its: impl Fn(&Value) -> bool) -> Vec<&'s Client> {
    let clients = subject.plan.surroundings.clients.iter();
    clients.filter(|client| client.subnets.items().iter().any(&is_its)).collect()
}

/// Whether something fetches layers in a subnet: tasks whose images all are of other registries do not.
fn fetches_layers(subject: &Subject, subnet: &Value) -> bool {
    let clients = clients_in(subject, |of| of == subnet);
    clients.is_empty() || clients.into_iter().any(|client| !subject.pulls_elsewhere(client))
}

/// The way out that what pulls takes, or may take, from the subnets of a route table.
fn way_from<'s>(subject: &Subject<'s>, table: &Value) -> Option<&'s WayOut> {
    let plan = subject.plan;
    let own = clients_in(subject, |subnet| plan.table_of(subnet) == Some(table));
    let clients = if own.is_empty() { plan.surroundings.clients.iter().collect() } else { own };
    let mut ways = plan.surroundings.ways_out.iter().filter(|way| way.table.as_ref() == Some(table));
    // An internet gateway may serve what may have a public address.
    let may_be_public = !clients.is_empty() && clients.iter().all(|client| client.public_address != Some(false));
    ways.find(|way| subject.is_taken_by(way, &clients) || way.kind == WayOutKind::Internet && may_be_public)
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
