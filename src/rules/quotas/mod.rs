mod quota;
pub mod size_quota;

use super::{Check, Entry};
use crate::cards;

pub(super) static RULES: &[Entry] = &[
    Entry { rule: &cards::QUOTA, check: Check::Across(quota::check) },
    Entry { rule: &cards::SIZE_QUOTA, check: Check::Block(size_quota::check) },
];
