//! Input: IAM roles of a template, and the policies in them.
//! Output: roles and their policies in a plan.
//! Never: follows a policy that is managed elsewhere.

use super::ids::each;
use super::network::resource;
use super::reading::{ROLE, Reading, first, id};
use super::role_attachments::of_aws;
use crate::plan::{
    self, Attribute, Plan, Policy, PolicyDocument, PolicyId, Property, Resource, ResourceId, ResourceKind, Role,
    RolePolicy, Why,
};
use crate::span::Span;
use crate::template::evaluated;
use crate::template::value::Value;

const POLICY: &[&str] = &["AWS::IAM::Policy", "AWS::IAM::RolePolicy", "aws_iam_role_policy"];

/// Adds all roles: IAM knows no VPCs.
pub(super) fn lift(reading: &Reading, plan: &mut Plan) {
    for role in reading.of_types(ROLE) {
        let trust = PolicyId::Named(format!("{}.trust", role.address));
        let said = ["AssumeRolePolicyDocument", "assume_role_policy"];
        let document = said.into_iter().find_map(|key| role.properties.get(key)).and_then(|it| reading.document(it));
        plan.policies.extend(document.map(|document| Policy { id: trust.clone(), document }));
        let name = ["RoleName", "name"].into_iter().find_map(|key| role.properties.get(key));
        let name = name.map_or_else(plan::Value::unknown, |name| reading.value(name));
        let path = first(&role.properties, &["Path", "path"]);
        let path = path.map_or_else(|| plan::Value::literal("/"), |path| reading.value(path));
        plan.resources.push(resource(role, ResourceKind::Role(Role { name, path, trust }), &[Property::RoleName]));
        let own = plan::Value::Attribute(id(role), Attribute::Name);
        let bounded =
            ["PermissionsBoundary", "permissions_boundary"].into_iter().find_map(|key| role.properties.get(key));
        if bounded.is_some_and(|boundary| !boundary.is_null()) {
            // It takes rights away, and is not followed: what the role may do is not known.
            let why = "its permissions boundary takes rights away, and ecrc does not follow it".to_owned();
            let called = plan::Value::Unknown(Why::Because(why));
            let name = format!("{}.boundary", role.address);
            put(plan, role, name, (own.clone(), called), (None, None));
        }
        let inline = ["Policies", "inline_policy"].into_iter().find_map(|key| role.properties.get(key));
        for (index, policy) in inline.into_iter().flat_map(each).enumerate() {
            let document = ["PolicyDocument", "policy"].into_iter().find_map(|key| policy.get(key));
            add(reading, plan, role, &format!("{}.policies[{index}]", role.address), own.clone(), document);
        }
    }
    for policy in reading.of_types(POLICY) {
        let document = ["PolicyDocument", "policy"].into_iter().find_map(|key| policy.properties.get(key));
        let one = ["RoleName", "role"].into_iter().find_map(|key| policy.properties.get(key));
        let many = policy.properties.get("Roles").into_iter().flat_map(each);
        for (index, role) in one.into_iter().chain(many).enumerate() {
            let name = if index == 0 { policy.address.clone() } else { format!("{}[{index}]", policy.address) };
            add(reading, plan, policy, &name, reading.value(role), document);
        }
    }
}

fn add(
    reading: &Reading,
    plan: &mut Plan,
    from: &evaluated::Resource,
    name: &str,
    role: plan::Value,
    document: Option<&Value>,
) {
    let of = |said: &Value| {
        reading.document(said).or_else(|| of_aws(reading, said).filter(|_| reading.named(said).is_none()))
    };
    let place = document.map(|said| said.span);
    put(plan, from, name.to_owned(), (role, plan::Value::unknown()), (document.and_then(of), place));
}

/// A policy of a role, which is called so, with the place of its document; one without a document is there, and what it says
/// is not known.
fn put(
    plan: &mut Plan,
    from: &evaluated::Resource,
    name: String,
    (role, called): (plan::Value, plan::Value),
    (document, place): (Option<PolicyDocument>, Option<Span>),
) {
    let policy = PolicyId::Named(name.clone());
    plan.policies.extend(document.map(|document| Policy { id: policy.clone(), document }));
    plan.resources.push(Resource {
        id: ResourceId::Named(name),
        kind: ResourceKind::RolePolicy(RolePolicy { role, name: called, policy }),
        reason: None,
        span: Some(from.span),
        places: place.map(|place| (Property::PolicyDocument, place)).into_iter().collect(),
    });
}
