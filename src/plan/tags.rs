//! Input: a resource of a plan, and the plan's tags.
//! Output: the tags of that resource, its own name among them.
//! Never: knows how a target writes them.

use super::{Plan, Resource, ResourceId, logical_id, setting};
use std::borrow::Cow;

/// The tags of one resource: those of every resource, and its `Name` if the plan gives names.
#[derive(Debug, Clone, Copy)]
pub struct Tags<'p> {
    common: &'p [(String, String)],
    name: Option<(&'p str, &'p ResourceId)>,
}

impl<'p> Tags<'p> {
    pub(super) fn of(resource: &'p Resource, plan: &'p Plan) -> Self {
        Self { common: &plan.tags, name: plan.name.as_deref().map(|name| (name, &resource.id)) }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.common.is_empty() && self.name.is_none()
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
        ResourceId::ExecutionRole => "execution-role".into(),
        // These take no tags.
        ResourceId::PrivateSubnetRouteTableAssociation(_)
        | ResourceId::HttpsFromVpc
        | ResourceId::HttpsFrom(_)
        | ResourceId::HttpsFromClientGroup
        | ResourceId::ExecutionRolePolicy
        | ResourceId::Named(_) => logical_id(id).into(),
    }
}

/// Whether a resource can have tags.
pub fn takes_tags(resource: &Resource) -> bool {
    setting::is_taggable(&resource.kind)
}
