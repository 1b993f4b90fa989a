//! Input: the VPC of a plan, the subnets of its interface endpoints, the route tables of its gateway.
//! Output: `vpc`, `subnets`, `route_tables`; in a note, what the template's parameters are to be given.
//! Never: writes an id that is not AWS's own.

use super::draft::Draft;
use super::kept::Interface;
use super::names::listed;
use crate::aws::{Ipv4Cidr, RouteTableId, SubnetId, VpcId};
use crate::plan::{List, Parameter, ResourceKind, Value, Why, logical_id};
use crate::spec::model::Keyword;

/// Says where the endpoints are.
pub(super) fn write(draft: &mut Draft) {
    if let Some(words) = new_vpc(draft) {
        draft.kept.network = true;
        draft.say(Keyword::Vpc, words);
        return;
    }
    let mut open: Vec<String> = Vec::new();
    match draft.plan.vpc.as_literal().filter(|id| VpcId::parse(id).is_ok()) {
        Some(id) => draft.say(Keyword::Vpc, format!("\"{id}\"")),
        None => open.extend(given(Parameter::VpcId, std::slice::from_ref(&draft.plan.vpc))),
    }
    let first = draft.kept.interfaces.first().map(|Interface { endpoint, .. }| &endpoint.subnets);
    if let Some(subnets) = first {
        match ids(subnets, &|id| SubnetId::parse(id).is_ok()) {
            Some(words) => draft.say(Keyword::Subnets, words),
            None => open.extend(given_list(Parameter::SubnetIds, subnets)),
        }
    }
    if let Some(tables) = draft.kept.route_tables() {
        match ids(tables, &|id| RouteTableId::parse(id).is_ok()) {
            Some(words) => draft.say(Keyword::RouteTables, words),
            None => open.extend(given_list(Parameter::RouteTableIds, tables)),
        }
    }
    if !open.is_empty() {
        draft.note(format!("when you deploy the generated template, set {}", open.join("; ")));
    }
}

/// `new CIDR zones N`, where the plan makes a VPC of as many parts as that does, which no way leads out of. Whether they
/// are the same parts is for the comparison.
fn new_vpc(draft: &Draft) -> Option<String> {
    if !draft.guesses.makes_vpc || !draft.plan.surroundings.ways_out.is_empty() {
        return None;
    }
    let (mut cidrs, mut subnets, mut tables, mut associations) = (Vec::new(), 0_u8, 0, 0);
    for resource in &draft.plan.resources {
        match &resource.kind {
            ResourceKind::Vpc(vpc) => cidrs.push(vpc.cidr.as_literal()?),
            ResourceKind::Subnet(_) => subnets = subnets.checked_add(1)?,
            ResourceKind::RouteTable(_) => tables += 1,
            ResourceKind::RouteTableAssociation(_) => associations += 1,
            ResourceKind::SecurityGroup(_)
            | ResourceKind::Ingress(_)
            | ResourceKind::Egress(_)
            | ResourceKind::InterfaceEndpoint(_)
            | ResourceKind::GatewayEndpoint(_)
            | ResourceKind::Role(_)
            | ResourceKind::RolePolicy(_) => {}
        }
    }
    let [cidr] = cidrs.as_slice() else { return None };
    let laid_out = tables == 1 && associations == subnets && (1..=6).contains(&subnets);
    let zones = if subnets == 2 { String::new() } else { format!(" zones {subnets}") };
    (laid_out && Ipv4Cidr::parse(cidr).is_ok()).then(|| format!("new {cidr}{zones}"))
}

/// The ids of a list, quoted; `None` where it is not known down to the last one.
fn ids(list: &List, is_id: &dyn Fn(&str) -> bool) -> Option<String> {
    let List::Items(items) = list else { return None };
    let ids: Option<Vec<&str>> = items.iter().map(|item| item.as_literal().filter(|id| is_id(id))).collect();
    let mut ids = ids.filter(|ids| !ids.is_empty())?;
    ids.sort_unstable();
    ids.dedup();
    Some(ids.iter().map(|id| format!("\"{id}\"")).collect::<Vec<_>>().join(", "))
}

fn given_list(parameter: Parameter, list: &List) -> Option<String> {
    match list {
        List::Items(items) => given(parameter, items),
        List::Parameter(_) => None,
        List::Unknown(why) => given(parameter, &[Value::Unknown(why.clone())]),
    }
}

/// What a parameter is to be given; `None` where it is a parameter of that name already.
fn given(parameter: Parameter, values: &[Value]) -> Option<String> {
    let is_same = |value: &Value| matches!(value, Value::Unknown(Why::Open(name)) if parameter.is_called(name));
    if values.is_empty() || values.iter().all(is_same) {
        return None;
    }
    let words = |value: &Value| match value {
        Value::Attribute(id, _) => logical_id(id),
        Value::Unknown(Why::Open(name) | Why::Elsewhere(name)) => name.clone(),
        Value::Literal(_) | Value::Parameter(_) | Value::Pseudo(_) | Value::Join(_) | Value::Unknown(_) => {
            value.to_string()
        }
    };
    let words: Vec<String> = values.iter().map(words).collect();
    Some(format!("`{}` to {}", parameter.name(), listed(&words)))
}
