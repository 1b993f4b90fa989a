//! Input: statements that allow.
//! Output: which of them another one covers: one that grants all that they grant.
//! Never: says so where a value that is not known could make a difference.

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

#[cfg(test)]
mod tests {
    use super::{Grant, Texts, covered, covered_by};
    use crate::aws::{PULL, PUSH};
    use crate::plan::{Condition, Effect, Principals, Pseudo, Statement, Value};
    use crate::policy::Budget;
    use proptest::prelude::*;

    const STEPS: usize = 1_000_000;

    fn covers(wide: &Statement, narrow: &Statement) -> bool {
        let (mut texts, mut budget) = (Texts::default(), Budget::new(STEPS));
        let mut grant = |statement| Grant::of(statement, &mut texts, &mut budget);
        let (Some(wide), Some(narrow)) = (grant(wide), grant(narrow)) else { return false };
        wide.covers(&narrow, &mut budget) == Some(true)
    }

    const REPOSITORY: &str = "arn:aws:ecr:us-east-2:111122223333:repository/";

    fn statement(actions: &[&str], resources: &[&str]) -> Statement {
        let literals = |texts: &[&str]| texts.iter().map(|text| Value::literal(text.to_string())).collect();
        Statement {
            sid: None,
            effect: Effect::Allow,
            principals: Some(Principals::Everyone),
            actions: literals(actions),
            resources: literals(resources),
            conditions: Vec::new(),
        }
    }

    fn on(actions: &[&str], names: &[&str]) -> Statement {
        let names: Vec<String> = names.iter().map(|name| format!("{REPOSITORY}{name}")).collect();
        statement(actions, &names.iter().map(String::as_str).collect::<Vec<_>>())
    }

    #[test]
    fn actions_and_resources_are_covered_together() {
        let without_token = &PULL[..2];
        for (case, wide, narrow, expected) in [
            ("itself", statement(PULL, &["*"]), statement(PULL, &["*"]), true),
            ("all", statement(&["*"], &["*"]), statement(PULL, &["*"]), true),
            ("not all", statement(PULL, &["*"]), statement(&["*"], &["*"]), false),
            ("of another service too", statement(&["ecr:*"], &["*"]), statement(&["*"], &["*"]), false),
            ("that service too", statement(&["ecr:*", "s3:*"], &["*"]), statement(&["s3:Get*"], &["*"]), true),
            ("another service", statement(&["ecr:*"], &["*"]), statement(&["s3:GetObject"], &["*"]), false),
            ("its objects", statement(&["s3:*"], &["b/*"]), statement(&["s3:GetObject"], &["*"]), false),
            ("another verb", statement(PULL, &["*"]), statement(PUSH, &["*"]), false),
            ("letter case", statement(&["ECR:putimage"], &["*"]), statement(&["ecr:PutImage"], &["*"]), true),
            ("the same actions", statement(&["ecr:Put*"], &["*"]), statement(&["ecr:P*"], &["*"]), true),
            ("fewer actions", statement(&["ecr:PutI*"], &["*"]), statement(&["ecr:P*"], &["*"]), false),
            ("an action that is new", statement(PULL, &["*"]), statement(&["ecr:FreezeRegistry"], &["*"]), false),
            ("a new one in other letters", statement(PULL, &["*"]), statement(&["ECR:FreezeRegistry"], &["*"]), false),
            ("a new one in capitals", statement(PULL, &["*"]), statement(&["ecr:FREEZE"], &["*"]), false),
            ("a pattern of new ones", statement(&["ecr:F*"], &["*"]), statement(&["ecr:FreezeRegistry"], &["*"]), true),
            ("a repository", on(PULL, &["*"]), on(PULL, &["a"]), true),
            ("not every one", on(PULL, &["a"]), on(PULL, &["*"]), false),
            ("of a team", on(PULL, &["team-*"]), on(PULL, &["team-a/*", "team-b"]), true),
            ("of no team", on(PULL, &["team-*"]), on(PULL, &["team-a/*", "b"]), false),
            ("by two together", on(PULL, &["a", "a?*"]), on(PULL, &["a*"]), true),
            ("the token is on all", on(PULL, &["*"]), statement(PULL, &["*"]), false),
            ("a token that is nowhere", on(without_token, &["*"]), on(PULL, &["a"]), true),
            ("the token alone", statement(&["ecr:Get*"], &["*"]), statement(&[PULL[2]], &["*"]), true),
            ("no token", statement(without_token, &["*"]), statement(&[PULL[2]], &["*"]), false),
            (
                "every repository",
                statement(without_token, &["arn:*:ecr:*:*:repository/*"]),
                statement(without_token, &["*"]),
                true,
            ),
            ("one registry's", on(without_token, &["*"]), statement(without_token, &["*"]), false),
            ("nothing that is there", statement(&[], &[]), statement(&["ecr:Frob*"], &["*"]), true),
        ] {
            assert_eq!(covers(&wide, &narrow), expected, "{case}");
        }
    }

