mod fips_unavailable;
mod not_in_tables;
mod partition_unconfirmed;
mod service_name_elsewhere;
mod service_name_unknown;

use super::{Check, Entry};
use crate::cards;

pub(super) static RULES: &[Entry] = &[
    Entry { rule: &cards::PARTITION_UNCONFIRMED, check: Check::Block(partition_unconfirmed::check) },
    Entry { rule: &cards::SERVICE_NAME_ELSEWHERE, check: Check::Block(service_name_elsewhere::check) },
    Entry { rule: &cards::SERVICE_NAME_UNKNOWN, check: Check::Block(service_name_unknown::check) },
    Entry { rule: &cards::NOT_IN_TABLES, check: Check::Block(not_in_tables::check) },
    Entry { rule: &cards::FIPS_UNAVAILABLE, check: Check::Block(fips_unavailable::check) },
];
