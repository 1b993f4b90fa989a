//! Input: the resources, tags and policies of a template.
//! Output: what they say together about the plan: its VPC, its name, existing endpoints.
//! Never: reads a single one.

use crate::aws::Service;
use crate::plan::{
    Attribute, ExistingEndpoint, NAME, Policy, PolicyId, Resource, ResourceId, ResourceKind, Value, name_suffix,
};

/// What every `Name` begins with, where each ends with what its resource is.
pub(super) fn name(tags: &[(ResourceId, Vec<(String, String)>)]) -> Option<String> {
    let mut names = tags.iter().map(|(id, tags)| {
        let (_, value) = tags.iter().find(|(key, _)| key == NAME)?;
        value.strip_suffix(name_suffix(id).as_ref())?.strip_suffix('-')
    });
    let first = names.next()??;
    names.all(|name| name == Some(first)).then(|| first.to_owned())
}

/// What the values of conditions of the execution role's policy on this key are.
fn condition<'p>(policies: &'p [Policy], key: &str) -> Option<&'p [Value]> {
    let of_role = |id: &PolicyId| matches!(id, PolicyId::ExecutionRole | PolicyId::ExecutionRoleOf(_));
    let role = policies.iter().find(|policy| of_role(&policy.id))?;
    let mut conditions = role.document.statements.iter().flat_map(|statement| &statement.conditions);
    conditions.find(|condition| condition.key == key).map(|condition| condition.values.as_slice())
}

/// The VPC: its own, or the one that resources name; not known where there is neither.
pub(super) fn vpc(resources: &[Resource], policies: &[Policy]) -> Value {
    let named = resources.iter().find_map(|resource| match &resource.kind {
        ResourceKind::Vpc(_) => Some(Value::Attribute(resource.id.clone(), Attribute::Id)),
        ResourceKind::Subnet(subnet) => Some(subnet.vpc.clone()),
        ResourceKind::RouteTable(table) => Some(table.vpc.clone()),
        ResourceKind::SecurityGroup(group) => Some(group.vpc.clone()),
        ResourceKind::InterfaceEndpoint(endpoint) => Some(endpoint.vpc.clone()),
        ResourceKind::GatewayEndpoint(endpoint) => Some(endpoint.vpc.clone()),
        ResourceKind::RouteTableAssociation(_)
        | ResourceKind::Ingress(_)
        | ResourceKind::Egress(_)
        | ResourceKind::Role(_)
        | ResourceKind::RolePolicy(_) => None,
    });
    let of_role = || condition(policies, "aws:SourceVpc").and_then(|values| values.first()).cloned();
    named.or_else(of_role).unwrap_or(Value::unknown())
}

/// The endpoints that are there already, as far as the execution role's policy tells: it names ECR's two, or
/// those and their FIPS ones, in this order, and of one alone it cannot be told which it is.
pub(super) fn existing(policies: &[Policy]) -> Vec<ExistingEndpoint> {
    let [api, dkr, fips_api, fips_dkr] = Service::ECR;
    let Some(ids) = condition(policies, "aws:SourceVpce") else { return Vec::new() };
    let services = match ids {
        [_, Value::Attribute(ResourceId::Endpoint(Service::Fips(_)), _)] => vec![dkr, fips_dkr],
        [_, _] => vec![api, dkr],
        [_, _, _, _] => vec![api, dkr, fips_api, fips_dkr],
        _ => return Vec::new(),
    };
    let endpoints = services.into_iter().zip(ids);
    let there = endpoints.filter(|(_, id)| !matches!(id, Value::Attribute(..))).map(|(service, id)| ExistingEndpoint {
        service,
        id: id.clone(),
        span: None,
    });
    there.collect()
}
