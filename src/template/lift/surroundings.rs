//! Input: what a template says beside the endpoints of a VPC: routes out of it, what runs in it.
//! Output: the surroundings of its plan.
//! Never: takes a VPC of which no route is seen for one without a way out.

use super::reading::{Reading, get, id};
use super::repositories;
use super::vpcs::Vpc;
use super::workload::{self, first};
use super::{batch, kubernetes};
use crate::aws::{Ipv4Cidr, internet};
use crate::plan::{self, Attribute, Nat, Property, Surroundings, WayOut, WayOutKind};
use crate::template::evaluated::Resource;
use crate::template::value::Value;

const NAT: &[&str] = &["AWS::EC2::NatGateway", "aws_nat_gateway"];
const ROUTE: &[&str] = &["AWS::EC2::Route", "aws_route"];
const TABLE: &[&str] = &["aws_route_table", "aws_default_route_table"];

pub(super) fn of(reading: &Reading, vpc: &Vpc) -> Surroundings {
    let mut ways_out: Vec<WayOut> = Vec::new();
    let table_is_here = |route: &Resource| {
        let table = get(route, Property::RouteTableId).and_then(|table| reading.named(table));
        table.is_none_or(|table| vpc.holds(reading, get(table, Property::VpcId)))
    };
    for route in reading.of_types(ROUTE).filter(|route| table_is_here(route)) {
        let table = get(route, Property::RouteTableId).map(|table| reading.value(table)).filter(plan::Value::is_known);
        let nat = nat_of(reading, &route.properties);
        ways_out.extend(way_out(&route.properties).map(|kind| WayOut { kind, table, nat, span: Some(route.span) }));
    }
    for table in reading.of_types(TABLE).filter(|it| vpc.holds(reading, get(it, Property::VpcId))) {
        for route in table.properties.blocks("route") {
            let table = Some(plan::Value::Attribute(id(table), Attribute::Id));
            let nat = nat_of(reading, route);
            ways_out.extend(way_out(route).map(|kind| WayOut { kind, table, nat, span: Some(route.span) }));
        }
    }
    // A NAT gateway of which no route is seen is still one that something leads to.
    if ways_out.iter().all(|way| way.kind != WayOutKind::Nat) {
        let nats = reading.of_types(NAT).filter(|nat| {
            let subnet = get(nat, Property::SubnetId).and_then(|subnet| reading.named(subnet));
            subnet.is_none_or(|subnet| vpc.holds(reading, get(subnet, Property::VpcId)))
        });
        let way = |nat: &Resource| WayOut { kind: WayOutKind::Nat, table: None, nat: None, span: Some(nat.span) };
        ways_out.extend(nats.take(1).map(way));
    }
    let mut around = Surroundings { ways_out, ..Surroundings::default() };
    workload::lift(reading, vpc, &mut around);
    kubernetes::lift(reading, vpc, &mut around);
    batch::lift(reading, vpc, &mut around);
    repositories::lift(reading, &mut around);
    around
}

/// The NAT gateway of the template that a route leads to.
fn nat_of(reading: &Reading, route: &Value) -> Option<Nat> {
    let said = first(route, &["NatGatewayId", "nat_gateway_id"])?;
    let nat = reading.named(said).filter(|nat| NAT.contains(&nat.kind.as_str()))?;
    let public = match first(&nat.properties, &["ConnectivityType", "connectivity_type"]) {
        None => Some(true),
        Some(said) => said.as_text().map(|said| said == "public"),
    };
    let subnet = get(nat, Property::SubnetId).map_or_else(plan::Value::unknown, |subnet| reading.value(subnet));
    Some(Nat { subnet, public })
}

/// Where a route leads that leaves the VPC.
fn way_out(route: &Value) -> Option<WayOutKind> {
    let says =
        |keys: &[&str]| keys.iter().any(|key| route.get(key).is_some_and(|value| !value.is_null() && !is_empty(value)));
    let destination = ["DestinationCidrBlock", "destination_cidr_block", "cidr_block"];
    let said = destination.into_iter().filter_map(|key| route.get(key)?.as_text()).find(|text| !text.is_empty())?;
    let block = Ipv4Cidr::canonical(&said)?;
    if internet::share_of_ipv4(&[block]).is_none() {
        return None;
    }
    let gateway = ["GatewayId", "gateway_id"].into_iter().find_map(|key| route.get(key));
    let kind = if says(&["NatGatewayId", "nat_gateway_id"]) {
        WayOutKind::Nat
    } else if says(&["TransitGatewayId", "transit_gateway_id"]) {
        WayOutKind::Transit
    } else if says(&["InstanceId", "NetworkInterfaceId", "network_interface_id", "instance_id"]) {
        WayOutKind::Appliance
    } else if gateway.is_some_and(|gateway| !is_empty(gateway)) {
        WayOutKind::Internet
    } else {
        WayOutKind::Other
    };
    Some(if block.prefix() == 0 { kind } else { WayOutKind::Part })
}

fn is_empty(value: &Value) -> bool {
    value.as_text().is_some_and(|text| text.is_empty())
}
