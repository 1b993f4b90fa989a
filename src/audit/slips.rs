//! Input: what templates make.
//! Output: references to what does not exist, in what networks and tasks are made of, and types similar to one of these.
//! Never: corrects them.

use super::unseen::Unseen;
use crate::span::Span;
use crate::suggest::{closest, is_slip};
use crate::template::{Evaluated, Kind, Value, Why};

/// The types that a VPC is made of; a type that is nearly one of them is likely meant to be it.
const TYPES: &[&str] = &[
    "AWS::EC2::InternetGateway",
    "AWS::EC2::NatGateway",
    "AWS::EC2::Route",
    "AWS::EC2::RouteTable",
    "AWS::EC2::SecurityGroup",
    "AWS::EC2::SecurityGroupEgress",
    "AWS::EC2::SecurityGroupIngress",
    "AWS::EC2::Subnet",
    "AWS::EC2::SubnetRouteTableAssociation",
    "AWS::EC2::VPC",
    "AWS::EC2::VPCEndpoint",
    "AWS::EC2::VPCGatewayAttachment",
    "AWS::ECS::Service",
    "AWS::ECS::TaskDefinition",
    "aws_ecs_service",
    "aws_ecs_task_definition",
    "aws_internet_gateway",
    "aws_nat_gateway",
    "aws_route",
    "aws_route_table",
    "aws_route_table_association",
    "aws_security_group",
    "aws_security_group_rule",
    "aws_subnet",
    "aws_vpc",
    "aws_vpc_endpoint",
    "aws_vpc_endpoint_route_table_association",
    "aws_vpc_security_group_egress_rule",
    "aws_vpc_security_group_ingress_rule",
];

/// So long is the shortest type of which another one can be a misspelling.
const SHORTEST: usize = 9;

pub(super) fn slips(evaluated: &Evaluated) -> Vec<Unseen> {
    let mut unseen = Vec::new();
    for resource in &evaluated.resources {
        let kind = resource.kind.as_str();
        if let Some(meant) = meant(kind) {
            let why = format!("no resource has the type `{kind}`; a similar type exists: `{meant}`");
            unseen.push(Unseen { what: format!("`{}`", resource.address), why, span: resource.span });
        }
        if TYPES.contains(&kind) {
            let mut gaps = Vec::new();
            missing(&resource.properties, &mut gaps);
            let made = || evaluated.resources.iter().chain(&evaluated.lookups).map(|other| other.address.as_str());
            let names = || made().chain(evaluated.parameters.iter().map(|parameter| parameter.name.as_str()));
            unseen.extend(gaps.into_iter().map(|(name, span)| {
                let near =
                    closest(name, names()).map_or(String::new(), |near| format!("; a similar name exists: `{near}`"));
                Unseen { what: format!("`{name}`"), why: format!("nothing has this name{near}"), span }
            }));
        }
    }
    unseen
}

/// The type that a misspelled one is meant to be.
fn meant(kind: &str) -> Option<&'static str> {
    if TYPES.contains(&kind) || kind.len() < SHORTEST {
        return None;
    }
    TYPES.iter().find(|known| is_slip(kind, known)).copied()
}

/// The references in a value to what does not exist, each with its place.
fn missing<'v>(value: &'v Value, into: &mut Vec<(&'v str, Span)>) {
    match &value.kind {
        Kind::Unknown(Why::Missing(name)) => into.push((name, value.span)),
        Kind::List(parts) | Kind::Join(parts) => parts.iter().for_each(|part| missing(part, into)),
        Kind::Map(entries) => entries.iter().for_each(|entry| missing(&entry.value, into)),
        Kind::Json(inner) | Kind::Base64(inner) => missing(inner, into),
        Kind::Null
        | Kind::Bool(_)
        | Kind::Number(_)
        | Kind::Text(_)
        | Kind::Attribute { .. }
        | Kind::Parameter(..)
        | Kind::Pseudo(_)
        | Kind::Unknown(_) => {}
    }
}
