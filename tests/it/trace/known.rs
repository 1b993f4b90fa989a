//! Input: templates that leave something open, or say it of another task.
//! Output: what `trace` says of a call that comes to the same whatever is open.
//! Never: takes what only another task uses for what a task uses.

use super::{base, changed, trace};
use ecrc::trace::{Asked, Origin, Start, Verdict};

fn started(changes: &[(&str, &str)]) -> Vec<Start> {
    trace(&changed(changes), &Asked::of(Origin::Template), None)
}

fn calls(start: &Start) -> Vec<&'static str> {
    start.calls.iter().map(|call| call.step.name()).collect()
}

fn verdict(start: &Start, step: &str) -> Verdict {
    start.calls.iter().find(|call| call.step.name() == step).unwrap().verdict
}

/// A second service, whose task has an image alone.
fn other(task: &str, service: &str) -> String {
    let network = "{AwsvpcConfiguration: {Subnets: [!Ref SubnetA], SecurityGroups: [!Ref TasksGroup]}}";
    format!(
        "  OtherTask:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      RequiresCompatibilities: [FARGATE]\n      \
         ExecutionRoleArn: !GetAtt Role.Arn\n      ContainerDefinitions:\n        - Name: other\n          \
         Image: 111122223333.dkr.ecr.us-east-2.amazonaws.com/other:1\n{task}  Other:\n    Type: AWS::ECS::Service\n    \
         Properties:\n      LaunchType: FARGATE\n      PlatformVersion: 1.4.0\n      TaskDefinition: !Ref OtherTask\n{service}      \
         NetworkConfiguration: {network}\n  Role:\n    Type"
    )
}

#[test]
fn a_task_uses_what_its_own_containers_show() {
    let all = ["secrets", "token", "manifest", "layer-url", "layer", "logs"];
    let own = ["token", "manifest", "layer-url", "layer"];
    let exec = "      EnableExecuteCommand: true\n";
    let json_file = "          LogConfiguration: {LogDriver: json-file}\n";
    let sorted = |mut calls: Vec<&'static str>| {
        calls.sort_unstable();
        calls
    };
    for (task, service, expected) in
        [("", "", own.to_vec()), (json_file, "", own.to_vec()), ("", exec, [own.as_slice(), &["exec"]].concat())]
    {
        let starts = started(&[("  Role:\n    Type", &other(task, service))]);
        let mut found: Vec<_> = starts.iter().map(|start| sorted(calls(start))).collect();
        let mut expected = [expected, all.to_vec()].map(sorted);
        found.sort();
        expected.sort();
        assert_eq!(found, expected);
    }
}

#[test]
fn what_is_said_of_what_runs_holds_for_all_tasks() {
    let text = base().replace("  Role:\n    Type", &other("", ""));
    let mut asked = Asked::of(Origin::Template);
    asked.said.exec = Some(ecrc::span::Spanned::new(true, ecrc::span::Span::default()));
    let starts = trace(&text, &asked, None);
    assert!(starts.len() == 2 && starts.iter().all(|start| calls(start).contains(&"exec")));
}

const NAMES: (&str, &str) = ("ServiceName: com.amazonaws.us-east-2.", "ServiceName: !Sub com.amazonaws.${Where}.");
const WHERE: (&str, &str) =
    ("Resources:\n  Vpc", "Parameters:\n  Where: {Type: String}\n  There: {Type: String}\nResources:\n  Vpc");

#[test]
fn a_region_that_nothing_says_is_that_of_the_endpoints() {
    let driver = "            LogDriver: awslogs\n";
    let with = |region: &str| format!("{driver}            Options: {{awslogs-region: {region}}}\n");
    for (region, expected) in [("!Ref Where", Verdict::Passes), ("!Ref There", Verdict::Unknown)] {
        let starts = started(&[NAMES, WHERE, (driver, &with(region))]);
        assert_eq!(verdict(&starts[0], "logs"), expected, "{region}");
    }
}

