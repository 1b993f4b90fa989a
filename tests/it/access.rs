//! Access statements and the derived policies, written by hand from AWS's documents and the language reference.

mod execution_role;

use crate::spec::{codes, sound};
use ecrc::backend::{Options, Target, emit};
use serde_json::{Value, json};

/// The template of a spec with these statements besides the usual ones.
fn template(statements: &str) -> Value {
    let text = format!("private_ecr < region us-east-2; launch fargate 1.4.0; logs awslogs; {statements} >");
    let compilation = sound(&text);
    let text = emit(&compilation.plans()[0], Target::CloudFormationJson, Options::default());
    plain(serde_json::from_str(&text).unwrap())
}

/// `Fn::Sub` of a text as that text: what is substituted stays `${…}`.
fn plain(value: Value) -> Value {
    match value {
        Value::Object(map) if map.len() == 1 && map.contains_key("Fn::Sub") => map["Fn::Sub"].clone(),
        Value::Object(map) => map.into_iter().map(|(key, value)| (key, plain(value))).collect(),
        Value::Array(list) => list.into_iter().map(plain).collect(),
        other => other,
    }
}

/// The statements of the policy on both ECR endpoints.
fn policy(statements: &str) -> Value {
    let template = template(statements);
    let of = |endpoint: &str| template["Resources"][endpoint]["Properties"]["PolicyDocument"].clone();
    let document = of("EcrApiEndpoint");
    assert_eq!(document, of("EcrDkrEndpoint"), "the two endpoints differ");
    assert_eq!(document["Version"], "2012-10-17");
    document["Statement"].clone()
}

fn one(sid: &str, effect: &str, principal: Value, action: Value, resource: Value) -> Value {
    json!({"Sid": sid, "Effect": effect, "Principal": principal, "Action": action, "Resource": resource})
}

fn allow_all() -> Value {
    one("AllowAll", "Allow", json!("*"), json!("*"), json!("*"))
}

fn role(name: &str) -> Value {
    json!({"AWS": format!("arn:aws:iam::${{AWS::AccountId}}:role/{name}")})
}

fn repository(name: &str) -> String {
    format!("arn:aws:ecr:us-east-2:${{AWS::AccountId}}:repository/{name}")
}

fn pull() -> Value {
    json!(["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:GetAuthorizationToken"])
}

/// The statements of the policy on another endpoint; null without one.
fn policy_on(endpoint: &str, statements: &str) -> Value {
    template(statements)["Resources"][endpoint]["Properties"]["PolicyDocument"]["Statement"].clone()
}

#[test]
fn policies_of_other_endpoints() {
    let put = one("AllowPutLogEvents", "Allow", json!("*"), json!("logs:PutLogEvents"), json!("*"));
    let create = one("AllowCreateLogStream", "Allow", json!("*"), json!("logs:CreateLogStream"), json!("*"));
    let deny = one("PreventDelete", "Deny", role("r"), json!("logs:Delete*"), json!("*"));
    let said = "allow \"logs:PutLogEvents\" on logs; allow \"logs:CreateLogStream\" on logs";
    assert_eq!(policy_on("LogsEndpoint", said), json!([create, put]));
    assert_eq!(policy_on("LogsEndpoint", "deny \"logs:Delete*\" role \"r\" on logs"), json!([allow_all(), deny]));
    // Each endpoint is separate, and a service without a statement keeps AWS's policy.
    assert_eq!(policy(said), json!([allow_all()]));
    assert_eq!(policy_on("SqsEndpoint", &format!("{said}; endpoint sqs")), Value::Null);
    let all = one("AllowAll", "Allow", role("r"), json!("*"), json!("*"));
    let none = one("PreventAll", "Deny", json!("*"), json!("*"), json!("*"));
    assert_eq!(policy_on("SqsEndpoint", "endpoint sqs; allow all role \"r\" on sqs"), json!([all]));
    assert_eq!(policy_on("SqsEndpoint", "endpoint sqs; deny all on sqs"), json!([allow_all(), none]));
    let of_actions = one("AllowActions", "Allow", role("r"), json!("sqs:*"), json!("*"));
    assert_eq!(policy_on("SqsEndpoint", "endpoint sqs; allow \"sqs:*\" role \"r\" on sqs"), json!([of_actions]));
    // The endpoint for FIPS names has the same.
    let with_fips = format!("fips on; {said}");
    assert_eq!(policy_on("LogsFipsEndpoint", &with_fips), policy_on("LogsEndpoint", said));
    // One that no list has, by its key.
    let unlisted = policy_on(
        "ServicecomXamazonawsXusZeastZ2XquantumledgerEndpoint",
        "endpoint quantumledger; deny all on quantumledger",
    );
    assert_eq!(unlisted, json!([allow_all(), none]));
}

