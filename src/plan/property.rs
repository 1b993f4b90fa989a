//! Input: nothing.
//! Output: the properties that a resource of a plan can have.
//! Never: knows what one is set to.

/// A property of a resource, in CloudFormation's spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Property {
    AssumeRolePolicyDocument,
    AvailabilityZone,
    CidrBlock,
    CidrIp,
    CidrIpv6,
    Description,
    DestinationPrefixListId,
    DestinationSecurityGroupId,
    DnsOptions,
    EnableDnsHostnames,
    EnableDnsSupport,
    FromPort,
    GroupDescription,
    GroupId,
    IpAddressType,
    IpProtocol,
    PolicyDocument,
    PolicyName,
    PrivateDnsEnabled,
    RoleName,
    Roles,
    RouteTableId,
    RouteTableIds,
    SecurityGroupIds,
    ServiceName,
    SourcePrefixListId,
    SourceSecurityGroupId,
    SubnetId,
    SubnetIds,
    Tags,
    ToPort,
    VpcEndpointType,
    VpcId,
}