#[test]
fn the_bucket_of_layers_is_open_or_closed_in_all_regions() {
    let gateway = "      VpcEndpointType: Gateway\n";
    for (bucket, expected) in [
        ("!Sub 'arn:aws:s3:::prod-${AWS::Region}-starport-layer-bucket/*'", Verdict::Passes),
        ("!Sub 'arn:${AWS::Partition}:s3:::prod-${AWS::Region}-starport-layer-bucket/*'", Verdict::Passes),
        ("arn:aws:s3:::prod-us-east-2-starport-layer-bucket/*", Verdict::Unknown),
        ("arn:aws:s3:::mine/*", Verdict::Stops),
        ("'*'", Verdict::Passes),
    ] {
        let statement = format!("{{Effect: Allow, Principal: '*', Action: s3:GetObject, Resource: {bucket}}}");
        let policy = format!("{gateway}      PolicyDocument: {{Version: '2012-10-17', Statement: [{statement}]}}\n");
        // Zones tell the region, too.
        let starts =
            started(&[NAMES, WHERE, (gateway, &policy), ("AvailabilityZone: us-east-2", "AvailabilityZone: x")]);
        assert_eq!(verdict(&starts[0], "layer"), expected, "{bucket}");
    }
}

#[test]
fn what_holds_in_all_subnets_holds_in_that_of_a_task() {
    // Without a service, it is not known in which subnet the task is.
    let (text, _) = base().split_once("  Web:\n").map(|(text, rest)| (text.to_owned(), rest.to_owned())).unwrap();
    let of = |text: &str| trace(text, &Asked::of(Origin::Template), None);
    assert_eq!(verdict(&of(&text)[0], "layer"), Verdict::Unknown);
    let elsewhere = "      SubnetId: !Ref SubnetB\n      RouteTableId: !Ref Table\n";
    assert!(text.contains(elsewhere));
    let without = text.replace(elsewhere, &elsewhere.replace("!Ref Table", "!ImportValue Table"));
    assert_eq!(verdict(&of(&without)[0], "layer"), Verdict::Unknown);
    let closed = text.replace("RouteTableIds: [!Ref Table]", "RouteTableIds: [rtb-1]");
    assert_eq!(verdict(&of(&closed)[0], "layer"), Verdict::Stops);
}

#[test]
fn a_task_of_elsewhere_may_have_a_role() {
    let service = "      TaskDefinition: !Ref Task\n";
    let elsewhere = "      TaskDefinition: !ImportValue Task\n      EnableExecuteCommand: true\n";
    let starts = started(&[(service, elsewhere), ("us-east-2.secretsmanager\n", "us-east-2.ssmmessages\n")]);
    assert_eq!(verdict(&starts[0], "exec"), Verdict::Unknown);
}

#[test]
fn an_image_of_the_region_that_deploys_is_known_wherever_that_is() {
    let image = "111122223333.dkr.ecr.us-east-2.amazonaws.com/team/web:1";
    let names = (NAMES.0, "ServiceName: !Sub com.amazonaws.${AWS::Region}.");
    for (name, repository, expected) in [
        ("team/web", "team/web", Verdict::Passes),
        ("team/web-${AWS::Region}", "team/web-${AWS::Region}", Verdict::Passes),
        ("team/web", "team/other", Verdict::Stops),
    ] {
        let own = format!("!Sub '${{AWS::AccountId}}.dkr.ecr.${{AWS::Region}}.${{AWS::URLSuffix}}/{name}:1'");
        let arn =
            format!("!Sub 'arn:${{AWS::Partition}}:ecr:${{AWS::Region}}:${{AWS::AccountId}}:repository/{repository}'");
        let starts = started(&[names, (image, &own), ("\"*\" # pulls", &arn)]);
        assert_eq!(verdict(&starts[0], "manifest"), expected, "{repository}");
    }
}
