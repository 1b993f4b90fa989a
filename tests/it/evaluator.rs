//! The evaluator, compared with two others: one that reads the emitted document, and one that reads the spec.

use crate::generate::{block, config, statements};
use crate::read::evaluated;
use crate::spec::compiled;
use ecrc::aws::{self, ACTIONS, ActionLevel};
use ecrc::backend::{Options, Target, emit};
use ecrc::plan::{PolicyDocument, PolicyId, Principals, Value};
use ecrc::policy::{Decision, Request, Who, decide};
use ecrc::spec::model::{Access, Block, Verb};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// `*` and `?`, by trying every split.
fn glob(pattern: &[char], text: &[char]) -> bool {
    match (pattern, text) {
        ([], []) => true,
        (['*', rest @ ..], _) => (0..=text.len()).any(|skip| glob(rest, &text[skip..])),
        (['?', pattern @ ..], [_, text @ ..]) => glob(pattern, text),
        ([one, pattern @ ..], [other, text @ ..]) if one == other => glob(pattern, text),
        _ => false,
    }
}

fn matches(pattern: &str, text: &str) -> bool {
    glob(&pattern.chars().collect::<Vec<_>>(), &text.chars().collect::<Vec<_>>())
}

fn texts(value: &serde_json::Value) -> Vec<String> {
    match value {
        serde_json::Value::Array(list) => list.iter().flat_map(texts).collect(),
        serde_json::Value::String(text) => vec![text.clone()],
        other => panic!("{other}"),
    }
}

/// What IAM makes of a document as JSON: a deny wins, and what nothing allows is not allowed.
fn of_the_document(document: &serde_json::Value, who: &str, action: &str, resource: &str) -> bool {
    let applies = |effect: &str| {
        document["Statement"].as_array().unwrap().iter().any(|statement| {
            let principals = &statement["Principal"];
            let about = principals == "*" || texts(&principals["AWS"]).iter().any(|arn| arn == who);
            let action = texts(&statement["Action"])
                .iter()
                .any(|pattern| matches(&pattern.to_ascii_lowercase(), &action.to_ascii_lowercase()));
            let resource = texts(&statement["Resource"]).iter().any(|pattern| matches(pattern, resource));
            statement["Effect"] == effect && about && action && resource
        })
    };
    applies("Allow") && !applies("Deny")
}

/// What the language's page says of `allow` and `deny`, for an action on a repository.
fn of_the_spec(block: &Block, who: &str, action: &str, repository: &str) -> bool {
    let applies = |access: &Access| {
        let about = access.principals.is_empty()
            || access.principals.iter().any(|principal| match &principal.value {
                ecrc::spec::model::Principal::Role(name) => who.ends_with(&format!("<account>:role/{name}")),
                ecrc::spec::model::Principal::User(name) => who.ends_with(&format!("<account>:user/{name}")),
                ecrc::spec::model::Principal::Arn(arn) => who == arn.to_string(),
            });
        let action = match &access.verb.value {
            Verb::All => true,
            Verb::Pull => aws::PULL.contains(&action),
            // A denied push leaves what a pull needs.
            Verb::Push => aws::PUSH.contains(&action) && (access.allow || !aws::PULL.contains(&action)),
            Verb::Delete => aws::DELETE.contains(&action),
            Verb::Action(pattern) => matches(pattern, action),
        };
        let named = access.repositories.is_empty()
            || access.repositories.iter().any(|named| matches(named.value.pattern(), repository));
        about && action && named
    };
    let any = |allow: bool| block.access.iter().any(|access| access.value.allow == allow && applies(&access.value));
    let limited = block.access.iter().any(|access| access.value.allow);
    (!limited || any(true)) && !any(false)
}

fn of_the_plan(document: &PolicyDocument, who: Who, action: &str, resource: &Value) -> bool {
    match decide(document, &Request { who, action, resource }) {
        Decision::Allowed => true,
        Decision::Denied | Decision::NotAllowed => false,
        Decision::Unknown => panic!("{who:?} {action} {resource}"),
    }
}

