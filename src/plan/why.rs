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
    /// Something makes it that is not read, for this reason, in a clause. What is unknown so stands for any number of its kind.
    Unread(String),
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
            Why::Because(reason) | Why::Unread(reason) => f.write_str(reason),
            Why::AllBut(actions) => write!(f, "it is every action except `{}`", actions.join("`, `")),
        }
    }
}
