//! Input: what happens to a template's network: VPC, route tables, subnets, security group and its clients.
//! Output: which clients lose access, and which gain it.
//! Never: compares values that only the deployment knows: it says so instead.

use super::view::{View, listed};
use crate::cards;
use crate::diff::change::{Class, ResourceChange};
use crate::diff::consequence::{Consequence, Meaning};
use crate::plan::{GatewayEndpoint, InterfaceEndpoint, List, Plan, Property, ResourceId, ResourceKind, Value};
use std::collections::BTreeSet;

impl View<'_> {
    pub(super) fn network(self, old: &Plan, new: &Plan) -> Vec<Meaning> {
        let mut found = Vec::new();
        found.extend(self.vpc());
        found.extend(self.vpc_dns(new));
        found.extend(self.route_tables(old, new));
        found.extend(self.routed_subnets(old, new));
        found.extend(self.subnets(old, new));
        found.extend(self.security_group(old, new));
        found
    }

    fn vpc(self) -> Option<Meaning> {
        let vpc = self.change.resources.iter().find(|change| change.id == ResourceId::Vpc)?;
        let how = match (vpc.class, self.is_terraform()) {
            (Class::Replaced, true) => "is deleted and recreated",
            (Class::Replaced, false) => "is recreated, and the old one deleted",
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

    fn vpc_dns(self, new: &Plan) -> Option<Meaning> {
        let changed =
            [Property::EnableDnsSupport, Property::EnableDnsHostnames].map(|property| self.in_place(property));
        let vpc = *changed.iter().flatten().next()?;
        let ResourceKind::Vpc(now) = &new.resource(&vpc.id)?.kind else { return None };
        if now.dns_support == Some(true) && now.dns_hostnames == Some(true) {
            return None;
        }
        let sentence = format!(
            "`{}` no longer resolves private names: the services' public names bypass the endpoints",
            vpc.address
        );
        Some(Meaning::new(Consequence::PrivateDnsOff, sentence).rule(&cards::VPC_DNS).about(vpc))
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
        let mut changed = self.in_place(Property::RouteTableIds);
        changed.retain(|change| new.s3_gateways().any(|(resource, _)| resource.id == change.id));
        let tables = |plan: &Plan| plan.s3_gateways().next().map(|(_, gateway)| gateway.route_tables.clone());
        let (Some(before), Some(after)) = (tables(old), tables(new)) else { return Vec::new() };
        if changed.is_empty() {
            return Vec::new();
        }
        let difference = Difference::of(&before, &after);
        let mut found = Vec::new();
        if let Some(lost) = difference.lost {
            found.push(route_lost(&lost).about_all(changed.clone()));
        }
        if let Some(gained) = difference.gained {
            let sentence = format!("{gained} another route to S3: open connections to S3 break");
            let meaning = Meaning::new(Consequence::S3ConnectionsInterrupted, sentence);
            found.push(meaning.rule(&cards::S3_CONNECTIONS_INTERRUPTED).about_all(changed));
        }
        found
    }

    /// Subnets that are no longer tied to a route table with the route to S3; what becomes of the tables is said of them.
    fn routed_subnets(self, old: &Plan, new: &Plan) -> Option<Meaning> {
        let gateways: Vec<_> = [old, new].into_iter().flat_map(Plan::s3_gateways).map(|(_, gateway)| gateway).collect();
        let routed = |plan| routed(plan, &gateways);
        let after = routed(new);
        let stays = |subnet: &&Value| matches!(subnet, Value::Attribute(id, _) if new.resource(id).is_some());
        let lost = routed(old).into_iter().filter(|subnet| stays(subnet) && !after.contains(subnet));
        let lost: Vec<String> = lost.map(Value::to_string).collect();
        let who = with_verb(&lost, "lose", "loses")?;
        let ties = self.change.resources.iter().filter(|change| {
            let is_tie = matches!(change.id, ResourceId::PrivateSubnetRouteTableAssociation(_));
            is_tie && change.class != Class::Unchanged
        });
        Some(route_lost(&who).about_all(ties))
    }

    fn subnets(self, old: &Plan, new: &Plan) -> Option<Meaning> {
        let changed = self.in_place(Property::SubnetIds);
        let first = changed.first()?;
        let subnets = |plan| endpoint(plan, &first.id).map(|endpoint| endpoint.subnets.clone());
        let (before, mut after) = (subnets(old)?, subnets(new)?);
        if let List::Items(items) = &mut after {
            items.retain(|subnet| !self.is_made_anew(subnet));
        }
        let lost = Difference::of(&before, &after).lost?;
        let sentence = format!("{lost} the endpoints' network interfaces: connections through them break");
        Some(Meaning::new(Consequence::SubnetLost, sentence).about_all(changed))
    }

    /// Whether a value names a resource that is replaced.
    pub(super) fn is_made_anew(self, value: &Value) -> bool {
        let Value::Attribute(named, _) = value else { return false };
        self.of_class(Class::Replaced).any(|change| change.id == *named)
    }

    fn security_group(self, old: &Plan, new: &Plan) -> Option<Meaning> {
        let changed = self.in_place(Property::SecurityGroupIds);
        let first = changed.first()?;
        let groups = |plan| endpoint(plan, &first.id).map(|endpoint| endpoint.security_groups.clone());
        let (List::Items(before), List::Items(after)) = (groups(old)?, groups(new)?) else { return None };
        let names = |groups: &[Value]| listed(&groups.iter().map(Value::to_string).collect::<Vec<_>>());
        if before == after {
            let sentence = format!(
                "{} is recreated, and admits no client on tcp/443 until its rules are recreated, too",
                names(&after)
            );
            return Some(Meaning::new(Consequence::SecurityGroupChanged, sentence).about_all(changed));
        }
        let sentence = format!(
            "the endpoints use {} instead of {}: clients it does not admit on tcp/443 lose access",
            names(&after),
            names(&before)
        );
        let meaning = Meaning::new(Consequence::SecurityGroupChanged, sentence);
        Some(meaning.rule(&cards::UNCHECKED_OWN_RESOURCE).about_all(changed))
    }
}

fn endpoint<'p>(plan: &'p Plan, id: &ResourceId) -> Option<&'p InterfaceEndpoint> {
    plan.interface_endpoints().find(|(resource, _)| resource.id == *id).map(|(_, endpoint)| endpoint)
}

