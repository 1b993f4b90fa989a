//! Input: a policy document.
//! Output: what it says, one principal, action and resource at a time: two documents that say the same have the same.
//! Never: leaves out what has an effect.

use super::side::Side;
use crate::aws::{ActionLevel, action};
use crate::plan::{Effect, PolicyDocument, Principals, Statement, Value};
use std::collections::BTreeSet;

/// A document that says more is not taken apart.
const MOST: usize = 20_000;

/// Whose policy it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// Of an endpoint of ECR: what is no action of ECR has no effect.
    Ecr,
    /// Of the gateway endpoint of S3.
    S3,
    /// Of another endpoint, or of a role.
    Other,
}

/// One principal, one action, one resource.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Atom {
    pub(super) denies: bool,
    /// `*`, an ARN, or nothing in the policy of a role.
    pub(super) whom: String,
    pub(super) action: String,
    pub(super) on: String,
    /// Its conditions.
    pub(super) when: String,
}

/// For people, in a line.
impl std::fmt::Display for Atom {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", if self.denies { "deny" } else { "allow" }, self.action)?;
        if !matches!(self.whom.as_str(), "" | "*") {
            write!(f, " by {}", self.whom)?;
        }
        if !self.on.is_empty() {
            write!(f, " on {}", self.on)?;
        }
        f.write_str(&self.when)
    }
}

/// What a document says; `None` where it says too much to be taken apart.
pub(super) fn atoms(document: &PolicyDocument, side: &Side, of: Of) -> Option<BTreeSet<Atom>> {
    let mut all = BTreeSet::new();
    for statement in &document.statements {
        let (whom, on) = (whom(statement, side), on(statement, side, of));
        if whom.len().saturating_mul(on.len()).saturating_mul(statement.actions.len()) > MOST || all.len() > MOST {
            return None;
        }
        let when = when(statement, side);
        for action in statement.actions.iter().map(|action| self::action(&side.value(action), of)) {
            for whom in &whom {
                all.extend(on.iter().map(|on| Atom {
                    denies: statement.effect == Effect::Deny,
                    whom: whom.clone(),
                    action: action.clone(),
                    on: on.clone(),
                    when: when.clone(),
                }));
            }
        }
    }
    all.retain(|atom| !has_no_effect(atom, of));
    let whole = all.clone();
    all.retain(|atom| !covering(atom).any(|wider| wider != *atom && whole.contains(&wider)));
    Some(all)
}

/// Those of which one allows or denies what an atom does: it, and what says `*` where that says something.
pub(super) fn covering(atom: &Atom) -> impl Iterator<Item = Atom> {
    let either = |text: &str| [text.to_owned(), "*".to_owned()];
    let (whom, action, on) = (either(&atom.whom), either(&atom.action), either(&atom.on));
    let Atom { denies, when, .. } = atom.clone();
    (0..8_usize).map(move |bits| {
        let pick = |pair: &[String; 2], bit: usize| {
            let [own, every] = pair;
            if bits & bit == 0 { own.clone() } else { every.clone() }
        };
        Atom { denies, whom: pick(&whom, 1), action: pick(&action, 2), on: pick(&on, 4), when: when.clone() }
    })
}

/// The principals of a statement.
pub(super) fn whom(statement: &Statement, side: &Side) -> Vec<String> {
    match &statement.principals {
        None => vec![String::new()],
        Some(Principals::Everyone) => vec!["*".to_owned()],
        Some(Principals::Aws(arns)) => texts(arns, side),
        Some(Principals::Service(service)) => vec![service.clone()],
        Some(Principals::Unknown) => vec!["?".to_owned()],
    }
}

/// The resources of a statement.
pub(super) fn on(statement: &Statement, side: &Side, of: Of) -> Vec<String> {
    if statement.resources.is_empty() {
        return vec![String::new()];
    }
    let texts = texts(&statement.resources, side).into_iter();
    let mut on: Vec<String> = texts.map(|text| if of == Of::Ecr { repository(&text, side) } else { text }).collect();
    on.sort();
    on.dedup();
    on
}

/// An ARN of repositories, of this region where it says every one: an endpoint reaches no other. `?*` is `*`: no name is
/// empty.
fn repository(arn: &str, side: &Side) -> String {
    let every = format!("arn:{}:ecr:*:", side.region.partition.id());
    let here = format!("arn:{}:ecr:{}:", side.region.partition.id(), side.region.id);
    let arn = arn.strip_prefix(&every).map_or_else(|| arn.to_owned(), |rest| here + rest);
    match arn.strip_suffix(":repository/?*") {
        Some(registry) => format!("{registry}:repository/*"),
        None => arn,
    }
}

/// An action in AWS's letter case, of which ECR and S3 ignore another; all that the service has is `*`.
pub(super) fn action(text: &str, of: Of) -> String {
    let is = |other: &str| text.eq_ignore_ascii_case(other);
    match of {
        Of::Ecr if is("ecr:*") => "*".to_owned(),
        Of::S3 if is("s3:*") => "*".to_owned(),
        Of::S3 if is("s3:GetObject") => "s3:GetObject".to_owned(),
        Of::Ecr => {
            // What stands before the wildcards, in the letter case of an action that is meant.
            let head = text.trim_end_matches(['*', '?']);
            let known = action::matching_ignoring_case(text).find_map(|action| action.name.get(..head.len()));
            let known = known.filter(|known| known.eq_ignore_ascii_case(head));
            known.map_or_else(|| text.to_owned(), |known| [known, text.get(head.len()..).unwrap_or("")].concat())
        }
        Of::S3 | Of::Other => text.to_owned(),
    }
}

/// Whether a statement of an endpoint of ECR has no effect there: no action of ECR is meant, or one that acts on the
/// registry is tied to repositories.
pub(super) fn has_no_effect(atom: &Atom, of: Of) -> bool {
    if of != Of::Ecr || atom.action.starts_with(['*', '?']) {
        return false;
    }
    let mut meant = action::matching_ignoring_case(&atom.action).peekable();
    // One of ECR's that is on no list may be a new one.
    if meant.peek().is_none() {
        return !atom.action.to_ascii_lowercase().starts_with("ecr:");
    }
    atom.on != "*" && meant.all(|action| action.level == ActionLevel::Registry)
}

fn when(statement: &Statement, side: &Side) -> String {
    let mut conditions: Vec<String> = statement
        .conditions
        .iter()
        .map(|condition| {
            let values = texts(&condition.values, side).join(", ");
            format!("{} {} {values}", condition.key, condition.operator)
        })
        .collect();
    conditions.sort();
    if conditions.is_empty() { String::new() } else { format!(" where {}", conditions.join(" and ")) }
}

fn texts(values: &[Value], side: &Side) -> Vec<String> {
    let mut texts: Vec<String> = values.iter().map(|value| side.value(value)).collect();
    texts.sort();
    texts.dedup();
    texts
}
