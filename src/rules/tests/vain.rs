//! What is in vain is so in every block that takes it, whichever account deploys.

use super::{compiled, many, messages, places};

const FARGATE: &str = "launch fargate 1.4.0; logs none; vpc \"vpc-0a1b2c3d\";";

/// What is said of two blocks that take statements of `defaults`, with its help.
fn of_two(defaults: &str, one: &str, two: &str) -> Vec<String> {
    let text = format!(
        "defaults < region us-east-2; {FARGATE} {defaults} >\nprivate_ecr one < {one} >\nprivate_ecr two < {two} >"
    );
    let report = compiled(&text).report.sorted();
    let found = report.open().filter(|found| [9, 207, 501, 507].contains(&found.rule.code.0));
    found
        .map(|found| format!("{} {}: {}", found.rule.code, found.message, found.help.as_deref().unwrap_or("-")))
        .collect()
}

#[test]
fn a_statement_that_another_block_needs_is_not_to_be_removed() {
    let there = "existing ecr.api \"vpce-0a1b2c3d\"; existing ecr.dkr \"vpce-0a1b2c3e\"; accept ECR305 \"ours\"";
    let guard = "accept ECR507 \"ours\"; ";
    for (defaults, one, two, expected) in [
        // What protects something is said of the block that it does not protect.
        ("allow pull role \"app\"", "", "allow all", vec!["ECR501 in `two`, this `allow` has no effect"]),
        ("allow pull role \"app\"", "allow all", "allow all", vec!["ECR501 this `allow` has no effect"]),
        ("allow all; allow pull", "", "", vec!["ECR501 this `allow` has no effect"]),
        ("accept ECR507 \"ours\"; deny delete", "", there, vec!["ECR009 in `two`, this `deny` has no effect"]),
        ("deny delete repo \"x1\"", guard, "accept ECR507 \"ours\"; deny delete", vec![]),
        (
            "deny push repo \"x1\"",
            "allow pull repo \"y1\"",
            "accept ECR507 \"ours\"",
            vec!["ECR507 in `one`, this `deny` takes nothing away"],
        ),
        // What only configures something is left alone.
        ("private_dns logs off", "logs none", "logs awslogs", vec![]),
        ("private_dns logs off", "logs none", "logs none", vec!["ECR207 `private_dns logs` has no effect"]),
        ("existing logs \"vpce-0a1b2c3d\"", "logs none", "logs awslogs", vec![]),
        ("endpoint logs", "logs none", "logs awslogs", vec![]),
    ] {
        let found = of_two(defaults, one, two);
        let begin = |(found, expected): (&String, &&str)| found.starts_with(expected);
        assert!(found.len() == expected.len() && found.iter().zip(&expected).all(begin), "{defaults}: {found:#?}");
        for found in found.iter().filter(|found| found.contains("in `")) {
            assert!(found.ends_with("or accept this in the others") && !found.contains("remove"), "{found}");
        }
    }
}

#[test]
fn many_blocks_are_named_together() {
    let open = many(5, |n| format!("private_ecr open-{n} < allow all >\n"));
    let defaults = format!("region us-east-2; {FARGATE} allow pull role \"app\"");
    let report = compiled(&format!("defaults < {defaults} >\n{open} private_ecr one < >")).report;
    let found: Vec<&str> =
        report.open().filter(|found| found.rule.code.0 == 501).map(|found| found.message.as_str()).collect();
    let expected = "in `open-0`, `open-1`, `open-2` and 2 more, this `allow` has no effect: `allow all` covers it";
    assert_eq!(found, [expected]);
}

#[test]
fn an_existing_endpoint_that_nothing_needs_is_used_nowhere() {
    for statements in ["existing logs \"vpce-0a1b2c3d\"", "existing logs parameter", "existing sqs parameter"] {
        let statements = format!("{FARGATE} {statements}");
        let found = [9, 207, 305].map(|code| messages(code, &statements).len());
        assert_eq!(found, [0, 1, 0], "{statements}");
    }
}

