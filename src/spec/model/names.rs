//! Input: the heads of blocks.
//! Output: their names, and a report of those that are missing, malformed or taken.
//! Never: looks into a block.

use super::draft::Draft;
use super::head::Head;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::span::{Span, Spanned};
use crate::spec::syntax;
use std::collections::BTreeMap;

impl Head {
    /// That of a block.
    pub(super) fn of(block: &syntax::Block, report: &mut Report) -> Self {
        let name_span = block.name.map(|name| name.span);
        Self {
            name: block.name.map(|name| name.value.to_owned()).unwrap_or_default(),
            name_span,
            keyword: block.keyword,
            span: name_span.map_or(block.keyword, |name| block.keyword.to(name)),
            is_named: block.name.is_some() || block.broken,
            nameless: !well_named(block.name, report),
        }
    }
}

fn well_named(name: Option<Spanned<&str>>, report: &mut Report) -> bool {
    let Some(name) = name else { return true };
    let text = name.value;
    if syntax::is_name(text) {
        return true;
    }
    let (fault, label) = if text.len() > 40 {
        ("is longer than 40 characters", format!("{} characters", text.len()))
    } else {
        ("is not a valid block name", "expected lowercase letters, digits and `-`".to_owned())
    };
    let mut found = Diagnostic::new(&cards::BLOCK_NAME, name.span, format!("`{text}` {fault}"))
        .label(label)
        .help("write a lowercase letter, then lowercase letters, digits and `-`; at most 40 characters");
    let meant = text.to_ascii_lowercase().replace(['_', '.', '/', ':'], "-");
    if syntax::is_name(&meant) {
        found = found.suggest(name.span, meant.clone(), format!("write `{meant}`"));
    }
    report.push(found);
    false
}

/// Reports each block of a file that has no name beside others.
pub(super) fn all_named(drafts: &mut [Draft], report: &mut Report) {
    if drafts.len() < 2 || report.is_full() {
        return;
    }
    for head in drafts.iter_mut().map(Draft::head_mut).filter(|head| !head.is_named) {
        head.nameless = true;
        report.push(
            Diagnostic::new(&cards::BLOCK_NAME, head.keyword, "this block needs a name")
                .label("one of several blocks")
                .help("write `private_ecr NAME < … >`: each output takes its block's name"),
        );
    }
}

/// Reports each name that an earlier block has.
pub(super) fn unique(drafts: &[Draft], report: &mut Report) {
    let mut first: BTreeMap<&str, Span> = BTreeMap::new();
    for head in drafts.iter().map(Draft::head).filter(|head| !head.nameless && !head.name.is_empty()) {
        let span = head.name_span.unwrap_or(head.span);
        if let Some(earlier) = first.get(head.name.as_str()) {
            let mut found = Diagnostic::new(&cards::BLOCK_NAME, span, format!("two blocks are named `{}`", head.name))
                .label("the same name again")
                .also(*earlier, "the first one")
                .help("rename one: names are unique among all specs of a command");
            if head.name_span.is_none() {
                found = found.note("a single block without a name takes its file's name");
            }
            report.push(found);
        } else {
            first.insert(&head.name, span);
        }
    }
}
