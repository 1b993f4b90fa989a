//! Input: a source whose syntax is sound, and its tree.
//! Output: the same spec in canonical form.
//! Never: loses a comment, or puts statements in another order.

use super::tree::{Argument, Block, File, Item, Keyword, Statement};
use crate::span::{Source, Span};
use std::fmt::Write as _;

/// A statement that is longer goes over several lines.
const WIDTH: usize = 100;

/// The canonical text of a source, from its tree. The tree must be whole: one read without a diagnostic.
pub fn format(source: &Source, file: &File) -> String {
    let mut printer = Printer { text: &source.text, at: 0, out: String::with_capacity(source.text.len() + 64) };
    let mut previous: Option<&Item> = None;
    for item in &file.items {
        let span = item.span();
        let parted = previous.is_some_and(|previous| !matches!((previous, item), (Item::Include(_), Item::Include(_))));
        printer.gap(span.start, 0, if parted { Blank::Always } else { Blank::Kept });
        match item {
            Item::Include(include) => {
                printer.out.push_str("include");
                if let Some(path) = &include.path {
                    printer.behind(include.keyword.end, path.span, true);
                }
                printer.out.push(';');
                printer.at = span.end;
            }
            Item::Defaults(block) | Item::Block(block) => printer.block(block),
        }
        previous = Some(item);
    }
    let end = u32::try_from(source.text.len()).unwrap_or(u32::MAX);
    printer.gap(end, 0, Blank::Never);
    printer.line_end();
    printer.out
}

/// Whether a blank line stands before what follows a gap.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Blank {
    Always,
    Kept,
    Never,
}

struct Comment<'a> {
    text: &'a str,
    /// Nothing but blank space stands before it on its line.
    alone: bool,
    /// An empty line stands before it.
    parted: bool,
}

struct Printer<'a> {
    text: &'a str,
    /// What stands before this has been written.
    at: u32,
    out: String,
}

impl<'a> Printer<'a> {
    /// The comments between two offsets, and whether an empty line stands before the second one.
    fn comments(&self, from: u32, to: u32) -> (Vec<Comment<'a>>, bool) {
        let mut rest = self.text.get(from as usize..to as usize).unwrap_or("");
        let mut comments = Vec::new();
        let mut alone = from == 0;
        // An empty line is a line end behind a line end; what stands before the gap is on the first line.
        let (mut parted, mut blank_line) = (false, false);
        while let Some(c) = rest.chars().next() {
            if c == '#' {
                let end = rest.find('\n').unwrap_or(rest.len());
                let (comment, behind) = rest.split_at(end);
                comments.push(Comment { text: comment.trim_end(), alone, parted });
                (parted, blank_line) = (false, false);
                rest = behind;
                continue;
            }
            if c == '\n' {
                parted |= blank_line;
                (alone, blank_line) = (true, true);
            } else if !c.is_whitespace() {
                (alone, blank_line) = (false, false);
            }
            rest = rest.get(c.len_utf8()..).unwrap_or("");
        }
        (comments, parted)
    }

