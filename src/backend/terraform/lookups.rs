//! Input: a plan.
//! Output: what its Terraform module requires and looks up: variables, data sources, policy documents.
//! Never: creates anything.

use super::super::document::Node;
use super::expressions::{Entries, label, literal, snake_case, value, values};
use crate::plan::{
    Condition, Effect, Parameter, Plan, PolicyDocument, PolicyId, Principals, Pseudo, Setting, Statement, Value, Zone,
};
use std::borrow::Cow;
use std::collections::BTreeMap;

pub(super) fn variables(plan: &Plan) -> Option<Node<'static>> {
    let ids = |prefix: &str| format!("^{prefix}-([0-9a-f]{{8}}|[0-9a-f]{{17}})$");
    let variable = |kind: &'static str, description: Cow<'static, str>, condition: String, error: String| {
        let validation =
            Node::map([("condition", Some(Node::text(condition))), ("error_message", Some(Node::text(error)))]);
        Node::map([
            ("type", Some(Node::text(kind))),
            ("description", Some(Node::text(description))),
            ("nullable", Some(Node::Bool(false))),
            ("validation", Some(validation)),
        ])
    };
    let each_fits = |name: &str, prefix: &str| {
        format!("${{length(var.{name}) > 0 && alltrue([for id in var.{name} : can(regex(\"{}\", id))])}}", ids(prefix))
    };
    let id = |name: &str, prefix: &str, what: &str, description: Cow<'static, str>| {
        let condition = format!("${{can(regex(\"{}\", var.{name}))}}", ids(prefix));
        let error = format!("{name} has to be {what}'s id, such as {prefix}-0123456789abcdef0.");
        variable("string", description, condition, error)
    };
    let mut entries: Entries = Vec::new();
    for parameter in plan.parameters().into_iter().filter(|parameter| plan.is_variable(*parameter)) {
        let name = snake_case(&parameter.name());
        let node = match parameter {
            Parameter::VpcId => id(&name, "vpc", "a VPC", "The VPC that holds the containers".into()),
            Parameter::ClientSecurityGroupId => {
                let description = "The security group whose members may reach the endpoints";
                id(&name, "sg", "a security group", description.into())
            }
            Parameter::EndpointSecurityGroupId => {
                id(&name, "sg", "a security group", "The security group of the interface endpoints".into())
            }
            Parameter::TaskSecurityGroupId => {
                id(&name, "sg", "a security group", "The security group of the tasks".into())
            }
            Parameter::S3PrefixListId => {
                id(&name, "pl", "a prefix list", "The prefix list of Amazon S3 in the region".into())
            }
            Parameter::EndpointId(service) => {
                id(&name, "vpce", "an endpoint", format!("The existing endpoint for {}", service.name()).into())
            }
            // Looked up.
            Parameter::VpcCidr => continue,
            Parameter::SubnetIds => {
                let error = "subnet_ids has to hold ids of subnets, at least one.";
                let description = "Private subnets for the interface endpoints, one a zone";
                variable("set(string)", description.into(), each_fits(&name, "subnet"), error.to_owned())
            }
            Parameter::RouteTableIds => {
                let error = "route_table_ids has to hold ids of route tables, at least one.";
                let description = "Route tables of the private subnets, for the S3 gateway endpoint";
                variable("set(string)", description.into(), each_fits(&name, "rtb"), error.to_owned())
            }
        };
        entries.push((name.into(), Some(node)));
    }
    (!entries.is_empty()).then(|| Node::map(entries))
}

/// The prefix list of S3, if a rule needs it.
pub(super) fn locals(plan: &Plan) -> Option<Node<'static>> {
    let is_variable = plan.is_variable(Parameter::S3PrefixListId);
    let list = if is_variable { "${var.s3_prefix_list_id}" } else { "${aws_vpc_endpoint.s3.prefix_list_id}" };
    let needed = plan.parameters().contains(&Parameter::S3PrefixListId);
    needed.then(|| Node::map([("s3_prefix_list_id", Some(Node::text(list)))]))
}

