//! The examples of the rule pages show what they claim, and the rules are in their bands.

use super::judge;
use crate::cards::{self, Language, Page};
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::plan::Plan;
use crate::spec::model::{Input, NoFiles};
use crate::{Compilation, compile};

mod accept;
mod access;
mod effect;
mod shut_out;
mod vain;

pub(super) fn compiled(text: &str) -> Compilation {
    let input = Input {
        name: "example.ecr".into(),
        identity: "example.ecr".into(),
        root: ".".into(),
        stem: "example".into(),
        bytes: text.as_bytes().to_vec(),
    };
    compile(vec![input], &NoFiles)
}

fn codes(text: &str) -> Vec<u16> {
    compiled(text).report.open().map(|found| found.rule.code.0).collect()
}

/// The whole spec of an example that is printed shortened.
fn whole(rule: &Rule) -> String {
    let block = |name: String, more: &str| {
        format!("private_ecr {name} <\n  region us-east-2; launch fargate 1.4.0; logs awslogs;\n{more}>\n")
    };
    match rule.code.0 {
        505 => {
            let statements: Vec<String> =
                (1..=100).map(|n| format!("  allow push repo \"team/service-{n:03}\";\n")).collect();
            block("long".into(), &format!("  account 111122223333;\n  allow pull;\n{}", statements.concat()))
        }
        802 => {
            let clients: Vec<String> = (0..61).map(|n| format!("10.0.{n}.0/24")).collect();
            block("crowded".into(), &format!("  clients {};\n", clients.join(", ")))
        }
        801 => (1..=21).map(|n| block(format!("vpc-{n}"), "")).collect(),
        other => panic!("no whole example of {other}"),
    }
}

#[test]
fn a_check_is_in_the_band_of_its_code() {
    let mut codes: Vec<(usize, u16)> = Vec::new();
    for (band, entries) in super::BANDS.iter().enumerate() {
        codes.extend(entries.iter().map(|entry| (band, entry.rule.code.0)));
    }
    assert!(codes.iter().all(|(band, code)| *band == usize::from(code / 100)), "{codes:?}");
    // ECR515 stands behind the rules that ask.
    assert!(codes.is_sorted_by(|a, b| a < b), "{codes:?}");
}

#[test]
fn bad_examples_break_their_own_rule_and_good_ones_none() {
    for rule in cards::ALL {
        for example in Page::of(rule).examples.iter().filter(|example| example.language == Language::Spec) {
            let text = if example.shortened { whole(rule) } else { example.text.to_owned() };
            let expected = if example.bad { vec![rule.code.0] } else { Vec::new() };
            assert_eq!(codes(&text), expected, "{}, line {}\n{text}", rule.code, example.line);
        }
    }
}

/// What the rules on blocks and commands find on a plan without a spec.
pub(super) fn codes_of_plan(plan: &Plan) -> Vec<u16> {
    let weighty =
        judge(&[(plan, None)]).sorted().diagnostics.into_iter().filter(|found| found.severity() != Severity::Note);
    weighty.map(|found| found.rule.code.0).collect()
}

/// What is said of a plan, notes aside.
pub(super) fn messages_of_plan(plan: &Plan) -> Vec<String> {
    let found = judge(&[(plan, None)]).sorted().diagnostics.into_iter();
    found.filter(|found| found.severity() != Severity::Note).map(|found| found.message).collect()
}

#[test]
fn existing_endpoints_of_ecs_are_judged_by_region() {
    let spec = |region: &str| {
        format!("private_ecr < region {region}; launch fargate 1.4.0; logs none; existing ecs \"vpce-0a1b2c3d\" >")
    };
    assert_eq!(codes(&spec("us-east-2")), [105, 207]);
    assert_eq!(codes(&spec("ca-west-1")), [105, 305]);
}

/// Statements by their number.
fn many(count: usize, statement: impl Fn(usize) -> String) -> String {
    (0..count).map(statement).collect::<Vec<_>>().concat()
}

/// What a rule of that code reports of a block of these statements, by the text at its place.
fn places(code: u16, statements: &str) -> Vec<String> {
    let compilation = compiled(&format!("private_ecr < region us-east-2; {statements} >"));
    let found = compilation.report.open().filter(|found| found.rule.code.0 == code);
    found.map(|found| compilation.sources.text(found.primary.as_ref().unwrap().span).to_owned()).collect()
}

