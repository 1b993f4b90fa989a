//! Input: launch templates and configurations, Auto Scaling groups and instance profiles of a template.
//! Output: where instances are, and which security groups, role and public addresses they have.
//! Never: takes a launch template that is not shown for one that says nothing.

use super::called::called;
use super::reading::{ROLE, Reading, block, of, on_or_off, set};
use super::user_data::{Joins, joined};
use super::vpcs::SUBNET;
use crate::plan::{self, Attribute, Client, List, once};
use crate::template::evaluated::Resource;
use crate::template::value::{Kind, Value};

const TEMPLATE: &[&str] = &["AWS::EC2::LaunchTemplate", "aws_launch_template"];
const CONFIGURATION: &[&str] = &["AWS::AutoScaling::LaunchConfiguration", "aws_launch_configuration"];
pub(super) const GROUP: &[&str] = &["AWS::AutoScaling::AutoScalingGroup", "aws_autoscaling_group"];
const INSTANCE: &[&str] = &["AWS::EC2::Instance", "aws_instance"];
const PROFILE: &[&str] = &["AWS::IAM::InstanceProfile", "aws_iam_instance_profile"];

/// Instances that are launched together.
#[derive(Debug, Clone)]
pub(super) struct Fleet {
    /// Their subnets, if these are said.
    pub(super) subnets: Option<Value>,
    pub(super) launched: Launched,
}

/// What instances are launched with.
#[derive(Debug, Clone)]
pub(super) struct Launched {
    /// Their security groups, if it says any.
    pub(super) groups: Option<List>,
    /// Their role, if it is known.
    pub(super) role: Option<plan::Value>,
    /// The cluster of ECS that they join.
    joins: Joins,
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
        Self { groups: None, role: None, joins: Joins::Nothing, address: Address::OfSubnet }
    }

    fn unseen() -> Self {
        Self { groups: Some(List::unknown()), role: None, joins: Joins::Unknown, address: Address::Unknown }
    }

    /// By the launch template that a block names.
    pub(super) fn by_template(reading: &Reading, said: &Value) -> Self {
        let ids = ["LaunchTemplateId", "launch_template_id", "Id", "id"];
        let names = ["LaunchTemplateName", "launch_template_name", "Name", "name"];
        let template = set(said, &[ids, names].concat()).and_then(|said| called(reading, TEMPLATE, said));
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
            joins: joined(reading, said),
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
pub(super) fn of_group(reading: &Reading, group: &Resource) -> Fleet {
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
    Fleet { subnets: subnets.cloned(), launched }
}

/// The instances of Auto Scaling groups, and those on their own, that join a cluster; none where it is not known of one of
/// them which it joins.
pub(super) fn joining(reading: &Reading, cluster: &Resource) -> Vec<Fleet> {
    let groups = reading.of_types(GROUP).map(|group| of_group(reading, group));
    let alone = reading.of_types(INSTANCE).map(|instance| {
        let interfaces = instance.properties.blocks("NetworkInterfaces");
        let subnet = set(&instance.properties, &["SubnetId", "subnet_id"]);
        let subnet = subnet.or_else(|| set(interfaces.first()?, &["SubnetId"]));
        let subnets = subnet.map(|subnet| subnet.with(Kind::List(vec![subnet.clone()])));
        let launched = match block(&instance.properties, "LaunchTemplate", "launch_template") {
            Some(_) => Launched::unseen(),
            None => Launched::with(reading, &instance.properties),
        };
        Fleet { subnets, launched }
    });
    let all: Vec<Fleet> = groups.chain(alone).collect();
    if all.iter().any(|fleet| fleet.launched.joins == Joins::Unknown) {
        return Vec::new();
    }
    all.into_iter().filter(|fleet| fleet.launched.joins == Joins::Cluster(cluster.address.clone())).collect()
}

/// The subnets of ECS Managed Instances, and what they are launched with. Their subnets say whether they have public
/// addresses; which security groups they have where none is said, no page says.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-capacityprovider-managedinstancesnetworkconfiguration.html>,
/// <https://docs.aws.amazon.com/batch/latest/APIReference/API_ManagedInstancesNetworkConfiguration.html>, read 2026-11-30.
pub(super) fn managed(reading: &Reading, said: &Value) -> Fleet {
    let network = block(said, "NetworkConfiguration", "network_configuration");
    let of = |keys: &[&str]| network.and_then(|network| set(network, keys));
    let profile = set(said, &["Ec2InstanceProfileArn", "ec2_instance_profile_arn"]);
    let groups = of(&["SecurityGroups", "security_groups"]);
    let launched = Launched {
        groups: Some(groups.map_or_else(List::unknown, |said| reading.list(Some(said)))),
        role: profile.and_then(|said| role_of_profile(reading, said)),
        joins: Joins::Nothing,
        address: Address::OfSubnet,
    };
    Fleet { subnets: of(&["Subnets", "subnets"]).cloned(), launched }
}

/// The role of an instance profile of the template.
pub(super) fn role_of_profile(reading: &Reading, said: &Value) -> Option<plan::Value> {
    let profile = called(reading, PROFILE, said)?;
    let role = set(&profile.properties, &["Roles", "role"])?;
    let role = role.items().map_or(Some(role), <[_]>::first)?;
    Some(of(called(reading, ROLE, role)?, Attribute::Arn))
}
