//! Input: the command line of `ecrc import`.
//! Output: where the spec goes, what is said beside it, and the exit code.
//! Never: tests what is written; that is for the library's tests.

use super::{Folder, SPEC};

/// Both ECR endpoints and S3's, of one VPC.
fn template(vpc: &str) -> String {
    let interface = |name: &str, service: &str| {
        format!(
            "  {name}:\n    Type: AWS::EC2::VPCEndpoint\n    Properties:\n      VpcId: {vpc}\n      \
             ServiceName: com.amazonaws.us-east-2.{service}\n      VpcEndpointType: Interface\n      \
             PrivateDnsEnabled: true\n      SubnetIds: [subnet-0a1b2c3d, subnet-1a1b2c3d]\n      \
             SecurityGroupIds: [sg-0a1b2c3d]\n"
        )
    };
    format!(
        "Resources:\n{}{}  S3:\n    Type: AWS::EC2::VPCEndpoint\n    Properties:\n      VpcId: {vpc}\n      \
         ServiceName: com.amazonaws.us-east-2.s3\n      RouteTableIds: [rtb-0a1b2c3d]\n",
        interface("Api", "ecr.api"),
        interface("Dkr", "ecr.dkr")
    )
}

const RUNS: [&str; 2] = ["--launch=fargate:1.4.0", "--logs=none"];

fn arguments<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["import"], more, &RUNS].concat()
}

#[test]
fn a_spec_goes_to_standard_output_or_into_a_file() {
    let folder = Folder::with(&[("network.yaml", &template("vpc-0a1b2c3d"))]);
    let run = folder.run(&arguments(&["network.yaml"]));
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert_eq!(run.err, "note: imported 1 VPC; the spec makes the same resources\n");
    assert!(run.out.contains("\nprivate_ecr <\n  region us-east-2;\n  vpc \"vpc-0a1b2c3d\";\n"), "{}", run.out);
    let again = folder.run(&arguments(&["network.yaml", "-o", "-"]));
    assert_eq!(again.out, run.out);
    let written = folder.run(&arguments(&["network.yaml", "-o", "shop.ecr"]));
    assert_eq!((written.code, written.out.as_str()), (Some(0), ""));
    assert_eq!(folder.read("shop.ecr"), run.out);
    assert_eq!(folder.run(&["fmt", "--check", "shop.ecr"]).fine(), "");
    // The same text is no change. Another may be a spec that somebody has worked on.
    assert_eq!(folder.run(&arguments(&["network.yaml", "-o", "shop.ecr"])).code, Some(0));
    folder.write("shop.ecr", SPEC);
    let said = folder.run(&arguments(&["network.yaml", "-o", "shop.ecr"])).failed();
    let help = "  = help: name another file, or remove it first\n";
    assert_eq!(said, format!("error: `shop.ecr` already exists, and is a spec\n{help}"));
    assert_eq!(folder.read("shop.ecr"), SPEC);
    folder.write("empty.ecr", "");
    let said = folder.run(&arguments(&["network.yaml", "-o", "empty.ecr"])).failed();
    assert_eq!(said, format!("error: `empty.ecr` already exists, and is empty\n{help}"));
    let piped = folder.run_on(&arguments(&["-"]), template("vpc-0a1b2c3d"));
    assert_eq!(piped.out, run.out.replace("network.yaml", "-"));
}

#[test]
fn several_vpcs_are_blocks_of_a_file_or_files_of_a_directory() {
    let files = [("a.yaml", &*template("vpc-0a1b2c3d")), ("b.yaml", &*template("vpc-1a1b2c3d"))];
    let folder = Folder::with(&files);
    folder.write("c.yaml", template("vpc-0a1b2c3d"));
    let run = folder.run(&arguments(&["."]));
    for name in ["vpc-0a1b2c3d", "vpc-1a1b2c3d", "vpc-0a1b2c3d-2"] {
        assert!(run.out.contains(&format!("\nprivate_ecr {name} <\n")), "{}", run.out);
    }
    folder.write("all.ecr", &run.out);
    assert_eq!(folder.run(&["fmt", "--check", "all.ecr"]).fine(), "");
    let run = folder.run(&arguments(&["a.yaml", "b.yaml", "c.yaml", "-o", "specs"]));
    assert_eq!(run.code, Some(0), "{}", run.err);
    let specs: Vec<String> = folder.files().into_iter().filter(|file| file.starts_with("specs/")).collect();
    assert_eq!(specs, ["specs/vpc-0a1b2c3d-2.ecr", "specs/vpc-0a1b2c3d.ecr", "specs/vpc-1a1b2c3d.ecr"]);
    assert!(folder.read("specs/vpc-1a1b2c3d.ecr").contains("\nprivate_ecr <\n"));
}

#[test]
fn what_cannot_be_said_is_an_error_and_nothing_is_written() {
    let refused = template("vpc-0a1b2c3d").replace(
        "  S3:",
        "      PolicyDocument: {Statement: [{Effect: Deny, Principal: \"*\", NotAction: \"ecr:Get*\", Resource: \"*\"}]}\n  S3:",
    );
    let folder = Folder::with(&[("a.yaml", &template("vpc-1a1b2c3d")), ("b.yaml", &refused)]);
    let said = folder.run(&arguments(&["a.yaml", "b.yaml", "-o", "out.ecr"])).findings();
    assert!(said.contains("error[ECR010]: no `allow` or `deny` says `NotAction`"), "{said}");
    assert!(said.contains("b.yaml:20:67") && said.contains("nothing is written"), "{said}");
    assert!(!folder.has("out.ecr"));
    let said = folder.run(&["import", "a.yaml"]).findings();
    assert!(
        said.contains("what runs in `vpc-1a1b2c3d` is not known") && said.contains("`--launch fargate:1.4.0`"),
        "{said}"
    );
    folder.write("broken.yaml", "Resources: [\n  AWS::EC2::VPC");
    assert!(folder.run(&arguments(&["a.yaml", "broken.yaml", "--as=cfn"])).findings().contains("broken.yaml:"));
}

