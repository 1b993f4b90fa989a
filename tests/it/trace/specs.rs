//! Input: generated specs, and those of the examples.
//! Output: that nothing stops in what `build` writes without a warning.
//! Never: expects what a spec does not say, such as the tasks' own group, to be known.

use crate::generate::{block, config, statements};
use crate::spec::{compiled, entries, project};
use ecrc::Compilation;
use ecrc::diagnostic::Severity;
use ecrc::trace::{Asked, Origin, Verdict, starts};
use proptest::prelude::*;

/// What stops in a spec that has neither errors nor warnings.
fn stops(compilation: &Compilation) -> Vec<String> {
    let report = &compilation.report;
    if report.count(Severity::Error) + report.count(Severity::Warning) > 0 {
        return Vec::new();
    }
    let accepted = report.diagnostics.iter().any(|found| found.accepted.is_some());
    if accepted {
        return Vec::new();
    }
    let asked = Asked::of(Origin::Spec);
    let starts = compilation.plans().iter().flat_map(|plan| starts(plan, &asked)).collect::<Vec<_>>();
    let stopped = starts.iter().filter(|start| start.verdict() == Verdict::Stops);
    stopped.map(|start| format!("{:#?}", start.stop())).collect()
}

#[test]
fn the_examples_start() {
    let mut count = 0;
    for file in entries(&project("examples")).iter().filter(|file| file.is_file()) {
        let text = std::fs::read_to_string(file).unwrap();
        let compilation = compiled(&text);
        let asked = Asked::of(Origin::Spec);
        count += compilation.plans().iter().flat_map(|plan| starts(plan, &asked)).count();
        let stopped = stops(&compilation);
        assert!(stopped.is_empty(), "{}\n{}", file.display(), stopped.join("\n"));
    }
    assert!(count > 10, "{count} starts");
}

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn what_builds_without_a_warning_starts(statements in statements()) {
        let text = block(&statements);
        let stopped = stops(&compiled(&text));
        prop_assert!(stopped.is_empty(), "{}\n{}", text, stopped.join("\n"));
    }
}
