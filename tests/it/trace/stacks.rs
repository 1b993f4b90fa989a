//! Input: templates of `CloudFormation`, written as public ones are: lists in nested stacks, loops, roles without names.
//! Output: what an audit finds in them, and where their tasks stop.
//! Never: takes two values that are not known for one.

use super::with_vpc::{of_template, told};
use super::{base, changed, trace};
use crate::audit::Files;
use ecrc::audit::{Settings, Subject, audit};
use ecrc::span::{Source, Sources};
use ecrc::template::NoFiles;
use ecrc::trace::{Asked, Origin};
use std::collections::BTreeMap;

const ROLES: &str = "
  One:
    Type: AWS::IAM::Role
    Properties:
      NAME
      AssumeRolePolicyDocument: {}
      ManagedPolicyArns: [arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess]
  Two:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {}
      ManagedPolicyArns: [arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess]
  Role:
";

/// AWS makes a name for each; and what is attached is no inline policy, which another of its name would replace.
#[test]
fn what_is_attached_to_two_roles_is_not_written_twice() {
    for roles in [
        ROLES.replace("      NAME\n", ""),
        ROLES.replace("NAME", "RoleName: !Sub '${AWS::StackName}-a'"),
        ROLES.replace("NAME", "RoleName: a"),
    ] {
        assert_eq!(of_template(&changed(&[("  Role:\n", roles.as_str())])), "passes", "{roles}");
    }
}

/// The ties of both subnets to a table, by a loop.
fn ties(subnet: &str, table: &str) -> String {
    let text = base();
    let (before, ties) = text.split_once("  TableOfA:").unwrap();
    let (_, after) = ties.split_once("  # more of the network\n").unwrap();
    format!(
        "{before}  Other:
    Type: AWS::EC2::RouteTable
    Properties:
      VpcId: !Ref Vpc
  Fn::ForEach::Ties:
    - X
    - [A, B]
    - 'TableOf${{X}}':
        Type: AWS::EC2::SubnetRouteTableAssociation
        Properties:
          SubnetId: {subnet}
          RouteTableId: !Ref {table}
{after}"
    )
}

/// All instances of `${X}` and `&{X}` in a loop are replaced, in names too.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html>,
/// read 2026-11-30.
#[test]
fn a_name_in_a_loop_has_the_loop_s_value_in_it() {
    for subnet in [
        "!Ref Subnet${X}",
        "!Ref Subnet&{X}",
        "{Ref: 'Subnet${X}'}",
        "{Ref: {'Fn::Sub': 'Subnet${X}'}}",
        "{Ref: !Sub 'Subnet${X}'}",
        "{Ref: !Join ['', [Subnet, '${X}']]}",
        "!GetAtt Subnet${X}.SubnetId",
        "!GetAtt ['Subnet${X}', SubnetId]",
        "!Select [0, [!Ref 'Subnet${X}']]",
        "!If ['Is${X}', !Ref SubnetA, !Ref SubnetB]",
    ] {
        let conditions = "Conditions:\n  IsA: !Equals [a, a]\n  IsB: !Equals [a, b]\n";
        assert_eq!(of_template(&(ties(subnet, "Table") + conditions)), "passes", "{subnet}");
        let stops = "402, layer route 402";
        assert_eq!(of_template(&(ties(subnet, "Other") + conditions)), stops, "{subnet}");
    }
}

