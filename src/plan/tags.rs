//! Input: a resource of a plan, and the plan's tags.
//! Output: the tags of that resource, its own name among them.
//! Never: knows how a target writes them.

use super::{Resource, ResourceId, ResourceKind, logical_id};
use std::borrow::Cow;

/// The tags of one resource: those of every resource, and its `Name` if the plan gives names.
#[derive(Debug, Clone, Copy)]
pub struct Tags<'p> {
    common: &'p [(String, String)],
    name: Option<(&'p str, &'p ResourceId)>,
}

impl<'p> Tags<'p> {
    /// Those of a resource, if it has any.
    pub(super) fn of(resource: &'p Resource, common: &'p [(String, String)], name: Option<&'p str>) -> Option<Self> {
        let tags = Self { common, name: name.map(|name| (name, &resource.id)) };
        let some = !tags.common.is_empty() || tags.name.is_some();
        (some && resource.kind.is_taggable()).then_some(tags)
    }

    /// Key and value of each, sorted by key.
    pub fn iter(&self) -> impl Iterator<Item = (&'p str, Cow<'p, str>)> + use<'p> {
        let (before, after) = self.common.split_at(self.common.partition_point(|(key, _)| key.as_str() < NAME));
        let name = self.name.map(|(name, id)| (NAME, Cow::from([name, "-", &name_suffix(id)].concat())));
        let pair = |(key, value): &'p (String, String)| (key.as_str(), Cow::from(value.as_str()));
        before.iter().map(pair).chain(name).chain(after.iter().map(pair))
    }
}

/// Whether they are the same tags, whoever gives them.
impl PartialEq for Tags<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

/// The tag that AWS's console shows as a resource's name.
pub const NAME: &str = "Name";

/// What a resource is, at the end of its `Name`: `ecr-api`, `endpoints`.
pub fn name_suffix(id: &ResourceId) -> Cow<'static, str> {
    match id {
        ResourceId::Vpc => "vpc".into(),
        ResourceId::PrivateSubnet(number) => format!("private-{number}").into(),
        ResourceId::PrivateRouteTable => "private".into(),
        ResourceId::EndpointSecurityGroup => "endpoints".into(),
        ResourceId::Endpoint(service) => service.name().replace('.', "-").into(),
        ResourceId::EndpointOf(service) => of_service(service).into(),
        ResourceId::ExecutionRole | ResourceId::ExecutionRoleOf(_) => "execution-role".into(),
        // These take no tags.
        ResourceId::PrivateSubnetRouteTableAssociation(_)
        | ResourceId::HttpsFromVpc
        | ResourceId::HttpsFrom(_)
        | ResourceId::HttpsFromClientGroup
        | ResourceId::HttpsToEndpoints(_)
        | ResourceId::HttpsToS3(_)
        | ResourceId::ExecutionRolePolicy
        | ResourceId::ExecutionRolePolicyOf(_)
        | ResourceId::Named(_) => logical_id(id).into(),
    }
}

/// What tells an endpoint service that no list has from others: its ID, if somebody else than AWS keeps it, else the last
/// part of its name. With the longest name before it, it fits into a tag.
fn of_service(name: &str) -> String {
    let own = name.split('.').find(|part| part.starts_with("vpce-svc-"));
    own.or_else(|| name.rsplit('.').next()).unwrap_or(name).chars().take(50).collect()
}

impl ResourceKind {
    /// Whether it has tags. CloudFormation has none on the others; Terraform does without them too, so that both make the
    /// same world.
    pub fn is_taggable(&self) -> bool {
        match self {
            ResourceKind::Vpc(_)
            | ResourceKind::Subnet(_)
            | ResourceKind::RouteTable(_)
            | ResourceKind::SecurityGroup(_)
            | ResourceKind::InterfaceEndpoint(_)
            | ResourceKind::GatewayEndpoint(_)
            | ResourceKind::Role(_) => true,
            ResourceKind::RouteTableAssociation(_)
            | ResourceKind::Ingress(_)
            | ResourceKind::Egress(_)
            | ResourceKind::RolePolicy(_) => false,
        }
    }
}
