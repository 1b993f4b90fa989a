//! Comes in: two statements that allow.
//! Goes out: whether one grants all that the other grants.
//! Never: says so where a value that is not known could make a difference.

use super::decide::{Who, resources};
use super::pattern::matches_action;
use super::principal::Audience;
use super::search::exists;
use super::{Answer, Pattern};
use crate::aws::action::is_well_formed;
use crate::aws::{ACTIONS, ActionLevel};
use crate::plan::{Effect, Principals, Statement, Value};

/// Whether an allow grants all that another one grants.
///
/// Patterns of ECR's actions grant the actions that there are ([`ACTIONS`]); on a registry-level action nothing but
/// `*` is asked, on the others nothing but repositories. Of other services' actions, of a pattern that may match some,
/// such as `*`, and of an action of ECR that the table does not know, the patterns are compared.
pub fn covers(wide: &Statement, narrow: &Statement) -> bool {
    wide.effect == Effect::Allow
        && narrow.effect == Effect::Allow
        && wide.conditions.is_empty()
        && covers_principals(wide, narrow)
        && covers_actions(wide, narrow) == Some(true)
}

fn covers_principals(wide: &Statement, narrow: &Statement) -> bool {
    let mut wide_audience = Audience::of(wide);
    let mut is_about = |who| wide_audience.contains(who) == Some(true);
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

    let is_known = |pattern: &str| {
        let of_ecr = pattern.get(..4).is_some_and(|service| service.eq_ignore_ascii_case("ecr:"));
        of_ecr && (!is_well_formed(pattern) || ACTIONS.iter().any(|action| matches_action(pattern, action.name)))
    };
    let foreign: Vec<Pattern> =
        narrow_actions.iter().filter(|pattern| !is_known(pattern)).map(|pattern| Pattern::of_action(pattern)).collect();
    let wide_patterns: Vec<Pattern> = wide_actions.iter().map(|pattern| Pattern::of_action(pattern)).collect();
    let foreign = foreign.is_empty()
        || exists(&[&foreign], &wide_patterns) == Answer::No && covers_resources(&[Pattern::new("*")]);
    Some(registry && repositories && foreign)
}

fn actions(statement: &Statement) -> Option<Vec<&str>> {
    statement.actions.iter().map(Value::as_literal).collect()
}

#[cfg(test)]
mod tests {
    use super::covers;
    use crate::aws::{PULL, PUSH};
    use crate::plan::{Condition, Effect, Principals, Pseudo, Statement, Value};

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
            (aws(&[Value::Unknown]), aws(&[role("r")]), false),
            (aws(&[role("r")]), aws(&[Value::Unknown]), false),
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
        assert!(!covers(&unknown(Value::Unknown), &all()));
        assert!(!covers(&all(), &unknown(Value::Unknown)));
        let account = |tail: &str| {
            let head = Value::literal("arn:aws:ecr:us-east-2:");
            let tail = Value::literal(format!(":repository/{tail}"));
            let arn = Value::join([head, Value::Pseudo(Pseudo::Account), tail]);
            Statement { resources: vec![arn], ..statement(&["ecr:PutImage"], &[]) }
        };
        assert!(covers(&account("a*"), &account("ab")));
        assert!(!covers(&account("*"), &on(&["ecr:PutImage"], &["a"])));
        assert!(!covers(&on(&["ecr:PutImage"], &["*"]), &account("a")));
        let unnamed = Statement { actions: vec![Value::Unknown], ..all() };
        assert!(!covers(&unnamed, &all()));
        assert!(!covers(&all(), &unnamed));
    }
}
