//! Input: nothing.
//! Output: why AWS rejects the deployment of endpoints and of what goes with them: phrases, and what each means.
//! Never: decides by the wrapper (CloudFormation's, Terraform's, the CLI's), which all say the same.

/// Why a deployment is rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rejection {
    /// Another endpoint serves the name in that VPC.
    DnsConflict,
    /// A hosted zone of that name already exists.
    ZoneConflict,
    /// The VPC's DNS is off.
    VpcDns,
    /// An S3 interface endpoint without a gateway.
    S3Inbound,
    /// The service has no private DNS name.
    NoPrivateDnsName,
    /// Two subnets in one zone.
    SubnetsShareZone,
    /// The service is not in that zone.
    ServiceNotInZone,
    /// The endpoint is a gateway.
    SubnetsOfGateway,
    /// The endpoint is no gateway.
    RouteTablesOfInterface,
    /// The service has no endpoints of that type.
    EndpointType,
    /// A group or a subnet that is not there.
    IdNotFound,
    /// A second gateway on a route table.
    RouteExists,
    /// No such service.
    NoSuchService,
    /// A policy that AWS refuses; what is wrong with it follows the code.
    Policy,
    /// A role or another named thing already exists.
    NameTaken,
    /// Too many endpoints.
    EndpointQuota,
    /// Too many rules in a group.
    GroupQuota,
    /// Too many resources, or too long a template.
    TemplateQuota,
    /// Subnets that another account shares.
    SharedSubnet,
    /// Ranges of two subnets overlap.
    SubnetConflict,
    /// A range that AWS does not take.
    VpcRange,
    /// A subnet's range that AWS does not take.
    SubnetRange,
    /// No such zone.
    NoSuchZone,
    /// A group of that name already exists.
    GroupTaken,
    /// A zone with a wildcard.
    WildcardZone,
    /// Zones of a service of another region.
    RemoteZones,
    /// Two keys of a role's tags that IAM takes for one.
    TagKeys,
    /// A platform version that Fargate does not have.
    PlatformVersion,
    /// A task without the execution role that it needs.
    NoExecutionRole,
    /// An endpoint that is refused with other words than these.
    Endpoint,
}

/// The phrases, in lower case.
pub const PHRASES: &[(&str, Rejection)] = &[
    ("conflicting dns domain", Rejection::DnsConflict),
    ("conflictingdomainexists", Rejection::ZoneConflict),
    ("requires both enablednssupport and enablednshostnames", Rejection::VpcDns),
    ("set privatednsonlyforinboundresolverendpoint to true", Rejection::S3Inbound),
    ("has privatednsonlyforinboundresolverendpoint set to true", Rejection::S3Inbound),
    ("does not provide a private dns name", Rejection::NoPrivateDnsName),
    ("duplicatesubnetsinsamezone", Rejection::SubnetsShareZone),
    ("found another vpc endpoint subnet in the availability zone", Rejection::SubnetsShareZone),
    ("does not support the availability zone of the subnet", Rejection::ServiceNotInZone),
    ("subnet ids are only supported for interface", Rejection::SubnetsOfGateway),
    ("route table ids are only supported for gateway", Rejection::RouteTablesOfInterface),
    ("does not match available service types", Rejection::EndpointType),
    ("does not match service type", Rejection::EndpointType),
    ("invalidgroup notfound", Rejection::IdNotFound),
    ("invalidsubnetid notfound", Rejection::IdNotFound),
    ("invalidvpcid notfound", Rejection::IdNotFound),
    ("invalidroutetableid notfound", Rejection::IdNotFound),
    ("routealreadyexists", Rejection::RouteExists),
    ("already has a route with destination prefix list id", Rejection::RouteExists),
    ("invalidservicename", Rejection::NoSuchService),
    ("the vpc endpoint service", Rejection::NoSuchService),
    ("invalidpolicydocument", Rejection::Policy),
    ("malformedpolicydocument", Rejection::Policy),
    ("malformedpolicydocumentexception", Rejection::Policy),
    ("entityalreadyexists", Rejection::NameTaken),
    ("role with name", Rejection::NameTaken),
    ("resource of type aws iam role with identifier", Rejection::NameTaken),
    ("already exists in stack", Rejection::NameTaken),
    ("vpcendpointlimitexceeded", Rejection::EndpointQuota),
    ("gatewayvpcendpointlimitexceeded", Rejection::EndpointQuota),
    ("rulespersecuritygrouplimitexceeded", Rejection::GroupQuota),
    ("maximum number of rules per security group has been reached", Rejection::GroupQuota),
    ("number of resources", Rejection::TemplateQuota),
    ("template may not exceed", Rejection::TemplateQuota),
    ("operationnotpermitted", Rejection::SharedSubnet),
    ("invalidsubnet conflict", Rejection::SubnetConflict),
    ("conflicts with another subnet", Rejection::SubnetConflict),
    ("invalidvpc range", Rejection::VpcRange),
    ("invalidvpcrange", Rejection::VpcRange),
    ("invalidsubnet range", Rejection::SubnetRange),
    ("subnets can currently only be created in", Rejection::NoSuchZone),
    ("fn select cannot select nonexistent value", Rejection::NoSuchZone),
    ("invalidgroup duplicate", Rejection::GroupTaken),
    ("hosted zone with a wildcard domain name is not supported", Rejection::WildcardZone),
    ("availability zones are supported for remote access", Rejection::RemoteZones),
    ("duplicate tag keys found", Rejection::TagKeys),
    ("platformunknownexception", Rejection::PlatformVersion),
    ("requires task definition to have execution role", Rejection::NoExecutionRole),
    ("must also specify a value for executionrolearn", Rejection::NoExecutionRole),
    ("creating ec2 vpc endpoint", Rejection::Endpoint),
    ("creating vpc endpoint", Rejection::Endpoint),
    ("updating ec2 vpc endpoint", Rejection::Endpoint),
    ("ec2 createvpcendpoint", Rejection::Endpoint),
    ("ec2 modifyvpcendpoint", Rejection::Endpoint),
    ("calling the createvpcendpoint operation", Rejection::Endpoint),
    ("calling the modifyvpcendpoint operation", Rejection::Endpoint),
];

