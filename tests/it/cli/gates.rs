//! Input: changes that open a network, lift a policy, cut clients off, or cannot be deployed.
//! Output: that the first line of `diff`, its marks and `--fail-on` tell them apart.
//! Never: checks what each change means; `tests/cases/changes.yaml` does.

use super::{Folder, Run};
use serde_json::Value;

fn spec(statements: &str) -> String {
    format!("private_ecr x < region us-east-2; launch fargate 1.4.0; logs awslogs; {statements} >\n")
}

/// A folder with both sides, and what `diff` makes of them.
fn diff(old: &str, new: &str, more: &[&str]) -> Run {
    let folder = Folder::with(&[("old.ecr", old), ("new.ecr", new)]);
    folder.run(&[&["diff", "old.ecr", "new.ecr", "--no-text"], more].concat())
}

/// The first line, what is marked, and which gates fail.
#[track_caller]
fn assert_told(old: &str, new: &str, first: &str, marked: &str, gates: &[&str]) {
    let (old, new) = (spec(old), spec(new));
    let text = diff(&old, &new, &[]).fine();
    assert!(text.lines().next().unwrap().ends_with(first), "{text}");
    let marks: Vec<&str> = text.lines().filter(|line| line.starts_with("  ! ") || line.contains(" ? ")).collect();
    assert!(marks.iter().any(|line| line.contains(marked)), "{marked}: {text}");
    for gate in ["broadened", "interrupted"] {
        let code = diff(&old, &new, &["--fail-on", gate]).code;
        assert_eq!(code, Some(i32::from(gates.contains(&gate))), "{gate}: {text}");
    }
}

#[test]
fn a_network_that_opens_is_on_the_first_line_and_stopped() {
    let yes = "access broadened: no · reach broadened: yes";
    let unknown = "access broadened: no · reach broadened: unknown";
    for (old, new, first, marked) in [
        (
            "clients 10.0.0.0/16",
            "clients 0.0.0.0/0",
            yes,
            "! `0.0.0.0/0` can now reach the endpoints on tcp/443 [ECR301]",
        ),
        ("clients 10.0.0.0/16", "clients 0.0.0.0/1, 128.0.0.0/1", yes, "! `0.0.0.0/1`, `128.0.0.0/1` can now reach"),
        ("clients 10.0.0.0/16", "clients 10.0.0.0/16, \"pl-0a1b2c3d\"", yes, "! `pl-0a1b2c3d` can now reach"),
        (
            "",
            "clients 10.0.0.0/16",
            unknown,
            "! `10.0.0.0/16` can now reach the endpoints on tcp/443, unless the VPC's CIDR already admitted them",
        ),
        (
            "security_group \"sg-0a1b2c3d\"",
            "security_group \"sg-1a1b2c3d\"",
            unknown,
            "reach ? ecrc does not know who can reach the endpoints through `sg-1a1b2c3d`",
        ),
        ("", "existing logs \"vpce-0a1b2c3d\"", unknown, "reach ? ecrc does not know who can reach `vpce-0a1b2c3d`"),
    ] {
        let folder = Folder::with(&[("old.ecr", &spec(old)), ("new.ecr", &spec(new))]);
        let text = folder.run(&["diff", "old.ecr", "new.ecr", "--no-text"]).fine();
        assert!(text.lines().next().unwrap().ends_with(first), "{text}");
        assert!(text.contains(&format!("  {marked}")), "{marked}: {text}");
        assert_eq!(folder.run(&["diff", "old.ecr", "new.ecr", "--fail-on", "broadened"]).code, Some(1));
        let comment = folder.run(&["diff", "old.ecr", "new.ecr", "--format", "markdown"]).fine();
        assert!(comment.lines().next().unwrap().ends_with(first), "{comment}");
        let report = folder.run(&["diff", "old.ecr", "new.ecr", "--format", "json"]).fine();
        let report: Value = serde_json::from_str(&report).unwrap();
        let decision = if first == yes { "yes" } else { "unknown" };
        assert_eq!(report["summary"]["reach_broadened"], decision);
        assert_eq!(report["templates"][0]["reach"]["broadened"], decision);
        assert_eq!(report["summary"]["broadened"], "no");
    }
    // The same network in other words is no change of it.
    let halves = diff(
        &spec("clients 10.0.0.0/16"),
        &spec("clients 10.0.0.0/17, 10.0.128.0/17"),
        &["--fail-on", "broadened,interrupted"],
    );
    let text = halves.fine();
    assert!(text.starts_with("2 added · 1 removed · access broadened: no\n") && !text.contains("  ! "), "{text}");
}

