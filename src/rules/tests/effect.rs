//! Statements do, or do not do, what the diagnostics say.

use super::{BOTH_THERE, GATEWAY_THERE, codes, compiled, messages, places};

const FARGATE: &str = "launch fargate 1.4.0; logs none; vpc \"vpc-0a1b2c3d\";";

/// What ECR009 says of these statements.
fn vain(statements: &str) -> Vec<String> {
    messages(9, &format!("{FARGATE} {statements}"))
}

#[test]
fn an_allow_without_effect_leaves_nobody_a_right() {
    let whole = |statements: &str| {
        let of = vain(statements);
        of.iter().filter(|message| message.contains("has no effect")).count()
    };
    for (statements, expected) in [
        // Another `allow` grants the login, and what no `deny` covers.
        ("allow pull; allow push role \"ci\"; deny push", 1),
        ("allow pull; allow push role \"ci\" repo \"a\"; deny push repo \"a\"", 1),
        // Nobody else grants `ci` a login.
        ("allow pull role \"app\"; allow push role \"ci\" repo \"a\"; deny push repo \"a\"", 0),
        ("allow pull role \"a\" repo \"x\"; allow pull role \"b\"; deny \"ecr:*\" repo \"x\"", 0),
        ("allow pull role \"a\" repo \"x\"; allow pull; deny pull role \"a\"", 1),
        ("allow pull role \"a\" repo \"x\"; allow pull role \"b\"; deny pull role \"a\"", 0),
        ("allow pull; allow delete role \"ci\"; deny delete", 1),
        ("allow pull; allow delete role \"ci\"; deny delete role \"x\"", 0),
        // Several together.
        ("allow pull; allow delete role \"a\" role \"b\"; deny delete role \"a\"; deny delete role \"b\"", 1),
        ("allow pull; allow delete repo \"aa\" repo \"bb\"; deny delete repo \"aa\"; deny delete repo \"bb\"", 1),
        ("allow pull; allow delete repo \"aa\" repo \"bb\"; deny delete repo \"aa\"", 0),
        ("allow pull; allow push repo \"aa\"; deny pull repo \"aa\"; deny push repo \"aa\"", 1),
        ("allow pull role \"x\"; allow all role \"ci\"; deny all role \"ci\"", 1),
        // Of two that give the same login one is needed.
        (
            "allow pull role \"x\"; allow push role \"ci\" repo \"aa\"; allow push role \"ci\" repo \"bb\"; deny push repo \"aa\"; deny pull repo \"aa\"",
            1,
        ),
    ] {
        assert_eq!(whole(statements), expected, "{statements}: {:?}", vain(statements));
    }
}

#[test]
fn an_allow_that_lacks_what_its_verb_takes_is_shown() {
    let of = |statements: &str| vain(statements).concat();
    for (statements, expected) in [
        (
            "allow push role \"ci\"; allow pull role \"z\"; deny pull role \"ci\"",
            "lets nobody push: `ecr:BatchGetImage`",
        ),
        ("allow push role \"ci\"; allow pull role \"z\"; deny \"ecr:BatchGetImage\" role \"ci\"", "lets nobody push"),
        (
            "allow pull role \"ci\"; allow pull role \"z\"; deny \"ecr:GetDownloadUrlForLayer\" role \"ci\"",
            "lets nobody pull",
        ),
        (
            "allow pull role \"ci\"; allow pull role \"z\"; deny \"ecr:GetAuthorizationToken\" role \"ci\"",
            "lets nobody pull",
        ),
        (
            "allow pull role \"app\"; allow push role \"ci\" repo \"a\"; deny push repo \"a\"",
            "only `ecr:BatchGetImage`, `ecr:GetAuthorizationToken` is left",
        ),
        (
            "allow all role \"a\" repo \"x\"; allow pull role \"b\"; deny \"ecr:*\" repo \"x\"",
            "grants only the registry login",
        ),
    ] {
        assert!(of(statements).contains(expected), "{statements}: {}", of(statements));
    }
    for statements in [
        "allow push role \"ci\" role \"cd\"; allow pull role \"z\"; deny pull role \"ci\"",
        "allow push role \"ci\"; allow pull role \"z\"; deny pull role \"ci\" repo \"frozen/*\"",
        "allow push role \"ci\" repo \"aa\" repo \"bb\"; allow pull role \"z\"; deny pull repo \"bb\"",
        // Nobody can pull at all: another rule says so.
        "allow pull; deny pull",
    ] {
        assert_eq!(of(statements), "", "{statements}");
    }
}

