//! Input: two sides, as files, directories or templates; those of git are in `revisions.rs`.
//! Output: what `diff` reports in each format, its exit codes, and what it says about sides that it cannot compare.
//! Never: checks what a change means; `tests/cases/changes.yaml` does.

use super::{Folder, SPEC, block};
use serde_json::Value;

/// Without the deny.
pub fn open() -> String {
    SPEC.replace("  deny delete repo \"x\"\n", "")
}

#[test]
fn a_change_is_counted_in_the_first_line() {
    let folder = Folder::with(&[("old.ecr", &open()), ("new.ecr", SPEC)]);
    let text = folder.run(&["diff", "old.ecr", "new.ecr"]).fine();
    assert_eq!(text.lines().next(), Some("2 changed · access broadened: no"));
    assert!(text.contains("  ~ EcrApiEndpoint  (AWS::EC2::VPCEndpoint)\n  ~ EcrDkrEndpoint"), "{text}");
    assert!(text.contains("        + deny ecr:DeleteRepository on arn:aws:ecr:us-east-2:<account>:repository/x\n"));
    assert!(text.contains("      new.ecr:5:3: deny delete repo \"x\"\n"), "{text}");
    assert!(text.contains("access - everyone loses delete on repository `x` through EcrApiEndpoint, EcrDkrEndpoint\n"));
    assert!(text.contains("\n--- old\n+++ new\n@@ -"), "{text}");
    let back = folder.run(&["diff", "new.ecr", "old.ecr", "-t", "tf", "--no-text"]).fine();
    assert_eq!(back.lines().next(), Some("2 changed · access broadened: yes"));
    assert!(back.contains("aws_vpc_endpoint.ecr_api") && !back.contains("@@"), "{back}");
    assert!(back.contains("      new.ecr:5:3: deny delete repo \"x\"  (removed)\n"), "{back}");
}

#[test]
fn what_changes_no_template_is_no_change() {
    let turned = "# Another comment.\nprivate_ecr old < deny delete repo \"x\"; logs awslogs;\n launch fargate 1.4.0; # end\n region us-east-2 >";
    let renamed = block("other");
    for new in [SPEC, turned, renamed.as_str()] {
        let folder = Folder::with(&[("old.ecr", SPEC), ("new.ecr", new)]);
        let text = folder.run(&["diff", "old.ecr", "new.ecr", "--exit-code", "--fail-on", "broadened"]).fine();
        assert_eq!(text.lines().next(), Some("no change"), "{text}");
    }
    // Of several, the renamed one is found by its text, and both names are said.
    let several = |name: &str| format!("{}{}", block("a"), block(name).replace("us-east-2", "us-west-2"));
    let folder = Folder::with(&[("old.ecr", &several("b")), ("new.ecr", &several("c"))]);
    let text = folder.run(&["diff", "old.ecr", "new.ecr", "--exit-code"]).fine();
    assert_eq!(text, "no change\n\nc (was: b): no change\n");
    // Blocks in another order, and in other files.
    let folder = Folder::with(&[("old/x.ecr", &format!("{}{}", block("a"), block("b")))]);
    folder.write("new/a.ecr", block("b"));
    folder.write("new/b.ecr", block("a"));
    assert_eq!(folder.run(&["diff", "old", "new", "--exit-code"]).fine(), "no change\n");
}

#[test]
fn other_words_in_descriptions_are_no_change_of_a_resource() {
    // The endpoints that instances have are said to be for tasks on Fargate, too.
    let (old, new) = (SPEC.replace("fargate 1.4.0", "ec2"), SPEC.replace("launch", "launch ec2; launch"));
    let folder = Folder::with(&[("old.ecr", &old), ("new.ecr", &new)]);
    let text = folder.run(&["diff", "old.ecr", "new.ecr", "--no-text"]).fine();
    let words = "only comments and descriptions change";
    assert_eq!(text, format!("no resource changes · access broadened: no\n\nnew (was: old): {words}\n"));
    assert_eq!(folder.run(&["diff", "old.ecr", "new.ecr", "--exit-code"]).code, Some(1));
}

