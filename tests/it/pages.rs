//! Input: the examples of rule pages that are pieces of templates.
//! Output: that each `bad` reports its own rule and no other, and each `good` none.
//! Never: adds to a piece what its page does not say: that the endpoints exist, and what runs.

use ecrc::audit::{Settings, Subject, audit};
use ecrc::cards::{self, Language, Page};
use ecrc::diagnostic::{Report, Rule, Severity};
use ecrc::span::{Source, Sources};
use ecrc::template::NoFiles;

/// Rules about endpoints that are missing or differ, or of another region: their pieces show all endpoints.
const OF_ALL_ENDPOINTS: &[u16] = &[103, 401, 405, 506, 703, 704];

/// What only `import` refuses, what is not a template, and what only specs break.
const OF_OTHERS: &[u16] = &[10, 605, 706];

/// The parameters of the pieces.
const PARAMETERS: &str = "Parameters:
  VpcId: {Type: String}
  SubnetIds: {Type: List<String>}
  RouteTableIds: {Type: List<String>}
  EndpointSecurityGroup: {Type: String}
  S3PrefixListId: {Type: String}
  TaskDefinitionArn: {Type: String}
  ExecutionRoleArn: {Type: String}
";

/// The interface endpoints that exist, by name and service.
const EXISTING: &[(&str, &str)] =
    &[("EcrApiEndpoint", "ecr.api"), ("EcrDkrEndpoint", "ecr.dkr"), ("SecretsManagerEndpoint", "secretsmanager")];

/// A whole template: a piece, with the endpoints that it does not show.
fn whole(piece: &str, rule: &Rule) -> String {
    let mut template = if let Some((_, resources)) = piece.split_once("Resources:\n") {
        format!("{PARAMETERS}Resources:\n{resources}")
    } else {
        let lines: String = piece.lines().map(|line| format!("    {line}\n")).collect();
        format!("{PARAMETERS}Resources:\n  Endpoint:\n{lines}")
    };
    if OF_ALL_ENDPOINTS.contains(&rule.code.0) {
        return template;
    }
    let vpc = if piece.contains("AWS::EC2::VPC\n") { "!Ref Vpc" } else { "!Ref VpcId" };
    let mut add = |name: &str, service: &str, properties: &str| {
        let full = format!("ServiceName: com.amazonaws.us-east-2.{service}\n");
        if !piece.contains(&full) {
            template.push_str(&format!(
                "  {name}:\n    Type: AWS::EC2::VPCEndpoint\n    Properties:\n      VpcId: {vpc}\n      {full}{properties}"
            ));
        }
    };
    for (name, service) in EXISTING {
        add(
            name,
            service,
            "      VpcEndpointType: Interface\n      PrivateDnsEnabled: true\n      SubnetIds: !Ref SubnetIds\n      \
             SecurityGroupIds: [!Ref EndpointSecurityGroup]\n",
        );
    }
    add("S3Endpoint", "s3", "      RouteTableIds: !Ref RouteTableIds\n");
    template
}

/// What runs, where the piece does not show it; of the names of services, nothing.
fn runs(rule: &Rule) -> Settings {
    let launch = match rule.code.0 {
        703 | 704 => return Settings::default(),
        104 => "ec2",
        _ => "fargate 1.4.0",
    };
    let spec = crate::spec::compiled(format!("private_ecr < region us-east-2; launch {launch} >"));
    Settings { workload: spec.blocks[0].workload.clone(), ..Settings::default() }
}

/// What an audit finds in each piece: the rule whose page shows it, whether it is a bad one, and the report.
fn audited() -> Vec<(&'static Rule, bool, Sources, Report)> {
    let mut audited = Vec::new();
    for rule in cards::ALL.iter().copied().filter(|rule| !OF_OTHERS.contains(&rule.code.0)) {
        let page = Page::of(rule);
        for example in page.examples.iter().filter(|example| example.language == Language::CloudFormation) {
            let template = whole(example.text, rule);
            let mut settings = runs(rule);
            settings.template.region = Some("us-east-2".to_owned()).filter(|_| !template.contains("cn-north-1"));
            let mut sources = Sources::default();
            let id = sources.add(Source::new("template.yaml", template));
            let found = audit(&Subject::CloudFormation(vec![id]), &mut sources, &settings, &NoFiles);
            audited.push((rule, example.bad, sources, found.report));
        }
    }
    audited
}

/// The same, for those who read diagnostics.
pub fn cases() -> impl Iterator<Item = (String, Sources, Report)> {
    audited().into_iter().map(|(rule, _, sources, report)| (rule.code.to_string(), sources, report))
}

#[test]
fn pieces_of_templates_break_their_own_rule_alone() {
    let mut wrong = Vec::new();
    let audited = audited();
    for (rule, bad, _, report) in &audited {
        let said = report.open().filter(|found| found.severity() > Severity::Note);
        let mut codes: Vec<u16> = said.map(|found| found.rule.code.0).collect();
        codes.dedup();
        let expected: &[u16] = if *bad { &[rule.code.0] } else { &[] };
        if codes != expected {
            wrong.push(format!("{} bad: {bad} found {codes:?}", rule.code));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(audited.len() > 20, "{} examples", audited.len());
}