/// What is said in one template of a network, and in one of a service, which a third one nests.
fn nested(output: &str, parameters: &str, of_type: &str, subnets: &str) -> String {
    let text = base();
    let (network, service) = text.split_once("  Role:\n").unwrap();
    let network = format!(
        "{network}  Public:
    Type: AWS::EC2::RouteTable
    Properties:
      VpcId: !Ref Vpc
  SubnetC:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Vpc
      CidrBlock: 10.0.32.0/20
  TableOfC:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties:
      SubnetId: !Ref SubnetC
      RouteTableId: !Ref Public
Outputs:
  G: {{Value: !Ref TasksGroup}}
  A: {{Value: !Ref SubnetA}}
  B: {{Value: !Ref SubnetB}}
  S: {{Value: {output}}}
"
    );
    let service = service.replace("[!Ref SubnetA]", subnets).replace("[!Ref TasksGroup]", "[!Ref Group]");
    let service = format!(
        "Parameters:
  Subs: {{Type: {of_type}}}
  Group: {{Type: 'AWS::EC2::SecurityGroup::Id'}}
Resources:
  Role:
{service}"
    );
    let main = format!(
        "Resources:
  N:
    Type: AWS::CloudFormation::Stack
    Properties: {{TemplateURL: network.yaml}}
  S:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: service.yaml
      Parameters: {{Group: !GetAtt N.Outputs.G, Subs: {parameters}}}
"
    );
    let files = [("network.yaml".to_owned(), network), ("service.yaml".to_owned(), service)];
    let files = Files(BTreeMap::from(files));
    let of = |sources: &mut Sources| Subject::CloudFormation(vec![sources.add(Source::new("main.yaml", main.clone()))]);
    told(of, &files)
}

#[test]
fn a_list_that_is_handed_on_as_one_text_comes_apart() {
    let list = "'List<AWS::EC2::Subnet::Id>'";
    let output = "!GetAtt N.Outputs.S";
    for (said, parameter, of_type, subnets) in [
        ("!Join [',', [!Ref SubnetA, !Ref SubnetB]]", output, list, "!Ref Subs"),
        ("!Join [',', [!Ref SubnetA, !Ref SubnetB]]", output, "CommaDelimitedList", "!Ref Subs"),
        ("!Join [', ', [!Ref SubnetA, !Ref SubnetB]]", output, list, "!Ref Subs"),
        ("!Sub '${SubnetA},${SubnetB}'", output, list, "!Ref Subs"),
        ("!Sub '${SubnetA.SubnetId} , ${SubnetB}'", output, list, "!Ref Subs"),
        ("!Ref SubnetA", output, list, "!Ref Subs"),
        ("x", "!Join [',', [!GetAtt N.Outputs.A, !GetAtt N.Outputs.B]]", list, "!Ref Subs"),
        ("x", "!Sub '${N.Outputs.A},${N.Outputs.B}'", list, "!Ref Subs"),
        ("!Join [',', [!Ref SubnetA, !Ref SubnetC]]", output, list, "[!Select [0, !Ref Subs]]"),
        ("!Ref SubnetA", output, list, "[!Select [0, !Ref Subs]]"),
        ("!Join [',', [!Ref SubnetC, !Ref SubnetA]]", output, "String", "[!Select [1, !Split [',', !Ref Subs]]]"),
    ] {
        assert_eq!(nested(said, parameter, of_type, subnets), "passes", "{said} {parameter} {of_type} {subnets}");
    }
    let of_public = nested("!Join [',', [!Ref SubnetA, !Ref SubnetC]]", output, list, "!Ref Subs");
    assert_eq!(of_public, "402, passes, layer route 402");
}

/// Subnets whose number is not known, and of which two are not one because neither is known.
#[test]
fn what_is_not_known_is_not_in_one_zone() {
    let found_in = |subnets: &str| {
        let text = format!(
            "Parameters: {{K: {{Type: String}}, L: {{Type: String}}}}
Mappings: {{M: {{x: {{a: subnet-1, b: subnet-2}}}}}}
Resources:
  N: {{Type: 'AWS::CloudFormation::Stack', Properties: {{TemplateURL: 'https://b.s3.amazonaws.com/n.yaml'}}}}
  C: {{Type: 'Custom::Subnets', Properties: {{ServiceToken: t}}}}
  Api:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: vpc-1
      VpcEndpointType: Interface
      PrivateDnsEnabled: true
      ServiceName: com.amazonaws.eu-west-1.ecr.api
      SecurityGroupIds: [sg-1]
      SubnetIds: {subnets}
"
        );
        let mut sources = Sources::default();
        let id = sources.add(Source::new("t.yaml", text));
        let found = audit(&Subject::CloudFormation(vec![id]), &mut sources, &Settings::default(), &NoFiles);
        found.report.open().any(|it| it.rule.code.0 == 303)
    };
    for subnets in [
        "[!Select [0, !Split [',', !ImportValue s]], !Select [1, !Split [',', !ImportValue s]]]",
        "[!Select [0, !Split [',', !Ref L]], !Select [1, !Split [',', !Ref L]]]",
        "[!FindInMap [M, !Ref K, a], !FindInMap [M, !Ref K, b]]",
        "!Split [',', !ImportValue s]",
        "!Split [',', !GetAtt N.Outputs.Subs]",
        "!Split [',', !GetAtt N.Outputs.SubId]",
        "!Split [',', !GetAtt C.Subnets]",
        "!Split [',', !Sub '${N.Outputs.Subs}']",
        "!FindInMap [M, !Ref K, a]",
    ] {
        assert!(!found_in(subnets), "{subnets}");
    }
    for subnets in
        ["[subnet-1]", "[!ImportValue s]", "[!Select [0, !Split [',', !ImportValue s]]]", "[subnet-1, subnet-1]"]
    {
        assert!(found_in(subnets), "{subnets}");
    }
}

