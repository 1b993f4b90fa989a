//! Input: worlds that are written by hand: the template in which everything passes, with other networks and endpoints.
//! Output: that audit and trace say the same of each, in the words that its mend needs.
//! Never: takes an expectation from what ecrc says: the reason stands beside each.

use super::with_vpc::{BASE, of_module, told_of, words_of};
use crate::passage::Module;
use crate::spec::project;
use ecrc::audit::{Settings, Subject, read};
use ecrc::span::{Source, Sources};
use ecrc::template::NoFiles;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A world, as the table has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// Resources that the template loses.
    #[serde(default)]
    remove: Vec<String>,
    /// What is replaced in the template; everything that is must be there.
    #[serde(default)]
    change: Vec<(String, String)>,
    /// Resources that it gets.
    #[serde(default)]
    more: String,
    /// The codes of what audit finds beyond notes, and where each start stops.
    told: String,
    /// What is said by findings, by hops that do not pass, or of what is not known.
    #[serde(default)]
    says: Vec<String>,
    /// What is not said.
    #[serde(default)]
    hides: Vec<String>,
}

/// The template without a resource.
fn without(text: &str, name: &str) -> String {
    let head = format!("\n  {name}:\n");
    let start = text.find(&head).unwrap_or_else(|| panic!("no `{name}`"));
    let rest = &text[start + head.len()..];
    let end = rest.match_indices("\n  ").find(|(at, _)| !rest[at + 3..].starts_with([' ', '}'])).map(|(at, _)| at);
    format!("{}{}", &text[..start], end.map_or("\n", |end| &rest[end..]))
}

fn changed(case: &Case) -> String {
    let base = std::fs::read_to_string(project("tests/cases/trace/fargate.yaml")).unwrap();
    let text = case.remove.iter().fold(base, |text, name| without(&text, name));
    let more: String = case.more.lines().map(|line| format!("  {line}\n")).collect();
    let hook = "  # more of the network\n";
    case.change.iter().fold(text.replace(hook, &more), |text, (from, to)| {
        assert!(text.contains(from), "`{from}` is not in the template");
        text.replace(from, to)
    })
}

#[test]
fn audit_and_trace_say_the_same_of_networks_and_endpoints() {
    let text = std::fs::read_to_string(project("tests/cases/trace/networks.yaml")).unwrap();
    let cases: BTreeMap<String, Case> = serde_yaml::from_str(&text).unwrap();
    let mut wrong = Vec::new();
    for (name, case) in cases {
        let (told, words) = told_of(&changed(&case));
        let lacks: Vec<_> = case.says.iter().filter(|said| !words.contains(*said)).collect();
        let has: Vec<_> = case.hides.iter().filter(|said| words.contains(*said)).collect();
        if told != case.told || !lacks.is_empty() || !has.is_empty() {
            wrong.push(format!("{name}: expected {}, not {told}; lacks {lacks:?}, has {has:?}\n{words}", case.told));
        }
    }
    assert!(wrong.is_empty(), "{} worlds\n{}", wrong.len(), wrong.join("\n"));
}

/// A resource of a state of Terraform.
fn stated(address: &str, values: &str) -> String {
    let kind = address.split('.').next().unwrap_or_default();
    format!("{{\"address\": \"{address}\", \"mode\": \"managed\", \"type\": \"{kind}\", \"values\": {{{values}}}}}")
}

#[test]
fn an_endpoint_that_terraform_s_state_shows_as_broken_is_there_and_broken() {
    let told = |state: &str| {
        let endpoint = |service: &str, state: &str| {
            let values = format!(
                "\"id\": \"vpce-{service}\", \"service_name\": \"com.amazonaws.eu-west-1.ecr.{service}\", \
                 \"vpc_endpoint_type\": \"Interface\", \"private_dns_enabled\": true, \"vpc_id\": \"vpc-1\", \
                 \"subnet_ids\": [\"subnet-1\"], \"security_group_ids\": [\"sg-1\"], \"state\": \"{state}\""
            );
            stated(&format!("aws_vpc_endpoint.{service}"), &values)
        };
        let resources = [
            stated(
                "aws_vpc.v",
                "\"id\": \"vpc-1\", \"cidr_block\": \"10.0.0.0/16\", \"enable_dns_support\": true, \
                 \"enable_dns_hostnames\": true, \"main_route_table_id\": \"rtb-1\", \"default_route_table_id\": \"rtb-1\"",
            ),
            stated("aws_subnet.a", "\"id\": \"subnet-1\", \"vpc_id\": \"vpc-1\", \"cidr_block\": \"10.0.0.0/20\""),
            endpoint("api", state),
            endpoint("dkr", "available"),
            stated(
                "aws_ecs_service.s",
                "\"launch_type\": \"FARGATE\", \"platform_version\": \"1.4.0\", \"network_configuration\": \
                 [{\"subnets\": [\"subnet-1\"], \"security_groups\": [\"sg-1\"], \"assign_public_ip\": false}]",
            ),
        ]
        .join(",");
        let text = format!(
            "{{\"format_version\": \"1.0\", \"values\": {{\"root_module\": {{\"resources\": [{resources}]}}}}}}"
        );
        words_of(|sources| Subject::Shown(sources.add(Source::new("state.json", text.clone()))), &NoFiles)
    };
    let broken = "the `ecr.api` endpoint is in the state `failed`";
    assert!(!told("available").contains("`ecr.api`"), "{}", told("available"));
    let said = told("failed");
    assert!(said.contains(broken), "{said}");
    assert!(said.contains("delete `aws_vpc_endpoint.api`, and create the endpoint again"), "{said}");
    assert!(said.contains("`aws_vpc_endpoint.api` is in the state `failed`, and carries nothing"), "{said}");
}

