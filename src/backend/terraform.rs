//! Input: a plan.
//! Output: a Terraform root module (or module) for the AWS provider, as a document.
//! Never: lets a literal `${` or `%{` reach a place where Terraform would read it, including map keys.

mod expressions;
mod lookups;

use super::document::Node;
use super::target::{MARKER, Options};
use crate::plan::{
    Attribute, OutputValue, Plan, Reason, Resource, ResourceKind, Setting, Target, Value, Zone, property_name,
    type_name,
};
use expressions::{Entries, escape, list, literal, type_of, value, values};
pub(super) use expressions::{label, snake_case, template};
use lookups::{data, locals, policy_json, variables};
use std::borrow::Cow;

const TARGET: Target = Target::TerraformJson;

pub(super) fn root(plan: &Plan, options: Options) -> Node<'static> {
    let requires = Node::map([
        // Conditions on data sources came with 1.2.
        ("required_version", Some(Node::text(">= 1.2.0"))),
        ("required_providers", Some(Node::map([("aws", Some(provider_requirement()))]))),
    ]);
    let region = plan.region.map(|region| Node::text(region.id));
    let provider = Node::map([("aws", Some(Node::map([("region", region)])))]);
    let outputs: Vec<_> =
        plan.outputs.iter().map(|output| (snake_case(&output.name), Some(output_node(output)))).collect();
    Node::map([
        ("//", Some(Node::text(MARKER))),
        ("terraform", Some(requires)),
        ("provider", (!options.module).then_some(provider)),
        ("variable", variables(plan)),
        ("locals", locals(plan)),
        ("data", Some(data(plan))),
        ("resource", resources(plan)),
        ("output", (!outputs.is_empty()).then(|| Node::map(outputs))),
    ])
}

fn provider_requirement() -> Node<'static> {
    // `minified_json` of policy documents is there since 5.49 at the latest; it counts least against the quota of
    // endpoint policies.
    Node::map([("source", Some(Node::text("hashicorp/aws"))), ("version", Some(Node::text(">= 5.49.0")))])
}

fn resources(plan: &Plan) -> Option<Node<'static>> {
    // Terraform groups by type; the types come in the order of their first resource.
    let mut types: Vec<(&'static str, Entries)> = Vec::new();
    let mut put = |kind: &'static str, label: String, node: Node<'static>| {
        let entry = (Cow::from(label), Some(node));
        match types.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, entries)) => entries.push(entry),
            None => types.push((kind, vec![entry])),
        }
    };
    for resource in &plan.resources {
        put(type_name(&resource.kind, TARGET), label(&resource.id), resource_node(plan, resource));
        if let ResourceKind::SecurityGroup(_) = resource.kind {
            put("aws_vpc_security_group_egress_rule", "all_ipv4".to_owned(), egress(resource));
        }
    }
    (!types.is_empty()).then(|| Node::map(types.into_iter().map(|(kind, entries)| (kind, Some(Node::map(entries))))))
}

/// AWS's default egress, which the provider removes from the groups that it creates.
fn egress(group: &Resource) -> Node<'static> {
    Node::map([
        ("//", Some(Node::text("AWS's default for a new group; the provider removes it unless it is written down"))),
        ("security_group_id", value(&Value::Attribute(group.id.clone(), Attribute::Id))),
        ("ip_protocol", Some(Node::text("-1"))),
        ("cidr_ipv4", Some(Node::text("0.0.0.0/0"))),
        ("description", Some(Node::text("Default: all traffic over IPv4"))),
    ])
}

fn comment(reason: &Reason) -> Node<'static> {
    Node::text(format!("{}: {}", reason.rule.code, reason.sentence))
}

fn resource_node(plan: &Plan, resource: &Resource) -> Node<'static> {
    let mut entries: Entries = resource.reason.iter().map(|reason| ("//".into(), Some(comment(reason)))).collect();
    for (property, setting) in plan.properties(resource) {
        entries.push((property_name(property, TARGET).into(), setting_node(plan, setting)));
    }
    Node::map(entries)
}

fn setting_node(plan: &Plan, setting: Setting) -> Option<Node<'static>> {
    match setting {
        Setting::Value(of) => value(of),
        Setting::List(of) => list(of),
        Setting::Text(text) => Some(literal(text)),
        Setting::Bool(on) => Some(Node::Bool(on)),
        Setting::Number(number) => Some(Node::Number(i64::from(number))),
        Setting::Zone(of) => zone(of),
        Setting::Service(service) => service.name(plan.region).map(|name| literal(&name)),
        Setting::DnsRecords(kind) => {
            let records = Node::map([("dns_record_ip_type", Some(literal(kind.as_str())))]);
            Some(Node::List(vec![records]))
        }
        Setting::Policy(id) => Some(policy_json(id)),
        Setting::Tags(tags) => Some(Node::map(tags.iter().map(|(key, value)| (escape(key), Some(literal(&value)))))),
    }
}

fn zone(zone: &Zone) -> Option<Node<'static>> {
    match zone {
        Zone::Index(index) => Some(Node::text(format!("${{data.aws_availability_zones.available.names[{index}]}}"))),
        Zone::Named(name) => Some(literal(name)),
        Zone::Unknown => None,
    }
}

fn output_node(output: &crate::plan::Output) -> Node<'static> {
    let value = match &output.value {
        OutputValue::One(one) => value(one),
        OutputValue::Many(many) => Some(Node::List(values(many))),
        // As CloudFormation gives them.
        OutputValue::DnsEntries(endpoint) => Some(Node::text(format!(
            "${{[for entry in {}.{}.dns_entry : \"${{entry.hosted_zone_id}}:${{entry.dns_name}}\"]}}",
            type_of(endpoint),
            label(endpoint)
        ))),
    };
    Node::map([("description", Some(literal(&output.description))), ("value", value)])
}
