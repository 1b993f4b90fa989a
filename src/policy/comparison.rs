//! Input: two documents, a principal, and an action.
//! Output: which statements of both apply, prepared for questions about many callers and actions.
//! Never: judges what follows; see [`super::Gain`].

use super::decide::{names_action, resources};
use super::known::{Known, and};
use super::principal::{Texts, Whom};
use super::{Budget, Pattern, Who};
use crate::plan::{PolicyDocument, Statement};
use std::collections::BTreeSet;

/// Who makes the calls that a comparison is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caller<'r> {
    /// Somebody, through the endpoint that carries the document.
    Through(Who<'r>),
    /// The role that carries the document as a policy of its own.
    Itself,
}

/// Two documents, made ready to be asked about many callers and actions.
pub struct Comparison<'d> {
    texts: Texts,
    pub(super) grants: Vec<Grant<'d>>,
    old: Vec<Line<'d>>,
    new: Vec<Line<'d>>,
}

/// What a statement allows or denies, whoever asks and for what action.
pub(super) struct Grant<'d> {
    pub(super) statement: &'d Statement,
    pub(super) resources: Vec<Option<Pattern>>,
}

/// A statement, and the number of its grant.
struct Line<'d> {
    statement: &'d Statement,
    whom: Whom<'d>,
    grant: usize,
}

/// Whether each statement of the old and the new document is about a caller, or names an action.
pub struct Applies {
    old: Vec<Known>,
    new: Vec<Known>,
}

/// What two documents say of one caller and one action: the grants that apply. Where these are the same, so is what is
/// gained and lost.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    pub(super) old: BTreeSet<(usize, Known)>,
    pub(super) new: BTreeSet<(usize, Known)>,
}

impl<'d> Comparison<'d> {
    /// Of two documents.
    pub fn of(old: &'d PolicyDocument, new: &'d PolicyDocument) -> Self {
        let mut comparison = Self { texts: Texts::default(), grants: Vec::new(), old: Vec::new(), new: Vec::new() };
        comparison.old = old.statements.iter().map(|statement| comparison.line(statement)).collect();
        comparison.new = new.statements.iter().map(|statement| comparison.line(statement)).collect();
        comparison
    }

    fn line(&mut self, statement: &'d Statement) -> Line<'d> {
        let is_same = |grant: &Grant| {
            let Statement { effect, resources, conditions, .. } = grant.statement;
            *effect == statement.effect && *resources == statement.resources && *conditions == statement.conditions
        };
        let grant = self.grants.iter().position(is_same).unwrap_or_else(|| {
            self.grants.push(Grant { statement, resources: resources(statement).collect() });
            self.grants.len() - 1
        });
        Line { statement, whom: self.texts.whom(statement), grant }
    }

    /// Whom the statements are about; `None` where that takes more steps than there are, as with what follows.
    pub fn about(&mut self, caller: Caller, budget: &mut Budget) -> Option<Applies> {
        budget.spend(self.old.iter().chain(&self.new).map(|line| 1 + line.whom.listed.len()).sum())?;
        let asks = match caller {
            Caller::Itself => None,
            Caller::Through(Who::AnyoneElse) => Some(None),
            Caller::Through(Who::Arn(arn)) => Some(Some(self.texts.name(arn))),
        };
        Some(self.of_lines(|line| match &asks {
            None => Some(true),
            Some(asks) => line.whom.contains(asks.as_ref()),
        }))
    }

    /// What the statements name.
    pub fn naming(&self, action: &str, budget: &mut Budget) -> Option<Applies> {
        budget.spend(self.old.iter().chain(&self.new).map(|line| 1 + line.statement.actions.len()).sum())?;
        Some(self.of_lines(|line| names_action(line.statement, action)))
    }

    fn of_lines(&self, known: impl Fn(&Line) -> Known) -> Applies {
        Applies { old: self.old.iter().map(&known).collect(), new: self.new.iter().map(&known).collect() }
    }

    /// What both documents say of a caller and an action.
    pub fn difference(&self, about: &Applies, naming: &Applies, budget: &mut Budget) -> Option<Difference> {
        budget.spend(1 + (self.old.len() + self.new.len()) / 8)?;
        let applying = |lines: &[Line], about: &[Known], naming: &[Known]| {
            let applies = about.iter().zip(naming).map(|(about, naming)| and(*about, *naming));
            let applying = lines.iter().zip(applies).filter(|(_, applies)| *applies != Some(false));
            applying.map(|(line, applies)| (line.grant, applies)).collect()
        };
        Some(Difference {
            old: applying(&self.old, &about.old, &naming.old),
            new: applying(&self.new, &about.new, &naming.new),
        })
    }

    /// Whether both say the same in the same words, so that nothing is gained or lost.
    pub fn is_none(&self, difference: &Difference) -> bool {
        difference.old == difference.new && self.is_known(&difference.old)
    }

    pub(super) fn is_known(&self, grants: &BTreeSet<(usize, Known)>) -> bool {
        grants.iter().all(|(grant, applies)| {
            *applies == Some(true) && self.grants.get(*grant).is_some_and(|it| it.resources.iter().all(Option::is_some))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Caller, Comparison};
    use crate::plan::{Effect, PolicyDocument, Principals, Statement, Value};
    use crate::policy::{Budget, Who};

    const ACTION: &str = "ecr:PutImage";

    fn on(effect: Effect, resource: &str) -> Statement {
        Statement {
            sid: None,
            effect,
            principals: Some(Principals::Everyone),
            actions: vec![Value::literal("ecr:*")],
            resources: vec![Value::literal(resource.to_string())],
            conditions: Vec::new(),
        }
    }

    #[test]
    fn the_same_words_are_no_difference_where_all_is_known() {
        let is_none = |old: &[Statement], new: &[Statement]| {
            let document = |statements: &[Statement]| PolicyDocument { statements: statements.to_vec() };
            let (old, new) = (document(old), document(new));
            let mut comparison = Comparison::of(&old, &new);
            let mut enough = Budget::new(1_000);
            let about = comparison.about(Caller::Through(Who::AnyoneElse), &mut enough).unwrap();
            let naming = comparison.naming(ACTION, &mut enough).unwrap();
            comparison.is_none(&comparison.difference(&about, &naming, &mut enough).unwrap())
        };
        let (every, a) = (on(Effect::Allow, "*"), on(Effect::Allow, "a*"));
        assert!(is_none(&[], &[]));
        assert!(is_none(std::slice::from_ref(&every), std::slice::from_ref(&every)));
        assert!(!is_none(std::slice::from_ref(&every), &[a]));
        // What is about others, or about something else, is no part of it.
        let other = Statement { actions: vec![Value::literal("ecr:GetAuthorizationToken")], ..on(Effect::Deny, "*") };
        assert!(is_none(std::slice::from_ref(&every), &[every.clone(), other]));
        let whom = Statement { principals: Some(Principals::Unknown), ..every.clone() };
        assert!(!is_none(std::slice::from_ref(&whom), std::slice::from_ref(&whom)));
        let what = Statement { resources: vec![Value::literal("a"), Value::unknown()], ..every };
        assert!(!is_none(std::slice::from_ref(&what), std::slice::from_ref(&what)));
    }
}
