//! Input: what a command found.
//! Output: how it ended: its exit code.
//! Never: represents a failure; that is `failure`.

/// How a command that did its work ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing to complain of.
    Fine,
    /// Findings, or a difference.
    Findings,
}

impl Outcome {
    pub fn findings(any: bool) -> Self {
        if any { Outcome::Findings } else { Outcome::Fine }
    }
}
