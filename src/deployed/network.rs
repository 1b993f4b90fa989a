//! Input: what AWS says of a VPC, its subnets and its route tables.
//! Output: the same in a plan, with the ways out.
//! Never: takes a subnet that no table names for one without a table: the VPC's main one is its own.

use super::here::Here;
use super::printed::Kind;
use super::words::{items, name, switch, text, value};
use crate::aws::{Ipv4Cidr, internet};
use crate::document::Node;
use crate::plan::{
    Nat, Plan, Property, Resource, ResourceKind, RouteTable, RouteTableAssociation, Subnet, Value, Vpc, WayOut,
    WayOutKind, Zone,
};
use crate::span::Span;

/// Adds the VPC and its network.
pub(super) fn read(here: &Here, vpc: &Node, plan: &mut Plan) {
    let attribute = |key: &str| {
        let of_vpc = |node: &&Node| text(node, "VpcId") == Some(here.id);
        let mut said = here.printed.of(Kind::Attributes).filter(of_vpc);
        let on = said.find_map(|node| node.get(key)?.get("Value"))?;
        Some((on.text()?.parse::<bool>().ok()?, on.span))
    };
    let (support, hostnames) = (attribute("EnableDnsSupport"), attribute("EnableDnsHostnames"));
    let kind = ResourceKind::Vpc(Vpc {
        cidr: cidr(vpc, "CidrBlock"),
        dns_support: support.map(|(on, _)| on),
        dns_hostnames: hostnames.map(|(on, _)| on),
    });
    let mut made = resource(here.id, kind, vpc, "VpcId", &[(Property::CidrBlock, "CidrBlock")]);
    made.places.extend(support.map(|(_, span)| (Property::EnableDnsSupport, span)));
    made.places.extend(hostnames.map(|(_, span)| (Property::EnableDnsHostnames, span)));
    plan.resources.push(made);
    for subnet in here.of(Kind::Subnets) {
        let Some(id) = text(subnet, "SubnetId") else { continue };
        let zone = text(subnet, "AvailabilityZone").map_or(Zone::Unknown, |zone| Zone::Named(zone.to_owned()));
        let kind = ResourceKind::Subnet(Subnet { vpc: plan.vpc.clone(), cidr: cidr(subnet, "CidrBlock"), zone });
        let places = [(Property::CidrBlock, "CidrBlock"), (Property::AvailabilityZone, "AvailabilityZone")];
        plan.resources.push(resource(id, kind, subnet, "SubnetId", &places));
    }
    for table in here.of(Kind::RouteTables) {
        let Some(id) = text(table, "RouteTableId") else { continue };
        let kind = ResourceKind::RouteTable(RouteTable { vpc: plan.vpc.clone() });
        plan.resources.push(resource(id, kind, table, "RouteTableId", &[]));
    }
    associations(here, plan);
    plan.surroundings.ways_out = ways_out(here);
}

/// Which table each subnet has.
fn associations(here: &Here, plan: &mut Plan) {
    let all = || here.of(Kind::RouteTables).flat_map(|table| items(table, "Associations"));
    let main = all().find(|it| switch(it, "Main") == Some(true));
    for subnet in here.of(Kind::Subnets) {
        let Some(id) = text(subnet, "SubnetId") else { continue };
        let own = all().find(|it| text(it, "SubnetId") == Some(id));
        let Some(association) = own.or(main) else { continue };
        let Some(table) = text(association, "RouteTableId") else { continue };
        let kind = RouteTableAssociation { subnet: value(id), route_table: value(table) };
        let tied = format!("{id}.{table}");
        plan.resources.push(resource(
            &tied,
            ResourceKind::RouteTableAssociation(kind),
            association,
            "RouteTableId",
            &[],
        ));
    }
}

/// The routes that lead out of the VPC and work.
fn ways_out(here: &Here) -> Vec<WayOut> {
    let of_table = |table| {
        let value = text(table, "RouteTableId").map(value);
        items(table, "Routes").iter().filter_map(move |route| way_out(here, route, value.clone()))
    };
    here.of(Kind::RouteTables).flat_map(of_table).collect()
}

/// Where a route leads that is not the VPC's own, or that of a gateway endpoint.
fn way_out(here: &Here, route: &Node, table: Option<Value>) -> Option<WayOut> {
    let gateway = text(route, "GatewayId").unwrap_or_default();
    if text(route, "State") == Some("blackhole") || gateway == "local" || gateway.starts_with("vpce-") {
        return None;
    }
    let Some(said) = text(route, "DestinationCidrBlock") else {
        // A prefix list may hold any addresses.
        let span = route.get("DestinationPrefixListId").map(|listed| listed.span)?;
        return Some(WayOut { kind: WayOutKind::Other, table, nat: None, span: Some(span) });
    };
    let block = Ipv4Cidr::canonical(said)?;
    if internet::share_of_ipv4(&[block]).is_none() {
        return None;
    }
    let over = [
        ("NatGatewayId", WayOutKind::Nat),
        ("TransitGatewayId", WayOutKind::Transit),
        ("NetworkInterfaceId", WayOutKind::Appliance),
        ("InstanceId", WayOutKind::Appliance),
    ];
    let known = over.into_iter().find_map(|(key, kind)| Some((route.get(key)?, kind)));
    let of_gateway = [("igw-", WayOutKind::Internet), ("vgw-", WayOutKind::Vpn)];
    let of_gateway = of_gateway.into_iter().find(|(beginning, _)| gateway.starts_with(beginning));
    let known = known.or(of_gateway.and_then(|(_, kind)| Some((route.get("GatewayId")?, kind))));
    let (node, kind) = known.unwrap_or((route, WayOutKind::Other));
    let kind = if block.prefix() == 0 { kind } else { WayOutKind::Part };
    let nat = text(route, "NatGatewayId").and_then(|id| nat(here, id));
    Some(WayOut { kind, table, nat, span: Some(node.span) })
}

/// A NAT gateway that is there and works.
fn nat(here: &Here, id: &str) -> Option<Nat> {
    let nat = here.of(Kind::NatGateways).find(|nat| text(nat, "NatGatewayId") == Some(id))?;
    let public = text(nat, "ConnectivityType").map(|said| said == "public");
    // A regional one is in no subnet.
    let subnet = text(nat, "SubnetId").map(value);
    let is_regional = text(nat, "AvailabilityMode") == Some("regional");
    (subnet.is_some() || is_regional).then_some(Nat { subnet, public })
}

fn cidr(node: &Node, key: &str) -> Value {
    text(node, key).map_or_else(Value::unknown, |cidr| Value::literal(cidr.to_owned()))
}

/// A resource, at its id in the file.
pub(super) fn resource(
    id: &str,
    kind: ResourceKind,
    node: &Node,
    at: &str,
    properties: &[(Property, &str)],
) -> Resource {
    let place = |key: &str| -> Option<Span> { Some(node.get(key)?.span) };
    let places = properties.iter().filter_map(|(property, key)| Some((*property, place(key)?)));
    Resource { id: name(id), kind, reason: None, span: Some(place(at).unwrap_or(node.span)), places: places.collect() }
}
