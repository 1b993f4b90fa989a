//! Input: the actions that two policies name by patterns.
//! Output: whether patterns overlap so that no example represents the actions that both match.
//! Never: assumes that such actions are treated like those that one of the patterns matches.

use super::level::Level;
use crate::plan::{PolicyDocument, Statement, Value};
use crate::policy::{Answer, Budget, Pattern};
use std::collections::BTreeSet;

/// The patterns that policies name actions of one level by.
struct Patterns {
    all: Vec<Pattern>,
    /// Those of the statements in which the policies differ.
    changed: Vec<Pattern>,
    known: Vec<Pattern>,
}

/// Whether some cross that decide over a change.
pub(super) fn is_entangled(levels: &[Level], policies: [&PolicyDocument; 2], budget: &mut Budget) -> Answer {
    let mut found = Answer::No;
    for level in levels {
        match Patterns::of(*level, policies).are_entangled(budget) {
            Answer::Yes => return Answer::Yes,
            Answer::Unknown => found = Answer::Unknown,
            Answer::No => {}
        }
    }
    if budget.is_exhausted() { Answer::Unknown } else { found }
}

impl Patterns {
    fn of(level: Level, policies: [&PolicyDocument; 2]) -> Self {
        let of_statements = |statements: &[&Statement]| {
            let literals = statements.iter().flat_map(|statement| &statement.actions).filter_map(Value::as_literal);
            let within: BTreeSet<String> = literals.flat_map(|pattern| level.within(pattern)).collect();
            within.iter().map(|pattern| Pattern::new(pattern)).collect::<Vec<_>>()
        };
        let statements: Vec<&Statement> = policies.into_iter().flat_map(|policy| &policy.statements).collect();
        let is_of_all = |statement: &Statement| policies.iter().all(|policy| policy.statements.contains(statement));
        let changed: Vec<&Statement> = statements.iter().filter(|statement| !is_of_all(statement)).copied().collect();
        Self {
            all: of_statements(&statements),
            changed: of_statements(&changed),
            known: level.known().into_iter().map(Pattern::of_action).collect(),
        }
    }

    fn are_entangled(&self, budget: &mut Budget) -> Answer {
        let mut found = Answer::No;
        let open: Vec<&Pattern> = self.all.iter().filter(|pattern| !pattern.is_text()).collect();
        // What crosses two others may match, with both, what no example stands for.
        let mut crossing: BTreeSet<&Pattern> = BTreeSet::new();
        for (at, one) in open.iter().enumerate() {
            for other in open.iter().skip(at + 1) {
                let meet = one.intersects(other, budget);
                if meet == Answer::No || covers(one, other, budget) || covers(other, one, budget) {
                    continue;
                }
                if !self.changed.iter().any(|it| covers(it, one, budget) || covers(it, other, budget)) {
                    continue;
                }
                if meet == Answer::Unknown {
                    found = Answer::Unknown;
                    continue;
                }
                let is_second = !crossing.insert(one) | !crossing.insert(other);
                if is_second || !self.has_example(one, other, budget) {
                    return Answer::Yes;
                }
            }
        }
        found
    }

    /// Whether a known action is named as all are that two patterns match, but for what is named more narrowly.
    fn has_example(&self, one: &Pattern, other: &Pattern, budget: &mut Budget) -> bool {
        let wider: BTreeSet<&Pattern> =
            self.all.iter().filter(|it| covers(it, one, budget) || covers(it, other, budget)).collect();
        self.known.iter().any(|known| self.all.iter().all(|it| covers(it, known, budget) == wider.contains(it)))
    }
}

fn covers(wide: &Pattern, narrow: &Pattern, budget: &mut Budget) -> bool {
    wide.covers(narrow, budget) == Answer::Yes
}
