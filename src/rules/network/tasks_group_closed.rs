//! The card of ECR311: what the security groups of those who pull let out.

use super::passage::{called, downloads_from_public_addresses, listed};
use super::tasks_group_unopened;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::packets::{Far, Near};
use crate::plan::{Client, Egress, InterfaceEndpoint, List, Plan, Value, logical_id};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    tasks_group_unopened::check(subject, report);
    let plan = subject.plan;
    let mut judged: Vec<&List> = Vec::new();
    for client in plan.surroundings.known_clients() {
        if judged.contains(&&client.security_groups) {
            continue;
        }
        judged.push(&client.security_groups);
        let Some(groups) = groups_of(plan, client) else { continue };
        let near = Near { subnet: None, groups: &client.security_groups };
        let called = called(plan, client);
        let shut = called.iter().filter(|(_, endpoint)| shuts_out(plan, client, endpoint));
        let shut: Vec<String> = shut.map(|(resource, _)| logical_id(&resource.id)).collect();
        let without_s3 = downloads_from_public_addresses(plan) && near.lets_out(plan, Far::S3) == Some(false);
        let mut to: Vec<String> = Vec::new();
        if shut.len() == called.len() && shut.len() > 1 {
            to.push("the endpoints".to_owned());
        } else if !shut.is_empty() {
            to.push(listed(shut.iter().cloned()));
        }
        to.extend(without_s3.then(|| "Amazon S3".to_owned()));
        if to.is_empty() {
            continue;
        }
        let (of, allow) = match groups.as_slice() {
            [_] => ("the security group of", "allows"),
            _ => ("the security groups of", "allow"),
        };
        let whose = if client.launch.is_on_instances() { "the instances of " } else { "" };
        let message = format!("{of} {whose}`{}` {allow} no outbound tcp/443 to {}", client.name, to.join(" and "));
        let first = groups.first().and_then(|group| group.span);
        let mut found = Diagnostic::at(&cards::TASKS_GROUP_CLOSED, first.or(client.span), message)
            .label("no outbound rule allows these calls");
        if let Some(span) = client.span.filter(|_| first.is_some()) {
            found = found.also(
                span,
                if whose.is_empty() { "runs with this group" } else { "runs on instances with this group" },
            );
        }
        report.push(found.help(help(plan, !shut.is_empty(), without_s3)));
    }
}

fn help(plan: &Plan, endpoints: bool, s3: bool) -> String {
    let region = plan.region.map_or("REGION", |region| region.id);
    let s3 = s3.then(|| format!("to the prefix list `com.amazonaws.{region}.s3`"));
    let endpoints = endpoints.then(|| "to the security group of the endpoints".to_owned());
    let to: Vec<String> = endpoints.into_iter().chain(s3).collect();
    format!("allow outbound tcp/443 {}", to.join(" and "))
}

/// What each of a client's groups lets out; `None` where that is not known of one.
fn groups_of<'p>(plan: &'p Plan, client: &Client) -> Option<Vec<&'p Egress>> {
    let of = |group: &Value| plan.surroundings.egress.iter().find(|egress| egress.group == *group);
    plan.groups_of(&client.security_groups)?.into_iter().map(of).collect()
}

/// Whether some addresses of an endpoint are certainly out of reach.
fn shuts_out(plan: &Plan, client: &Client, endpoint: &InterfaceEndpoint) -> bool {
    let near = Near { subnet: None, groups: &client.security_groups };
    let (groups, addresses) = (&endpoint.security_groups, endpoint.addresses);
    let misses = |subnet| near.lets_out(plan, Far::Endpoint { subnet, groups, addresses }) == Some(false);
    let subnets = endpoint.subnets.items();
    if subnets.is_empty() { misses(None) } else { subnets.iter().any(|subnet| misses(Some(subnet))) }
}
