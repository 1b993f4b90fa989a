//! ECR402: the route to the S3 gateway endpoint.

use crate::aws::Service;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{
    Attribute, List, ResourceId, ResourceKind, RouteTableAssociation, Value, WayOutKind, logical_id, once,
};
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
        let own = Value::Attribute(id.clone(), Attribute::Id);
        plan.resources.iter().any(|other| {
            let ResourceKind::RouteTableAssociation(it) = &other.kind else { return false };
            it.subnet == own && tables.contains(&&it.route_table)
        })
    };
    if subject.may_pull_elsewhere(&private).any(|resource| is_routed(&resource.id)) {
        return;
    }
    let missed = plan.resources.iter().filter(|other| {
        let ResourceKind::RouteTableAssociation(RouteTableAssociation { subnet, route_table }) = &other.kind else {
            return false;
        };
        // With a public address, what pulls gets to S3 through the internet gateway.
        let is_public = plan.surroundings.ways_out.iter().any(|way| {
            way.kind == WayOutKind::Internet && way.table.as_ref() == Some(route_table) && subject.is_taken(way)
        });
        private.contains(&subnet) && route_table.is_known() && !tables.contains(&route_table) && !is_public
    });
    let missed = once(missed.filter_map(|other| {
        let ResourceKind::RouteTableAssociation(it) = &other.kind else { return None };
        Some(format!("`{}`", it.route_table.name()))
    }));
    if !missed.is_empty() {
        let tables = if missed.len() == 1 { "route table" } else { "route tables" };
        let message = format!("`{}` misses {tables} {}", logical_id(&resource.id), missed.join(", "));
        report.push(
            Diagnostic::at(&cards::S3_ROUTE_TABLE_MISSING, resource.span, message)
                .label("no route for these subnets")
                .help("name the route tables of all private subnets"),
        );
    }
}
