//! Input: what is wrong with a template, and where.
//! Output: a [`Fault`], which [`super::read`] turns into its error.
//! Never: knows the template's text.

use crate::document::Malformed;

/// What is wrong, and where.
#[derive(Debug)]
pub(super) struct Fault {
    /// Offset of the byte where it starts.
    pub at: u32,
    pub message: String,
    pub help: Option<String>,
}

/// What explains every difference between a template and what `build` writes.
const CHANGED: &str = "it was edited after `build`, or comes from another version of ecrc";

impl Fault {
    /// One that the message says all of.
    pub fn new(at: u32, message: impl Into<String>) -> Self {
        Self { at, message: message.into(), help: None }
    }

    /// `build` writes no such thing.
    pub fn foreign(self) -> Self {
        Self { help: Some(format!("`build` does not write this: {CHANGED}")), ..self }
    }

    /// The text at the place is not the one that `build` wrote.
    pub fn changed(self) -> Self {
        Self { help: Some(CHANGED.to_owned()), ..self }
    }
}

impl From<Malformed> for Fault {
    fn from(malformed: Malformed) -> Self {
        let fault = Self::new(malformed.span.start, malformed.message);
        if malformed.legal { fault.foreign() } else { fault }
    }
}
