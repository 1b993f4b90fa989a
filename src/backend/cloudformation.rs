//! Input: a plan.
//! Output: a `CloudFormation` template, as a document.
//! Never: lets a literal `${` reach a place where `CloudFormation` would read it.

use super::document::{Function, Node};
use super::target::MARKER;
use crate::aws::Region;
use crate::plan::{
    Attribute, Condition, Effect, List, OutputValue, Parameter, Plan, PolicyDocument, Principals, Property, Pseudo,
    Reason, Resource, Setting, Statement, Target, Value, Zone, logical_id, property_name, type_name,
};
use std::borrow::Cow;
use std::collections::BTreeSet;

const TARGET: Target = Target::CloudFormationYaml;

pub(super) fn template(plan: &Plan) -> Node<'_> {
    let parameters = parameters(plan);
    let outputs: Vec<_> = plan.outputs.iter().map(|output| (output.name.as_str(), Some(output_node(output)))).collect();
    Node::map([
        ("AWSTemplateFormatVersion", Some(Node::text("2010-09-09"))),
        (
            "Description",
            plan.region.map(|region| {
                Node::text(format!("Private pulls from Amazon ECR through VPC endpoints in {}", region.id))
            }),
        ),
        ("Metadata", Some(Node::map([("ecrc", Some(Node::text(MARKER)))]))),
        ("Parameters", parameters),
        ("Rules", plan.region.map(rules)),
        ("Resources", Some(resources(plan))),
        ("Outputs", (!outputs.is_empty()).then(|| Node::map(outputs))),
    ])
}

fn rules(region: &Region) -> Node<'_> {
    let here = Node::function(Function::Ref, Node::text("AWS::Region"));
    let assertion = Node::map([
        ("Assert", Some(Node::function(Function::Equals, Node::List(vec![here, Node::text(region.id)])))),
        ("AssertDescription", Some(Node::text(format!("This template is for the region {} alone", region.id)))),
    ]);
    Node::map([("Region", Some(Node::map([("Assertions", Some(Node::List(vec![assertion])))])))])
}

fn parameters(plan: &Plan) -> Option<Node<'_>> {
    let used = plan.parameters();
    let entries = used.iter().map(|parameter| {
        let node = match parameter {
            Parameter::VpcId => described("AWS::EC2::VPC::Id", "The VPC that holds the containers"),
            Parameter::VpcCidr => Node::map([
                ("Type", Some(Node::text("String"))),
                ("Description", Some(Node::text("The VPC's IPv4 CIDR, from which the endpoints admit https"))),
                ("AllowedPattern", Some(Node::text(r"^[0-9]{1,3}(\.[0-9]{1,3}){3}/([89]|[12][0-9]|3[0-2])$"))),
                ("ConstraintDescription", Some(Node::text("An IPv4 CIDR such as 10.0.0.0/16, of a /8 or less"))),
            ]),
            Parameter::SubnetIds => {
                described("List<AWS::EC2::Subnet::Id>", "Private subnets for the interface endpoints, one a zone")
            }
            Parameter::RouteTableIds => {
                described("CommaDelimitedList", "Route tables of the private subnets, for the S3 gateway endpoint")
            }
            Parameter::ClientSecurityGroupId => {
                described("AWS::EC2::SecurityGroup::Id", "The security group whose members may reach the endpoints")
            }
            Parameter::EndpointSecurityGroupId => {
                described("AWS::EC2::SecurityGroup::Id", "The security group of the interface endpoints")
            }
            Parameter::TaskSecurityGroupId => {
                described("AWS::EC2::SecurityGroup::Id", "The security group of the tasks")
            }
            Parameter::S3PrefixListId => Node::map([
                ("Type", Some(Node::text("String"))),
                ("Description", Some(Node::text("The prefix list of Amazon S3 in the region"))),
                ("AllowedPattern", Some(Node::text("^pl-([0-9a-f]{8}|[0-9a-f]{17})$"))),
                ("ConstraintDescription", Some(Node::text("The id of a prefix list such as pl-63a5400a"))),
            ]),
            // CloudFormation has no type for the id of an endpoint.
            Parameter::EndpointId(service) => Node::map([
                ("Type", Some(Node::text("String"))),
                ("Description", Some(Node::text(format!("The existing endpoint for {}", service.name())))),
                ("AllowedPattern", Some(Node::text("^vpce-([0-9a-f]{8}|[0-9a-f]{17})$"))),
                ("ConstraintDescription", Some(Node::text("The id of an endpoint such as vpce-0123456789abcdef0"))),
            ]),
        };
        (parameter.name(), Some(node))
    });
    let entries: Vec<_> = entries.collect();
    (!entries.is_empty()).then(|| Node::map(entries))
}

fn described(kind: &'static str, description: &'static str) -> Node<'static> {
    Node::map([("Type", Some(Node::text(kind))), ("Description", Some(Node::text(description)))])
}

