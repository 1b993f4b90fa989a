//! What the rules say of policies and roles, and which statement they show.

use super::{codes, many, messages, places};

#[test]
fn a_repository_of_guardduty_that_is_named_is_known() {
    let pull = |more: &str| {
        format!(
            "private_ecr < region eu-central-1; launch fargate 1.4.0; logs none; allow pull repo \"team/*\"; {more} >"
        )
    };
    assert_eq!(codes(&pull("")), [509]);
    let agent = "arn:aws:ecr:eu-central-1:323658145986:repository/aws-guardduty-agent-fargate";
    assert_eq!(codes(&pull(&format!("allow pull repo \"{agent}\""))), [0; 0]);
}

#[test]
fn of_two_grants_the_narrower_is_reported_and_of_equal_ones_the_later() {
    let launch = "launch fargate 1.4.0; logs awslogs;";
    let of = |statements: &str| places(501, &format!("{launch} {statements}"));
    assert_eq!(of("allow pull; allow pull role \"r\""), ["allow pull role \"r\""]);
    assert_eq!(of("allow pull role \"r\"; allow pull"), ["allow pull role \"r\""]);
    assert_eq!(of("allow pull; allow pull repo \"*\""), ["allow pull repo \"*\""]);
    assert_eq!(of("allow pull repo \"*\"; allow pull"), ["allow pull"]);
    assert_eq!(of("allow pull repo \"a*\"; allow pull repo \"a?\""), ["allow pull repo \"a?\""]);
    assert_eq!(of("allow pull role \"r\"; allow pull role \"s\""), [""; 0]);
}

#[test]
fn images_of_aws_are_stopped_by_what_allows_pulls() {
    let launch = "launch fargate 1.4.0; logs awslogs;";
    assert_eq!(places(509, &format!("{launch} allow pull repo \"x\"")).len(), 1);
    let arn = "arn:aws:ecr:us-east-2:111122223333:repository/x";
    assert_eq!(places(509, &format!("{launch} allow pull repo \"{arn}\"")).len(), 1);
    assert_eq!(places(509, &format!("{launch} allow pull repo \"aws-guardduty-agent-fargate\"")).len(), 1);
    assert_eq!(places(509, &format!("{launch} deny pull repo \"x\"")), [""; 0]);
    assert_eq!(places(509, &format!("{launch} allow push repo \"x\"")), [""; 0]);
}

#[test]
fn what_leaves_nobody_is_shown() {
    let launch = "launch fargate 1.4.0; logs awslogs;";
    assert_eq!(places(502, &format!("{launch} deny delete repo \"x\"; deny pull; deny push")), ["deny pull"]);
    assert_eq!(places(502, &format!("{launch} allow push repo \"x\"; deny delete repo \"x\"")).len(), 1);
}

#[test]
fn a_policy_that_is_too_long_is_not_judged_further() {
    let launch = "launch fargate 1.4.0; logs awslogs;";
    let denies = many(200, |n| format!("deny pull; deny delete repo \"a-repository-{n}\";"));
    assert_eq!(places(502, &format!("{launch} deny pull")).len(), 1);
    assert_eq!(places(505, &format!("{launch} {denies}")).len(), 1);
    assert_eq!(places(502, &format!("{launch} {denies}")), [""; 0]);
}

#[test]
fn a_policy_that_is_too_long_is_shown_at_what_makes_it_so() {
    let launch = "launch fargate 1.4.0; logs awslogs;";
    let denies = many(200, |n| format!("deny delete repo \"a-repository-{n}\";"));
    assert_eq!(places(505, &format!("{launch} {denies}")), ["deny delete repo \"a-repository-199\""]);
    let buckets = many(800, |n| format!("s3 also \"a-bucket-of-a-longer-name-{n}\";"));
    let of_s3 = places(505, &format!("{launch} {buckets} deny delete repo \"x\""));
    assert_eq!(of_s3, ["\"a-bucket-of-a-longer-name-799\""]);
}

