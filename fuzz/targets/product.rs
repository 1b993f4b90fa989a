//! Input: any bytes, as a template.
//! Output: a panic if a template that is read as ecrc's is not written again unchanged.
#![no_main]

use ecrc::backend::emit;
use ecrc::product;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(read) = product::read("template", bytes.to_vec()) else { return };
    let text = emit(&read.plan, read.target, read.options);
    let again = product::read("template", text.clone().into_bytes()).unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert_eq!(emit(&again.plan, again.target, again.options), text);
});
