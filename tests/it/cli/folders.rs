//! Input: directories and files as people have them: links, files that cannot be read, other texts in their place.
//! Output: what a command reads of them, and what it says of the rest.
//! Never: a clean bill for what was not read.

use super::Folder;

const TEMPLATE: &str = "Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.0.0.0/16
      EnableDnsHostnames: true
  S3:
    Type: AWS::EC2::VPCEndpoint
    Properties: {VpcId: !Ref Vpc, ServiceName: com.amazonaws.us-east-2.s3}
";

/// The exit code and all that is said.
fn said(folder: &Folder, arguments: &[&str]) -> (Option<i32>, String) {
    let run = folder.run(arguments);
    (run.code, format!("{}{}", run.out, run.err))
}

#[cfg(unix)]
#[test]
fn each_file_is_read_once_and_links_lead_nowhere_twice() {
    use std::os::unix::fs::symlink;
    let folder = Folder::with(&[("a/vpc.yaml", TEMPLATE), ("a/deep/ok.ecr", super::SPEC)]);
    for link in ["loop", "again", "deep/up"] {
        symlink(folder.path("a"), folder.path(&format!("a/{link}"))).unwrap();
    }
    symlink("vpc.yaml", folder.path("a/same.yaml")).unwrap();
    for (command, expected) in [("audit", 0), ("trace", 0), ("graph", 0), ("report", 0), ("import", 1)] {
        let (code, said) = said(&folder, &[command, "a"]);
        assert_eq!(code, Some(expected), "{command}: {said}");
        assert!(!said.contains("a/vpc.yaml"), "{command}: {said}");
    }
    for arguments in [&["audit", "a"][..], &["audit", "a", "a/vpc.yaml", "./a/vpc.yaml"], &["audit", "a/vpc.yaml", "a"]]
    {
        let (_, said) = said(&folder, arguments);
        assert!(said.contains("note: 2 files, 1 VPC, 1 endpoint"), "{arguments:?}: {said}");
    }
}

