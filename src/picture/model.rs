//! Input: nothing; these are shapes of data.
//! Output: what a picture of a VPC shows, in words, independent of any format.
//! Never: knows where on the paper something is.

use super::walk::{Calls, DeadEnd, Walk};
use crate::plan::{ResourceId, WayOutKind};

/// How serious a mark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// A note.
    Note,
    /// A warning.
    Warning,
    /// An error.
    Error,
}

impl Weight {
    /// In a word.
    pub fn word(self) -> &'static str {
        match self {
            Weight::Note => "note",
            Weight::Warning => "warning",
            Weight::Error => "error",
        }
    }
}

/// What a mark is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum On {
    /// The VPC as a whole.
    Vpc,
    /// A resource of its plan.
    Resource(ResourceId),
    /// The security groups of an interface endpoint.
    GroupsOf(ResourceId),
    /// An existing endpoint, by its place among those of the plan.
    Existing(usize),
    /// A launch, by its place among those of the plan.
    Launch(usize),
}

/// Something to point at: what a rule reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// In a few signs: `ECR301`.
    pub code: String,
    /// How serious it is.
    pub weight: Weight,
    /// In a sentence.
    pub message: String,
    /// What it is on.
    pub on: On,
}

/// A VPC.
#[derive(Debug, Clone, PartialEq)]
pub struct Network {
    /// What people call it.
    pub name: String,
    /// Which VPC it is, where, and what is known of it.
    pub facts: Vec<String>,
    /// Its zones, as far as its endpoints and what runs there show them.
    pub zones: Vec<Column>,
    /// What runs there.
    pub runs: Vec<Run>,
    /// What runs there uses besides images.
    pub uses: Vec<String>,
    /// Its interface endpoints, by the security groups that they have.
    pub groups: Vec<Group>,
    /// Its gateway endpoints.
    pub gateways: Vec<Gateway>,
    /// Ways out of it besides the endpoints.
    pub ways_out: Vec<Exit>,
    /// Where calls of the start go that go through none of these.
    pub dead_ends: Vec<DeadEnd>,
    /// The start on it, if one is.
    pub walk: Option<Walk>,
    /// Which of what runs there starts, by its place.
    pub from: usize,
    /// Who may do what.
    pub policies: Vec<Access>,
    /// The marks on nothing that has a place of its own in the picture.
    pub badges: Vec<Badge>,
    /// Every mark, most serious first.
    pub marks: Vec<Mark>,
    /// What a change does, if the picture is of one.
    pub changes: Vec<Line>,
}

/// A zone, or a subnet whose zone is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Whether it is known which zone it is.
    pub known: bool,
    /// Its subnets.
    pub subnets: Vec<String>,
}

/// In which columns something has network interfaces, each as often as it has one there; `None` if that is not known.
pub type Places = Option<Vec<usize>>;

/// What runs in a VPC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// What it is.
    pub name: String,
    /// What else is known of it.
    pub detail: String,
    /// Whether it is known that it runs there.
    pub known: bool,
    /// Where.
    pub places: Places,
    /// The marks on it.
    pub badges: Vec<Badge>,
}

/// What becomes of something that a change is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is created.
    Added,
    /// It is changed in place.
    Changed,
    /// It is deleted and recreated.
    Replaced,
    /// It gets another name.
    Moved,
    /// It is deleted.
    Removed,
    /// Somebody may do or reach more through it.
    Opened,
}

impl Fate {
    /// In a word.
    pub fn word(self) -> &'static str {
        match self {
            Fate::Added => "added",
            Fate::Changed => "changed",
            Fate::Replaced => "replaced",
            Fate::Moved => "moved",
            Fate::Removed => "removed",
            Fate::Opened => "opened",
        }
    }
}

/// What a badge is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// A mark of this weight.
    Reported(Weight),
    /// What becomes of the thing.
    Becomes(Fate),
}

impl Sign {
    /// In a word.
    pub fn word(self) -> &'static str {
        match self {
            Sign::Reported(weight) => weight.word(),
            Sign::Becomes(fate) => fate.word(),
        }
    }
}

