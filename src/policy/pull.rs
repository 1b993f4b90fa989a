//! Comes in: the document of ECR's endpoints.
//! Goes out: whether anybody can pull any image through them.
//! Never: tries examples; the question is put to all principals and repositories at once.

use super::decide::{Known, Who, names_action, resources, taken, without_conditions};
use super::principal::is_about;
use super::search::{Budget, exists_within};
use super::{Answer, Pattern, either_way};
use crate::aws::{GET_AUTHORIZATION_TOKEN, Region};
use crate::plan::{Effect, PolicyDocument, Principals, Statement, Value};
use std::collections::BTreeSet;

/// What a pull does: the token is had on `*`, the others on the repository.
const PULL: [&str; 3] = [GET_AUTHORIZATION_TOKEN, "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];

/// A statement, as far as pulls go.
struct Line<'d> {
    statement: &'d Statement,
    /// Which of [`PULL`] it names.
    actions: [Known; 3],
    resources: Vec<Option<Pattern>>,
}

/// Whether somebody has the token and both other actions of a pull on one repository of the region.
///
/// Asked for everybody whom the document names, and for somebody whom it does not. An account's id may be any twelve
/// characters, a repository's name any that is not empty. Unknown where it hangs on a condition or on a value that is
/// not known, and where the search takes too long.
pub fn somebody_can_pull(document: &PolicyDocument, region: &Region) -> Answer {
    let lines = document.statements.iter().map(|statement| Line {
        statement,
        actions: PULL.map(|action| names_action(statement, action)),
        resources: resources(statement).collect(),
    });
    let lines: Vec<Line> = lines.filter(|line| line.actions != [Some(false); 3]).collect();
    let repositories = format!("arn:{}:ecr:{}:????????????:repository/?*", region.partition.id(), region.id);
    let repositories = [Pattern::new(&repositories)];
    let mut budget = Budget::new();
    let mut judged = BTreeSet::new();
    let mut answer = Answer::No;
    for who in whom(document) {
        let lists = lines.iter().map(|line| match &line.statement.principals {
            Some(Principals::Aws(listed)) => listed.len(),
            Some(Principals::Everyone | Principals::Service(_) | Principals::Unknown) | None => 1,
        });
        if budget.spend(lists.sum()).is_none() {
            return Answer::Unknown;
        }
        // Those about whom the same lines are have the same answer.
        let about: Vec<Known> = lines.iter().map(|line| is_about(line.statement, who)).collect();
        if judged.contains(&about) {
            continue;
        }
        let surely = can_pull(&lines, &about, &repositories, false, &mut budget);
        match either_way(surely, || can_pull(&lines, &about, &repositories, true, &mut budget)) {
            Answer::Yes => return Answer::Yes,
            Answer::Unknown => answer = Answer::Unknown,
            Answer::No => {}
        }
        judged.insert(about);
    }
    answer
}

/// Everybody whom the document names, and somebody else.
fn whom(document: &PolicyDocument) -> Vec<Who<'_>> {
    let named = document.statements.iter().filter_map(|statement| match &statement.principals {
        Some(Principals::Aws(listed)) => Some(listed),
        Some(Principals::Everyone | Principals::Service(_) | Principals::Unknown) | None => None,
    });
    let named: BTreeSet<&Value> = named.flatten().collect();
    [Who::AnyoneElse].into_iter().chain(named.into_iter().map(Who::Arn)).collect()
}

/// Whether one can pull whom the lines are about; what is not known is taken kindly or not.
fn can_pull(lines: &[Line], about: &[Known], repositories: &[Pattern], kindly: bool, budget: &mut Budget) -> Answer {
    let on = |action: usize, effect: Effect| -> Vec<Pattern> {
        let holds = |known: Known| taken(known, effect, kindly);
        let lines = lines.iter().zip(about).filter(|(line, about)| {
            let named = line.actions.get(action).copied().flatten();
            line.statement.effect == effect
                && holds(**about)
                && holds(named)
                && holds(without_conditions(line.statement))
        });
        let whatever = || holds(None).then(|| Pattern::new("*"));
        lines.flat_map(|(line, _)| &line.resources).filter_map(|pattern| pattern.clone().or_else(whatever)).collect()
    };
    let on_all = |patterns: Vec<Pattern>| patterns.iter().any(|pattern| pattern.matches("*"));
    if !on_all(on(0, Effect::Allow)) || on_all(on(0, Effect::Deny)) {
        return Answer::No;
    }
    let denied = [on(1, Effect::Deny), on(2, Effect::Deny)].concat();
    exists_within(&[repositories, &on(1, Effect::Allow), &on(2, Effect::Allow)], &denied, budget)
}

#[cfg(test)]
mod tests {
    use super::somebody_can_pull;
    use crate::aws::{PULL, region};
    use crate::plan::{Effect, PolicyDocument, Principals, Statement, Value};
    use crate::policy::Answer;

    fn statement(effect: Effect, actions: &[&str], resource: &str) -> Statement {
        Statement {
            sid: None,
            effect,
            principals: Some(Principals::Everyone),
            actions: actions.iter().map(|action| Value::literal(*action)).collect(),
            resources: vec![Value::literal(resource)],
            conditions: Vec::new(),
        }
    }

    fn pull(statements: Vec<Statement>) -> Answer {
        somebody_can_pull(&PolicyDocument { statements }, region::find("us-east-2").unwrap())
    }

    #[test]
    fn a_pull_needs_the_token_and_both_actions_on_one_repository() {
        use Effect::{Allow, Deny};
        let repository = |name: &str| format!("arn:aws:ecr:us-east-2:111122223333:repository/{name}");
        let token = || statement(Allow, &["ecr:GetAuthorizationToken"], "*");
        let (manifests, layers) = ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer");
        let on = |action: &str, name: &str| statement(Allow, &[action], &repository(name));
        let deny = |action: &str, name: &str| statement(Deny, &[action], &repository(name));
        for (case, statements, expected) in [
            ("all", vec![statement(Allow, &["*"], "*")], Answer::Yes),
            ("pull", vec![statement(Allow, PULL, "*")], Answer::Yes),
            ("none", vec![], Answer::No),
            ("no token", vec![on(manifests, "a"), on(layers, "a")], Answer::No),
            ("token on a repository", vec![statement(Allow, PULL, &repository("a"))], Answer::No),
            ("two repositories", vec![token(), on(manifests, "a"), on(layers, "b")], Answer::No),
            ("common", vec![token(), on(manifests, "a*"), on(layers, "*b")], Answer::Yes),
            ("deny all", vec![statement(Allow, &["*"], "*"), statement(Deny, &["*"], "*")], Answer::No),
            ("deny the only", vec![token(), on(manifests, "a"), on(layers, "a"), deny(layers, "?")], Answer::No),
            ("deny another", vec![token(), on(manifests, "a"), on(layers, "a"), deny(layers, "b*")], Answer::Yes),
            (
                "deny by parts",
                vec![token(), on(manifests, "a*"), on(layers, "a*"), deny(layers, "a"), deny(manifests, "a?*")],
                Answer::No,
            ),
            (
                "other region",
                vec![token(), statement(Allow, PULL, "arn:aws:ecr:us-west-2:111122223333:repository/*")],
                Answer::No,
            ),
            (
                "lower case",
                vec![statement(Allow, &["ecr:*"], "*"), statement(Deny, &["ECR:BATCHGETIMAGE"], "*")],
                Answer::No,
            ),
        ] {
            assert_eq!(pull(statements), expected, "{case}");
        }
    }
}