#[test]
fn a_table_that_gets_the_route_to_s3_is_told_twice() {
    let tables = |tables: &str| format!("vpc \"vpc-0a1b2c3d\"; route_tables {tables}");
    let (old, new) = (tables("\"rtb-0a1b2c3d\""), tables("\"rtb-0a1b2c3d\", \"rtb-1a1b2c3d\""));
    let first = "1 changed · access broadened: no · reach broadened: yes";
    assert_told(
        &old,
        &new,
        first,
        "! the subnets of `rtb-1a1b2c3d` can now reach S3 through `S3Endpoint` [ECR402]",
        &["broadened", "interrupted"],
    );
}

#[test]
fn a_route_of_another_gateway_is_none_to_s3() {
    let tables = |tables: &str| {
        format!("vpc \"vpc-0a1b2c3d\"; existing s3 \"vpce-0a1b2c3d\"; endpoint dynamodb; route_tables {tables}")
    };
    let (one, two) = (tables("\"rtb-0a1b2c3d\""), tables("\"rtb-0a1b2c3d\", \"rtb-1a1b2c3d\""));
    let gained = diff(&spec(&one), &spec(&two), &[]).fine();
    let sentence = "! the subnets of `rtb-1a1b2c3d` can now reach `dynamodb` through `DynamodbEndpoint`";
    assert!(gained.contains(sentence) && !gained.contains("reach S3"), "{gained}");
    let lost = diff(&spec(&two), &spec(&one), &[]).fine();
    assert!(!lost.contains("to S3") && lost.starts_with("1 changed"), "{lost}");
}

#[test]
fn a_policy_that_stops_binding_is_unknown_and_stopped() {
    let limited = "allow pull role \"r\"";
    let unknown = "access broadened: unknown";
    let off = format!("{limited}; private_dns ecr.api off");
    let public = "? the policy of `EcrApiEndpoint` no longer limits requests to the public name of ecr.api";
    assert_told(limited, &off, unknown, public, &["broadened", "interrupted"]);
    let existing = format!("{limited}; existing ecr.dkr \"vpce-0a1b2c3d\"");
    let place = "? `vpce-0a1b2c3d`, whose policy is not known, takes the place of `EcrDkrEndpoint`";
    assert_told(
        limited,
        &existing,
        "access broadened: unknown · reach broadened: unknown",
        place,
        &["broadened", "interrupted"],
    );
    // The endpoint goes, since an older platform version does not call it.
    let older = spec(limited).replace("1.4.0", "1.3.0");
    let text = diff(&spec(limited), &older, &[]).fine();
    let why =
        "access ? `EcrApiEndpoint` is deleted, so its policy no longer limits requests to ecr.api by another route";
    assert!(text.lines().next().unwrap().ends_with(unknown) && text.contains(why), "{text}");
    assert_eq!(diff(&spec(limited), &older, &["--fail-on", "broadened"]).code, Some(1));
    // A policy that allows everything limits nothing.
    assert_eq!(diff(&spec(""), &spec("").replace("1.4.0", "1.3.0"), &["--fail-on", "broadened"]).code, Some(0));
    assert_told(
        "",
        "private_dns ecr.api off",
        "access broadened: no",
        "! the public name of ecr.api",
        &["interrupted"],
    );
}