/// A directory is a VPC of its own: what two of them share is an answer in both.
#[cfg(unix)]
#[test]
fn an_answer_that_two_directories_share_is_read_in_both() {
    let vpcs = |id: &str| format!("{{\"Vpcs\": [{{\"VpcId\": \"{id}\", \"CidrBlock\": \"10.0.0.0/16\"}}]}}");
    let folder = Folder::with(&[
        ("d/a/vpcs.json", &*vpcs("vpc-0a")),
        ("d/b/vpcs.json", &vpcs("vpc-0b")),
        ("d/a/vpc-endpoints.json", "{\"VpcEndpoints\": []}"),
    ]);
    std::os::unix::fs::symlink("../a/vpc-endpoints.json", folder.path("d/b/vpc-endpoints.json")).unwrap();
    for arguments in [&["audit", "d"][..], &["audit", "d", "d/b", "./d/a/vpcs.json"]] {
        let (_, said) = said(&folder, &[arguments, &["--explain-unknown"]].concat());
        assert!(said.contains("note: 4 files, 2 VPCs"), "{said}");
        assert!(!said.contains("the endpoints of"), "{said}");
    }
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_below_a_directory_is_a_finding_and_the_rest_is_read() {
    let folder = Folder::with(&[("a/vpc.yaml", TEMPLATE)]);
    std::os::unix::fs::symlink("nowhere", folder.path("a/old.yaml")).unwrap();
    let (code, said) = said(&folder, &["audit", "a", "--format", "short"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("a/old.yaml:1:1: error[ECR001]: this file cannot be read: "), "{said}");
    assert!(said.contains("1 VPC, 1 endpoint"), "{said}");
}

#[test]
fn what_stands_in_place_of_an_answer_is_a_finding() {
    let refused = "\nAn error occurred (UnauthorizedOperation) when calling the DescribeVpcEndpoints operation: no\n";
    for (text, why) in [
        (refused, "AWS answered: An error occurred (UnauthorizedOperation)"),
        ("", "it is empty"),
        ("VPCENDPOINTS\tvpce-1\n", "it is not JSON, which `--output json` prints"),
        ("\u{1b}[?1h{\"VpcEndpoints\": []}", "it is not JSON, which `--output json` prints"),
    ] {
        let folder = Folder::with(&[("v/vpcs.json", r#"{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}]}"#)]);
        folder.write("v/vpc-endpoints.json", text);
        let (code, said) = said(&folder, &["audit", "v", "--format", "short"]);
        let expected = format!("v/vpc-endpoints.json:1:1: error[ECR001]: this file cannot be read: {why}");
        assert!(code == Some(1) && said.contains(&expected), "{text}: {said}");
    }
}

#[test]
fn a_template_that_is_none_is_not_clean() {
    let braces = |inside: &str| format!("{{\"AWSTemplateFormatVersion\": \"2010-09-09\", {inside}}}");
    let resources =
        "\"Resources\": {\"V\": {\"Type\": \"AWS::EC2::VPC\", \"Properties\": {\"CidrBlock\": \"10.0.0.0/16\"}}}";
    let comments = "1:44: error[ECR001]: JSON has no comments";
    for (name, text, expected) in [
        ("a.json", braces(&format!("// the network\n{resources}")), comments),
        ("a.json", braces(&format!("/* the network */ {resources}")), comments),
        ("a.json", braces(&format!("\"Metadata\": {{\"u\": \"https://a//b \\\"// \"}}, {resources}")), ""),
        ("a.yaml", "Resources:\n  - Type: AWS::EC2::VPC\n".to_owned(), "2:3: error[ECR001]: `Resources` is not a map"),
        ("a.yaml", "Resources: # AWS::EC2::VPC\n".to_owned(), "error[ECR001]: `Resources` is not a map"),
        ("a.yaml", "AWSTemplateFormatVersion: 2010-09-09\n".to_owned(), "error[ECR001]: a template needs `Resources`"),
        ("a.yaml", "AWSTemplateFormatVersion: 2010-09-09\nTransform: Mine\n".to_owned(), ""),
    ] {
        let folder = Folder::with(&[(name, &text)]);
        let (code, said) = said(&folder, &["audit", name, "--format", "short"]);
        assert!(said.contains(expected) && (code == Some(1)) != expected.is_empty(), "{text}: {code:?} {said}");
    }
    let folder = Folder::with(&[("m/main.tf", "resource \"aws_vpc\" \"v\" {\n  cidr_block = \"10.0.0.0/16\"\n}\n")]);
    let (code, said) = said(&folder, &["audit", "m", "--as", "cfn"]);
    assert!(code == Some(1) && said.contains("ECR001"), "{said}");
}

#[test]
fn what_is_said_in_vain_is_told() {
    let folder = Folder::with(&[("s.ecr", super::SPEC), ("t.yaml", TEMPLATE)]);
    let vain = "have no effect on specs";
    for command in ["audit", "graph", "report", "trace"] {
        for option in ["--launch=eks", "--region=us-east-2", "--assume=A=b"] {
            let (_, with) = said(&folder, &[command, "s.ecr", option]);
            assert!(with.contains(vain), "{command} {option}: {with}");
        }
        let (_, without) = said(&folder, &[command, "s.ecr"]);
        let (_, beside) = said(&folder, &[command, "s.ecr", "t.yaml", "--region=us-east-2"]);
        assert!(!without.contains(vain) && !beside.contains(vain), "{command}: {without}{beside}");
    }
    for (arguments, expected) in [
        (&["audit", "t.yaml", "--role", "x"][..], "go with `--collect`"),
        (&["graph", "s.ecr", "-o", "x.png"], "ecrc does not write pictures as `.png`"),
        (&["graph", "s.ecr", "-o", "x.PNG"], "ecrc does not write pictures as `.png`"),
        (&["graph", "s.ecr", "-o", "x.json"], "ecrc does not write pictures as `.json`"),
        (&["report", "s.ecr", "-o", "x.txt"], "ecrc does not write reports as `.txt`"),
        (&["report", "s.ecr", "-o", "x.svg"], "ecrc does not write reports as `.svg`"),
        (&["build", "s.ecr", "-o", "main.tf.json"], "`-t cfn` does not write files such as `main.tf.json`"),
        (&["build", "s.ecr", "-o", "main.json"], "`-t cfn` does not write files such as `main.json`"),
        (&["build", "s.ecr", "-t", "tf", "-o", "x.YAML"], "`-t tf` does not write files such as `x.YAML`"),
        (&["build", "s.ecr", "-t", "cfn-json", "-o", "x.yml"], "`-t cfn-json` does not write files such as `x.yml`"),
        (&["build", "s.ecr", "-t", "cfn", "--module"], "`--module` has no effect on CloudFormation"),
    ] {
        let (_, said) = said(&folder, arguments);
        assert!(said.contains(expected), "{arguments:?}: {said}");
    }
    assert_eq!(folder.files(), ["s.ecr", "t.yaml"]);
}
