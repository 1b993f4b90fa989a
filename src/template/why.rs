//! Input: what keeps a value from being known.
//! Output: the reason, as a message says it.
//! Never: stands for a value that is known.

use std::fmt;

/// Why a value is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// Nobody exports this name in the texts that are there.
    NotExported(String),
    /// Several outputs of the texts that are there may export this name.
    ExportedTwice(String),
    /// A condition that nothing decides, by its key.
    Undecided(String),
    /// A function that is not evaluated.
    Function(String),
    /// A function or an expression that fails on its values: what is wrong.
    Fails(String),
    /// A module or nested stack whose text is not there: its source.
    Module(String),
    /// A file that is not there: its path.
    File(String),
    /// Nothing of that name is in the text.
    Missing(String),
    /// It needs itself.
    Cycle(String),
    /// It would take too many steps or too much space.
    TooLarge,
    /// Only known after the deployment, as Terraform's plan says.
    AfterApply,
    /// Follows from a value that only the deployment knows.
    Deployment,
    /// The version of a module, which nothing bounds: the one that it is taken for.
    Version(u32),
    /// Something that ecrc does not read.
    Unread(String),
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Why::NotExported(name) => write!(f, "no template given here exports `{name}`"),
            Why::ExportedTwice(name) => write!(f, "several outputs given here may export `{name}`"),
            Why::Undecided(key) => write!(f, "nothing decides `{key}`"),
            Why::Function(name) => write!(f, "the function `{name}` is not evaluated"),
            Why::Fails(what) => f.write_str(what),
            Why::Module(source) => write!(f, "the text of `{source}` is not there"),
            Why::File(path) => write!(f, "the file `{path}` is not there"),
            Why::Missing(name) => write!(f, "nothing is named `{name}`"),
            Why::Cycle(name) => write!(f, "`{name}` needs itself"),
            Why::TooLarge => f.write_str("it is too large to be worked out"),
            Why::AfterApply => f.write_str("Terraform knows it after `apply` alone"),
            Why::Deployment => f.write_str("only the deployment knows it"),
            Why::Version(major) => write!(f, "nothing bounds it, and it is read as version {major}"),
            Why::Unread(what) => write!(f, "{what} is not read"),
        }
    }
}
