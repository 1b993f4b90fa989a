//! A machine without files, for the language server.

use ecrc::audit::Settings;
use ecrc::lsp::{Host, Place};
use ecrc::spec::model::{self, LoadError, Loaded};
use ecrc::template;
use serde_json::Value;

/// No files.
pub struct Nothing;

impl model::Loader for Nothing {
    fn load(&self, _root: &str, _name: &str, _path: &str) -> Result<Loaded, LoadError> {
        Err(LoadError::Missing)
    }
}

impl template::Loader for Nothing {
    fn file(&self, _path: &str) -> Option<Vec<u8>> {
        None
    }

    fn folder(&self, _path: &str) -> Option<Vec<String>> {
        None
    }
}

impl Host for Nothing {
    fn place(&self, path: &str) -> Place {
        Place { identity: path.to_owned(), root: "/".to_owned() }
    }

    fn specs(&self, _folder: &str) -> Vec<String> {
        Vec::new()
    }

    fn settings(&self, _options: &Value) -> Result<Settings, String> {
        Ok(Settings::default())
    }
}
