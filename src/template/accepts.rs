//! Input: the text of a template or module.
//! Output: what its comments accept, `# ecrc:accept ECR303 reason`, and for which resource.
//! Never: judges codes and reasons.

use super::evaluated::{Accept, Evaluated};
use super::value::{Kind, Value};
use crate::span::{Source, SourceId, Sources, Span};
use std::collections::BTreeSet;

const MARK: &str = "ecrc:accept";

/// The accepts in the comments of a text, in its order.
pub fn accepts_in(source: &Source, id: SourceId) -> Vec<Accept> {
    let mut found = Vec::new();
    for (at, _) in source.text.match_indices(MARK) {
        let line = u32::try_from(at).map_or(0, |at| source.line_index(at));
        let range = source.line_range(line);
        let before = source.text.get(range.start..at).unwrap_or_default().trim_end();
        let behind = source.text.get(at + MARK.len()..range.end).unwrap_or_default();
        if !before.ends_with(['#', '/', '*']) || !behind.starts_with([' ', '\t']) {
            continue;
        }
        let said = behind.trim().trim_end_matches("*/").trim_end();
        let (code, reason) = said.split_once([' ', '\t']).unwrap_or((said, ""));
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let start = at + MARK.len() + (behind.len() - behind.trim_start().len());
        let span = Span { source: id, start: offset(at), end: offset(start + said.len()) };
        found.push(Accept { code: code.trim_end_matches(':').to_owned(), reason: reason.trim().to_owned(), span });
    }
    found
}

/// Gives each accept to the resources and calls of modules that it stands in, or right above. Texts that say none of
/// these are not searched: they may be a thousand.
pub(super) fn attach(sources: &Sources, evaluated: &mut Evaluated) {
    let resources = evaluated.resources.iter().map(|resource| resource.body.source);
    let own: BTreeSet<SourceId> = resources.chain(evaluated.modules.iter().map(|module| module.body.source)).collect();
    for id in own {
        if let Some(source) = sources.get(id) {
            attach_of(source, id, evaluated);
        }
    }
}

fn attach_of(source: &Source, id: SourceId, evaluated: &mut Evaluated) {
    for accept in accepts_in(source, id) {
        let below = first_line_of_text(source, accept.span.end);
        let resources = evaluated.resources.iter_mut().map(|resource| (resource.body, &mut resource.accepts));
        let modules = evaluated.modules.iter_mut().map(|module| (module.body, &mut module.accepts));
        for (body, accepts) in resources.chain(modules).filter(|(body, _)| body.source == id) {
            let line = source.line_index(accept.span.start);
            let lines = source.line_index(body.start)..=source.line_index(body.end.saturating_sub(1));
            if lines.contains(&line) || below.contains(&body.start) {
                accepts.push(accept.clone());
            }
        }
    }
}

/// The bytes of the first line below an offset that is neither blank nor a comment.
fn first_line_of_text(source: &Source, offset: u32) -> std::ops::Range<u32> {
    for line in source.line_index(offset) + 1..source.line_count() {
        let range = source.line_range(line);
        let text = source.text.get(range.clone()).unwrap_or_default().trim();
        if !text.is_empty() && !text.starts_with('#') && !text.starts_with("//") {
            let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            return offset(range.start)..offset(range.end);
        }
    }
    0..0
}

/// What `Metadata: ecrc: accept:` accepts: a map of codes to reasons, or a list of texts, code and reason each.
pub(super) fn in_metadata(metadata: Option<&Value>) -> Vec<Accept> {
    let Some(accept) = metadata.and_then(|metadata| metadata.along(&["ecrc", "accept"])) else { return Vec::new() };
    let mut found = Vec::new();
    for entry in accept.entries().unwrap_or_default() {
        let reason = entry.value.as_text().unwrap_or_default();
        found.push(Accept { code: entry.key.clone(), reason, span: entry.key_span.to(entry.value.span) });
    }
    let one = [accept.clone()];
    let texts = accept.items().unwrap_or(if let Kind::Text(_) = accept.kind { &one } else { &[] });
    for text in texts {
        let said = text.as_text().unwrap_or_default();
        let (code, reason) = said.split_once([' ', ':']).unwrap_or((&said, ""));
        let reason = reason.trim_start_matches(':').trim().to_owned();
        found.push(Accept { code: code.to_owned(), reason, span: text.span });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_accept() {
        let text = "# ecrc:accept ECR303 shared by all\na // ecrc:accept ECR304: b c\r\n\"ecrc:accept ECR1 x\"\n/* ecrc:accept ECR5 d */";
        let source = Source::new("main.tf", text);
        let found = accepts_in(&source, SourceId(0));
        let said: Vec<[&str; 3]> = found
            .iter()
            .map(|accept| [accept.code.as_str(), accept.reason.as_str(), &text[accept.span.range()]])
            .collect();
        assert_eq!(
            said,
            [
                ["ECR303", "shared by all", "ecrc:accept ECR303 shared by all"],
                ["ECR304", "b c", "ecrc:accept ECR304: b c"],
                ["ECR5", "d", "ecrc:accept ECR5 d"],
            ]
        );
    }
}