/// The network ACL that comes with a VPC lets all through, until an entry says otherwise.
/// <https://docs.aws.amazon.com/vpc/latest/userguide/default-network-acl.html>, read 2026-11-30.
#[test]
fn the_network_acl_of_the_vpc_is_known() {
    let tie = |subnet: &str| {
        format!(
            "  Tie{subnet}:
    Type: AWS::EC2::SubnetNetworkAclAssociation
    Properties: {{SubnetId: !Ref {subnet}, NetworkAclId: !GetAtt Vpc.DefaultNetworkAcl}}
"
        )
    };
    let entry = |number: u8, action: &str| {
        format!(
            "  Entry:
    Type: AWS::EC2::NetworkAclEntry
    Properties: {{NetworkAclId: !GetAtt Vpc.DefaultNetworkAcl, RuleNumber: {number}, Protocol: -1, RuleAction: {action},
      Egress: true, CidrBlock: 0.0.0.0/0}}
"
        )
    };
    let stops = "312, 312, token ports 312";
    for (more, expected) in [
        (tie("SubnetA"), "passes"),
        (tie("SubnetB"), "passes"),
        (entry(90, "allow"), "passes"),
        (tie("SubnetB") + &entry(110, "deny"), "passes"),
        (tie("SubnetA") + &entry(90, "deny"), stops),
        (tie("SubnetB") + &entry(90, "deny"), stops),
        (entry(90, "deny"), stops),
    ] {
        assert_eq!(of_template(&(base() + &more)), expected, "{more}");
    }
}

/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html>, read 2026-11-30.
#[test]
fn a_trust_policy_may_ask_for_the_account_and_the_region() {
    let own = "!Ref AWS::AccountId";
    let arn = "!Sub 'arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}:*'";
    let unknown = "unknown token role-trust";
    let untrusted = "token role-trust 0";
    for (condition, expected) in [
        (format!("{{StringEquals: {{aws:SourceAccount: {own}}}}}"), "passes"),
        (format!("{{StringEquals: {{AWS:sourceaccount: [{own}]}}, ArnLike: {{aws:SourceArn: {arn}}}}}"), "passes"),
        ("{ArnLike: {aws:SourceArn: 'arn:aws:ecs:us-east-2:*:*'}}".to_owned(), "passes"),
        // Of the registry's account.
        ("{StringEquals: {aws:SourceAccount: '111122223333'}}".to_owned(), "passes"),
        ("{ArnLike: {aws:SourceArn: 'arn:aws:ecs:us-east-2:111122223333:*'}}".to_owned(), "passes"),
        ("{StringEquals: {aws:SourceAccount: '444455556666'}}".to_owned(), unknown),
        ("{ArnLike: {aws:SourceArn: 'arn:aws:ecs:us-east-2:111122223333:cluster/a'}}".to_owned(), unknown),
        ("{StringEquals: {sts:ExternalId: a}}".to_owned(), unknown),
        (format!("{{StringNotEquals: {{aws:SourceAccount: {own}}}}}"), untrusted),
    ] {
        let action = "Action: sts:AssumeRole\n";
        let with = format!("{action}            Condition: {condition}\n");
        assert_eq!(of_template(&changed(&[(action, with.as_str())])), expected, "{condition}");
    }
}

