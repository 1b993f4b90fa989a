//! Properties of every spec, tested on generated ones.

use crate::generate::{Words, block, config, gaps, path, quoted, shuffled, spaced, statements, text};
use crate::read::{self, Read};
use crate::snapshots::examples;
use crate::spec::{codes, compiled, sound};
use ecrc::Plan;
use ecrc::backend::{Options, Target, emit};
use ecrc::plan::{ResourceKind, logical_id};
use proptest::prelude::*;
use proptest::sample::Index;
use std::collections::BTreeSet;

const TARGETS: [Target; 3] = [Target::CloudFormationYaml, Target::CloudFormationJson, Target::TerraformJson];

/// What a spec compiles to, in every target. Rules may find errors in it: the plan is there all the same.
fn products(text: &str) -> Vec<String> {
    let compilation = compiled(text);
    let plan = compilation.plans().pop().unwrap_or_else(|| panic!("no plan: {:?}\n{text}", codes(&compilation)));
    TARGETS.iter().map(|target| emit(&plan, *target, Options::default())).collect()
}

/// Both targets hold the plan's resources, and both texts of CloudFormation are one document.
fn hold(plan: &Plan) {
    let [yaml, json, terraform] = TARGETS.map(|target| emit(plan, target, Options::default()));
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(read::yaml(&yaml), json, "YAML and JSON differ\n{yaml}");
    let resources = json["Resources"].as_object().unwrap();
    let mut expected: Vec<String> = plan.resources.iter().map(|resource| logical_id(&resource.id)).collect();
    if expected.is_empty() {
        expected.push("NothingToCreate".to_owned());
    }
    assert_eq!(resources.keys().cloned().collect::<Vec<_>>(), expected);
    for resource in &plan.resources {
        let emitted = &resources[&logical_id(&resource.id)];
        assert_eq!(emitted["Metadata"]["ecrc"]["Rule"], resource.reason.as_ref().unwrap().rule.code.to_string());
    }
    assert_eq!(json["Rules"]["Region"]["Assertions"][0]["Assert"]["Fn::Equals"][1], plan.region.unwrap().id);

    let terraform: serde_json::Value = serde_json::from_str(&terraform).unwrap();
    let of_type = |kind: &str| terraform["resource"][kind].as_object().map_or(0, serde_json::Map::len);
    let count = terraform["resource"].as_object().map_or(0, |types| types.keys().map(|kind| of_type(kind)).sum());
    // The egress rule of a group is AWS's default, and a resource in Terraform alone.
    assert_eq!(count, plan.resources.len() + of_type("aws_security_group"));
    let opened = plan.resources.iter().filter(|resource| matches!(resource.kind, ResourceKind::Egress(_))).count();
    assert_eq!(of_type("aws_vpc_security_group_egress_rule"), of_type("aws_security_group") + opened);
    let documents = terraform["data"]["aws_iam_policy_document"].as_object().map_or(0, serde_json::Map::len);
    assert_eq!(documents, plan.policies.len());

    // The same content: every text of the plan, as each target's reader reads it.
    let (cfn, tf) = (read::cloudformation(&json["Resources"]), read::terraform(&terraform["resource"]));
    for (key, value) in &plan.tags {
        let tagged = Read::tag(key, value);
        if plan.resources.iter().any(|resource| read::is_taggable(&resource.kind)) {
            assert!(cfn.tags.contains(&tagged), "{key:?} {value:?} is not among {:?}", cfn.tags);
        }
        assert_eq!(cfn.tags, tf.tags);
    }
    assert_eq!(cfn.services, tf.services);
    assert_eq!(read::cloudformation_policies(&json), read::terraform_policies(&terraform));
}

