//! Input: the blocks of a command, and their plans.
//! Output: what breaks a documented rule, with `accept` worked in.
//! Never: changes a plan, or takes what is not known for kept or for broken.
//!
//! A check is a file of its rule's name, in the folder of its band. What a rule asks for and why is its card's, in
//! [`crate::cards`]; rules that only the stages that read raise, or that no spec can break, have a card alone.

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
mod entry;
mod footprint;
#[cfg(test)]
mod plans;
mod quote;
mod subject;
#[cfg(test)]
mod tests;

pub use bound::Bound;
pub use check::check;
pub use entry::{Across, Check, Entry, Together};
pub use footprint::Footprint;
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
