//! Input: the blocks of a command, and their plans.
//! Output: what breaks a documented rule, with `accept` worked in.
//! Never: changes a plan, or treats something unknown as passing or as failing.
//!
//! A check is a file named after its rule, in the directory of its band. The rule's page, in [`crate::cards`], says what
//! the rule requires and why. Rules that only the reading stages report, or that no spec can break, have only a page.

mod access;
mod dns;
mod endpoints;
mod images;
mod language;
mod layers;
mod network;
mod quotas;
mod regions;

mod bound;
mod check;
mod crossing;
mod defaults;
mod entry;
mod footprint;
mod memo;
#[cfg(test)]
mod plans;
mod quote;
mod subject;
#[cfg(test)]
mod tests;

pub use access::leaves_rights_open;
pub use bound::Bound;
pub use check::{check, judge};
pub use entry::{Across, Check, Entry, Together};
pub use footprint::Footprint;
pub use memo::Memo;
pub use quotas::size_quota;
pub use subject::Subject;

/// Every rule that is checked, band by band, and in a band by code.
pub fn all() -> impl Iterator<Item = &'static Entry> {
    BANDS.iter().copied().flatten()
}

static BANDS: [&[Entry]; 9] = [
    language::RULES,
    endpoints::RULES,
    dns::RULES,
    network::RULES,
    layers::RULES,
    access::RULES,
    images::RULES,
    regions::RULES,
    quotas::RULES,
];
