//! Input: plans of Terraform in JSON, by hand.
//! Output: what an audit finds in them, and where their tasks stop.
//! Never: lets audit and trace say different things.

use super::with_vpc::told;
use ecrc::audit::Subject;
use ecrc::span::Source;
use ecrc::template::NoFiles;

fn of_plan(text: &str) -> String {
    told(|sources| Subject::Shown(sources.add(Source::new("plan.json", text.to_owned()))), &NoFiles)
}

/// The address, the values, what is known after `apply` alone, and what it is set to.
type Shown<'s> = (&'s str, &'s str, &'s str, &'s str);

/// Resources of a plan in JSON.
fn plan(resources: &[Shown]) -> String {
    let of = |write: &dyn Fn(&Shown) -> String| resources.iter().map(write).collect::<Vec<_>>().join(",\n");
    let kind = |address: &str| address.split('.').next().unwrap_or_default().to_owned();
    let values = of(&|(address, values, ..)| {
        let kind = kind(address);
        format!("{{\"address\": \"{address}\", \"mode\": \"managed\", \"type\": \"{kind}\", \"values\": {values}}}")
    });
    let open = of(&|(address, _, open, _)| {
        format!("{{\"address\": \"{address}\", \"change\": {{\"after_unknown\": {open}}}}}")
    });
    let said = of(&|(address, _, _, said)| format!("{{\"address\": \"{address}\", \"expressions\": {said}}}"));
    format!(
        "{{\"format_version\": \"1.2\", \"planned_values\": {{\"root_module\": {{\"resources\": [{values}]}}}},
\"resource_changes\": [{open}], \"configuration\": {{\"root_module\": {{\"resources\": [{said}]}}}}}}"
    )
}

#[test]
fn a_plan_names_what_comes_with_a_vpc() {
    let reference = |argument: &str, to: &str| format!("\"{argument}\": {{\"references\": [\"{to}\"]}}");
    let vpc = reference("vpc_id", "aws_vpc.v.id");
    let of_vpc = format!("{{{vpc}}}");
    let endpoint = |groups: &str| format!("{{{vpc}, {}{groups}}}", reference("subnet_ids", "aws_subnet.a.id"));
    let [bare, grouped] =
        ["", ", \"security_group_ids\": {\"references\": [\"aws_vpc.v.default_security_group_id\"]}"].map(endpoint);
    let service = |service: &str| {
        format!(
            "{{\"service_name\": \"com.amazonaws.eu-west-1.{service}\", \"vpc_endpoint_type\": \"Interface\",
\"private_dns_enabled\": true}}"
        )
    };
    let [api, dkr] = ["ecr.api", "ecr.dkr"].map(service);
    let open = "{\"vpc_id\": true, \"subnet_ids\": true, \"security_group_ids\": true}";
    let table = |to: &str| format!("{{{vpc}, {}}}", reference("route_table_ids", to));
    let network = |groups: &str| {
        format!("{{\"network_configuration\": [{{{}, {groups}}}]}}", reference("subnets", "aws_subnet.a.id"))
    };
    let [own, other] = ["aws_vpc.v.default_security_group_id", "aws_security_group.t.id"]
        .map(|group| network(&reference("security_groups", group)));
    let task = r#"{"family": "t", "requires_compatibilities": ["FARGATE"], "execution_role_arn": "arn:aws:iam::111122223333:role/r",
"container_definitions": "[{\"name\": \"a\", \"image\": \"111122223333.dkr.ecr.eu-west-1.amazonaws.com/a:1\"}]"}"#;
    let adopted = (
        "aws_default_route_table.d",
        "{}",
        "{\"default_route_table_id\": true, \"vpc_id\": true}",
        &*format!("{{{}}}", reference("default_route_table_id", "aws_vpc.v.default_route_table_id")),
    );
    let first = table("aws_vpc.v.default_route_table_id");
    let of_adopted = table("aws_default_route_table.d.id");
    let second = table("aws_route_table.o.id");
    for (table, endpoint, tasks, more, expected) in [
        // Of the policies of a role that is not in the plan nothing is known.
        (&first, &grouped, &own, None, "unknown token role-policy"),
        (&of_adopted, &grouped, &own, Some(adopted), "unknown token role-policy"),
        (&first, &grouped, &other, None, "301, token ports 301"),
        // An endpoint for which nobody names a group has the default one.
        (&first, &bare, &other, None, "301, token ports 301"),
        (&second, &grouped, &own, None, "402, layer route 402"),
    ] {
        let mut resources = vec![
            (
                "aws_vpc.v",
                "{\"cidr_block\": \"10.0.0.0/16\", \"enable_dns_support\": true, \"enable_dns_hostnames\": true}",
                "{\"default_route_table_id\": true, \"default_security_group_id\": true, \"main_route_table_id\": true}",
                "{}",
            ),
            ("aws_subnet.a", "{\"cidr_block\": \"10.0.1.0/24\"}", "{\"vpc_id\": true}", &of_vpc),
            ("aws_route_table.o", "{}", "{\"vpc_id\": true}", &of_vpc),
            (
                "aws_security_group.t",
                "{\"egress\": [{\"protocol\": \"-1\", \"from_port\": 0, \"to_port\": 0, \"cidr_blocks\": [\"0.0.0.0/0\"]}]}",
                "{\"vpc_id\": true, \"ingress\": true}",
                &of_vpc,
            ),
            ("aws_vpc_endpoint.api", &api, open, endpoint),
            ("aws_vpc_endpoint.dkr", &dkr, open, endpoint),
            (
                "aws_vpc_endpoint.s3",
                "{\"service_name\": \"com.amazonaws.eu-west-1.s3\", \"vpc_endpoint_type\": \"Gateway\"}",
                "{\"vpc_id\": true, \"route_table_ids\": true}",
                table,
            ),
            ("aws_ecs_task_definition.t", task, "{\"arn\": true}", "{}"),
            (
                "aws_ecs_service.s",
                "{\"launch_type\": \"FARGATE\", \"platform_version\": \"1.4.0\", \"network_configuration\": [{}]}",
                "{\"task_definition\": true, \"network_configuration\": [{\"subnets\": true, \"security_groups\": true}]}",
                tasks,
            ),
        ];
        resources.extend(more);
        let text = plan(&resources);
        assert_eq!(of_plan(&text), expected, "{text}");
    }
}
