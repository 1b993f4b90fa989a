//! Input: plans and states in JSON, as people write them.
//! Output: whether they are read as Terraform reads them.
//! Never: takes an expectation from what the reader says; they are worked out by hand from Terraform's pages.

use super::World;
use crate::span::Sources;

/// A plan of a VPC with an endpoint in a module, shortened by hand from what Terraform 1.11 printed.
const PLAN: &str = r#"{
 "format_version": "1.2",
 "planned_values": {
  "outputs": {"ids": {"sensitive": false}},
  "root_module": {
   "resources": [
    {"address": "aws_vpc.main", "mode": "managed", "type": "aws_vpc", "name": "main",
     "values": {"cidr_block": "10.0.0.0/16", "tags": null}},
    {"address": "aws_subnet.private[0]", "mode": "managed", "type": "aws_subnet", "name": "private", "index": 0,
     "values": {"cidr_block": "10.0.0.0/24"}},
    {"address": "aws_subnet.private[1]", "mode": "managed", "type": "aws_subnet", "name": "private", "index": 1,
     "values": {"cidr_block": "10.0.1.0/24"}},
    {"address": "aws_x.a[1]", "mode": "managed", "type": "aws_x", "name": "a", "index": 1,
     "values": {"rule": [{"port": 443}]}},
    {"address": "aws_vpc_endpoint_policy.p", "mode": "managed", "type": "aws_vpc_endpoint_policy", "name": "p",
     "values": {"policy": "{\"Statement\": []}"}}
   ],
   "child_modules": [
    {"address": "module.m", "resources": [
     {"address": "module.m.aws_vpc_endpoint.this[\"ecr.api\"]", "mode": "managed", "type": "aws_vpc_endpoint",
      "name": "this", "index": "ecr.api", "values": {"service_name": "com.amazonaws.eu-west-1.ecr.api"}},
     {"address": "module.m.aws_vpc_endpoint.this[\"ecr.dkr\"]", "mode": "managed", "type": "aws_vpc_endpoint",
      "name": "this", "index": "ecr.dkr", "values": {"service_name": "com.amazonaws.eu-west-1.ecr.dkr"}}
    ]}
   ]
  }
 },
 "resource_changes": [
  {"address": "aws_subnet.private[0]", "change": {"after_unknown": {"id": true, "vpc_id": true}}},
  {"address": "aws_x.a[1]", "change": {"after_unknown": {
    "subnet_id": true, "name": true, "group_id": true, "rule": [{"security_group_ids": true}]}}},
  {"address": "aws_vpc_endpoint_policy.p", "change": {"after_unknown": {"vpc_endpoint_id": true}}},
  {"address": "module.m.aws_vpc_endpoint.this[\"ecr.api\"]",
   "change": {"after_unknown": {"vpc_id": true, "subnet_ids": true, "policy": true}}}
 ],
 "configuration": {"root_module": {
  "resources": [
   {"address": "aws_subnet.private", "expressions": {"vpc_id": {"references": ["aws_vpc.main.id", "aws_vpc.main"]}}},
   {"address": "aws_x.a", "expressions": {
    "subnet_id": {"references": ["aws_subnet.private", "count.index"]},
    "name": {"references": ["aws_vpc.main.id", "aws_vpc.main"]},
    "group_id": {"references": ["local.group"]},
    "rule": [{"security_group_ids": {"references": ["aws_subnet.private[0].id", "aws_subnet.private[0]", "aws_subnet.private"]}}]}},
   {"address": "aws_vpc_endpoint_policy.p", "expressions": {
    "vpc_endpoint_id": {"references": ["module.m.ids[\"ecr.api\"]", "module.m.ids", "module.m"]}}}
  ],
  "module_calls": {"m": {
   "expressions": {"vpc_id": {"references": ["aws_vpc.main.id", "aws_vpc.main"]},
                   "subnet_ids": {"references": ["aws_subnet.private"]}},
   "module": {
    "outputs": {"ids": {"expression": {"references": ["aws_vpc_endpoint.this"]}}},
    "resources": [{"address": "aws_vpc_endpoint.this", "expressions": {
     "vpc_id": {"references": ["var.vpc_id"]}, "subnet_ids": {"references": ["var.subnet_ids"]}}}]
   }
  }}
 }}
}"#;