#[test]
fn a_deny_that_another_covers_has_no_effect_and_a_guard_is_none() {
    for (statements, expected) in [
        ("deny pull repo \"abc\"; deny pull repo \"a*\"", vec!["deny pull repo \"abc\""]),
        ("deny delete; deny delete role \"r\"", vec!["deny delete role \"r\""]),
        ("deny delete; deny delete repo \"*\"", vec!["deny delete repo \"*\""]),
        ("deny delete repo \"aa\"; deny delete repo \"bb\"", vec![]),
        // It guards against an `allow` to come.
        ("allow pull; deny delete", vec![]),
        ("allow pull repo \"aa\"; allow pull repo \"cc\"; deny pull repo \"bb\"", vec![]),
    ] {
        assert_eq!(places(9, &format!("{FARGATE} {statements}")), expected, "{statements}");
    }
    let of_defaults = "defaults < deny delete repo \"x\" > private_ecr a < region us-east-2; launch fargate 1.4.0; \
                       logs none; deny delete >";
    assert!(!codes(of_defaults).contains(&9));
    let said = |statements: &str| messages(507, &format!("{FARGATE} {statements}")).concat();
    assert_eq!(said("deny delete"), "this `deny` covers only requests through this VPC's endpoints");
    assert_eq!(
        said("allow pull; deny push; deny pull repo \"a\""),
        "this `deny` covers only requests through this VPC's endpoints"
    );
    assert_eq!(
        places(507, &format!("{FARGATE} allow pull; deny push; deny pull repo \"a\"")),
        ["deny pull repo \"a\""]
    );
    for statements in [
        "allow pull; deny delete",
        "allow pull repo \"aa\"; deny pull repo \"bb\"",
        "allow pull role \"a\"; deny pull role \"b\"",
    ] {
        assert!(said(statements).contains("takes nothing away"), "{statements}: {}", said(statements));
    }
}

#[test]
fn a_statement_binds_what_passes_through_the_endpoint_that_carries_it() {
    let api_there = |more: &str| vain(&format!("existing ecr.api \"vpce-0a1b2c3d\"; {more}")).concat();
    let dkr_there = |more: &str| vain(&format!("existing ecr.dkr \"vpce-0a1b2c3d\"; {more}")).concat();
    assert!(
        api_there("deny delete repo \"abc\"").contains("this `deny` has no effect: such calls go through `ecr.api`")
    );
    assert!(api_there("deny \"ecr:PutLifecyclePolicy\"").contains("this `deny` has no effect"));
    assert!(api_there("allow pull; allow delete role \"x\"").contains("this `allow` has no effect"));
    for bound in [
        "deny pull repo \"abc\"",
        "allow pull role \"x\"",
        "deny push",
        "deny all repo \"x\"",
        "deny \"ecr:ListImages\"",
        "deny \"ecr:FreezeRegistry\"",
        "allow all; deny \"ecr:*\" repo \"x\"",
    ] {
        assert_eq!(api_there(bound), "", "{bound}");
    }
    for passing in [
        "deny pull repo \"abc\"",
        "allow pull role \"x\"",
        "allow pull repo \"abc\"",
        "deny push",
        "deny all repo \"abc\"",
    ] {
        assert!(dkr_there(passing).contains("does not cover image transfers"), "{passing}: {}", dkr_there(passing));
    }
    for bound in [
        "deny delete repo \"abc\"",
        "deny \"ecr:GetAuthorizationToken\"",
        "deny all role \"x\"",
        "allow all; deny delete",
    ] {
        assert_eq!(dkr_there(bound), "", "{bound}");
    }
    // The new role's own policy is limited by it.
    assert_eq!(dkr_there("execution_role new \"x\"; allow pull role \"x\" repo \"a\""), "");
    // An old platform version has no endpoint for the API.
    let old = "launch fargate 1.3.0; logs none; deny delete repo \"x\"";
    assert!(messages(9, old).concat().contains("such calls go through `ecr.api`"));
    // Nothing is said of an effect that is not there.
    assert_eq!(messages(507, &format!("{FARGATE} existing ecr.api \"vpce-0a1b2c3d\"; deny delete")), [""; 0]);
}

