//! Input: an example of a rule page that is a piece of a template or of a module.
//! Output: the whole that it is a piece of, and what runs there.
//! Never: adds what its page does not say: the endpoints that it omits, and what runs.

use ecrc::audit::Settings;
use ecrc::cards::{Example, Language};
use ecrc::diagnostic::Rule;

/// Rules about endpoints that are missing or differ, or of another region: their pieces show all endpoints.
const OF_ALL_ENDPOINTS: &[u16] = &[103, 401, 405, 506, 702, 703, 704];

/// What every pull needs.
const OF_A_PULL: &[&str] = &["ecr.api", "ecr.dkr", "s3"];

/// What else exists where a page says that the endpoints exist.
const OF_FEATURES: &[&str] = &["logs", "secretsmanager"];

/// What else exists where a page says so of a private cluster.
const OF_A_CLUSTER: &[&str] = &["ec2", "eks", "eks-auth", "elasticloadbalancing", "sts"];

/// The parameters of the pieces, and their types in each language.
const PARAMETERS: &[(&str, &str, bool)] = &[
    ("VpcId", "vpc_id", false),
    ("SubnetA", "subnet_a", false),
    ("SubnetB", "subnet_b", false),
    ("SubnetIds", "subnet_ids", true),
    ("RouteTableId", "route_table_id", false),
    ("RouteTableIds", "route_table_ids", true),
    ("EndpointSecurityGroup", "endpoint_security_group_id", false),
    ("S3PrefixListId", "s3_prefix_list_id", false),
    ("TaskDefinitionArn", "task_definition_arn", false),
    ("ExecutionRoleArn", "execution_role_arn", false),
];

/// The endpoints that exist, and that a piece does not show: their services.
fn omitted(piece: &str, rule: &Rule) -> Vec<&'static str> {
    if OF_ALL_ENDPOINTS.contains(&rule.code.0) {
        return Vec::new();
    }
    let mut services = OF_A_PULL.to_vec();
    if piece.contains("The endpoints exist") {
        services.extend(OF_FEATURES);
    }
    if piece.contains("private EKS cluster") {
        services.extend(OF_A_CLUSTER);
    }
    let shown = |service: &str| {
        let name = format!("com.amazonaws.us-east-2.{service}");
        piece.lines().any(|line| line.trim_end_matches('"').ends_with(&name))
    };
    services.retain(|service| !shown(service));
    services
}

/// Its endpoint for the registry, if that for ECR's API is said to be the same.
fn same_for_api(piece: &str, end: impl Fn(&str) -> bool) -> Option<String> {
    let lines: Vec<&str> = piece.lines().collect();
    let says = lines.first().is_some_and(|line| line.contains("The endpoint for ECR's API has the same policy"));
    let first = lines.iter().position(|line| line.contains("EcrDkrEndpoint:") || line.contains("\"ecr_dkr\" {"))?;
    let count = lines[first + 1..].iter().take_while(|line| !end(line)).count();
    let text = lines[first..=first + count].join("\n");
    let text = text.replace("EcrDkrEndpoint", "EcrApiEndpoint").replace("ecr_dkr", "ecr_api");
    says.then(|| text.replace("ecr.dkr", "ecr.api") + "\n")
}

/// The template or the module that an example is a piece of.
pub fn whole(example: &Example, rule: &Rule) -> String {
    let mut text = if example.shortened { lengthened(example.text, rule) } else { example.text.to_owned() };
    if example.language == Language::Terraform {
        if let Some(api) = same_for_api(&text, |line| line == "}") {
            text.push_str(&format!("{api}}}\n"));
        }
        module(&text, rule)
    } else {
        if !text.contains("Resources:\n") {
            let (comment, rest) = text.split_at(text.find("Type:").unwrap_or_default());
            let lines: String = rest.lines().map(|line| format!("    {line}\n")).collect();
            text = format!("{comment}Resources:\n  EcrDkrEndpoint:\n{lines}");
        }
        if let Some(api) = same_for_api(&text, |line| !line.starts_with("   ")) {
            text.push_str(&api);
        }
        template(&text, rule)
    }
}

