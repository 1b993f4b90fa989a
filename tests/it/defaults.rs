//! What a block takes from `defaults` and includes, and what its own statements replace: each key of the reference.

use crate::spec::{Folder, codes, findings, sound};
use ecrc::Plan;
use ecrc::backend::{Options, Target, emit};

fn template(plan: &Plan) -> String {
    emit(plan, Target::CloudFormationJson, Options::default())
}

/// A block under `defaults` is the same as the block that says all by itself.
#[track_caller]
fn same(defaults: &str, block: &str, alone: &str) {
    let with = sound(format!("defaults < {defaults} >\nprivate_ecr web < {block} >"));
    let without = sound(format!("private_ecr web < {alone} >"));
    assert_eq!(template(&with.plans()[0]), template(&without.plans()[0]), "{defaults} | {block} | {alone}");
    let sorted = |compilation| {
        let mut codes = codes(compilation);
        codes.sort();
        codes
    };
    assert_eq!(sorted(&with), sorted(&without), "{defaults} | {block} | {alone}");
}

const BASE: &str = "region us-east-2; launch fargate 1.4.0; logs awslogs";

/// The same, with what every block needs in the block.
#[track_caller]
fn replaced(defaults: &str, block: &str, alone: &str) {
    same(defaults, &format!("{BASE}; {block}"), &format!("{BASE}; {alone}"));
}

#[test]
fn a_block_takes_what_it_does_not_say() {
    same(BASE, "", BASE);
    same(
        "region us-east-2; logs awslogs",
        "launch ec2; s3 full",
        "region us-east-2; logs awslogs; launch ec2; s3 full",
    );
    for statement in [
        "account 111122223333; deny delete repo \"x\"",
        "tag \"a\" \"b\"",
        "vpc \"vpc-0a1b2c3d\"",
        "vpc new 10.0.0.0/16 zones 3",
        "subnets \"subnet-0a1b2c3d\"",
        "route_tables \"rtb-0a1b2c3d\"",
        "existing s3 \"vpce-0a1b2c3d\"",
        "clients 10.0.0.0/8",
        "security_group \"sg-0a1b2c3d\"",
        "dns custom",
        "private_dns logs off",
        "sdk 2018-11-30",
        "secrets ssm",
        "exec on",
        "kms on",
        "s3 full",
        "s3 also \"bucket-a\"",
        "s3 in_use",
        "pull_through_cache \"hub\"",
        "execution_role \"x\"",
        "allow pull",
        "deny push",
        "dns custom; accept ECR204 \"forwarded\"",
    ] {
        replaced(statement, "", statement);
    }
}

#[test]
fn words_are_replaced_by_their_keyword() {
    for (default, own) in [
        ("account 111122223333", "account 444455556666; deny delete repo \"x\""),
        ("vpc \"vpc-0a1b2c3d\"", "vpc \"vpc-1a1b2c3d\""),
        ("subnets \"subnet-0a1b2c3d\", \"subnet-1a1b2c3d\"", "subnets \"subnet-2a1b2c3d\""),
        ("route_tables \"rtb-0a1b2c3d\", \"rtb-1a1b2c3d\"", "route_tables \"rtb-2a1b2c3d\""),
        ("clients 10.0.0.0/8, \"sg-0a1b2c3d\"", "clients fd00::/8"),
        ("security_group \"sg-0a1b2c3d\"", "security_group \"sg-1a1b2c3d\""),
        ("dns custom", "dns amazon"),
        ("sdk 2018-11-30", "sdk 2024-01-01"),
        ("secrets ssm, secretsmanager", "secrets ssm"),
        ("exec on", "exec off"),
        ("kms on", "kms off"),
        ("pull_through_cache \"hub\"; pull_through_cache \"quay\"", "pull_through_cache \"k8s\"; allow pull"),
        ("execution_role \"x\"", "execution_role new \"y\""),
        ("vpc new 10.0.0.0/16", "vpc new 10.1.0.0/16 zones 3"),
    ] {
        replaced(default, own, own);
    }
    same("region us-west-2; logs none", BASE, BASE);
}