#[test]
fn the_three_documented_policies() {
    let prevent = one("PreventDelete", "Deny", json!("*"), json!("ecr:DeleteRepository"), json!(repository("x")));
    let allow = one("AllowPull", "Allow", role("r"), pull(), json!("*"));
    assert_eq!(policy("allow pull role \"r\""), json!([allow]));
    assert_eq!(policy("deny delete repo \"x\""), json!([allow_all(), prevent]));
    let combined = policy("allow all; deny delete repo \"x\"; allow pull role \"r\"");
    assert_eq!(combined, json!([allow_all(), prevent, allow]));
}

#[test]
fn without_access_statements_everything_is_allowed() {
    assert_eq!(policy(""), json!([allow_all()]));
    assert_eq!(policy("allow all"), json!([allow_all()]));
    assert_eq!(policy("allow all repo \"*\""), json!([allow_all()]), "`*` is the same as none");
}

#[test]
fn push_is_the_documented_list() {
    let push = json!([
        "ecr:CompleteLayerUpload",
        "ecr:UploadLayerPart",
        "ecr:InitiateLayerUpload",
        "ecr:BatchCheckLayerAvailability",
        "ecr:PutImage",
        "ecr:BatchGetImage",
        "ecr:GetAuthorizationToken"
    ]);
    assert_eq!(
        policy("allow push; allow pull"),
        json!([
            one("AllowPull", "Allow", json!("*"), pull(), json!("*")),
            one("AllowPush", "Allow", json!("*"), push, json!("*")),
        ])
    );
}

