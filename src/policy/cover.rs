//! Comes in: two statements that allow.
//! Goes out: whether one grants all that the other grants.
//! Never: says so where a value that is not known could make a difference.

use super::decide::{Who, resources};
use super::pattern::matches_action;
use super::principal::is_about;
use super::search::exists;
use super::{Answer, Pattern};
use crate::aws::{ACTIONS, ActionLevel};
use crate::plan::{Effect, Principals, Statement, Value};

/// Whether an allow grants all that another one grants.
///
/// Patterns of ECR's actions grant the actions that there are ([`ACTIONS`]); on a registry-level action nothing but
/// `*` is asked, on the others nothing but repositories. Of other services' actions, and of a pattern that may match
/// some, such as `*`, the patterns are compared.
pub fn covers(wide: &Statement, narrow: &Statement) -> bool {
    wide.effect == Effect::Allow
        && narrow.effect == Effect::Allow
        && wide.conditions.is_empty()
        && covers_principals(wide, narrow)
        && covers_actions(wide, narrow) == Some(true)
}

fn covers_principals(wide: &Statement, narrow: &Statement) -> bool {
    let is_about = |who| is_about(wide, who) == Some(true);
    match &narrow.principals {
        Some(Principals::Aws(listed)) => listed.iter().all(|arn| match arn.as_literal() {
            Some("*") => is_about(Who::AnyoneElse),
            Some(_) | None => is_about(Who::Arn(arn)),
        }),
        Some(Principals::Service(_)) | None => narrow.principals == wide.principals || is_about(Who::AnyoneElse),
        Some(Principals::Everyone | Principals::Unknown) => is_about(Who::AnyoneElse),
    }
}

/// Actions and resources; `None` where a value is not known.
fn covers_actions(wide: &Statement, narrow: &Statement) -> Option<bool> {
    let (wide_actions, narrow_actions) = (actions(wide)?, actions(narrow)?);
    let wide_resources: Vec<Pattern> = resources(wide).collect::<Option<_>>()?;
    let narrow_resources: Vec<Pattern> = resources(narrow).collect::<Option<_>>()?;

    let names = |patterns: &[&str], action: &str| patterns.iter().any(|pattern| matches_action(pattern, action));
    let missing = |level: ActionLevel| {
        let mut actions = ACTIONS.iter().filter(|action| action.level == level);
        actions.any(|action| names(&narrow_actions, action.name) && !names(&wide_actions, action.name))
    };
    let grants = |level: ActionLevel| {
        let mut actions = ACTIONS.iter().filter(|action| action.level == level);
        actions.any(|action| names(&narrow_actions, action.name))
    };
    let on_all = |patterns: &[Pattern]| patterns.iter().any(|pattern| pattern.matches("*"));
    let registry = !on_all(&narrow_resources)
        || !grants(ActionLevel::Registry)
        || on_all(&wide_resources) && !missing(ActionLevel::Registry);

    let covers_resources = |of: &[Pattern]| exists(&[of, &narrow_resources], &wide_resources) == Answer::No;
    let repositories = [Pattern::new("arn:?*:ecr:?*:????????????:repository/?*")];
    let repositories = !grants(ActionLevel::Repository)
        || covers_resources(&repositories) && !missing(ActionLevel::Repository)
        || exists(&[&repositories, &narrow_resources], &[]) == Answer::No;

    let foreign: Vec<Pattern> = narrow_actions
        .iter()
        .filter(|pattern| !pattern.get(..4).is_some_and(|service| service.eq_ignore_ascii_case("ecr:")))
        .map(|pattern| Pattern::of_action(pattern))
        .collect();
    let wide_patterns: Vec<Pattern> = wide_actions.iter().map(|pattern| Pattern::of_action(pattern)).collect();
    let foreign = foreign.is_empty()
        || exists(&[&foreign], &wide_patterns) == Answer::No && covers_resources(&[Pattern::new("*")]);
    Some(registry && repositories && foreign)
}

fn actions(statement: &Statement) -> Option<Vec<&str>> {
    statement.actions.iter().map(Value::as_literal).collect()
}
