//! Input: VPCs, subnets, route tables and what ties them, in a template.
//! Output: the same in a plan.
//! Never: reads a route; what leads out of the VPC surrounds the plan.

use super::reading::{Reading, TABLE, first, get, id, on_or_off, places};
use super::vpcs::{SUBNET, Vpc};
use crate::plan::{
    self, Ipv6Subnet, Plan, Property, Resource, ResourceKind, RouteTable, RouteTableAssociation, Subnet, Zone,
};
use crate::template::evaluated;
use crate::template::value::{Kind, Pseudo, Value};

pub(super) const ASSOCIATION: &[&str] = &["AWS::EC2::SubnetRouteTableAssociation", "aws_route_table_association"];

/// Adds what a VPC has.
pub(super) fn lift(reading: &Reading, vpc: &Vpc, plan: &mut Plan) {
    if let Some(made) = vpc.resource {
        let cidr = get(made, Property::CidrBlock).map_or_else(plan::Value::unknown, |cidr| reading.value(cidr));
        // AWS's defaults of a VPC that is not the default one: support on, host names off.
        let kind = ResourceKind::Vpc(plan::Vpc {
            cidr,
            dns_support: on_or_off(get(made, Property::EnableDnsSupport), true),
            dns_hostnames: on_or_off(get(made, Property::EnableDnsHostnames), false),
        });
        let said = [Property::CidrBlock, Property::EnableDnsSupport, Property::EnableDnsHostnames];
        plan.resources.push(resource(made, kind, &said));
    }
    for subnet in reading.of_types(SUBNET).filter(|it| vpc.holds(reading, get(it, Property::VpcId))) {
        let kind = ResourceKind::Subnet(Subnet {
            vpc: plan.vpc.clone(),
            cidr: get(subnet, Property::CidrBlock).map_or_else(plan::Value::unknown, |cidr| reading.value(cidr)),
            zone: zone(get(subnet, Property::AvailabilityZone)),
        });
        plan.resources.push(resource(subnet, kind, &[Property::CidrBlock, Property::AvailabilityZone]));
        let says = |keys: &[&str]| on_or_off(first(&subnet.properties, keys), false);
        if says(&["Ipv6Native", "ipv6_native"]) == Some(true) {
            let dns64 = says(&["EnableDns64", "enable_dns64"]);
            let subnet = plan::Value::Attribute(id(subnet), plan::Attribute::Id);
            plan.surroundings.ipv6_subnets.push(Ipv6Subnet { subnet, dns64 });
        }
    }
    for table in reading.of_types(TABLE).filter(|it| vpc.holds(reading, get(it, Property::VpcId))) {
        let kind = ResourceKind::RouteTable(RouteTable { vpc: plan.vpc.clone() });
        plan.resources.push(resource(table, kind, &[]));
    }
    for association in reading.of_types(ASSOCIATION) {
        let of = |property| get(association, property).map_or_else(plan::Value::unknown, |value| reading.value(value));
        let (subnet, route_table) = (of(Property::SubnetId), of(Property::RouteTableId));
        let here = plan.resources.iter().any(|it| subnet == plan::Value::Attribute(it.id.clone(), plan::Attribute::Id));
        if here {
            let kind = ResourceKind::RouteTableAssociation(RouteTableAssociation { subnet, route_table });
            plan.resources.push(resource(association, kind, &[]));
        }
    }
}

/// A resource of a plan, without a reason: the template does not say why it is there.
pub(super) fn resource(from: &evaluated::Resource, kind: ResourceKind, said: &[Property]) -> Resource {
    Resource { id: id(from), kind, reason: None, span: Some(from.span), places: places(from, said) }
}

fn zone(value: Option<&Value>) -> Zone {
    match value.map(|value| &value.kind) {
        Some(Kind::Text(name)) => Zone::Named(name.clone()),
        Some(Kind::Pseudo(Pseudo::Zone(index))) => u8::try_from(*index).map_or(Zone::Unknown, Zone::Index),
        _ => Zone::Unknown,
    }
}
