mod call_without_endpoint;
mod first_pull_needs_internet;
mod nondistributable_layers;
mod pull_through_cache_unavailable;
mod windows_foreign_layers;

use super::{Check, Entry};
use crate::cards;

pub(super) static RULES: &[Entry] = &[
    Entry { rule: &cards::WINDOWS_FOREIGN_LAYERS, check: Check::Block(windows_foreign_layers::check) },
    Entry { rule: &cards::NONDISTRIBUTABLE_LAYERS, check: Check::Block(nondistributable_layers::check) },
    Entry { rule: &cards::FIRST_PULL_NEEDS_INTERNET, check: Check::Block(first_pull_needs_internet::check) },
    Entry { rule: &cards::PULL_THROUGH_CACHE_UNAVAILABLE, check: Check::Block(pull_through_cache_unavailable::check) },
    Entry { rule: &cards::CALL_WITHOUT_ENDPOINT, check: Check::Block(call_without_endpoint::check) },
];