#[test]
fn on_a_repository_the_token_stands_by_itself() {
    let layers = json!(["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]);
    let login = |principal| one("AllowLogin", "Allow", principal, json!("ecr:GetAuthorizationToken"), json!("*"));
    assert_eq!(
        policy("allow pull repo \"app\""),
        json!([one("AllowPull", "Allow", json!("*"), layers.clone(), json!(repository("app"))), login(json!("*")),])
    );
    assert_eq!(
        policy("allow pull role \"b\" role \"a\" repo \"app\" repo \"web/*\""),
        json!([
            one(
                "AllowPull",
                "Allow",
                json!({"AWS": [role("a")["AWS"], role("b")["AWS"]]}),
                layers.clone(),
                json!([repository("app"), repository("web/*")])
            ),
            login(json!({"AWS": [role("a")["AWS"], role("b")["AWS"]]})),
        ])
    );
    // Only who is limited to a repository needs it in a statement of its own.
    assert_eq!(
        policy("allow pull role \"a\"; allow pull role \"b\" repo \"app\""),
        json!([
            one("AllowPull", "Allow", role("a"), pull(), json!("*")),
            one("AllowPull2", "Allow", role("b"), layers, json!(repository("app"))),
            login(role("b")),
        ])
    );
}

#[test]
fn all_on_a_repository_is_every_action_of_ecr() {
    assert_eq!(
        policy("allow all role \"r\" repo \"app\""),
        json!([
            one("AllowAll", "Allow", role("r"), json!("ecr:*"), json!(repository("app"))),
            one("AllowLogin", "Allow", role("r"), json!("ecr:GetAuthorizationToken"), json!("*")),
        ])
    );
    assert_eq!(
        policy("deny all repo \"frozen\""),
        json!([allow_all(), one("PreventAll", "Deny", json!("*"), json!("ecr:*"), json!(repository("frozen"))),])
    );
}

#[test]
fn a_deny_never_takes_the_token() {
    let layers = json!(["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]);
    assert_eq!(
        policy("deny pull role \"r\""),
        json!([allow_all(), one("PreventPull", "Deny", role("r"), layers, json!("*")),])
    );
    let pushes = json!([
        "ecr:CompleteLayerUpload",
        "ecr:UploadLayerPart",
        "ecr:InitiateLayerUpload",
        "ecr:BatchCheckLayerAvailability",
        "ecr:PutImage"
    ]);
    assert_eq!(
        policy("deny push repo \"app\""),
        json!([allow_all(), one("PreventPush", "Deny", json!("*"), pushes, json!(repository("app"))),])
    );
    // But for these two.
    assert_eq!(
        policy("deny all role \"r\""),
        json!([allow_all(), one("PreventAll", "Deny", role("r"), json!("*"), json!("*")),])
    );
    assert_eq!(
        policy("deny \"ecr:GetAuthorizationToken\" role \"r\""),
        json!([
            allow_all(),
            one("PreventGetAuthorizationToken", "Deny", role("r"), json!("ecr:GetAuthorizationToken"), json!("*")),
        ])
    );
}

#[test]
fn quoted_actions_stand_as_written() {
    assert_eq!(
        policy("allow pull; allow \"ecr:Describe*\" user \"oncall\" repo \"app\""),
        json!([
            one("AllowPull", "Allow", json!("*"), pull(), json!("*")),
            one(
                "AllowDescribe",
                "Allow",
                json!({"AWS": "arn:aws:iam::${AWS::AccountId}:user/oncall"}),
                json!("ecr:Describe*"),
                json!(repository("app"))
            ),
        ])
    );
    // A pattern that matches the token grants it, for everyone whom it limits to a repository.
    let granted = policy("allow \"ecr:Get*\" repo \"app\"; allow \"ecr:BatchGetImage\" repo \"app\"");
    assert_eq!(granted[2], one("AllowLogin", "Allow", json!("*"), json!("ecr:GetAuthorizationToken"), json!("*")));
    assert_eq!(policy("deny \"ecr:PutRegistryPolicy\" repo \"*\"")[1]["Resource"], "*", "`*` counts as none");
}

#[test]
fn principals_are_of_the_account_that_deploys_and_repositories_of_the_registrys() {
    let statements = "account 111122223333; allow pull role \"team/r\" role \"arn:aws:iam::444455556666:role/x\" \
                      user \"u\" user \"arn:aws:iam::444455556666:user/p/u\" repo \"app\"";
    assert_eq!(
        policy(statements)[0],
        one(
            "AllowPull",
            "Allow",
            json!({"AWS": [
                "arn:aws:iam::444455556666:role/x",
                "arn:aws:iam::444455556666:user/p/u",
                "arn:aws:iam::${AWS::AccountId}:role/team/r",
                "arn:aws:iam::${AWS::AccountId}:user/u",
            ]}),
            json!(["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]),
            json!("arn:aws:ecr:us-east-2:111122223333:repository/app")
        )
    );
    // A full ARN says its own account.
    let arn = "arn:aws:ecr:us-east-2:444455556666:repository/app";
    let denied = policy(&format!("account 111122223333; deny delete repo \"{arn}\""));
    assert_eq!(denied[1]["Resource"], arn);
}

#[test]
fn parts_of_a_statement_come_in_any_order_and_deny_wins_no_place() {
    let one = policy("allow pull repo \"a\" role \"r\" repo \"b\"; deny push; deny delete repo \"x\"");
    let other = policy("deny delete repo \"x\"; deny push; allow pull role \"r\" repo \"b\" repo \"a\"");
    assert_eq!(one, other);
    let sids: Vec<&str> = one.as_array().unwrap().iter().map(|statement| statement["Sid"].as_str().unwrap()).collect();
    assert_eq!(sids, ["PreventPush", "PreventDelete", "AllowPull", "AllowLogin"]);
}

#[test]
fn pull_through_caches_are_granted_where_access_is_limited() {
    let actions = json!(["ecr:BatchImportUpstreamImage", "ecr:CreateRepository"]);
    let cached = |statements: &str| -> Value {
        let statements = policy(&format!("pull_through_cache \"hub\"; {statements}"));
        let granted = statements.as_array().unwrap().iter().find(|one| one["Sid"] == "AllowPullThroughCache");
        granted.cloned().unwrap_or(Value::Null)
    };
    let grant = |who: Value, on: Value| one("AllowPullThroughCache", "Allow", who, actions.clone(), on);
    assert_eq!(cached(""), Value::Null, "all is allowed");
    assert_eq!(cached("deny delete"), Value::Null, "all but that is allowed");
    assert_eq!(cached("allow pull role \"r\""), grant(role("r"), json!(repository("hub/*"))));
    assert_eq!(cached("allow pull repo \"*\""), grant(json!("*"), json!(repository("hub/*"))));
    assert_eq!(cached("allow pull repo \"hub/*\""), grant(json!("*"), json!(repository("hub/*"))));
    assert_eq!(cached("allow pull repo \"h*\""), grant(json!("*"), json!(repository("hub/*"))));
    assert_eq!(cached("allow pull repo \"hub/nginx\""), grant(json!("*"), json!(repository("hub/nginx"))));
    assert_eq!(cached("allow pull repo \"hub/team-*\""), grant(json!("*"), json!(repository("hub/team-*"))));
    assert_eq!(cached("allow pull repo \"app\""), Value::Null);
    assert_eq!(cached("allow pull repo \"hubble/*\""), Value::Null);
    assert_eq!(
        cached("allow pull role \"r\" repo \"app\" repo \"hub/a\" repo \"hub/b\""),
        grant(role("r"), json!([repository("hub/a"), repository("hub/b")]))
    );
    assert_eq!(cached("allow push; allow pull repo \"app\""), Value::Null, "who pushes, pulls nothing");
    assert_eq!(
        cached("pull_through_cache \"quay\"; allow pull")["Resource"],
        json!([repository("hub/*"), repository("quay/*")])
    );
}

/// "whoever may pull them": `all`, and a quoted action that is a pull, allow it as the verb does.
#[test]
fn whoever_may_pull_may_fill_the_cache() {
    let statements = policy("pull_through_cache \"hub\"; allow all role \"r\" repo \"hub/*\"");
    // `ecr:*` on `hub/*` holds both actions already; a statement of its own would say nothing new.
    assert_eq!(statements[0]["Action"], "ecr:*");
}

#[test]
fn an_allow_that_another_covers_is_useless() {
    for (statements, useless) in [
        ("allow all; allow pull role \"r\"", 1),
        ("allow pull; allow pull", 1),
        ("allow pull repo \"a*\"; allow pull repo \"ab\"", 1),
        ("allow pull role \"a\" role \"b\"; allow pull role \"a\"", 1),
        ("allow all repo \"app\"; allow push repo \"app\"; allow pull repo \"b\"", 1),
        ("allow pull role \"a\"; allow pull role \"b\"", 0),
        ("allow pull repo \"a*\"; allow pull repo \"b\"", 0),
        ("allow pull; allow push", 0),
        ("allow pull repo \"a\" repo \"c\"; allow pull repo \"a\" repo \"b\"", 0),
    ] {
        let text = format!("private_ecr < region us-east-2; launch fargate 1.4.0; logs awslogs; {statements} >");
        let found = codes(&sound(&text));
        assert_eq!(found.iter().filter(|code| *code == "ECR501").count(), useless, "{statements}: {found:?}");
    }
}

#[test]
fn the_gateways_policies() {
    let gateway =
        |more: &str| template(more)["Resources"]["S3Endpoint"]["Properties"]["PolicyDocument"]["Statement"].clone();
    let minimal = json!({
        "Sid": "Access-to-specific-bucket-only",
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::prod-us-east-2-starport-layer-bucket/*",
    });
    assert_eq!(gateway(""), json!([minimal]));
    assert_eq!(gateway("s3 minimal"), json!([minimal]));
    assert_eq!(gateway("s3 full"), json!([allow_all()]));
    let also = gateway("s3 also \"mirror-b\", \"mirror-a\"; s3 also \"artefacts\"");
    assert_eq!(also[0], minimal);
    assert_eq!(also[1]["Action"], "s3:GetObject");
    assert_eq!(
        also[1]["Resource"],
        json!(["arn:aws:s3:::artefacts/*", "arn:aws:s3:::mirror-a/*", "arn:aws:s3:::mirror-b/*"])
    );
}

#[test]
fn a_cache_is_filled_where_its_repositories_may_be_pulled() {
    let filled = |pattern: &str| {
        let statements = policy(&format!("pull_through_cache \"hub\"; allow pull repo \"{pattern}\""));
        let mut statements = statements.as_array().unwrap().iter();
        statements.find(|one| one["Sid"] == "AllowPullThroughCache").map(|one| one["Resource"].clone())
    };
    for whole in ["*", "*?", "hub/*", "h?b*"] {
        assert_eq!(filled(whole), Some(json!(repository("hub/*"))), "{whole}");
    }
    assert_eq!(filled("hub/a*"), Some(json!(repository("hub/a*"))));
    assert_eq!(filled("other/*"), None);
}
