//! Input: a VPC that exists, and what is guessed of its spec.
//! Output: the statements of a spec, the comments that go with them, and what no spec can say.
//! Never: knows what a statement means; it writes what it is given.

use super::kept::Kept;
use super::names::{bare, plain};
use super::side::Side;
use crate::aws::Region;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{Plan, ResourceId, World};
use crate::span::Span;
use crate::spec::model::Keyword;
use crate::template::{self, Evaluated};
use std::collections::BTreeMap;

/// Lines of comments are no longer.
const WIDTH: usize = 100;

/// What is tried first, and given up where the resources are others then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Guesses {
    /// The VPC is laid out as `vpc new` does it.
    pub(super) makes_vpc: bool,
    /// The rights to fill repositories come from `pull_through_cache`.
    pub(super) caches: bool,
    /// The policies of these roles are those of `execution_role`.
    pub(super) ties: Ties,
    /// The outbound rules of groups that are made elsewhere are those of `tasks`.
    pub(super) opens_tasks: bool,
}

/// The roles that `execution_role` names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ties {
    All,
    First,
    None,
}

impl Guesses {
    /// Nothing is guessed.
    pub(super) const NONE: Self = Self { makes_vpc: false, caches: false, ties: Ties::None, opens_tasks: false };
}

impl Default for Guesses {
    fn default() -> Self {
        Self { makes_vpc: true, caches: true, ties: Ties::All, opens_tasks: true }
    }
}

/// A statement of the spec.
#[derive(Debug, Clone)]
pub(super) struct Statement {
    pub(super) keyword: Keyword,
    /// What follows the keyword.
    pub(super) words: String,
    /// A comment above it.
    pub(super) comment: Option<String>,
}

/// A spec in the making.
pub(super) struct Draft<'w> {
    pub(super) world: &'w World,
    pub(super) plan: &'w Plan,
    pub(super) evaluated: Option<&'w Evaluated>,
    pub(super) guesses: Guesses,
    pub(super) statements: Vec<Statement>,
    pub(super) report: Report,
    /// What of the plan the spec makes.
    pub(super) kept: Kept<'w>,
    /// What is not known, or not as it seems: sentences, lower case, without a period.
    pub(super) notes: Vec<String>,
}

impl<'w> Draft<'w> {
    pub(super) fn new(world: &'w World, evaluated: Option<&'w Evaluated>, guesses: Guesses) -> Self {
        Self {
            world,
            plan: &world.plan,
            evaluated,
            guesses,
            statements: Vec::new(),
            report: Report::default(),
            kept: Kept::default(),
            notes: Vec::new(),
        }
    }

    /// Where it is deployed; an error where that is not known.
    pub(super) fn region(&mut self) -> Option<&'static Region> {
        if self.plan.region.is_none() {
            let message = format!("the region of `{}` is not known", bare(&self.world.name));
            self.refuse(self.world.span, message, "no region", "name the region: `--region us-east-1`");
        }
        self.plan.region
    }

    /// The plan as others read it, with the names that the spec's resources have.
    pub(super) fn side(&self, region: &'static Region) -> Side<'w> {
        Side::of_world(self.plan, region, &self.kept, self.paths())
    }

    /// The paths of roles, which a plan does not have.
    fn paths(&self) -> BTreeMap<ResourceId, Option<String>> {
        let resources = self.evaluated.iter().flat_map(|evaluated| &evaluated.resources);
        let roles = resources.filter(|resource| matches!(resource.kind.as_str(), "AWS::IAM::Role" | "aws_iam_role"));
        let path = |role: &template::Resource| {
            let said =
                ["Path", "path"].iter().find_map(|key| role.properties.get(key)).filter(|said| !said.is_null())?;
            let path = said.as_text().map(|path| path.trim_start_matches('/').to_owned());
            Some((ResourceId::Named(role.address.clone()), path))
        };
        roles.filter_map(path).collect()
    }

    pub(super) fn say(&mut self, keyword: Keyword, words: impl Into<String>) {
        self.statements.push(Statement { keyword, words: words.into(), comment: None });
    }

    /// Says it, unless it is said.
    pub(super) fn say_once(&mut self, keyword: Keyword, words: String) {
        if !self.statements.iter().any(|said| said.keyword == keyword && said.words == words) {
            self.say(keyword, words);
        }
    }

    pub(super) fn say_because(&mut self, keyword: Keyword, words: impl Into<String>, comment: impl Into<String>) {
        self.statements.push(Statement { keyword, words: words.into(), comment: Some(comment.into()) });
    }

    pub(super) fn note(&mut self, note: impl Into<String>) {
        let note = note.into();
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    pub(super) fn note_all(&mut self, notes: impl IntoIterator<Item = String>) {
        for note in notes {
            self.note(note);
        }
    }

    /// What no spec can say: an error.
    pub(super) fn refuse(
        &mut self,
        at: Option<Span>,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) {
        let found = Diagnostic::at(&cards::NOT_IMPORTABLE, at, message);
        self.report.push(found.label(label).help(help));
    }
}

/// The block with its comments.
pub(super) fn text(name: Option<&str>, comments: &[String], statements: &[Statement]) -> String {
    let mut text = String::new();
    let mut line = |line: &str| {
        text.push_str(line.trim_end());
        text.push('\n');
    };
    for comment in comments {
        line(&format!("# {comment}"));
    }
    line(&name.map_or_else(|| "private_ecr <".to_owned(), |name| format!("private_ecr {name} <")));
    for Statement { keyword, words, comment } in statements {
        for comment in comment.iter().flat_map(|comment| wrapped("", "", &plain(comment))) {
            line(&format!("  # {comment}"));
        }
        line(&format!("  {} {words};", keyword.as_str()));
    }
    line(">");
    text
}

/// A text over several lines.
pub(super) fn wrapped(first: &str, others: &str, text: &str) -> Vec<String> {
    let mut lines = vec![first.to_owned()];
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let Some(line) = lines.last_mut() else { break };
        let is_empty = line.trim_end().is_empty() || *line == first || *line == others;
        if !is_empty && line.chars().count() + word.chars().count() + 5 > WIDTH {
            lines.push(format!("{others}{word}"));
            continue;
        }
        if !is_empty {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines
}
