//! Input: launch templates and configurations, Auto Scaling groups and instance profiles of a template.
//! Output: where instances are, and which security groups, role and public addresses they have.
//! Never: takes a launch template that is not shown for one that says nothing.

use super::family::is_told;
use super::reading::{ROLE, Reading, block, of, on_or_off};
use super::unread;
use super::vpcs::SUBNET;
use crate::plan::{self, Attribute, Client, List, once};
use crate::template::evaluated::Resource;
use crate::template::value::Value;

const TEMPLATE: &[&str] = &["AWS::EC2::LaunchTemplate", "aws_launch_template"];
const CONFIGURATION: &[&str] = &["AWS::AutoScaling::LaunchConfiguration", "aws_launch_configuration"];
const PROFILE: &[&str] = &["AWS::IAM::InstanceProfile", "aws_iam_instance_profile"];

/// What instances are launched with.
#[derive(Debug, Clone)]
pub(super) struct Launched {
    /// Their security groups, if it says any.
    pub(super) groups: Option<List>,
    /// Their role, if it is known.
    pub(super) role: Option<plan::Value>,
    address: Address,
}

/// Whether instances have public addresses.
#[derive(Debug, Clone, Copy)]
enum Address {
    /// As their subnet says.
    OfSubnet,
    Said(bool),
    Unknown,
}

impl Launched {
    /// Without a launch template of one's own.
    pub(super) fn plainly() -> Self {
        Self { groups: None, role: None, address: Address::OfSubnet }
    }

    fn unseen() -> Self {
        Self { groups: Some(List::unknown()), role: None, address: Address::Unknown }
    }

    /// By the launch template that a block names.
    pub(super) fn by_template(reading: &Reading, said: &Value) -> Self {
        let keys =
            ["LaunchTemplateId", "launch_template_id", "id", "LaunchTemplateName", "launch_template_name", "name"];
        let template = set(said, &keys).and_then(|said| called(reading, TEMPLATE, said));
        let data =
            template.map(|template| template.properties.get("LaunchTemplateData").unwrap_or(&template.properties));
        data.map_or_else(Self::unseen, |data| Self::with(reading, data))
    }

    /// By what a launch template or a launch configuration says. The subnet decides over public addresses unless that does.
    /// <https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateLaunchConfiguration.html>,
    /// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_LaunchTemplateInstanceNetworkInterfaceSpecificationRequest.html>,
    /// read 2026-11-30.
    fn with(reading: &Reading, said: &Value) -> Self {
        let interfaces = [said.blocks("NetworkInterfaces"), said.blocks("network_interfaces")].concat();
        let interface = interfaces.first().copied().unwrap_or(said);
        let is_made_elsewhere = set(interface, &["NetworkInterfaceId", "network_interface_id"]).is_some();
        if interface.entries().is_none() || is_made_elsewhere {
            return Self::unseen();
        }
        let address = set(interface, &["AssociatePublicIpAddress", "associate_public_ip_address"]);
        let groups = set(interface, &["Groups", "SecurityGroups", "security_groups"]);
        let groups = groups.or_else(|| set(said, &["SecurityGroupIds", "vpc_security_group_ids", "SecurityGroups"]));
        let profile = set(said, &["IamInstanceProfile", "iam_instance_profile"]);
        let profile = profile.map(|said| said.items().and_then(<[_]>::first).unwrap_or(said));
        let profile = profile.map(|said| set(said, &["Arn", "arn", "Name", "name"]).unwrap_or(said));
        Self {
            groups: groups.map(|said| reading.list(Some(said))),
            role: profile.and_then(|said| role_of_profile(reading, said)),
            address: match address.map(Value::as_bool) {
                None => Address::OfSubnet,
                Some(Some(said)) => Address::Said(said),
                Some(None) => Address::Unknown,
            },
        }
    }

    /// A client for the subnets in which instances have public addresses, for those in which they have none, and for those
    /// of which it is not known.
    /// <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-ip-addressing.html>, read 2026-11-30.
    pub(super) fn clients(&self, reading: &Reading, client: &Client) -> Vec<Client> {
        let address = |subnet: Option<&plan::Value>| match self.address {
            Address::OfSubnet => reading.made(subnet?).filter(|it| SUBNET.contains(&it.kind.as_str())).and_then(|it| {
                on_or_off(set(&it.properties, &["MapPublicIpOnLaunch", "map_public_ip_on_launch"]), false)
            }),
            Address::Said(said) => Some(said),
            Address::Unknown => None,
        };
        let subnets = client.subnets.items();
        if subnets.is_empty() {
            return vec![Client { public_address: address(None), ..client.clone() }];
        }
        let each = once(subnets.iter().map(|subnet| address(Some(subnet)))).into_iter().map(|public_address| {
            let of_these = subnets.iter().filter(|subnet| address(Some(subnet)) == public_address);
            Client { subnets: List::Items(of_these.cloned().collect()), public_address, ..client.clone() }
        });
        each.collect()
    }
}