#[test]
fn who_may_no_longer_pull_or_push_is_cut_off() {
    let no = "access broadened: no";
    let everyone = "! everyone else can no longer pull and push on every repository through `EcrApiEndpoint`";
    assert_told("", "allow pull role \"ci\"", no, everyone, &["interrupted"]);
    let one = "! role ci can no longer push on every repository through `EcrApiEndpoint`, `EcrDkrEndpoint`";
    assert_told("", "deny push role \"ci\"", no, one, &["interrupted"]);
    let buckets = "! everyone can no longer read objects on bucket `packages` through `S3Endpoint`";
    assert_told("s3 also \"packages\"", "", no, buckets, &["interrupted"]);
    let login = "! role ci can no longer log in through `EcrApiEndpoint`, `EcrDkrEndpoint`";
    assert_told("", "deny \"ecr:GetAuthorizationToken\" role \"ci\"", no, login, &["interrupted"]);
    // What nothing that runs does all the time is said, and not marked.
    let text = diff(&spec(""), &spec("deny delete"), &["--fail-on", "broadened,interrupted"]).fine();
    assert!(text.contains("access - everyone loses delete") && !text.contains("  ! "), "{text}");
}

#[test]
fn what_was_never_done_as_a_whole_is_not_cut_off() {
    let mut wrong = String::new();
    for (old, new, cut) in [
        // A role by its own policy pulls, and looks for layers, which is a part of a push.
        (
            "execution_role \"x\"",
            "",
            Some("role x can no longer pull on every repository, unless another policy allows it"),
        ),
        ("allow pull; allow \"ecr:PutImage\"", "allow pull", None),
        ("allow pull; allow \"ecr:BatchCheckLayerAvailability\"", "allow pull", None),
        (
            "allow pull repo \"ba\"; allow push role \"ci\"",
            "allow pull repo \"ba\"",
            Some("role ci can no longer push on every repository through `EcrApiEndpoint`, `EcrDkrEndpoint`"),
        ),
        // A push gets the image's manifest first.
        (
            "",
            "deny pull repo \"**\"",
            Some("everyone can no longer pull and push on repository `**` through `EcrApiEndpoint`, `EcrDkrEndpoint`"),
        ),
        (
            "allow push role \"ci\"; allow pull role \"ci\"",
            "allow pull role \"ci\"",
            Some("role ci can no longer push on every repository through `EcrApiEndpoint`, `EcrDkrEndpoint`"),
        ),
        // Without a login there was neither.
        (
            "allow pull role \"a\"; allow \"ecr:BatchGetImage\" role \"ci\"; allow \"ecr:GetDownloadUrlForLayer\" role \"ci\"",
            "allow pull role \"a\"",
            None,
        ),
        (
            "allow pull; deny pull repo \"a*\"",
            "allow pull; deny pull repo \"a*\"; deny pull repo \"b*\"",
            Some("everyone can no longer pull on repository `b*` through `EcrApiEndpoint`, `EcrDkrEndpoint`"),
        ),
    ] {
        let text = diff(&spec(old), &spec(new), &[]).fine();
        let found: Vec<&str> = text.lines().filter(|line| line.contains("can no longer")).collect();
        let expected: Vec<String> = cut.iter().map(|cut| format!("  ! {cut}")).collect();
        if found != expected {
            wrong.push_str(&format!("{old} -> {new}\n{found:#?}\n"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn actions_that_ecrc_does_not_know_are_stopped() {
    let accept = "accept ECR705 \"new\"";
    for (old, new, gained) in [
        ("deny \"ecr:FreezeRegistry\"", "", "everyone gains ecr:FreezeRegistry"),
        ("allow pull", "allow pull; allow \"ecr:FreezeRegistry\" role \"app\"", "role app gains ecr:FreezeRegistry"),
    ] {
        let [old, new] = [old, new].map(|statements| spec(&format!("{accept}; {statements}")));
        let run = diff(&old, &new, &["--fail-on", "broadened"]);
        assert!(run.code == Some(1) && run.out.contains(&format!("access + {gained}")), "{}", run.out);
    }
}

#[test]
fn roles_are_taken_in_every_region_of_a_partition() {
    let role = |name: &str, region: &str, of: &str| {
        let statements = format!("execution_role {of}");
        spec(&statements).replace("private_ecr x", &format!("private_ecr {name}")).replace("us-east-2", region)
    };
    for (region, of, is_told) in [
        ("us-west-2", "new \"app\"", true),
        ("us-west-2", "new \"App\"", true),
        ("us-west-2", "new \"shop\"", false),
        ("cn-north-1", "new \"app\"", false),
    ] {
        let stays = role("a", "us-east-2", "new \"app\"") + &role("c", region, "\"other\"");
        let text = diff(&stays, &(stays.clone() + &role("b", region, of)), &[]).fine();
        let told =
            text.contains("  ! in the account of `a` this deployment fails: `ExecutionRole` would be made while");
        assert_eq!(told, is_told, "{region} {of}: {text}");
    }
}

#[test]
fn deployments_that_fail_are_told() {
    let told = |old: &str, new: &str, more: &[&str]| diff(old, new, more).fine();
    let text = told(&spec("execution_role \"a\""), &spec("execution_role new \"a\""), &[]);
    assert!(
        text.contains("  ! this deployment fails: `ExecutionRole` would be made while the role `a` exists"),
        "{text}"
    );
    let zones = |zones: u8| spec(&format!("vpc new 10.0.0.0/19 zones {zones}"));
    let text = told(&zones(2), &zones(3), &[]);
    let overlap = "  ! this deployment fails: `PrivateSubnet1` (10.0.0.0/21), `PrivateSubnet2` (10.0.8.0/21), \
                   `PrivateSubnet3` (10.0.16.0/21) would be made while the subnets `10.0.0.0/20`, `10.0.16.0/20` are";
    assert!(text.contains(overlap), "{text}");
    let text = told(&zones(2), &zones(3), &["-t", "tf"]);
    let in_use = "  ! this deployment fails, users report: Terraform deletes `aws_subnet.private_1`, `aws_subnet.private_2` while";
    assert!(text.contains(in_use) && !text.contains("Conflict"), "{text}");
    // In a VPC that is made anew, no old subnet is in the way.
    let text = told(&zones(2), &spec("vpc new 10.1.0.0/19 zones 3"), &[]);
    assert!(!text.contains("deployment fails"), "{text}");
    let text = told(&spec("vpc \"vpc-0a1b2c3d\"; existing s3 \"vpce-0a1b2c3d\""), &spec("vpc \"vpc-0a1b2c3d\""), &[]);
    assert!(
        text.contains("  ! this deployment fails while `vpce-0a1b2c3d` has the route to S3 in a route table"),
        "{text}"
    );
    let text = told(&spec("existing logs \"vpce-0a1b2c3d\""), &spec(""), &[]);
    assert!(
        text.contains(
            "  ! this deployment fails while `vpce-0a1b2c3d` has the private name that `LogsEndpoint` claims"
        ),
        "{text}"
    );
    // Of another VPC, neither is in the way.
    let text = told(&spec("vpc \"vpc-0a1b2c3d\"; existing s3 \"vpce-0a1b2c3d\""), &spec("vpc new 10.0.0.0/16"), &[]);
    assert!(!text.contains("deployment fails"), "{text}");
}

#[test]
fn what_another_template_has_is_in_the_way() {
    let block =
        |name: &str, statements: &str| spec(statements).replace("private_ecr x", &format!("private_ecr {name}"));
    let vpc = "vpc \"vpc-0a1b2c3d\"; route_tables \"rtb-0a1b2c3d\"";
    let all = |of: &str| format!("{vpc}; {of}");
    let old = block("a", &all("execution_role new \"app\"")) + &block("b", "execution_role \"shop\"");
    let new = block("a", "execution_role new \"shop\"") + &block("b", &all("execution_role new \"app\""));
    let text = diff(&old, &new, &[]).fine();
    for expected in [
        "in the account of `b` this deployment fails: `ExecutionRole` would be made while that has the role `shop`",
        "in the account of `a` this deployment fails: `ExecutionRole` would be made while that has the role `app`",
        "this deployment fails while the gateway of `a` has the route to S3 in `rtb-0a1b2c3d`, which `S3Endpoint` takes",
    ] {
        assert!(text.contains(&format!("  ! {expected}")), "{expected}: {text}");
    }
    // One name for one VPC's policy in one role.
    let old = block("a", &all("execution_role \"app\"")) + &block("b", "");
    let new = block("a", "") + &block("b", &all("execution_role \"app\""));
    let text = diff(&old, &new, &[]).fine();
    let policy = "`a` has the policy `private-ecr-pull-vpc-0a1b2c3d` in the role `app`, too: deploy it first";
    assert!(text.contains(&format!("  ! {policy}")), "{text}");
    // Private DNS that is switched on, where another template has the name.
    let ids = [("ecr.api", 1), ("ecr.dkr", 2), ("s3", 3)];
    let ids = ids.map(|(service, id)| format!("existing {service} \"vpce-0a1b2c3{id}\""));
    let guest = |on: &str| block("b", &all(&format!("{}; private_dns logs {on}", ids.join("; "))));
    let host = block("a", vpc);
    let text = diff(&(host.clone() + &guest("off")), &(host.replace("awslogs", "none") + &guest("on")), &[]).fine();
    let claims = "this deployment fails while the one of `a` has the private name that `LogsEndpoint` claims";
    assert!(text.contains(&format!("  ! {claims}")), "{text}");
}

#[test]
fn a_network_that_opens_where_endpoints_move_to_another_template_is_told() {
    let block =
        |name: &str, statements: &str| spec(statements).replace("private_ecr x", &format!("private_ecr {name}"));
    let vpc = |clients: &str| {
        let ids =
            "vpc \"vpc-0a1b2c3d\"; subnets \"subnet-0a1b2c3d\"; route_tables \"rtb-0a1b2c3d\"; accept ECR303 \"x\"";
        format!("{ids}; clients {clients}")
    };
    let stays = block("z", "");
    let of = |name: &str, clients: &str| stays.clone() + &block(name, &vpc(clients));
    let run = |clients: &str| diff(&of("a", "10.0.0.0/16"), &of("b", clients), &["--fail-on", "broadened"]);
    let text = run("10.0.0.0/16").fine();
    assert!(text.starts_with("no change\n\nb (was: a)"), "{text}");
    let opened = run("0.0.0.0/0");
    let first = "1 added · 5 moved · 1 removed · access broadened: no · reach broadened: yes";
    assert_eq!((opened.code, opened.out.lines().next()), (Some(1), Some(first)), "{}", opened.out);
    assert!(opened.out.contains("  ! `0.0.0.0/0` can now reach the endpoints on tcp/443"), "{}", opened.out);
}

#[test]
fn ordinary_policies_of_hundreds_of_templates_are_all_decided() {
    let statements: String =
        (0..30).map(|n| format!("allow push repo \"team-{n}/*\"; deny delete repo \"team-{n}/app-?\";")).collect();
    let side = |verb: &str| {
        let block = |n: usize| spec(&format!("deny {verb} repo \"own-{n}\"")).replace("_ecr x", &format!("_ecr b{n}"));
        let blocks: String = (0..100).map(block).collect();
        format!("defaults < accept ECR801 \"x\"; allow pull; {statements} >\n{blocks}")
    };
    let text = diff(&side("push"), &side("pull"), &[]).fine();
    assert!(!text.contains("access ?") && !text.contains("some of"), "{text}");
    assert_eq!(text.matches("access - everyone loses pull on repository `own-").count(), 100);
}

/// In proportion to their number; comparing each with each would take minutes.
#[test]
fn fifty_thousand_clients_are_compared_soon() {
    let clients = |last: u8| {
        let all: Vec<String> = (0..50_000).map(|n| format!("10.{}.{}.{last}/32", n / 256, n % 256)).collect();
        spec(&format!("clients {}", all.join(", ")))
    };
    let begin = std::time::Instant::now();
    let text = diff(&clients(0), &clients(1), &[]).fine();
    let first = "50000 added · 50000 removed · access broadened: no · reach broadened: yes";
    assert_eq!(text.lines().next(), Some(first));
    assert!(begin.elapsed() < std::time::Duration::from_secs(40), "{:?}", begin.elapsed());
}
