//! Input: a spec's text up to a place, however broken it is.
//! Output: what is being written there: an item, a statement, or a word of one.
//! Never: needs the text to be sound; somebody is in the middle of writing it.

use crate::spec::syntax::Keyword;
use std::ops::Range;

/// A word that stands before the place, in the same statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    /// A bare word.
    Bare(String),
    /// A string.
    Text(String),
    /// A comma.
    Comma,
}

/// The quotes around a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quotes {
    /// It is a bare word.
    None,
    /// The one at its end is missing. It ends at the place then: what follows may not be meant to be in it.
    Opening,
    /// It is a whole string.
    Both,
}

/// What is being written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// Inside of a block, and not between items.
    pub in_block: bool,
    /// `defaults` or a block has begun before.
    pub after_block: bool,
    /// The words of the statement before the one at the place.
    pub words: Vec<Word>,
    /// The byte at which the statement begins.
    pub start: usize,
    /// The bytes of the word at the place, without quotes.
    pub word: Range<usize>,
    /// The quotes around that word.
    pub quotes: Quotes,
}

/// What is being written at a byte; `None` in a comment.
pub fn cursor(text: &str, offset: usize) -> Option<Cursor> {
    let mut cursor = Cursor {
        in_block: false,
        after_block: false,
        words: Vec::new(),
        start: offset,
        word: offset..offset,
        quotes: Quotes::None,
    };
    // A word that may open a statement does so at the start of a line.
    let mut fresh_line = true;
    let mut at = 0;
    while at < offset {
        let rest = text.get(at..)?;
        let c = rest.chars().next()?;
        let mut length = c.len_utf8();
        if cursor.words.is_empty() {
            cursor.start = at;
        }
        match c {
            '#' => {
                length = rest.find('\n').unwrap_or(rest.len());
                if at + length >= offset {
                    return None;
                }
            }
            '"' => {
                let (inside, closed) = string(rest.get(1..)?);
                if offset <= at + 1 + inside {
                    let (end, quotes) =
                        if closed { (at + 1 + inside, Quotes::Both) } else { (offset, Quotes::Opening) };
                    return Some(Cursor { word: at + 1..end, quotes, ..cursor });
                }
                cursor.words.push(Word::Text(rest.get(1..=inside)?.to_owned()));
                length = inside + 1 + usize::from(closed);
            }
            '<' | '{' => {
                (cursor.in_block, cursor.after_block) = (true, true);
                cursor.words.clear();
            }
            '>' | '}' => {
                cursor.in_block = false;
                cursor.words.clear();
            }
            ';' => cursor.words.clear(),
            ',' => cursor.words.push(Word::Comma),
            c if is_word(c) => {
                length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
                let word = rest.get(..length)?;
                let is_listed = cursor.words.last() == Some(&Word::Comma) && ends_item(rest.get(length..)?);
                let may_open = cursor.in_block && fresh_line && !cursor.words.is_empty() && !is_listed;
                if may_open && Keyword::parse(word).is_some() {
                    cursor.words.clear();
                    cursor.start = at;
                }
                if offset <= at + length {
                    return Some(Cursor { word: at..at + length, ..cursor });
                }
                cursor.words.push(Word::Bare(word.to_owned()));
            }
            _ => {}
        }
        fresh_line = c == '\n' || (fresh_line && c.is_whitespace());
        at += length;
    }
    Some(cursor)
}

impl Cursor {
    /// Whether the word at the place is a string.
    pub fn in_string(&self) -> bool {
        self.quotes != Quotes::None
    }

    /// The bytes of the statement, with the `;` at its end, or to the end of the line.
    pub fn statement(&self, text: &str) -> Range<usize> {
        let rest = text.get(self.word.end..).unwrap_or_default();
        let end = rest.find([';', '>', '\n']).unwrap_or(rest.len());
        self.start..self.word.end + end + usize::from(rest.get(end..).is_some_and(|rest| rest.starts_with(';')))
    }

