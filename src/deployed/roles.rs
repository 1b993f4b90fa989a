//! Input: what AWS says of IAM roles and of the policies that they have.
//! Output: roles and their policies in a plan.
//! Never: takes a role whose policies no file tells for one without any.

use super::here::Here;
use super::network::resource;
use super::policy::{in_map, in_text};
use super::printed::Kind;
use super::words::{items, name, text};
use crate::document::Node;
use crate::plan::{
    AbsentRole, Attribute, Plan, Policy, PolicyDocument, PolicyId, Resource, ResourceKind, Role, RolePolicy, Value, Why,
};
use crate::span::Span;

/// Adds all roles: IAM knows no VPCs.
pub(super) fn read(here: &Here, plan: &mut Plan) {
    for (said, of, _) in here.printed.absent("role") {
        let absent = AbsentRole { role: name(&id(of)), name: of.to_owned(), span: Some(said.span) };
        plan.surroundings.absent_roles.push(absent);
    }
    for role in here.printed.of(Kind::Role).filter_map(|node| node.get("Role")) {
        let Some(of) = text(role, "RoleName") else { continue };
        let trust = PolicyId::Named(format!("{of}.trust"));
        let said = role.get("AssumeRolePolicyDocument").and_then(either);
        plan.policies.extend(said.map(|document| Policy { id: trust.clone(), document }));
        let path = text(role, "Path").map_or_else(Value::unknown, |path| Value::literal(path.to_owned()));
        let kind = ResourceKind::Role(Role { name: Value::literal(of.to_owned()), path, trust });
        plan.resources.push(resource(&id(of), kind, role, "RoleName", &[]));
        for policy in here.printed.of(Kind::RolePolicy).filter(|policy| text(policy, "RoleName") == Some(of)) {
            let (named, document) = (text(policy, "PolicyName"), policy.get("PolicyDocument").and_then(either));
            add(plan, of, named, document, policy.get("PolicyName").map_or(policy.span, |it| it.span));
        }
        // It takes rights away, and is not followed: what the role may do is not known.
        if let Some(boundary) = role.get("PermissionsBoundary") {
            add(plan, of, Some("boundary"), None, boundary.span);
        }
        // Where no file tells which policies there are, there may be others.
        for kind in [Kind::RolePolicies, Kind::AttachedPolicies] {
            let is_listed = here.printed.of(kind).any(|said| text(said, "RoleName") == Some(of));
            if !is_listed || !here.printed.is_whole(kind) {
                let why = Why::Because(format!("no file holds what `{}` prints", kind.command()));
                put(
                    plan,
                    of,
                    (kind.command(), Value::Unknown(why)),
                    None,
                    role.get("RoleName").map_or(role.span, |it| it.span),
                );
            }
        }
        let inline = here.printed.of(Kind::RolePolicies).filter(|list| text(list, "RoleName") == Some(of));
        for named in inline.flat_map(|list| items(list, "PolicyNames")) {
            let told =
                |policy: &Node| text(policy, "RoleName") == Some(of) && text(policy, "PolicyName") == named.text();
            if !here.printed.of(Kind::RolePolicy).any(told) {
                add(plan, of, named.text(), None, named.span);
            }
        }
        let lists = here.printed.of(Kind::AttachedPolicies).filter(|list| text(list, "RoleName") == Some(of));
        for policy in lists.flat_map(|list| items(list, "AttachedPolicies")) {
            let arn = text(policy, "PolicyArn");
            let mut versions = here.printed.of(Kind::PolicyVersion);
            let version = versions.find(|version| arn.is_some() && text(version, "PolicyArn") == arn);
            let document = version.and_then(|it| either(it.get("PolicyVersion")?.get("Document")?));
            add(plan, of, arn, document, policy.get("PolicyArn").map_or(policy.span, |it| it.span));
        }
    }
}

/// A policy of a role; one whose document no file tells is there, and what it says is not known.
fn add(plan: &mut Plan, role: &str, named: Option<&str>, document: Option<PolicyDocument>, span: Span) {
    let value = named.map_or_else(Value::unknown, |name| Value::literal(name.to_owned()));
    put(plan, role, (named.unwrap_or_default(), value), document, span);
}

fn put(plan: &mut Plan, role: &str, (key, named): (&str, Value), document: Option<PolicyDocument>, span: Span) {
    let called = format!("{}.{key}", id(role));
    let policy = PolicyId::Named(called.clone());
    plan.policies.extend(document.map(|document| Policy { id: policy.clone(), document }));
    let role = Value::Attribute(name(&id(role)), Attribute::Name);
    let kind = ResourceKind::RolePolicy(RolePolicy { role, name: named, policy });
    plan.resources.push(Resource { id: name(&called), kind, reason: None, span: Some(span), places: Vec::new() });
}

/// What plans call a role: beside the ids of other resources.
pub(super) fn id(role: &str) -> String {
    format!("role/{role}")
}

/// A document, given as a map or as the text of one.
fn either(said: &Node) -> Option<PolicyDocument> {
    if said.entries().is_some() { in_map(said) } else { in_text(said) }
}
