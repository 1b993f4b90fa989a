//! Input: nothing; these are shapes of data.
//! Output: what a start does on a picture: through what each of its calls goes, and where one stops.
//! Never: judges a call.

use crate::plan::{ResourceId, WayOutKind, logical_id};

/// What becomes of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passage {
    /// It gets through.
    Passes,
    /// It does not.
    Stops,
    /// Not known.
    Unknown,
}

impl Passage {
    /// In a word.
    pub fn word(self) -> &'static str {
        match self {
            Passage::Passes => "passes",
            Passage::Stops => "stops",
            Passage::Unknown => "unknown",
        }
    }
}

/// What a call goes through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Through {
    /// An endpoint of the plan.
    Endpoint(ResourceId),
    /// A way out of the VPC.
    WayOut(WayOutKind),
    /// What no plan has, in words: a network interface outside of the VPC.
    Other(String),
    /// Nothing that is known.
    Nothing,
}

/// On which side of what it goes through a call is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// It does not get there.
    Before,
    /// It gets no further.
    Behind,
}

/// A call of a start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// In a word: `manifest`.
    pub name: String,
    /// Whom it calls.
    pub host: String,
    /// The service that it calls, in short; the host if it is none.
    pub service: String,
    /// The same, as people call it.
    pub beyond: String,
    /// What it goes through.
    pub through: Through,
    /// What becomes of it.
    pub passage: Passage,
    /// Where it is stopped.
    pub side: Side,
    /// The code of the rule that says so.
    pub code: Option<String>,
    /// Why, in clauses; empty if it passes.
    pub why: Vec<String>,
}

impl Call {
    /// What becomes of it, and why.
    pub(super) fn words(&self) -> String {
        let code = self.code.as_ref().map_or(String::new(), |code| format!(" ({code})"));
        let why = if self.why.is_empty() { String::new() } else { format!(": {}", self.why.join("; ")) };
        let what = match self.passage {
            Passage::Passes => "passes",
            Passage::Stops => "stops",
            Passage::Unknown => "is not known",
        };
        format!("{} {what}{why}{code}", self.name)
    }

    /// Its number from 1 and its name, and the code if it is stopped on that side.
    pub(super) fn short(&self, number: usize, side: Side) -> String {
        let code = self.code.as_ref().filter(|_| self.stops(side)).map_or(String::new(), |code| format!(" {code}"));
        let open = if self.passage == Passage::Unknown { "?" } else { "" };
        format!("{} {}{open}{code}", number + 1, self.name)
    }

    /// Whether it is stopped on that side.
    pub(super) fn stops(&self, side: Side) -> bool {
        self.passage == Passage::Stops && self.side == side
    }

    /// What it goes through, and to where.
    pub(super) fn way(&self) -> String {
        match &self.through {
            Through::Endpoint(id) => format!("{} through {}", self.host, logical_id(id)),
            Through::WayOut(kind) => format!("{} through {}", self.host, kind.over()),
            Through::Other(name) => format!("{} through {name}", self.host),
            Through::Nothing => self.host.clone(),
        }
    }
}

/// The start of a task, instance or pod.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Walk {
    /// What starts, and where.
    pub title: String,
    /// What becomes of it, in a clause.
    pub answer: String,
    /// What people call what starts, and what kind of thing it is: one of both is in the picture.
    pub who: [String; 2],
    /// What becomes of it as a whole.
    pub passage: Passage,
    /// Its calls, in their order.
    pub calls: Vec<Call>,
}

/// The numbers of calls, from 0.
pub type Calls = Vec<usize>;

/// What calls go to that neither an endpoint nor a way out of the VPC leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadEnd {
    /// The service, or the way there.
    pub name: String,
    /// The host.
    pub detail: String,
    /// Whether it is known that nothing leads there.
    pub known: bool,
    /// What is there.
    pub beyond: String,
    /// The calls.
    pub calls: Calls,
}
