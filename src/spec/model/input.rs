//! Input: the files that a command names, and what reads those that they include.
//! Output: these files, as the compiler requests them.
//! Never: opens a file; whoever implements [`Loader`] does.

/// A file to compile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The path as given, `-` for standard input.
    pub name: String,
    /// What tells whether two paths are of one file: the path with links resolved.
    pub identity: String,
    /// The directory that includes may not leave, with links resolved.
    pub root: String,
    /// The file's name without directory and extension: a single block without a name is named after it.
    pub stem: String,
    /// What the file holds.
    pub bytes: Vec<u8>,
}

/// An included file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded {
    /// The including file's directory joined with the path as written.
    pub name: String,
    /// As in [`Input`].
    pub identity: String,
    /// What the file holds.
    pub bytes: Vec<u8>,
}

/// Why a file was not included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoadError {
    /// There is no such file.
    Missing,
    /// It lies outside of the root.
    OutsideRoot,
    /// It is there, and cannot be read: why.
    Unreadable(String),
}

/// Reads the files that others include.
pub trait Loader {
    /// The file at `path`, relative to the file of that `name` which includes it, where it lies in `root`.
    fn load(&self, root: &str, name: &str, path: &str) -> Result<Loaded, LoadError>;
}

/// There are no files to include.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoFiles;

impl Loader for NoFiles {
    fn load(&self, _: &str, _: &str, _: &str) -> Result<Loaded, LoadError> {
        Err(LoadError::Missing)
    }
}
