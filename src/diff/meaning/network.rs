//! Comes in: what becomes of a template's network: VPC, route tables, subnets, security group and its clients.
//! Goes out: who is cut off, and who is let in.
//! Never: compares what only the deployment knows: it says so instead.

use super::super::resources::{Class, ResourceChange};
use super::{Consequence, Meaning, View, listed};
use crate::aws::{Ipv4Cidr, Ipv6Cidr};
use crate::plan::{List, Peer, Plan, Ports, Property, ResourceId, ResourceKind, Value};
use crate::rules::{
    https_not_admitted, ingress_too_wide, s3_connections_interrupted, s3_route_table_missing, unchecked_own_resource,
};
use std::collections::BTreeSet;

impl View<'_> {
    pub(super) fn network(self, old: &Plan, new: &Plan) -> Vec<Meaning> {
        let mut found = Vec::new();
        found.extend(self.vpc());
        found.extend(self.route_tables(old, new));
        found.extend(self.subnets(old, new));
        found.extend(self.security_group(old, new));
        found.extend(self.clients(old, new));
        found
    }

    fn vpc(self) -> Option<Meaning> {
        let vpc = self.change.resources.iter().find(|change| change.id == ResourceId::Vpc)?;
        let how = match (vpc.class, self.is_terraform()) {
            (Class::Replaced, true) => "is deleted, and made anew",
            (Class::Replaced, false) => "is made anew, and the old one deleted",
            (Class::Removed, _) => "is deleted",
            _ => return None,
        };
        let sentence = format!(
            "`{}` {how}, with all in it: AWS does not delete a VPC while anything else has a network interface in it, \
             so what runs there has to leave first",
            vpc.address
        );
        Some(Meaning::new(Consequence::NetworkReplaced, sentence).about(vpc))
    }

    /// Those whose property changes in place.
    fn in_place<'v>(self, property: Property) -> Vec<&'v ResourceChange>
    where
        Self: 'v,
    {
        let has = |change: &&ResourceChange| change.properties.iter().any(|changed| changed.property == property);
        self.of_class(Class::Changed).filter(has).collect()
    }

    fn route_tables(self, old: &Plan, new: &Plan) -> Vec<Meaning> {
        let changed = self.in_place(Property::RouteTableIds);
        let tables = |plan: &Plan| plan.gateway_endpoints().next().map(|(_, gateway)| gateway.route_tables.clone());
        let (Some(before), Some(after)) = (tables(old), tables(new)) else { return Vec::new() };
        if changed.is_empty() {
            return Vec::new();
        }
        let difference = Difference::of(&before, &after);
        let mut found = Vec::new();
        if let Some(lost) = difference.lost {
            let sentence = format!("{lost} the route to S3: image layers do not get there any more, pulls fail");
            let meaning = Meaning::new(Consequence::RouteLost, sentence).rule(&s3_route_table_missing::RULE);
            found.push(meaning.about_all(changed.clone()));
        }
        if let Some(gained) = difference.gained {
            let sentence = format!("{gained} another route to S3: connections to S3 that are open there are cut");
            let meaning = Meaning::new(Consequence::S3ConnectionsInterrupted, sentence);
            found.push(meaning.rule(&s3_connections_interrupted::RULE).about_all(changed));
        }
        found
    }

    fn subnets(self, old: &Plan, new: &Plan) -> Option<Meaning> {
        let changed = self.in_place(Property::SubnetIds);
        let first = changed.first()?;
        let subnets = |plan: &Plan| {
            let mut endpoints = plan.interface_endpoints().filter(|(resource, _)| resource.id == first.id);
            endpoints.next().map(|(_, endpoint)| endpoint.subnets.clone())
        };
        let lost = Difference::of(&subnets(old)?, &subnets(new)?).lost?;
        let sentence = format!("{lost} the endpoints' network interfaces: connections through them break");
        Some(Meaning::new(Consequence::SubnetLost, sentence).about_all(changed))
    }

    fn security_group(self, old: &Plan, new: &Plan) -> Option<Meaning> {
        let changed = self.in_place(Property::SecurityGroupIds);
        let first = changed.first()?;
        let groups = |plan: &Plan| {
            let mut endpoints = plan.interface_endpoints().filter(|(resource, _)| resource.id == first.id);
            endpoints.next().map(|(_, endpoint)| endpoint.security_groups.clone())
        };
        let (List::Items(before), List::Items(after)) = (groups(old)?, groups(new)?) else { return None };
        let after = after.iter().map(Value::to_string).collect::<Vec<_>>();
        let before = before.iter().map(Value::to_string).collect::<Vec<_>>();
        let sentence = format!(
            "the endpoints take {} instead of {}: whom it does not admit on tcp/443 is cut off",
            listed(&after),
            listed(&before)
        );
        let meaning = Meaning::new(Consequence::SecurityGroupChanged, sentence);
        Some(meaning.rule(&unchecked_own_resource::RULE).about_all(changed))
    }

    /// Who is no longer, or newly, let in by the template's own group.
    fn clients(self, old: &Plan, new: &Plan) -> Vec<Meaning> {
        let (before, after) = (peers(old), peers(new));
        if before.is_empty() || after.is_empty() {
            return Vec::new();
        }
        let not_in = |of: &BTreeSet<Client>, others: &BTreeSet<Client>| -> Vec<String> {
            let covered = |client: &Client| others.contains(client) || others.iter().any(|other| other.covers(client));
            let alone = of.iter().filter(|client| !covered(client));
            alone.map(Client::to_string).collect()
        };
        let (lost, gained) = (not_in(&before, &after), not_in(&after, &before));
        // A part of a network that is lost may be let in still.
        let narrower =
            after.iter().filter(|client| before.iter().any(|other| other != *client && other.covers(client)));
        let mut still: Vec<String> = narrower.map(Client::to_string).chain(gained.iter().cloned()).collect();
        still.dedup();
        let rules = |class: Class| {
            let changed = [class, Class::Replaced, Class::Changed];
            let rules = self.change.resources.iter().filter(move |change| changed.contains(&change.class));
            rules.filter(|change| matches!(change.id, ResourceId::HttpsFrom(_) | ResourceId::HttpsFromVpc))
        };
        let mut found = Vec::new();
        if !lost.is_empty() {
            let but = if still.is_empty() { String::new() } else { format!(", unless among {}", still.join(", ")) };
            let sentence = format!("{} can no longer reach the endpoints on tcp/443{but}", lost.join(", "));
            let meaning = Meaning::new(Consequence::ClientsLost, sentence).rule(&https_not_admitted::RULE);
            found.push(meaning.about_all(rules(Class::Removed)));
        }
        if !gained.is_empty() {
            let sentence = format!("{} can reach the endpoints on tcp/443 from then on", gained.join(", "));
            let meaning = Meaning::new(Consequence::ClientsAdmitted, sentence).rule(&https_not_admitted::RULE);
            found.push(meaning.about_all(rules(Class::Added)));
        }
        let ports = |plan: &Plan, id: &ResourceId| {
            if let ResourceKind::Ingress(ingress) = &plan.resource(id)?.kind { Some(ingress.ports) } else { None }
        };
        let wider = |change: &&ResourceChange| {
            let now = ports(new, &change.id).filter(|ports| *ports != HTTPS && admits_https(*ports));
            now.is_some() && now != ports(old, &change.id)
        };
        for change in self.change.resources.iter().filter(wider) {
            let sentence = format!("`{}` admits more than tcp/443 from then on", change.address);
            let meaning = Meaning::new(Consequence::ClientsAdmitted, sentence).rule(&ingress_too_wide::RULE);
            found.push(meaning.about(change));
        }
        found
    }
}

