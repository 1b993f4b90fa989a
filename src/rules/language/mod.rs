mod cache_denied;
mod clients_in_vain;
mod malformed_value;
mod repositories_in_vain;
pub(super) mod statement_without_effect;
mod taken_away;
pub(super) mod unused_accept;

use super::{Check, Entry};
use crate::cards;

pub(super) static RULES: &[Entry] = &[
    Entry { rule: &cards::MALFORMED_VALUE, check: Check::Block(malformed_value::check) },
    Entry { rule: &cards::STATEMENT_WITHOUT_EFFECT, check: Check::Block(statement_without_effect::check) },
];