#[test]
fn a_plan_names_what_is_known_after_apply() {
    let mut sources = Sources::default();
    let id = sources.add(crate::span::Source::new("plan.json", PLAN));
    let world = World { evaluated: crate::template::shown(id, &sources), sources };
    assert_eq!(world.properties("aws_vpc.main"), "{cidr_block: \"10.0.0.0/16\"}");
    let after = "<? Terraform knows it after `apply` alone>";
    assert_eq!(world.properties("aws_subnet.private[0]"), "{cidr_block: \"10.0.0.0/24\", vpc_id: <aws_vpc.main.id>}");
    // Of a text that holds an id it is not known what else it holds; of a local not what it is.
    assert_eq!(
        world.properties("aws_x.a[1]"),
        format!(
            "{{rule: [{{port: 443, security_group_ids: [<aws_subnet.private[0].id>]}}], subnet_id: \
             <aws_subnet.private[1].id>, name: {after}, group_id: {after}}}"
        )
    );
    assert_eq!(
        world.properties("module.m.aws_vpc_endpoint.this[\"ecr.api\"]"),
        "{service_name: \"com.amazonaws.eu-west-1.ecr.api\", vpc_id: <aws_vpc.main.id>, subnet_ids: \
         [<aws_subnet.private[0].id>, <aws_subnet.private[1].id>]}"
    );
    assert_eq!(
        world.properties("aws_vpc_endpoint_policy.p"),
        "{policy: \"{\\\"Statement\\\": []}\", vpc_endpoint_id: <module.m.aws_vpc_endpoint.this[\"ecr.api\"].id>}"
    );
    let vpc = world.evaluated.resource("aws_vpc.main").unwrap();
    assert_eq!(
        (world.sources.text(vpc.span), world.word(vpc.properties.get("cidr_block").unwrap())),
        ("\"aws_vpc.main\"", "\"10.0.0.0/16\"")
    );
}

#[test]
fn a_state_is_all_known() {
    let text = r#"{"format_version": "1.0", "values": {"outputs": {"v": {"value": ["vpc-1"]}}, "root_module": {"resources": [
        {"address": "aws_vpc.v", "mode": "managed", "type": "aws_vpc", "values": {"id": "vpc-1", "n": 1, "b": true}},
        {"address": "data.aws_region.r", "mode": "data", "type": "aws_region", "values": {"name": "eu-west-1"}}]}}}"#;
    let mut sources = Sources::default();
    let id = sources.add(crate::span::Source::new("state.json", text));
    let world = World { evaluated: crate::template::shown(id, &sources), sources };
    assert_eq!(world.properties("aws_vpc.v"), "{id: \"vpc-1\", n: 1, b: true}");
    assert_eq!(world.outputs(), ["v = [\"vpc-1\"]"]);
    assert_eq!(world.evaluated.lookups[0].properties.to_string(), "{name: \"eu-west-1\"}");
    for broken in [
        "{",
        "[]",
        "{}",
        "{\"values\": 1, \"planned_values\": []}",
        "{\"values\": {\"root_module\": {\"resources\": [1, {}]}}}",
    ] {
        let mut sources = Sources::default();
        let id = sources.add(crate::span::Source::new("x.json", broken));
        let _ = crate::template::shown(id, &sources);
    }
}