#[test]
fn what_changes_nothing_is_shown_whatever_it_is_about() {
    for (statements, expected) in [
        ("launch fargate 1.3.0; logs none; sdk 2018-11-30".to_owned(), vec!["sdk 2018-11-30"]),
        (format!("{FARGATE} existing ecr.api \"vpce-0a1b2c3d\"; sdk 2018-11-30"), vec!["sdk 2018-11-30"]),
        (format!("{FARGATE} sdk 2018-11-30"), vec![]),
        (format!("{FARGATE} clients 10.0.0.0/8, 127.0.0.0/8"), vec!["127.0.0.0/8"]),
        (format!("{FARGATE} clients 10.0.0.0/8, 224.0.0.0/4, 0.0.0.0/8, 255.255.255.255/32"), vec!["224.0.0.0/4"]),
        (format!("{FARGATE} clients 10.0.1.0/24, 10.0.0.0/16, 10.0.2.0/24"), vec!["10.0.1.0/24"]),
        (format!("{FARGATE} clients 10.0.0.0/16, 10.1.0.0/16, \"sg-0a1b2c3d\""), vec![]),
        (format!("{FARGATE} clients 10.0.0.0/8, fd00::/8, fd00:1::/32"), vec!["fd00:1::/32"]),
        (format!("{BOTH_THERE} clients 10.0.0.0/8, 10.0.0.0/16"), vec!["clients 10.0.0.0/8, 10.0.0.0/16"]),
        (format!("{GATEWAY_THERE} sdk 2018-11-30"), vec![]),
    ] {
        assert_eq!(places(9, &statements), expected, "{statements}");
    }
    // It tells the blocks of a command apart, whose quotas are counted.
    let of = |account: &str| {
        let block = |name: &str, more: &str| {
            format!("private_ecr {name} < region us-east-2; launch fargate 1.4.0; logs none; {more} >\n")
        };
        codes(&(block("one", "account 111122223333") + &block("two", account)))
    };
    assert_eq!((of("account 444455556666"), of("account 111122223333")), (vec![], vec![9, 9]));
    let many: Vec<String> = (0..200).map(|n| format!("10.0.{n}.0/24")).collect();
    let of = vain(&format!("clients 10.0.0.0/16, {}", many.join(", ")));
    assert_eq!(
        of,
        ["200 of the `clients` have no effect: others contain them, as `10.0.0.0/16` contains `10.0.0.0/24`"]
    );
}

