//! Input: the VPCs of a template, and the values by which its resources name the VPC that they are in.
//! Output: one VPC for each of these that differs from the others.
//! Never: takes two values that only may be the same VPC for one, but where there is only one.

use super::attached::Attached;
use super::ids::each;
use super::reading::{GROUP, Reading, TABLE, VPC, get};
use super::{schedules, state_machines};
use crate::aws::is_placeholder;
use crate::plan::{self, Property};
use crate::span::Span;
use crate::template::evaluated::Resource;
use crate::template::value::{Kind, Value};

pub(super) const SUBNET: &[&str] = &["AWS::EC2::Subnet", "aws_subnet"];
/// What runs tasks.
pub(super) const SERVICE: &[&str] = &["AWS::ECS::Service", "aws_ecs_service", "AWS::ECS::TaskSet", "aws_ecs_task_set"];
pub(super) const ENDPOINT: &[&str] = &["AWS::EC2::VPCEndpoint", "aws_vpc_endpoint"];

/// A VPC of a template.
pub(super) struct Vpc<'e> {
    /// What people call it.
    pub(super) name: String,
    pub(super) value: plan::Value,
    pub(super) span: Option<Span>,
    /// The resource, where the template makes it.
    pub(super) resource: Option<&'e Resource>,
    /// Whether the template has no other.
    pub(super) is_only: bool,
    key: Key,
}

/// What tells one VPC from another.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Key {
    /// The resource of this address.
    Made(String),
    /// A value that is written so.
    Said(String),
    /// Not known: it may be any.
    Unknown,
}

/// The VPCs that endpoints or subnets are in.
pub(super) fn of<'e>(reading: &Reading<'e>) -> Vec<Vpc<'e>> {
    let mut all: Vec<Vpc> = Vec::new();
    for resource in reading.of_types(ENDPOINT).chain(reading.of_types(SUBNET)) {
        let said = vpc_of(reading, resource);
        let key = key(reading, said);
        if key == Key::Unknown || all.iter().any(|vpc| vpc.key == key) {
            continue;
        }
        let made = said.and_then(|value| reading.named(value)).filter(|made| VPC.contains(&made.kind.as_str()));
        all.push(Vpc {
            name: made.map_or_else(|| said.map_or_else(String::new, Value::to_string), |made| made.address.clone()),
            value: said.map_or_else(plan::Value::unknown, |said| reading.id(said)),
            span: made.map(|made| made.span).or(said.map(|said| said.span)),
            resource: made,
            is_only: true,
            key,
        });
    }
    if all.is_empty() && reading.of_types(ENDPOINT).next().is_some() {
        let said = reading.of_types(ENDPOINT).find_map(|endpoint| vpc_of(reading, endpoint));
        let value = said.map_or_else(plan::Value::unknown, |said| reading.id(said));
        let span = said.filter(|said| said.as_text().is_some()).map(|said| said.span);
        all.push(Vpc { name: "a VPC".to_owned(), value, span, resource: None, is_only: true, key: Key::Unknown });
    }
    all.extend(looked_up(reading).filter(|_| all.is_empty()));
    let is_only = all.len() == 1;
    for vpc in &mut all {
        vpc.is_only = is_only;
    }
    all
}

/// The VPC that a module looks up for what runs in it, and in which it makes neither a subnet nor an endpoint.
fn looked_up<'e>(reading: &Reading<'e>) -> Option<Vpc<'e>> {
    let starts = || !schedules::of(reading).is_empty() || state_machines::of(reading).next().is_some();
    let mut vpcs = reading.evaluated.lookups.iter().filter(|lookup| VPC.contains(&lookup.kind.as_str()));
    let lookup = vpcs.next().filter(|_| reading.of_types(SERVICE).next().is_some() || starts())?;
    let said = Value::attribute(lookup.address.clone(), "id", lookup.span);
    Some(Vpc {
        name: lookup.address.clone(),
        value: reading.value(&said),
        span: Some(lookup.span),
        resource: None,
        is_only: true,
        // Of several it may be any.
        key: if vpcs.next().is_some() { Key::Unknown } else { key(reading, Some(&said)) },
    })
}

/// The VPC that an endpoint or a subnet says to be in. Where nothing tells which one that is, an endpoint's subnets, route
/// tables and security groups do: AWS takes those of its own VPC alone.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html>, read 2026-11-30.
pub(super) fn vpc_of<'e>(reading: &Reading<'e>, resource: &'e Resource) -> Option<&'e Value> {
    let said = get(resource, Property::VpcId);
    if !ENDPOINT.contains(&resource.kind.as_str()) || !said.is_none_or(|said| is_open(reading, said)) {
        return said;
    }
    let own = [Property::SubnetIds, Property::RouteTableIds, Property::SecurityGroupIds];
    let own = own.into_iter().filter_map(|property| get(resource, property)).flat_map(each);
    let parts = own.filter_map(|part| reading.named(part)).chain(Attached::to(reading, resource).parts(reading));
    let is_within = |part: &&Resource| [SUBNET, TABLE, GROUP].iter().any(|types| types.contains(&part.kind.as_str()));
    let mut vpcs = parts.filter(is_within).filter_map(|part| get(part, Property::VpcId));
    vpcs.find(|vpc| !is_open(reading, vpc)).or(said)
}

/// Whether nothing tells which VPC a value names: it is neither made here nor written out. What is made here and is no VPC
/// may have one as an output.
fn is_open(reading: &Reading, said: &Value) -> bool {
    let is_said = said.as_text().is_some_and(|text| !is_placeholder(&text));
    let is_of_network = |kind: &str| ["AWS::EC2::", "aws_"].iter().any(|start| kind.starts_with(start));
    !is_said && reading.named(said).is_none_or(|named| !is_of_network(&named.kind))
}

impl Vpc<'_> {
    /// Whether what says this may be in it, which the template makes, though it says another one: nothing tells which.
    pub(super) fn may_hold(&self, reading: &Reading, said: &Value) -> bool {
        let is_looked_up = reading.named(said).is_none() && is_open(reading, said);
        self.resource.is_some() && is_looked_up && !self.holds(reading, Some(said))
    }

    /// Whether something may be in it that does not show in which VPC it is: not in one that another template makes to
    /// which it has no tie.
    pub(super) fn may_be_of(&self, runs: &Resource) -> bool {
        let Some(made) = self.resource.map(|made| root_of(&made.address)) else { return true };
        root_of(&runs.address) == made || runs.properties.refers(&|address| root_of(address) == made)
    }

    /// Whether what says this is in it, or may be: where it is not known in which.
    pub(super) fn holds(&self, reading: &Reading, said: Option<&Value>) -> bool {
        let key = key(reading, said);
        key == self.key || key == Key::Unknown
    }

    /// Whether what says this is surely in it.
    pub(super) fn surely_holds(&self, reading: &Reading, said: Option<&Value>) -> bool {
        let key = key(reading, said);
        key == self.key && key != Key::Unknown
    }
}

fn key(reading: &Reading, said: Option<&Value>) -> Key {
    let Some(said) = said else { return Key::Unknown };
    if let Some(made) = reading.named(said) {
        return Key::Made(made.address.clone());
    }
    let is_open = matches!(said.kind, Kind::Unknown(_) | Kind::Null | Kind::List(_) | Kind::Map(_));
    if is_open || said.as_text().is_some_and(|text| is_placeholder(&text)) {
        Key::Unknown
    } else {
        Key::Said(said.to_string())
    }
}

/// The template that an address is of, where there are several.
fn root_of(address: &str) -> Option<&str> {
    address.split_once('#').map(|(root, _)| root)
}