/// What Terraform 1.11 and the provider 5.100 print before anything is made, shortened by hand: blocks that are arguments
/// (`route`) have one expression for all of them, and what nobody set is known after `apply`, too.
const FIRST_PLAN: &str = r#"{
 "variables": {"region": {"value": "eu-west-1"}},
 "planned_values": {"root_module": {"resources": [
  {"address": "aws_route_table.one", "mode": "managed", "type": "aws_route_table",
   "values": {"route": [{"cidr_block": "0.0.0.0/0", "nat_gateway_id": ""}]}},
  {"address": "aws_route_table.two", "mode": "managed", "type": "aws_route_table",
   "values": {"route": [{"cidr_block": "10.1.0.0/16"}, {"cidr_block": "10.2.0.0/16"}]}},
  {"address": "aws_security_group.none", "mode": "managed", "type": "aws_security_group", "values": {}},
  {"address": "aws_security_group.open", "mode": "managed", "type": "aws_security_group", "values": {}},
  {"address": "aws_subnet.p[\"a\"]", "mode": "managed", "type": "aws_subnet", "values": {}},
  {"address": "aws_subnet.p[\"b\"]", "mode": "managed", "type": "aws_subnet", "values": {}},
  {"address": "aws_route_table_association.p[\"b\"]", "mode": "managed", "type": "aws_route_table_association", "values": {}},
  {"address": "aws_ecr_repository.app", "mode": "managed", "type": "aws_ecr_repository", "values": {}},
  {"address": "aws_ecs_task_definition.t", "mode": "managed", "type": "aws_ecs_task_definition", "values": {}},
  {"address": "aws_ecs_service.s", "mode": "managed", "type": "aws_ecs_service", "values": {}},
  {"address": "data.aws_subnets.found", "mode": "data", "type": "aws_subnets", "values": {}},
  {"address": "aws_internet_gateway.g", "mode": "managed", "type": "aws_internet_gateway", "values": {}},
  {"address": "aws_vpn_gateway.g", "mode": "managed", "type": "aws_vpn_gateway", "values": {}}]}},
 "resource_changes": [
  {"address": "aws_route_table.one", "change": {"after_unknown": {"propagating_vgws": true, "route": [{"gateway_id": true}]}}},
  {"address": "aws_route_table.two", "change": {"after_unknown": {"route": [{"gateway_id": true}, {"gateway_id": true}]}}},
  {"address": "aws_security_group.none", "change": {"after_unknown": {"ingress": true}}},
  {"address": "aws_security_group.open", "change": {"after_unknown": {"ingress": [{"cidr_blocks": true}]}}},
  {"address": "aws_route_table_association.p[\"b\"]", "change": {"after_unknown": {"subnet_id": true}}},
  {"address": "aws_ecs_task_definition.t", "change": {"after_unknown": {"container_definitions": true, "revision": true}}},
  {"address": "aws_ecs_service.s", "change": {"after_unknown": {"task_definition": true, "iam_role": true}}},
  {"address": "data.aws_subnets.found", "change": {"after_unknown": {"ids": true}}}],
 "configuration": {
  "provider_config": {"aws": {"expressions": {"region": {"references": ["var.region"]}}}},
  "root_module": {"resources": [
   {"address": "aws_route_table.one", "expressions": {"route": {"references": ["aws_internet_gateway.g.id", "aws_internet_gateway.g"]}}},
   {"address": "aws_route_table.two", "expressions": {"route": {"references": [
    "aws_internet_gateway.g.id", "aws_internet_gateway.g", "aws_vpn_gateway.g.id", "aws_vpn_gateway.g"]}}},
   {"address": "aws_security_group.none"},
   {"address": "aws_security_group.open"},
   {"address": "aws_route_table_association.p", "for_each_expression": {"references": ["aws_subnet.p"]},
    "expressions": {"subnet_id": {"references": ["each.value.id", "each.value"]}}},
   {"address": "aws_ecs_task_definition.t", "expressions": {"container_definitions": {"references": [
    "var.tag", "aws_ecr_repository.app.repository_url", "aws_ecr_repository.app"]}}},
   {"address": "aws_ecs_service.s", "expressions": {"task_definition": {"references": [
    "aws_ecs_task_definition.t.family", "aws_ecs_task_definition.t", "aws_ecs_task_definition.t.revision", "aws_ecs_task_definition.t"]}}},
   {"address": "data.aws_subnets.found"}]}}
}"#;

