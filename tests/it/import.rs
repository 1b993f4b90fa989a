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
