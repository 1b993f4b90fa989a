//! Input: the `clients` of a block.
//! Output: those that admit nobody, and those that others contain.
//! Never: reports each of many: one diagnostic names the first of them.

use crate::aws::unusable;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{Plan, ResourceId};
use crate::span::{Span, Spanned};
use crate::spec::model::{Block, Client};

/// So many of them are shown.
const SHOWN: usize = 5;

pub(super) fn check(block: &Block, plan: &Plan, report: &mut Report) {
    // Where the block creates no group, `clients` as a whole is in vain.
    let Some(clients) = block.clients.as_ref().filter(|_| plan.resource(&ResourceId::EndpointSecurityGroup).is_some())
    else {
        return;
    };
    let unusable = |client: &Spanned<Client>| match &client.value {
        Client::Ipv4(cidr) => Some((client.span, cidr.to_string(), unusable::containing(*cidr)?)),
        Client::Ipv6(cidr) => Some((client.span, cidr.to_string(), unusable::containing_ipv6(*cidr)?)),
        Client::Group(_) | Client::PrefixList(_) | Client::Parameter => None,
    };
    let nobody: Vec<_> = clients.value.iter().filter_map(unusable).collect();
    if let Some((_, cidr, range)) = nobody.first() {
        let message = match nobody.len() {
            1 => format!("`{cidr}` in `clients` has no effect: no host has an address in {range}"),
            many => {
                format!("{many} of the `clients` have no effect: no host has an address in {range} or the like")
            }
        };
        let found = found(nobody.iter().map(|(span, ..)| *span), message, "admits nobody", "nor this");
        report.diagnostics.extend(found);
    }
    let contained = contained(&clients.value);
    if let Some((_, first, wide)) = contained.first() {
        let message = match contained.len() {
            1 => format!("{first} in `clients` has no effect: {wide} contains it"),
            many => format!("{many} of the `clients` have no effect: others contain them, as {wide} contains {first}"),
        };
        let spans = contained.iter().map(|(span, ..)| *span);
        report.diagnostics.extend(found(spans, message, "already admitted", "and this"));
    }
}

fn found(mut spans: impl Iterator<Item = Span>, message: String, label: &str, of_others: &str) -> Option<Diagnostic> {
    let found = Diagnostic::new(&cards::STATEMENT_WITHOUT_EFFECT, spans.next()?, message);
    let found = found.label(label).help("remove it from `clients`").in_vain();
    Some(spans.take(SHOWN).fold(found, |found, span| found.also(span, of_others)))
}

/// A client's addresses.
struct Network {
    version: u8,
    first: u128,
    last: u128,
    span: Span,
    text: String,
}

impl Network {
    fn of(client: &Spanned<Client>) -> Option<Self> {
        let (version, (first, last), text) = match &client.value {
            Client::Ipv4(cidr) => (4, cidr.range(), cidr.to_string()),
            Client::Ipv6(cidr) => (6, cidr.range(), cidr.to_string()),
            Client::Group(_) | Client::PrefixList(_) | Client::Parameter => return None,
        };
        Some(Self { version, first, last, span: client.span, text: format!("`{text}`") })
    }

    fn contains(&self, other: &Self) -> bool {
        self.version == other.version && self.first <= other.first && other.last <= self.last
    }
}

/// The place and the text of each network that another one contains, with that one's text, in the order of the text.
fn contained(clients: &[Spanned<Client>]) -> Vec<(Span, String, String)> {
    let mut networks: Vec<Network> = clients.iter().filter_map(Network::of).collect();
    // What contains others stands before them.
    networks.sort_by_key(|it| (it.version, it.first, u128::MAX - it.last));
    let mut found = Vec::new();
    let mut wide: Option<&Network> = None;
    for narrow in &networks {
        match wide.filter(|wide| wide.contains(narrow)) {
            Some(wide) => found.push((narrow.span, narrow.text.clone(), wide.text.clone())),
            None => wide = Some(narrow),
        }
    }
    found.sort_by_key(|(span, ..)| span.start);
    found
}