/// Which of two lists' members only one has, in words that begin a sentence.
struct Difference {
    lost: Option<String>,
    gained: Option<String>,
}

impl Difference {
    fn of(before: &List, after: &List) -> Self {
        let (List::Items(old), List::Items(new)) = (before, after) else {
            return Self::open(before, after);
        };
        let only = |of: &[Value], others: &[Value]| {
            let only: Vec<String> = of.iter().filter(|item| !others.contains(item)).map(Value::to_string).collect();
            let verb = |several: &str, one: &str| if only.len() == 1 { one.to_owned() } else { several.to_owned() };
            (!only.is_empty()).then(|| (listed(&only), verb("", "s")))
        };
        Self {
            lost: only(old, new).map(|(who, s)| format!("{who} lose{s}")),
            gained: only(new, old).map(|(who, s)| format!("{who} get{s}")),
        }
    }

    /// Which ones a parameter stands for, only the deployment knows.
    fn open(before: &List, after: &List) -> Self {
        let name = |list: &List| match list {
            List::Items(items) => Some(listed(&items.iter().map(Value::to_string).collect::<Vec<_>>())),
            List::Parameter(parameter) => Some(format!("those deployed as `{parameter:?}`")),
            List::Unknown => None,
        };
        match (name(before), name(after)) {
            (Some(old), Some(new)) => Self {
                lost: Some(format!("{old} lose, unless among {new},")),
                gained: Some(format!("{new} get, unless among {old},")),
            },
            _ => Self { lost: None, gained: None },
        }
    }
}

