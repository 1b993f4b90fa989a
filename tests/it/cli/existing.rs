//! Input: pairs of what people wrote by hand, in every language, of what ecrc wrote, and of what is deployed.
//! Output: that `diff` says the same of the same worlds, in whatever language either side is.
//! Never: takes what `diff` says of one language for what it has to say of another: the first row is written by hand.

use super::Folder;
use super::git::repository;
use crate::worlds::{changed, read};
use serde_json::Value;

/// The files of a world in each language, by the name of what `diff` is given.
fn write(folder: &Folder, at: &str, world: &Value) -> Vec<String> {
    let mut written = Vec::new();
    for (language, file, named) in [("ecr", "w.ecr", "w.ecr"), ("yaml", "w.yaml", "w.yaml"), ("tf", "tf/w.tf", "tf")] {
        let Some(text) = changed(world, language) else { continue };
        folder.write(&format!("{at}/{file}"), text);
        written.push(format!("{at}/{named}"));
    }
    written
}

fn is_spec(side: &str) -> bool {
    std::path::Path::new(side).extension().is_some_and(|ending| ending == "ecr")
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap()
}

/// Each world beside the first one: whatever the languages of both sides, resources, access and starts come to the same.
#[test]
fn equal_worlds_differ_equally_in_every_language() {
    let folder = Folder::with(&[]);
    let worlds: Vec<Value> = serde_json::from_str(&read("worlds.json")).unwrap();
    let whole = write(&folder, "whole", &worlds[0]);
    let mut wrong = Vec::new();
    for (number, world) in worlds.iter().enumerate() {
        let sides = write(&folder, &number.to_string(), world);
        // A spec of a world that breaks a rule does not compile.
        let compiles = |side: &&String| !is_spec(side) || folder.run(&["check", side]).code == Some(0);
        let sides: Vec<&String> = sides.iter().filter(compiles).collect();
        let of = |old: &str, new: &str| {
            let run = folder.run(&["diff", old, new, "-t", "cfn", "--no-text"]);
            assert_eq!(run.code, Some(0), "{}", run.err);
            first_line(&run.out).to_owned()
        };
        // Between two specs, outputs are compared, too.
        let pairs = whole.iter().flat_map(|old| sides.iter().map(move |new| (old, *new)));
        let pairs = pairs.filter(|(old, new)| !(is_spec(old) && is_spec(new)));
        let all: Vec<String> = pairs.map(|(old, new)| of(old, new)).collect();
        if all.iter().any(|one| *one != all[0]) || (number == 0) != (all[0] == "no change") {
            wrong.push(format!("{}: {all:?}", world["name"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const LAUNCH: [&str; 4] = ["--launch", "fargate:1.4.0", "--logs", "awslogs"];

/// What people call their resources is what they read.
#[test]
fn a_change_is_told_in_the_names_of_the_new_side() {
    let folder = Folder::with(&[]);
    let worlds: Vec<Value> = serde_json::from_str(&read("worlds.json")).unwrap();
    let of = |name: &str| worlds.iter().find(|world| world["name"] == name).unwrap();
    write(&folder, "whole", &worlds[0]);
    write(&folder, "changed", of("clients of another network"));
    let run = folder.run(&[&["diff", "whole/w.yaml", "changed/tf", "--fail-on", "interrupted"][..], &LAUNCH].concat());
    assert_eq!((run.code, run.err.as_str()), (Some(1), ""), "{}", run.out);
    for expected in ["aws_security_group.endpoints.ingress", "(aws_vpc_security_group_ingress_rule)", "aws_vpc.network"]
    {
        assert!(run.out.contains(expected), "{expected}: {}", run.out);
    }
    for other in ["EndpointSecurityGroup", "EcrApiEndpoint", "HttpsFrom", "@@"] {
        assert!(!run.out.contains(other), "{other}: {}", run.out);
    }
}

/// What `build` wrote, and somebody went on with by hand: with a resource that ecrc has no place for, too.
#[test]
fn a_template_that_was_edited_by_hand_is_compared() {
    let folder = Folder::with(&[("web.ecr", &read("world.ecr")), ("given.ecr", super::SPEC)]);
    let with_more = |text: &str| text.replacen("Resources:", "Resources:\n  Other:\n    Type: AWS::SNS::Topic", 1);
    let built = folder.run(&["build", "web.ecr"]).fine();
    folder.write("same.yaml", with_more(&built));
    let run = folder.run(&["diff", "web.ecr", "same.yaml"]);
    assert_eq!((run.code, first_line(&run.out)), (Some(0), "no change"), "{}", run.err);
    assert!(
        run.err.contains("ecrc does not compare tags, descriptions, and what is unknown on both sides"),
        "{}",
        run.err
    );
    folder.write("off.yaml", with_more(&built.replacen("PrivateDnsEnabled: true", "PrivateDnsEnabled: false", 1)));
    let run = folder.run(&["diff", "web.ecr", "off.yaml", "--exit-code"]);
    assert_eq!((run.code, run.err.as_str()), (Some(1), ""));
    assert!(run.out.starts_with("1 changed"), "{}", run.out);
    assert!(run.out.contains("PrivateDnsEnabled\n        - true\n        + false\n"), "{}", run.out);
    // A parameter that stands for the VPC's subnets is the same on both sides; of one that may be any client nothing is known.
    let built = folder.run(&["build", "given.ecr"]).fine();
    folder.write("given.yaml", with_more(&built));
    let run = folder.run(&["diff", "given.ecr", "given.yaml"]);
    assert!(run.out.starts_with("1 changed"), "{}", run.out);
    assert!(run.out.contains("CidrIp (unknown after the change)"), "{}", run.out);
}

/// A region that one side names is that of the other, which leaves it open.
#[test]
fn a_region_that_is_open_is_that_of_the_other_side() {
    let folder = Folder::with(&[]);
    let text = read("world.yaml");
    folder.write("here.yaml", &text);
    let open = text.replace("com.amazonaws.us-east-2.", "!Sub com.amazonaws.${AWS::Region}.");
    folder.write(
        "open.yaml",
        open.replace("prod-us-east-2-", "prod-${AWS::Region}-").replace("Resource: arn", "Resource: !Sub arn"),
    );
    for [old, new] in [["here.yaml", "open.yaml"], ["open.yaml", "here.yaml"]] {
        let run = folder.run(&["diff", old, new]);
        assert_eq!((run.code, first_line(&run.out)), (Some(0), "no change"), "{}{}", run.out, run.err);
    }
}

/// What an option says is for files that leave something open; where none does, that is said.
#[test]
fn options_that_say_nothing_to_either_side_are_told() {
    let folder = Folder::with(&[("a.ecr", super::SPEC), ("b.ecr", super::SPEC)]);
    folder.write("net.yaml", read("world.yaml"));
    let run = folder.run(&["diff", "a.ecr", "b.ecr", "--region", "eu-west-1"]);
    assert_eq!((run.code, first_line(&run.out)), (Some(0), "no change"));
    assert!(run.err.contains("such as `--region` and `--launch`, have no effect"), "{}", run.err);
    let run = folder.run(&["diff", "net.yaml", "net.yaml", "--assume", "No=true", "--var", "no=1"]);
    for expected in ["`--assume No` settles nothing", "nothing asks for the variable `no`"] {
        assert!(run.err.contains(expected), "{}", run.err);
    }
    let run = folder.run(&["diff", "a.ecr", "net.yaml", "--launch", "ec2", "--no-text"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
}

/// Of a revision, git has a file; a module is all files of a directory, and those of today are none of then.
#[test]
fn a_revision_holds_templates_and_no_modules() {
    let folder = repository(&[("main.tf", &read("world.tf")), ("net.yaml", &read("world.yaml"))]);
    folder.write("main.tf", read("world.tf").replace("\"ecr.dkr\" = true", "\"ecr.dkr\" = false"));
    folder.write("net.yaml", read("world.yaml").replace("true # dkr", "false"));
    let said = folder.run(&["diff", "--base", "main", "main.tf"]).failed();
    assert!(said.contains("does not read Terraform modules, such as that of `main:main.tf`, from git"), "{said}");
    let run = folder.run(&["diff", "--base", "main", "net.yaml"]);
    assert!(run.out.starts_with("1 changed"), "{}{}", run.out, run.err);
}

#[test]
fn a_policy_of_a_role_is_one_resource() {
    let network = "resource \"aws_vpc\" \"v\" {\n  cidr_block = \"10.0.0.0/16\"\n}
resource \"aws_vpc_endpoint\" \"s3\" {\n  vpc_id       = aws_vpc.v.id\n  service_name = \"com.amazonaws.us-east-2.s3\"\n}
resource \"aws_iam_role\" \"x\" {\n  name = \"x\"\n  assume_role_policy = \"{}\"\n}\n";
    let policy = "resource \"aws_iam_role_policy\" \"s\" {\n  role = aws_iam_role.x.name\n  policy = jsonencode({Statement = []})\n}\n";
    let folder = Folder::with(&[("a/main.tf", network), ("b/main.tf", &format!("{network}{policy}"))]);
    let run = folder.run(&["diff", "a", "b"]);
    assert!(run.out.starts_with("1 added"), "{}{}", run.out, run.err);
}
