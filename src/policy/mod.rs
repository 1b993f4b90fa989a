//! Comes in: policy documents of a plan.
//! Goes out: who may do what through the endpoint that carries them, decided, not guessed.
//! Never: samples; what cannot be decided is [`Answer::Unknown`].

mod decide;
mod length;
mod pattern;
mod questions;

pub use decide::{Decision, Request, Who, decide};
pub use length::minified_length;
pub use pattern::Pattern;
pub use questions::{anyone_can_get_object, covers, somebody_can_pull};

/// An answer that may not be known: of a template with values that are, or past the bounds of a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// So it is.
    Yes,
    /// So it is not.
    No,
    /// It cannot be told.
    Unknown,
}
