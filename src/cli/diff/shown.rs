//! Input: how a report is requested.
//! Output: what it contains in addition to the meaning.
//! Never: knows the formats.

use ecrc::backend::Target;

/// What is shown in addition to the meaning.
#[derive(Debug, Clone, Copy)]
pub struct Shown {
    /// The lines around a difference of the texts; `None` where these are not shown.
    pub context: Option<usize>,
    pub target: Target,
}
