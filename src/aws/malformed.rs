//! Input: a value that does not have AWS's form, or that is probably not the intended one.
//! Output: what is wrong with it, and the value that is probably meant.
//! Never: decides the severity.

use std::borrow::Cow;
use std::fmt;

/// Why a value is not what it should be: lower case, without a full stop, with the value in backticks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    fault: String,
    label: Option<Cow<'static, str>>,
    help: Option<String>,
    meant: Option<String>,
}

impl Malformed {
    /// A value of which nothing else is known.
    pub fn new(fault: impl Into<String>) -> Self {
        Self { fault: fault.into(), label: None, help: None, meant: None }
    }

    /// Says in a few words what is wrong at its place.
    #[must_use]
    pub fn labeled(self, label: impl Into<Cow<'static, str>>) -> Self {
        Self { label: Some(label.into()), ..self }
    }

    /// Says what to do. Without it, the value that is meant is to be written.
    #[must_use]
    pub fn advising(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// Names the value that is likely meant, which is of the right form.
    #[must_use]
    pub fn meaning(self, value: impl Into<String>) -> Self {
        Self { meant: Some(value.into()), ..self }
    }

    /// The problem of a part as that of the whole, which begins with `before`.
    #[must_use]
    pub(super) fn within(self, before: &str) -> Self {
        Self { help: None, meant: self.meant.map(|meant| format!("{before}{meant}")), ..self }
    }

    /// What is wrong, in up to eight words.
    pub fn label(&self) -> Option<&str> {
        self.label.as_deref()
    }

    /// What to do.
    pub fn help(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// The value that is likely meant, without quotes.
    pub fn meant(&self) -> Option<&str> {
        self.meant.as_deref()
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.fault)
    }
}

impl std::error::Error for Malformed {}