/// A cache fills nothing exactly where every first pull through it is denied.
#[test]
fn a_cache_that_is_denied_fills_nothing() {
    for (statements, expected) in [
        ("deny \"ecr:BatchImportUpstreamImage\" repo \"hub/*\"", true),
        ("deny \"ecr:BatchImportUpstreamImage\"", true),
        ("deny \"ecr:*Import*\"; allow pull repo \"hub/*\"", true),
        ("deny pull repo \"hub/*\"", true),
        ("deny all repo \"h*\"", true),
        (
            "allow pull role \"a\" role \"b\" repo \"hub/*\"; deny pull role \"a\"; deny all role \"b\"; allow pull role \"c\" repo \"x1\"",
            true,
        ),
        ("allow pull repo \"hub/a\" repo \"x1\"; deny pull repo \"hub/a\"", true),
        // Somebody may, somewhere.
        ("deny \"ecr:BatchImportUpstreamImage\" role \"a\"", false),
        ("deny \"ecr:BatchImportUpstreamImage\" repo \"hub/a*\"", false),
        ("allow pull role \"a\" role \"b\" repo \"hub/*\"; deny pull role \"a\"", false),
        ("allow pull repo \"hub/a\" repo \"hub/b\"; deny pull repo \"hub/a\"", false),
        // Its repositories may be there already.
        ("deny \"ecr:CreateRepository\"", false),
        ("deny push repo \"hub/*\"", false),
        // The account that deploys may be another one.
        ("deny all repo \"arn:aws:ecr:us-east-2:111122223333:repository/hub/*\"", false),
        // Images do not pass through an endpoint with this policy.
        ("existing ecr.dkr \"vpce-0a1b2c3d\"; deny \"ecr:BatchImportUpstreamImage\"", false),
        // Nobody can pull at all: another rule says so.
        ("deny pull", false),
    ] {
        let with = format!("{FARGATE} pull_through_cache \"hub\"; {statements}");
        let found = messages(9, &with).iter().any(|message| message.contains("fills nothing"));
        assert_eq!(found, expected, "{statements}: {:?}", messages(9, &with));
    }
}

/// The account that deploys may be one that the spec writes out.
#[test]
fn no_answer_rests_on_which_account_deploys() {
    let other = "arn:aws:ecr:us-east-2:111122223333:repository/x1";
    let role = "arn:aws:iam::111122223333:role/a";
    let said = |statements: &str| messages(507, &format!("{FARGATE} {statements}")).concat();
    for statements in [
        format!("allow pull role \"{role}\"; deny all role \"a\""),
        format!("allow pull repo \"x1\"; deny all repo \"{other}\""),
    ] {
        assert!(said(&statements).contains("covers only requests"), "{statements}: {}", said(&statements));
    }
    assert!(said(&format!("allow pull role \"{role}\"; deny all role \"b\"")).contains("takes nothing away"));
    let nobody = |statements: &str| messages(502, &format!("{FARGATE} allow \"ecr:GetAuth*\"; {statements}")).len();
    let (manifest, layers) = ("allow \"ecr:BatchGetImage\"", "allow \"ecr:GetDownloadUrlForLayer\"");
    assert_eq!(nobody(&format!("{manifest} repo \"x1\"; {layers} repo \"{other}\"")), 0);
    assert_eq!(nobody(&format!("{manifest} role \"a\"; {layers} role \"{role}\"")), 0);
    assert_eq!(nobody(&format!("{manifest} repo \"y1\"; {layers} repo \"{other}\"")), 1);
    assert_eq!(nobody(&format!("account 444455556666; {manifest} repo \"x1\"; {layers} repo \"{other}\"")), 1);
}