#[test]
fn private_dns_of_an_endpoint_is_in_vain_where_that_very_one_is_there() {
    let of = |service: &str| {
        let existing = "existing ecr.dkr \"vpce-0123456789abcdef0\";";
        places(207, &format!("launch fargate 1.4.0; logs awslogs; {existing} private_dns {service} off"))
    };
    assert_eq!(of("ecr.dkr"), ["ecr.dkr"]);
    assert_eq!(of("ecr.api"), [""; 0]);
}

/// What a rule of that code says of a block of these statements.
fn messages(code: u16, statements: &str) -> Vec<String> {
    let compilation = compiled(&format!("private_ecr < region us-east-2; {statements} >"));
    let found = compilation.report.open().filter(|found| found.rule.code.0 == code);
    found.map(|found| found.message.clone()).collect()
}

#[test]
fn subnets_that_are_shut_out_are_named() {
    let statements = "launch fargate 1.4.0; logs awslogs; vpc new 10.0.0.0/16; clients 192.168.0.0/16";
    let [message] = messages(301, statements).try_into().unwrap();
    assert_eq!(message, "the endpoints' security group does not admit `10.0.0.0/20`, `10.0.16.0/20`");
}

/// All that a rule of that code says of a spec, its labels and notes as well.
fn said(code: u16, text: &str) -> Vec<String> {
    let compilation = compiled(text);
    let found = compilation.report.open().filter(|found| found.rule.code.0 == code);
    found.map(|found| format!("{found:?}")).collect()
}

#[test]
fn unconfirmed_names_are_those_that_the_block_uses() {
    let of = |more: &str| {
        let spec = format!("private_ecr < region us-iso-east-1; launch fargate 1.4.0; logs awslogs; {more} >");
        said(702, &spec).concat()
    };
    let minimal = of("");
    assert!(minimal.contains("the layer bucket `") && minimal.contains(".logs`"), "{minimal}");
    assert!(!minimal.contains(".ecr.api`"), "{minimal}");
    assert!(!of("s3 full").contains("the layer bucket `"));
    assert!(!of("existing s3 \"vpce-0123456789abcdef0\"").contains("the layer bucket `"));
}

#[test]
fn a_retired_version_names_its_day() {
    let of =
        |version: &str| said(102, &format!("private_ecr < region us-east-2; launch fargate {version}; logs none >"));
    assert!(of("1.3.0").concat().contains("no task starts on it since 2026-03-16"));
    assert!(of("1.2.0").concat().contains("no task starts on it since 2020-12-14"));
    assert_eq!(of("1.4.0"), [""; 0]);
}

#[test]
fn two_private_names_are_shown_at_both_vpcs() {
    let block = |name: &str| {
        format!("private_ecr {name} < region us-east-2; vpc \"vpc-0e4f5a6b\"; launch fargate 1.4.0; logs none >\n")
    };
    let compilation = compiled(&(block("one") + &block("two") + &block("three")));
    let line = |at: crate::span::Span| compilation.sources.get(at.source).unwrap().position(at.start).line;
    let found = compilation.report.open().filter(|found| found.rule.code.0 == 206);
    let lines = found.map(|found| {
        let place = found.primary.as_ref().unwrap().span;
        assert_eq!(compilation.sources.text(place), "\"vpc-0e4f5a6b\"");
        (line(place), found.labels.iter().map(|label| line(label.span)).collect::<Vec<_>>())
    });
    // All of them are one finding, at the second.
    assert_eq!(lines.collect::<Vec<_>>(), [(2, vec![1, 3])]);
}

