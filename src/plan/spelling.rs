//! Input: a resource's kind, or a property.
//! Output: what a target calls it.
//! Never: says how a value is written; that is for who writes it.

use super::{Property, ResourceKind};

/// What a plan is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// A `CloudFormation` template in YAML.
    CloudFormationYaml,
    /// The same in JSON.
    CloudFormationJson,
    /// A Terraform root module in JSON.
    TerraformJson,
}

/// A resource's type in a target: `AWS::EC2::VPCEndpoint`, `aws_vpc_endpoint`.
pub fn type_name(kind: &ResourceKind, target: Target) -> &'static str {
    match target {
        Target::CloudFormationYaml | Target::CloudFormationJson => cloudformation_type(kind),
        Target::TerraformJson => terraform_type(kind),
    }
}

/// A property's name in a target: `VpcId`, `vpc_id`.
pub fn property_name(property: Property, target: Target) -> &'static str {
    match target {
        Target::CloudFormationYaml | Target::CloudFormationJson => cloudformation_property(property),
        Target::TerraformJson => terraform_property(property),
    }
}

/// `AWS::EC2::VPCEndpoint` and the like.
fn cloudformation_type(kind: &ResourceKind) -> &'static str {
    match kind {
        ResourceKind::Vpc(_) => "AWS::EC2::VPC",
        ResourceKind::Subnet(_) => "AWS::EC2::Subnet",
        ResourceKind::RouteTable(_) => "AWS::EC2::RouteTable",
        ResourceKind::RouteTableAssociation(_) => "AWS::EC2::SubnetRouteTableAssociation",
        ResourceKind::SecurityGroup(_) => "AWS::EC2::SecurityGroup",
        ResourceKind::Ingress(_) => "AWS::EC2::SecurityGroupIngress",
        ResourceKind::Egress(_) => "AWS::EC2::SecurityGroupEgress",
        ResourceKind::InterfaceEndpoint(_) | ResourceKind::GatewayEndpoint(_) => "AWS::EC2::VPCEndpoint",
        ResourceKind::Role(_) => "AWS::IAM::Role",
        ResourceKind::RolePolicy(_) => "AWS::IAM::Policy",
    }
}

/// A property's name, which is the same whatever the resource.
fn cloudformation_property(property: Property) -> &'static str {
    match property {
        Property::AssumeRolePolicyDocument => "AssumeRolePolicyDocument",
        Property::AvailabilityZone => "AvailabilityZone",
        Property::CidrBlock => "CidrBlock",
        Property::CidrIp => "CidrIp",
        Property::CidrIpv6 => "CidrIpv6",
        Property::Description => "Description",
        Property::DestinationPrefixListId => "DestinationPrefixListId",
        Property::DestinationSecurityGroupId => "DestinationSecurityGroupId",
        Property::DnsOptions => "DnsOptions",
        Property::EnableDnsHostnames => "EnableDnsHostnames",
        Property::EnableDnsSupport => "EnableDnsSupport",
        Property::FromPort => "FromPort",
        Property::GroupDescription => "GroupDescription",
        Property::GroupId => "GroupId",
        Property::IpAddressType => "IpAddressType",
        Property::IpProtocol => "IpProtocol",
        Property::PolicyDocument => "PolicyDocument",
        Property::PolicyName => "PolicyName",
        Property::PrivateDnsEnabled => "PrivateDnsEnabled",
        Property::RoleName => "RoleName",
        Property::Roles => "Roles",
        Property::RouteTableId => "RouteTableId",
        Property::RouteTableIds => "RouteTableIds",
        Property::SecurityGroupIds => "SecurityGroupIds",
        Property::ServiceName => "ServiceName",
        Property::SourcePrefixListId => "SourcePrefixListId",
        Property::SourceSecurityGroupId => "SourceSecurityGroupId",
        Property::SubnetId => "SubnetId",
        Property::SubnetIds => "SubnetIds",
        Property::Tags => "Tags",
        Property::ToPort => "ToPort",
        Property::VpcEndpointType => "VpcEndpointType",
        Property::VpcId => "VpcId",
    }
}

/// `aws_vpc_endpoint` and the like.
fn terraform_type(kind: &ResourceKind) -> &'static str {
    match kind {
        ResourceKind::Vpc(_) => "aws_vpc",
        ResourceKind::Subnet(_) => "aws_subnet",
        ResourceKind::RouteTable(_) => "aws_route_table",
        ResourceKind::RouteTableAssociation(_) => "aws_route_table_association",
        ResourceKind::SecurityGroup(_) => "aws_security_group",
        ResourceKind::Ingress(_) => "aws_vpc_security_group_ingress_rule",
        ResourceKind::Egress(_) => "aws_vpc_security_group_egress_rule",
        ResourceKind::InterfaceEndpoint(_) | ResourceKind::GatewayEndpoint(_) => "aws_vpc_endpoint",
        ResourceKind::Role(_) => "aws_iam_role",
        ResourceKind::RolePolicy(_) => "aws_iam_role_policy",
    }
}

/// An argument's name.
fn terraform_property(property: Property) -> &'static str {
    match property {
        Property::AssumeRolePolicyDocument => "assume_role_policy",
        Property::AvailabilityZone => "availability_zone",
        Property::CidrBlock => "cidr_block",
        Property::CidrIp => "cidr_ipv4",
        Property::CidrIpv6 => "cidr_ipv6",
        Property::DnsOptions => "dns_options",
        Property::EnableDnsHostnames => "enable_dns_hostnames",
        Property::EnableDnsSupport => "enable_dns_support",
        Property::FromPort => "from_port",
        Property::Description | Property::GroupDescription => "description",
        Property::GroupId => "security_group_id",
        Property::IpAddressType => "ip_address_type",
        Property::IpProtocol => "ip_protocol",
        Property::PolicyDocument => "policy",
        Property::PolicyName | Property::RoleName => "name",
        Property::PrivateDnsEnabled => "private_dns_enabled",
        Property::Roles => "role",
        Property::RouteTableId => "route_table_id",
        Property::RouteTableIds => "route_table_ids",
        Property::SecurityGroupIds => "security_group_ids",
        Property::ServiceName => "service_name",
        Property::DestinationPrefixListId | Property::SourcePrefixListId => "prefix_list_id",
        Property::DestinationSecurityGroupId | Property::SourceSecurityGroupId => "referenced_security_group_id",
        Property::SubnetId => "subnet_id",
        Property::SubnetIds => "subnet_ids",
        Property::Tags => "tags",
        Property::ToPort => "to_port",
        Property::VpcEndpointType => "vpc_endpoint_type",
        Property::VpcId => "vpc_id",
    }
}
