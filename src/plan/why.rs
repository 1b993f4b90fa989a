//! Input: nothing.
//! Output: why something in a plan is unknown.
//! Never: treats an unknown value as any value.

use std::fmt;

/// Why something is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// Nothing says it.
    #[default]
    Unsaid,
    /// A parameter or a variable without a value says it, by this name.
    Open(String),
    /// What another stack, a data source or a module that is not there says, by this name.
    Elsewhere(String),
    /// For this reason, in a clause.
    Because(String),
    /// It is each action but these, with wildcards: `NotAction`.
    AllBut(Vec<String>),
}

/// In a clause: "the parameter `VpcId` has no value".
impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Why::Unsaid => f.write_str("nothing sets it"),
            Why::Open(name) => write!(f, "`{name}` has no value"),
            Why::Elsewhere(name) => write!(f, "`{name}` is known only elsewhere"),
            Why::Because(reason) => f.write_str(reason),
            Why::AllBut(actions) => write!(f, "it is all but `{}`", actions.join("`, `")),
        }
    }
}
