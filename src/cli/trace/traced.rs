//! Input: nothing.
//! Output: a start, and the edit that opens what stops it.
//! Never: how it is shown.

use ecrc::trace::{Fix, Start};

pub struct Traced {
    pub start: Start,
    pub fix: Option<Fix>,
    /// The conditions under which it starts so, if nothing decides them.
    pub only: Option<String>,
}