/// A subnet, a route table and a group are in one VPC: blocks that share one are about the same.
#[test]
fn blocks_that_share_a_part_of_a_vpc_claim_its_names_together() {
    let claims = |blocks: &[&str]| {
        let text: Vec<String> = (0..)
            .zip(blocks)
            .map(|(n, more)| {
                format!("private_ecr b{n} < region us-east-2; launch fargate 1.4.0; logs none; {more} >\n")
            })
            .collect();
        said(206, &text.concat()).len()
    };
    let (a, b, ab) = (
        "subnets \"subnet-0a1b2c3d\"",
        "subnets \"subnet-0a1b2c3e\"",
        "subnets \"subnet-0a1b2c3d\", \"subnet-0a1b2c3e\"",
    );
    let in_vpc = |more: &str| format!("vpc \"vpc-0e4f5a6b\"; {more}");
    for (blocks, expected) in [
        (&[a, a][..], 1),
        (&[a, b], 0),
        (&[a, b, ab], 1),
        (&[&in_vpc(a), a], 1),
        (&[a, &in_vpc(ab), b], 1),
        (&["security_group \"sg-0a1b2c3d\"", "security_group \"sg-0a1b2c3d\""], 1),
        (&["route_tables \"rtb-0a1b2c3d\"", "route_tables \"rtb-0a1b2c3d\""], 1),
        (&["", ""], 0),
        // Of a part that is named in two VPCs another rule tells.
        (&[&in_vpc(a), "vpc \"vpc-0e4f5a6c\"; subnets \"subnet-0a1b2c3d\""], 0),
        (&[a, &format!("{a}; private_dns off")], 0),
    ] {
        assert_eq!(claims(blocks), expected, "{blocks:?}");
    }
}

#[test]
fn a_single_zone_is_shown_where_it_is_said() {
    let of = |statement: &str| places(303, &format!("launch fargate 1.4.0; logs awslogs; {statement}"));
    assert_eq!(of("vpc new 10.0.0.0/16 zones 1"), ["1"]);
    assert_eq!(of("subnets \"subnet-0123456789abcdef0\""), ["subnets \"subnet-0123456789abcdef0\""]);
}

#[test]
fn reading_that_stops_is_an_error() {
    let compilation = compiled(&format!("private_ecr < {}", "; ".repeat(20_000)));
    assert!(compilation.report.open().any(|found| found.message == "too many diagnostics to continue"));
}

/// A block in which both ECR endpoints, or the S3 gateway, exist.
const BOTH_THERE: &str = "launch fargate 1.4.0; logs none; vpc \"vpc-0a1b2c3d\"; existing ecr.api \"vpce-0a1b2c3d\"; \
                          existing ecr.dkr \"vpce-1a1b2c3d\";";
const GATEWAY_THERE: &str = "launch fargate 1.4.0; logs awslogs; vpc \"vpc-0a1b2c3d\"; existing s3 \"vpce-2a1b2c3d\";";

#[test]
fn what_has_no_effect_is_shown_at_the_statement() {
    let of = |statements: &str| places(9, statements);
    for (statements, expected) in [
        (format!("{BOTH_THERE} allow pull role \"r\"; deny delete"), vec!["allow pull role \"r\"", "deny delete"]),
        (
            format!("{BOTH_THERE} clients 10.0.0.0/8; subnets \"subnet-0a1b2c3d\""),
            vec!["clients 10.0.0.0/8", "subnets \"subnet-0a1b2c3d\""],
        ),
        (format!("{BOTH_THERE} private_dns off"), vec!["private_dns off"]),
        // The hub's zones serve what is there.
        (format!("{BOTH_THERE} private_dns own"), vec![]),
        (format!("{BOTH_THERE} execution_role new \"x\"; allow pull role \"x\" repo \"a\""), vec![]),
        (format!("{BOTH_THERE} execution_role new \"x\"; allow pull role \"y\""), vec!["allow pull role \"y\""]),
        (format!("{BOTH_THERE} execution_role \"x\"; allow pull role \"x\""), vec!["allow pull role \"x\""]),
        (format!("{GATEWAY_THERE} s3 also \"a-bucket\", \"b-bucket\""), vec!["s3 also \"a-bucket\", \"b-bucket\""]),
        (format!("{GATEWAY_THERE} s3 full"), vec!["s3 full"]),
        (
            format!("{GATEWAY_THERE} s3 in_use; route_tables \"rtb-0a1b2c3d\""),
            vec!["s3 in_use", "route_tables \"rtb-0a1b2c3d\""],
        ),
        (format!("{GATEWAY_THERE} tag \"a\" \"b\"; clients 10.0.0.0/8"), vec![]),
        (format!("{BOTH_THERE} existing s3 \"vpce-2a1b2c3d\"; tag \"a\" \"b\""), vec!["tag \"a\" \"b\""]),
    ] {
        assert_eq!(of(&statements), expected, "{statements}");
    }
}