    #[test]
    fn principals_are_covered() {
        let role = |name: &str| Value::literal(format!("arn:aws:iam::111122223333:role/{name}"));
        let of = |principals: Option<Principals>| Statement { principals, ..statement(PULL, &["*"]) };
        let aws = |values: &[Value]| of(Some(Principals::Aws(values.to_vec())));
        let everyone = || of(Some(Principals::Everyone));
        let service = |name: &str| of(Some(Principals::Service(name.into())));
        for (wide, narrow, expected) in [
            (everyone(), aws(&[role("r")]), true),
            (everyone(), service("a"), true),
            (everyone(), of(Some(Principals::Unknown)), true),
            (aws(&[role("r")]), everyone(), false),
            (aws(&[role("r"), role("s")]), aws(&[role("s")]), true),
            (aws(&[role("s")]), aws(&[role("r"), role("s")]), false),
            (aws(&[Value::literal("*")]), everyone(), true),
            (everyone(), aws(&[Value::literal("*")]), true),
            (aws(&[role("r")]), aws(&[Value::literal("*")]), false),
            (aws(&[Value::literal("111122223333")]), aws(&[role("r"), role("s")]), true),
            (aws(&[role("r")]), aws(&[Value::literal("111122223333")]), false),
            (aws(&[Value::unknown()]), aws(&[role("r")]), false),
            (aws(&[role("r")]), aws(&[Value::unknown()]), false),
            (of(Some(Principals::Unknown)), aws(&[role("r")]), false),
            (of(Some(Principals::Unknown)), of(Some(Principals::Unknown)), false),
            (service("a"), service("a"), true),
            (service("a"), service("b"), false),
            (of(None), of(None), true),
        ] {
            assert_eq!(covers(&wide, &narrow), expected, "{:?} {:?}", wide.principals, narrow.principals);
        }
    }

    #[test]
    fn conditions_effects_and_what_is_not_known_cover_nothing() {
        let all = || statement(&["*"], &["*"]);
        let condition = Condition { operator: "Bool".into(), key: "k".into(), values: vec![Value::literal("true")] };
        let tied = Statement { conditions: vec![condition], ..all() };
        assert!(covers(&all(), &tied));
        assert!(!covers(&tied, &all()));
        let deny = Statement { effect: Effect::Deny, ..all() };
        assert!(!covers(&deny, &all()));
        assert!(!covers(&all(), &deny));
        let unknown = |value: Value| Statement { resources: vec![value], ..all() };
        assert!(!covers(&unknown(Value::unknown()), &all()));
        assert!(!covers(&all(), &unknown(Value::unknown())));
        let account = |tail: &str| {
            let head = Value::literal("arn:aws:ecr:us-east-2:");
            let tail = Value::literal(format!(":repository/{tail}"));
            let arn = Value::join([head, Value::Pseudo(Pseudo::Account), tail]);
            Statement { resources: vec![arn], ..statement(&["ecr:PutImage"], &[]) }
        };
        assert!(covers(&account("a*"), &account("ab")));
        assert!(!covers(&account("*"), &on(&["ecr:PutImage"], &["a"])));
        assert!(!covers(&on(&["ecr:PutImage"], &["*"]), &account("a")));
        let unnamed = Statement { actions: vec![Value::unknown()], ..all() };
        assert!(!covers(&unnamed, &all()));
        assert!(!covers(&all(), &unnamed));
    }

