//! Input: modules of Terraform and templates that start tasks: services that name their task in many ways, rules and
//! schedules of `EventBridge`.
//! Output: which task starts, and where it stops.
//! Never: lets audit and trace say different things.

use super::with_vpc::{BASE, ENDPOINTS, gateway, of_module, of_template};
use crate::passage::Module;
use ecrc::audit::{Settings, Subject, read};
use ecrc::span::Sources;
use ecrc::trace::{Asked, Origin, starts};

/// The task of a service with what it calls, which tells whether it was found.
#[test]
fn a_service_names_its_task_in_many_ways() {
    let module = |family: &str, said: &str, more: &str| {
        let base = BASE
            .replace("111122223333.dkr.ecr.eu-west-1.amazonaws.com/a:1", "public.ecr.aws/x/y:1")
            .replace("\"t\"\n  requires", &format!("{family}\n  requires"))
            .replace("= aws_ecs_task_definition.t.arn", &format!("= {said}"));
        format!("{base}{more}")
    };
    let called = |text: &str| {
        let loader = Module(text.to_owned());
        let of = Subject::Module("m".to_owned());
        let worlds = read(&of, &mut Sources::default(), &Settings::default(), &loader).worlds;
        let all = worlds.iter().flat_map(|world| starts(&world.plan, &Asked::of(Origin::Template)));
        let hosts = all.flat_map(|start| start.calls.into_iter().map(|call| call.host));
        hosts.collect::<Vec<_>>().join(", ")
    };
    let data = |said: &str| {
        format!(
            "data \"aws_ecs_task_definition\" \"d\" {{ task_definition = {said} }}\nvariable \"name\" {{ type = string }}\n"
        )
    };
    let second = "resource \"aws_ecs_task_definition\" \"second\" {
  family                = \"t\"
  container_definitions = jsonencode([{ name = \"a\", image = \"quay.io/x/y:1\" }])
}
";
    let family = "aws_ecs_task_definition.t.family";
    let found = "public.ecr.aws";
    for (name, said, more, is_found) in [
        ("\"t\"", "aws_ecs_task_definition.t.arn", data(family), true),
        ("\"t\"", "aws_ecs_task_definition.t.id", data(family), true),
        ("\"t\"", "aws_ecs_task_definition.t.arn_without_revision", data(family), true),
        ("\"t\"", family, data(family), true),
        ("\"t\"", "\"${aws_ecs_task_definition.t.family}:${aws_ecs_task_definition.t.revision}\"", data(family), true),
        (
            "\"t\"",
            "\"${aws_ecs_task_definition.t.family}:${max(aws_ecs_task_definition.t.revision, data.aws_ecs_task_definition.d.revision)}\"",
            data(family),
            true,
        ),
        (
            "\"t\"",
            "trimsuffix(aws_ecs_task_definition.t.arn, \":${aws_ecs_task_definition.t.revision}\")",
            data(family),
            true,
        ),
        ("\"t\"", "data.aws_ecs_task_definition.d.arn", data(family), true),
        ("\"t\"", "data.aws_ecs_task_definition.d.family", data(family), true),
        ("\"t\"", "\"t\"", data(family), true),
        (
            "\"t\"",
            "\"arn:aws:ecs:eu-west-1:${var.name}:task-definition/${aws_ecs_task_definition.t.family}\"",
            data(family),
            true,
        ),
        ("var.name", family, data(family), true),
        ("\"${var.name}-t\"", "\"${var.name}-t\"", data(family), true),
        // That revision may be another one.
        ("\"t\"", "\"t:3\"", data(family), false),
        ("\"t\"", "\"u\"", data(family), false),
        ("\"t\"", "var.name", data(family), false),
        ("\"t\"", "data.aws_ecs_task_definition.d.arn", data("\"u\""), false),
        ("\"t\"", "\"t\"", data(family) + second, false),
    ] {
        let text = module(name, said, &more);
        let called = called(&text);
        assert_eq!(called.contains(found), is_found, "{said}: {called}");
    }
}

/// What starts by an event or by the clock is where its target says.
#[test]
fn a_target_of_eventbridge_starts_tasks() {
    let service = BASE.split("resource \"aws_ecs_service\"").next().unwrap();
    let public = "resource \"aws_internet_gateway\" \"i\" { vpc_id = aws_vpc.v.id }
resource \"aws_route\" \"d\" {
  route_table_id         = aws_vpc.v.default_route_table_id
  destination_cidr_block = \"0.0.0.0/0\"
  gateway_id             = aws_internet_gateway.i.id
}
";
    let ecs = |block: &str, address: &str| {
        format!(
            "{block} {{
    task_definition_arn = aws_ecs_task_definition.t.arn
    launch_type         = \"FARGATE\"
    network_configuration {{
      subnets          = [aws_subnet.a.id]
      security_groups  = [aws_security_group.t.id]
{address}    }}
  }}"
        )
    };
    let target = |address: &str| {
        let ecs = ecs("ecs_target", address);
        format!("resource \"aws_cloudwatch_event_target\" \"x\" {{\n  rule = \"r\"\n  arn = \"c\"\n  {ecs}\n}}\n")
    };
    let schedule = |address: &str| {
        let ecs = ecs("ecs_parameters", address);
        format!("resource \"aws_scheduler_schedule\" \"x\" {{\n  target {{\n    arn = \"c\"\n  {ecs}\n  }}\n}}\n")
    };
    let pipe = |address: &str| {
        let ecs = ecs("ecs_task_parameters", &address.replace("true", "\"ENABLED\"").replace("false", "\"DISABLED\""));
        let ecs = ecs.replace("network_configuration {", "network_configuration {\n      aws_vpc_configuration {");
        format!("resource \"aws_pipes_pipe\" \"x\" {{\n  target_parameters {{\n  {ecs}\n  }}\n  }}\n}}\n")
    };
    let set = |address: &str| {
        let network =
            format!("subnets = [aws_subnet.a.id]\n    security_groups = [aws_security_group.t.id]\n{address}");
        format!(
            "resource \"aws_ecs_task_set\" \"x\" {{\n  task_definition = aws_ecs_task_definition.t.arn\n  launch_type = \"FARGATE\"\n  network_configuration {{\n    {network}  }}\n}}\n"
        )
    };
    let [on, off] = ["true", "false"].map(|said| format!("      assign_public_ip = {said}\n"));
    let shapes: [&dyn Fn(&str) -> String; 4] = [&target, &schedule, &pipe, &set];
    for start in shapes {
        for (text, expected) in [
            (format!("{public}{}", start(&on)), "passes"),
            (format!("{public}{}", start(&off)), "103, 103, 401, token route 103"),
            (format!("{ENDPOINTS}{}{}", gateway("aws_vpc.v.default_route_table_id"), start(&off)), "passes"),
            (start(&on), "103, 103, 401, token route 103"),
        ] {
            let text = format!("{service}{text}");
            assert_eq!(of_module(&text), expected, "{text}");
        }
    }
    // Who says nothing of public addresses has none, where a page says so.
    for start in [&target as &dyn Fn(&str) -> String, &set] {
        assert_eq!(of_module(&format!("{service}{public}{}", start(""))), "103, 103, 401, token route 103");
    }
    assert_eq!(of_module(&format!("{BASE}{public}")), "103, 103, 401, token route 103");
    // A queue is no task.
    let queue = "resource \"aws_cloudwatch_event_target\" \"q\" {\n  rule = \"r\"\n  arn = \"arn:aws:sqs:eu-west-1:111122223333:q\"\n}\n";
    let closed = [ENDPOINTS, &gateway("aws_vpc.v.default_route_table_id")].concat();
    assert_eq!(of_module(&format!("{BASE}{closed}{queue}")), "passes");
}

