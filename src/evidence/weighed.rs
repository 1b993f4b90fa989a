//! Input: nothing.
//! Output: what a failure means: the rules that explain it, or what it is instead. Plain data.
//! Never: the words of a rule page.

use super::aside::Aside;
use crate::diagnostic::Code;

/// A rule that explains a failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The rule.
    pub code: Code,
    /// Why this text points to it.
    pub why: String,
}

/// What a failure comes to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Weighed {
    /// The rules, the likeliest first.
    pub rules: Vec<Reason>,
    /// What it is where no rule explains it.
    pub other: Option<String>,
    /// What to look at first.
    pub check: Option<String>,
    /// The problem of another kind that it is, if it is a known one.
    pub(super) aside: Option<Aside>,
    /// It is what follows from another failure, wherever that one is told.
    pub(super) is_symptom: bool,
}

impl Weighed {
    /// A failure that is another matter.
    pub fn other(what: impl Into<String>) -> Self {
        Self { other: Some(what.into()), ..Self::default() }
    }

    /// A failure that is a known problem of another kind, by these words of the text.
    pub(super) fn aside(aside: Aside, words: &str) -> Self {
        let what = format!("{} (The text says: `{words}`.)", aside.what);
        Self { aside: Some(aside), ..Self::other(what) }
    }

    /// Adds a rule after the others; each rule is listed once.
    #[must_use]
    pub fn rule(mut self, code: Code, why: impl Into<String>) -> Self {
        if !self.rules.iter().any(|reason| reason.code == code) {
            self.rules.push(Reason { code, why: why.into() });
        }
        self
    }

    /// Adds a rule where something holds.
    #[must_use]
    pub fn rule_if(self, holds: bool, code: Code, why: impl Into<String>) -> Self {
        if holds { self.rule(code, why) } else { self }
    }

    /// Says what to look at first.
    #[must_use]
    pub fn check(mut self, check: impl Into<String>) -> Self {
        self.check = Some(check.into());
        self
    }

    /// Marks what follows from another failure.
    #[must_use]
    pub(super) fn symptom(self) -> Self {
        Self { is_symptom: true, ..self }
    }

    /// What two that come to the same share: the rules, or that it is another matter.
    pub(super) fn gist(&self) -> (Vec<Code>, bool) {
        (self.rules.iter().map(|reason| reason.code).collect(), self.other.is_some())
    }

    /// Whether both come to the same rules, or to the same other matter.
    pub fn is_like(&self, other: &Weighed) -> bool {
        self.gist() == other.gist()
    }

    /// Whether the text is placed: a rule explains it, or it is said what it is.
    pub fn is_placed(&self) -> bool {
        !self.rules.is_empty() || self.other.is_some()
    }
}
