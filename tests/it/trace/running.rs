//! Input: templates whose services, schedules and rules are off, or start the same several times.
//! Output: that they are said to be off, and each task once, under a name of its own.
//! Never: says of what may be scaled that it is off.

use super::{base, trace};
use ecrc::audit::{Audit, Off, Settings, Subject, audit, read};
use ecrc::span::{Source, Sources};
use ecrc::template::NoFiles;
use ecrc::trace::{Asked, Origin};

fn audited(text: String) -> Audit {
    let mut sources = Sources::default();
    let of = sources.add(Source::new("t.yaml", text));
    audit(&Subject::CloudFormation(vec![of]), &mut sources, &Settings::default(), &NoFiles)
}

/// The starts of a template, each with what says that it is off.
fn starts(text: &str) -> Vec<(String, Option<String>)> {
    let starts = trace(text, &Asked::of(Origin::Template), None);
    starts.into_iter().map(|start| (start.name, start.off)).collect()
}

/// The template with something else in place of its service; `{}` in it is what a target says of a task.
fn starting(resource: &str) -> String {
    let text = base();
    let (before, _) = text.split_once("  Web:\n").unwrap();
    let network = "{AwsvpcConfiguration: {Subnets: [!Ref SubnetA], SecurityGroups: [!Ref TasksGroup]}}";
    let ecs = format!("{{TaskDefinitionArn: !Ref Task, LaunchType: FARGATE, NetworkConfiguration: {network}}}");
    format!("{before}{}", resource.replace("{}", &ecs))
}

#[test]
fn what_is_off_is_said_to_be() {
    let service = |more: &str| base().replace("  Web:\n    Type: AWS::ECS::Service\n    Properties:\n", more);
    let web = "  Web:\n    Type: AWS::ECS::Service\n    Properties:\n";
    let scaled = "  Scaled:\n    Type: AWS::ApplicationAutoScaling::ScalableTarget\n    Properties: {ServiceNamespace: ecs, MinCapacity: 0}\n";
    let table = scaled.replace("ecs", "dynamodb");
    let schedule =
        "  S:\n    Type: AWS::Scheduler::Schedule\n    Properties:\n      Target: {Arn: c, EcsParameters: {}}\n";
    let rule =
        "  S:\n    Type: AWS::Events::Rule\n    Properties:\n      Targets: [{Id: t, Arn: c, EcsParameters: {}}]\n";
    let pipe = "  S:\n    Type: AWS::Pipes::Pipe\n    Properties:\n      TargetParameters: {EcsTaskParameters: {}}\n";
    for (text, off) in [
        (service(web), None),
        (service(&format!("{web}      DesiredCount: 1\n")), None),
        (service(&format!("{web}      DesiredCount: 0\n")), Some("DesiredCount: 0")),
        (service(&format!("{scaled}{web}      DesiredCount: 0\n")), None),
        (service(&format!("{table}{web}      DesiredCount: 0\n")), Some("DesiredCount: 0")),
        (starting(schedule), None),
        (starting(&format!("{schedule}      State: ENABLED\n")), None),
        (starting(&format!("{schedule}      State: DISABLED\n")), Some("State: DISABLED")),
        (starting(&format!("{rule}      State: DISABLED\n")), Some("State: DISABLED")),
        (starting(&format!("{pipe}      DesiredState: STOPPED\n")), Some("DesiredState: STOPPED")),
    ] {
        let starts = starts(&text);
        assert_eq!(starts.len(), 1, "{text}");
        assert_eq!(starts[0].1.as_deref(), off, "{text}");
        let off = off.map(|off| Off { what: starts[0].0.clone(), why: off.to_owned() });
        assert_eq!(audited(text).off, off.into_iter().collect::<Vec<_>>());
    }
}

#[test]
fn what_one_resource_starts_several_times_has_names() {
    let names = |text: &str| starts(text).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    let target = |id: &str| format!("        - {{Id: {id}, Arn: c, EcsParameters: {{}}}}\n");
    let rule = "  Rule:\n    Type: AWS::Events::Rule\n    Properties:\n      Targets:\n";
    assert_eq!(names(&starting(&format!("{rule}{}", target("day")))), ["Rule"]);
    let two = starting(&format!("{rule}{}{}", target("day"), target("night")));
    assert_eq!(names(&two), ["Rule/day", "Rule/night"]);
    let state =
        |name: &str| format!("{name}: {{Type: Task, Resource: 'arn:aws:states:::ecs:runTask.sync', Parameters: {{}}}}");
    let machine = |states: &str| {
        let head = "  Machine:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      Definition:\n";
        starting(&format!("{head}        States: {{{states}}}\n")).replace("TaskDefinitionArn:", "TaskDefinition:")
    };
    assert_eq!(names(&machine(&state("Load"))), ["Machine"]);
    assert_eq!(names(&machine(&[state("Load"), state("Store")].join(", "))), ["Machine/Load", "Machine/Store"]);
}

#[test]
fn each_task_is_there_once() {
    let job = |name: &str| {
        format!(
            "  {name}:\n    Type: AWS::Batch::JobDefinition\n    Properties:\n      Type: container\n      \
             PlatformCapabilities: [FARGATE]\n      ContainerProperties: {{Image: i/{name}, ExecutionRoleArn: !GetAtt Role.Arn}}\n"
        )
    };
    let environment = |name: &str| {
        format!(
            "  {name}:\n    Type: AWS::Batch::ComputeEnvironment\n    Properties:\n      Type: MANAGED\n      \
             ComputeResources: {{Type: FARGATE, Subnets: [!Ref SubnetA], SecurityGroupIds: [!Ref TasksGroup]}}\n"
        )
    };
    let text = starting(&[job("A"), job("B"), environment("One"), environment("Two")].concat());
    let mut sources = Sources::default();
    let of = sources.add(Source::new("t.yaml", text));
    let worlds = read(&Subject::CloudFormation(vec![of]), &mut sources, &Settings::default(), &NoFiles).worlds;
    let tasks: Vec<&str> = worlds[0].plan.surroundings.tasks.iter().map(|task| task.name.as_str()).collect();
    assert_eq!(tasks.iter().filter(|name| ["A", "B"].contains(*name)).count(), 2, "{tasks:?}");
}

#[test]
fn what_was_not_seen_is_said_once() {
    let files = "          EnvironmentFiles: !ImportValue Files\n";
    let container = "        - Name: web\n          Image: 111122223333.dkr.ecr.us-east-2.amazonaws.com/team/web:1\n";
    assert!(base().contains(container));
    let second = container.replace("web\n", "side\n");
    let text = base().replace(container, &format!("{second}{files}{container}{files}"));
    assert_eq!(audited(text).unknowns.iter().filter(|it| it.what.starts_with("an environment file")).count(), 1);
}
