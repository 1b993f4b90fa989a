//! Reading templates back: what `build` wrote is read as its plan, and what somebody changed is shown.

use crate::generate::{block, config, statements};
use crate::snapshots::examples;
use crate::spec::{compiled, sound};
use ecrc::Plan;
use ecrc::backend::{Options, Target, emit};
use ecrc::plan::{PolicyId, ResourceKind, Value};
use ecrc::product::{self, Error, Product};
use proptest::prelude::*;
use proptest::sample::Index;

const KINDS: [(Target, bool); 4] = [
    (Target::CloudFormationYaml, false),
    (Target::CloudFormationJson, false),
    (Target::TerraformJson, false),
    (Target::TerraformJson, true),
];

pub fn read(text: impl Into<Vec<u8>>) -> Result<Product, Error> {
    product::read("template", text.into())
}

/// A plan without what a template cannot say: spans, the workload, and, as far as nothing tells of them, endpoints that
/// are there already, the VPC and the tags.
fn sayable(plan: &Plan) -> Plan {
    let mut plan = plan.clone();
    plan.surroundings.workload = ecrc::plan::Workload::default();
    for resource in &mut plan.resources {
        resource.span = None;
        resource.places.clear();
    }
    plan.surroundings.existing.iter_mut().for_each(|existing| existing.span = None);
    plan.surroundings.own_zones.clear();
    let of_role = |id: &PolicyId| matches!(id, PolicyId::ExecutionRole | PolicyId::ExecutionRoleOf(_));
    let role = plan.policies.iter().find(|policy| of_role(&policy.id));
    let conditions = role.map(|role| role.document.statements[1].conditions.clone());
    let values =
        |key: &str| conditions.iter().flatten().find(|condition| condition.key == key).map(|it| &it.values[..]);
    // Of two endpoints in the role's condition the first is ECR's API; those for FIPS names come last.
    let named: Vec<&Value> = match values("aws:SourceVpce") {
        Some(ids @ ([_, _] | [_, _, _, _])) => ids.iter().collect(),
        _ => Vec::new(),
    };
    plan.surroundings.custom_dns = None;
    plan.surroundings.existing.retain(|existing| existing.service.is_ecr() && named.contains(&&existing.id));
    let names_none = |kind: &ResourceKind| {
        matches!(kind, ResourceKind::Role(_) | ResourceKind::RolePolicy(_) | ResourceKind::Egress(_))
    };
    if values("aws:SourceVpc").is_none() && plan.resources.iter().all(|resource| names_none(&resource.kind)) {
        plan.vpc = Value::unknown();
    }
    let untagged = |kind: &ResourceKind| {
        matches!(
            kind,
            ResourceKind::RouteTableAssociation(_)
                | ResourceKind::Ingress(_)
                | ResourceKind::Egress(_)
                | ResourceKind::RolePolicy(_)
        )
    };
    if plan.resources.iter().all(|resource| untagged(&resource.kind)) {
        plan.tags.clear();
        plan.name = None;
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
            for other in [line, escaped, text.replace('\n', "\r\n\t")] {
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
        for plan in &compiled(block(&statements)).plans() {
            round(plan);
        }
    }
}

#[test]
fn every_example_comes_back() {
    for (_, compilation) in examples() {
        compilation.plans().iter().for_each(round);
    }
}

/// A plan of everything, for what follows to change.
pub fn rich() -> Plan {
    let text = "private_ecr < region us-east-2; launch fargate 1.4.0; vpc new 10.0.0.0/16; execution_role \"app\";
        tag \"team\" \"web\"; allow pull role \"ci/web\" repo \"web/*\" >";
    sound(text).plans().remove(0)
}

proptest! {
    #![proptest_config(config(128))]

    #[test]
    fn any_characters_come_back(texts in proptest::collection::vec(any_text(), 8), long in "[ -~]{0,3000}") {
        let mut plan = rich();
        let [key, value, sentence, description, arn, bucket, name, service]: [String; 8] = texts.try_into().unwrap();
        plan.tags = vec![("a".to_owned(), long), (format!("k{key}"), value)];
        plan.resources[0].reason.as_mut().unwrap().sentence = sentence.into();
        plan.outputs[0].description = description.into();
        for policy in &mut plan.policies {
            for statement in &mut policy.document.statements {
                if let Some(ecrc::plan::Principals::Aws(arns)) = &mut statement.principals {
                    arns.push(Value::join([
                        Value::literal(format!("arn{}", arn.trim_end_matches('$'))),
                        Value::Pseudo(ecrc::plan::Pseudo::Account),
                        Value::literal(format!(":{bucket}")),
                    ]));
                }
            }
        }
        for resource in &mut plan.resources {
            match &mut resource.kind {
                ResourceKind::Role(role) => role.name = Value::literal(name.clone()),
                ResourceKind::InterfaceEndpoint(endpoint) => {
                    endpoint.service = ecrc::plan::EndpointService::Named(format!("com.{service}"));
                }
                _ => {}
            }
        }
        round_exactly(&plan);
    }
}

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn a_damaged_template_is_answered(
        kind in 0_usize..4,
        damage in proptest::collection::vec((any::<Index>(), 0_usize..20, any_text()), 1..3),
    ) {
        let (target, module) = KINDS[kind];
        let mut characters: Vec<char> = emit(&rich(), target, Options { module }).chars().collect();
        for (at, length, piece) in damage {
            let at = at.index(characters.len() + 1);
            characters.splice(at..(at + length).min(characters.len()), piece.chars());
        }
        // What is read all the same is the product of another plan.
        if let Ok(Product { plan, target, options }) = read(characters.into_iter().collect::<String>()) {
            prop_assert_eq!(read(emit(&plan, target, options)).unwrap().plan, plan);
        }
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

/// 10 MB that say ecrc wrote them, but nest, alias, repeat or never end: each is answered, and that soon.
#[test]
fn a_bomb_is_answered_in_time() {
    let marker = "Metadata:\n  ecrc: 'made by ecrc from a spec: change the spec, not this file'\n";
    let bombs =
        ["[", "{", "{a: ", "\"", "- ", "x, ", "word ", "a: b\n", "- &a [*a, *a]\n", "  a:\n", "!", "? ", "\\", "|\n"];
    let started = std::time::Instant::now();
    for piece in bombs {
        for front in ["", "a: [", "a: \"", "a: &a ["] {
            let text = format!("{marker}{front}{}", piece.repeat(10_000_000 / piece.len()));
            assert!(read(text).is_err());
        }
    }
    let json = "{\"a\": \"made by ecrc from a spec: change the spec, not this file\", \"b\": ";
    for (piece, end) in [("[", ""), ("{\"a\":", ""), ("\\\"", "\""), ("1,", "")] {
        assert!(read(format!("{json}{}{end}", piece.repeat(10_000_000 / piece.len()))).is_err());
    }
    let deep = format!("{json}{}1{}}}", "[".repeat(100), "]".repeat(100));
    let error = read(deep).unwrap_err().to_string();
    assert_eq!(error, "template:1:136: lists and maps are nested more than 64 deep");
    // Sixty texts of 10 MB: a quadratic reader would take hours for one.
    assert!(started.elapsed().as_secs() < 120, "{:?}", started.elapsed());
}

/// A real template of 10 MB, in other clothes, so that it is compared value by value.
#[test]
fn a_large_template_is_read_in_time() {
    let mut plan = rich();
    let arn = |at: usize| Value::literal(format!("arn:aws:ecr:*:*:repository/{at}"));
    plan.policies[0].document.statements[0].resources = (0..100_000).map(arn).collect();
    let started = std::time::Instant::now();
    for target in [Target::CloudFormationYaml, Target::CloudFormationJson, Target::TerraformJson] {
        let text = emit(&plan, target, Options::default()).replace('\n', "\r\n");
        assert_eq!(read(text).unwrap().plan, sayable(&plan));
    }
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}