/// The codes that AWS prints of a policy.
const POLICY_CODES: &[&str] = &["InvalidPolicyDocument", "MalformedPolicyDocument"];

impl Rejection {
    /// How little it says: of several in a text, the one that says most counts.
    pub fn vagueness(self) -> u8 {
        if self == Rejection::Endpoint { 2 } else { u8::from(self == Rejection::NoSuchService) }
    }

    /// The error code, where AWS prints one of its own and not `InvalidParameter`; `text` is in lower case.
    pub fn code(self, text: &str) -> Option<&'static str> {
        let says = |code: &&str| text.contains(&code.to_ascii_lowercase());
        let code = match self {
            Rejection::Policy => return POLICY_CODES.iter().copied().find(says),
            Rejection::ZoneConflict => Some("ConflictingDomainExists"),
            Rejection::SubnetsShareZone => Some("DuplicateSubnetsInSameZone"),
            Rejection::RouteExists => Some("RouteAlreadyExists"),
            Rejection::NoSuchService => Some("InvalidServiceName"),
            Rejection::EndpointQuota => Some("VpcEndpointLimitExceeded"),
            Rejection::GroupQuota => Some("RulesPerSecurityGroupLimitExceeded"),
            Rejection::SharedSubnet => Some("OperationNotPermitted"),
            Rejection::SubnetConflict => Some("InvalidSubnet.Conflict"),
            Rejection::VpcRange => Some("InvalidVpc.Range"),
            Rejection::SubnetRange => Some("InvalidSubnet.Range"),
            Rejection::GroupTaken => Some("InvalidGroup.Duplicate"),
            Rejection::PlatformVersion => Some("PlatformUnknownException"),
            Rejection::NoExecutionRole => Some("ClientException"),
            Rejection::DnsConflict
            | Rejection::VpcDns
            | Rejection::S3Inbound
            | Rejection::NoPrivateDnsName
            | Rejection::ServiceNotInZone
            | Rejection::SubnetsOfGateway
            | Rejection::RouteTablesOfInterface
            | Rejection::EndpointType
            | Rejection::Endpoint
            | Rejection::IdNotFound
            | Rejection::NameTaken
            | Rejection::TemplateQuota
            | Rejection::NoSuchZone
            | Rejection::WildcardZone
            | Rejection::RemoteZones
            | Rejection::TagKeys => None,
        };
        code.filter(says)
    }
}
