//! Input: an error text, or a whole log.
//! Output: what it says (which call failed, how, at which address, by whose policy), and the rules that explain it, in
//! order, each with why this text points to it; or what it is instead.
//! Never: a rule if the text is about something that no endpoint serves.
//!
//! A text is split into records ([`record`]). The clues of each are combined ([`gather`]) into plain [`Evidence`],
//! and weighed ([`weigh`]). Clues are structure, not messages: a host, an address, a way of failing, an action, a kind
//! of policy, a step by its name. So wordings that nobody has seen yet are read, too.

mod address;
mod answers;
mod aside;
mod cache;
mod clue;
pub mod codes;
mod denial;
mod denials;
mod deploy;
mod deployments;
mod ending;
mod found;
mod gather;
mod host;
mod hosts;
mod how;
mod kinds;
mod lines;
mod look_up;
mod names;
mod network;
mod opened;
mod phrases;
mod record;
mod reference;
mod say;
mod session;
mod weigh;
mod weighed;
mod within;

use std::collections::HashSet;

pub use address::{Address, Network};
pub use host::{Host, HostKind};
pub use kinds::{Call, Evidence, How, Layer};
pub use weighed::{Reason, Weighed};

/// One failure in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The line that it begins on; the first is 1.
    pub line: usize,
    /// What the text says.
    pub evidence: Evidence,
    /// The same in a sentence.
    pub says: String,
    /// What it means.
    pub weighed: Weighed,
}

impl Failure {
    /// Whether the service did not accept the credentials, which may be those of another partition.
    pub fn is_of_credentials(&self) -> bool {
        self.weighed.aside == Some(aside::CREDENTIALS)
    }

    /// Whether the service answered, so that the call has arrived.
    pub fn is_answer(&self) -> bool {
        self.evidence.how.is_some_and(|how| !how.is_connection())
    }
}

/// What a text says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// The classified failures, each once: those that rules explain, then the others, in the order of the text.
    pub placed: Vec<Failure>,
    /// If there are none: the first line that reports a failure, which cannot be classified.
    pub unplaced: Option<Failure>,
    /// How many failures were left out of `placed`, because there are too many.
    pub left_out: usize,
}

/// So many different failures of one text are kept.
const MOST: usize = 20;

/// Whether two lines each report a failure: the first what failed and how, the second what failed, or another how.
fn apart(first: &str, second: &str) -> bool {
    let is_placed = |found: &found::Found| found.stranger.is_some() || weigh::weigh(found).is_placed();
    // The name of an error or of a step tells what failed, and the rest of the sentence how.
    let ends_there = |part| !matches!(part, clue::Part::LoginOrSecrets | clue::Part::Pull);
    let says_how = |found: &found::Found| {
        found.evidence.how.is_some() || found.aside.is_some() || found.part.is_some_and(ends_there)
    };
    let Some(second) = gather::gather(second, None) else { return false };
    let Some(first) = gather::gather(first, None).filter(|found| is_placed(found) && says_how(found)) else {
        return false;
    };
    let fails_otherwise = || {
        let both = first.evidence.how.zip(second.evidence.how);
        both.is_some_and(|(one, other)| one != other)
    };
    is_placed(&second) || fails_otherwise()
}

/// Reads a text.
pub fn read(text: &str) -> Reading {
    let mut reading = Reading::default();
    let regions = hosts::regions(text);
    let home = regions.first().copied().filter(|_| regions.len() == 1);
    let mut session = session::Session::default();
    let mut told = HashSet::new();
    for record in record::records(text, apart) {
        let Some(found) = session.gather(&record, home) else { continue };
        let weighed = weigh::weigh(&found);
        let failure = Failure { line: record.line, says: say::sentence(&found), evidence: found.evidence, weighed };
        if !failure.weighed.is_placed() {
            reading.unplaced.get_or_insert(failure);
            continue;
        }
        if !told.insert((failure.evidence.gist(), failure.weighed.gist())) {
            continue;
        }
        if reading.placed.len() < MOST {
            reading.placed.push(failure);
        } else {
            reading.left_out += 1;
        }
    }
    let is_root = |failure: &Failure| failure.evidence.host.is_some() && failure.evidence.how.is_some();
    let has_root = reading.placed.iter().any(is_root);
    reading.placed.sort_by_key(|failure| (has_root && failure.weighed.is_symptom, failure.weighed.rules.is_empty()));
    reading
}