proptest! {
    #![proptest_config(config(64))]

    #[test]
    fn targets_hold_the_plan(statements in statements()) {
        let text = block(&statements);
        let compilation = compiled(&text);
        let syntax = codes(&compilation).into_iter().filter(|code| code.as_str() < "ECR008").collect::<Vec<_>>();
        prop_assert_eq!(&syntax, &[""; 0], "{}", text);
        hold(&compilation.plans()[0]);
    }

    #[test]
    fn order_and_blank_space_have_no_effect(
        statements in statements(),
        order in proptest::collection::vec(any::<Index>(), 1..20),
        gaps in gaps(),
    ) {
        let plain = block(&statements);
        let expected = products(&plain);
        let shuffled = shuffled(&statements, &order);
        prop_assert_eq!(&products(&block(&shuffled)), &expected, "{}\n{}", plain, block(&shuffled));
        prop_assert_eq!(&products(&plain.replace('\n', "\r\n")), &expected);
        prop_assert_eq!(&products(&spaced(&shuffled, &gaps)), &expected, "{}", spaced(&shuffled, &gaps));
        // Statements in `defaults` are as if written in the block.
        let (outer, inner) = halves(&shuffled);
        let split = block(&outer).replace("private_ecr web", "defaults") + &block(&inner);
        prop_assert_eq!(&products(&split), &expected, "{}", split);
    }

    #[test]
    fn what_stands_between_blocks_has_no_effect(first in statements(), second in statements(), gaps in gaps()) {
        let templates = |text: &str| -> Vec<String> {
            let write = |plan: &Plan| emit(plan, Target::TerraformJson, Options::default());
            compiled(text).plans().iter().map(write).collect()
        };
        let second = block(&second).replace("private_ecr web", "private_ecr other");
        let (first, second) = (block(&first), second.trim_end());
        let expected = [templates(&first), templates(second)].concat();
        let first = first.trim_end();
        for gap in gaps.iter().chain([&String::new()]) {
            let text = format!("{gap}{first}{gap}{second}{gap}");
            prop_assert_eq!(&templates(&text), &expected, "{}", text);
        }
    }

    #[test]
    fn formatting_keeps_meaning_and_comments(statements in statements(), gaps in gaps()) {
        let text = spaced(&statements, &gaps);
        let formatted = reformat(&text);
        prop_assert_eq!(&reformat(&formatted), &formatted);
        prop_assert_eq!(products(&formatted), products(&text));
        prop_assert!(!formatted.contains('\r') && formatted.ends_with('\n'));
        prop_assert_eq!(comments(&formatted), comments(&text), "{}\n{}", text, formatted);
        prop_assert_eq!(reformat(&text.replace("\r\n", "\n").replace('\n', "\r\n")), formatted);
    }

    #[test]
    fn texts_come_out_as_they_are(key in text(), value in text(), path in path()) {
        let key = format!("k{key}");
        let role = format!("{path}/name");
        let text = format!(
            "private_ecr < region us-east-2; launch fargate 1.4.0; tag {} {}; allow pull role {} >",
            quoted(&key), quoted(&value), quoted(&role)
        );
        let compilation = sound(&text);
        let plan = &compilation.plans()[0];
        prop_assert_eq!(&plan.tags, &[(key.clone(), value.clone())]);
        hold(plan);
        let principal = format!("arn:aws:iam::<account>:role/{role}");
        let json: serde_json::Value = serde_json::from_str(&emit(plan, Target::CloudFormationJson, Options::default())).unwrap();
        prop_assert!(read::cloudformation(&json["Resources"]).texts.contains(&principal), "{}", json);
        let root: serde_json::Value = serde_json::from_str(&emit(plan, Target::TerraformJson, Options::default())).unwrap();
        prop_assert!(read::terraform(&serde_json::json!({"documents": root["data"]["aws_iam_policy_document"]})).texts.contains(&principal), "{}", root);
    }

    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        answered(&bytes);
    }

    #[test]
    fn any_text_of_the_languages_pieces_is_answered(pieces in proptest::collection::vec(piece(), 0..40)) {
        answered(pieces.concat().as_bytes());
    }

    #[test]
    fn a_spec_that_is_damaged_is_answered(
        statements in statements(),
        damage in proptest::collection::vec((any::<Index>(), 0_usize..12, piece()), 1..4),
    ) {
        let mut characters: Vec<char> = block(&statements).chars().collect();
        for (at, length, piece) in damage {
            let at = at.index(characters.len() + 1);
            let end = (at + length).min(characters.len());
            characters.splice(at..end, piece.chars());
        }
        answered(characters.into_iter().collect::<String>().as_bytes());
    }
}

/// What the parser has to tell apart.
fn piece() -> impl Strategy<Value = String> {
    let pieces = &[
        "private_ecr",
        "defaults",
        "include",
        "<",
        ">",
        "{",
        "}",
        ";",
        ",",
        "\"",
        "\\",
        "#",
        "\n",
        "\r\n",
        "\r",
        " ",
        "region us-east-2",
        "launch fargate 1.4.0",
        "launch",
        "logs awslogs",
        "tag",
        "\"a\"",
        "\"a\\\"b\"",
        "“x”",
        "'",
        "\u{a0}",
        "\u{202e}",
        "\0",
        "\u{feff}",
        "é",
        "vpc new",
        "10.0.0.0/16",
        "zones",
        "allow pull",
        "repo",
        "accept",
        "existing s3",
        "private_dns",
        "off",
        "s3 also",
        "clients",
        "secrets",
        "\n\n  # note\n",
        "sdk 2018-11-30",
        "🦀",
    ];
    proptest::sample::select(&pieces[..]).prop_map(|piece| format!("{piece} "))
}

