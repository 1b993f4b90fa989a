//! Input: an open spec, and the place where somebody writes.
//! Output: what can be written there, with documentation.
//! Never: needs the spec to be sound.

use super::candidates::{Candidate, Chosen, candidates};
use super::client::Client;
use super::cursor::{Cursor, Quotes, Word, cursor};
use super::documents::Document;
use super::reference::{of_word, section, summary};
use crate::aws::uses;
use crate::cards;
use crate::explain;
use crate::spec::syntax::Keyword;
use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionTextEdit, Documentation, InsertTextFormat, Position, TextEdit,
};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Names that users chose, by what they are of.
pub type Names = BTreeMap<Chosen, BTreeSet<String>>;

fn keyword(cursor: &Cursor) -> Option<Keyword> {
    match cursor.words.first()? {
        Word::Bare(word) if cursor.in_block => Keyword::parse(word),
        Word::Bare(_) | Word::Text(_) | Word::Comma => None,
    }
}

/// What can be written at a place; less where nobody asked for it, and a sign was typed. Names that were chosen, paths to
/// include, and the endpoints of the block without a statement are collected only where one can stand.
pub fn completion(
    document: &Document,
    (place, unasked): (Position, bool),
    client: &Client,
    names: &dyn Fn() -> Names,
    paths: &dyn Fn() -> Vec<String>,
    endpoints: &dyn Fn(Range<usize>) -> BTreeSet<String>,
) -> Vec<CompletionItem> {
    let text = &document.text;
    let Some(cursor) = cursor(text.as_str(), text.offset(place, client.encoding)) else { return Vec::new() };
    if unasked && cursor.words.is_empty() && !cursor.in_string() {
        // Behind a blank between statements, Enter is meant to break the line.
        return Vec::new();
    }
    let range = text.range(cursor.word.clone(), client.encoding);
    let writer = Writer { range, client, quotes: cursor.quotes };
    if !cursor.in_block {
        return match cursor.words.as_slice() {
            [] if !cursor.in_string() => items(&writer, cursor.after_block),
            [Word::Bare(word)] if word == "include" && cursor.in_string() => {
                paths().iter().map(|path| writer.string(path, path, "", CompletionItemKind::FILE)).collect()
            }
            _ => Vec::new(),
        };
    }
    let Some(keyword) = keyword(&cursor) else {
        let opens = cursor.words.is_empty() && !cursor.in_string();
        return if opens { statements(&writer) } else { Vec::new() };
    };
    let mut all = Vec::new();
    let mut chosen: Option<Names> = None;
    let is_on = cursor.words.last().is_some_and(|word| *word == Word::Bare("on".to_owned()));
    let is_policy = is_on && matches!(keyword, Keyword::Allow | Keyword::Deny);
    let names_service = is_policy || matches!(keyword, Keyword::Existing | Keyword::PrivateDns);
    let own = if names_service { endpoints(cursor.statement(text.as_str())) } else { BTreeSet::new() };
    let behind = cursor.service_behind(text.as_str());
    let said = Said { words: cursor.others(text.as_str()), part: cursor.words.last() };
    for candidate in candidates(keyword, cursor.words.get(1..).unwrap_or_default(), behind, &own) {
        match candidate {
            Candidate::Word(word, about) if !cursor.in_string() && !said.has(word) => {
                let mut item = writer.item(word, word, &about, CompletionItemKind::ENUM_MEMBER);
                item.documentation = page(keyword, word).map(|page| writer.documentation(page));
                // The block's own endpoints come first.
                item.sort_text = is_policy.then(|| format!("{} {word}", if own.contains(word) { '0' } else { '1' }));
                all.push(item);
            }
            Candidate::Text(value, about) => {
                all.push(writer.string(value, value, &about, CompletionItemKind::VALUE));
            }
            Candidate::Chosen(of) => {
                // What is being written is among the names, too.
                let own = text.as_str().get(cursor.word.clone()).unwrap_or_default();
                let names = chosen.get_or_insert_with(names);
                for name in names.get(&of).into_iter().flatten().filter(|name| *name != own && !name.trim().is_empty())
                {
                    let escaped = name.replace('\\', "\\\\").replace('"', "\\\"");
                    if said.names(&escaped) {
                        continue;
                    }
                    all.push(writer.string(name, &escaped, "", CompletionItemKind::VALUE));
                }
            }
            Candidate::Word(..) => {}
        }
    }
    all
}

