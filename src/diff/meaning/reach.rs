//! Input: the endpoints of one template before and after, their security groups and route tables.
//! Output: which clients can reach an endpoint that they could not reach before, or no longer can.
//! Never: calls a network closed if only the deployment knows it.

use super::clients::{Client, Clients, admits_https};
use super::collisions::Taken;
use super::network::routed;
use super::view::{View, listed};
use crate::aws::Service;
use crate::cards;
use crate::diff::change::Class;
use crate::diff::consequence::{Consequence, Meaning};
use crate::diff::grant::Broadened;
use crate::diff::resources::{ById, by_id};
use crate::diff::side::Side;
use crate::diff::template::Reach;
use crate::plan::{GatewayEndpoint, InterfaceEndpoint, List, Plan, Ports, ResourceId, ResourceKind, Value};
use std::collections::BTreeSet;

/// The ports of a rule as the compiler writes it.
const HTTPS: Ports = Ports::Tcp(443, 443);

/// What is found of who reaches the endpoints.
#[derive(Default)]
struct Found {
    reach: Reach,
    meanings: Vec<Meaning>,
}

impl Found {
    /// Somebody can reach an endpoint now.
    fn opens(&mut self, surely: Broadened, meaning: Meaning) {
        self.reach.broadened = self.reach.broadened.max(surely);
        if !self.meanings.contains(&meaning) {
            self.meanings.push(meaning);
        }
    }

    fn unknown(&mut self, why: String) {
        self.reach.broadened = self.reach.broadened.max(Broadened::Unknown);
        if !self.reach.undecided.contains(&why) {
            self.reach.undecided.push(why);
        }
    }
}

