//! Input: policies that a template attaches to its roles: managed ones, of AWS, of the template, or of elsewhere.
//! Output: what these roles have of them, in a plan.
//! Never: takes a policy whose text is not there for one that allows nothing.

use super::ids::each;
use super::reading::{ROLE, Reading, id};
use super::unread;
use crate::aws::{allowed_by, arn_of_managed, denies_nothing};
use crate::plan::{
    self, Attribute, Effect, Plan, Policy, PolicyDocument, PolicyId, Resource, ResourceId, ResourceKind, RolePolicy,
    Statement, Why,
};
use crate::span::Span;
use crate::template::evaluated;
use crate::template::value::{Kind, Value};

const MANAGED: &[&str] = &["AWS::IAM::ManagedPolicy", "aws_iam_policy"];
const ATTACHMENT: &[&str] =
    &["aws_iam_role_policy_attachment", "aws_iam_policy_attachment", "aws_iam_role_policy_attachments_exclusive"];

/// Adds what is attached to the roles of the template.
pub(super) fn lift(reading: &Reading, plan: &mut Plan) {
    for role in reading.of_types(ROLE) {
        let own = plan::Value::Attribute(id(role), Attribute::Name);
        let said = ["ManagedPolicyArns", "managed_policy_arns"].into_iter().find_map(|key| role.properties.get(key));
        for (index, policy) in said.into_iter().flat_map(each).enumerate() {
            let name = format!("{}.managed[{index}]", role.address);
            add(reading, plan, name, own.clone(), Some(policy), policy.span);
        }
    }
    for policy in reading.of_types(MANAGED) {
        let roles = policy.properties.get("Roles").into_iter().flat_map(each);
        for (index, role) in roles.enumerate() {
            let name = format!("{}.roles[{index}]", policy.address);
            let document = policy.properties.get("PolicyDocument").and_then(|it| reading.document(it));
            put(plan, name, (reading.value(role), plan::Value::unknown()), document, policy.span);
        }
    }
    for attachment in reading.of_types(ATTACHMENT) {
        let said = |keys: [&str; 3]| keys.into_iter().find_map(|key| attachment.properties.get(key));
        let roles = said(["role", "role_name", "roles"]).into_iter().flat_map(each);
        let policies: Vec<&Value> = said(["policy_arn", "policy_arns", ""]).into_iter().flat_map(each).collect();
        for (number, role) in roles.enumerate() {
            for (index, policy) in policies.iter().enumerate() {
                let name = format!("{}[{number}][{index}]", attachment.address);
                add(reading, plan, name, reading.value(role), Some(policy), attachment.span);
            }
        }
    }
    of_modules(reading, plan);
}

/// A module whose text is not there may attach policies to a role that it is given.
fn of_modules(reading: &Reading, plan: &mut Plan) {
    for unread in unread::all(reading) {
        for (index, value) in unread.given.iter().map(|given| reading.value(given)).enumerate() {
            if is_role(plan, &value) {
                let name = format!("{}.role[{index}]", unread.address);
                let called = plan::Value::Unknown(plan::Why::Because(unread.why.clone()));
                put(plan, name, (value, called), None, unread.span);
            }
        }
    }
}

/// Whether a value is a role of the plan: an attribute of it, or its name.
fn is_role(plan: &Plan, value: &plan::Value) -> bool {
    plan.resources.iter().any(|resource| {
        let ResourceKind::Role(role) = &resource.kind else { return false };
        matches!(value, plan::Value::Attribute(of, _) if *of == resource.id) || value.is_known() && role.name == *value
    })
}

fn add(reading: &Reading, plan: &mut Plan, name: String, role: plan::Value, policy: Option<&Value>, span: Span) {
    let document = policy.and_then(|policy| match reading.named(policy) {
        Some(managed) => of_template(reading, managed),
        None => of_aws(reading, policy),
    });
    let called = policy.map_or_else(plan::Value::unknown, |policy| reading.value(policy));
    match elsewhere(reading, &called) {
        Some(why) => put(plan, name, (role, plan::Value::Unknown(plan::Why::Because(why))), None, span),
        None => put(plan, name, (role, called), document, span),
    }
}

/// Why a policy cannot be attached: it is of another partition than the region, and ARNs do not reach across.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>, read 2026-11-30.
fn elsewhere(reading: &Reading, policy: &plan::Value) -> Option<String> {
    let arn = policy.as_literal()?;
    if arn.contains("${") {
        return Some(format!("`{arn}` is no ARN: only `!Sub` puts something in the place of `${{…}}`"));
    }
    let of = arn.strip_prefix("arn:")?.split(':').next()?;
    let here = reading.region?.partition.id();
    (of != here).then(|| format!("`{arn}` is in the partition `{of}`, but the template is deployed to `{here}`"))
}

/// What a managed policy of the template says.
fn of_template(reading: &Reading, managed: &evaluated::Resource) -> Option<PolicyDocument> {
    let said = ["PolicyDocument", "policy"].into_iter().find_map(|key| managed.properties.get(key))?;
    reading.document(said).filter(|_| MANAGED.contains(&managed.kind.as_str()))
}

/// What a policy of AWS says, whatever the partition; of one that only allows, that.
pub(super) fn of_aws(reading: &Reading, policy: &Value) -> Option<PolicyDocument> {
    let piece = |piece: &Value| piece.as_text().unwrap_or_else(|| "aws".to_owned());
    let arn = arn_of_lookup(reading, policy);
    let arn: String = arn.unwrap_or_else(|| policy.pieces().iter().map(piece).collect());
    let actions = match allowed_by(&arn) {
        Some(actions) => actions.iter().map(|action| plan::Value::literal(*action)).collect(),
        None if denies_nothing(&arn) => {
            let name = arn.rsplit('/').next().unwrap_or(&arn);
            let why = match arn_of_managed(name) {
                Some(known) => format!("AWS has no policy `{arn}`, but `{known}`"),
                None => format!("ecrc does not know what `{name}` allows"),
            };
            vec![plan::Value::Unknown(Why::Because(why))]
        }
        None => return None,
    };
    let statement = Statement {
        sid: None,
        effect: Effect::Allow,
        principals: None,
        actions,
        resources: vec![plan::Value::literal("*")],
        conditions: Vec::new(),
    };
    Some(PolicyDocument { statements: vec![statement] })
}

/// The ARN of a policy of AWS that is looked up, by its ARN or its name.
fn arn_of_lookup(reading: &Reading, policy: &Value) -> Option<String> {
    let Kind::Attribute { resource, attribute } = &policy.kind else { return None };
    let is_whole = ["arn", "id", "policy"].contains(&attribute.as_str());
    let mut lookups = reading.evaluated.lookups.iter();
    let lookup = lookups.find(|it| is_whole && it.kind == "aws_iam_policy" && it.address == *resource)?;
    let said = |key: &str| lookup.properties.get(key).and_then(Value::as_text);
    said("arn").or_else(|| arn_of_managed(&said("name")?))
}

/// A policy of a role; one without a document is there, and what it says is not known.
fn put(
    plan: &mut Plan,
    name: String,
    (role, called): (plan::Value, plan::Value),
    document: Option<PolicyDocument>,
    span: Span,
) {
    let policy = PolicyId::Named(name.clone());
    plan.policies.extend(document.map(|document| Policy { id: policy.clone(), document }));
    plan.resources.push(Resource {
        id: ResourceId::Named(name),
        kind: ResourceKind::RolePolicy(RolePolicy { role, name: called, policy }),
        reason: None,
        span: Some(span),
        places: Vec::new(),
    });
}
