//! Input: nothing.
//! Output: what a task uses in addition to its image.
//! Never: how it gets there.

use crate::plan::SecretStore;

/// What a task uses in addition to its image.
#[derive(Debug, Clone, Default)]
pub(super) struct Uses {
    pub(super) awslogs: bool,
    pub(super) secrets: Vec<SecretStore>,
    pub(super) exec: bool,
}
