//! Input: valid specs, each with one mistake.
//! Output: that the result of `fix` means what the spec meant before, or does not compile, or is unchanged.
//! Never: checks which diagnostic has which fix.

use crate::generate::{block, config, statements};
use crate::mutants::mutants;
use crate::snapshots::examples;
use crate::spec::{Folder, compiled, entries, input, project};
use ecrc::backend::{Options, Target, emit};
use ecrc::diagnostic::{Fix, Severity};
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

/// What a text means with the edits of a fix.
fn with(text: &str, fix: &Fix) -> Option<Vec<String>> {
    let mut edits = fix.edits.clone();
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut after = text.to_owned();
    edits.iter().rev().for_each(|edit| after.replace_range(edit.span.range(), &edit.text));
    meaning(&after)
}

/// The fixes that errors of access statements carry.
fn of_access(text: &str) -> Vec<Fix> {
    let compilation = compiled(text);
    let errors = compilation.report.open().filter(|found| found.severity() == Severity::Error);
    let fixes = errors.flat_map(|found| &found.fixes);
    let in_access = |fix: &&Fix| {
        let before = &text[..fix.edits[0].span.range().end];
        let statement = before.trim_end_matches([';', ' ']).rsplit([';', '<', '{']).next().unwrap_or_default();
        let words: Vec<&str> = statement.split_whitespace().collect();
        words.iter().any(|word| matches!(*word, "allow" | "deny"))
    };
    fixes.filter(in_access).cloned().collect()
}

#[test]
fn no_fix_of_an_access_statement_changes_who_may_do_what() {
    let mut tried = 0;
    for text in accepted().into_iter().filter(|text| text.contains("allow") || text.contains("deny")) {
        let meant = meaning(&text);
        for (slip, mutant) in mutants(&text) {
            for fix in of_access(&mutant) {
                tried += 1;
                let now = with(&mutant, &fix);
                let says = &fix.message;
                assert!(now.is_none() || now == meant, "{slip}: {says}\n--- meant\n{text}--- written\n{mutant}");
            }
        }
    }
    assert!(tried >= 100, "{tried}");
}

/// Statements with several readings, or with words that read as another thing than a name.
const SEVERAL_READINGS: &[&str] = &[
    "s3 also \"bucket-a\" and the bucket \"bucket-b\"",
    "s3 also \"bucket-a\" plus \"bucket-b\"",
    "s3 also \"bucket-a\", and \"bucket-b\"",
    "s3 also and \"bucket-b\"",
    "s3 also \"bucket-a\" whatever",
    "s3 also all",
    "s3 also \"bucket-a\", everything",
    "clients 10.0.0.0/16 except 10.0.1.0/24",
    "clients 10.0.0.0/16, 10.1.0.0/16 without \"sg-0a1b2c3d\"",
    "secrets ssm and secretsmanager",
    "subnets \"subnet-0a1b2c3d\" and \"subnet-0a1b2c3e\"",
    "deny delete repo all",
    "deny pull role everyone",
    "deny pull user anybody",
    "deny push repo everything",
    "deny delete repo every",
    "deny delete repo any",
    "deny pull role pull",
    "deny pull role not",
    "deny pull role others",
    "deny pull role admins",
    "deny delete repo production",
    "allow pull repo all",
    "allow pull role everyone",
    "allow pull account 333344445555",
    "allow pull acount 333344445555",
    "allow pull\n  account 333344445555",
    "allow pull\n    account 333344445555",
    "allow pull\n  vpc \"vpc-0a1b2c3d\"",
    "allow pull\n  execution_role \"x\"",
    "allow pull\n  tag \"team\" \"x\"",
    "alow pull\n  account 333344445555",
    "allow pull role \"x\" account 333344445555",
    "account 333344445555 allow pull",
    "account 333344445555\n    allow pull",
    "allow pull deny push role \"ci\"",
    "allow pull --role \"x\"\n  ",
    "--deny push",
    "allow pull repo \"ab\", push",
    "allow pull repo \"ab\" role \"x\", role \"y\"",
    "deny pull role \"x\", repo \"ab\"",
    "deny pusl role \"x\"",
];

#[test]
fn what_has_several_readings_is_left_alone() {
    for statement in SEVERAL_READINGS {
        for end in [";\n", "\n", ";\n  deny delete;\n"] {
            let text =
                format!("private_ecr <\n  region us-east-1; launch fargate 1.4.0; logs none;\n  {statement}{end}>\n");
            assert!(meaning(&text).is_none(), "{text}");
            assert_eq!(fixed(&text), text);
            let compilation = compiled(&text);
            for found in compilation.report.open() {
                assert!(found.fixes.iter().all(|fix| !fix.is_safe()), "{}: {statement}", found.message);
                // A name is a reading that its author may confirm.
                let names = ["admins", "production", "whatever"].iter().any(|name| statement.contains(name));
                for fix in found.fixes.iter().filter(|_| !names) {
                    assert_eq!(with(&text, fix), None, "{}: {statement}", fix.message);
                }
            }
        }
    }
}

#[test]
fn what_has_one_reading_is_mended() {
    for (statement, mended) in [
        ("s3 also \"bucket-a\" \"bucket-b\"", "s3 also \"bucket-a\", \"bucket-b\""),
        ("s3 also bucket-a bucket-b", "s3 also \"bucket-a\", \"bucket-b\""),
        ("secrets ssm secretsmanager", "secrets ssm, secretsmanager"),
        ("subnets subnet-0a1b2c3d subnet-0a1b2c3e", "subnets \"subnet-0a1b2c3d\", \"subnet-0a1b2c3e\""),
        ("clients 10.0.0.0/16 sg-0a1b2c3d", "clients 10.0.0.0/16, \"sg-0a1b2c3d\""),
        ("allow pull role deployer", "allow pull role \"deployer\""),
        ("deny delete repo team/app", "deny delete repo \"team/app\""),
        ("allow pull role \"x\"\n  deny delete", "allow pull role \"x\";\n  deny delete"),
    ] {
        let text = |statement: &str| {
            format!("private_ecr <\n  region us-east-1; launch fargate 1.4.0; logs none;\n  {statement};\n>\n")
        };
        assert_eq!(fixed(&text(statement)), text(mended));
    }
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
            let written = spec(&format!("{first}\n  {second}"));
            let after = fixed(&written);
            let is_access = |text: &str| text.starts_with("allow") || text.starts_with("deny");
            if is_access(first) && !is_access(second) && !second.starts_with("accept") {
                // It may be meant as a limit of that access.
                assert_eq!(after, written);
                continue;
            }
            assert!(after.contains(&format!("{first};\n  {second};\n")), "{after}");
            assert!(meant.is_some() && meaning(&after) == meant, "{after}");
        }
    }
}