#[test]
fn a_launch_replaces_all_launches() {
    let block = "region us-east-2; logs awslogs; launch fargate 1.4.0";
    same("launch ec2; launch eks; launch fargate 1.3.0; s3 full", block, &format!("{block}; s3 full"));
    same(
        "launch fargate 1.0.0 windows; images windows nondistributable",
        "region us-east-2; logs awslogs; launch ec2 windows; s3 full; images windows",
        "region us-east-2; logs awslogs; launch ec2 windows; s3 full; images windows",
    );
}

#[test]
fn tags_are_replaced_by_key() {
    replaced(
        "tag \"a\" \"1\"; tag \"b\" \"2\"",
        "tag \"b\" \"3\"; tag \"c\" \"4\"",
        "tag \"a\" \"1\"; tag \"b\" \"3\"; tag \"c\" \"4\"",
    );
    // Keys differ by letter case.
    replaced("tag \"a\" \"1\"", "tag \"A\" \"2\"", "tag \"a\" \"1\"; tag \"A\" \"2\"");
    // A key that looks like another word is a key.
    replaced("tag \"on\" \"1\"", "tag \"off\" \"2\"", "tag \"on\" \"1\"; tag \"off\" \"2\"");
    replaced("tag \"minimal\" \"1\"", "s3 full", "tag \"minimal\" \"1\"; s3 full");
}

#[test]
fn private_dns_and_existing_are_replaced_by_service() {
    replaced(
        "private_dns ecr.api off; private_dns logs off",
        "private_dns ecr.api on",
        "private_dns ecr.api on; private_dns logs off",
    );
    replaced(
        "private_dns on; private_dns logs on",
        "private_dns off; private_dns ecr.dkr on",
        "private_dns off; private_dns logs on; private_dns ecr.dkr on",
    );
    replaced(
        "existing s3 \"vpce-0a1b2c3d\"; existing logs \"vpce-1a1b2c3d\"",
        "existing s3 \"vpce-2a1b2c3d\"; execution_role \"x\"; existing ecr.api \"vpce-3a1b2c3d\"",
        "existing s3 \"vpce-2a1b2c3d\"; execution_role \"x\"; existing ecr.api \"vpce-3a1b2c3d\"; existing logs \"vpce-1a1b2c3d\"",
    );
}

#[test]
fn accepts_are_replaced_by_code() {
    let text = format!(
        "defaults < accept ECR204 \"of all\"; accept ECR507 \"known\" > private_ecr web < {BASE}; dns custom; deny push; accept ECR204 \"of this\" >"
    );
    let compilation = sound(text);
    let reasons: Vec<&str> =
        compilation.report.diagnostics.iter().filter_map(|found| found.accepted.as_deref()).collect();
    assert_eq!(reasons, ["of this", "known"]);
    // The one of `defaults` is needed by no block.
    assert_eq!(codes(&compilation), ["ECR008"; 0]);
}

#[test]
fn s3_is_replaced_by_its_second_word() {
    replaced("s3 full", "s3 minimal", "s3 minimal");
    replaced("s3 minimal", "s3 full", "s3 full");
    replaced("s3 also \"bucket-a\"; s3 also \"bucket-b\"", "s3 also \"bucket-c\"", "s3 also \"bucket-c\"");
    replaced("s3 also \"bucket-a\"", "s3 minimal", "s3 also \"bucket-a\"; s3 minimal");
    replaced("s3 in_use", "s3 also \"bucket-a\"", "s3 in_use; s3 also \"bucket-a\"");
    replaced("s3 in_use; s3 minimal", "s3 full", "s3 in_use; s3 full");
    replaced("s3 also \"bucket-a\"; s3 minimal", "s3 full", "s3 full");
}