fn template(piece: &str, rule: &Rule) -> String {
    let is_made = |name: &str| piece.contains(&format!("\n  {name}:\n"));
    let mut template = "Parameters:\n".to_owned();
    for (name, _, is_list) in PARAMETERS.iter().filter(|(name, ..)| !is_made(name)) {
        let kind = if *is_list { "List<String>" } else { "String" };
        template.push_str(&format!("  {name}: {{Type: {kind}}}\n"));
    }
    template.push_str(piece);
    let vpc = if is_made("Vpc") { "Vpc" } else { "VpcId" };
    for (number, service) in omitted(piece, rule).into_iter().enumerate() {
        let properties = if service == "s3" {
            "      RouteTableIds: !Ref RouteTableIds\n"
        } else {
            "      VpcEndpointType: Interface\n      PrivateDnsEnabled: true\n      SubnetIds: !Ref SubnetIds\n      \
             SecurityGroupIds: [!Ref EndpointSecurityGroup]\n"
        };
        template.push_str(&format!(
            "  Omitted{number}:\n    Type: AWS::EC2::VPCEndpoint\n    Properties:\n      VpcId: !Ref {vpc}\n      \
             ServiceName: com.amazonaws.us-east-2.{service}\n{properties}"
        ));
    }
    template
}

fn module(piece: &str, rule: &Rule) -> String {
    let mut module = String::new();
    for (_, name, is_list) in PARAMETERS {
        let kind = if *is_list { "list(string)" } else { "string" };
        module.push_str(&format!("variable \"{name}\" {{\n  type = {kind}\n}}\n"));
    }
    module.push_str(piece);
    let made = |resource: &str, name: &str, else_: &'static str| {
        let is_made = piece.contains(&format!("resource \"{resource}\" \"{name}\" {{"));
        if is_made { format!("{resource}.{name}.id") } else { else_.to_owned() }
    };
    let vpc = made("aws_vpc", "main", "var.vpc_id");
    let group = made("aws_security_group", "endpoints", "var.endpoint_security_group_id");
    for (number, service) in omitted(piece, rule).into_iter().enumerate() {
        let more = if service == "s3" {
            "route_table_ids = var.route_table_ids".to_owned()
        } else {
            format!(
                "vpc_endpoint_type = \"Interface\"\n  private_dns_enabled = true\n  subnet_ids = var.subnet_ids\n  \
                 security_group_ids = [{group}]"
            )
        };
        module.push_str(&format!(
            "resource \"aws_vpc_endpoint\" \"omitted_{number}\" {{\n  vpc_id = {vpc}\n  \
             service_name = \"com.amazonaws.us-east-2.{service}\"\n  {more}\n}}\n"
        ));
    }
    module
}

/// An example in full of which its page shows the beginning.
fn lengthened(piece: &str, rule: &Rule) -> String {
    assert_eq!(rule.code.0, 505, "no whole example");
    let written = piece.lines().map(|line| match line.split_once("# …") {
        Some((indent, _)) => (2..=400).map(|n| format!("{indent}- {REPOSITORY}{n:03}\n")).collect(),
        None => format!("{line}\n"),
    });
    written.collect()
}

const REPOSITORY: &str = "arn:aws:ecr:us-east-2:111122223333:repository/team/service-";

/// What runs, where a piece does not show it; of the names of services, nothing.
pub fn settings(piece: &str, rule: &Rule) -> Settings {
    let shown = ["AWS::ECS::Service", "AWS::EKS::Cluster", "\"aws_ecs_service\"", "\"aws_eks_cluster\""];
    let mut settings = Settings::default();
    settings.template.region = Some(if piece.contains(".cn-north-1.") { "cn-north-1" } else { "us-east-2" }.to_owned());
    if shown.iter().any(|shown| piece.contains(shown)) || matches!(rule.code.0, 703 | 704) {
        return settings;
    }
    let launch = if piece.contains("on EC2") {
        "ec2"
    } else if piece.contains("private EKS cluster") {
        "eks"
    } else {
        "fargate 1.4.0"
    };
    let logs = if piece.contains("with the awslogs driver") { "logs awslogs; " } else { "" };
    let spec = crate::spec::compiled(format!("private_ecr < region us-east-2; {logs}launch {launch} >"));
    settings.workload = spec.blocks[0].workload.clone();
    settings
}