/// Compiles, renders, formats; and, where something is wrong, says so and writes nothing.
fn answered(bytes: &[u8]) {
    let compilation = compiled(bytes);
    let mut out = Vec::new();
    ecrc::render::pretty(&mut out, &compilation.sources, compilation.report.open(), ecrc::render::Look::PLAIN).unwrap();
    for found in &compilation.report.diagnostics {
        let label = found.primary.as_ref().unwrap();
        let source = compilation.sources.get(label.span.source).unwrap();
        let edits = found.fixes.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span);
        for span in found.labels.iter().map(|label| label.span).chain(edits).chain([label.span]) {
            assert!(source.text.get(span.range()).is_some(), "{}: a place within no text", found.message);
        }
    }
    for plan in &compilation.plans() {
        hold(plan);
    }
    let breaks = |codes: &[u16]| compilation.report.diagnostics.iter().any(|found| codes.contains(&found.rule.code.0));
    if let Ok(formatted) = ecrc::format("spec.ecr", bytes.to_vec()) {
        assert!(!breaks(&[1]), "formatted, though its syntax is broken");
        assert_eq!(ecrc::format("spec.ecr", formatted.clone().into_bytes()).ok(), Some(formatted));
    } else {
        // A statement or block of an unknown kind cannot be put in order either.
        assert!(breaks(&[1, 2]), "not formatted, though its syntax is sound");
    }
}

/// Two parts, such that what replaces each other stands in one.
fn halves(statements: &[Words]) -> (Vec<Words>, Vec<Words>) {
    let outer =
        |words: &Words| matches!(words[0].as_str(), "tag" | "region" | "logs" | "kms" | "sdk" | "allow" | "dns");
    statements.iter().cloned().partition(outer)
}

fn reformat(text: &str) -> String {
    ecrc::format("spec.ecr", text.as_bytes().to_vec()).unwrap_or_else(|(_, report)| panic!("{report:?}\n{text}"))
}

/// The comments of a text, in order of the alphabet, without the blank space at their ends.
fn comments(text: &str) -> Vec<String> {
    let mut comments = Vec::new();
    for line in text.lines() {
        let mut inside = false;
        let mut escaped = false;
        for (at, c) in line.char_indices() {
            match c {
                '#' if !inside => {
                    comments.push(line[at..].trim_end().to_owned());
                    break;
                }
                '"' if !escaped => inside = !inside,
                _ => {}
            }
            escaped = inside && c == '\\' && !escaped;
        }
    }
    comments.sort();
    comments
}

/// Of a cluster's pods nobody says that they are tasks.
#[test]
fn nothing_about_eks_speaks_of_tasks() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::new(config(1));
    for _ in 0..crate::generate::cases(100) {
        let mut statements = statements().new_tree(&mut runner).unwrap().current();
        statements.retain(|words| !matches!(words[0].as_str(), "launch" | "exec" | "execution_role" | "images"));
        statements.push(vec!["launch".to_owned(), "eks".to_owned()]);
        let compilation = compiled(block(&statements));
        let mut said: Vec<String> = Vec::new();
        for found in &compilation.report.diagnostics {
            let labels = found.primary.iter().chain(&found.labels).map(|label| label.message.clone());
            said.extend(labels.chain(found.notes.clone()).chain(found.help.clone()).chain([found.message.clone()]));
        }
        for resource in compilation.plans().iter().flat_map(|plan| &plan.resources) {
            said.push(resource.reason.as_ref().unwrap().sentence.to_string());
        }
        for text in said {
            // The statement of that name is one for groups of pods, too.
            assert!(!text.replace("`tasks", "`").contains("task"), "{text}\n{}", block(&statements));
        }
    }
}

#[test]
fn examples_are_held_too() {
    for (name, compilation) in examples() {
        for plan in &compilation.plans() {
            hold(plan);
        }
        let source = compilation.sources.iter().next().unwrap().1;
        let formatted = reformat(&source.text);
        assert_eq!(reformat(&formatted), formatted, "{name}");
        assert_eq!(comments(&formatted), comments(&source.text), "{name}");
        assert_eq!(formatted, source.text, "{name} is not formatted");
    }
}

#[test]
fn the_generator_knows_every_statement() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::new(config(1));
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for _ in 0..200 {
        for words in statements().new_tree(&mut runner).unwrap().current() {
            seen.insert(words[0].clone());
        }
    }
    for keyword in ecrc::spec::syntax::Keyword::ALL {
        assert!(seen.contains(keyword.as_str()) || keyword.as_str() == "accept", "no {}", keyword.as_str());
    }
}

/// Specs for the engines: `ECRC_GENERATE` names a folder, which gets 300 of them, one block each.
#[test]
#[ignore = "writes specs for tests/engines/test_generated.py"]
fn generated_specs_are_written() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let folder = std::path::PathBuf::from(std::env::var_os("ECRC_GENERATE").expect("ECRC_GENERATE names a folder"));
    std::fs::create_dir_all(&folder).unwrap();
    let mut runner = TestRunner::new(config(1));
    let mut written = 0;
    while written < 300 {
        let text = block(&statements().new_tree(&mut runner).unwrap().current());
        if compiled(&text).report.has_errors() {
            continue;
        }
        let name = format!("g{written:03}");
        std::fs::write(
            folder.join(format!("{name}.ecr")),
            text.replace("private_ecr web", &format!("private_ecr {name}")),
        )
        .unwrap();
        written += 1;
    }
}
