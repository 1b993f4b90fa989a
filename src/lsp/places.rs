//! Input: checked specs, and a place in one of them.
//! Output: where what stands there comes from, and where it has an effect.
//! Never: looks at what a word means beyond what the language says of its place.

use super::candidates::Chosen;
use super::checked::Checked;
use super::completion::Names;
use super::text::Encoding;
use super::word::{At, at, text};
use crate::diagnostic::{Code, Report};
use crate::explain;
use crate::span::{SourceId, Span};
use crate::spec::model::Block as Model;
use crate::spec::syntax::{self, Argument, Item, Keyword, Statement};
use lsp_types::{DocumentLink, Location, Position, Uri};
use std::sync::Arc;

/// Where what stands at a place comes from: the file of an `include`, the `defaults` that a statement of a block is
/// written over, what an `accept` accepts.
pub fn definition(checked: &Checked, uri: &Uri, place: Position, to: Encoding) -> Option<Vec<Location>> {
    let (id, offset) = checked.offset(uri, place, to)?;
    let (_, source) = checked.text(uri)?;
    let tree = syntax::parse(&source, id, &mut Report::default());
    match at(&tree, offset)? {
        At::Include(include) => {
            let path = include.path.as_ref()?;
            let file = checked.included(&source.name, path.value.as_ref())?;
            Some(vec![Location { uri: file, range: lsp_types::Range::default() }])
        }
        At::Head(..) => None,
        At::Statement(block, statement, argument) => {
            if statement.keyword.value == Keyword::Accept {
                let code = explain::by_code(text(argument?)?)?.code;
                return Some(accepted(checked, block.span, code, to));
            }
            let inherited = defaults(checked).filter(|(_, other)| same_key(statement, other));
            let spans = inherited.map(|(span, _)| span);
            Some(spans.filter_map(|span| checked.location(span, to)).collect())
        }
    }
}

/// A statement of `defaults` as far as it can be compared.
struct Default {
    keyword: Keyword,
    first: Option<String>,
}

/// The statements of the `defaults` that were read, with their places.
fn defaults(checked: &Checked) -> impl Iterator<Item = (Span, Default)> {
    checked.sources.iter().flat_map(|(id, source)| {
        let tree = syntax::parse(source, id, &mut Report::default());
        let mut found = Vec::new();
        for item in &tree.items {
            if let Item::Defaults(block) = item {
                found.extend(block.statements.iter().map(|statement| {
                    let first = statement.arguments.first().and_then(text).map(str::to_owned);
                    (statement.span, Default { keyword: statement.keyword.value, first })
                }));
            }
        }
        found
    })
}

/// Whether a block's statement replaces one of `defaults`, by the keys of the reference.
fn same_key(statement: &Statement, other: &Default) -> bool {
    let keyed = matches!(
        statement.keyword.value,
        Keyword::Tag | Keyword::Existing | Keyword::PrivateDns | Keyword::Accept | Keyword::S3
    );
    let first = statement.arguments.first().and_then(text);
    statement.keyword.value == other.keyword
        && !other.keyword.is_access()
        && (!keyed || first == other.first.as_deref())
}

/// What an `accept` of a block accepts: the places of the diagnostics that it silences.
fn accepted(checked: &Checked, block: Span, code: Code, to: Encoding) -> Vec<Location> {
    let found = checked.report.diagnostics.iter().filter(|found| found.accepted.is_some() && found.rule.code == code);
    let spans: Vec<Span> = found.filter_map(|found| found.primary.as_ref()).map(|label| label.span).collect();
    let here: Vec<&Span> = spans.iter().filter(|span| block.holds(**span)).collect();
    let shown = if here.is_empty() { spans.iter().collect() } else { here };
    shown.into_iter().filter_map(|span| checked.location(*span, to)).collect()
}