#[test]
fn templates_are_sides_in_every_target() {
    for (target, name) in [("cfn", "web.yaml"), ("cfn-json", "web.json"), ("tf", "web/main.tf.json")] {
        let folder = Folder::with(&[("web.ecr", SPEC), ("new.ecr", &open().replace("private_ecr", "private_ecr web"))]);
        folder.run(&["build", "web.ecr", "-t", target, "-o", "./"]).fine();
        assert_eq!(folder.run(&["diff", name, "web.ecr", "--exit-code"]).fine(), "no change\n", "{target}");
        let text = folder.run(&["diff", name, "new.ecr"]).fine();
        assert_eq!(text.lines().next(), Some("2 changed · access broadened: yes"));
        let address = if target == "tf" { "aws_vpc_endpoint.ecr_api" } else { "EcrApiEndpoint" };
        assert!(text.contains(address), "{text}");
        assert_eq!(folder.run(&["diff", "web.ecr", name, "--exit-code"]).fine(), "no change\n");
    }
    let folder = Folder::with(&[("web.ecr", SPEC)]);
    folder.run(&["build", "web.ecr", "-t", "tf", "--module", "-o", "web.json"]).fine();
    assert_eq!(folder.run(&["diff", "web.json", "web.ecr", "--exit-code"]).fine(), "no change\n");
    folder.run(&["build", "web.ecr", "-t", "tf", "-o", "root.json"]).fine();
    let run = folder.run(&["diff", "root.json", "web.json", "--exit-code"]);
    assert!(run.code == Some(1) && run.out.starts_with("no change\n"), "{}", run.out);
    assert!(run.err.contains("only one is a module"), "{}", run.err);
    assert_eq!(folder.run(&["diff", "root.json", "web.json", "--exit-code", "-t", "tf"]).code, Some(0));
}

#[test]
fn what_follows_a_replacement_names_it_as_the_target_does() {
    let vpc = |cidr: &str| SPEC.replace("logs awslogs;", &format!("logs awslogs; vpc new {cidr};"));
    let folder = Folder::with(&[("old.ecr", &vpc("10.0.0.0/16")), ("new.ecr", &vpc("10.1.0.0/16"))]);
    for (target, vpc) in [("cfn", "(Vpc is replaced)"), ("tf", "(aws_vpc.this is replaced)")] {
        let text = folder.run(&["diff", "old.ecr", "new.ecr", "-t", target, "--no-text"]).fine();
        assert!(text.contains(vpc), "{text}");
    }
}

#[test]
fn a_template_is_compared_with_the_block_of_its_name() {
    let folder =
        Folder::with(&[("all.ecr", &format!("{}{}", block("a"), block("b").replace("us-east-2", "us-west-2")))]);
    folder.run(&["build", "all.ecr", "-o", "out/"]).fine();
    assert_eq!(folder.run(&["diff", "out/b.yaml", "all.ecr", "--exit-code"]).fine(), "no change\n");
    std::fs::rename(folder.path("out/b.yaml"), folder.path("out/c.yaml")).unwrap();
    let text = folder.run(&["diff", "out/c.yaml", "all.ecr", "--no-text"]).fine();
    assert!(text.starts_with("6 added") && text.contains("b (was: c): no change"), "{text}");
}

#[test]
fn nothing_is_a_side_and_so_is_standard_input() {
    let folder = Folder::with(&[("web.ecr", SPEC)]);
    let text = folder.run(&["diff", "/dev/null", "web.ecr", "--no-text"]).fine();
    assert!(text.starts_with("6 added · access broadened: yes\n\nweb (new)\n"), "{text}");
    let text = folder.run(&["diff", "web.ecr", "/dev/null", "--no-text"]).fine();
    let gone = "6 removed · access broadened: unknown\n\nweb (gone)\n  ! `web` is no longer built";
    assert!(text.starts_with(gone), "{text}");
    let text = folder.run_on(&["diff", "web.ecr", "-"], SPEC).fine();
    assert_eq!(text, "no change\n\nstdin (was: web): no change\n");
    let said = folder.run(&["diff", "-", "-"]).failed();
    assert!(said.contains("only one side"), "{said}");
}