#[test]
fn clients_by_ipv6_alone_reach_no_endpoint_that_keeps_ipv4() {
    for (statements, expected) in [
        ("launch eks; logs none; clients fd00::/8", vec!["clients fd00::/8"]),
        (
            "launch fargate 1.4.0; logs none; endpoint ec2; clients fd00::/8, fd01::/16",
            vec!["clients fd00::/8, fd01::/16"],
        ),
        ("launch eks; logs none; clients fd00::/8, 10.0.0.0/8", vec![]),
        ("launch eks; logs none; clients fd00::/8, \"sg-0a1b2c3d\"", vec![]),
        ("launch eks; logs none; clients fd00::/8, \"pl-0a1b2c3d\"", vec![]),
        ("launch fargate 1.4.0; logs none; clients fd00::/8", vec![]),
    ] {
        let mut found = places(308, &format!("ip dualstack; {statements}"));
        found.retain(|place| place != "ip dualstack");
        assert_eq!(found, expected, "{statements}");
    }
}

#[test]
fn an_existing_gateway_must_open_the_buckets() {
    let text = format!(
        "private_ecr < region us-east-2; launch ec2; logs none; uses amazon_linux; s3 also \"own-bucket\"; {} >",
        "existing s3 \"vpce-0a1b2c3d\""
    );
    let report = compiled(&text).report;
    let note = report.open().find(|found| found.rule.code.0 == 305).unwrap().notes.concat();
    for bucket in ["`prod-us-east-2-starport-layer-bucket`", "`al2023-repos-us-east-2-de612dc2`", "`own-bucket`"] {
        assert!(note.contains(bucket), "{note}");
    }
}

#[test]
fn an_existing_endpoint_that_a_policy_names_is_needed() {
    for statements in [
        "launch fargate 1.4.0; execution_role \"e\"; existing ecr-fips.dkr \"vpce-0a1b2c3d\"",
        "launch fargate 1.3.0; execution_role \"e\"; existing ecr.api parameter",
    ] {
        let found = [9, 207, 305].map(|code| messages(code, &format!("logs none; {statements}")).len());
        assert_eq!(found, [0, 0, 1], "{statements}");
    }
}

#[test]
fn route_tables_are_those_of_every_gateway() {
    let there = "existing s3 \"vpce-0a1b2c3d\"; route_tables \"rtb-0a1b2c3d\"";
    assert_eq!(places(9, &format!("{FARGATE} {there}")), ["route_tables \"rtb-0a1b2c3d\""]);
    assert_eq!(places(9, &format!("{FARGATE} {there}; endpoint dynamodb")), [""; 0]);
}

/// Nobody signs these calls, so that no statement about somebody is about them.
#[test]
fn unsigned_calls_are_nobody_s() {
    let web = "\"sts:AssumeRoleWithWebIdentity\"";
    for (statements, expected) in [
        (format!("uses irsa; allow {web} role \"app\" on sts"), [1, 0]),
        ("uses irsa; allow all role \"app\" on sts".to_owned(), [1, 0]),
        (format!("uses irsa; allow {web} on sts"), [0, 0]),
        (format!("uses irsa; deny {web} role \"app\" on sts"), [0, 1]),
        (format!("uses irsa; deny {web} on sts"), [1, 0]),
        (format!("endpoint sts; allow {web} role \"app\" on sts"), [0, 1]),
        ("endpoint sts; allow \"sts:AssumeRole*\" role \"app\" on sts".to_owned(), [0, 0]),
    ] {
        let launch = if statements.starts_with("uses") { "launch eks" } else { "launch docker" };
        let found = [516, 9].map(|code| messages(code, &format!("{launch}; logs none; {statements}")).len());
        assert_eq!(found, expected, "{statements}");
    }
}

#[test]
fn what_runs_calls_as_a_role_and_not_as_a_user() {
    let found = |statements: &str| [511, 516].map(|code| messages(code, &format!("logs none; {statements}")).concat());
    for launch in ["fargate 1.4.0", "ec2", "eks"] {
        let [own, _] = found(&format!("launch {launch}; allow pull user \"bob\""));
        assert!(own.starts_with("only users can pull, but here "), "{launch}: {own}");
        let [own, _] = found(&format!("launch {launch}; allow pull user \"bob\" role \"a\""));
        assert!(!own.contains("only users"), "{launch}: {own}");
    }
    let [own, _] = found("launch docker; allow pull user \"bob\"");
    assert!(own.starts_with("only the principals that `allow` names"), "{own}");
    let of = |statements: &str| messages(516, statements).concat();
    assert!(of("launch fargate 1.4.0; logs awslogs; allow all user \"bob\" on logs").contains("lets no role call"));
    assert!(of("launch ec2; logs none; allow all user \"bob\" on ecs").contains("lets no role call"));
    assert_eq!(of("launch fargate 1.4.0; logs awslogs; allow all user \"bob\" role \"e\" on logs"), "");
}

