//! Input: a statement in canonical form.
//! Output: it, as the message about another one quotes it.
//! Never: cuts without saying so.

/// A longer statement is cut.
const LONGEST: usize = 60;

/// A statement that fits into a line: what is left out is said.
pub(super) fn shortened(statement: &str) -> String {
    match statement.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", statement.get(..end).unwrap_or_default()),
        None => statement.to_owned(),
    }
}
