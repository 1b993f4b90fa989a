//! Input: the resources of a plan or a state, as `terraform show -json` prints them.
//! Output: which of them an id or an ARN in another one names, and what stands in two of them once.
//! Never: takes a name for an id, or what is only looked up for what is made.

use crate::document::Node;
use crate::template::evaluated::Evaluated;
use crate::template::value::{Kind, Value};
use std::collections::BTreeMap;

/// What of a resource names it elsewhere, by its type. Ids and ARNs that say more than which resource is meant, such as
/// a bucket's, stay as they are written.
const NAMING: &[(&str, &[&str])] = &[
    ("aws_vpc", &["id"]),
    ("aws_subnet", &["id"]),
    ("aws_default_subnet", &["id"]),
    ("aws_security_group", &["id"]),
    ("aws_default_security_group", &["id"]),
    ("aws_route_table", &["id"]),
    ("aws_default_route_table", &["id"]),
    ("aws_network_acl", &["id"]),
    ("aws_default_network_acl", &["id"]),
    ("aws_vpc_endpoint", &["id"]),
    ("aws_internet_gateway", &["id"]),
    ("aws_nat_gateway", &["id"]),
    ("aws_vpn_gateway", &["id"]),
    ("aws_vpc_dhcp_options", &["id"]),
    ("aws_iam_role", &["arn"]),
    ("aws_iam_policy", &["arn"]),
    ("aws_ecs_task_definition", &["arn"]),
];

/// What comes with a VPC, where no resource of its own stands for it.
const OF_VPC: &[&str] = &["default_security_group_id", "default_route_table_id", "main_route_table_id"];

/// The resources that ids and ARNs name: address and attribute.
pub(super) struct Ids<'d>(BTreeMap<&'d str, (&'d str, &'static str)>);

impl<'d> Ids<'d> {
    pub(super) fn of(root: Option<&'d Node>) -> Self {
        let mut resources = Vec::new();
        let mut modules: Vec<&Node> = root.into_iter().collect();
        while let Some(module) = modules.pop() {
            resources.extend(module.get("resources").and_then(Node::items).unwrap_or_default());
            modules.extend(module.get("child_modules").and_then(Node::items).unwrap_or_default());
        }
        let mut ids = BTreeMap::new();
        let text = |node: &'d Node, key: &str| node.get(key).and_then(Node::text);
        let mut add = |kind: &str, attributes: &[&'static str]| {
            let made = resources.iter().filter(|it| text(it, "type") == Some(kind) && text(it, "mode") != Some("data"));
            for (resource, attribute) in made.flat_map(|it| attributes.iter().map(move |attribute| (it, *attribute))) {
                let id = resource.get("values").and_then(|values| text(values, attribute));
                if let (Some(id), Some(address)) = (id, text(resource, "address")) {
                    ids.entry(id).or_insert((address, attribute));
                }
            }
        };
        for (kind, attributes) in NAMING.iter().chain(&[("aws_vpc", OF_VPC)]) {
            add(kind, attributes);
        }
        Self(ids)
    }

    /// The resource that a text in another one names, and by which attribute.
    pub(super) fn named(&self, text: &str, by: &str) -> Option<(&'d str, &'static str)> {
        self.0.get(text).copied().filter(|(address, _)| *address != by)
    }
}

/// Leaves out of roles what other resources put there: Terraform keeps both, and only one of them writes it.
pub(super) fn write_once(evaluated: &mut Evaluated) {
    let of_types = |kind: &'static str, key: &'static str| {
        let resources = evaluated.resources.iter().filter(move |resource| resource.kind == kind);
        let put =
            resources.filter_map(move |it| Some((it.properties.get("role")?.as_text()?, it.properties.get(key)?)));
        put.map(|(role, what)| (role, what.kind.clone())).collect::<Vec<_>>()
    };
    let managed = of_types("aws_iam_role_policy_attachment", "policy_arn");
    let inline = of_types("aws_iam_role_policy", "name");
    for role in evaluated.resources.iter_mut().filter(|resource| resource.kind == "aws_iam_role") {
        let Some(name) = role.properties.get("name").and_then(Value::as_text) else { continue };
        let Kind::Map(entries) = &mut role.properties.kind else { continue };
        for entry in entries {
            let Kind::List(items) = &mut entry.value.kind else { continue };
            let is_put = |put: &[(String, Kind)], what: Option<&Value>| {
                what.is_some_and(|what| put.iter().any(|(role, kind)| *role == name && *kind == what.kind))
            };
            match entry.key.as_str() {
                "managed_policy_arns" => items.retain(|arn| !is_put(&managed, Some(arn))),
                "inline_policy" => items.retain(|policy| !is_put(&inline, policy.get("name"))),
                _ => {}
            }
        }
    }
}