/// Who is let in.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Client {
    /// All that the VPC's CIDR holds, which only the deployment knows.
    Vpc,
    Cidr(Ipv4Cidr),
    Cidr6(Ipv6Cidr),
    Other(String),
}

impl Client {
    /// Whether it holds all that the other holds.
    fn covers(&self, other: &Client) -> bool {
        match (self, other) {
            (Client::Cidr(wide), Client::Cidr(narrow)) => wide.contains(*narrow),
            (Client::Cidr6(wide), Client::Cidr6(narrow)) => wide.contains(*narrow),
            _ => self == other,
        }
    }
}

impl std::fmt::Display for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Client::Vpc => f.write_str("the VPC's CIDR"),
            Client::Cidr(cidr) => write!(f, "`{cidr}`"),
            Client::Cidr6(cidr) => write!(f, "`{cidr}`"),
            Client::Other(text) => write!(f, "`{text}`"),
        }
    }
}

/// The ports of a rule as the compiler writes it.
const HTTPS: Ports = Ports::Tcp(443, 443);

fn admits_https(ports: Ports) -> bool {
    match ports {
        Ports::Tcp(first, last) => (first..=last).contains(&443),
        Ports::All | Ports::Unknown => true,
        Ports::Other => false,
    }
}

/// Whom a template's own group lets in on tcp/443.
fn peers(plan: &Plan) -> BTreeSet<Client> {
    let peers = plan.resources.iter().filter_map(|resource| {
        let ResourceKind::Ingress(ingress) = &resource.kind else { return None };
        if !admits_https(ingress.ports) {
            return None;
        }
        let other = |value: &Value| Client::Other(value.to_string());
        Some(match &ingress.peer {
            Peer::Ipv4(Value::Parameter(_)) => Client::Vpc,
            Peer::Ipv4(value) => {
                let cidr = value.as_literal().and_then(|cidr| Ipv4Cidr::parse(cidr).ok());
                cidr.map_or_else(|| other(value), Client::Cidr)
            }
            Peer::Ipv6(value) => {
                let cidr = value.as_literal().and_then(|cidr| Ipv6Cidr::parse(cidr).ok());
                cidr.map_or_else(|| other(value), Client::Cidr6)
            }
            Peer::Group(value) | Peer::PrefixList(value) => other(value),
            Peer::Unknown => return None,
        })
    });
    peers.collect()
}