#[test]
fn a_vpc_that_is_looked_up_is_judged_without_an_endpoint() {
    let runs = &BASE[BASE.find("resource \"aws_iam_role\"").unwrap()..];
    let runs = runs.replace("[aws_subnet.a.id]", "data.aws_subnets.s.ids");
    let runs = runs.replace("    security_groups = [aws_security_group.t.id]\n", "");
    let vpc = "provider \"aws\" { region = \"eu-west-1\" }
data \"aws_vpc\" \"v\" { default = true }
data \"aws_subnets\" \"s\" {
  filter {
    name   = \"vpc-id\"
    values = [data.aws_vpc.v.id]
  }
}
";
    let text = format!("{vpc}{runs}");
    assert_eq!(of_module(&text), "unknown token route");
    let said = words_of(|_| Subject::Module("m".to_owned()), &Module(text));
    assert!(said.contains("the `ecr.api` endpoint is missing"), "{said}");
    assert!(said.contains("the VPC is made elsewhere, and the endpoint may be, too"), "{said}");
    assert!(said.contains("which endpoints and routes `data.aws_vpc.v` has"), "{said}");
    // What runs nothing is about something else.
    assert_eq!(of_module(vpc), "");
}

#[test]
fn a_detached_gateway_of_a_module_is_no_way_out() {
    let route = "resource \"aws_internet_gateway\" \"g\" {}
resource \"aws_route\" \"r\" {
  route_table_id         = aws_vpc.v.main_route_table_id
  destination_cidr_block = \"0.0.0.0/0\"
  gateway_id             = aws_internet_gateway.g.id
}
";
    let base = BASE.replace("subnets         =", "assign_public_ip = true\n    subnets =");
    assert_eq!(of_module(&format!("{base}{route}")), "103, 103, 401, token route 103");
    let tied = route.replace(" {}", " { vpc_id = aws_vpc.v.id }");
    assert_eq!(of_module(&format!("{base}{tied}")), "passes");
    let attached = "resource \"aws_internet_gateway_attachment\" \"a\" {
  internet_gateway_id = aws_internet_gateway.g.id
  vpc_id              = aws_vpc.v.id
}
";
    assert_eq!(of_module(&format!("{base}{route}{attached}")), "passes");
}

#[test]
fn a_stack_that_a_module_deploys_may_make_what_is_missing() {
    let stack = |parameters: &str| {
        format!(
            "resource \"aws_cloudformation_stack\" \"s\" {{\n  name = \"s\"\n  parameters = {{ {parameters} }}\n}}\n"
        )
    };
    assert_eq!(of_module(&format!("{BASE}{}", stack("Vpc = aws_vpc.v.id"))), "unknown token name");
    assert_eq!(of_module(&format!("{BASE}{}", stack("Name = \"web\""))), "103, 103, 401, token route 103");
}

/// The names of services that are joined with `data.aws_region` or `AWS::Region` say no region, and a zone does.
#[test]
fn a_zone_that_is_named_tells_the_region() {
    let region = |zones: &str, more: &str| {
        let text = format!(
            "variable \"zones\" {{ default = [{zones}] }}
resource \"aws_vpc\" \"v\" {{ cidr_block = \"10.0.0.0/16\" }}
resource \"aws_subnet\" \"s\" {{
  count             = length(var.zones)
  vpc_id            = aws_vpc.v.id
  availability_zone = element(var.zones, count.index)
}}
{more}"
        );
        let (of, loader) = (Subject::Module("m".to_owned()), Module(text));
        let worlds = read(&of, &mut Sources::default(), &Settings::default(), &loader).worlds;
        worlds.first().and_then(|world| world.plan.region).map(|region| region.id)
    };
    assert_eq!(region("\"ap-northeast-1a\", \"ap-northeast-1c\"", ""), Some("ap-northeast-1"));
    assert_eq!(region("\"ap-northeast-1a\"", "provider \"aws\" { region = \"eu-west-1\" }\n"), Some("eu-west-1"));
    assert_eq!(region("\"ap-northeast-1a\", \"us-east-1a\"", ""), None);
    assert_eq!(region("\"apne1-az1\"", ""), None);
}
