//! Input: a resource, and a property of it that changes.
//! Output: whether the target changes it in place, or replaces the resource.
//! Never: guesses: both tables are tested against the targets themselves.

use crate::backend::Target;
use crate::plan::{Property, ResourceKind};

/// What changing a property does to a resource that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Update {
    /// The resource stays, and is changed.
    InPlace,
    /// Another resource takes its place.
    Replace,
}

/// What an engine does with a resource of this kind whose property gets another value.
pub fn update(kind: &ResourceKind, property: Property, target: Target) -> Update {
    let replacing = match target {
        Target::CloudFormationYaml | Target::CloudFormationJson => create_only(kind),
        Target::TerraformJson => forces_replacement(kind),
    };
    if replacing.contains(&property) { Update::Replace } else { Update::InPlace }
}

/// What it does where the property is set on one side alone. Terraform gives a rule another client of the same kind, but
/// not one of another kind.
pub fn update_of_one_side(kind: &ResourceKind, property: Property, target: Target) -> Update {
    let peers = [Property::CidrIp, Property::CidrIpv6, Property::SourceSecurityGroupId, Property::SourcePrefixListId];
    if peers.contains(&property) { Update::Replace } else { update(kind, property, target) }
}

/// CloudFormation: what the types' schemas call `createOnlyProperties`, and the template reference "Update requires:
/// Replacement" (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/>, read 2026-11-25).
///
/// `AWS::IAM::Policy` has none: under another name, or in another role, the policy is put anew and the old one deleted.
fn create_only(kind: &ResourceKind) -> &'static [Property] {
    use Property as P;
    match kind {
        ResourceKind::Vpc(_) => &[P::CidrBlock],
        ResourceKind::Subnet(_) => &[P::VpcId, P::CidrBlock, P::AvailabilityZone],
        ResourceKind::RouteTable(_) => &[P::VpcId],
        ResourceKind::RouteTableAssociation(_) => &[P::SubnetId, P::RouteTableId],
        ResourceKind::SecurityGroup(_) => &[P::GroupDescription, P::VpcId],
        ResourceKind::Ingress(_) => &[
            P::GroupId,
            P::IpProtocol,
            P::FromPort,
            P::ToPort,
            P::CidrIp,
            P::CidrIpv6,
            P::SourceSecurityGroupId,
            P::SourcePrefixListId,
        ],
        ResourceKind::Egress(_) => &[
            P::GroupId,
            P::IpProtocol,
            P::FromPort,
            P::ToPort,
            P::DestinationSecurityGroupId,
            P::DestinationPrefixListId,
        ],
        ResourceKind::InterfaceEndpoint(_) | ResourceKind::GatewayEndpoint(_) => {
            &[P::ServiceName, P::VpcEndpointType, P::VpcId]
        }
        ResourceKind::Role(_) => &[P::RoleName],
        ResourceKind::RolePolicy(_) => &[],
    }
}

/// Terraform: what a plan of the AWS provider 5.100 says "forces replacement".
fn forces_replacement(kind: &ResourceKind) -> &'static [Property] {
    use Property as P;
    match kind {
        ResourceKind::Vpc(_) => &[P::CidrBlock],
        ResourceKind::Subnet(_) => &[P::VpcId, P::CidrBlock, P::AvailabilityZone],
        ResourceKind::RouteTable(_) => &[P::VpcId],
        // Another route table is put in place of the one that a subnet has.
        ResourceKind::RouteTableAssociation(_) => &[P::SubnetId],
        ResourceKind::SecurityGroup(_) => &[P::GroupDescription, P::VpcId],
        // A rule's client and ports can be changed.
        ResourceKind::Ingress(_) | ResourceKind::Egress(_) => &[P::GroupId],
        ResourceKind::InterfaceEndpoint(_) | ResourceKind::GatewayEndpoint(_) => {
            &[P::ServiceName, P::VpcEndpointType, P::VpcId]
        }
        ResourceKind::Role(_) => &[P::RoleName],
        ResourceKind::RolePolicy(_) => &[P::PolicyName, P::Roles],
    }
}