#[test]
fn the_role_that_pulls_is_let_in() {
    let of = |statements: &str| messages(511, &format!("launch fargate 1.4.0; logs none; {statements}")).len();
    assert_eq!(of("execution_role new \"x\"; allow pull role \"y\""), 1);
    assert_eq!(of("execution_role \"x\"; allow pull role \"y\""), 1);
    assert_eq!(of("execution_role new \"x\"; deny pull role \"x\""), 1);
    assert_eq!(of("execution_role new \"x\"; deny pull role \"x\" repo \"frozen\""), 0);
    assert_eq!(of("execution_role new \"x\"; allow pull role \"y\"; allow pull role \"x\" repo \"a\""), 0);
    assert_eq!(of("execution_role new \"x\"; allow pull"), 0);
    // A role that exists may have this path; one that is created has none.
    assert_eq!(of("execution_role \"x\"; allow pull role \"svc/x\""), 0);
    assert_eq!(of("execution_role new \"x\"; allow pull role \"svc/x\""), 1);
    // The account may be the one that deploys.
    assert_eq!(of("execution_role new \"x\"; allow pull role \"arn:aws:iam::111122223333:role/x\""), 0);
    // Nobody can pull at all: another rule says so.
    assert_eq!(of("execution_role new \"x\"; allow push role \"y\""), 0);
    let hosts = |launch: &str, access: &str| messages(511, &format!("launch {launch}; s3 full; {access}")).len();
    assert_eq!((hosts("eks", "allow pull role \"y\""), hosts("ec2", "allow pull role \"y\"")), (1, 1));
    assert_eq!((hosts("eks", "allow pull"), hosts("ec2", "deny pull role \"y\"")), (0, 0));
}

#[test]
fn add_ons_of_eks_are_let_in() {
    let of = |launch: &str, access: &str| messages(512, &format!("launch {launch}; s3 full; {access}")).concat();
    assert!(
        of("eks", "allow pull repo \"app/*\"").contains("`amazon-k8s-cni`, `amazon-k8s-cni-init`, `amazon/aws-network")
    );
    assert_eq!(of("eks", "allow pull role \"node\""), "");
    assert_eq!(of("eks", "allow pull repo \"arn:aws:ecr:us-east-2:602401143452:repository/*\""), "");
    let some = "allow pull repo \"arn:aws:ecr:us-east-2:602401143452:repository/amazon-k8s-cni*\"";
    let rest = "`amazon/aws-network-policy-agent`, `eks/kube-proxy`, `eks/coredns`, `eks/pause`";
    assert!(of("eks", some).ends_with(rest), "{}", of("eks", some));
    // Another region's account is another registry.
    assert!(!of("eks", "allow pull repo \"arn:aws:ecr:us-east-2:877085696533:repository/*\"").is_empty());
    assert!(of("eks fargate", "allow pull repo \"app/*\"").ends_with(" `eks/coredns`"));
    assert_eq!(of("fargate 1.4.0", "allow pull repo \"app/*\""), "");
    assert_eq!(of("eks", "deny pull repo \"app/*\""), "");
}

#[test]
fn a_role_of_one_name_is_made_once() {
    let block = |name: &str, more: &str| {
        format!("private_ecr {name} < region us-east-2; launch fargate 1.4.0; logs none; {more} >\n")
    };
    let of = |a: &str, b: &str| codes(&(block("one", a) + &block("two", b)));
    assert_eq!(of("execution_role new \"exec\"", "execution_role new \"Exec\""), [514]);
    assert_eq!(of("execution_role new \"exec\"", "execution_role new \"other\""), [0; 0]);
    let there = "vpc \"vpc-0a1b2c3d\"; existing ecr.api \"vpce-0a1b2c3d\"; existing ecr.dkr \"vpce-1a1b2c3d\"; \
                 existing s3 \"vpce-2a1b2c3d\"; accept ECR305 \"x\"; accept ECR510 \"x\"; execution_role \"exec\"";
    let own = "vpc \"vpc-0a1b2c3d\"; execution_role \"exec\"; accept ECR510 \"x\"";
    assert_eq!(of(own, there), [514]);
    assert_eq!(of(own, &there.replace("vpc-0a", "vpc-1a")), [0; 0]);
}