fn resources(plan: &Plan) -> Node<'_> {
    if plan.resources.is_empty() {
        // A stack has to hold something.
        let nothing = Node::map([
            ("Type", Some(Node::text("AWS::CloudFormation::WaitConditionHandle"))),
            ("Metadata", Some(Node::map([("ecrc", Some(Node::text("All that the spec needs is there already")))]))),
        ]);
        return Node::map([("NothingToCreate", Some(nothing))]);
    }
    Node::map(plan.resources.iter().map(|resource| (logical_id(&resource.id), Some(resource_node(plan, resource)))))
}

fn metadata(reason: &Reason) -> Node<'_> {
    let why = Node::map([
        ("Rule", Some(Node::text(reason.rule.code.to_string()))),
        ("Reason", Some(Node::text(reason.sentence.as_ref()))),
    ]);
    Node::map([("ecrc", Some(why))])
}

fn resource_node<'p>(plan: &'p Plan, resource: &'p Resource) -> Node<'p> {
    let properties = plan.properties(resource);
    let properties = properties
        .into_iter()
        .map(|(property, setting)| (property_name(property, TARGET), setting_node(plan, property, setting)));
    Node::map([
        ("Type", Some(Node::text(type_name(&resource.kind, TARGET)))),
        ("Metadata", resource.reason.as_ref().map(metadata)),
        ("Properties", Some(Node::map(properties))),
    ])
}

fn setting_node<'p>(plan: &'p Plan, property: Property, setting: Setting<'p>) -> Option<Node<'p>> {
    match setting {
        // The roles of a policy are a list.
        Setting::Value(of) if property == Property::Roles => value(of).map(|role| Node::List(vec![role])),
        Setting::Value(of) => value(of),
        Setting::List(of) => list(of),
        Setting::Text(text) => Some(literal(text)),
        Setting::Bool(on) => Some(Node::Bool(on)),
        Setting::Number(number) => Some(Node::Number(i64::from(number))),
        Setting::Zone(Zone::Index(index)) => {
            let zones = Node::function(Function::GetAzs, Node::text(""));
            Some(Node::function(Function::Select, Node::List(vec![Node::Number(i64::from(*index)), zones])))
        }
        Setting::Zone(Zone::Named(name)) => Some(literal(name)),
        Setting::Zone(Zone::Unknown) => None,
        Setting::Service(service) => service.name(plan.region).map(literal),
        Setting::DnsRecords(kind) => Some(Node::map([("DnsRecordIpType", Some(literal(kind.as_str())))])),
        Setting::Policy(id) => plan.policy(id).map(document),
        Setting::Tags(tags) => {
            let tags = tags
                .iter()
                .map(|(key, value)| Node::map([("Key", Some(literal(key))), ("Value", Some(literal(value)))]));
            Some(Node::List(tags.collect()))
        }
    }
}

fn output_node(output: &crate::plan::Output) -> Node<'_> {
    let value = match &output.value {
        OutputValue::One(one) => value(one),
        OutputValue::Many(many) => {
            let literals: Option<Vec<&str>> = many.iter().map(Value::as_literal).collect();
            match literals {
                Some(literals) => Some(literal(literals.join(","))),
                None => Some(commas(Node::List(many.iter().filter_map(value).collect()))),
            }
        }
        OutputValue::DnsEntries(endpoint) => {
            let path = format!("{}.DnsEntries", logical_id(endpoint));
            Some(commas(Node::function(Function::GetAtt, Node::text(path))))
        }
    };
    Node::map([("Description", Some(literal(output.description.as_ref()))), ("Value", value)])
}

/// A list as one text.
fn commas(list: Node<'_>) -> Node<'_> {
    Node::function(Function::Join, Node::List(vec![Node::text(","), list]))
}

fn list(list: &List) -> Option<Node<'_>> {
    match list {
        List::Items(items) => Some(Node::List(items.iter().filter_map(value).collect())),
        List::Parameter(parameter) => Some(reference(parameter.name())),
        List::Unknown(_) => None,
    }
}

/// A value; `None` where it is not known, which no plan of a spec has.
fn value(value: &Value) -> Option<Node<'_>> {
    Some(match value {
        Value::Literal(text) => literal(text.as_ref()),
        Value::Parameter(parameter) => reference(parameter.name()),
        Value::Attribute(id, attribute) => match attribute_path(id, *attribute) {
            (name, None) => reference(name),
            (name, Some(attribute)) => Node::function(Function::GetAtt, Node::text(format!("{name}.{attribute}"))),
        },
        Value::Pseudo(pseudo) => reference(pseudo_name(*pseudo)),
        Value::Join(parts) => join(parts)?,
        Value::Unknown(_) => return None,
    })
}

