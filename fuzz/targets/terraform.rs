//! Input: any bytes, as the files of a module and of those that it calls.
//! Output: a panic where working them out, lifting or auditing panics, or a place is in no text.
#![no_main]

use ecrc::audit::Subject;
use ecrc::span::Sources;
use ecrc_fuzz::{Files, world};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some(files) = Files::of(bytes, "main.tf") else { return };
    world(&Subject::Module(".".to_owned()), Sources::default(), &files);
});