    #[test]
    fn each_is_covered_by_the_first_that_does() {
        let pairs = |grants: &[Statement]| covered(grants, &mut Budget::new(STEPS));
        let (all, a, ab) = (on(PULL, &["*"]), on(PULL, &["a*"]), on(PULL, &["ab"]));
        assert_eq!(pairs(&[ab.clone(), a.clone(), all.clone()]), [(0, 1), (1, 2)]);
        assert_eq!(pairs(&[all.clone(), a.clone(), ab.clone()]), [(1, 0), (2, 0)]);
        assert_eq!(pairs(&[a.clone(), a.clone(), a.clone()]), [(1, 0), (2, 0)]);
        assert_eq!(pairs(&[ab, on(PUSH, &["a*"])]), []);
        assert_eq!(pairs(&[]), []);
    }

    #[test]
    fn what_others_cover_is_found_by_the_first_of_them() {
        let pairs = |narrow: &[Statement], wide: &[Statement]| covered_by(narrow, wide, &mut Budget::new(STEPS));
        let (all, a, ab, b) = (on(PULL, &["*"]), on(PULL, &["a*"]), on(PULL, &["ab"]), on(PULL, &["b"]));
        assert_eq!(pairs(&[b.clone(), ab.clone(), a.clone()], &[a.clone(), all]), [(0, 1), (1, 0), (2, 0)]);
        // Among themselves they are not compared.
        assert_eq!(pairs(&[a.clone(), ab.clone()], &[b]), []);
        assert_eq!(pairs(&[ab, on(PUSH, &["ab"])], &[on(PUSH, &["a*"])]), [(1, 0)]);
        assert_eq!(pairs(&[statement(&["ecr:FreezeRegistry"], &["*"])], &[statement(&["ecr:*"], &["*"])]), [(0, 0)]);
    }

    #[test]
    fn hundreds_are_compared_in_few_steps() {
        let mut budget = Budget::new(10_000_000);
        let own: Vec<Statement> = (0..280).map(|number| on(PULL, &[&format!("team-{number}/*")])).collect();
        assert_eq!(covered(&own, &mut budget), []);
        assert!(budget.spent() < 250_000, "{}", budget.spent());
    }

    proptest! {
        /// What is found with few steps is covered; when they suffice, nothing more is.
        #[test]
        fn what_is_found_within_a_bound_is_found_without(
            names in prop::collection::vec(prop::collection::vec("[ab*?]{1,10}", 1..3), 0..6),
            steps in 0..20_000_usize,
        ) {
            let names: Vec<Vec<&str>> = names.iter().map(|names| names.iter().map(String::as_str).collect()).collect();
            let grants: Vec<Statement> = names.iter().map(|names| on(PULL, names)).collect();
            let mut budget = Budget::new(steps);
            let bounded = covered(&grants, &mut budget);
            for (narrow, wide) in &bounded {
                prop_assert!(covers(&grants[*wide], &grants[*narrow]));
            }
            if !budget.is_exhausted() {
                prop_assert_eq!(bounded, covered(&grants, &mut Budget::new(100 * STEPS)));
            }
            let (some, others) = grants.split_at(grants.len() / 2);
            let mut budget = Budget::new(steps);
            let bounded = covered_by(some, others, &mut budget);
            for (narrow, wide) in &bounded {
                prop_assert!(covers(&others[*wide], &some[*narrow]));
            }
            let is_covered = |narrow: &&Statement| others.iter().any(|wide| covers(wide, narrow));
            prop_assert!(budget.is_exhausted() || bounded.len() == some.iter().filter(is_covered).count());
        }
    }
}