#[test]
fn exit_codes_are_asked_for() {
    let folder = Folder::with(&[("old.ecr", &open()), ("new.ecr", SPEC), ("role.ecr", SPEC), ("less.ecr", SPEC)]);
    folder.write("role.ecr", SPEC.replace("  deny", "  execution_role new \"app\";\n  deny"));
    folder.write("less.ecr", SPEC.replace("awslogs", "none"));
    folder.write("role2.ecr", SPEC.replace("  deny", "  execution_role new \"web\";\n  deny"));
    folder.write("groups.ecr", SPEC.replace("  deny", "  clients 10.0.0.0/16;\n  deny"));
    let code =
        |old: &str, new: &str, more: &[&str]| folder.run(&[&["diff", old, new, "--no-text"], more].concat()).code;
    assert_eq!(code("old.ecr", "new.ecr", &[]), Some(0));
    assert_eq!(code("old.ecr", "new.ecr", &["--exit-code"]), Some(1));
    assert_eq!(code("old.ecr", "new.ecr", &["--fail-on", "broadened,replaced,removed,interrupted"]), Some(0));
    assert_eq!(code("new.ecr", "old.ecr", &["--fail-on", "broadened"]), Some(1));
    assert_eq!(code("new.ecr", "less.ecr", &["--fail-on", "removed"]), Some(1));
    assert_eq!(code("new.ecr", "less.ecr", &["--fail-on", "broadened,replaced,interrupted"]), Some(0));
    assert_eq!(code("role.ecr", "role2.ecr", &["--fail-on", "replaced"]), Some(1));
    assert_eq!(code("new.ecr", "groups.ecr", &["--fail-on", "interrupted"]), Some(1));
    assert_eq!(code("new.ecr", "groups.ecr", &["--fail-on", "everything"]), Some(2));
}

#[test]
fn the_cause_of_a_policy_is_said_rather_than_that_of_a_tag() {
    let old = SPEC.replace("  deny", "  endpoint sqs;\n  deny all on sqs;\n  accept ECR516 \"not yet\";\n  deny");
    let new = old
        .replace("deny all on sqs", "deny \"sqs:DeleteQueue\" on sqs")
        .replace("  deny delete", "  s3 full;\n  tag \"a\" \"b\";\n  deny delete");
    let folder = Folder::with(&[("old.ecr", &old), ("new.ecr", &new)]);
    let text = folder.run(&["diff", "old.ecr", "new.ecr", "--format", "json"]).out;
    let report: Value = serde_json::from_str(&text).unwrap();
    let resources = report["templates"][0]["resources"].as_array().unwrap();
    for (address, cause) in [
        ("SqsEndpoint", "deny \"sqs:DeleteQueue\" on sqs"),
        ("S3Endpoint", "s3 full"),
        ("EcrApiEndpoint", "tag \"a\" \"b\""),
    ] {
        let resource = resources.iter().find(|resource| resource["address"] == address).unwrap();
        assert_eq!(resource["cause"]["statement"], cause, "{address}");
    }
}

#[test]
fn json_has_everything() {
    let folder = Folder::with(&[("old.ecr", &open()), ("new.ecr", SPEC)]);
    let text = folder.run(&["diff", "old.ecr", "new.ecr", "--format", "json"]).fine();
    let report: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(report["version"], 1);
    assert_eq!(report["target"], "cfn");
    assert_eq!(report["summary"]["text"], "2 changed · access broadened: no");
    assert_eq!(report["summary"]["changed"], 2);
    let template = &report["templates"][0];
    assert_eq!((&template["old"], &template["new"], &template["same"]), (&"old".into(), &"new".into(), &false.into()));
    let resources = template["resources"].as_array().unwrap();
    assert_eq!(resources.len(), 6);
    let api = resources.iter().find(|resource| resource["address"] == "EcrApiEndpoint").unwrap();
    assert_eq!((&api["class"], &api["type"]), (&"changed".into(), &"AWS::EC2::VPCEndpoint".into()));
    assert_eq!(api["properties"][0]["name"], "PolicyDocument");
    assert_eq!(api["properties"][0]["update"], "in-place");
    assert_eq!(api["cause"]["statement"], "deny delete repo \"x\"");
    assert_eq!((&api["cause"]["line"], &api["cause"]["column"]), (&5.into(), &3.into()));
    let grant = &template["access"]["grants"][0];
    assert_eq!(
        (&grant["change"], &grant["who"][0], &grant["what"]),
        (&"lost".into(), &"everyone".into(), &"delete".into())
    );
    assert_eq!(grant["actions"], serde_json::json!(["ecr:DeleteRepository"]));
    assert_eq!(template["endpoint_zones"]["new"]["times_subnets"], 3);
    assert!(template["diff"].as_str().unwrap().starts_with("--- old\n+++ new\n"));
    let text = folder.run(&["diff", "old.ecr", "new.ecr", "--format", "json", "--no-text"]).fine();
    assert!(serde_json::from_str::<Value>(&text).unwrap()["templates"][0]["diff"].is_null());
}

