//! Input: nothing.
//! Output: the targets that a plan is written for, and the mark that each template has.
//! Never: writes one.

/// How a plan is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// Terraform without a provider block: a module, whose caller brings the provider.
    pub module: bool,
}

/// What every template says about itself; [`is_product`] recognizes it by this.
pub(super) const MARKER: &str = "made by ecrc from a spec: change the spec, not this file";

/// Whether a text says that ecrc made it.
pub fn is_product(text: &str) -> bool {
    // It stands near the top of each.
    text.lines().take(12).any(|line| line.contains(MARKER))
}
