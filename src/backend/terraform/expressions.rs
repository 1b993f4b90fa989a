//! Input: values of a plan, and names in `CloudFormation`'s spelling.
//! Output: Terraform's expressions and names.
//! Never: lets a literal `${` or `%{` through.

use crate::backend::document::Node;
use crate::plan::{Attribute, List, PARAMETER, Parameter, Pseudo, ResourceId, Value, logical_id};
use std::borrow::Cow;

/// The entries of a map under construction.
pub(super) type Entries = Vec<(Cow<'static, str>, Option<Node<'static>>)>;

/// `EcrApiEndpointId` as `ecr_api_endpoint_id`.
pub(in crate::backend) fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 8);
    let mut after_small = false;
    for c in name.chars() {
        if c.is_ascii_uppercase() && after_small {
            snake.push('_');
        }
        after_small = c.is_ascii_lowercase() || c.is_ascii_digit();
        snake.push(c.to_ascii_lowercase());
    }
    snake
}

pub(in crate::backend) fn list(list: &List) -> Option<Node<'static>> {
    match list {
        List::Items(items) => Some(Node::List(values(items))),
        List::Parameter(parameter) => Some(Node::text(format!("${{{}}}", parameter_expression(*parameter)))),
        List::Unknown(_) => None,
    }
}

pub(in crate::backend) fn values(all: &[Value]) -> Vec<Node<'static>> {
    all.iter().filter_map(value).collect()
}

pub(in crate::backend) fn parameter_expression(parameter: Parameter) -> Cow<'static, str> {
    match parameter {
        Parameter::VpcCidr => "data.aws_vpc.this.cidr_block".into(),
        // A local value: of the endpoint that the module makes, or a variable.
        Parameter::S3PrefixListId => "local.s3_prefix_list_id".into(),
        Parameter::VpcId
        | Parameter::SubnetIds
        | Parameter::RouteTableIds
        | Parameter::ClientSecurityGroupId
        | Parameter::EndpointSecurityGroupId
        | Parameter::TaskSecurityGroupId
        | Parameter::EndpointId(_) => ["var.", &snake_case(&parameter.name())].concat().into(),
    }
}

/// A value; `None` where it is not known, which no plan of a spec has.
pub(in crate::backend) fn value(of: &Value) -> Option<Node<'static>> {
    template(of).map(Node::text)
}

/// A value as a template of Terraform's.
pub(in crate::backend) fn template(of: &Value) -> Option<String> {
    Some(match of {
        Value::Literal(text) => escape(text),
        Value::Parameter(parameter) => format!("${{{}}}", parameter_expression(*parameter)),
        Value::Attribute(id, attribute) => {
            let attribute = match attribute {
                Attribute::Id => "id",
                Attribute::Arn => "arn",
                Attribute::Name => "name",
                Attribute::Cidr => "cidr_block",
            };
            format!("${{{}.{}.{attribute}}}", type_of(id), label(id))
        }
        Value::Pseudo(pseudo) => match pseudo {
            Pseudo::Account => "${data.aws_caller_identity.current.account_id}".to_owned(),
            Pseudo::Partition => "${data.aws_partition.current.partition}".to_owned(),
            Pseudo::Region => "${data.aws_service.region.region}".to_owned(),
        },
        Value::Join(parts) => {
            let mut text = String::new();
            for part in parts {
                let part = template(part)?;
                if part.starts_with("${") && text.ends_with('$') {
                    // `$${` would be a literal.
                    text.pop();
                    text.push_str("${\"$\"}");
                }
                text.push_str(&part);
            }
            text
        }
        Value::Unknown(_) => return None,
    })
}

pub(in crate::backend) fn literal(text: &str) -> Node<'static> {
    Node::text(escape(text))
}

/// Characters as they are: Terraform reads `$${` and `%%{` as `${` and `%{`.
pub(in crate::backend) fn escape(text: &str) -> String {
    text.replace("${", "$${").replace("%{", "%%{")
}

/// The type is not said again.
pub(in crate::backend) fn label(id: &ResourceId) -> String {
    match id {
        ResourceId::Vpc => "this".to_owned(),
        ResourceId::PrivateSubnet(number) | ResourceId::PrivateSubnetRouteTableAssociation(number) => {
            format!("private_{number}")
        }
        ResourceId::PrivateRouteTable => "private".to_owned(),
        ResourceId::EndpointSecurityGroup => "endpoint".to_owned(),
        ResourceId::Endpoint(service) => snake_case(&service.pascal_case()),
        ResourceId::EndpointOf(_) => {
            let name = snake_case(&logical_id(id));
            name.strip_suffix("_endpoint").map_or(name.clone(), str::to_owned)
        }
        ResourceId::ExecutionRole | ResourceId::ExecutionRolePolicy => "execution".to_owned(),
        ResourceId::ExecutionRoleOf(label) | ResourceId::ExecutionRolePolicyOf(label) => ["execution_", label].concat(),
        ResourceId::HttpsFromVpc => "https_from_vpc".to_owned(),
        ResourceId::HttpsFromClientGroup => "https_from_client_security_group".to_owned(),
        ResourceId::HttpsToEndpoints(group) => ["https_to_endpoints_from_", &of_group(group)].concat(),
        ResourceId::HttpsToS3(group) => ["https_to_s3_from_", &of_group(group)].concat(),
        ResourceId::HttpsFrom(client) => {
            // In an IPv6 CIDR a dot (of a mapped address) is not to be taken for a colon.
            let dot = if client.contains(':') { "x" } else { "_" };
            format!("https_from_{}", client.replace('.', dot).replace([':', '/', '-'], "_"))
        }
        ResourceId::Named(_) => snake_case(&logical_id(id)),
    }
}

fn of_group(group: &str) -> String {
    if group == PARAMETER { "task_security_group".to_owned() } else { group.replace('-', "_") }
}

/// The type of the resource that an id of a plan stands for.
pub(super) fn type_of(id: &ResourceId) -> &'static str {
    match id {
        ResourceId::Vpc => "aws_vpc",
        ResourceId::PrivateSubnet(_) => "aws_subnet",
        ResourceId::PrivateRouteTable => "aws_route_table",
        ResourceId::PrivateSubnetRouteTableAssociation(_) => "aws_route_table_association",
        ResourceId::EndpointSecurityGroup => "aws_security_group",
        ResourceId::HttpsFromVpc | ResourceId::HttpsFrom(_) | ResourceId::HttpsFromClientGroup => {
            "aws_vpc_security_group_ingress_rule"
        }
        ResourceId::HttpsToEndpoints(_) | ResourceId::HttpsToS3(_) => "aws_vpc_security_group_egress_rule",
        ResourceId::Endpoint(_) | ResourceId::EndpointOf(_) | ResourceId::Named(_) => "aws_vpc_endpoint",
        ResourceId::ExecutionRole | ResourceId::ExecutionRoleOf(_) => "aws_iam_role",
        ResourceId::ExecutionRolePolicy | ResourceId::ExecutionRolePolicyOf(_) => "aws_iam_role_policy",
    }
}
