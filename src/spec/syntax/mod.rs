//! Input: the text of one source.
//! Output: its syntax tree with spans, a report of what is broken, and (from `format`) the canonical text.
//! Never: knows what a statement means, or which words it takes.

mod characters;
mod comments;
mod format;
mod hidden;
mod limit;
mod parse;
mod slip;
mod tree;

pub use format::format;
pub use limit::say_what_is_left_out;
pub use parse::{Items, Next, decode, parse};
pub use slip::{Before, missing_semicolon, near_keyword, other_quotes, unknown_statement};
pub use tree::{Argument, Block, File, Include, Item, Keyword, Statement, inside_quotes, is_name};