#[test]
fn an_endpoint_that_aws_does_not_offer_is_not_in_doubt() {
    let found = |statements: &str| [107, 705].map(|code| messages(code, statements).len());
    let none = "private_ecr < region ap-southeast-5; launch fargate 1.4.0; logs none; endpoint eks >";
    let of = |code: u16| compiled(none).report.open().filter(|found| found.rule.code.0 == code).count();
    assert_eq!((of(107), of(705)), (1, 0));
    assert_eq!(found("launch fargate 1.4.0; logs none; endpoint eks"), [0, 0]);
}

/// The policy grants the login once.
#[test]
fn a_login_that_another_allow_grants_is_not_granted_again() {
    let login = |statements: &str| {
        let text = format!("private_ecr < region us-east-2; {FARGATE} {statements} >");
        let plan = compiled(&text).plans().remove(0);
        let document = plan.policy(&crate::plan::PolicyId::Ecr).unwrap();
        let login = document.statements.iter().find(|it| it.sid.as_deref() == Some("AllowLogin")).cloned();
        login.map(|login| login.to_string())
    };
    for none in [
        "allow pull role \"ci\"; allow push role \"ci\" repo \"app/*\"",
        "allow \"ecr:GetAuthorizationToken\"; allow pull repo \"x1\"",
        "allow \"ecr:Get*\"; allow pull role \"a\" repo \"x1\"",
    ] {
        assert_eq!(login(none), None, "{none}");
    }
    let one = login("allow pull role \"ci\"; allow push role \"cd\" role \"ci\" repo \"app/*\"").unwrap();
    assert!(one.contains("role/cd") && !one.contains("role/ci"), "{one}");
    assert!(login("allow pull role \"ci\"; allow push repo \"app/*\"").is_some());
}

#[test]
fn only_package_mirrors_answer_for_what_nodes_read() {
    for (statements, expected) in [
        ("launch ec2", "nodes cannot reach any S3 bucket but that of the image layers"),
        (
            "launch ec2; uses session_manager",
            "nodes cannot reach any S3 bucket but those of the image layers and of `uses`",
        ),
        ("launch docker", "hosts cannot reach any S3 bucket but that of the image layers"),
        ("launch ec2; uses amazon_linux", ""),
        ("launch ec2; s3 also \"own-bucket\"", ""),
        ("launch eks fargate", ""),
    ] {
        assert_eq!(messages(406, &format!("logs none; {statements}")).concat(), expected, "{statements}");
    }
}

/// What holds for some of the blocks that share `defaults` is said of these.
#[test]
fn a_finding_on_defaults_names_its_blocks() {
    let of = |defaults: &str, one: &str, code: u16| {
        let text = format!(
            "defaults < region us-east-2; {FARGATE} {defaults} >\nprivate_ecr one < {one} >\nprivate_ecr two < >"
        );
        let found = compiled(&text).report.sorted();
        let found = found.open().filter(|found| found.rule.code.0 == code);
        found.map(|found| format!("{}{}", found.message, found.notes.concat())).collect::<Vec<_>>().concat()
    };
    let others = "other blocks take this statement, too, and this does not hold for them";
    let ipv6 = of("clients fd00::/8, 10.0.0.0/8", "ip dualstack", 308);
    assert!(ipv6.starts_with("in `two`, clients in `fd00::/8`") && ipv6.ends_with(others), "{ipv6}");
    assert!(of("clients fd00::/8, 10.0.0.0/8", "", 308).starts_with("clients in"));
    // The other one says something else in its place.
    let dns = of("private_dns off", "private_dns on", 202);
    assert!(dns.starts_with("in `two`, private DNS is off") && !dns.contains(others), "{dns}");
}
