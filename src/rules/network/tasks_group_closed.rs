//! The card of ECR311: what the security groups of those who pull let out.

use super::passage::{blocks_of, called, downloads_from_public_addresses, is_of_aws, is_private, listed, name_of};
use super::tasks_group_unopened;
use crate::aws::Ipv4Cidr;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{Client, Egress, EgressRule, InterfaceEndpoint, List, Peer, Plan, Value, logical_id};
use crate::rules::Subject;

const HTTPS: u16 = 443;

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
        let rules: Vec<&EgressRule> = groups.iter().flat_map(|group| &group.rules).collect();
        let called = called(plan, client);
        let shut = called.iter().filter(|(_, endpoint)| shuts_out(plan, &rules, endpoint));
        let shut: Vec<String> = shut.map(|(resource, _)| logical_id(&resource.id)).collect();
        let without_s3 = downloads_from_public_addresses(plan) && rules.iter().all(|rule| misses_s3(plan, rule));
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
        let message = format!("{of} `{}` {allow} no outbound tcp/443 to {}", client.name, to.join(" and "));
        let first = groups.first().and_then(|group| group.span);
        let mut found = Diagnostic::at(&cards::TASKS_GROUP_CLOSED, first.or(client.span), message)
            .label("no outbound rule allows these calls");
        if let Some(span) = client.span.filter(|_| first.is_some()) {
            found = found.also(span, "runs with this group");
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
    let List::Items(groups) = &client.security_groups else { return None };
    let of = |group: &Value| plan.surroundings.egress.iter().find(|egress| egress.group == *group);
    let groups: Option<Vec<&Egress>> = groups.iter().map(of).collect();
    groups.filter(|groups| !groups.is_empty())
}

/// Whether some addresses of an endpoint are certainly out of reach of all rules together.
fn shuts_out(plan: &Plan, rules: &[&EgressRule], endpoint: &InterfaceEndpoint) -> bool {
    let misses = |block: Option<Ipv4Cidr>| rules.iter().all(|rule| misses_endpoint(plan, rule, endpoint, block));
    let blocks = blocks_of(plan, &endpoint.subnets);
    if blocks.is_empty() { misses(None) } else { blocks.into_iter().any(|block| misses(Some(block))) }
}

/// Whether a rule certainly lets no https out to an endpoint's addresses in a subnet of this block.
fn misses_endpoint(plan: &Plan, rule: &EgressRule, endpoint: &InterfaceEndpoint, subnet: Option<Ipv4Cidr>) -> bool {
    if rule.ports.hold(HTTPS, HTTPS) == Some(false) {
        return true;
    }
    match &rule.peer {
        Peer::Ipv4(cidr) => {
            let block = cidr.as_literal().and_then(Ipv4Cidr::canonical);
            block.zip(subnet).is_some_and(|(block, subnet)| !block.overlaps(subnet))
        }
        Peer::Group(group) => match &endpoint.security_groups {
            List::Items(groups) => {
                group.is_known() && groups.iter().all(|of_endpoint| of_endpoint.is_known() && of_endpoint != group)
            }
            List::Parameter(_) | List::Unknown(_) => false,
        },
        Peer::PrefixList(list) => is_of_aws(plan, list),
        Peer::Ipv6(_) | Peer::Unknown => false,
    }
}

/// Whether a rule certainly does not let https out to S3's public addresses.
fn misses_s3(plan: &Plan, rule: &EgressRule) -> bool {
    if rule.ports.hold(HTTPS, HTTPS) == Some(false) {
        return true;
    }
    match &rule.peer {
        Peer::Ipv4(cidr) => cidr.as_literal().and_then(Ipv4Cidr::canonical).is_some_and(is_private),
        Peer::Group(_) => true,
        Peer::PrefixList(list) => {
            is_of_aws(plan, list) && name_of(plan, list).and_then(|name| name.rsplit('.').next()) != Some("s3")
        }
        Peer::Ipv6(_) | Peer::Unknown => false,
    }
}
