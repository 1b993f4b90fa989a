//! Input: a checked spec.
//! Output: its symbols, and what of it can be folded.
//! Never: depends on whether the spec compiles.

use super::checked::Checked;
use super::client::Client;
use super::text::Encoding;
use crate::diagnostic::Report;
use crate::span::Span;
use crate::spec::syntax::{self, Argument, Block, Item, Statement};
use lsp_types::{
    DocumentSymbol, DocumentSymbolResponse, FoldingRange, FoldingRangeKind, Location, SymbolInformation, SymbolKind,
    Uri, WorkspaceSymbol,
};

#[allow(deprecated)]
fn symbol(
    name: &str,
    kind: SymbolKind,
    (whole, word): (Span, Span),
    checked: &Checked,
    to: Encoding,
) -> DocumentSymbol {
    DocumentSymbol {
        name: name.to_owned(),
        detail: None,
        kind,
        tags: None,
        deprecated: None,
        range: checked.range(whole, to),
        selection_range: checked.range(word, to),
        children: None,
    }
}

/// What a block is called in a list.
fn title(block: &Block, is_defaults: bool) -> String {
    match (block.name, is_defaults) {
        (Some(name), _) => name.value.to_owned(),
        (None, true) => "defaults".to_owned(),
        (None, false) => "private_ecr".to_owned(),
    }
}

/// A statement on one line, without the comments in it.
fn line(statement: &Statement, text: &str) -> String {
    let mut line = statement.keyword.value.as_str().to_owned();
    for argument in &statement.arguments {
        if !matches!(argument, Argument::Comma(_)) {
            line.push(' ');
        }
        line.push_str(text.get(argument.span().range()).unwrap_or_default());
    }
    line
}

/// The blocks of a spec, and the statements in them.
pub fn symbols(checked: &Checked, uri: &Uri, client: &Client) -> Option<DocumentSymbolResponse> {
    let (id, source) = checked.text(uri)?;
    let to = client.encoding;
    let tree = syntax::parse(&source, id, &mut Report::default());
    let mut all = Vec::new();
    for item in &tree.items {
        match item {
            Item::Include(include) => {
                let path = include.path.as_ref().map(|path| path.value.as_ref());
                // The protocol has no blank names.
                let name = path.filter(|path| !path.trim().is_empty()).unwrap_or("include");
                all.push(symbol(name, SymbolKind::FILE, (include.span, include.keyword), checked, to));
            }
            Item::Defaults(block) | Item::Block(block) => {
                let is_defaults = matches!(item, Item::Defaults(_));
                let word = block.name.map_or(block.keyword, |name| name.span);
                let kind = if is_defaults { SymbolKind::NAMESPACE } else { SymbolKind::CLASS };
                let mut of_block = symbol(&title(block, is_defaults), kind, (block.span, word), checked, to);
                let statements = block.statements.iter().map(|statement| {
                    let places = (statement.span, statement.keyword.span);
                    symbol(&line(statement, &source.text), SymbolKind::PROPERTY, places, checked, to)
                });
                of_block.children = Some(statements.collect());
                all.push(of_block);
            }
        }
    }
    Some(if client.nested_symbols { DocumentSymbolResponse::Nested(all) } else { flat(all, uri) })
}

fn flat(all: Vec<DocumentSymbol>, uri: &Uri) -> DocumentSymbolResponse {
    #[allow(deprecated)]
    let of = |symbol: &DocumentSymbol, container: Option<String>| SymbolInformation {
        name: symbol.name.clone(),
        kind: symbol.kind,
        tags: None,
        deprecated: None,
        location: Location { uri: uri.clone(), range: symbol.range },
        container_name: container,
    };
    let mut flat = Vec::new();
    for symbol in all {
        flat.push(of(&symbol, None));
        flat.extend(symbol.children.iter().flatten().map(|child| of(child, Some(symbol.name.clone()))));
    }
    DocumentSymbolResponse::Flat(flat)
}

/// Whether somebody who types a query may mean a name: it holds the query's letters, in their order.
fn is_meant(name: &str, query: &str) -> bool {
    let mut letters = name.chars().flat_map(char::to_lowercase);
    query.chars().flat_map(char::to_lowercase).all(|letter| letters.any(|other| other == letter))
}

/// The blocks that a query may mean.
pub fn blocks(checked: &Checked, uri: &Uri, query: &str, to: Encoding) -> Vec<WorkspaceSymbol> {
    let Some((id, source)) = checked.text(uri) else { return Vec::new() };
    let tree = syntax::parse(&source, id, &mut Report::default());
    let of = |item: &Item| {
        let Item::Block(block) = item else { return None };
        let name = block.name.filter(|name| is_meant(name.value, query))?;
        Some(WorkspaceSymbol {
            name: name.value.to_owned(),
            kind: SymbolKind::CLASS,
            tags: None,
            container_name: None,
            location: lsp_types::OneOf::Left(checked.location(name.span, to)?),
            data: None,
        })
    };
    tree.items.iter().filter_map(of).collect()
}

/// Blocks, statements and runs of comments that take several lines.
pub fn folds(checked: &Checked, uri: &Uri) -> Option<Vec<FoldingRange>> {
    let (id, source) = checked.text(uri)?;
    let tree = syntax::parse(&source, id, &mut Report::default());
    let mut folds = Vec::new();
    for item in &tree.items {
        folds.extend(fold(checked, item.span(), None));
        if let Item::Defaults(block) | Item::Block(block) = item {
            folds.extend(block.statements.iter().filter_map(|statement| fold(checked, statement.span, None)));
        }
    }
    let mut run: Option<Span> = None;
    let mut at = 0;
    for line in source.text.split_inclusive('\n') {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let span = Span { source: id, start: offset(at), end: offset(at + line.trim_end().len()) };
        at += line.len();
        if line.trim_start().starts_with('#') {
            run = Some(run.map_or(span, |run| run.to(span)));
        } else {
            folds.extend(run.take().and_then(|run| fold(checked, run, Some(FoldingRangeKind::Comment))));
        }
    }
    folds.extend(run.and_then(|run| fold(checked, run, Some(FoldingRangeKind::Comment))));
    folds.sort_by_key(|fold| (fold.start_line, fold.end_line));
    Some(folds)
}

fn fold(checked: &Checked, span: Span, kind: Option<FoldingRangeKind>) -> Option<FoldingRange> {
    // Lines are the same in every encoding.
    let range = checked.range(span, Encoding::Utf8);
    let (start_line, end_line) = (range.start.line, range.end.line);
    (start_line < end_line).then(|| FoldingRange { start_line, end_line, kind, ..FoldingRange::default() })
}