#[test]
fn what_another_statement_takes_away_has_no_effect() {
    let launch = "launch fargate 1.4.0; logs awslogs;";
    for (statements, expected) in [
        ("allow pull; allow push role \"ci\"; deny push", vec!["allow push role \"ci\""]),
        ("allow pull; allow push role \"ci\"; deny push repo \"frozen/*\"", vec![]),
        ("allow pull; deny delete", vec![]),
        ("pull_through_cache \"hub\"; allow pull repo \"team/*\"", vec!["\"hub\""]),
        ("pull_through_cache \"hub\"; allow pull repo \"team/*\" repo \"hub/library/*\"", vec![]),
        ("pull_through_cache \"hub\"; allow pull repo \"h*\"", vec![]),
        ("pull_through_cache \"hub\"; allow pull", vec![]),
        ("pull_through_cache \"ROOT\"; allow pull repo \"team/*\"", vec![]),
        ("pull_through_cache \"hub\"; allow push repo \"hub/*\"; allow pull repo \"x\"", vec!["\"hub\""]),
        ("s3 also \"prod-us-east-2-starport-layer-bucket\"", vec!["\"prod-us-east-2-starport-layer-bucket\""]),
        ("s3 also \"al2023-repos-us-west-2-de612dc2\"", vec!["\"al2023-repos-us-west-2-de612dc2\""]),
        ("s3 also \"al2023-repos-us-east-2-de612dc2\", \"builds-us-west-2\"", vec![]),
        ("account 111122223333; allow pull role \"r\"", vec!["account 111122223333"]),
        ("account 111122223333; allow pull repo \"r\"", vec![]),
        ("account 111122223333", vec!["account 111122223333"]),
        ("account 111122223333; deny delete", vec!["account 111122223333"]),
        ("account 111122223333; pull_through_cache \"hub\"", vec!["account 111122223333"]),
        ("account 111122223333; pull_through_cache \"hub\"; allow pull", vec![]),
    ] {
        assert_eq!(places(9, &format!("{launch} {statements}")), expected, "{statements}");
    }
}

#[test]
fn a_statement_of_defaults_may_be_for_another_block() {
    let of = |defaults: &str| {
        let there = "existing ecr.api \"vpce-0a1b2c3d\"; existing ecr.dkr \"vpce-1a1b2c3d\"; accept ECR305 \"theirs\"";
        let text = format!(
            "defaults < region us-east-2; launch fargate 1.4.0; logs none; {defaults} >
             private_ecr a < vpc \"vpc-0a1b2c3d\" >
             private_ecr b < vpc \"vpc-1a1b2c3d\"; {there} >"
        );
        codes(&text).into_iter().filter(|code| *code == 9).count()
    };
    assert_eq!(of("subnets \"subnet-0a1b2c3d\", \"subnet-1a1b2c3d\""), 0);
    assert_eq!(of("private_dns on"), 0);
    // It is not limited there, whatever another block does.
    assert_eq!(of("allow pull role \"r\""), 1);
    assert_eq!(of("clients 10.0.0.0/8"), 1);
}

#[test]
fn nothing_is_said_of_an_effect_that_is_not_there() {
    let found = compiled(&format!(
        "private_ecr < region us-east-2; {BOTH_THERE} allow pull; allow pull role \"r\" repo \"x\"; deny push; deny pull >"
    ));
    let codes: Vec<u16> = found.report.open().map(|found| found.rule.code.0).collect();
    assert!([501, 502, 507, 509, 511].iter().all(|code| !codes.contains(code)), "{codes:?}");
}

