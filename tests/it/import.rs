//! The way back: what `build` wrote is read as what it was written from, and what somebody changed is shown.

use crate::generate::{block, config, statements};
use crate::snapshots::examples;
use crate::spec::{compiled, sound};
use ecrc::Plan;
use ecrc::backend::{Options, Target, emit};
use ecrc::import::{ImportError, Imported, import};
use ecrc::plan::{PolicyId, ResourceKind, Value};
use proptest::prelude::*;

const KINDS: [(Target, bool); 4] = [
    (Target::CloudFormationYaml, false),
    (Target::CloudFormationJson, false),
    (Target::TerraformJson, false),
    (Target::TerraformJson, true),
];

fn read(text: impl Into<Vec<u8>>) -> Result<Imported, ImportError> {
    import("template", text.into())
}

/// A plan without what a template cannot say: spans, the workload, and, as far as nothing tells of them, endpoints that
/// are there already, the VPC and the tags.
fn sayable(plan: &Plan) -> Plan {
    let mut plan = plan.clone();
    plan.workload = ecrc::model::Workload::default();
    plan.resources.iter_mut().for_each(|resource| resource.span = None);
    plan.existing.iter_mut().for_each(|existing| existing.span = None);
    let conditions = plan.policy(&PolicyId::ExecutionRole).map(|role| &role.statements[1].conditions);
    // Of two endpoints in the role's condition the first is ECR's API.
    let named: Vec<String> = match conditions.map(|conditions| conditions[1].values.as_slice()) {
        Some([a, b]) => [a, b].into_iter().filter_map(|value| value.as_literal().map(str::to_owned)).collect(),
        _ => Vec::new(),
    };
    plan.existing.retain(|existing| existing.service.name().starts_with("ecr.") && named.contains(&existing.id));
    if plan.resources.is_empty() {
        plan.vpc = Value::Unknown;
    }
    let untagged = |kind: &ResourceKind| {
        matches!(
            kind,
            ResourceKind::RouteTableAssociation(_) | ResourceKind::Ingress(_) | ResourceKind::RolePolicy(_)
        )
    };
    if plan.resources.iter().all(|resource| untagged(&resource.kind)) {
        plan.tags.clear();
    }
    plan
}

/// There and back, in every kind.
fn round(plan: &Plan) {
    for (target, module) in KINDS {
        let options = Options { module };
        let text = emit(plan, target, options);
        let imported = read(text.as_str()).unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert_eq!((imported.target, imported.options), (target, options));
        assert_eq!(imported.plan, sayable(plan), "{text}");
        assert_eq!(emit(&imported.plan, target, options), text);
        // The same document in other clothes: the comparison is not by bytes alone.
        if target == Target::CloudFormationYaml {
            let commented = format!("# by hand\r\n{}", text.replace('\n', "  # why\r\n"));
            if !text.contains('|') && !text.contains('>') {
                let again = read(commented.as_str()).unwrap_or_else(|error| panic!("{error}\n{commented}"));
                assert_eq!(again, imported);
            }
        } else {
            let value: serde_json::Value = serde_json::from_str(&text).unwrap();
            let line = serde_json::to_string(&value).unwrap();
            let escaped: String = line
                .chars()
                .map(|c| match c {
                    '/' => "\\/".to_owned(),
                    c if c.is_ascii() => c.to_string(),
                    c => c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect(),
                })
                .collect();
            for other in [line, escaped, text.replace("\n", "\r\n\t")] {
                let again = read(other.as_str()).unwrap_or_else(|error| panic!("{error}\n{other}"));
                assert_eq!(again, imported);
            }
        }
    }
}

proptest! {
    #![proptest_config(config(64))]

    #[test]
    fn every_plan_comes_back(statements in statements()) {
        for plan in &compiled(block(&statements)).plans {
            round(plan);
        }
    }
}

#[test]
fn every_example_comes_back() {
    for (_, compilation) in examples() {
        compilation.plans.iter().for_each(round);
    }
}

/// A plan of everything, for what follows to change.
fn rich() -> Plan {
    let text = "private_ecr < region us-east-2; launch fargate 1.4.0; vpc new 10.0.0.0/16; execution_role \"app\";
        tag \"team\" \"web\"; allow pull role \"ci/web\" repo \"web/*\" >";
    sound(text).plans.remove(0)
}

proptest! {
    #![proptest_config(config(128))]

    #[test]
    fn any_characters_come_back(texts in proptest::collection::vec(any_text(), 8), long in "[ -~]{0,3000}") {
        let mut plan = rich();
        let [key, value, sentence, description, arn, bucket, name, service]: [String; 8] = texts.try_into().unwrap();
        plan.tags = vec![("a".to_owned(), long), (format!("k{key}"), value)];
        plan.resources[0].reason.sentence = sentence.into();
        plan.outputs[0].description = description.into();
        for policy in &mut plan.policies {
            for statement in &mut policy.document.statements {
                if let Some(ecrc::plan::Principals::Aws(arns)) = &mut statement.principals {
                    arns.push(Value::join([
                        Value::Literal(format!("arn{}", arn.trim_end_matches('$'))),
                        Value::Pseudo(ecrc::plan::Pseudo::Account),
                        Value::Literal(format!(":{bucket}")),
                    ]));
                }
            }
        }
        for resource in &mut plan.resources {
            match &mut resource.kind {
                ResourceKind::Role(role) => role.name = Value::Literal(name.clone()),
                ResourceKind::InterfaceEndpoint(endpoint) => {
                    endpoint.service = ecrc::plan::EndpointService::Named(format!("com.{service}"));
                }
                _ => {}
            }
        }
        round_exactly(&plan);
    }
}