/// A path to an image of another partition leads nowhere, whichever way it takes; and an image is pointed at where it is
/// said.
#[test]
fn images_are_judged_where_they_stand() {
    let image = "111122223333.dkr.ecr.us-east-2.amazonaws.com/team/web:1";
    let found = |image_now: &str, more: &str| {
        let text = changed(&[(image, image_now)]) + more;
        let mut sources = Sources::default();
        let id = sources.add(Source::new("t.yaml", text));
        let found = audit(&Subject::CloudFormation(vec![id]), &mut sources, &Settings::default(), &NoFiles);
        let place = |it: &ecrc::diagnostic::Diagnostic| {
            (it.rule.code.0, sources.text(it.primary.as_ref().unwrap().span).to_owned())
        };
        found.report.open().map(place).collect::<Vec<_>>()
    };
    let way_out = "  Out:
    Type: AWS::EC2::Route
    Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: nat-1}
";
    let elsewhere = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/team/web:1";
    let of_china = "111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn/team/web:1";
    assert_eq!(found("nginx", ""), [(605, "nginx".to_owned())]);
    assert_eq!(found("nginx", way_out), []);
    assert_eq!(found(elsewhere, ""), [(504, elsewhere.to_owned())]);
    assert_eq!(found(elsewhere, way_out), []);
    assert_eq!(found(of_china, ""), [(504, of_china.to_owned())]);
    assert_eq!(found(of_china, way_out), [(504, of_china.to_owned())]);
}

/// The error of the first call that is stopped.
fn error(changes: &[(&str, &str)]) -> String {
    let starts = trace(&changed(changes), &Asked::of(Origin::Template), None);
    starts.iter().find_map(|start| start.stop().map(|stop| stop.error)).unwrap_or_default()
}

/// A private address would say that the name led to an endpoint.
#[test]
fn an_error_on_the_way_out_shows_a_public_address() {
    let way_out = "  Out:
    Type: AWS::EC2::Route
    Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: igw-1}
  Role:
";
    let image = "111122223333.dkr.ecr.us-east-2.amazonaws.com/team/web:1";
    let public = ("AssignPublicIp: DISABLED", "AssignPublicIp: ENABLED");
    let closed = ("        - CidrIp: 0.0.0.0/0", "        - CidrIp: 10.0.0.0/16");
    let said = error(&[("  Role:\n", way_out), (image, "nginx"), public, closed]);
    assert!(said.contains("registry-1.docker.io") && said.contains("dial tcp 52.94.0.1:443"), "{said}");
    let said = error(&[(image, "nginx"), ("        - CidrIp: 0.0.0.0/0", "        - CidrIp: 192.168.0.0/16")]);
    assert!(said.contains("secretsmanager") && said.contains("dial tcp 10.0.3.21:443"), "{said}");
}

#[test]
fn an_error_names_the_role_that_makes_the_call() {
    let exec = "      LaunchType: FARGATE\n      EnableExecuteCommand: true\n";
    let role = "  Runs:
    Type: AWS::IAM::Role
    Properties: {RoleName: runs, AssumeRolePolicyDocument: {}}
  Messages:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: !Ref Vpc
      ServiceName: com.amazonaws.us-east-2.ssmmessages
      VpcEndpointType: Interface
      PrivateDnsEnabled: true
      SubnetIds: [!Ref SubnetA]
      SecurityGroupIds: [!Ref EndpointsGroup]
  Role:
";
    let runs = "      ExecutionRoleArn: !GetAtt Role.Arn\n      TaskRoleArn: !GetAtt Runs.Arn\n";
    let said = error(&[
        ("      LaunchType: FARGATE\n", exec),
        ("  Role:\n", role),
        ("      ExecutionRoleArn: !GetAtt Role.Arn\n", runs),
    ]);
    assert!(said.contains("assumed-role/runs/SESSION is not authorized to perform: ssmmessages:"), "{said}");
}
