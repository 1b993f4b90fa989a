//! Input: templates as public ones are: several stacks, placeholders, endpoints of partners.
//! Output: what an audit finds in them, and where their tasks stop.
//! Never: takes what is not known for what is wrong, or for what is right.

use super::with_vpc::{of_template, told};
use super::{base, changed};
use crate::audit::{self, Files, fargate};
use ecrc::audit::{Settings, Subject};
use ecrc::diagnostic::Severity;
use ecrc::span::{Source, Sources};
use std::collections::BTreeMap;

const SECRET: &str = "arn:aws:secretsmanager:us-east-2:111122223333:secret:key";

/// The suffix of keys is of ARNs of Secrets Manager, a parameter has no such name, and nothing is called as a pattern is.
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html>,
/// <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html>.
#[test]
fn what_only_stands_in_the_place_of_a_secret_is_unknown() {
    for from in [":api_key::", "CHANGE_ME:api_key::", "<secret-arn>", "''"] {
        let quoted = format!("'{}'", from.trim_matches('\''));
        let told = of_template(&changed(&[(SECRET, quoted.as_str())]));
        assert!(told.starts_with("unknown secrets"), "{from}: {told}");
    }
    for from in [format!("{SECRET}-*"), format!("{SECRET}-??????"), format!("{SECRET}-*:password::")] {
        let told = of_template(&changed(&[(SECRET, format!("'{from}'"))]));
        assert!(told.starts_with("unknown secrets"), "{from}: {told}");
    }
    for from in ["parameter", "/a/b.c_d-e", "parameter:3", "parameter:label"] {
        assert!(of_template(&changed(&[(SECRET, from)])).contains("107"), "{from}");
    }
}

/// Without private DNS no name of AWS's leads to an endpoint, whatever service it is for.
#[test]
fn an_endpoint_without_private_dns_hides_none_that_is_missing() {
    let name = "com.amazonaws.us-east-2.ecr.dkr";
    for (dns, is_missing) in [("false", true), ("true", false), ("!Ref Dns", false)] {
        let dns = format!("PrivateDnsEnabled: {dns}");
        let told = of_template(&changed(&[(name, "!Ref Partner"), ("PrivateDnsEnabled: true # of Dkr", dns.as_str())]));
        assert_eq!(told.contains("103"), is_missing, "{dns}: {told}");
    }
}

/// Gateways are made for their own sake, so other endpoints of a VPC that is given may be made elsewhere.
#[test]
fn a_gateway_alone_does_not_say_that_the_endpoints_are_made_beside_it() {
    let text = "
Parameters: {Vpc: {Type: AWS::EC2::VPC::Id}, Table: {Type: String}}
Resources:
  S3:
    Type: AWS::EC2::VPCEndpoint
    Properties: {VpcId: !Ref Vpc, ServiceName: com.amazonaws.us-east-1.s3, RouteTableIds: [!Ref Table]}
";
    let found = audit::of_template(text, &fargate()).1;
    let open: Vec<Severity> = found.open().map(ecrc::diagnostic::Diagnostic::severity).collect();
    assert!(!open.is_empty() && open.iter().all(|it| *it == Severity::Note), "{open:?}");
    let with_api = "  Api:
    Type: AWS::EC2::VPCEndpoint
    Properties: {VpcId: !Ref Vpc, ServiceName: com.amazonaws.us-east-1.ecr.api, VpcEndpointType: Interface}
";
    let found = audit::of_template(&format!("{text}{with_api}"), &fargate()).1;
    assert!(found.open().any(|it| it.rule.code.0 == 103 && it.severity() == Severity::Error));
}

/// Another stack's service, in subnets that nothing shows, is not in the only VPC for that.
#[test]
fn a_service_of_another_stack_is_not_in_this_vpc() {
    let text = changed(&[("# pulls", "")]);
    let (network, service) = text.split_once("  Role:\n").unwrap();
    let network = network.replace("GroupId: !Ref EndpointsGroup", "GroupId: !Ref TasksGroup");
    let app = format!("Resources:\n  Role:\n{service}")
        .replace("!Ref SubnetA", "subnet-0123456789abcdef0")
        .replace("!Ref TasksGroup", "sg-0123456789abcdef0");
    let parent = "Resources: {App: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: app.yaml}}}\n";
    let files = Files(BTreeMap::from([("app.yaml".to_owned(), app)]));
    let subject = |sources: &mut Sources| {
        let texts = [("parent.yaml", parent), ("network.yaml", &*network)];
        let ids = texts.map(|(name, text)| sources.add(Source::new(name, text.to_owned())));
        Subject::CloudFormation(ids.to_vec())
    };
    assert_eq!(told(subject, &files), "");
}

/// What is missing is told at a service that needs it, not at one whose image is of another registry.
#[test]
fn a_missing_endpoint_is_told_at_what_pulls_from_ecr() {
    let text = base();
    let (before, web) = text.split_once("  Web:\n").unwrap();
    let (before, dkr) = before.split_once("  Dkr:\n").unwrap();
    let before =
        format!("{before}{}", dkr.split_once("  Logs:\n").map(|(_, rest)| format!("  Logs:\n{rest}")).unwrap());
    let web = format!("  Web:\n{web}");
    let hub = web.replace("  Web:", "  Hub:").replace("!Ref Task\n", "!Ref HubTask\n");
    let task = "  HubTask:
    Type: AWS::ECS::TaskDefinition
    Properties: {RequiresCompatibilities: [FARGATE], ContainerDefinitions: [{Name: h, Image: 'nginx:1.27'}]}
";
    for services in [format!("{hub}{web}"), format!("{web}{hub}")] {
        let text = format!("{before}{task}{services}");
        let found = audit::of_template(&text, &Settings::default()).1;
        let mut missing = found.open().filter(|it| it.rule.code.0 == 103).filter_map(|it| it.primary.as_ref());
        let at = missing.next().map(|it| it.span.start as usize).unwrap();
        let [own, other] = ["  Web:\n", "  Hub:\n"].map(|service| text.find(service).unwrap());
        assert!(at > own && (other < own || at < other), "{services}");
    }
}
