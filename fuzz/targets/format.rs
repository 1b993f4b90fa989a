//! Input: any bytes, as a spec.
//! Output: a panic if the canonical form is not canonical, loses a comment, or means something else.
#![no_main]

use ecrc::backend::{Options, Target, emit};
use ecrc::format;
use ecrc_fuzz::spec;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(once) = format("spec.ecr", bytes.to_vec()) else { return };
    let twice = format("spec.ecr", once.clone().into_bytes()).unwrap_or_else(|_| panic!("it is no longer read:\n{once}"));
    assert_eq!(once, twice);
    let (before, after) = (spec(bytes), spec(once.as_bytes()));
    assert_eq!(before.is_some(), after.is_some(), "{once}");
    let (Some(before), Some(after)) = (before, after) else { return };
    let templates = |compiled: &ecrc::Compilation| {
        let text = |plan| emit(plan, Target::CloudFormationYaml, Options::default());
        compiled.plans().iter().map(text).collect::<Vec<_>>()
    };
    assert_eq!(templates(&before), templates(&after));
});
