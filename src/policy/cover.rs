//! Input: statements that allow.
//! Output: which of them another one covers, because it grants everything that they grant.
//! Never: says so if an unknown value could make a difference.

#[cfg(test)]
mod tests;

use super::decide::resources;
use super::known::and;
use super::pattern::matches_action;
use super::principal::{Texts, Whom};
use super::search::{any_matches, exists};
use super::symbol::Symbol;
use super::union::Union;
use super::{Answer, Budget, Pattern};
use crate::aws::{ACTIONS, ActionLevel, action};
use crate::plan::{Effect, Principals, Statement, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The statements that another one covers, each with the first that does; of two equal ones the later is covered.
///
/// Patterns of ECR's actions grant the actions that there are ([`ACTIONS`]); on a registry-level action nothing but
/// `*` is asked, on the others nothing but repositories. Of other services' actions, of a pattern that may match some,
/// such as `*`, and of an action of ECR that the table does not know, the patterns are compared. When the budget is
/// exhausted, more may be covered than is said.
pub fn covered(statements: &[Statement], budget: &mut Budget) -> Vec<(usize, usize)> {
    let grants = Grant::all_of(statements, &mut Texts::default(), budget);
    let index = Index::of(&grants);
    let mut found = Vec::new();
    for (narrow, grant) in &grants {
        let covering = index.candidates(grant, budget).into_iter().filter_map(|at| grants.get(at));
        let covering = covering.filter(|(wide, _)| wide != narrow).find(|(wide, other)| {
            other.covers(grant, budget) == Some(true) && (wide < narrow || grant.covers(other, budget) != Some(true))
        });
        found.extend(covering.map(|(wide, _)| (*narrow, *wide)));
    }
    found
}

/// The statements that one of `wide` covers, each with the first that does; see [`covered`].
pub fn covered_by(narrow: &[Statement], wide: &[Statement], budget: &mut Budget) -> Vec<(usize, usize)> {
    let mut texts = Texts::default();
    let wide = Grant::all_of(wide, &mut texts, budget);
    let index = Index::of(&wide);
    let mut found = Vec::new();
    for (narrow, grant) in Grant::all_of(narrow, &mut texts, budget) {
        let mut candidates = index.candidates(&grant, budget).into_iter().filter_map(|at| wide.get(at));
        let covering = candidates.find(|(_, other)| other.covers(&grant, budget) == Some(true));
        found.extend(covering.map(|(wide, _)| (narrow, *wide)));
    }
    found
}

/// The resources of many statements, by which those that may cover one are found without asking each.
struct Index<'g> {
    union: Union<'g>,
    /// Whose patterns end at a place of the union.
    owners: BTreeMap<usize, Vec<usize>>,
    count: usize,
}

impl<'g> Index<'g> {
    fn of(grants: &'g [(usize, Grant)]) -> Self {
        let mut index = Self { union: Union::new([]), owners: BTreeMap::new(), count: grants.len() };
        for (at, (_, grant)) in grants.iter().enumerate() {
            for pattern in &grant.resources {
                index.owners.entry(index.union.add(pattern)).or_default().push(at);
            }
        }
        index
    }

    /// The statements that match one of the repositories that this one names, in their order; all, where it names none
    /// or that takes too many steps.
    fn candidates(&self, grant: &Grant, budget: &mut Budget) -> Vec<usize> {
        let of_example = |text: &Vec<Symbol>| self.union.ends_of(text, budget);
        // What it allows of other services is asked beside: then no repository tells.
        let ends = grant.examples.first().filter(|_| grant.repository != 0).and_then(of_example);
        let Some(ends) = ends else { return (0..self.count).collect() };
        let owners = ends.iter().filter_map(|end| self.owners.get(end)).flatten();
        owners.copied().collect::<BTreeSet<usize>>().into_iter().collect()
    }
}

/// A statement that allows, made ready to be compared with many others.
pub(super) struct Grant<'s> {
    pub(super) statement: &'s Statement,
    pub(super) whom: Whom<'s>,
    /// Which of [`ACTIONS`] it names on the registry, and which on repositories.
    pub(super) registry: u128,
    pub(super) repository: u128,
    pub(super) actions: Vec<Pattern>,
    /// Those of the actions that may name others than [`ACTIONS`].
    pub(super) foreign: Vec<Pattern>,
    pub(super) resources: Vec<Pattern>,
    /// A repository for each of the resources that stand for some; all of them, when none has a wildcard.
    examples: Vec<Vec<Symbol>>,
    /// Whether it names a repository at all.
    names_repositories: Answer,
}

const _: () = assert!(ACTIONS.len() <= 128, "each action has a bit");

pub(super) fn repositories() -> [Pattern; 1] {
    [Pattern::new("arn:?*:ecr:?*:????????????:repository/?*")]
}