impl View<'_> {
    /// Who reaches the endpoints that are there before and after, be it in another template; a new one nobody reached.
    pub(super) fn reach(self, old: Option<Side>, new: Side, taken: &Taken) -> (Reach, Vec<Meaning>) {
        let mut found = Found::default();
        // Most endpoints have one VPC and one group.
        let mut seen: Vec<(&str, [(&Value, &List); 2])> = Vec::new();
        for (resource, after) in new.plan.interface_endpoints() {
            let from = old.filter(|old| interface(old.plan, &resource.id).is_some());
            let Some(side) = from.or_else(|| self.origin(&resource.id, taken)) else { continue };
            let Some(before) = interface(side.plan, &resource.id) else { continue };
            let pair = [before, after].map(|endpoint| (&endpoint.vpc, &endpoint.security_groups));
            if seen.contains(&(side.name, pair)) {
                continue;
            }
            seen.push((side.name, pair));
            moved(&before.vpc, &after.vpc, &mut found);
            self.groups(side.plan, new.plan, [&before.security_groups, &after.security_groups], &mut found);
        }
        if let Some(old) = old {
            self.rest_of_reach(old, new, &mut found);
        }
        (found.reach, found.meanings)
    }

    /// The template that a resource comes from, where that is another one.
    fn origin<'s>(self, id: &ResourceId, taken: &Taken<'s>) -> Option<Side<'s>> {
        let change = self.of_class(Class::Moved).find(|change| change.id == *id)?;
        taken.side(change.origin.as_ref()?.block.as_ref()?)
    }

    fn rest_of_reach(self, old: Side, new: Side, found: &mut Found) {
        for (resource, after) in new.plan.gateway_endpoints() {
            let Some(before) = gateway(old.plan, &resource.id) else { continue };
            moved(&before.vpc, &after.vpc, found);
            self.route_tables_gained(old.plan, new.plan, &resource.id, [before, after], found);
        }
        self.wider_ports(old.plan, new.plan, found);
        for (side, other) in [(old, new), (new, old)] {
            for existing in &side.plan.surroundings.existing {
                if other.plan.resource(&ResourceId::Endpoint(existing.service)).is_some() {
                    found.unknown(format!("ecrc does not know who can reach `{}`", existing.id));
                }
            }
        }
    }

    /// The clients that the endpoints' groups now admit, and those that they no longer admit.
    fn groups(self, old: &Plan, new: &Plan, lists: [&List; 2], found: &mut Found) {
        let [before, after] = lists;
        let (List::Items(before), List::Items(after)) = (before, after) else {
            if before != after {
                found.unknown("ecrc does not know which security groups the endpoints use".to_owned());
            }
            return;
        };
        // Without one, an endpoint takes the VPC's default group.
        if before.is_empty() != after.is_empty() {
            found.unknown("ecrc does not know who can reach the endpoints through the VPC's default group".to_owned());
        }
        let [(own_before, others_before), (own_after, others_after)] = [(old, before), (new, after)].map(parted);
        for other in others_after.iter().filter(|other| !others_before.contains(other)) {
            found.unknown(format!("ecrc does not know who can reach the endpoints through `{other}`"));
        }
        let (before, after) = (Clients::of(old, &own_before), Clients::of(new, &own_after));
        let gained = after.beyond(&before);
        let rules = |class: Class| {
            let changed = move |of: Class| of == class || matches!(of, Class::Replaced | Class::Changed);
            self.change.resources.iter().filter(move |change| is_rule(&change.id) && changed(change.class))
        };
        let by = |surely: bool| {
            let of = |told: Broadened| (told == Broadened::Yes && others_before.is_empty()) == surely;
            let clients = gained.iter().filter(move |(_, told)| of(*told));
            clients.map(|(client, _)| client.to_string()).collect::<Vec<_>>()
        };
        let (surely, perhaps) = (by(true), by(false));
        if !surely.is_empty() {
            let sentence = format!("{} can now reach the endpoints on tcp/443", surely.join(", "));
            found.opens(Broadened::Yes, admitted(sentence).about_all(rules(Class::Added)));
        }
        if !perhaps.is_empty() {
            let open = before.iter().filter(|client| !matches!(client, Client::Cidr6(_) | Client::Group(_)));
            let held: Vec<String> =
                others_before.iter().map(|group| format!("`{group}`")).chain(open.map(Client::to_string)).collect();
            let sentence = format!(
                "{} can now reach the endpoints on tcp/443, unless {} already admitted them",
                perhaps.join(", "),
                held.join(", ")
            );
            found.opens(Broadened::Unknown, admitted(sentence).about_all(rules(Class::Added)));
        }
        // With another group, the groups say who is cut off.
        if !others_before.is_empty() || !others_after.is_empty() {
            return;
        }
        let lost: Clients = before.beyond(&after).into_iter().map(|(client, _)| client).collect();
        let new: BTreeSet<&Client> = gained.iter().map(|(client, _)| *client).collect();
        let lost_networks = lost.networks();
        let still: Vec<String> = after
            .iter()
            .filter(|client| lost_networks.meet(client) || new.contains(client))
            .map(Client::to_string)
            .collect();
        let lost: Vec<String> = lost.iter().map(Client::to_string).collect();
        if !lost.is_empty() {
            let but = if still.is_empty() { String::new() } else { format!(", unless among {}", still.join(", ")) };
            let sentence = format!("{} can no longer reach the endpoints on tcp/443{but}", lost.join(", "));
            let meaning = Meaning::new(Consequence::ClientsLost, sentence).rule(&cards::HTTPS_NOT_ADMITTED);
            found.meanings.push(meaning.about_all(rules(Class::Removed)));
        }
    }

    /// Route tables, and subnets that stay, that get the route of a gateway.
    fn route_tables_gained(
        self,
        old: &Plan,
        new: &Plan,
        id: &ResourceId,
        gateways: [&GatewayEndpoint; 2],
        found: &mut Found,
    ) {
        let endpoint = || self.change.resources.iter().filter(|change| change.id == *id);
        let through = listed(&endpoint().map(|change| change.address.clone()).collect::<Vec<_>>());
        let mut opens = |who: Vec<String>| {
            if !who.is_empty() {
                let [_, gateway] = gateways;
                let is_s3 = gateway.service.is(Service::S3, new.region);
                let what = match gateway.service.key().filter(|_| !is_s3) {
                    Some(key) => format!("`{key}`"),
                    None => "S3".to_owned(),
                };
                let sentence = format!("{} can now reach {what} through {through}", who.join(", "));
                let meaning = Meaning::new(Consequence::RouteGained, sentence);
                let meaning = if is_s3 { meaning.rule(&cards::S3_ROUTE_TABLE_MISSING) } else { meaning };
                found.opens(Broadened::Yes, meaning.about_all(endpoint()));
            }
        };
        let stays = |id: &Value| matches!(id, Value::Attribute(id, _) if old.resource(id).is_some());
        let before = routed(old, &gateways);
        let subnets = routed(new, &gateways).into_iter().filter(|subnet| stays(subnet) && !before.contains(subnet));
        opens(subnets.map(|subnet| format!("`{subnet}`")).collect());
        let [before, after] = gateways.map(|gateway| &gateway.route_tables);
        let (List::Items(before), List::Items(after)) = (before, after) else {
            if before != after {
                found.unknown(format!("ecrc does not know which route tables {through} gets"));
            }
            return;
        };
        let before: BTreeSet<&Value> = before.iter().collect();
        // A table that comes with the template leads from subnets that do so, too.
        let gained =
            after.iter().filter(|table| !before.contains(table) && (table.as_literal().is_some() || stays(table)));
        opens(gained.map(|table| format!("the subnets of `{table}`")).collect());
    }

    fn wider_ports(self, old: &Plan, new: &Plan, found: &mut Found) {
        let (before, after) = (by_id(old), by_id(new));
        let ports = |of: &ById, id: &ResourceId| {
            if let ResourceKind::Ingress(ingress) = &of.get(id)?.kind { Some(ingress.ports) } else { None }
        };
        for change in &self.change.resources {
            let now = ports(&after, &change.id).filter(|ports| *ports != HTTPS && admits_https(*ports));
            if now.is_some() && now != ports(&before, &change.id) {
                let sentence = format!("`{}` now admits more than tcp/443", change.address);
                let meaning = Meaning::new(Consequence::ClientsAdmitted, sentence).rule(&cards::INGRESS_TOO_WIDE);
                found.opens(Broadened::Yes, meaning.about(change));
            }
        }
    }
}

