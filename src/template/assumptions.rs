//! Input: what whoever audits takes for given, as `KEY=VALUE`.
//! Output: that, by its key.
//! Never: holds two values of one key.

use std::collections::BTreeMap;

/// What is taken for given. A key is the name of a parameter or condition of `CloudFormation`, `var.NAME` of Terraform,
/// or an expression whose value nothing decides, as [`super::Undecided::key`] has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assumptions(BTreeMap<String, String>);

impl Assumptions {
    /// The value that is assumed for a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// These, and one more.
    #[must_use]
    pub fn with(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.0.insert(key.into(), value.into());
        self
    }

    /// These, but for one.
    #[must_use]
    pub fn without(mut self, key: &str) -> Self {
        self.0.remove(key);
        self
    }

    /// The keys.
    pub fn keys(&self) -> impl Iterator<Item = &String> {
        self.0.keys()
    }

    /// The truth value that is assumed for a key.
    pub(super) fn truth(&self, key: &str) -> Option<bool> {
        self.get(key)?.to_ascii_lowercase().parse().ok()
    }
}

impl FromIterator<(String, String)> for Assumptions {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}
