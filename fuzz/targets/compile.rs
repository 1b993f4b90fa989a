//! Input: any bytes, as a spec.
//! Output: a panic if an accepted spec makes a template that another reader rejects, or that does not lead
//! back to the plan.
#![no_main]

use ecrc::backend::{Options, Target, emit};
use ecrc::diff::{Broadened, Class, Side, compare};
use ecrc::product;
use ecrc::trace::Origin;
use ecrc_fuzz::spec;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some(compiled) = spec(bytes) else { return };
    for (block, plan) in compiled.blocks.iter().zip(&compiled.plans()) {
        for target in [Target::CloudFormationYaml, Target::CloudFormationJson, Target::TerraformJson] {
            let text = emit(plan, target, Options::default());
            if target != Target::CloudFormationYaml {
                serde_json::from_str::<serde_json::Value>(&text).expect("it is JSON");
            }
            let back = product::read("template", text.clone().into_bytes()).unwrap_or_else(|error| panic!("{error}\n{text}"));
            assert_eq!(back.target, target);
            assert_eq!(emit(&back.plan, target, back.options), text);
            let [old, new] = [&back.plan, plan].map(|plan| Side { name: &block.name, plan, spec: None, origin: Origin::Spec });
            let changes = compare(&[old], &[new], target, Options::default());
            let [change] = changes.as_slice() else { panic!("{changes:?}") };
            assert!(change.is_same() && change.resources.iter().all(|it| it.class == Class::Unchanged), "{change:?}");
            assert!(change.access.grants.is_empty() && change.access.broadened == Broadened::No, "{change:?}");
        }
    }
});