impl<'s> Grant<'s> {
    /// Of each statement that allows and of which all is known, by its number.
    fn all_of(statements: &'s [Statement], texts: &mut Texts, budget: &mut Budget) -> Vec<(usize, Self)> {
        let grants = statements.iter().map(|statement| Self::of(statement, texts, budget)).enumerate();
        grants.filter_map(|(at, grant)| Some((at, grant?))).collect()
    }

    /// `None` where a value is not known, or it does not allow.
    pub(super) fn of(statement: &'s Statement, texts: &mut Texts, budget: &mut Budget) -> Option<Self> {
        let named: Vec<&str> = statement.actions.iter().map(Value::as_literal).collect::<Option<_>>()?;
        let resources: Vec<Pattern> = resources(statement).collect::<Option<_>>()?;
        if statement.effect != Effect::Allow {
            return None;
        }
        let is_action = |pattern: &str, action: &str| {
            // Whole names are told apart by their length, as a rule.
            if pattern.contains(['*', '?']) {
                matches_action(pattern, action)
            } else {
                pattern.eq_ignore_ascii_case(action)
            }
        };
        budget.spend(named.iter().map(|pattern| if pattern.contains(['*', '?']) { ACTIONS.len() } else { 4 }).sum())?;
        let of_level = |level: ActionLevel| {
            let bits = (0..).zip(ACTIONS).filter(|(_, action)| {
                action.level == level && named.iter().any(|pattern| is_action(pattern, action.name))
            });
            bits.fold(0_u128, |all, (bit, _)| all | 1 << bit)
        };
        let foreign =
            named.iter().filter(|pattern| !action::is_known(pattern)).map(|pattern| Pattern::of_action(pattern));
        let all = repositories();
        let examples = resources.iter().map(|pattern| pattern.example(1));
        let examples: Vec<Vec<Symbol>> =
            examples.filter(|text| all.iter().any(|pattern| pattern.matches_symbols(text))).collect();
        Some(Self {
            statement,
            whom: texts.whom(statement),
            registry: of_level(ActionLevel::Registry),
            repository: of_level(ActionLevel::Repository),
            actions: named.iter().map(|pattern| Pattern::of_action(pattern)).collect(),
            foreign: foreign.collect(),
            names_repositories: if examples.is_empty() {
                exists(&[&all, &resources], &[], budget)
            } else {
                Answer::Yes
            },
            examples,
            resources,
        })
    }

    /// Whether it grants all that another one grants; `None` where that cannot be told.
    fn covers(&self, narrow: &Grant, budget: &mut Budget) -> Option<bool> {
        budget.spend(1 + self.whom.listed.len() * narrow.whom.listed.len())?;
        let on_all = |grant: &Grant| grant.resources.iter().any(|pattern| pattern.matches("*"));
        let misses_registry =
            narrow.registry != 0 && on_all(narrow) && (narrow.registry & !self.registry != 0 || !on_all(self));
        if !self.statement.conditions.is_empty() || !self.is_about_all(narrow) || misses_registry {
            return Some(false);
        }
        and(self.covers_repositories(narrow, budget), self.covers_foreign(narrow, budget))
    }

    fn is_about_all(&self, narrow: &Grant) -> bool {
        let anyone = || self.whom.contains(None) == Some(true);
        match &narrow.statement.principals {
            Some(Principals::Aws(arns)) => arns.iter().zip(&narrow.whom.listed).all(|(arn, name)| {
                if arn.as_literal() == Some("*") { anyone() } else { self.whom.contains(Some(name)) == Some(true) }
            }),
            Some(Principals::Service(_)) | None => narrow.statement.principals == self.statement.principals || anyone(),
            Some(Principals::Everyone | Principals::Unknown) => anyone(),
        }
    }

    fn covers_repositories(&self, narrow: &Grant, budget: &mut Budget) -> Option<bool> {
        if narrow.repository == 0 || narrow.names_repositories == Answer::No {
            return Some(true);
        }
        if narrow.repository & !self.repository != 0 {
            return if narrow.names_repositories == Answer::Yes { Some(false) } else { None };
        }
        for example in &narrow.examples {
            if !any_matches(&self.resources, example, budget)? {
                return Some(false);
            }
        }
        if narrow.resources.iter().all(Pattern::is_text) {
            return Some(true);
        }
        known(!exists(&[&repositories(), &narrow.resources], &self.resources, budget))
    }

    fn covers_foreign(&self, narrow: &Grant, budget: &mut Budget) -> Option<bool> {
        if narrow.foreign.is_empty() {
            return Some(true);
        }
        let mut none_left = |of: &[Pattern], covering: &[Pattern]| known(!exists(&[of], covering, budget));
        let actions = none_left(&narrow.foreign, &self.actions);
        if actions == Some(false) { actions } else { and(actions, none_left(&narrow.resources, &self.resources)) }
    }
}

fn known(answer: Answer) -> Option<bool> {
    match answer {
        Answer::Yes => Some(true),
        Answer::No => Some(false),
        Answer::Unknown => None,
    }
}