/// What a statement says beside the word at the place; no word or name is offered a second time.
struct Said<'c> {
    words: Vec<Word>,
    /// The word before the place.
    part: Option<&'c Word>,
}

/// The parts of an `allow` or a `deny` of which there may be several.
const PARTS: [&str; 3] = ["role", "user", "repo"];

impl Said<'_> {
    fn has(&self, word: &str) -> bool {
        !PARTS.contains(&word) && self.words.iter().any(|said| matches!(said, Word::Bare(said) if said == word))
    }

    /// Whether a name is said; of a part of an `allow`, whether it is said in such a part.
    fn names(&self, name: &str) -> bool {
        let is_it = |said: &Word| matches!(said, Word::Text(said) if said == name);
        match self.part {
            Some(Word::Bare(part)) if PARTS.contains(&part.as_str()) => self
                .words
                .windows(2)
                .any(|pair| matches!(pair, [Word::Bare(before), said] if before == part && is_it(said))),
            _ => self.words.iter().any(is_it),
        }
    }
}

/// The page behind a word, if there is one.
fn page(keyword: Keyword, word: &str) -> Option<String> {
    if keyword == Keyword::Uses {
        return uses::find(word).map(explain::word);
    }
    explain::by_code(word).filter(|_| keyword == Keyword::Accept).map(cards::print)
}

struct Writer<'c> {
    range: lsp_types::Range,
    client: &'c Client,
    quotes: Quotes,
}

impl Writer<'_> {
    fn documentation(&self, page: String) -> Documentation {
        Documentation::MarkupContent(Client::page(self.client.markdown_completions, page))
    }

    fn item(&self, label: &str, written: &str, about: &str, kind: CompletionItemKind) -> CompletionItem {
        CompletionItem {
            label: label.to_owned(),
            kind: Some(kind),
            detail: (!about.is_empty()).then(|| about.to_owned()),
            text_edit: Some(CompletionTextEdit::Edit(TextEdit { range: self.range, new_text: written.to_owned() })),
            ..CompletionItem::default()
        }
    }

    /// The inside of a string, with the quotes that are not there yet.
    fn string(&self, label: &str, inside: &str, about: &str, kind: CompletionItemKind) -> CompletionItem {
        let (open, close) = match self.quotes {
            Quotes::None => ("\"", "\""),
            Quotes::Opening => ("", "\""),
            Quotes::Both => ("", ""),
        };
        self.item(label, &format!("{open}{inside}{close}"), about, kind)
    }

    /// With a place to fill in, if the client takes that.
    fn snippet(&self, label: &str, snippet: &str) -> CompletionItem {
        let plain = if self.client.snippets { snippet } else { label };
        let format = if self.client.snippets { InsertTextFormat::SNIPPET } else { InsertTextFormat::PLAIN_TEXT };
        CompletionItem { insert_text_format: Some(format), ..self.item(label, plain, "", CompletionItemKind::KEYWORD) }
    }
}

fn items(writer: &Writer, after_block: bool) -> Vec<CompletionItem> {
    let all = [
        (
            "private_ecr",
            "private_ecr ${1:web} <\n  region ${2:us-east-2};\n  launch ${3:fargate 1.4.0};\n  logs ${4:awslogs};$0\n>",
        ),
        ("defaults", "defaults <\n  $0\n>"),
        ("include", "include \"$1\";"),
    ];
    let item = |(word, snippet): (&str, &str)| {
        let of = of_word(word);
        CompletionItem {
            documentation: (!of.is_empty()).then(|| writer.documentation(of)),
            ..writer.snippet(word, snippet)
        }
    };
    // Behind a block, another one is all that can stand.
    all.into_iter().take(if after_block { 1 } else { usize::MAX }).map(item).collect()
}

fn statements(writer: &Writer) -> Vec<CompletionItem> {
    let item = |(place, keyword): (usize, &Keyword)| {
        let of = section(*keyword);
        CompletionItem {
            // As the reference orders them.
            sort_text: Some(format!("{place:02}")),
            detail: Some(summary(&of)),
            documentation: Some(writer.documentation(of)),
            ..writer.item(keyword.as_str(), keyword.as_str(), "", CompletionItemKind::KEYWORD)
        }
    };
    Keyword::ALL.iter().enumerate().map(item).collect()
}