/// What is looked up, and the policy documents.
pub(super) fn data(plan: &Plan) -> Node<'static> {
    let mut data: BTreeMap<&'static str, Entries> = BTreeMap::new();
    let check = |attribute: &str, value: &str, what: &str, other: &str| {
        let condition = format!("${{self.{attribute} == \"{value}\"}}");
        let error = format!("This is for the {what} {value} alone; the {other}.");
        let postcondition =
            Node::map([("condition", Some(Node::text(condition))), ("error_message", Some(Node::text(error)))]);
        Node::map([("postcondition", Some(postcondition))])
    };
    let region_check = plan.region.map(|region| check("region", region.id, "region", "provider is set to another"));
    let partition = plan.region.map(|region| region.partition.id());
    let partition_check = partition.map(|id| check("partition", id, "partition", "credentials are of another"));
    // `aws_region` has no attribute for the region's name that every provider since 5.49 has and none calls deprecated.
    // This one is composed by the provider alone, for any service.
    let service: (Cow<'static, str>, _) = ("service_id".into(), Some(Node::text("ec2")));
    data.insert("aws_service", vec![("region".into(), Some(Node::map([service, ("lifecycle".into(), region_check)])))]);
    data.insert("aws_partition", vec![("current".into(), Some(Node::map([("lifecycle", partition_check)])))]);
    if uses_account(plan) {
        data.insert("aws_caller_identity", vec![("current".into(), Some(Node::Map(Vec::new())))]);
    }
    if plan.parameters().contains(&Parameter::VpcCidr) {
        let vpc = Node::map([("id", value(&plan.vpc))]);
        data.insert("aws_vpc", vec![("this".into(), Some(vpc))]);
    }
    let properties = plan.resources.iter().flat_map(|resource| plan.properties(resource));
    let zoned = properties.into_iter().any(|(_, setting)| matches!(setting, Setting::Zone(Zone::Index(_))));
    if zoned {
        let filter = Node::map([
            ("name", Some(Node::text("zone-type"))),
            ("values", Some(Node::List(vec![Node::text("availability-zone")]))),
        ]);
        let available =
            Node::map([("state", Some(Node::text("available"))), ("filter", Some(Node::List(vec![filter])))]);
        data.insert("aws_availability_zones", vec![("available".into(), Some(available))]);
    }
    let documents: Entries = plan
        .policies
        .iter()
        .map(|policy| (Cow::from(policy_label(&policy.id)), Some(document(&policy.document))))
        .collect();
    if !documents.is_empty() {
        data.insert("aws_iam_policy_document", documents);
    }
    Node::map(data.into_iter().map(|(kind, entries)| (kind, Some(Node::map(entries)))))
}

fn uses_account(plan: &Plan) -> bool {
    let is_account = |value: &Value| *value == Value::Pseudo(Pseudo::Account);
    plan.policies.iter().flat_map(|policy| policy.document.values()).any(|value| value.has(&is_account))
}

fn policy_label(id: &PolicyId) -> String {
    match id {
        PolicyId::Ecr => "ecr".to_owned(),
        PolicyId::S3 => "s3".to_owned(),
        PolicyId::Endpoint(id) => label(id),
        PolicyId::ExecutionRoleTrust => "execution_role_trust".to_owned(),
        PolicyId::ExecutionRole => "execution_role".to_owned(),
        PolicyId::ExecutionRoleOf(label) => ["execution_role_", label].concat(),
        PolicyId::Named(name) => snake_case(name),
    }
}

pub(super) fn policy_json(id: &PolicyId) -> Node<'static> {
    Node::text(format!("${{data.aws_iam_policy_document.{}.minified_json}}", policy_label(id)))
}

fn document(document: &PolicyDocument) -> Node<'static> {
    Node::map([
        ("version", Some(Node::text("2012-10-17"))),
        ("statement", Some(Node::List(document.statements.iter().map(statement).collect()))),
    ])
}

fn statement(statement: &Statement) -> Node<'static> {
    let principals = statement.principals.as_ref().and_then(|principals| {
        let (kind, identifiers) = match principals {
            Principals::Everyone => ("*", vec![Node::text("*")]),
            Principals::Aws(arns) => ("AWS", values(arns)),
            Principals::Service(service) => ("Service", vec![literal(service)]),
            Principals::Unknown => return None,
        };
        let entry = Node::map([("type", Some(Node::text(kind))), ("identifiers", Some(Node::List(identifiers)))]);
        Some(Node::List(vec![entry]))
    });
    let effect = match statement.effect {
        Effect::Allow => "Allow",
        Effect::Deny => "Deny",
    };
    let condition = |condition: &Condition| {
        Node::map([
            ("test", Some(literal(&condition.operator))),
            ("variable", Some(literal(&condition.key))),
            ("values", Some(Node::List(values(&condition.values)))),
        ])
    };
    let conditions: Vec<Node<'static>> = statement.conditions.iter().map(condition).collect();
    let some_list = |list: Vec<Node<'static>>| (!list.is_empty()).then_some(Node::List(list));
    Node::map([
        ("sid", statement.sid.as_deref().map(literal)),
        ("effect", Some(Node::text(effect))),
        ("principals", principals),
        ("actions", Some(Node::List(values(&statement.actions)))),
        ("resources", some_list(values(&statement.resources))),
        ("condition", some_list(conditions)),
    ])
}
