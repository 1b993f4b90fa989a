//! Input: routes, route tables and gateways of a template.
//! Output: the ways out of a VPC.
//! Never: leaves out a route because its destination or its target is not known.

use super::reading::{Reading, VPC, either, first, get, id};
use super::unread;
use super::vpcs::Vpc;
use crate::aws::Ipv4Cidr;
use crate::plan::{self, Attribute, Client, Nat, Plan, Property, Route, WayOut, WayOutKind};
use crate::span::Span;
use crate::template::evaluated::Resource;
use crate::template::value::Value;

const NAT: &[&str] = &["AWS::EC2::NatGateway", "aws_nat_gateway"];
const ROUTE: &[&str] = &["AWS::EC2::Route", "aws_route"];
/// What may hold routes of its own.
const ROUTED: &[&str] = &["aws_route_table", "aws_default_route_table"];
const PROPAGATION: &[&str] = &["AWS::EC2::VPNGatewayRoutePropagation", "aws_vpn_gateway_route_propagation"];
const INTERNET: &[&str] = &["AWS::EC2::InternetGateway", "aws_internet_gateway"];
const TRANSIT: &[&str] = &["AWS::EC2::TransitGateway", "aws_ec2_transit_gateway"];
/// What ties a gateway to a VPC, and how it names the gateway.
const ATTACHMENT: &[&str] = &[
    "AWS::EC2::VPCGatewayAttachment",
    "AWS::EC2::TransitGatewayAttachment",
    "AWS::EC2::TransitGatewayVpcAttachment",
    "aws_internet_gateway_attachment",
    "aws_ec2_transit_gateway_vpc_attachment",
];
const ATTACHED: &[&str] = &["InternetGatewayId", "TransitGatewayId", "internet_gateway_id", "transit_gateway_id"];
const INTERNET_ID: &[&str] = &["InternetGatewayId", "internet_gateway_id"];
const VPN: &[&str] = &["AWS::EC2::VPNGateway", "aws_vpn_gateway"];

/// The ways out of a VPC.
pub(super) fn ways_out(reading: &Reading, vpc: &Vpc) -> Vec<WayOut> {
    let mut routes: Vec<Route> = Vec::new();
    let is_shown = is_shown(reading, vpc);
    let way_out = |route: &Value, table: Option<plan::Value>, span: Span| {
        let is_detached = is_shown && is_detached(reading, vpc, route);
        way_out(reading, vpc, route, is_detached, table, span)
    };
    for route in reading.of_types(ROUTE) {
        let table = get(route, Property::RouteTableId);
        if is_here(reading, vpc, table) {
            routes.extend(way_out(&route.properties, known(reading, table), route.span));
        }
    }
    for table in reading.of_types(ROUTED).filter(|it| vpc.holds(reading, vpc_of(it))) {
        let own = Some(plan::Value::Attribute(id(table), Attribute::Id));
        for route in table.properties.blocks("route") {
            routes.extend(way_out(route, own.clone(), route.span));
        }
        if let Some(said) = table.properties.get("propagating_vgws").filter(|said| said.is_set()) {
            routes.push(propagated(own, said.span));
        }
    }
    for propagation in reading.of_types(PROPAGATION) {
        let many = propagation.properties.get("RouteTableIds").and_then(Value::items).unwrap_or_default();
        for table in many.iter().chain(propagation.properties.get("route_table_id")) {
            if is_here(reading, vpc, Some(table)) {
                routes.push(propagated(known(reading, Some(table)), propagation.span));
            }
        }
    }
    let own = vpc.resource.and_then(|made| get(made, Property::CidrBlock)).and_then(Value::as_text);
    let own: Vec<Ipv4Cidr> = own.and_then(|own| Ipv4Cidr::canonical(&own)).into_iter().collect();
    plan::ways_out(&routes, &own)
}