#[test]
fn colors_mark_what_changes_in_a_line() {
    let folder = Folder::with(&[("old.ecr", SPEC), ("new.ecr", &SPEC.replace("\"x\"", "\"xy\""))]);
    let text = folder.run(&["--color", "always", "diff", "old.ecr", "new.ecr"]).fine();
    assert!(text.contains("\u{1b}[1;32;7m"), "{text}");
    let plain = folder.run(&["diff", "old.ecr", "new.ecr"]).fine();
    assert!(!plain.contains('\u{1b}'));
    let mut bare = String::new();
    let mut rest = text.as_str();
    while let Some((before, behind)) = rest.split_once('\u{1b}') {
        bare.push_str(before);
        rest = behind.split_once('m').unwrap().1;
    }
    bare.push_str(rest);
    assert_eq!(bare, plain);
}

#[test]
fn context_is_as_wide_as_asked() {
    let folder = Folder::with(&[("old.ecr", SPEC), ("new.ecr", &SPEC.replace("\"x\"", "\"xy\""))]);
    let lines = |context: &str| {
        let text = folder.run(&["diff", "old.ecr", "new.ecr", "--context", context]).fine();
        text.lines().skip_while(|line| !line.starts_with("--- ")).filter(|line| line.starts_with(' ')).count()
    };
    assert_eq!((lines("0"), lines("1"), lines("3")), (0, 4, 12));
}