/// A mark in short, or what a change does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Badge {
    /// The code of the mark, or a word.
    pub code: String,
    /// What it is for.
    pub sign: Sign,
}

impl Badge {
    /// In words: `error ECR201`.
    pub(super) fn words(&self) -> String {
        match self.sign {
            Sign::Reported(weight) => format!("{} {}", weight.word(), self.code),
            Sign::Becomes(_) => self.code.clone(),
        }
    }
}

/// A sentence on a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is about, if it is one of these.
    pub fate: Option<Fate>,
    /// What happens.
    pub text: String,
}

/// Interface endpoints that have the same security groups.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The groups.
    pub name: String,
    /// Whether it is known which groups these are.
    pub known: bool,
    /// What they let in.
    pub admits: String,
    /// Those that the plan has.
    pub ids: Vec<ResourceId>,
    /// Their rules.
    pub rules: Vec<ResourceId>,
    /// The endpoints.
    pub endpoints: Vec<Endpoint>,
    /// The marks on the group.
    pub badges: Vec<Badge>,
}

/// An interface endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Which it is.
    pub on: On,
    /// Its service, in short: `ecr.api`.
    pub service: String,
    /// Whether its service is known.
    pub known: bool,
    /// Private DNS and policy.
    pub detail: String,
    /// Its network interfaces.
    pub places: Places,
    /// The service beyond, as people call it.
    pub beyond: String,
    /// The marks on it.
    pub badges: Vec<Badge>,
    /// The calls of the start that go through it.
    pub calls: Calls,
}

/// A gateway endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gateway {
    /// Which it is.
    pub on: On,
    /// Its service, in short: `s3`.
    pub service: String,
    /// Whether its service is known.
    pub known: bool,
    /// Route tables and policy.
    pub detail: String,
    /// The service beyond, as people call it.
    pub beyond: String,
    /// The marks on it.
    pub badges: Vec<Badge>,
    /// The calls of the start that go through it.
    pub calls: Calls,
}

/// A way out of a VPC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exit {
    /// Of which kind it is.
    pub kind: WayOutKind,
    /// What it leads over.
    pub name: String,
    /// For which route tables.
    pub detail: String,
    /// Where it leads.
    pub beyond: String,
    /// The calls of the start that go through it.
    pub calls: Calls,
}

/// A policy in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// Which policy it is, and what has it.
    pub title: String,
    /// Its statements.
    pub statements: Vec<String>,
}

impl Network {
    /// How many interface endpoints it has.
    pub fn interfaces(&self) -> usize {
        self.groups.iter().map(|group| group.endpoints.len()).sum()
    }

    /// The marks of each weight, most serious first, in words: `1 error`.
    pub fn verdict(&self) -> Vec<(Weight, String)> {
        let weights = [Weight::Error, Weight::Warning, Weight::Note].into_iter();
        let counted = weights.map(|weight| (weight, self.marks.iter().filter(|mark| mark.weight == weight).count()));
        counted
            .filter(|(_, count)| *count > 0)
            .map(|(weight, count)| (weight, count_of(count, weight.word())))
            .collect()
    }
}

/// `1 endpoint`, `2 endpoints`.
pub fn count_of(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

impl Network {
    /// What all that runs there uses, in words.
    pub(super) fn uses(&self) -> String {
        if self.uses.is_empty() { String::new() } else { format!("uses {}", self.uses.join(", ")) }
    }
}

/// The services beyond the VPCs of a picture, each once.
#[derive(Debug, Default)]
pub(super) struct Beyond<'n>(Vec<&'n str>);

impl<'n> Beyond<'n> {
    /// The number of a service, from 0.
    pub(super) fn number(&mut self, service: &'n str) -> usize {
        self.0.iter().position(|known| *known == service).unwrap_or_else(|| {
            self.0.push(service);
            self.0.len() - 1
        })
    }

    /// All of them, by their numbers.
    pub(super) fn all(&self) -> &[&'n str] {
        &self.0
    }
}
