//! Input: templates that `build` wrote, and that somebody has changed.
//! Output: which of them `build` replaces.
//! Never: lets what somebody added be lost.

use super::{Folder, SPEC};
use crate::spec::project;

/// Specs with much of what ecrc writes: clients of each kind, existing endpoints, several roles, a new VPC, zones of one's own.
const EXAMPLES: [&str; 6] = [
    "fargate-and-ec2",
    "existing-endpoints",
    "hub-own-zones",
    "least-privilege-services",
    "new-vpc-three-zones",
    "dual-stack",
];

#[test]
fn what_somebody_added_to_a_template_is_kept() {
    let folder = Folder::with(&[("infra.ecr", SPEC)]);
    for (target, from, to, name) in [
        ("cfn", "Resources:\n", "Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n", "Queue"),
        ("cfn-json", "\"Resources\": {", "\"Resources\": {\"Queue\": {\"Type\": \"AWS::SQS::Queue\"},", "Queue"),
        ("tf", "\"resource\": {", "\"resource\": {\"aws_sqs_queue\": {\"q\": {}},", "aws_sqs_queue.q"),
    ] {
        let build = ["build", "infra.ecr", "-o", "out", "-t", target];
        folder.run(&build).fine();
        let old = folder.read("out");
        assert!(old.contains(from), "{old}");
        folder.write("out", old.replacen(from, to, 1));
        let said = folder.run(&build).failed();
        let help = "  = help: move what you added to a template of its own, or remove the file first\n";
        assert_eq!(said, format!("error: `out` already exists, and has `{name}`, which ecrc did not write\n{help}"));
        // A template of another spec has other resources, and an edit that adds none is not kept.
        folder.write("out", old.replace("us-east-2", "us-west-2"));
        folder.run(&build).fine();
        folder.write("infra.ecr", SPEC.replace("logs awslogs", "logs none"));
        folder.run(&build).fine();
        folder.write("infra.ecr", SPEC);
        std::fs::remove_file(folder.path("out")).unwrap();
    }
}

/// However it is written, and wherever it stands.
#[test]
fn whatever_somebody_added_to_a_template_is_kept() {
    let folder = Folder::with(&[("infra.ecr", SPEC)]);
    let group = "  EndpointSecurityGroup:\n";
    let topic = "{Type: AWS::SNS::Topic}";
    for (target, from, to, name) in [
        ("cfn", "Resources:\n", format!("Resources:\n  MyTopic: {topic}\n"), "MyTopic"),
        ("cfn", "Resources:\n", "Resources:\n  MyTopic: # mine\n    Type: AWS::SNS::Topic\n".to_owned(), "MyTopic"),
        ("cfn", "Resources:\n", "Resources:\n  \"MyTopic\":\n    Type: AWS::SNS::Topic\n".to_owned(), "MyTopic"),
        // A name that ecrc gives something, without the reason that it writes.
        ("cfn", "Resources:\n", "Resources:\n  Vpc:\n    Type: AWS::EC2::VPC\n".to_owned(), "Vpc"),
        ("cfn", group, group.replace("Security", "Own") + "    Type: AWS::EC2::VPC\n" + group, "EndpointOwnGroup"),
        ("cfn", "Outputs:\n", "Outputs:\n  Mine: {Value: x}\n".to_owned(), "Outputs.Mine"),
        ("cfn", "Resources:\n", "Conditions: {A: !Equals [a, b]}\nResources:\n".to_owned(), "Conditions.A"),
        ("cfn", "Resources:\n", "Transform: AWS::Serverless-2016-10-31\nResources:\n".to_owned(), "Transform"),
        ("cfn-json", "\"Outputs\": {", "\"Outputs\": {\"Mine\": {\"Value\": \"x\"},".to_owned(), "Outputs.Mine"),
        ("tf", "\"output\": {", "\"output\": {\"mine\": {\"value\": \"x\"},".to_owned(), "output.mine"),
        ("tf", "\"data\": {", "\"data\": {\"aws_subnet\": {\"mine\": {}},".to_owned(), "data.aws_subnet.mine"),
        ("tf", "\"data\": {", "\"module\": {\"m\": {\"source\": \"./m\"}},\"data\": {".to_owned(), "module.m"),
        ("tf", "\"terraform\": {", "\"terraform\": {\"backend\": {\"s3\": {}},".to_owned(), "terraform.backend"),
    ] {
        let build = ["build", "infra.ecr", "-o", "out", "-t", target];
        folder.run(&build).fine();
        let old = folder.read("out");
        assert!(old.contains(from), "{old}");
        folder.write("out", old.replacen(from, &to, 1));
        let said = folder.run(&build).failed();
        let beginning = format!("error: `out` already exists, and has `{name}`, which ecrc did not write\n");
        assert!(said.starts_with(&beginning), "{to}: {said}");
        std::fs::remove_file(folder.path("out")).unwrap();
    }
    // What cannot be read may hold anything.
    for (from, to) in [("Resources:\n", "<<<<<<< mine\nResources:\n"), ("Outputs:\n", "Outputs: {}\nOutputs:\n")] {
        folder.run(&["build", "infra.ecr", "-o", "out"]).fine();
        folder.write("out", folder.read("out").replacen(from, to, 1));
        let said = folder.run(&["build", "infra.ecr", "-o", "out"]).failed();
        assert!(said.starts_with("error: `out` already exists, and cannot be read as a template\n"), "{said}");
        std::fs::remove_file(folder.path("out")).unwrap();
    }
}

/// Of one that another version wrote, or in which a word was changed, what the spec no longer makes is ecrc's.
#[test]
fn what_a_spec_no_longer_makes_was_not_added() {
    for example in EXAMPLES {
        let large = std::fs::read_to_string(project(&format!("examples/{example}.ecr"))).unwrap();
        let folder = Folder::with(&[]);
        for target in ["cfn", "tf"] {
            let build = ["build", "infra.ecr", "-o", "out", "-t", target];
            folder.write("infra.ecr", &large);
            folder.run(&build).fine();
            folder.write("out", folder.read("out").replacen("https", "HTTPS", 1));
            folder.write("infra.ecr", SPEC.replace("logs awslogs", "logs none"));
            folder.run(&build).fine();
        }
    }
}