#[test]
fn private_dns_that_is_off_is_a_matter_of_those_who_call() {
    let of = |statements: &str| messages(208, statements);
    let all = "launch ec2; s3 full; logs awslogs; secrets ssm, secretsmanager; exec on; kms on; private_dns off";
    let services = ["ecs", "ecs-agent", "ecs-telemetry", "kms", "logs", "secretsmanager", "ssm", "ssmmessages"];
    let mut named: Vec<String> = services.map(|service| format!("`{service}` has private DNS off")).to_vec();
    named.sort();
    let mut found: Vec<String> = of(all).iter().map(|it| it.split(',').next().unwrap().to_owned()).collect();
    found.sort();
    assert_eq!(found, named);
    assert_eq!(of("launch eks; s3 full; private_dns off").len(), 5);
    assert_eq!(of("launch fargate 1.4.0; logs awslogs; private_dns own"), [""; 0]);
    assert_eq!(of("launch fargate 1.4.0; logs awslogs; private_dns own; private_dns logs off").len(), 1);
    assert_eq!(of("launch fargate 1.4.0; logs awslogs; private_dns off; private_dns logs on").len(), 0);
}

#[test]
fn own_zones_content_the_rules_on_private_dns() {
    let own = "launch fargate 1.4.0; logs awslogs; private_dns own";
    assert_eq!(codes(&format!("private_ecr < region us-east-2; {own} >")), [209]);
    let hub = "launch fargate 1.4.0; logs none; private_dns own; existing ecr.dkr \"vpce-0a1b2c3d\"; \
               private_dns ecr.dkr own; accept ECR305 \"the hub's\"";
    assert_eq!(codes(&format!("private_ecr < region us-east-2; {hub} >")), [209, 209]);
    assert_eq!(places(207, &format!("{own}; private_dns ssm own")), ["ssm"]);
    let zones = said(209, &format!("private_ecr < region us-east-2; {own} >")).concat();
    assert!(
        zones.contains("zone `dkr.ecr.us-east-2.amazonaws.com` with alias records at its apex and for `*`"),
        "{zones}"
    );
}

#[test]
fn clients_are_judged_by_what_they_cover_together() {
    let of = |clients: &str| messages(302, &format!("launch fargate 1.4.0; logs none; clients {clients}"));
    assert_eq!(of("0.0.0.0/0, 10.0.0.0/8"), ["`0.0.0.0/0` admits the whole internet"]);
    assert_eq!(of("0.0.0.0/1, 128.0.0.0/1"), ["`0.0.0.0/1`, `128.0.0.0/1` together admit the whole internet"]);
    assert_eq!(of("10.0.0.0/8, 128.0.0.0/1"), ["`128.0.0.0/1` admits 43% of the internet's IPv4 addresses"]);
    assert_eq!(of("2000::/3"), ["`2000::/3` admits the whole internet"]);
    assert_eq!(of("2000::/4, 3000::/4"), ["`2000::/4`, `3000::/4` together admit the whole internet"]);
    assert_eq!(of("10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fd00::/8, 52.0.0.0/8"), [""; 0]);
}

#[test]
fn zones_and_ranges_are_those_of_the_region_and_of_aws() {
    let of = |region: &str, vpc: &str, code: u16| {
        let text = format!("private_ecr < region {region}; launch fargate 1.4.0; logs none; vpc new {vpc} >");
        let found = compiled(&text);
        let of_code = found.report.open().find(|found| found.rule.code.0 == code);
        of_code.map(Diagnostic::severity)
    };
    let of_zones = |region: &str, zones: u8| of(region, &format!("10.0.0.0/16 zones {zones}"), 310);
    assert_eq!(of_zones("us-east-1", 6), Some(Severity::Warning));
    assert_eq!(of_zones("us-east-1", 3), None);
    assert_eq!(of_zones("us-west-2", 4), Some(Severity::Warning));
    assert_eq!(of_zones("us-west-2", 5), Some(Severity::Error));
    assert_eq!(of_zones("us-west-1", 3), Some(Severity::Warning));
    assert_eq!(of_zones("us-west-1", 4), Some(Severity::Error));
    assert_eq!(of_zones("us-gov-west-1", 4), Some(Severity::Warning));
    assert_eq!(of_zones("us-gov-west-1", 3), None);
    for refused in ["0.1.0.0/16", "127.0.0.0/16", "169.254.0.0/16", "224.0.0.0/16", "239.255.0.0/16", "250.0.0.0/16"] {
        assert_eq!(of("us-east-1", refused, 309), Some(Severity::Error), "{refused}");
    }
    assert_eq!(of("us-east-1", "172.17.0.0/20", 309), Some(Severity::Note));
    assert_eq!(of("us-east-1", "172.18.0.0/16", 309), None);
}