#[test]
fn what_is_not_there_or_holds_no_vpc_fails() {
    let folder = Folder::with(&[("infra.ecr", SPEC), ("topic.yaml", "Resources: {Topic: {Type: AWS::SNS::Topic}}\n")]);
    folder.run(&arguments(&["nothing.yaml"])).failed();
    assert!(folder.run(&arguments(&["topic.yaml"])).failed().contains("no VPC found to import"));
    assert!(folder.run(&arguments(&["topic.yaml", "-o", ""])).failed().contains("`-o` names nothing"));
    let run = folder.run(&arguments(&["infra.ecr"]));
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
    assert!(run.err.starts_with("note: `infra.ecr` is already a spec\nerror: no VPC found to import\n"), "{}", run.err);
}

#[test]
fn what_differs_and_what_breaks_rules_is_counted() {
    let text = template("vpc-0a1b2c3d")
        .replacen("true", "false", 2)
        .replace("com.amazonaws.us-east-2.s3", "com.amazonaws.us-east-2.dynamodb");
    let folder = Folder::with(&[("network.yaml", &text)]);
    let run = folder.run(&arguments(&["network.yaml"]));
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.err.contains("warning: imported 1 VPC, with 1 difference\n"), "{}", run.err);
    assert!(run.err.contains("warning: what was imported breaks rules: 1 error\n"), "{}", run.err);
    assert!(run.out.contains("- the spec also makes the `s3` endpoint\n"), "{}", run.out);
}

#[test]
fn an_assumption_that_settles_nothing_is_said() {
    let folder = Folder::with(&[("network.yaml", &template("vpc-0a1b2c3d"))]);
    let run = folder.run(&arguments(&["network.yaml", "--assume", "Nothing=true"]));
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.err.starts_with("warning: `--assume Nothing` settles nothing\n"), "{}", run.err);
}

#[test]
fn a_module_that_nothing_calls_is_left_out() {
    let module = "variable \"vpc\" {}\nvariable \"service\" {}\nresource \"aws_vpc_endpoint\" \"e\" {\n  vpc_id = var.vpc\n  \
                  service_name = var.service\n  vpc_endpoint_type = \"Interface\"\n}\n";
    let folder = Folder::with(&[("network.yaml", &*template("vpc-0a1b2c3d")), ("endpoint/main.tf", module)]);
    let alone = folder.run(&arguments(&["network.yaml"]));
    let both = folder.run(&arguments(&["."]));
    assert_eq!((both.code, &both.out), (Some(0), &alone.out), "{}", both.err);
    let left_out = "note: `var.vpc` of `endpoint/main.tf` is left out: the region of `var.vpc` is not known\n  \
                    = help: import the module that calls this one, or name the region: `--region us-east-1`\n\
                    note: imported 1 VPC; the spec makes the same resources\n";
    assert_eq!(both.err, left_out);
    let of_module = folder.run(&arguments(&["endpoint"]));
    assert_eq!(of_module.code, Some(1), "{}", of_module.err);
    assert!(of_module.err.contains("ECR010"), "{}", of_module.err);
}

/// Nobody calls a template, and what is open of one VPC is one note.
#[test]
fn a_template_that_leaves_all_open_is_left_out_with_one_note() {
    let open = "Parameters: {Vpc: {Type: String}}\nResources:\n  E:\n    Type: AWS::EC2::VPCEndpoint\n    Properties:\n      \
                VpcId: !Ref Vpc\n      VpcEndpointType: Interface\n      \
                ServiceName: !Sub 'com.amazonaws.${AWS::Region}.ecr.api'\n";
    let shown = template("vpc-0a1b2c3d");
    let folder = Folder::with(&[("a.yaml", &*shown), ("b.yaml", open)]);
    let run = folder.run(&arguments(&["."]));
    assert_eq!(
        run.err,
        "note: `Vpc` of `b.yaml` is left out: the region of `Vpc` is not known\n  \
         = help: name the region: `--region us-east-1`\n\
         note: imported 1 VPC; the spec makes the same resources\n"
    );
    let both = folder.run(&["import", "."]);
    let note =
        "note: `Vpc` of `b.yaml` is left out: the region of `Vpc` is not known; what runs in `Vpc` is not known\n";
    assert!(both.err.starts_with(note) && both.err.matches("left out").count() == 1, "{}", both.err);
}

#[test]
fn what_no_spec_says_is_an_error_beside_other_vpcs_too() {
    let policy = "{Statement: [{Effect: Allow, Principal: '*', NotAction: 'ecr:Get*', Resource: '*'}]}";
    let api = "us-east-2.ecr.api\n";
    let open = template("!Ref Network").replace(api, &format!("{api}      PolicyDocument: {policy}\n"));
    let open = format!("Parameters: {{Network: {{Type: String}}}}\n{open}");
    let folder = Folder::with(&[("a.yaml", &template("vpc-0a1b2c3d")), ("b.yaml", &open)]);
    let run = folder.run(&arguments(&["."]));
    assert_eq!((run.code, run.out.as_str()), (Some(1), ""), "{}", run.err);
    assert!(run.err.contains("ECR010") && run.err.contains("b.yaml"), "{}", run.err);
}
