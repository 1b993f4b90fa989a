//! Input: a checked spec.
//! Output: what each of its words is, for editors that color by meaning.
//! Never: depends on whether the spec compiles.

use super::checked::Checked;
use super::text::Encoding;
use crate::diagnostic::Report;
use crate::span::{SourceId, Span};
use crate::spec::syntax::{self, Argument, Block, Item};
use lsp_types::{SemanticToken, SemanticTokenType, SemanticTokens, Uri};

/// What words can be, in the order in which the protocol's numbers name them.
pub const LEGEND: [SemanticTokenType; 6] = [
    SemanticTokenType::KEYWORD,
    SemanticTokenType::CLASS,
    SemanticTokenType::PROPERTY,
    SemanticTokenType::ENUM_MEMBER,
    SemanticTokenType::STRING,
    SemanticTokenType::COMMENT,
];

#[derive(Clone, Copy)]
enum Kind {
    Keyword,
    BlockName,
    Statement,
    Word,
    Text,
    Comment,
}

/// The tokens of a spec.
pub fn tokens(checked: &Checked, uri: &Uri, to: Encoding) -> Option<SemanticTokens> {
    let (id, source) = checked.text(uri)?;
    let tree = syntax::parse(&source, id, &mut Report::default());
    let mut all: Vec<(Span, Kind)> = Vec::new();
    for item in &tree.items {
        match item {
            Item::Include(include) => {
                all.push((include.keyword, Kind::Keyword));
                all.extend(include.path.as_ref().map(|path| (path.span, Kind::Text)));
            }
            Item::Defaults(block) | Item::Block(block) => of_block(block, &mut all),
        }
    }
    comments(&source.text, id, &mut all);
    all.sort_by_key(|(span, _)| span.start);
    let mut data = Vec::with_capacity(all.len());
    let (mut line, mut character) = (0, 0);
    for (span, kind) in all {
        let range = checked.range(span, to);
        // No token of the language takes several lines.
        if range.start.line != range.end.line
            || range.start == range.end
            || (range.start.line, range.start.character) < (line, character)
        {
            continue;
        }
        let start = range.start;
        data.push(SemanticToken {
            delta_line: start.line - line,
            delta_start: if start.line == line { start.character - character } else { start.character },
            length: range.end.character - start.character,
            token_type: kind as u32,
            token_modifiers_bitset: 0,
        });
        (line, character) = (start.line, start.character);
    }
    Some(SemanticTokens { result_id: None, data })
}

fn of_block(block: &Block, all: &mut Vec<(Span, Kind)>) {
    all.push((block.keyword, Kind::Keyword));
    all.extend(block.name.map(|name| (name.span, Kind::BlockName)));
    for statement in &block.statements {
        all.push((statement.keyword.span, Kind::Statement));
        all.extend(statement.arguments.iter().filter_map(|argument| match argument {
            Argument::Word(word) => Some((word.span, Kind::Word)),
            Argument::Text(text) => Some((text.span, Kind::Text)),
            Argument::Quoted(text) => Some((text.span, Kind::Text)),
            Argument::Comma(_) | Argument::Broken(_) => None,
        }));
    }
}

/// From each `#` outside of a string to the end of its line.
fn comments(text: &str, id: SourceId, all: &mut Vec<(Span, Kind)>) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let mut in_string = false;
        let mut escaped = false;
        let start = line.char_indices().find(|(_, c)| {
            if *c == '"' && !escaped {
                in_string = !in_string;
            }
            escaped = in_string && *c == '\\' && !escaped;
            *c == '#' && !in_string
        });
        if let Some((start, _)) = start {
            let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            let (start, end) = (offset(at + start), offset(at + line.trim_end().len()));
            all.push((Span { source: id, start, end }, Kind::Comment));
        }
        at += line.len();
    }
}