#[test]
fn a_side_that_cannot_be_read_is_said_where() {
    let folder = Folder::with(&[("good.ecr", SPEC), ("bad.ecr", "private_ecr < region us-east-9; launch ec2 >\n")]);
    folder.write("foreign.yaml", "Resources:\n  A:\n    Type: AWS::S3::Bucket\n");
    folder.write("noise.ecr", b"\x00\xff\xfe\x01".as_slice());
    folder.write("noise.yaml", b"\x00\xff\xfe\x01".as_slice());
    let run = folder.run(&["diff", "bad.ecr", "good.ecr"]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
    assert!(run.err.contains("bad.ecr:1:22") && run.err.contains("ECR701"), "{}", run.err);
    assert!(run.err.ends_with("error: `bad.ecr` does not compile, so ecrc compares nothing\n"), "{}", run.err);
    assert_eq!(folder.run(&["diff", "good.ecr", "noise.ecr"]).code, Some(2));
    for (name, expected) in [("foreign.yaml", "no VPC found in `foreign.yaml`"), ("none.ecr", "`none.ecr`")] {
        let said = folder.run(&["diff", name, "good.ecr"]).failed();
        assert!(said.contains(expected), "{said}");
    }
    let run = folder.run(&["diff", "good.ecr", "noise.yaml"]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
    assert!(run.err.contains("noise.yaml:1:1"), "{}", run.err);
    let said = folder.run(&["diff", "good.ecr"]).failed();
    assert!(said.contains("`diff` compares two sides, and one is named"), "{said}");
}

#[test]
fn a_large_template_is_refused_or_read_in_time() {
    let folder = Folder::with(&[("good.ecr", SPEC)]);
    let mut large =
        String::from("Metadata:\n  ecrc: \"made by ecrc from a spec: change the spec, not this file\"\nResources:\n");
    while large.len() < 10_000_000 {
        large.push_str("  Endpoint:\n    Type: AWS::EC2::VPCEndpoint\n");
    }
    folder.write("large.yaml", &large);
    assert_eq!(folder.run(&["diff", "large.yaml", "good.ecr"]).code, Some(0));
    folder.write("large.yaml", large + "  Endpoint: [\n");
    let run = folder.run(&["diff", "large.yaml", "good.ecr"]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
    assert!(run.err.contains("large.yaml"), "{}", run.err);
}

/// The first line of what `diff` says of two specs.
fn headline(old: &str, new: &str) -> String {
    let folder = Folder::with(&[("old.ecr", old), ("new.ecr", new)]);
    let text = folder.run(&["diff", "old.ecr", "new.ecr", "--no-text"]).fine();
    text.lines().next().unwrap().to_owned()
}

#[test]
fn what_a_template_alone_knows_does_not_move_to_another() {
    let block = |name: &str, statements: &str| {
        format!("private_ecr {name} < region us-east-2; launch fargate 1.4.0; {statements} >\n")
    };
    let there = |n: u8| {
        let existing = |(service, at): (&str, u8)| format!("existing {service} \"vpce-0123456789abcde{n}{at}\";");
        let all = [("ecr.api", 0), ("ecr.dkr", 1), ("s3", 2)].map(existing).concat();
        format!("logs none; {all}")
    };
    // Another VPC's endpoints, as open as those that went.
    let old = block("a", "logs none") + &block("b", &there(1));
    let new = block("a", &there(2)) + &block("b", "logs none");
    let open = "5 added · 5 removed · 12 outputs · access broadened: unknown · reach broadened: unknown";
    assert_eq!(headline(&old, &new), open);
    let stays = block("c", "logs none");
    for [cidr, other] in [["10.0.0.0/16", "10.1.0.0/16"], ["10.0.0.0/16", "10.0.0.0/16"]] {
        let vpc = |cidr: &str, logs: &str| format!("vpc new {cidr}; logs {logs}");
        let old = block("a", &vpc(cidr, "awslogs")) + &block("b", &vpc(other, "none")) + &stays;
        let new = block("a", &vpc(cidr, "none")) + &block("b", &vpc(other, "awslogs")) + &stays;
        assert!(headline(&old, &new).starts_with("1 added · 1 removed · "), "{}", headline(&old, &new));
    }
    // A VPC that comes with all that is in it is the same one; another is not, and nothing in it.
    let vpc = |name: &str, cidr: &str| block(name, &format!("logs none; vpc new {cidr}"));
    let moved = headline(&(vpc("a", "10.0.0.0/16") + &stays), &(vpc("b", "10.9.0.0/16") + &stays));
    assert_eq!(moved, "11 added · 11 removed · access broadened: yes");
    let tagged = vpc("b", "10.0.0.0/16; kms on");
    let moved = headline(&(vpc("a", "10.0.0.0/16") + &stays), &(tagged + &stays));
    assert!(moved.starts_with("1 added · 11 moved"), "{moved}");
}

#[test]
fn a_part_of_a_network_that_stays_is_not_cut_off_nor_new() {
    for (wide, narrow) in [("10.0.0.0/8", "10.0.0.0/16"), ("fd00::/8", "fd00::/16")] {
        let spec = |clients: &str| SPEC.replace("logs awslogs;", &format!("logs awslogs; clients {clients};"));
        let folder = Folder::with(&[("wide.ecr", &spec(wide)), ("narrow.ecr", &spec(narrow))]);
        let text = folder.run(&["diff", "wide.ecr", "narrow.ecr", "--no-text"]).fine();
        let lost = format!("`{wide}` can no longer reach the endpoints on tcp/443, unless among `{narrow}`");
        assert!(text.contains(&lost) && !text.contains("can now reach"), "{text}");
        let text = folder.run(&["diff", "narrow.ecr", "wide.ecr", "--no-text"]).fine();
        assert!(text.contains(&format!("! `{wide}` can now reach")) && !text.contains("no longer"), "{text}");
    }
}

/// A folder with `web.json`, the template of a spec, and what that holds.
fn with_template(spec: &str) -> (Folder, Value) {
    let folder = Folder::with(&[("web.ecr", spec)]);
    folder.run(&["build", "web.ecr", "-t", "cfn-json", "-o", "web.json"]).fine();
    let template = serde_json::from_str(&folder.read("web.json")).unwrap();
    (folder, template)
}

#[test]
fn what_a_template_by_hand_cuts_off_is_said() {
    let spec = SPEC.replace("logs awslogs;", "logs awslogs; vpc new 10.0.0.0/16; clients 10.0.0.0/16;");
    let (folder, built) = with_template(&spec);
    let tie = "PrivateSubnet2RouteTableAssociation";
    let https = "HttpsFrom10x0x0x0m16";
    for (resource, property, value, expected) in [
        (https, "GroupId", "sg-0a1b2c3d".into(), "`10.0.0.0/16` can no longer reach the endpoints on tcp/443 [ECR301]"),
        ("Vpc", "EnableDnsSupport", false.into(), "`Vpc` no longer resolves private names"),
        ("Vpc", "EnableDnsHostnames", false.into(), "`Vpc` no longer resolves private names"),
        (tie, "SubnetId", serde_json::json!({"Ref": "PrivateSubnet1"}), "`<PrivateSubnet2>` loses the route to S3"),
        (tie, "RouteTableId", "rtb-0a1b2c3d".into(), "`<PrivateSubnet2>` loses the route to S3"),
        (tie, "", Value::Null, "`<PrivateSubnet2>` loses the route to S3"),
        ("PrivateSubnet2", "CidrBlock", "10.0.64.0/20".into(), "`<PrivateSubnet2>` loses the endpoints' network"),
        (
            "EndpointSecurityGroup",
            "GroupDescription",
            "other".into(),
            "`<EndpointSecurityGroup>` is recreated, and admits no client on tcp/443 until its rules are recreated, too",
        ),
    ] {
        let mut edited = built.clone();
        let resources = edited["Resources"].as_object_mut().unwrap();
        if property.is_empty() {
            resources.remove(resource).unwrap();
        } else {
            resources[resource]["Properties"][property] = value;
        }
        folder.write("edited.json", serde_json::to_string_pretty(&edited).unwrap());
        let run = folder.run(&["diff", "web.json", "edited.json", "--no-text", "--fail-on", "interrupted"]);
        assert!(
            run.code == Some(1) && run.out.contains(&format!("  ! {expected}")),
            "{expected}: {}{}",
            run.out,
            run.err
        );
    }
}

#[test]
fn what_a_template_by_hand_opens_is_not_called_harmless() {
    let spec = SPEC.replace("logs awslogs;", "logs awslogs; account 111122223333; execution_role new \"app\";");
    let (folder, built) = with_template(&spec);
    let statement = |actions: Value, resources: Value| serde_json::json!({"Sid": "More", "Effect": "Allow", "Principal": "*", "Action": actions, "Resource": resources});
    let endpoint = |name: &str| format!("/Resources/{name}/Properties/PolicyDocument/Statement");
    let of_role = "/Resources/ExecutionRolePolicy/Properties/PolicyDocument/Statement".to_owned();
    let mut to_a_service = statement("ecr:BatchGetImage".into(), "*".into());
    to_a_service["Principal"] = serde_json::json!({"Service": "lambda.amazonaws.com"});
    let mut pass_role = statement("iam:PassRole".into(), "arn:aws:iam::111122223333:role/admin".into());
    pass_role.as_object_mut().unwrap().remove("Principal");
    let access_point = "arn:aws:s3:us-east-2:111122223333:accesspoint/x/object/*";
    for (policies, added, expected) in [
        (vec![of_role], vec![pass_role], "access broadened: yes"),
        (
            vec![endpoint("S3Endpoint")],
            vec![statement("s3:GetObject".into(), access_point.into())],
            "access broadened: unknown",
        ),
        (
            vec![endpoint("S3Endpoint")],
            ["s3:Get*", "s3:*Tagging"].map(|action| statement(action.into(), "arn:aws:s3:::x/*".into())).into(),
            "access broadened: yes",
        ),
        (vec![endpoint("EcrApiEndpoint"), endpoint("EcrDkrEndpoint")], vec![to_a_service], "access broadened: unknown"),
    ] {
        let mut edited = built.clone();
        for (n, mut added) in added.into_iter().enumerate() {
            added["Sid"] = format!("More{n}").into();
            for policy in &policies {
                edited.pointer_mut(policy).unwrap().as_array_mut().unwrap().push(added.clone());
            }
        }
        folder.write("edited.json", serde_json::to_string_pretty(&edited).unwrap());
        let text = folder.run(&["diff", "web.json", "edited.json", "--no-text"]).fine();
        assert!(text.lines().next().unwrap().ends_with(expected), "{policies:?}: {text}");
    }
    let mut edited = built;
    *edited.pointer_mut("/Resources/HttpsFromVpc/Properties/ToPort").unwrap() = 8443.into();
    folder.write("edited.json", serde_json::to_string_pretty(&edited).unwrap());
    let text = folder.run(&["diff", "web.json", "edited.json", "--no-text"]).fine();
    assert!(text.contains("  ! `HttpsFromVpc` now admits more than tcp/443 [ECR302]"), "{text}");
}
