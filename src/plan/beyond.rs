//! Input: a kind of resource as people or AWS write it, and a key in it.
//! Output: whether a plan has a place for what the key says, or nothing is said by it.
//! Never: takes a key that no list here has for one that plans have a place for.
//!
//! CloudFormation's properties, the arguments of Terraform's provider 5.100, and the members of AWS's API, from
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/>, `terraform providers schema -json` and
//! <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/>, read 2026-11-30.

use super::ResourceId;

/// A setting of a resource that a plan has no place for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beyond {
    /// Whose it is.
    pub of: ResourceId,
    /// Its name: `InstanceTenancy`, `DnsOptions.DnsRecordIpType`.
    pub property: String,
    /// What it is set to, if that is one word and known.
    pub value: Option<String>,
}

/// Whether a plan has a place for what stands under a key of a kind of resource, or AWS's own default stands there.
pub fn is_held(kind: &str, key: &str, value: Option<&str>) -> bool {
    let is_default = value.is_some_and(|value| DEFAULTS.contains(&(key, value)));
    is_default || of_every(kind).contains(&key) || held(kind).contains(&key)
}

/// What AWS does where nothing is said.
const DEFAULTS: &[(&str, &str)] = &[
    ("InstanceTenancy", "default"),
    ("instance_tenancy", "default"),
    ("PrivateDnsNameOptionsOnLaunch.HostnameType", "ip-name"),
    ("private_dns_hostname_type_on_launch", "ip-name"),
    ("BlockPublicAccessStates.InternetGatewayBlockMode", "off"),
    ("DnsOptions.PrivateDnsOnlyForInboundResolverEndpoint", "NotSpecified"),
    ("DnsOptions.PrivateDnsOnlyForInboundResolverEndpoint", "AllResolvers"),
    ("Path", "/"),
    ("path", "/"),
    ("MaxSessionDuration", "3600"),
    ("max_session_duration", "3600"),
    ("DeletionPolicy", "Delete"),
    ("UpdateReplacePolicy", "Delete"),
];

/// Names, which a spec gives anew, and what AWS or Terraform alone decides.
fn of_every(kind: &str) -> &'static [&'static str] {
    if kind.starts_with("aws_") {
        &["id", "arn", "owner_id", "tags_all", "timeouts", "name", "name_prefix", "description", "region"]
    } else if kind.starts_with("AWS::") {
        &["Description", "GroupName", "GroupDescription", "PolicyName", "RoleName"]
    } else {
        &["OwnerId", "State", "Description"]
    }
}

fn held(kind: &str) -> &'static [&'static str] {
    HELD.iter().find(|(of, _)| *of == kind).map_or(&[], |(_, keys)| keys)
}