#[test]
fn a_new_vpc_drops_what_belongs_to_another() {
    let other = "vpc \"vpc-0a1b2c3d\"; subnets \"subnet-0a1b2c3d\"; route_tables \"rtb-0a1b2c3d\"; \
                 existing s3 \"vpce-0a1b2c3d\"; s3 in_use";
    replaced(&format!("{other}; security_group \"sg-0a1b2c3d\""), "vpc new 10.0.0.0/16", "vpc new 10.0.0.0/16");
    replaced(&format!("{other}; clients 10.0.0.0/8, \"sg-0a1b2c3d\""), "vpc new 10.0.0.0/16", "vpc new 10.0.0.0/16");
    // These belong to none.
    let none =
        "clients 10.0.0.0/8, \"pl-0a1b2c3d\"; s3 also \"bucket-a\"; tag \"a\" \"b\"; dns custom; private_dns logs off";
    replaced(none, "vpc new 10.0.0.0/16", &format!("{none}; vpc new 10.0.0.0/16"));
}

#[test]
fn allow_and_deny_add_up() {
    replaced(
        "allow pull; deny delete",
        "allow push; deny push repo \"x\"",
        "allow pull; deny delete; allow push; deny push repo \"x\"",
    );
}

#[test]
fn defaults_hold_for_every_block() {
    let text = format!(
        "defaults < {BASE}; tag \"team\" \"x\" >\nprivate_ecr a <>\nprivate_ecr b < tag \"team\" \"y\" >\nprivate_ecr c < >"
    );
    let compilation = sound(text);
    let tags: Vec<String> = compilation.plans().into_iter().map(|mut plan| plan.tags.remove(0).1).collect();
    assert_eq!(tags, ["x", "y", "x"]);
    assert_eq!(compilation.blocks.iter().map(|block| block.name.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
}

#[test]
fn later_includes_win_and_the_files_own_defaults_over_both() {
    let tag = |files: &[(&str, &str)]| -> String {
        let compilation = Folder::of(files).compile("main.ecr");
        assert!(!compilation.report.has_errors(), "{:?}", findings(&compilation));
        compilation.plans()[0].tags.iter().map(|(key, value)| format!("{key}={value} ")).collect()
    };
    let main = |includes: &str, own: &str| format!("{includes} {own} private_ecr < {BASE} >");
    let first = ("first.ecr", "defaults < tag \"a\" \"1\"; tag \"b\" \"1\"; tag \"c\" \"1\" >");
    let second = ("sub/second.ecr", "include \"../third.ecr\"; defaults < tag \"b\" \"2\"; tag \"c\" \"2\" >");
    let third = ("third.ecr", "# deep\ndefaults < tag \"c\" \"3\"; tag \"d\" \"3\" >");
    let files = |text: &str| tag(&[first, second, third, ("main.ecr", text)]);
    let both = "include \"first.ecr\"; include \"sub/second.ecr\";";
    assert_eq!(files(&main(both, "")), "a=1 b=2 c=2 d=3 ");
    assert_eq!(files(&main(both, "defaults < tag \"b\" \"0\" >")), "a=1 b=0 c=2 d=3 ");
    let turned = "include \"sub/second.ecr\"; include \"first.ecr\";";
    assert_eq!(files(&main(turned, "")), "a=1 b=1 c=1 d=3 ");
    // The same file by two ways is no cycle.
    let twice = "include \"third.ecr\"; include \"sub/second.ecr\"; include \"./third.ecr\";";
    assert_eq!(files(&main(twice, "")), "b=2 c=3 d=3 ");
}

/// Whatever a file says of `s3 full` or `vpc new` in its own `defaults`, that drops what it includes as a block would,
/// or is reported: it is never both silently.
#[test]
fn defaults_over_an_include_do_not_contradict_silently() {
    let main = format!("include \"a.ecr\"; defaults < s3 full > private_ecr < {BASE} >");
    let compilation =
        Folder::of(&[("a.ecr", "defaults < s3 also \"bucket-a\" >"), ("main.ecr", &main)]).compile("main.ecr");
    let dropped = compilation.plans().first().is_some_and(|plan| template(plan).contains("AllowAll"));
    assert!(dropped || findings(&compilation) == ["ECR005@1:29"], "{:?}", findings(&compilation));
}