/// Adds a NAT gateway of which no route is seen: something leads to it, unless the tables of all subnets that pull are
/// seen, with all of their routes.
pub(super) fn add_unrouted(reading: &Reading, vpc: &Vpc, plan: &mut Plan) {
    let around = &plan.surroundings;
    let are_seen = |client: &Client| {
        let is_seen = |subnet: &plan::Value| plan.table_of(subnet).is_some_and(|table| plan.shows_routes_of(table));
        let subnets = client.subnets.items();
        !client.presumed && !subnets.is_empty() && subnets.iter().all(is_seen)
    };
    let are_all_seen = !around.clients.is_empty() && around.clients.iter().all(are_seen) && is_shown(reading, vpc);
    if are_all_seen || around.ways_out.iter().any(|way| way.kind == WayOutKind::Nat) {
        return;
    }
    let routed = routed_to(reading);
    let mut nats = reading.of_types(NAT).filter(|nat| {
        // A regional one names its VPC, and no subnet.
        let place = get(nat, Property::SubnetId).map_or(Some(*nat), |subnet| reading.named(subnet));
        let is_here = place.is_none_or(|place| vpc.holds(reading, get(place, Property::VpcId)));
        is_here && !routed.contains(&nat.address.as_str())
    });
    let way = |nat: &Resource| WayOut { kind: WayOutKind::Nat, table: None, nat: None, span: Some(nat.span) };
    let way = nats.next().map(way);
    plan.surroundings.ways_out.extend(way);
}

/// Whether nothing that is not read may attach a gateway to a VPC, or add a route to one of its tables.
fn is_shown(reading: &Reading, vpc: &Vpc) -> bool {
    may_route(reading, vpc).is_none()
}

/// The first of what is not read that may do so.
pub(super) fn may_route(reading: &Reading, vpc: &Vpc) -> Option<String> {
    let maker = unread::all(reading).into_iter().find(|unread| unread.may_make_in(reading, vpc))?;
    Some(maker.address.to_owned())
}

/// What routes lead to, whichever addresses they are for.
fn routed_to<'e>(reading: &Reading<'e>) -> Vec<&'e str> {
    let of_tables = reading.of_types(ROUTED).flat_map(|table| table.properties.blocks("route"));
    let routes = reading.of_types(ROUTE).map(|route| &route.properties).chain(of_tables);
    let said = routes.filter_map(|route| first(route, &["NatGatewayId", "nat_gateway_id"]));
    said.filter_map(|said| reading.named(said)).map(|named| named.address.as_str()).collect()
}

/// Whether a route table may be of a VPC.
fn is_here(reading: &Reading, vpc: &Vpc, table: Option<&Value>) -> bool {
    let named = table.and_then(|table| reading.named(table));
    named.is_none_or(|named| {
        let is_with_vpc = VPC.contains(&named.kind.as_str());
        vpc.holds(reading, if is_with_vpc { table } else { vpc_of(named) })
    })
}

/// What says the VPC of a route table.
fn vpc_of(table: &Resource) -> Option<&Value> {
    table.properties.get("default_route_table_id").or_else(|| get(table, Property::VpcId))
}

fn known(reading: &Reading, table: Option<&Value>) -> Option<plan::Value> {
    table.map(|table| reading.value(table)).filter(plan::Value::is_known)
}

/// What a virtual private gateway announces is not in the template: it may be a way to everywhere.
/// <https://docs.aws.amazon.com/vpc/latest/userguide/WorkWithRouteTables.html>, read 2026-11-30.
fn propagated(table: Option<plan::Value>, span: Span) -> Route {
    Route { way: WayOut { kind: WayOutKind::Vpn, table, nat: None, span: Some(span) }, block: None }
}

/// Where a route leads that leaves the VPC, or may.
fn way_out(
    reading: &Reading,
    vpc: &Vpc,
    route: &Value,
    is_detached: bool,
    table: Option<plan::Value>,
    span: Span,
) -> Option<Route> {
    let way = |kind, nat, block| Some(Route { way: WayOut { kind, table, nat, span: Some(span) }, block });
    if route.entries().is_none() {
        return way(WayOutKind::Other, None, None);
    }
    let said = |keys: &[&str]| keys.iter().find_map(|key| route.get(key)).filter(|value| value.is_set());
    let kind = if is_detached { WayOutKind::Detached } else { kind_of(reading, route) };
    let Some(destination) = said(&["DestinationCidrBlock", "destination_cidr_block", "cidr_block"]) else {
        // A route to IPv6 addresses is none to those of endpoints' names; a prefix list may hold any.
        let listed = said(&["DestinationPrefixListId", "destination_prefix_list_id"]);
        return listed.and_then(|_| way(WayOutKind::Other, None, None));
    };
    let Some(text) = destination.as_text() else { return way(WayOutKind::Other, None, None) };
    way(kind, nat_of(reading, vpc, route), Some(Ipv4Cidr::canonical(&text)?))
}

