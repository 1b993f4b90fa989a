//! Input: the statements of `defaults` and of blocks.
//! Output: those that apply after replacement; and a report of what is said twice.
//! Never: compares what statements mean with each other; the block does.

use super::saying::{Said, Saying};
use super::{Client, Vpc};
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::Launch;
use crate::span::Span;
use crate::spec::syntax::Keyword;
use std::collections::{BTreeMap, BTreeSet};

/// Works `over` into `base`: what it says again is replaced.
pub(super) fn overlay(base: &mut Vec<Saying>, over: Vec<Saying>, by_block: bool) {
    if base.is_empty() {
        *base = over;
        return;
    }
    let new_vpc = over.iter().any(|saying| matches!(saying.said, Said::Vpc(Vpc::New { .. })));
    let full = over.iter().any(|saying| matches!(&saying.said, Said::S3Full(full) if full.value));
    let said: BTreeSet<(Keyword, &str)> = over.iter().filter_map(Saying::topic).collect();
    base.retain(|old| {
        let replaced = old.topic().is_some_and(|topic| said.contains(&topic));
        let of_other_vpc = by_block && new_vpc && belongs_to_a_vpc(old);
        let closed = by_block && full && matches!(old.said, Said::S3Also(_));
        !(replaced || of_other_vpc || closed)
    });
    base.extend(over);
}

/// Whether a statement is about one particular VPC.
fn belongs_to_a_vpc(saying: &Saying) -> bool {
    if let Said::Clients(clients) = &saying.said {
        return clients.value.iter().any(|client| matches!(client.value, Client::Group(_) | Client::Parameter));
    }
    let of_a_vpc = matches!(
        saying.keyword,
        Keyword::Vpc
            | Keyword::Subnets
            | Keyword::RouteTables
            | Keyword::SecurityGroup
            | Keyword::Tasks
            | Keyword::Existing
    );
    of_a_vpc || (saying.keyword == Keyword::S3 && saying.is_about("in_use"))
}

/// Reports statements that stand twice where one is allowed.
pub(super) fn once(sayings: &mut [Saying], report: &mut Report) {
    let mut first: BTreeMap<(Keyword, Option<Launch>, &str), Span> = BTreeMap::new();
    let mut again: Vec<(usize, Span)> = Vec::new();
    for (index, saying) in sayings.iter().enumerate() {
        // Of those that may stand many times, the same value may not.
        let (launch, value) = if let Said::Launch(launch) = &saying.said {
            (Some(launch.value), "")
        } else if let Said::PullThroughCache(prefix) = &saying.said {
            (None, prefix.value.as_str())
        } else if saying.may_stand_often() {
            continue;
        } else if let Some(about) = &saying.about {
            (None, about.as_str())
        } else {
            // Which one it is, is not known.
            continue;
        };
        let earlier = first.insert((saying.keyword, launch, value), saying.span);
        again.extend(earlier.map(|earlier| (index, earlier)));
    }
    for (index, earlier) in again {
        if report.is_full() {
            return;
        }
        if let Some(saying) = sayings.get_mut(index) {
            // A second `accept` keeps nothing away from the block.
            saying.again = saying.keyword != Keyword::Accept;
            let word = saying.keyword.as_str();
            let message = match (saying.keyword, saying.about.as_deref().unwrap_or_default()) {
                (Keyword::Launch, _) => "the same `launch` appears twice".to_owned(),
                (Keyword::Tag, key) => format!("tag `{key}` appears twice"),
                (_, "") => format!("`{word}` appears twice"),
                (_, about) => format!("`{word} {about}` appears twice"),
            };
            report.push(
                Diagnostic::new(&cards::CONTRADICTION, saying.span, message)
                    .label("the second one")
                    .also(earlier, "the first one")
                    .help("keep one"),
            );
        }
    }
    let mut elements: BTreeMap<(&str, &str), Span> = BTreeMap::new();
    for saying in sayings {
        for (what, name, span) in elements_of(&saying.said) {
            if let Some(earlier) = elements.insert((what, name), span) {
                saying.again = true;
                report.push(
                    Diagnostic::new(&cards::CONTRADICTION, span, format!("{what} `{name}` appears twice"))
                        .label("the second one")
                        .also(earlier, "the first one")
                        .help("keep one"),
                );
            }
        }
    }
}

/// What a statement lists that may stand in several statements, but once: what it is, its name, its place.
fn elements_of(said: &Said) -> Vec<(&'static str, &str, Span)> {
    if let Said::S3Also(names) = said {
        names.iter().map(|name| ("bucket", name.value.as_str(), name.span)).collect()
    } else if let Said::Endpoints(keys) = said {
        keys.iter().map(|key| ("endpoint", key.value.as_str(), key.span)).collect()
    } else if let Said::Uses(uses) = said {
        uses.iter().map(|said| ("word", said.value.word, said.span)).collect()
    } else {
        Vec::new()
    }
}
