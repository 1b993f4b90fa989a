//! Input: what happens to one template.
//! Output: its resources, grouped by what happens to them.
//! Never: says what the consequences are.

use crate::backend::Target;
use crate::diff::change::{Class, ResourceChange};
use crate::diff::template::TemplateChange;

/// A changed template, in a target.
#[derive(Clone, Copy)]
pub(super) struct View<'c> {
    pub(super) change: &'c TemplateChange,
    pub(super) target: Target,
}

impl<'c> View<'c> {
    pub(super) fn of_class(self, class: Class) -> impl Iterator<Item = &'c ResourceChange> {
        self.change.resources.iter().filter(move |change| change.class == class)
    }

    pub(super) fn is_terraform(self) -> bool {
        self.target == Target::TerraformJson
    }
}

/// `a`, `b`, `c`
pub(super) fn listed<'t>(texts: impl IntoIterator<Item = &'t String>) -> String {
    texts.into_iter().map(|text| format!("`{text}`")).collect::<Vec<_>>().join(", ")
}