/// Over what a route leads.
fn kind_of(reading: &Reading, route: &Value) -> WayOutKind {
    let says = |keys: &[&str]| keys.iter().any(|key| route.get(key).is_some_and(Value::is_set));
    let gateway = either(route, "GatewayId", "gateway_id");
    if says(&["NatGatewayId", "nat_gateway_id"]) {
        WayOutKind::Nat
    } else if says(&["TransitGatewayId", "transit_gateway_id"]) {
        WayOutKind::Transit
    } else if says(&["InstanceId", "NetworkInterfaceId", "network_interface_id", "instance_id"]) {
        WayOutKind::Appliance
    } else if says(&["VpcEndpointId", "vpc_endpoint_id"]) {
        WayOutKind::Firewall
    } else if gateway.is_some_and(|gateway| reading.is_of(gateway, INTERNET, "igw-")) {
        WayOutKind::Internet
    } else if gateway.is_some_and(|gateway| reading.is_of(gateway, VPN, "vgw-")) {
        WayOutKind::Vpn
    } else {
        WayOutKind::Other
    }
}

/// Whether the template makes an internet or a transit gateway, and attaches it to no VPC that may be this one: AWS refuses
/// a route to it. Of virtual private gateways no page was found that says so.
/// <https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html>,
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-route.html>, read 2026-11-30.
fn is_detached(reading: &Reading, vpc: &Vpc, route: &Value) -> bool {
    let targets = ["GatewayId", "gateway_id", "TransitGatewayId", "transit_gateway_id"];
    let Some(gateway) = first(route, &targets).and_then(|said| reading.named(said)) else { return false };
    let may_be_its = |it: &Resource| {
        let named = ATTACHED.iter().filter_map(|key| it.properties.get(key));
        let mut named = named.map(|said| reading.named(said).is_none_or(|named| named.address == gateway.address));
        named.any(|may_be| may_be) && vpc.holds(reading, get(it, Property::VpcId))
    };
    let own = gateway.properties.get("vpc_id").filter(|said| !said.is_null());
    [INTERNET, TRANSIT].iter().any(|kinds| kinds.contains(&gateway.kind.as_str()))
        && !own.is_some_and(|own| vpc.holds(reading, Some(own)))
        && !reading.of_types(ATTACHMENT).any(may_be_its)
}

/// The NAT gateway of the template that a route leads to. A regional one is in no subnet, and works where its VPC has an
/// internet gateway.
/// <https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html>, read 2026-11-30.
fn nat_of(reading: &Reading, vpc: &Vpc, route: &Value) -> Option<Nat> {
    let said = first(route, &["NatGatewayId", "nat_gateway_id"])?;
    let nat = reading.named(said).filter(|nat| NAT.contains(&nat.kind.as_str()))?;
    let public = match first(&nat.properties, &["ConnectivityType", "connectivity_type"]) {
        None => Some(true),
        Some(said) => said.as_text().map(|said| said == "public"),
    };
    let mode = first(&nat.properties, &["AvailabilityMode", "availability_mode"]);
    if mode.and_then(Value::as_text).is_some_and(|mode| mode == "regional") {
        let public = public.filter(|_| vpc.resource.is_none() || has_internet_gateway(reading, vpc));
        return Some(Nat { subnet: None, public });
    }
    let subnet = get(nat, Property::SubnetId).map_or_else(plan::Value::unknown, |subnet| reading.value(subnet));
    Some(Nat { subnet: Some(subnet), public })
}

/// Whether an internet gateway is attached to a VPC.
fn has_internet_gateway(reading: &Reading, vpc: &Vpc) -> bool {
    let attached = reading.of_types(ATTACHMENT).filter(|it| first(&it.properties, INTERNET_ID).is_some());
    reading
        .of_types(INTERNET)
        .chain(attached)
        .any(|it| get(it, Property::VpcId).is_some_and(|of| vpc.holds(reading, Some(of))))
}
