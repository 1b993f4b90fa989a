//! Input: nothing.
//! Output: what a task uses in addition to its image.
//! Never: how it gets there.

use crate::plan::{EnvFile, Exec, Logs, Secret};

/// What a task uses in addition to its image.
#[derive(Debug, Clone, Default)]
pub(super) struct Uses {
    pub(super) logs: Vec<Logs>,
    pub(super) secrets: Vec<Secret>,
    pub(super) env_files: Vec<EnvFile>,
    /// Whether a cache rule fills the image's repository.
    pub(super) upstream: bool,
    pub(super) exec: Exec,
}