/// Where what stands at a place has an effect, or stands again: the blocks that take a statement of `defaults`, and
/// all strings of the same text.
pub fn references(checked: &Checked, uri: &Uri, place: Position, to: Encoding) -> Option<Vec<Location>> {
    let (id, offset) = checked.offset(uri, place, to)?;
    let (_, source) = checked.text(uri)?;
    let tree = syntax::parse(&source, id, &mut Report::default());
    let spans = match at(&tree, offset)? {
        At::Head(block, true) => takers(checked, block.span),
        At::Statement(_, _, Some(Argument::Text(string))) => strings(checked, string.value.as_ref()),
        At::Statement(block, statement, _) if block.name.is_none() && is_defaults(&tree.items, block.span) => {
            takers(checked, statement.span)
        }
        At::Include(_) | At::Head(_, false) | At::Statement(..) => return None,
    };
    Some(spans.into_iter().filter_map(|span| checked.location(span, to)).collect())
}

fn is_defaults(items: &[Item], span: Span) -> bool {
    items.iter().any(|item| matches!(item, Item::Defaults(block) if block.span == span))
}

/// The blocks that take a statement that stands in a place.
fn takers(checked: &Checked, whole: Span) -> Vec<Span> {
    let takes = |block: &&Arc<Model>| block.statements.iter().any(|statement| whole.holds(statement.span));
    checked.blocks.iter().filter(takes).map(|block| block.span).collect()
}

/// All strings of a text in the files that were read.
fn strings(checked: &Checked, text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    for (id, source) in checked.sources.iter() {
        let tree = syntax::parse(source, id, &mut Report::default());
        for item in &tree.items {
            let (Item::Defaults(block) | Item::Block(block)) = item else { continue };
            let arguments = block.statements.iter().flat_map(|statement| &statement.arguments);
            let strings =
                arguments.filter(|argument| matches!(argument, Argument::Text(string) if string.value == text));
            found.extend(strings.map(Argument::span));
        }
    }
    found
}

/// The links of a document: the files of its includes, and the pages of the rules that it accepts.
pub fn links(checked: &Checked, uri: &Uri, to: Encoding) -> Option<Vec<DocumentLink>> {
    let (id, source) = checked.text(uri)?;
    let tree = syntax::parse(&source, id, &mut Report::default());
    let link = |span: Span, target: Option<Uri>, tooltip: Option<String>| {
        target.map(|target| DocumentLink { range: checked.range(span, to), target: Some(target), tooltip, data: None })
    };
    let mut links = Vec::new();
    for item in &tree.items {
        match item {
            Item::Include(include) => links.extend(
                include
                    .path
                    .as_ref()
                    .and_then(|path| link(path.span, checked.included(&source.name, path.value.as_ref()), None)),
            ),
            Item::Defaults(block) | Item::Block(block) => {
                let accepts = block.statements.iter().filter(|it| it.keyword.value == Keyword::Accept);
                links.extend(accepts.filter_map(|statement| {
                    let word = statement.arguments.first()?;
                    let rule = explain::by_code(text(word)?)?;
                    link(word.span(), rule.source.and_then(|page| page.parse().ok()), Some(rule.title.to_owned()))
                }));
            }
        }
    }
    Some(links)
}

/// Adds the names that a spec's text chooses.
pub fn names(spec: &str, names: &mut Names) {
    let source = crate::span::Source::new("", spec);
    let tree = syntax::parse(&source, SourceId::default(), &mut Report::default());
    for item in &tree.items {
        let (Item::Defaults(block) | Item::Block(block)) = item else { continue };
        for statement in &block.statements {
            // An `allow` may name an execution role, too.
            let is_role = statement.keyword.value == Keyword::ExecutionRole;
            let mut of: &[Chosen] = if is_role { &[Chosen::ExecutionRole, Chosen::Role] } else { &[] };
            for argument in &statement.arguments {
                match argument {
                    Argument::Word(word) if statement.keyword.value.is_access() => {
                        of = match word.value {
                            "role" => &[Chosen::Role],
                            "user" => &[Chosen::User],
                            "repo" => &[Chosen::Repository],
                            _ => &[],
                        };
                    }
                    Argument::Text(name) => {
                        for of in of {
                            names.entry(*of).or_default().insert(name.value.clone().into_owned());
                        }
                    }
                    Argument::Word(_) | Argument::Quoted(_) | Argument::Comma(_) | Argument::Broken(_) => {}
                }
            }
        }
    }
}