/// Whom the document names, by the text that stands for them.
fn named(document: &PolicyDocument) -> BTreeMap<String, Value> {
    let principals = document.statements.iter().filter_map(|statement| statement.principals.as_ref());
    let arns = principals.flat_map(|principals| match principals {
        Principals::Aws(arns) => arns.clone(),
        Principals::Everyone | Principals::Service(_) | Principals::Unknown => Vec::new(),
    });
    arns.map(|arn| (arn.to_string(), arn)).collect()
}

proptest! {
    #![proptest_config(config(200))]

    #[test]
    fn plan_document_and_spec_allow_the_same(statements in statements()) {
        let compiled = compiled(block(&statements));
        let plans = compiled.plans();
        let [plan] = plans.as_slice() else { return Ok(()) };
        let block = &compiled.blocks[0];
        let Some(document) = plan.policy(&PolicyId::Ecr) else { return Ok(()) };
        let text = emit(plan, Target::CloudFormationJson, Options::default());
        let template = evaluated(&serde_json::from_str(&text).unwrap());
        // If the plain ones exist already, those for FIPS names have the policy alone.
        let endpoints = ["EcrApiEndpoint", "EcrDkrEndpoint", "EcrFipsApiEndpoint", "EcrFipsDkrEndpoint"]
            .map(|id| &template["Resources"][id]["Properties"]["PolicyDocument"]);
        let json = endpoints.into_iter().find(|document| !document.is_null()).unwrap();

        let mut callers: Vec<(String, Option<Value>)> = named(document).into_iter().map(|(text, arn)| (text, Some(arn))).collect();
        callers.push(("somebody else".to_owned(), None));
        // A repository for each that is named, one that is not, and the registry.
        let patterns = block.access.iter().flat_map(|access| &access.value.repositories);
        let mut names: Vec<String> = patterns.map(|named| named.value.pattern().replace(['*', '?'], "z")).collect();
        names.push("named-nowhere".to_owned());
        let account = block.account.as_ref().map_or("<account>".to_owned(), |account| account.value.to_string());
        let head = format!("arn:{}:ecr:{}:", plan.region.unwrap().partition.id(), plan.region.unwrap().id);
        for (who, arn) in &callers {
            let asks = arn.as_ref().map_or(Who::AnyoneElse, Who::Arn);
            for action in ACTIONS {
                if action.level == ActionLevel::Registry {
                    let allowed = of_the_plan(document, asks, action.name, &Value::literal("*"));
                    prop_assert_eq!(allowed, of_the_document(json, who, action.name, "*"), "{} {}", who, action.name);
                    continue;
                }
                for name in &names {
                    let resource = match &block.account {
                        Some(account) => Value::literal(format!("{head}{}:repository/{name}", account.value)),
                        None => Value::join([
                            Value::literal(head.clone()),
                            Value::Pseudo(ecrc::plan::Pseudo::Account),
                            Value::literal(format!(":repository/{name}")),
                        ]),
                    };
                    let allowed = of_the_plan(document, asks, action.name, &resource);
                    let arn = format!("{head}{account}:repository/{name}");
                    prop_assert_eq!(allowed, of_the_document(json, who, action.name, &arn), "{} {} {}\n{}", who, action.name, arn, json);
                    // A full ARN may name another account's repository; a cache grants more than its allow says.
                    let plain = block.pull_through_cache.is_empty()
                        && block.access.iter().flat_map(|access| &access.value.repositories)
                            .all(|named| matches!(named.value, ecrc::spec::model::Repository::Named(_)));
                    if plain {
                        prop_assert_eq!(allowed, of_the_spec(block, who, action.name, name), "{} {} {}", who, action.name, name);
                    }
                }
            }
        }
    }
}
