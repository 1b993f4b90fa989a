//! Input: any bytes, as a file.
//! Output: a panic where the parser's report does not hold together: a place outside of the text, a fix that cannot
//! be applied, a rendering that fails.
#![no_main]

use ecrc::diagnostic::Report;
use ecrc::render;
use ecrc::span::Sources;
use ecrc::spec::{model, syntax};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut sources = Sources::default();
    let mut report = Report::default();
    if let Some(id) = syntax::decode(&mut sources, "spec.ecr", bytes.to_vec(), &mut report) {
        let source = sources.get(id).expect("it was added");
        let file = syntax::parse(source, id, &mut report);
        model::read_all(&file, &mut report);
        for item in &file.items {
            assert!(source.text.get(item.span().range()).is_some(), "an item is outside of the text");
        }
    }
    let report = report.sorted();
    for found in &report.diagnostics {
        let places = found.primary.iter().chain(&found.labels).map(|label| label.span);
        let edits = found.fixes.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span);
        for span in places.chain(edits) {
            let source = sources.get(span.source).expect("a place has a source");
            assert!(source.text.get(span.range()).is_some(), "{:?} is no place in the text", span);
        }
    }
    let mut shown = Vec::new();
    render::pretty(&mut shown, &sources, report.diagnostics.iter(), render::Look::PLAIN).expect("a vector takes all");
    assert!(std::str::from_utf8(&shown).is_ok());
});
