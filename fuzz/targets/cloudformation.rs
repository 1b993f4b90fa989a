//! Input: any bytes, as templates that make one world together.
//! Output: a panic where working them out, lifting or auditing panics, or a place is in no text.
#![no_main]

use ecrc::audit::Subject;
use ecrc_fuzz::{Files, world};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some(files) = Files::of(bytes, "template.yaml") else { return };
    let (sources, ids) = files.sources();
    world(&Subject::CloudFormation(ids), sources, &files);
});