/// The subnets of an Auto Scaling group, and what its instances are launched with.
pub(super) fn of_group<'e>(reading: &Reading<'e>, group: &'e Resource) -> (Option<&'e Value>, Launched) {
    let subnets = set(&group.properties, &["VPCZoneIdentifier", "vpc_zone_identifier"]);
    let mixed = block(&group.properties, "MixedInstancesPolicy", "mixed_instances_policy")
        .and_then(|mixed| block(mixed, "LaunchTemplate", "launch_template"));
    // An override may name a launch template of its own.
    let overrides = mixed.map(|mixed| [mixed.blocks("Overrides"), mixed.blocks("override")].concat());
    let keys = ["LaunchTemplateSpecification", "launch_template_specification"];
    let is_overridden = overrides.into_iter().flatten().any(|one| one.entries().is_none() || set(one, &keys).is_some());
    let template = match mixed {
        Some(mixed) => block(mixed, "LaunchTemplateSpecification", "launch_template_specification"),
        None => block(&group.properties, "LaunchTemplate", "launch_template"),
    };
    let configuration = || {
        let said = set(&group.properties, &["LaunchConfigurationName", "launch_configuration"])?;
        called(reading, CONFIGURATION, said)
    };
    let launched = match template.filter(|_| !is_overridden) {
        Some(said) => Launched::by_template(reading, said),
        None => match configuration().filter(|_| mixed.is_none()) {
            Some(configuration) => Launched::with(reading, &configuration.properties),
            None => Launched::unseen(),
        },
    };
    (subnets, launched)
}

/// The role of an instance profile of the template.
pub(super) fn role_of_profile(reading: &Reading, said: &Value) -> Option<plan::Value> {
    let profile = called(reading, PROFILE, said)?;
    let role = set(&profile.properties, &["Roles", "role"])?;
    let role = role.items().map_or(Some(role), <[_]>::first)?;
    Some(of(called(reading, ROLE, role)?, Attribute::Arn))
}

/// The only resource of these types that a value names: by reference, or by the name that it has, also at the end of an ARN.
pub(super) fn called<'e>(reading: &Reading<'e>, types: &'static [&'static str], said: &Value) -> Option<&'e Resource> {
    let is_of_these = |it: &&Resource| types.contains(&it.kind.as_str());
    if let Some(named) = said.pieces().iter().filter_map(|piece| reading.named(piece)).find(is_of_these) {
        return Some(named);
    }
    let text = said.as_text();
    let text = text.as_deref().map(|text| text.rsplit('/').next().unwrap_or(text));
    let has_name = |it: &&Resource| {
        let name = NAMES.iter().find_map(|key| it.properties.get(key));
        name.is_some_and(|name| match (name.as_text(), text) {
            (Some(name), Some(text)) => name == text,
            // Nothing decides it, but both are made of the same.
            (None, None) => is_told(name) && is_told(said) && name.to_string() == said.to_string(),
            (Some(_), None) | (None, Some(_)) => false,
        })
    };
    let mut found = reading.of_types(types).filter(has_name);
    found.next().filter(|_| found.next().is_none())
}

/// Whether something that is not read is given a resource of these types, or its name, or may be: what else it makes
/// for that is not shown.
pub(super) fn is_given_away(reading: &Reading, types: &'static [&'static str], resource: &Resource) -> bool {
    let names = |value: &Value| called(reading, types, value).is_some_and(|named| named.address == resource.address);
    let mut given = unread::all(reading).into_iter().flat_map(|unread| unread.given);
    given.any(|value| value.may_hold(&names))
}

/// The keys under which resources have their names.
const NAMES: &[&str] = &[
    "LaunchTemplateName",
    "LaunchConfigurationName",
    "InstanceProfileName",
    "RoleName",
    "AutoScalingGroupName",
    "ClusterName",
    "Name",
    "name",
];

/// What stands under the first of these keys under which something is said; [`super::reading::first`] takes the first key
/// that is there.
pub(super) fn set<'v>(of: &'v Value, keys: &[&str]) -> Option<&'v Value> {
    keys.iter().filter_map(|key| of.get(key)).find(|value| value.is_set())
}