/// The statements of the new execution role, as text.
fn role(statements: &str) -> String {
    let text = format!("private_ecr < region us-east-2; launch fargate 1.4.0; logs none; {statements} >");
    let plans = compiled(&text).plans();
    let document = plans[0].policy(&crate::plan::PolicyId::ExecutionRole).unwrap();
    document.statements.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_new_role_gets_what_an_allow_gives_it() {
    let all = "arn:aws:ecr:*:*:repository/*";
    let a = "execution_role new \"x\"; allow pull role \"x\" repo \"team/a\";";
    assert!(role(a).contains("repository/team/a") && !role(a).contains(all));
    // The login is no right on repositories.
    for login in ["allow \"ecr:GetAuthorizationToken\" role \"x\"", "allow \"ecr:GetAuth*\" role \"x\""] {
        assert!(!role(&format!("{a} {login}")).contains(all), "{login}");
    }
    assert!(role(&format!("{a} allow \"ecr:BatchGetImage\" role \"x\"")).contains(all));
    let both = "pull_through_cache \"dh\"; pull_through_cache \"gh\"; execution_role new \"x\";";
    let of = |allows: &str| {
        let of = role(&format!("{both} {allows}"));
        let cache = of.lines().find(|line| line.contains("ecr:CreateRepository")).unwrap_or_default().to_owned();
        (cache.contains("repository/dh/"), cache.contains("repository/gh/"))
    };
    assert_eq!(of(""), (true, true));
    assert_eq!(of("allow pull"), (true, true));
    assert_eq!(of("allow pull role \"x\" repo \"dh/*\"; allow pull role \"y\" repo \"gh/*\""), (true, false));
    assert_eq!(of("allow pull role \"x\" repo \"abc\"; allow pull role \"y\" repo \"gh/*\""), (false, false));
    assert_eq!(of("allow pull role \"x\" repo \"dh/library/app\""), (true, false));
    assert_eq!(of("allow all role \"x\" repo \"gh/*\""), (false, true));
    assert_eq!(of("allow \"ecr:BatchGetImage\" role \"x\" repo \"gh/*\""), (false, false));
}

/// A cache is called vain exactly where the template is the same without it, and nobody may fill it.
#[test]
fn a_cache_is_in_vain_where_nobody_fills_it() {
    let template = |statements: &str| {
        let text = format!("private_ecr < region us-east-2; {FARGATE} {statements} >");
        let plan = compiled(&text).plans().remove(0);
        (plan.policies, plan.resources.len())
    };
    for (statements, expected) in [
        ("execution_role new \"x\"; allow pull repo \"abc\"", true),
        ("execution_role new \"x\"; allow pull role \"x\" repo \"dh\"", true),
        ("execution_role new \"x\"; allow pull role \"y\" repo \"abc\"", false),
        ("execution_role new \"x\"; allow pull role \"x\" repo \"dh/*\"", false),
        ("execution_role \"x\"; allow pull role \"x\" repo \"abc\"", true),
        ("allow \"ecr:BatchGetImage\" repo \"dh/*\"; allow pull repo \"abc\"", true),
        ("allow \"ecr:*\" repo \"dh/*\"; allow pull repo \"abc\"", false),
        ("allow all", false),
        ("allow pull repo \"dh/a?\"", false),
        ("allow pull repo \"*/a\"", true),
    ] {
        let with = format!("pull_through_cache \"dh\"; {statements}");
        assert_eq!(places(9, &format!("{FARGATE} {with}")).contains(&"\"dh\"".to_owned()), expected, "{statements}");
        if expected {
            assert_eq!(template(&with), template(statements), "{statements}");
        }
    }
}

#[test]
fn own_zones_are_among_the_outputs() {
    let outputs = |statements: &str| {
        let text = format!("private_ecr < region us-east-2; {statements} >");
        let plan = compiled(&text).plans().remove(0);
        let zones = plan.outputs.iter().filter(|output| output.name.ends_with("ZoneRecords"));
        zones.map(|output| format!("{} {:?}", output.name, output.value)).collect::<Vec<_>>()
    };
    let own = outputs("launch fargate 1.4.0; logs awslogs; private_dns own");
    assert_eq!(own.len(), 3, "{own:?}");
    let dkr = own.iter().find(|output| output.starts_with("EcrDkrZoneRecords")).unwrap();
    assert!(
        dkr.contains("\"dkr.ecr.us-east-2.amazonaws.com\"") && dkr.contains("\"*.dkr.ecr.us-east-2.amazonaws.com\"")
    );
    // The hub's endpoint is there, and its names are served all the same.
    let hub = outputs(&format!("{FARGATE} existing ecr.dkr \"vpce-0a1b2c3d\"; private_dns ecr.dkr own"));
    assert_eq!(hub.len(), 1, "{hub:?}");
    assert_eq!(outputs("launch fargate 1.4.0; logs awslogs; private_dns off"), [""; 0]);
}

#[test]
fn a_repository_that_another_one_of_the_statement_covers_is_in_vain() {
    for (statement, expected) in [
        ("allow pull repo \"shop/*\" repo \"*\"", "`repo \"shop/*\"` has no effect: `repo \"*\"` covers it"),
        ("allow pull repo \"a*\" repo \"ab\"", "`repo \"ab\"` has no effect: `repo \"a*\"` covers it"),
        ("allow pull; deny push repo \"a?\" repo \"ab\"", "`repo \"ab\"` has no effect: `repo \"a?\"` covers it"),
        (
            "allow pull repo \"x*\" repo \"ab\" repo \"a*\" repo \"xx\"",
            "2 repositories of this `allow` have no effect: others cover them, as `a*` covers `ab`",
        ),
        ("allow pull repo \"ab\" repo \"ba\" repo \"c*\"", ""),
        ("allow pull repo \"*\"", ""),
    ] {
        let found = vain(statement);
        assert_eq!(found, if expected.is_empty() { vec![] } else { vec![expected.to_owned()] }, "{statement}");
    }
}

#[test]
fn a_bucket_that_uses_opens_is_in_vain_in_s3_also() {
    let of = |uses: &str| {
        let bucket = "s3 also \"al2023-repos-us-east-2-de612dc2\"";
        messages(9, &format!("launch ec2; logs none; {uses} {bucket}")).len()
    };
    assert_eq!((of("uses amazon_linux;"), of("")), (1, 0));
}

#[test]
fn full_access_that_a_deny_takes_away_is_in_vain_once() {
    let of = |more: &str| vain(&format!("endpoint sqs; allow all on sqs; {more}")).len();
    assert_eq!(of("deny all on sqs"), 1);
    assert_eq!(of("deny \"sqs:DeleteQueue\" on sqs"), 1);
    assert_eq!(of(""), 1);
}