/// What plans have a place for, by kind.
const HELD: &[(&str, &[&str])] = &[
    ("AWS::EC2::VPC", &["CidrBlock", "EnableDnsSupport", "EnableDnsHostnames", "Tags"]),
    ("AWS::EC2::Subnet", &["VpcId", "CidrBlock", "AvailabilityZone", "Tags"]),
    ("AWS::EC2::RouteTable", &["VpcId", "Tags"]),
    ("AWS::EC2::SubnetRouteTableAssociation", &["SubnetId", "RouteTableId"]),
    ("AWS::EC2::SecurityGroup", &["VpcId", "SecurityGroupIngress", "SecurityGroupEgress", "Tags"]),
    (
        "AWS::EC2::SecurityGroupIngress",
        &[
            "GroupId",
            "IpProtocol",
            "FromPort",
            "ToPort",
            "CidrIp",
            "CidrIpv6",
            "SourceSecurityGroupId",
            "SourceSecurityGroupName",
            "SourcePrefixListId",
        ],
    ),
    (
        "AWS::EC2::SecurityGroupEgress",
        &[
            "GroupId",
            "IpProtocol",
            "FromPort",
            "ToPort",
            "CidrIp",
            "CidrIpv6",
            "DestinationSecurityGroupId",
            "DestinationPrefixListId",
        ],
    ),
    (
        "AWS::EC2::VPCEndpoint",
        &[
            "VpcId",
            "ServiceName",
            "VpcEndpointType",
            "PrivateDnsEnabled",
            "IpAddressType",
            "SubnetIds",
            "SecurityGroupIds",
            "RouteTableIds",
            "PolicyDocument",
            "Tags",
        ],
    ),
    // What a role may do is a resource of its own in a plan, also where it is said in the role.
    ("AWS::IAM::Role", &["AssumeRolePolicyDocument", "Policies", "ManagedPolicyArns", "PermissionsBoundary", "Tags"]),
    ("AWS::IAM::Policy", &["PolicyDocument", "Roles"]),
    ("AWS::IAM::RolePolicy", &["PolicyDocument"]),
    (
        "aws_vpc",
        &[
            "cidr_block",
            "enable_dns_support",
            "enable_dns_hostnames",
            "tags",
            "default_network_acl_id",
            "default_route_table_id",
            "default_security_group_id",
            "dhcp_options_id",
            "ipv6_association_id",
            "main_route_table_id",
        ],
    ),
    (
        "aws_subnet",
        &[
            "vpc_id",
            "cidr_block",
            "availability_zone",
            "availability_zone_id",
            "tags",
            "ipv6_cidr_block_association_id",
        ],
    ),
    ("aws_route_table", &["vpc_id", "tags"]),
    ("aws_route_table_association", &["subnet_id", "route_table_id"]),
    ("aws_security_group", &["vpc_id", "ingress", "egress", "tags"]),
    ("aws_default_security_group", &["vpc_id", "ingress", "egress", "tags"]),
    ("aws_vpc_security_group_ingress_rule", TERRAFORM_RULE),
    ("aws_vpc_security_group_egress_rule", TERRAFORM_RULE),
    (
        "aws_security_group_rule",
        &[
            "security_group_id",
            "type",
            "protocol",
            "from_port",
            "to_port",
            "cidr_blocks",
            "ipv6_cidr_blocks",
            "source_security_group_id",
            "prefix_list_ids",
            "self",
            "security_group_rule_id",
        ],
    ),
    (
        "aws_vpc_endpoint",
        &[
            "vpc_id",
            "service_name",
            "vpc_endpoint_type",
            "private_dns_enabled",
            "ip_address_type",
            "subnet_ids",
            "security_group_ids",
            "route_table_ids",
            "policy",
            "tags",
            // The provider's own: it accepts the endpoint on the service's side.
            "auto_accept",
            "cidr_blocks",
            "dns_entry",
            "network_interface_ids",
            "prefix_list_id",
            "requester_managed",
            "state",
        ],
    ),
    (
        "aws_iam_role",
        &[
            "assume_role_policy",
            "inline_policy",
            "managed_policy_arns",
            "permissions_boundary",
            "tags",
            "create_date",
            "unique_id",
        ],
    ),
    ("aws_iam_role_policy", &["role", "policy"]),
    ("Vpc", &["VpcId", "CidrBlock", "CidrBlockAssociationSet", "DhcpOptionsId"]),
    (
        "Subnet",
        &[
            "SubnetId",
            "SubnetArn",
            "VpcId",
            "CidrBlock",
            "AvailabilityZone",
            "AvailabilityZoneId",
            "AvailableIpAddressCount",
            "Type",
        ],
    ),
    ("RouteTable", &["RouteTableId", "VpcId", "Associations", "Routes"]),
    ("SecurityGroup", &["GroupId", "GroupName", "SecurityGroupArn", "VpcId", "IpPermissions", "IpPermissionsEgress"]),
    (
        "VpcEndpoint",
        &[
            "VpcEndpointId",
            "VpcEndpointType",
            "VpcId",
            "ServiceName",
            "PolicyDocument",
            "RouteTableIds",
            "SubnetIds",
            "Groups",
            "IpAddressType",
            "PrivateDnsEnabled",
            "RequesterManaged",
            "NetworkInterfaceIds",
            "DnsEntries",
            "CreationTimestamp",
            "LastError",
            "FailureReason",
            "Ipv4Prefixes",
            "Ipv6Prefixes",
        ],
    ),
    (
        "Role",
        &["RoleName", "RoleId", "Arn", "CreateDate", "AssumeRolePolicyDocument", "PermissionsBoundary", "RoleLastUsed"],
    ),
];

const TERRAFORM_RULE: &[&str] = &[
    "security_group_id",
    "ip_protocol",
    "from_port",
    "to_port",
    "cidr_ipv4",
    "cidr_ipv6",
    "referenced_security_group_id",
    "prefix_list_id",
    "security_group_rule_id",
];