/// What follows for who loses the route, `… loses`.
fn route_lost(who: &str) -> Meaning {
    let sentence = format!("{who} the route to S3: image layers no longer arrive, so pulls fail");
    Meaning::new(Consequence::RouteLost, sentence).rule(&cards::S3_ROUTE_TABLE_MISSING)
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
        let only = |of: &[Value], others: &[Value]| -> Vec<String> {
            let others: BTreeSet<&Value> = others.iter().collect();
            of.iter().filter(|item| !others.contains(item)).map(Value::to_string).collect()
        };
        Self { lost: with_verb(&only(old, new), "lose", "loses"), gained: with_verb(&only(new, old), "get", "gets") }
    }

    /// Which ones a parameter stands for, only the deployment knows.
    fn open(before: &List, after: &List) -> Self {
        let name = |list: &List| match list {
            List::Items(items) => Some(listed(&items.iter().map(Value::to_string).collect::<Vec<_>>())),
            List::Parameter(parameter) => Some(format!("those deployed as `{}`", parameter.name())),
            List::Unknown(_) => None,
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

/// Who does something: `None` where nobody does.
fn with_verb(who: &[String], several: &str, one: &str) -> Option<String> {
    let verb = if who.len() == 1 { one } else { several };
    (!who.is_empty()).then(|| format!("{} {verb}", listed(who)))
}

/// The subnets of a template that are tied to a route table in which one of these gateways has its route.
pub(super) fn routed<'p>(plan: &'p Plan, gateways: &[&GatewayEndpoint]) -> BTreeSet<&'p Value> {
    let is_routed = |gateway: &GatewayEndpoint, table: &Value| matches!(&gateway.route_tables, List::Items(tables) if tables.contains(table));
    let has_route = |table: &Value| gateways.iter().any(|gateway| is_routed(gateway, table));
    let tied = plan.resources.iter().filter_map(|resource| {
        let ResourceKind::RouteTableAssociation(tie) = &resource.kind else { return None };
        has_route(&tie.route_table).then_some(&tie.subnet)
    });
    tied.collect()
}
