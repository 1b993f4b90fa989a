//! Input: a spec's tree, and a place in it.
//! Output: what stands there: the item, the statement and the word.
//! Never: says what it means.

use crate::span::Span;
use crate::spec::syntax::{Argument, Block, File, Include, Item, Statement};

/// What stands at a place.
pub enum At<'t, 'a> {
    /// An `include`.
    Include(&'t Include<'a>),
    /// The word that opens a block, or its name.
    Head(&'t Block<'a>, bool),
    /// A statement: its keyword, or one of its words.
    Statement(&'t Block<'a>, &'t Statement<'a>, Option<&'t Argument<'a>>),
}

/// What stands at a byte of the text; a word stands at its end, too.
pub fn at<'t, 'a>(file: &'t File<'a>, offset: u32) -> Option<At<'t, 'a>> {
    let holds = |span: Span| span.start <= offset && offset <= span.end;
    match file.items.iter().rfind(|item| holds(item.span()))? {
        Item::Include(include) => Some(At::Include(include)),
        item @ (Item::Defaults(block) | Item::Block(block)) => {
            if holds(block.keyword) || block.name.is_some_and(|name| holds(name.span)) {
                return Some(At::Head(block, matches!(item, Item::Defaults(_))));
            }
            let statement = block.statements.iter().find(|statement| holds(statement.span))?;
            let argument = statement.arguments.iter().find(|argument| holds(argument.span()));
            Some(At::Statement(block, statement, argument))
        }
    }
}

/// The text of a word or a string.
pub fn text<'t>(argument: &'t Argument) -> Option<&'t str> {
    match argument {
        Argument::Word(word) => Some(word.value),
        Argument::Text(text) => Some(text.value.as_ref()),
        Argument::Quoted(_) | Argument::Comma(_) | Argument::Broken(_) => None,
    }
}
