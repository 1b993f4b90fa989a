//! Input: nothing.
//! Output: what the server asks of the machine that it runs on.
//! Never: asks for more than files and their places.

use crate::audit::Settings;
use crate::spec::model::{self, LoadError, Loaded};
use crate::template;
use serde_json::Value;

/// The machine's files, and its way of reading settings.
pub trait Host: model::Loader + template::Loader + Sync {
    /// What tells whether two paths are of one file: the path with links resolved, as far as it leads anywhere.
    fn identity(&self, path: &str) -> String;

    /// The directory that the includes of a file may not leave: outside of a git work tree, that one of these directories
    /// which holds the file.
    fn root(&self, path: &str, folders: &[String]) -> String;

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
    fn identity(&self, path: &str) -> String {
        path.to_owned()
    }

    fn root(&self, _: &str, _: &[String]) -> String {
        "/".to_owned()
    }

    fn specs(&self, _: &str) -> Vec<String> {
        Vec::new()
    }

    fn settings(&self, _: &Value) -> Result<Settings, String> {
        Ok(Settings::default())
    }
}