#[test]
fn in_a_first_plan_what_nobody_set_is_not_there() {
    let mut sources = Sources::default();
    let id = sources.add(crate::span::Source::new("plan.json", FIRST_PLAN));
    let world = World { evaluated: crate::template::shown(id, &sources), sources };
    let after = "<? Terraform knows it after `apply` alone>";
    assert_eq!(world.evaluated.region.as_deref(), Some("eu-west-1"));
    for (address, expected) in [
        ("aws_route_table.one", "{route: [{cidr_block: \"0.0.0.0/0\", gateway_id: <aws_internet_gateway.g.id>}]}"),
        // Which of the gateways is whose, a plan does not say.
        (
            "aws_route_table.two",
            &format!(
                "{{route: [{{cidr_block: \"10.1.0.0/16\", gateway_id: {after}}}, {{cidr_block: \"10.2.0.0/16\", \
                 gateway_id: {after}}}]}}"
            ),
        ),
        ("aws_security_group.none", "{}"),
        // A `dynamic` block of which nothing is known.
        ("aws_security_group.open", &format!("{{ingress: [{after}]}}")),
        ("aws_route_table_association.p[\"b\"]", "{subnet_id: <aws_subnet.p[\"b\"].id>}"),
        (
            "aws_ecs_task_definition.t",
            &format!(
                "{{container_definitions: [{{logConfiguration: {after}, secrets: {after}, environmentFiles: {after}, \
                 image: <aws_ecr_repository.app.repository_url>}}]}}"
            ),
        ),
        ("aws_ecs_service.s", "{task_definition: <aws_ecs_task_definition.t.arn>}"),
    ] {
        assert_eq!(world.properties(address), expected, "{address}");
    }
    // What a look-up finds is not known, whoever set it.
    assert_eq!(world.evaluated.lookups[0].properties.to_string(), format!("{{ids: {after}}}"));
}

/// A state that was shortened by hand: a role whose policies two attachments write, too, and a task definition.
const STATE: &str = r#"{"format_version": "1.0", "values": {"root_module": {
 "resources": [
  {"address": "aws_iam_role.e", "mode": "managed", "type": "aws_iam_role", "values": {
   "arn": "arn:aws:iam::111122223333:role/e", "name": "e", "description": "",
   "managed_policy_arns": ["arn:aws:iam::aws:policy/A", "arn:aws:iam::aws:policy/B"],
   "inline_policy": [{"name": "own", "policy": "{}"}, {"name": "more", "policy": "{}"}]}},
  {"address": "aws_iam_role_policy_attachment.a", "mode": "managed", "type": "aws_iam_role_policy_attachment",
   "values": {"role": "e", "policy_arn": "arn:aws:iam::aws:policy/A"}},
  {"address": "aws_iam_role_policy.own", "mode": "managed", "type": "aws_iam_role_policy",
   "values": {"role": "e", "name": "own", "policy": "{}"}},
  {"address": "data.aws_subnet.c", "mode": "data", "type": "aws_subnet", "values": {"id": "subnet-c"}}],
 "child_modules": [
  {"address": "module.n", "resources": [
   {"address": "module.n.aws_vpc.v", "mode": "managed", "type": "aws_vpc",
    "values": {"id": "vpc-1", "main_route_table_id": "rtb-main", "default_security_group_id": "sg-default"}},
   {"address": "module.n.aws_subnet.a", "mode": "managed", "type": "aws_subnet", "values": {"id": "subnet-a", "vpc_id": "vpc-1"}}]},
  {"address": "module.s", "resources": [
   {"address": "module.s.aws_default_security_group.d", "mode": "managed", "type": "aws_default_security_group",
    "values": {"id": "sg-default", "vpc_id": "vpc-1"}},
   {"address": "module.s.aws_ecs_task_definition.w", "mode": "managed", "type": "aws_ecs_task_definition", "values": {
    "arn": "arn:aws:ecs:eu-west-1:111122223333:task-definition/w:7", "family": "w", "revision": 7,
    "execution_role_arn": "arn:aws:iam::111122223333:role/e"}},
   {"address": "module.s.aws_ecs_service.s", "mode": "managed", "type": "aws_ecs_service", "values": {
    "task_definition": "arn:aws:ecs:eu-west-1:111122223333:task-definition/w:7", "platform_version": "",
    "network_configuration": [{"subnets": ["subnet-a", "subnet-c", "subnet-x"], "security_groups": ["sg-default"]}]}},
   {"address": "module.s.aws_vpc_endpoint.s3", "mode": "managed", "type": "aws_vpc_endpoint",
    "values": {"vpc_id": "vpc-1", "route_table_ids": ["rtb-main", "rtb-2"]}}]}]}}}"#;