#[test]
fn a_target_of_a_template_starts_tasks() {
    let text = super::base();
    let (before, service) = text.split_once("  Web:\n").unwrap();
    assert!(service.ends_with("SecurityGroups: [!Ref TasksGroup]\n"));
    let network = |shape: &str| {
        format!("{shape}: {{AssignPublicIp: DISABLED, Subnets: [!Ref SubnetA], SecurityGroups: [!Ref TasksGroup]}}")
    };
    let ecs = |shape: &str| {
        format!(
            "{{TaskDefinitionArn: !Ref Task, LaunchType: FARGATE, PlatformVersion: 1.4.0, NetworkConfiguration: {{{}}}}}",
            network(shape)
        )
    };
    let rule = format!(
        "  Rule:\n    Type: AWS::Events::Rule\n    Properties:\n      Targets:\n        - {{Id: q, Arn: arn:aws:sqs:us-east-2:111122223333:q}}\n        - {{Id: t, Arn: !ImportValue C, EcsParameters: {}}}\n",
        ecs("AwsVpcConfiguration")
    );
    let schedule = format!(
        "  Schedule:\n    Type: AWS::Scheduler::Schedule\n    Properties:\n      Target: {{Arn: !ImportValue C, EcsParameters: {}}}\n",
        ecs("AwsvpcConfiguration")
    );
    let pipe = format!(
        "  Pipe:\n    Type: AWS::Pipes::Pipe\n    Properties:\n      TargetParameters: {{EcsTaskParameters: {}}}\n",
        ecs("AwsvpcConfiguration")
    );
    let set = format!(
        "  Set:\n    Type: AWS::ECS::TaskSet\n    Properties: {}\n",
        ecs("AwsVpcConfiguration").replace("TaskDefinitionArn", "TaskDefinition")
    );
    // Of these alone a page says that they have no public address unless they say so.
    let public = "  Way:\n    Type: AWS::EC2::Route\n    Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, \
                  GatewayId: igw-1}\n";
    for (start, expected) in [(&set, "103, token route 103"), (&rule, "103, unknown token route")] {
        let text = format!("{before}{public}{}", start.replace("AssignPublicIp: DISABLED, ", ""));
        assert_eq!(of_template(&text.replace("us-east-2.ecr.api", "us-east-2.sqs")), expected, "{text}");
    }
    for start in [rule, schedule, pipe, set] {
        let text = format!("{before}{start}");
        assert_eq!(of_template(&text), "passes", "{text}");
        let text = text.replace("com.amazonaws.us-east-2.ecr.api", "com.amazonaws.us-east-2.sqs");
        assert_eq!(of_template(&text), "103, token route 103", "{text}");
    }
}

