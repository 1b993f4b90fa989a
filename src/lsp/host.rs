//! Input: nothing.
//! Output: what the server asks of the machine that it runs on.
//! Never: asks for more than files and their places.

use crate::audit::Settings;
use crate::spec::model::{self, LoadError, Loaded};
use crate::template;
use serde_json::Value;

/// Where a file is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// What tells whether two paths are of one file: the path with links resolved.
    pub identity: String,
    /// The directory that its includes may not leave.
    pub root: String,
}

/// The machine's files, and its way of reading settings.
pub trait Host: model::Loader + template::Loader + Sync {
    /// Where a file is, or would be.
    fn place(&self, path: &str) -> Place;

    /// The specs below a directory, in the order of their names.
    fn specs(&self, folder: &str) -> Vec<String>;

    /// What a client says beside templates, in the words of the command line's options.
    ///
    /// # Errors
    /// What is wrong with it, in one sentence.
    fn settings(&self, options: &Value) -> Result<Settings, String>;
}

impl model::Loader for template::NoFiles {
    fn load(&self, root: &str, name: &str, path: &str) -> Result<Loaded, LoadError> {
        model::NoFiles.load(root, name, path)
    }
}

/// A machine without files.
impl Host for template::NoFiles {
    fn place(&self, path: &str) -> Place {
        Place { identity: path.to_owned(), root: "/".to_owned() }
    }

    fn specs(&self, _: &str) -> Vec<String> {
        Vec::new()
    }

    fn settings(&self, _: &Value) -> Result<Settings, String> {
        Ok(Settings::default())
    }
}