    fn line_end(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    fn indent(&mut self, depth: usize) {
        for _ in 0..depth {
            self.out.push_str("  ");
        }
    }

    /// Writes the comments up to `to`, each where it stood: behind what was written last, or on a line of its own;
    /// then begins the line of what follows.
    fn gap(&mut self, to: u32, depth: usize, blank: Blank) {
        self.comments_up_to(to, depth, blank);
        self.indent(depth);
    }

    /// As [`Printer::gap`], but for the indentation of what follows.
    fn comments_up_to(&mut self, to: u32, depth: usize, blank: Blank) {
        let (comments, parted) = self.comments(self.at, to);
        let opening = self.out.is_empty() || self.out.ends_with('<');
        let mut blank_due = blank == Blank::Always;
        let mut first = opening;
        let mut trailing = !self.out.is_empty();
        for comment in comments {
            if trailing && !comment.alone {
                let _ = write!(self.out, " {}", comment.text);
                trailing = false;
                continue;
            }
            self.line_end();
            if !first && (comment.parted || blank_due) {
                self.out.push('\n');
            }
            (first, blank_due, trailing) = (false, false, false);
            self.indent(depth);
            self.out.push_str(comment.text);
        }
        self.line_end();
        let wanted = match blank {
            Blank::Always => blank_due || parted,
            Blank::Kept => parted,
            Blank::Never => false,
        };
        if wanted && !first {
            self.out.push('\n');
        }
        self.at = to;
    }

    fn block(&mut self, block: &Block) {
        self.out.push_str(self.text.get(block.keyword.range()).unwrap_or(""));
        self.at = block.keyword.end;
        if let Some(name) = &block.name {
            let _ = write!(self.out, " {}", name.value);
        }
        self.out.push_str(" <");
        for statement in &block.statements {
            self.gap(statement.span.start, 1, Blank::Kept);
            self.statement(statement);
        }
        // The last comments of a block stand in it, not beside it.
        self.comments_up_to(block.span.end.saturating_sub(1), 1, Blank::Never);
        self.out.push('>');
        self.at = block.span.end;
    }

    fn statement(&mut self, statement: &Statement) {
        let units = self.units(statement);
        let (inside, _) = self.comments(statement.span.start, statement.span.end);
        if inside.is_empty() {
            let line = units.join(" ");
            if line.chars().count() + 3 <= WIDTH || units.len() < 3 {
                self.out.push_str(&line);
            } else {
                // The first unit holds the statement's own words; the others go below it.
                self.out.push_str(&units.join("\n    "));
            }
        } else {
            self.commented(statement);
        }
        self.out.push(';');
        self.at = statement.span.end;
    }

    fn source_text(&self, span: Span) -> &'a str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// The statement's text, cut where it may go on to the next line. The parts of `allow` and `deny` are sorted;
    /// a list loses its trailing comma.
    fn units(&self, statement: &Statement) -> Vec<String> {
        let keyword = self.source_text(statement.keyword.span);
        let words: Vec<&str> = statement.arguments.iter().map(|argument| self.source_text(argument.span())).collect();
        if !may_be_parted(statement) {
            let mut line = keyword.to_owned();
            for (argument, word) in statement.arguments.iter().zip(words) {
                let _ =
                    if let Argument::Comma(_) = argument { write!(line, "{word}") } else { write!(line, " {word}") };
            }
            return vec![line];
        }
        if matches!(statement.keyword.value, Keyword::Allow | Keyword::Deny) {
            let (verb, parts) = words.split_at(1.min(words.len()));
            let mut parts: Vec<&[&str]> = parts.chunks(2).collect();
            let rank = |part: &[&str]| match part.first() {
                Some(&"role") => 0,
                Some(&"user") => 1,
                Some(&"on") => 3,
                _ => 2,
            };
            parts.sort_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| a.cmp(b)));
            let first = std::iter::once(keyword).chain(verb.iter().copied()).collect::<Vec<_>>().join(" ");
            return std::iter::once(first).chain(parts.into_iter().map(|part| part.join(" "))).collect();
        }
        let is_comma = |argument: &Argument| matches!(argument, Argument::Comma(_));
        let last = statement.arguments.iter().rposition(|argument| !is_comma(argument));
        let listed = statement.arguments.iter().take(last.unwrap_or(0)).any(is_comma);
        let mut units = vec![keyword.to_owned()];
        for (index, (argument, word)) in statement.arguments.iter().zip(words).enumerate() {
            let comma = is_comma(argument);
            if comma && Some(index) > last {
                continue;
            }
            match units.last_mut() {
                Some(unit) if comma => unit.push_str(word),
                // What comes before the first element belongs to the statement's own words.
                Some(unit) if !listed || (index == 0 && word == "also") => {
                    let _ = write!(unit, " {word}");
                }
                _ => units.push(word.to_owned()),
            }
        }
        units
    }

    /// A statement with comments inside: its words as they stand, each comment at the end of its line.
    fn commented(&mut self, statement: &Statement) {
        self.out.push_str(self.source_text(statement.keyword.span));
        let mut at = statement.keyword.span.end;
        for argument in &statement.arguments {
            self.behind(at, argument.span(), !matches!(argument, Argument::Comma(_)));
            at = argument.span().end;
        }
    }

    /// The word at `span` behind the one that ends at `from`, and the comments between them; a space between the words
    /// where they are `apart`.
    fn behind(&mut self, from: u32, span: Span, apart: bool) {
        let (comments, _) = self.comments(from, span.start);
        let fresh = !comments.is_empty();
        for comment in comments {
            self.out.push_str(if comment.alone { "\n    " } else { " " });
            self.out.push_str(comment.text);
        }
        if fresh {
            self.out.push_str("\n    ");
        } else if apart {
            self.out.push(' ');
        }
        self.out.push_str(self.source_text(span));
    }
}

/// Whether a statement's words are where they may be: one that is at fault stays on its line, in its order. At the
/// start of a line a word may open another statement, or another block.
fn may_be_parted(statement: &Statement) -> bool {
    if matches!(statement.keyword.value, Keyword::Allow | Keyword::Deny) {
        let parts = statement.arguments.get(1..).unwrap_or_default().chunks(2);
        return parts.into_iter().all(|part| match part {
            [Argument::Word(word), Argument::Text(_)] => matches!(word.value, "role" | "user" | "repo"),
            [Argument::Word(word), Argument::Word(_)] => word.value == "on",
            _ => false,
        });
    }
    statement.arguments.iter().all(|argument| match argument {
        Argument::Word(word) => {
            !matches!(word.value, "private_ecr" | "defaults" | "include") && Keyword::parse(word.value).is_none()
        }
        Argument::Text(_) | Argument::Quoted(_) | Argument::Comma(_) | Argument::Broken(_) => true,
    })
}