/// <https://docs.aws.amazon.com/step-functions/latest/dg/connect-ecs.html>, read 2026-11-30.
#[test]
fn a_state_of_a_state_machine_starts_tasks() {
    let service = BASE.split("resource \"aws_ecs_service\"").next().unwrap();
    let closed = [ENDPOINTS, &gateway("aws_vpc.v.default_route_table_id")].concat();
    let machine = |states: &str| {
        format!("resource \"aws_sfn_state_machine\" \"x\" {{\n  role_arn = \"r\"\n  definition = {states}\n}}\n")
    };
    let run = |resource: &str, parameters: &str| {
        format!(
            "{{
    Type     = \"Task\"
    Resource = \"{resource}\"
    {parameters} = {{
      LaunchType      = \"FARGATE\"
      PlatformVersion = \"1.4.0\"
      TaskDefinition  = aws_ecs_task_definition.t.arn
      NetworkConfiguration = {{
        AwsvpcConfiguration = {{
          AssignPublicIp = \"DISABLED\"
          Subnets        = [aws_subnet.a.id]
          SecurityGroups = [aws_security_group.t.id]
        }}
      }}
    }}
  }}"
        )
    };
    let sync = run("arn:aws:states:::ecs:runTask.sync", "Parameters");
    let [token, sdk] = ["ecs:runTask.waitForTaskToken", "aws-sdk:ecs:runTask"]
        .map(|name| run(&format!("arn:aws:states:::{name}"), "Arguments"));
    let heredoc = "<<-EOF
    {\"StartAt\": \"R\", \"States\": {\"R\": {\"Type\": \"Task\", \"Resource\": \"arn:aws:states:::ecs:runTask\", \"Parameters\": {
      \"LaunchType\": \"FARGATE\",
      \"TaskDefinition\": \"${aws_ecs_task_definition.t.arn}\",
      \"NetworkConfiguration\": {\"AwsvpcConfiguration\": {
        \"AssignPublicIp\": \"DISABLED\",
        \"Subnets\": ${jsonencode([aws_subnet.a.id])},
        \"SecurityGroups\": [\"${aws_security_group.t.id}\"]
      }}
    }}}}
    EOF";
    for states in [
        format!("jsonencode({{ States = {{ R = {sync} }} }})"),
        format!(
            "jsonencode({{ States = {{ P = {{ Type = \"Parallel\", Branches = [{{ States = {{ R = {token} }} }}] }} }} }})"
        ),
        format!(
            "jsonencode({{ States = {{ M = {{ Type = \"Map\", ItemProcessor = {{ States = {{ R = {sdk} }} }} }} }} }})"
        ),
        heredoc.to_owned(),
    ] {
        for (around, expected) in [("", "103, 103, 401, token route 103"), (closed.as_str(), "passes")] {
            let text = format!("{service}{around}{}", machine(&states));
            assert_eq!(of_module(&text), expected, "{text}");
        }
    }
    // What an execution's input says, nobody knows before.
    let groups = "SecurityGroups = [aws_security_group.t.id]";
    for open in ["\"SecurityGroups.$\" = \"$.groups\"", "SecurityGroups = \"{% $states.input.groups %}\""] {
        let states = format!("jsonencode({{ States = {{ R = {} }} }})", sync.replace(groups, open));
        assert_eq!(of_module(&format!("{service}{closed}{}", machine(&states))), "unknown token ports");
    }
    // A state of another kind starts none.
    let queue = "jsonencode({ States = { Q = { Type = \"Task\", Resource = \"arn:aws:states:::sqs:sendMessage\", Parameters = {} } } })";
    assert_eq!(of_module(&format!("{BASE}{closed}{}", machine(queue))), "passes");
}

