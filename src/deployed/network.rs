//! Input: what AWS says of a VPC, its subnets and its route tables.
//! Output: the same in a plan, with the ways out.
//! Never: takes a subnet that no table names for one without a table: the VPC's main one is its own.

use super::here::Here;
use super::printed::Kind;
use super::words::{items, name, switch, text, value};
use crate::aws::Ipv4Cidr;
use crate::document::Node;
use crate::plan::{
    self, Ipv6Subnet, Nat, Plan, Property, Resource, ResourceKind, Route, RouteTable, RouteTableAssociation, Subnet,
    Value, Vpc, WayOut, WayOutKind, Zone,
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
        if switch(subnet, "Ipv6Native") == Some(true) {
            let dns64 = switch(subnet, "EnableDns64");
            plan.surroundings.ipv6_subnets.push(Ipv6Subnet { subnet: value(id), dns64 });
        }
    }
    for table in here.of(Kind::RouteTables) {
        let Some(id) = text(table, "RouteTableId") else { continue };
        let kind = ResourceKind::RouteTable(RouteTable { vpc: plan.vpc.clone() });
        plan.resources.push(resource(id, kind, table, "RouteTableId", &[]));
    }
    associations(here, plan);
    plan.surroundings.ways_out = ways_out(here, vpc);
}

/// Which table each subnet has.
fn associations(here: &Here, plan: &mut Plan) {
    let all = || here.of(Kind::RouteTables).flat_map(|table| items(table, "Associations"));
    // A table that is not printed may be the subnet's own.
    let main = all().find(|it| switch(it, "Main") == Some(true)).filter(|_| here.printed.is_whole(Kind::RouteTables));
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
fn ways_out(here: &Here, vpc: &Node) -> Vec<WayOut> {
    let of_table = |table| {
        let value = text(table, "RouteTableId").map(value);
        items(table, "Routes").iter().filter_map(move |route| way_out(here, route, value.clone()))
    };
    let routes: Vec<Route> = here.of(Kind::RouteTables).flat_map(of_table).collect();
    let more = items(vpc, "CidrBlockAssociationSet").iter().filter_map(|block| text(block, "CidrBlock"));
    let own: Vec<Ipv4Cidr> = text(vpc, "CidrBlock").into_iter().chain(more).filter_map(Ipv4Cidr::canonical).collect();
    plan::ways_out(&routes, &own)
}

/// Where a route leads that is not the VPC's own, or that of a gateway endpoint.
fn way_out(here: &Here, route: &Node, table: Option<Value>) -> Option<Route> {
    let gateway = text(route, "GatewayId").unwrap_or_default();
    if text(route, "State") == Some("blackhole") || gateway == "local" {
        return None;
    }
    let listed = route.get("DestinationPrefixListId");
    if listed.is_some() && gateway.starts_with("vpce-") {
        return None;
    }
    let Some(said) = text(route, "DestinationCidrBlock") else {
        // A prefix list may hold any addresses.
        let span = listed.map(|listed| listed.span)?;
        return Some(Route {
            way: WayOut { kind: WayOutKind::Other, table, nat: None, span: Some(span) },
            block: None,
        });
    };
    let block = Ipv4Cidr::canonical(said)?;
    let over = [
        ("NatGatewayId", WayOutKind::Nat),
        ("TransitGatewayId", WayOutKind::Transit),
        ("NetworkInterfaceId", WayOutKind::Appliance),
        ("InstanceId", WayOutKind::Appliance),
    ];
    let known = over.into_iter().find_map(|(key, kind)| Some((route.get(key)?, kind)));
    // An endpoint to which addresses lead, and no prefix list, is one of a Gateway Load Balancer:
    // <https://docs.aws.amazon.com/network-firewall/latest/developerguide/vpc-config-route-tables.html>, read 2026-11-30.
    let of_gateway = [("igw-", WayOutKind::Internet), ("vgw-", WayOutKind::Vpn), ("vpce-", WayOutKind::Firewall)];
    let of_gateway = of_gateway.into_iter().find(|(beginning, _)| gateway.starts_with(beginning));
    let known = known.or(of_gateway.and_then(|(_, kind)| Some((route.get("GatewayId")?, kind))));
    let (node, kind) = known.unwrap_or((route, WayOutKind::Other));
    let nat = text(route, "NatGatewayId").and_then(|id| nat(here, id));
    Some(Route { way: WayOut { kind, table, nat, span: Some(node.span) }, block: Some(block) })
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