fn reference(name: impl Into<Cow<'static, str>>) -> Node<'static> {
    Node::function(Function::Ref, Node::text(name))
}

fn pseudo_name(pseudo: Pseudo) -> &'static str {
    match pseudo {
        Pseudo::Account => "AWS::AccountId",
        Pseudo::Partition => "AWS::Partition",
        Pseudo::Region => "AWS::Region",
    }
}

/// The logical id, and the attribute where `Ref` gives another.
fn attribute_path(id: &crate::plan::ResourceId, attribute: Attribute) -> (String, Option<&'static str>) {
    let attribute = match (attribute, id) {
        (Attribute::Id, crate::plan::ResourceId::EndpointSecurityGroup) => Some("GroupId"),
        (Attribute::Id | Attribute::Name, _) => None,
        (Attribute::Arn, _) => Some("Arn"),
        (Attribute::Cidr, _) => Some("CidrBlock"),
    };
    (logical_id(id), attribute)
}

/// Characters as they are. `CloudFormation` reads `${…}` in none but `Fn::Sub`, yet linters take it for a forgotten
/// one; joined, it is plainly text.
fn literal<'p>(text: impl Into<Cow<'p, str>>) -> Node<'p> {
    let text = text.into();
    if !text.contains("${") {
        return Node::Text(text);
    }
    let mut parts: Vec<Node> = Vec::new();
    let mut rest: &str = &text;
    while let Some(at) = rest.find("${") {
        let (head, tail) = rest.split_at(at + 1);
        parts.push(Node::text(head.to_owned()));
        rest = tail;
    }
    parts.push(Node::text(rest.to_owned()));
    Node::function(Function::Join, Node::List(vec![Node::text(""), Node::List(parts)]))
}

fn join(parts: &[Value]) -> Option<Node<'_>> {
    let plain = parts.iter().all(|part| part.as_literal().is_none_or(|text| !text.contains("${")));
    if !plain {
        let mut nodes = Vec::new();
        for part in parts {
            nodes.push(value(part)?);
        }
        return Some(Node::function(Function::Join, Node::List(vec![Node::text(""), Node::List(nodes)])));
    }
    let text: Option<String> = parts.iter().map(substitution).collect();
    Some(Node::function(Function::Sub, Node::text(text?)))
}

/// A part of the text of `Fn::Sub`.
pub(super) fn substitution(part: &Value) -> Option<String> {
    Some(match part {
        Value::Literal(literal) => literal.to_string(),
        Value::Parameter(parameter) => format!("${{{}}}", parameter.name()),
        Value::Attribute(id, attribute) => match attribute_path(id, *attribute) {
            (name, None) => format!("${{{name}}}"),
            (name, Some(attribute)) => format!("${{{name}.{attribute}}}"),
        },
        Value::Pseudo(pseudo) => format!("${{{}}}", pseudo_name(*pseudo)),
        Value::Join(_) | Value::Unknown(_) => return None,
    })
}

fn document(document: &PolicyDocument) -> Node<'_> {
    Node::map([
        ("Version", Some(Node::text("2012-10-17"))),
        ("Statement", Some(Node::List(document.statements.iter().map(statement).collect()))),
    ])
}

fn statement(statement: &Statement) -> Node<'_> {
    let principal = statement.principals.as_ref().and_then(|principals| match principals {
        Principals::Everyone => Some(Node::text("*")),
        Principals::Aws(arns) => Some(Node::map([("AWS", one_or_many(arns))])),
        Principals::Service(service) => Some(Node::map([("Service", Some(Node::text(service)))])),
        Principals::Unknown => None,
    });
    let effect = match statement.effect {
        Effect::Allow => "Allow",
        Effect::Deny => "Deny",
    };
    Node::map([
        ("Sid", statement.sid.as_deref().map(Node::text)),
        ("Effect", Some(Node::text(effect))),
        ("Principal", principal),
        ("Action", one_or_many(&statement.actions)),
        ("Resource", one_or_many(&statement.resources)),
        ("Condition", conditions(&statement.conditions)),
    ])
}

fn conditions(conditions: &[Condition]) -> Option<Node<'_>> {
    let operators: BTreeSet<&str> = conditions.iter().map(|condition| condition.operator.as_str()).collect();
    let entries = operators.into_iter().map(|operator| {
        let keys = conditions.iter().filter(|condition| condition.operator == operator);
        (operator, Some(Node::map(keys.map(|condition| (condition.key.as_str(), one_or_many(&condition.values))))))
    });
    (!conditions.is_empty()).then(|| Node::map(entries))
}

/// One value by itself, several as a list, as AWS's documents have it.
fn one_or_many(values: &[Value]) -> Option<Node<'_>> {
    match values {
        [] => None,
        [one] => value(one),
        many => Some(Node::List(many.iter().filter_map(value).collect())),
    }
}