#[test]
fn a_state_machine_of_a_template_starts_tasks() {
    let text = super::base();
    let (before, _) = text.split_once("  Web:\n").unwrap();
    let run = |task: &str, subnet: &str, group: &str| {
        format!(
            "{{\"Type\": \"Task\", \"Resource\": \"arn:${{AWS::Partition}}:states:::ecs:runTask.sync\", \"Parameters\": {{\"LaunchType\": \"FARGATE\", \"PlatformVersion\": \"1.4.0\", \"TaskDefinition\": \"{task}\", \"NetworkConfiguration\": {{\"AwsvpcConfiguration\": {{\"AssignPublicIp\": \"DISABLED\", \"Subnets\": [\"{subnet}\"], \"SecurityGroups\": [\"{group}\"]}}}}}}}}"
        )
    };
    let head = "  Machine:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n";
    let given = "      DefinitionSubstitutions: {T: !Ref Task, S: !Ref SubnetA, G: !Ref TasksGroup}\n";
    let placed = run("${T}", "${S}", "${G}").replace("${AWS::Partition}", "aws");
    let direct = run("${Task}", "${SubnetA}", "${TasksGroup}");
    for machine in [
        format!("{head}      DefinitionString: !Sub '{{\"States\": {{\"R\": {direct}}}}}'\n"),
        format!("{head}{given}      DefinitionString: '{{\"States\": {{\"R\": {placed}}}}}'\n"),
        format!("{head}{given}      Definition: {{States: {{R: {placed}}}}}\n"),
        format!("{head}{given}      Definition: {{States: {{R: {placed}}}}}\n")
            .replace("AWS::StepFunctions::StateMachine", "AWS::Serverless::StateMachine"),
    ] {
        let text = format!("{before}{machine}");
        assert_eq!(of_template(&text), "passes", "{text}");
        let text = text.replace("com.amazonaws.us-east-2.ecr.api", "com.amazonaws.us-east-2.sqs");
        assert_eq!(of_template(&text), "103, token route 103", "{text}");
    }
}
