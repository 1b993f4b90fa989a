//! Who is shut out, and by which statement.

use super::{compiled, messages, places, said};
use crate::diagnostic::Diagnostic;

const FARGATE: &str = "launch fargate 1.4.0; logs none;";

/// The statements at which a finding of that code points beside its own place.
fn blamed(code: u16, statements: &str) -> Vec<String> {
    let compilation = compiled(&format!("private_ecr < region us-east-2; {statements} >"));
    let found = compilation.report.open().filter(|found| found.rule.code.0 == code);
    let labels = found.flat_map(|found: &Diagnostic| found.labels.clone());
    labels.map(|label| compilation.sources.text(label.span).to_owned()).collect()
}

#[test]
fn only_a_role_that_may_pull_speaks_for_the_role() {
    let of = |statements: &str| messages(511, &format!("{FARGATE} {statements}")).len();
    assert_eq!(of("execution_role \"x\"; allow pull user \"x\""), 1);
    assert_eq!(of("execution_role \"x\"; allow pull role \"y\"; deny delete role \"team/x\""), 1);
    assert_eq!(of("execution_role \"x\"; allow pull role \"y\"; allow push role \"team/x\""), 1);
    assert_eq!(of("execution_role \"x\"; allow pull role \"y\"; allow pull role \"team/ax\""), 1);
    assert_eq!(of("execution_role \"x\"; allow pull role \"y\"; allow pull role \"team/x\""), 0);
    assert_eq!(of("execution_role \"x\"; allow pull role \"arn:aws:iam::111122223333:role/team/x\""), 0);
    assert_eq!(of("execution_role new \"x\"; allow pull role \"arn:aws:iam::111122223333:role/team/x\""), 1);
    assert_eq!(
        of("execution_role \"x\"; allow pull role \"team/x\"; deny pull role \"team/x\"; allow pull role \"y\""),
        1
    );
}

#[test]
fn the_statement_that_refuses_is_shown() {
    let own = |statements: &str| blamed(511, &format!("{FARGATE} execution_role \"x\"; {statements}"));
    assert_eq!(own("deny delete repo \"a\"; deny pull role \"x\""), ["deny pull role \"x\""]);
    assert_eq!(own("allow push role \"x\"; allow pull role \"y\""), ["allow pull role \"y\""]);
    let partly = "deny delete; deny \"ecr:BatchGetImage\" role \"x\" repo \"a*\"";
    assert_eq!(own(&format!("{partly}; deny pull role \"x\"")), ["deny pull role \"x\""]);
    let registry = "arn:aws:ecr:us-east-2:602401143452:repository";
    let eks = |statements: &str| blamed(512, &format!("launch eks; s3 full; {statements}"));
    let denied = format!("deny pull repo \"{registry}/*\"");
    assert_eq!(eks(&format!("allow pull; {denied}")), [denied.as_str()]);
    assert_eq!(eks("allow push repo \"a\"; allow pull repo \"b\""), ["allow pull repo \"b\""]);
    let help =
        said(512, &format!("private_ecr < region us-east-2; launch eks; s3 full; allow pull; {denied} >")).concat();
    assert!(help.contains("narrow the `deny`") && !help.contains("write `allow pull"), "{help}");
    let guarded = "deny pull repo \"arn:aws:ecr:us-east-2:307168627858:repository/*\"";
    assert_eq!(places(509, &format!("{FARGATE} allow pull; deny delete; {guarded}")), [guarded]);
}

#[test]
fn add_ons_are_all_that_a_node_pulls() {
    let cni = "allow pull repo \"arn:aws:ecr:us-east-2:602401143452:repository/amazon-k8s-cni*\"";
    let eks = "allow pull repo \"arn:aws:ecr:us-east-2:602401143452:repository/eks/*\"";
    let agent = "allow pull repo \"arn:aws:ecr:us-east-2:602401143452:repository/amazon/aws-network-policy-agent\"";
    let of = |allows: &[&str]| messages(512, &format!("launch eks; s3 full; {}", allows.join("; "))).concat();
    assert!(of(&[cni, eks]).ends_with("images `amazon/aws-network-policy-agent`"), "{}", of(&[cni, eks]));
    assert_eq!(of(&[cni, eks, agent]), "");
    let but_pause = eks.replace("/eks/*", "/eks/c*") + " repo \"arn:aws:ecr:us-east-2:602401143452:repository/eks/k*\"";
    assert!(of(&[cni, agent, &but_pause]).ends_with("images `eks/pause`"), "{}", of(&[cni, agent, &but_pause]));
}

#[test]
fn messages_about_pods_speak_of_pods() {
    let spec = "launch eks; s3 full; logs awslogs; kms on; secrets ssm, secretsmanager; private_dns off";
    let found = compiled(&format!("private_ecr < region us-east-2; {spec} >"));
    for found in found.report.open() {
        let text = format!("{} {:?} {:?} {:?}", found.message, found.primary, found.notes, found.help);
        assert!(!text.contains("task") && !text.contains("awslogs driver"), "{text}");
    }
    assert!(messages(208, spec).iter().any(|message| message.contains("pods that read their secrets call it")));
}

#[test]
fn a_doubled_word_of_an_arn_is_unlikely() {
    let of = |statement: &str| messages(3, &format!("{FARGATE} allow pull; {statement}")).len();
    assert_eq!(of("deny pull repo \"arn:aws:ecr:us-east-2:111122223333:repository/repository/app\""), 1);
    assert_eq!(of("deny pull role \"arn:aws:iam::111122223333:role/role/x\""), 1);
    assert_eq!(of("deny pull role \"arn:aws:iam::111122223333:role//x\""), 1);
    assert_eq!(of("deny pull role \"AROAEXAMPLEID12345678\""), 1);
    assert_eq!(of("deny pull role \"repository/x\""), 1);
    assert_eq!(of("deny pull repo \"us-docker.pkg.dev/x\""), 1);
    assert_eq!(of("deny pull repo \"*.dkr.ecr.us-east-2.amazonaws.com/app\""), 1);
    assert_eq!(of("deny pull repo \"arn:aws:ecr:us-east-2:111122223333:repository/app\""), 0);
}
