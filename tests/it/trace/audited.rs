//! Input: the worlds, and changes of the template that they change.
//! Output: that an audit finds each rule by whose code `trace` says that a call is stopped, and says as much of it.
//! Never: counts a note as found: an audit of notes alone passes.

use super::{base, cases, changed, launch};
use ecrc::audit::{Settings, Subject, audit_and_read};
use ecrc::diagnostic::{Diagnostic, Severity};
use ecrc::plan::Launch;
use ecrc::span::{Source, Sources, Span, Spanned};
use ecrc::template::NoFiles;
use ecrc::trace::{Asked, Hop, Origin, Verdict, starts};

/// What an audit finds, notes aside, and the hops with a rule at which something stops in what it has read.
fn of(text: &str, launch: Option<Launch>) -> (Vec<Diagnostic>, Vec<Hop>) {
    let mut sources = Sources::default();
    let id = sources.add(Source::new("template.yaml", text.to_owned()));
    let mut settings = Settings::default();
    settings.workload.launches.extend(launch.map(|launch| Spanned::new(launch, Span::default())));
    let (audit, worlds) = audit_and_read(&Subject::CloudFormation(vec![id]), &mut sources, &settings, &NoFiles);
    let found = audit.report.diagnostics.into_iter().filter(|found| found.severity() > Severity::Note).collect();
    let starts = worlds.iter().flat_map(|world| starts(&world.plan, &Asked::of(Origin::Template)));
    let hops = starts.flat_map(|start| start.calls).flat_map(|call| call.hops);
    (found, hops.filter(|hop| hop.verdict == Verdict::Stops && hop.rule.is_some()).collect())
}

/// Code and headline of what an audit finds.
fn found(text: &str) -> Vec<(u16, String)> {
    of(text, None).0.into_iter().map(|found| (found.rule.code.0, found.message)).collect()
}

#[test]
fn what_stops_a_start_is_found_by_an_audit() {
    let (mut wrong, mut stopped) = (Vec::new(), 0);
    for (name, case) in cases() {
        let (found, stops) = of(&changed(&case.change), case.launch.as_deref().map(launch));
        stopped += stops.len();
        let is_said = |hop: &&Hop| found.iter().any(|found| Some(found.rule) == hop.rule);
        let unsaid = stops.iter().filter(|hop| !is_said(hop));
        wrong.extend(unsaid.map(|hop| format!("{name}: {} {}", hop.rule.unwrap().code, hop.why)));
    }
    assert!(wrong.is_empty(), "{} contradictions\n{}", wrong.len(), wrong.join("\n"));
    assert!(stopped > 60, "{stopped} stops");
}

/// What one role lacks, a finding about another one does not tell.
#[test]
fn each_role_is_told_of() {
    let other = "  Other:\n    Type: AWS::IAM::Role\n    Properties:\n      RoleName: other\n      \
                 AssumeRolePolicyDocument:\n        Statement:\n          - Effect: Allow\n            \
                 Principal: {Service: ecs-tasks.amazonaws.com}\n            Action: sts:AssumeRole\n  \
                 OtherTask:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      \
                 RequiresCompatibilities: [FARGATE]\n      ExecutionRoleArn: !GetAtt Other.Arn\n      \
                 ContainerDefinitions:\n        - Name: web\n          \
                 Image: 111122223333.dkr.ecr.us-east-2.amazonaws.com/team/web:1\n  OtherWeb:\n    \
                 Type: AWS::ECS::Service\n    Properties:\n      LaunchType: FARGATE\n      PlatformVersion: 1.4.0\n      \
                 TaskDefinition: !Ref OtherTask\n      NetworkConfiguration:\n        AwsvpcConfiguration:\n          \
                 AssignPublicIp: DISABLED\n          Subnets: [!Ref SubnetA]\n          \
                 SecurityGroups: [!Ref TasksGroup]\n";
    let elsewhere = "Resource: arn:aws:ecr:us-east-2:111122223333:repository/other";
    let text = base().replace("Resource: \"*\" # pulls", elsewhere) + other;
    let whom: Vec<String> = found(&text).into_iter().map(|(code, said)| format!("{code} {said}")).collect();
    let image = "arn:aws:ecr:us-east-2:111122223333:repository/team/web";
    assert_eq!(
        whom,
        [
            format!("513 the policies of `pulls` do not allow `ecr:BatchGetImage` on `{image}`"),
            format!("513 the policies of `pulls` do not allow `ecr:GetDownloadUrlForLayer` on `{image}`"),
            "513 the execution role of `OtherTask` is not allowed `ecr:GetAuthorizationToken`, `ecr:BatchGetImage`, \
             `ecr:GetDownloadUrlForLayer`"
                .to_owned(),
        ]
    );
}

/// What is in another region, no endpoint here serves: none is missing.
#[test]
fn no_endpoint_is_asked_for_what_is_in_another_region() {
    for (from, to, endpoint, code, host) in [
        (
            "            LogDriver: awslogs\n",
            "            LogDriver: awslogs\n            Options: {awslogs-region: eu-west-1}\n",
            "us-east-2.logs",
            106,
            "logs.eu-west-1.amazonaws.com",
        ),
        (
            "ValueFrom: arn:aws:secretsmanager:us-east-2",
            "ValueFrom: arn:aws:secretsmanager:eu-west-1",
            "us-east-2.secretsmanager",
            107,
            "secretsmanager.eu-west-1.amazonaws.com",
        ),
    ] {
        let said = format!("no endpoint here serves `{host}`, and nothing leads out of the VPC");
        let there = base().replace(from, to);
        for text in [there.clone(), there.replace(endpoint, "us-east-2.sns")] {
            assert_eq!(found(&text), [(code, said.clone())]);
        }
    }
}

/// What an action is meant to be is said where it is written, not only that nobody can call it.
#[test]
fn an_action_that_is_none_is_named() {
    let policy = |action: &str| {
        format!(
            "PolicyDocument: {{Statement: [{{Effect: Allow, Principal: \"*\", Action: \"{action}\", Resource: \"*\"}}]}}"
        )
    };
    for (behind, action, name, meant) in [
        ("PrivateDnsEnabled: true # of Api", "ecr.GetAuthorizationToken", "Api", "ecr:GetAuthorizationToken"),
        ("RouteTableIds: [!Ref Table]", "s3:GetObjects", "S3", "s3:GetObject"),
        ("PrivateDnsEnabled: true # of Dkr", "ecr:DeleteRepositry", "Dkr", "ecr:DeleteRepository"),
    ] {
        let policy = policy(action);
        let policy = if name == "Dkr" { policy.replace("Action", "NotAction") } else { policy };
        let text = base().replace(behind, &format!("{behind}\n      {policy}"));
        let said = format!("the policy of `{name}` names `{action}`, which is not an action");
        let (found, _) = of(&text, None);
        let found = found.iter().find(|found| found.message == said).unwrap();
        assert_eq!(found.help, Some(format!("write `{meant}`")));
    }
}
