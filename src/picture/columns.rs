//! Input: a plan.
//! Output: the columns of its picture: its zones with their subnets, and in which of them something is.
//! Never: puts a subnet of which nothing says the zone into a zone.

use super::model::{Column, Places};
use super::words;
use crate::plan::{List, Parameter, Plan, ResourceId, ResourceKind, Value, Zone};

/// So many subnets whose zone is not known have a column each; more have one together.
const MOST: usize = 6;

/// Which subnet a column contains.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Member {
    One(Value),
    Parameter(Parameter),
}

/// The columns, and which subnets each contains.
pub(super) struct Columns {
    pub(super) shown: Vec<Column>,
    members: Vec<Vec<Member>>,
}

impl Columns {
    /// Of the subnets that carry endpoints or that run something; of all subnets, if none does.
    pub(super) fn of(plan: &Plan) -> Self {
        let endpoints = plan.interface_endpoints().map(|(_, endpoint)| &endpoint.subnets);
        let clients = plan.surroundings.clients.iter().map(|client| &client.subnets);
        let mut members: Vec<Member> = Vec::new();
        let mut add = |member: Member| {
            if !members.contains(&member) {
                members.push(member);
            }
        };
        let made = plan.resources.iter().filter(|it| matches!(it.kind, ResourceKind::Subnet(_)));
        for resource in made.clone().filter(|it| matches!(it.id, ResourceId::PrivateSubnet(_))) {
            add(Member::One(subnet(plan, &Value::Attribute(resource.id.clone(), crate::plan::Attribute::Id))));
        }
        for list in endpoints.chain(clients) {
            match list {
                List::Items(items) => items.iter().for_each(|value| add(Member::One(subnet(plan, value)))),
                List::Parameter(parameter) => add(Member::Parameter(*parameter)),
                List::Unknown(_) => {}
            }
        }
        if members.is_empty() {
            let all = made.map(|it| Member::One(Value::Attribute(it.id.clone(), crate::plan::Attribute::Id)));
            members = all.collect();
        }
        columns(plan, members)
    }

    /// In which columns something with these subnets is.
    pub(super) fn places(&self, plan: &Plan, list: &List) -> Places {
        let wanted: Vec<Member> = match list {
            List::Items(items) => items.iter().map(|value| Member::One(subnet(plan, value))).collect(),
            List::Parameter(parameter) => vec![Member::Parameter(*parameter)],
            List::Unknown(_) => return None,
        };
        let mut places = Vec::new();
        for (column, members) in self.members.iter().enumerate() {
            places.extend(wanted.iter().filter(|member| members.contains(member)).map(|_| column));
        }
        Some(places)
    }
}

/// A subnet by its resource, if the plan has it.
fn subnet(plan: &Plan, value: &Value) -> Value {
    let found = plan
        .resources
        .iter()
        .find(|resource| matches!(resource.kind, ResourceKind::Subnet(_)) && words::names(value, &resource.id));
    found.map_or_else(|| value.clone(), |it| Value::Attribute(it.id.clone(), crate::plan::Attribute::Id))
}

fn columns(plan: &Plan, members: Vec<Member>) -> Columns {
    let mut columns: Vec<(Option<String>, Column, Vec<Member>)> = Vec::new();
    let zones: Vec<Option<String>> = members.iter().map(|member| zone(plan, member)).collect();
    let together = zones.iter().filter(|zone| zone.is_none()).count() > MOST;
    for (member, zone) in members.into_iter().zip(zones) {
        let name = name(plan, &member);
        let joins = |of: &Option<String>| *of == zone && (zone.is_some() || together);
        if let Some((_, column, members)) = columns.iter_mut().find(|(of, _, _)| joins(of)) {
            column.subnets.push(name);
            members.push(member);
            continue;
        }
        let many = together || matches!(member, Member::Parameter(_));
        let title = zone.clone().unwrap_or_else(|| if many { "zones not known" } else { "zone not known" }.to_owned());
        let column = Column { name: title, known: zone.is_some(), subnets: vec![name] };
        columns.push((zone, column, vec![member]));
    }
    // By zone; what is not known last, in its order.
    columns.sort_by_key(|(zone, _, _)| (zone.is_none(), zone.clone()));
    let (shown, members) = columns.into_iter().map(|(_, column, members)| (column, members)).unzip();
    Columns { shown, members }
}

fn zone(plan: &Plan, member: &Member) -> Option<String> {
    let Member::One(Value::Attribute(id, _)) = member else { return None };
    let Some(ResourceKind::Subnet(subnet)) = plan.resource(id).map(|resource| &resource.kind) else { return None };
    match &subnet.zone {
        Zone::Index(index) => Some(format!("zone {}", u16::from(*index) + 1)),
        Zone::Named(name) => Some(name.clone()),
        Zone::Unknown => None,
    }
}

fn name(plan: &Plan, member: &Member) -> String {
    let value = match member {
        Member::One(value) => value,
        Member::Parameter(parameter) => return format!("parameter {parameter:?}"),
    };
    let name = words::value(value);
    let Value::Attribute(id, _) = value else { return name };
    match plan.resource(id).map(|resource| &resource.kind) {
        Some(ResourceKind::Subnet(subnet)) => match subnet.cidr.as_literal() {
            Some(cidr) => format!("{name} {cidr}"),
            None => name,
        },
        Some(_) | None => name,
    }
}