/// What texts could hold, even where the language takes no such thing.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        crate::generate::text(),
        any::<String>(),
        "[\\n\\r\\t\\u{0}\\u{7f}\\u{85}\\u{a0}\\u{2028}\\u{feff}\\u{1f600} a$%{}\"\\\\#:-]{0,12}",
        "[0-9.:eExX_+-]{0,8}",
        Just("\u{fffd}~null".to_owned()),
    ]
}

fn round_exactly(plan: &Plan) {
    for (target, module) in KINDS {
        let text = emit(plan, target, Options { module });
        let imported = read(text.as_str()).unwrap_or_else(|error| panic!("{error} {error:?}\n{text}"));
        assert_eq!(imported.plan, sayable(plan), "{text}");
    }
}

/// 10 MB, and as many again: it takes about twice the time.
#[test]
#[ignore]
fn large() {
    let timed = |what: &str, text: String| {
        let started = std::time::Instant::now();
        let length = text.len();
        let result = read(text).map(|_| ()).map_err(|error| error.to_string().chars().take(200).collect::<String>());
        eprintln!("{what}: {:.1} MB in {:?}: {result:?}", length as f64 / 1e6, started.elapsed());
    };
    let marker = "Metadata:\n  ecrc: 'made by ecrc from a spec: change the spec, not this file'\n";
    for n in [1, 2] {
        let mut plan = rich();
        plan.tags = (0..3000 * n).map(|at| (format!("key{at:09}"), "value ".repeat(20))).collect();
        for target in [Target::CloudFormationYaml, Target::CloudFormationJson, Target::TerraformJson] {
            let text = emit(&plan, target, Options::default());
            timed("tags", text.clone());
            timed("tags, changed", text.replace("web/*", "web/ä").replace('\n', "\r\n"));
        }
        let mut plan = rich();
        let more: Vec<Value> = (0..60_000 * n).map(|at| Value::Literal(format!("arn:aws:ecr:*:*:repository/{at}"))).collect();
        plan.policies[0].document.statements[0].resources = more;
        for target in [Target::CloudFormationYaml, Target::CloudFormationJson, Target::TerraformJson] {
            timed("policy", emit(&plan, target, Options::default()).replace('\n', "\r\n"));
        }
        let clients: Vec<String> = (0..4_000 * n).map(|at| format!("10.{}.{}.{}/32", at / 65536, at / 256 % 256, at % 256)).collect();
        let text = format!("private_ecr < region us-east-2; launch fargate 1.4.0; clients {} >", clients.join(", "));
        let plan = compiled(&text).plans.remove(0);
        for target in [Target::CloudFormationYaml, Target::CloudFormationJson, Target::TerraformJson] {
            timed("clients", emit(&plan, target, Options::default()).replace('\n', "\r\n"));
        }
        for (what, piece) in [
            ("brackets", "["), ("braces", "{"), ("maps", "{a: "), ("question", "? "), ("dash", "- "), ("quote", "\""), ("words", "word "),
            ("keys", "a: b\n"), ("lines", "word\n"), ("anchors", "- &a [*a, *a]\n"), ("comments", "# comment\n"), ("bang", "!"), ("pipe", "|\n"),
            ("blank", " "), ("newlines", "\n"), ("tabs", "\t"), ("items", "- x\n"), ("flow", "x, "), ("percent", "%x\n"), ("docs", "---\n"),
            ("backslash", "\\"), ("colon", ":"), ("longkeys", "? a\n: b\n"), ("amp", "&"), ("indent", "  a:\n"),
        ] {
            let length = 5_000_000 * n / piece.len();
            timed(what, format!("{marker}{}", piece.repeat(length)));
            timed(&format!("flow {what}"), format!("{marker}a: [{}", piece.repeat(length)));
            timed(&format!("quoted {what}"), format!("{marker}a: \"{}", piece.repeat(length)));
        }
        let distinct: String = (0..300_000 * n).map(|at| format!("key{at}: value\n")).collect();
        timed("distinct keys", format!("{marker}{distinct}"));
        let json = marker.replace("Metadata:\n", "{\"").replace("  ecrc: '", "").replace("'\n", "\": ");
        timed("json brackets", json.clone() + &"[".repeat(5_000_000 * n));
        timed("json list", json.clone() + "[" + &"1,".repeat(2_500_000 * n) + "1]}");
        timed("json keys", json.clone() + "1, " + &(0..300_000 * n).map(|at| format!("\"key{at}\": 1, ")).collect::<String>() + "\"x\": 1}");
        timed("json string", json + "\"" + &"\\\"".repeat(2_500_000 * n) + "\"}");
    }
}