fn admitted(sentence: String) -> Meaning {
    Meaning::new(Consequence::ClientsAdmitted, sentence).rule(&cards::HTTPS_NOT_ADMITTED)
}

/// Endpoints in another VPC have other clients.
fn moved(before: &Value, after: &Value, found: &mut Found) {
    if before == after {
        return;
    }
    if before.is_known() && after.is_known() {
        let sentence = format!("clients in `{after}` can now reach the endpoints, which were in `{before}`");
        found.opens(Broadened::Yes, admitted(sentence));
    } else {
        found.unknown("ecrc does not know whether the endpoints stay in their VPC".to_owned());
    }
}

/// The groups that a plan makes, and those that it names.
fn parted<'p>((plan, groups): (&Plan, &'p Vec<Value>)) -> (Vec<&'p Value>, Vec<&'p Value>) {
    groups.iter().partition(|group| matches!(group, Value::Attribute(id, _) if plan.resource(id).is_some()))
}

fn is_rule(id: &ResourceId) -> bool {
    matches!(id, ResourceId::HttpsFrom(_) | ResourceId::HttpsFromVpc)
}

fn interface<'p>(plan: &'p Plan, id: &ResourceId) -> Option<&'p InterfaceEndpoint> {
    plan.interface_endpoints().find(|(resource, _)| resource.id == *id).map(|(_, endpoint)| endpoint)
}

fn gateway<'p>(plan: &'p Plan, id: &ResourceId) -> Option<&'p GatewayEndpoint> {
    plan.gateway_endpoints().find(|(resource, _)| resource.id == *id).map(|(_, endpoint)| endpoint)
}