#[test]
fn ids_of_a_state_name_what_has_them() {
    let mut sources = Sources::default();
    let id = sources.add(crate::span::Source::new("state.json", STATE));
    let world = World { evaluated: crate::template::shown(id, &sources), sources };
    assert_eq!(
        world.properties("module.s.aws_ecs_service.s"),
        "{task_definition: <module.s.aws_ecs_task_definition.w.arn>, network_configuration: [{subnets: \
         [<module.n.aws_subnet.a.id>, \"subnet-c\", \"subnet-x\"], security_groups: \
         [<module.s.aws_default_security_group.d.id>]}]}"
    );
    assert_eq!(
        world.properties("module.s.aws_vpc_endpoint.s3"),
        "{vpc_id: <module.n.aws_vpc.v.id>, route_table_ids: [<module.n.aws_vpc.v.main_route_table_id>, \"rtb-2\"]}"
    );
    // What is the resource's own stays what it is, and what attachments write is theirs.
    assert_eq!(
        world.properties("aws_iam_role.e"),
        "{arn: \"arn:aws:iam::111122223333:role/e\", name: \"e\", managed_policy_arns: \
         [\"arn:aws:iam::aws:policy/B\"], inline_policy: [{name: \"more\", policy: \"{}\"}]}"
    );
}

/// Terraform leaves `values` out where none is known, as of a resource with ids alone before the first `apply`.
#[test]
fn a_resource_without_a_known_value_names_what_the_configuration_does() {
    let text = r#"{
 "planned_values": {"root_module": {"resources": [
  {"address": "aws_vpc_endpoint.s3", "mode": "managed", "type": "aws_vpc_endpoint", "values": {}},
  {"address": "aws_route_table.t", "mode": "managed", "type": "aws_route_table", "values": {}},
  {"address": "aws_vpc_endpoint_route_table_association.a", "mode": "managed",
   "type": "aws_vpc_endpoint_route_table_association", "sensitive_values": {}},
  {"address": "aws_x.bare", "mode": "managed", "type": "aws_x"}]}},
 "resource_changes": [{"address": "aws_vpc_endpoint_route_table_association.a", "change": {"after_unknown":
  {"id": true, "route_table_id": true, "vpc_endpoint_id": true}}}],
 "configuration": {"root_module": {"resources": [
  {"address": "aws_vpc_endpoint_route_table_association.a", "expressions": {
   "route_table_id": {"references": ["aws_route_table.t.id", "aws_route_table.t"]},
   "vpc_endpoint_id": {"references": ["aws_vpc_endpoint.s3.id", "aws_vpc_endpoint.s3"]}}}]}}}"#;
    let mut sources = Sources::default();
    let id = sources.add(crate::span::Source::new("plan.json", text));
    let world = World { evaluated: crate::template::shown(id, &sources), sources };
    assert_eq!(
        world.properties("aws_vpc_endpoint_route_table_association.a"),
        "{route_table_id: <aws_route_table.t.id>, vpc_endpoint_id: <aws_vpc_endpoint.s3.id>}"
    );
    assert_eq!(world.properties("aws_x.bare"), "{}");
}
