//! What an `accept` accepts, and what it does in `defaults`.

use super::{codes, compiled};
use crate::diagnostic::Severity;

#[test]
fn what_defaults_say_is_open_where_one_block_does_not_accept_it() {
    let accepting = "private_ecr a < region us-east-2; launch fargate 1.4.0; accept ECR204 \"forwarded\" >";
    let open = "private_ecr b < region us-east-2; launch fargate 1.4.0 >";
    let defaults = "defaults < dns custom; logs none >";
    assert_eq!(codes(&format!("{defaults} {accepting}")), [0; 0]);
    assert_eq!(codes(&format!("{defaults} {accepting} {open}")), [204]);
    assert_eq!(codes(&format!("{defaults} {open} {accepting}")), [204]);
}

#[test]
fn an_accept_that_nothing_needs_is_found_and_may_be_accepted() {
    let block = |more: &str| format!("private_ecr < region us-east-2; launch fargate 1.4.0; logs none; {more} >");
    let unused = "accept ECR204 \"soon\"";
    assert_eq!(codes(&block(unused)), [8]);
    assert_eq!(codes(&block(&format!("{unused}; accept ECR008 \"known\""))), [0; 0]);
    assert_eq!(codes(&block("accept ECR008 \"known\"")), [8]);
    let both = "defaults < logs none; accept ECR204 \"forwarded\" > \
                private_ecr a < region us-east-2; launch fargate 1.4.0; dns custom > \
                private_ecr b < region us-east-2; launch fargate 1.4.0 >";
    assert_eq!(codes(both), [0; 0]);
}

#[test]
fn an_accept_silences_what_is_no_error_alone() {
    let block =
        |more: &str| format!("private_ecr < region us-east-2; launch fargate 1.4.0; logs none; allow pull; {more} >");
    let denies = "deny delete repo \"repository/app\"; accept ECR507 \"x\";";
    let findings = compiled(&block(denies)).report.diagnostics;
    let found = findings.iter().find(|found| found.rule.code.0 == 3).unwrap();
    assert_eq!((found.severity(), found.rule.severity), (Severity::Warning, Severity::Error));
    let accept = "accept ECR003 \"its name\";";
    assert_eq!(codes(&block(&format!("{denies} {accept}"))), [0; 0]);
    assert_eq!(codes(&block(&format!("{denies} deny push; accept ECR003 \"its name\""))), [0; 0]);
    // Nothing to silence; and an error, which it does not silence.
    assert_eq!(codes(&block(accept)), [8]);
    assert_eq!(codes(&block(&format!("{accept} account 12"))), [3]);
    // All that is found by it is an error.
    assert_eq!(codes(&block("accept ECR502 \"x\"")), [2]);
}

#[test]
fn a_finding_of_defaults_is_one_however_blocks_accept_it() {
    let block = |name: &str, accept: &str| format!("private_ecr {name} < {accept} >\n");
    let accepts = |reason: &str| format!("accept ECR102 \"{reason}\"");
    let of = |open: bool| {
        let mut text = "defaults < region us-east-2; launch fargate 1.3.0; logs awslogs >\n".to_owned();
        text += &(block("one", &accepts("x")) + &block("two", &accepts("y")) + &block("three", &accepts("x")));
        if open {
            text += &block("four", "");
        }
        let found = compiled(&text).report.diagnostics.into_iter().filter(|found| found.rule.code.0 == 102);
        found.map(|found| found.accepted).collect::<Vec<_>>()
    };
    assert_eq!(of(true), [None]);
    assert_eq!(of(false), [Some("x".to_owned())]);
}

#[test]
fn an_accept_that_a_broken_block_may_need_is_not_unused() {
    let of = |account: &str| {
        codes(&format!(
            "defaults < region us-east-2; launch fargate 1.3.0; logs awslogs; accept ECR102 \"old\" >
             private_ecr one < account {account}; allow pull; allow push repo \"x\" >
             private_ecr two < launch fargate 1.4.0 >"
        ))
    };
    assert_eq!(of("111122223333"), [0; 0]);
    assert!(of("12").contains(&3) && !of("12").contains(&8), "{:?}", of("12"));
    let unused = "private_ecr < region us-east-2; launch fargate 1.4.0; logs awslogs; accept ECR102 \"old\" >";
    assert_eq!(codes(unused), [8]);
}
