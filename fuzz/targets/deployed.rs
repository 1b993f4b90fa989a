//! Input: any bytes, as the files that the AWS CLI printed.
//! Output: a panic where reading, tracing or auditing them panics, or a place is in no text.
#![no_main]

use ecrc::audit::{self, Settings};
use ecrc::trace::{self, Asked, Origin};
use ecrc_fuzz::{Files, hold_place};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some(files) = Files::of(bytes, "vpcs.json") else { return };
    let (sources, ids) = files.sources();
    let read = ecrc::deployed::read(&ids, &sources, Some("eu-west-1"));
    for world in &read.worlds {
        trace::starts(&world.plan, &Asked::of(Origin::Deployed));
    }
    let found = audit::deployed(&ids, &sources, &Settings::default());
    found.unknowns.iter().for_each(|unseen| hold_place(unseen.span, &sources));
    found.report.diagnostics.iter().filter_map(|it| it.primary.as_ref()).for_each(|it| hold_place(it.span, &sources));
});
