//! Input: specs, before and after a change.
//! Output: what `diff` says first of what starts.
//! Never: judges a hop.

use crate::spec::compiled;
use ecrc::backend::{Options, Target};
use ecrc::diff::{Side, Spec, compare};
use ecrc::trace::Origin;

fn first(old: &str, new: &str) -> Vec<String> {
    let [old, new] = [old, new]
        .map(|more| compiled(format!("private_ecr < region us-east-2; launch fargate 1.4.0; logs awslogs; {more}>")));
    let (before, after) = (old.plans(), new.plans());
    let old_spec = Spec { block: &old.blocks[0], sources: &old.sources };
    let new_spec = Spec { block: &new.blocks[0], sources: &new.sources };
    let old = Side { name: "web", plan: &before[0], spec: Some(old_spec), origin: Origin::Spec };
    let new = Side { name: "web", plan: &after[0], spec: Some(new_spec), origin: Origin::Spec };
    let changes = compare(&[old], &[new], Target::CloudFormationYaml, Options::default());
    let meanings = changes[0].meanings.iter().map(|meaning| {
        let code = meaning.rule.map_or(String::new(), |rule| format!(" {}", rule.code));
        format!("{}: {}{code}", meaning.consequence.name(), meaning.sentence)
    });
    meanings.take(1).collect()
}

#[test]
fn what_no_longer_starts_is_said_first() {
    let off = "private_dns ecr.dkr off;";
    let why = "private DNS of `EcrDkrEndpoint` is off, so the name leads to a public address";
    assert_eq!(first("", off), [format!("starts-stopped: tasks on Fargate 1.4.0 can no longer start: {why} ECR201")]);
    assert_eq!(first(off, ""), [format!("starts-again: what stopped tasks on Fargate 1.4.0 is gone: {why} ECR201")]);
    let vpc = "vpc new 10.0.0.0/16;";
    // The tasks' own group is not known, and so neither before nor after whether they start.
    assert!(!first(vpc, &format!("{vpc}clients 10.0.0.0/17;")).iter().any(|said| said.starts_with("starts")));
    assert!(!first("", "tag \"a\" \"b\";").iter().any(|said| said.starts_with("starts")));
}