    /// The words of the statement but the one at the place.
    pub fn others(&self, text: &str) -> Vec<Word> {
        let start = self.word.end + usize::from(self.quotes == Quotes::Both);
        let rest = text.get(start..self.statement(text).end).unwrap_or_default().trim_end_matches(';');
        let behind = cursor(&format!("{rest} "), rest.len() + 1).map_or_else(Vec::new, |behind| behind.words);
        self.words.iter().cloned().chain(behind).collect()
    }

    /// The key of a service that stands behind an `on` after the place.
    pub fn service_behind<'t>(&self, text: &'t str) -> Option<&'t str> {
        let rest = text.get(self.word.end..self.statement(text).end)?;
        let mut words = rest.trim_end_matches(';').split_whitespace().skip_while(|word| *word != "on");
        words.nth(1)
    }
}

/// Whether a text that follows an item of a list goes on with the next one, or ends the list.
fn ends_item(mut rest: &str) -> bool {
    loop {
        rest = rest.trim_start();
        match rest.strip_prefix('#') {
            Some(comment) => rest = comment.split_once('\n').map_or("", |(_, rest)| rest),
            None => return rest.is_empty() || rest.starts_with([',', ';', '>', '}']),
        }
    }
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | ':' | '/' | '-')
}

/// How long a string is up to its end or that of its line, and whether it is closed.
fn string(rest: &str) -> (usize, bool) {
    let mut escaped = false;
    for (at, c) in rest.char_indices() {
        match c {
            '\n' => return (at, false),
            '"' if !escaped => return (at, true),
            _ => escaped = c == '\\' && !escaped,
        }
    }
    (rest.len(), false)
}

#[cfg(test)]
mod tests {
    use super::{Cursor, Quotes, Word, cursor};

    /// At the `|` of a text.
    fn at(text: &str) -> Option<Cursor> {
        cursor(&text.replace('|', ""), text.find('|').unwrap())
    }

    #[test]
    fn a_place_is_in_a_statement_of_a_block() {
        let bare = |words: &[&str]| words.iter().map(|word| Word::Bare((*word).to_owned())).collect::<Vec<_>>();
        let found = at("private_ecr < region us-east-2; launch far|gate 1.4.0 >").unwrap();
        assert_eq!((found.in_block, found.words, found.word), (true, bare(&["launch"]), 39..46));
        let found = at("private_ecr <\n  launch ec2\n  logs |\n>").unwrap();
        assert_eq!(found.words, bare(&["logs"]), "a missing semicolon");
        let found = at("private_ecr < launch ec2; |").unwrap();
        assert_eq!((found.in_block, found.words), (true, Vec::new()));
        let found = at("private_ecr < allow pull role \"a|b").unwrap();
        assert_eq!((found.words, found.word), (bare(&["allow", "pull", "role"]), 31..32));
        assert_eq!(found.quotes, Quotes::Opening);
        let found = at("private_ecr < secrets ssm, | >").unwrap();
        assert_eq!(found.words.last(), Some(&Word::Comma));
        let found = at("private_ecr < launch ec2 > pri|").unwrap();
        assert_eq!((found.in_block, found.words), (false, Vec::new()));
        for list in ["sqs,\n  kms,\n  |", "sqs,\n  kms # x\n  , |", "sqs, kms,\n  logs|;"] {
            let found = at(&format!("private_ecr < endpoint {list}")).unwrap();
            assert_eq!(found.words.first(), Some(&Word::Bare("endpoint".to_owned())), "{list}");
        }
        let found = at("private_ecr <\n  secrets ssm,\n  kms on; |").unwrap();
        assert_eq!(found.words, bare(&[]));
        let found = at("private_ecr <\n  secrets ssm,\n  kms |").unwrap();
        assert_eq!(
            found.words,
            bare(&["secrets", "ssm"]).into_iter().chain([Word::Comma]).chain(bare(&["kms"])).collect::<Vec<_>>()
        );
        assert_eq!(at("# com|ment"), None);
        assert_eq!(at("private_ecr < tag \"#\" \"|\"").map(|found| found.quotes), Some(Quotes::Both));
    }
}
