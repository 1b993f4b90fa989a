//! Input: specs that are accepted, each with one slip.
//! Output: that what `fix` makes of them means what they meant before, or does not compile, or is as it was.
//! Never: holds which finding carries which fix.

use crate::generate::{block, config, statements};
use crate::mutants::mutants;
use crate::snapshots::examples;
use crate::spec::{Folder, compiled, entries, input, project};
use ecrc::backend::{Options, Target, emit};
use ecrc::diagnostic::Fix;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

/// What a spec compiles to; `None` where it does not.
fn meaning(text: &str) -> Option<Vec<String>> {
    let compilation = compiled(text);
    let targets = [Target::CloudFormationJson, Target::TerraformJson];
    let emitted = |plan: &ecrc::Plan| targets.map(|target| emit(plan, target, Options::default()));
    (!compilation.report.has_errors()).then(|| compilation.plans().iter().flat_map(emitted).collect())
}

/// Specs of one file that compile.
pub fn accepted() -> Vec<String> {
    let mut specs: Vec<String> = entries(&project("tests/cases/pass"))
        .iter()
        .map(|path| std::fs::read_to_string(path).unwrap())
        .chain(examples().iter().map(|(_, it)| it.sources.iter().next().unwrap().1.text.clone()))
        .collect();
    let mut runner = TestRunner::new(config(1));
    specs.extend((0..crate::generate::cases(8)).map(|_| block(&statements().new_tree(&mut runner).unwrap().current())));
    specs.retain(|text| meaning(text).is_some());
    specs
}

/// What `fix` makes of a text.
fn fixed(text: &str) -> String {
    let fixed = ecrc::fix::fix(&[input("spec.ecr", text.as_bytes().to_vec())], &Folder::default());
    String::from_utf8(fixed.inputs[0].bytes.clone()).unwrap()
}

#[test]
fn what_fix_changes_means_what_it_meant() {
    let (mut fixed, mut again, mut all) = (0, 0, 0);
    for text in accepted() {
        let meant = meaning(&text);
        for (slip, mutant) in mutants(&text) {
            all += 1;
            // The program is asked only about what it may change.
            if !compiled(&mutant).report.open().any(|found| found.fixes.iter().any(Fix::is_safe)) {
                continue;
            }
            let fixed_inputs =
                ecrc::fix::fix(&[input("spec.ecr", mutant.clone().into_bytes())], &Folder::default()).inputs;
            let after = String::from_utf8(fixed_inputs[0].bytes.clone()).unwrap();
            if after == mutant {
                continue;
            }
            let now = meaning(&after);
            assert!(now.is_none() || now == meant, "{slip}\n--- meant\n{text}--- written\n{mutant}--- fixed\n{after}");
            fixed += usize::from(now.is_some());
            again += 1;
        }
    }
    println!("{again} of {all} changed, {fixed} of them compile");
    assert!(fixed >= 200, "{fixed}");
}

#[test]
fn a_statement_is_ended_at_the_end_of_its_line_alone() {
    let statements = [
        "account 333344445555",
        "allow pull",
        "deny push role \"r\" repo \"x\"",
        "clients 10.0.0.0/16",
        "s3 also \"bucket\"",
        "tag \"k\" \"v\"",
        "accept ECR507 \"a service control policy denies it, too\"",
        "vpc \"vpc-0a1b2c3d\"",
    ];
    let spec =
        |rest: &str| format!("private_ecr <\n  region us-east-1;\n  launch ec2;\n  logs awslogs;\n  {rest};\n>\n");
    for first in statements {
        for second in statements.into_iter().filter(|second| *second != first) {
            for joint in [" ", "\t", " # and\n    ", "\n   "] {
                let text = spec(&format!("{first}{joint}{second}"));
                assert_eq!(fixed(&text), text);
            }
            let meant = meaning(&spec(&format!("{first}; {second}")));
            let after = fixed(&spec(&format!("{first}\n  {second}")));
            assert!(after.contains(&format!("{first};\n  {second};\n")), "{after}");
            assert!(meant.is_some() && meaning(&after) == meant, "{after}");
        }
    }
}
