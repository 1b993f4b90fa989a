//! Input: the document of ECR's endpoints.
//! Output: whether anyone can pull any image through them.
//! Never: tries examples; the question is put to all principals and repositories at once.

use super::account::whichever;
use super::decide::{names_action, taken, without_conditions};
use super::known::Known;
use super::named::{Named, exists};
use super::principal::{Name, Texts, Whom};
use super::symbol::Symbol;
use super::{Answer, Budget, Pattern, either_way};
use crate::aws::{GET_AUTHORIZATION_TOKEN, Region};
use crate::plan::{Effect, PolicyDocument, Value};
use std::collections::BTreeSet;

/// What a pull does: the token is had on `*`, the others on the repository.
const PULL: [&str; 3] = [GET_AUTHORIZATION_TOKEN, "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];

/// A statement, as far as pulls go.
struct Line<'d> {
    effect: Effect,
    whom: Whom<'d>,
    /// Which of [`PULL`] it names.
    actions: [Known; 3],
    /// Each with whether all of it is known.
    resources: Vec<(Named, Known)>,
    conditions: Known,
}

impl Line<'_> {
    fn is_known(&self) -> bool {
        self.conditions.is_some()
            && self.actions.iter().all(Option::is_some)
            && self.resources.iter().all(|(_, known)| known.is_some())
    }
}

/// What of a pull a document decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All of it: both endpoints carry the document.
    Whole,
    /// The token: `ecr.api` alone carries it.
    Token,
    /// The manifest and the addresses of the layers: `ecr.dkr` alone carries it.
    Image,
}

/// Who is to pull.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Puller<'v> {
    /// Anyone: all principals that the document names, and one that it does not.
    Anybody,
    /// A principal that the document does not name.
    Unnamed,
    /// This one, by its ARN.
    One(&'v Value),
}

/// Whether somebody has the token and both other actions of a pull on one repository of the region, of any where it is not known.
///
/// An account's id may be any twelve characters, a repository's name any that is not empty. Unknown where it hangs on a
/// condition or on a value that is not known, and where it takes more steps than the budget has.
pub fn somebody_can_pull(document: &PolicyDocument, region: Option<&Region>, budget: &mut Budget) -> Answer {
    can_pull(document, Puller::Anybody, Part::Whole, &repositories_of(region), budget)
}

/// The repositories of a region, of any where it is not known, and of whatever account.
pub fn repositories_of(region: Option<&Region>) -> String {
    let (partition, region) = region.map_or(("?*", "?*"), |region| (region.partition.id(), region.id));
    format!("arn:{partition}:ecr:{region}:????????????:repository/?*")
}

/// Whether one has the token and both other actions of a pull on one repository whose ARN matches the pattern, as far as
/// the document decides that. A no holds whichever account deploys.
pub fn can_pull(
    document: &PolicyDocument,
    puller: Puller,
    part: Part,
    repositories: &str,
    budget: &mut Budget,
) -> Answer {
    let answer = can_pull_as_written(document, puller, part, repositories, budget);
    whichever(answer, &document.statements.iter().collect::<Vec<_>>(), |account| {
        let document = PolicyDocument {
            statements: document.statements.iter().map(|statement| statement.in_account(account)).collect(),
        };
        let written;
        let puller = match puller {
            Puller::One(arn) => {
                written = arn.in_account(account);
                Puller::One(&written)
            }
            Puller::Anybody | Puller::Unnamed => puller,
        };
        can_pull_as_written(&document, puller, part, repositories, budget)
    })
}

fn can_pull_as_written(
    document: &PolicyDocument,
    puller: Puller,
    part: Part,
    repositories: &str,
    budget: &mut Budget,
) -> Answer {
    let mut texts = Texts::default();
    let lines = document.statements.iter().map(|statement| Line {
        effect: statement.effect,
        whom: texts.whom(statement),
        actions: PULL.map(|action| names_action(statement, action)),
        resources: Named::widest(statement).collect(),
        conditions: without_conditions(statement),
    });
    let lines: Vec<Line> = lines.filter(|line| line.actions != [Some(false); 3]).collect();
    let pullers = match puller {
        Puller::Anybody => document.principals().collect(),
        Puller::Unnamed => BTreeSet::new(),
        Puller::One(arn) => BTreeSet::from([arn]),
    };
    let pullers: Vec<Name> = pullers.into_iter().map(|value| texts.name(value)).collect();
    let unnamed = (!matches!(puller, Puller::One(_))).then_some(None);
    let repositories = [Named::Like(Pattern::new(repositories))];
    let mut judged = BTreeSet::new();
    let mut answer = Answer::No;
    for asks in unnamed.into_iter().chain(pullers.iter().map(Some)) {
        if budget.spend(lines.iter().map(|line| line.whom.listed.len().max(1)).sum()).is_none() {
            return Answer::Unknown;
        }
        let about = lines.iter().enumerate().map(|(index, line)| (index, line.whom.contains(asks)));
        let about: Vec<(usize, Known)> = about.filter(|(_, about)| *about != Some(false)).collect();
        // Those about whom the same lines are have the same answer.
        if !judged.insert(about.clone()) {
            continue;
        }
        let about: Vec<(&Line, Known)> =
            about.into_iter().filter_map(|(index, about)| Some((lines.get(index)?, about))).collect();
        // Their patterns are gathered once for each action.
        let patterns: usize = about.iter().map(|(line, _)| line.resources.len()).sum();
        if budget.spend(PULL.len() * patterns).is_none() {
            return Answer::Unknown;
        }
        let mut ask = |kindly| pulls(&about, part, &repositories, kindly, budget);
        let surely = ask(false);
        let is_known = about.iter().all(|(line, about)| about.is_some() && line.is_known());
        match if is_known { surely } else { either_way(surely, || ask(true)) } {
            Answer::Yes => return Answer::Yes,
            Answer::Unknown => answer = Answer::Unknown,
            Answer::No => {}
        }
    }
    answer
}

/// Whether one can pull whom the lines are about; what is not known is taken kindly or not.
fn pulls(lines: &[(&Line, Known)], part: Part, repositories: &[Named], kindly: bool, budget: &mut Budget) -> Answer {
    let on = |action: usize, effect: Effect| -> Vec<Named> {
        let holds = |known: Known| taken(known, effect, kindly);
        let lines = lines.iter().filter(|(line, about)| {
            let named = line.actions.get(action).copied().flatten();
            line.effect == effect && holds(*about) && holds(named) && holds(line.conditions)
        });
        let resources = lines.flat_map(|(line, _)| &line.resources);
        resources.filter(|(_, known)| holds(*known)).map(|(named, _)| named.clone()).collect()
    };
    let on_all = |named: Vec<Named>| named.iter().any(|named| named.holds(&[Symbol::Character('*')]));
    if part != Part::Image && (!on_all(on(0, Effect::Allow)) || on_all(on(0, Effect::Deny))) {
        return Answer::No;
    }
    if part == Part::Token {
        return Answer::Yes;
    }
    let denied = [on(1, Effect::Deny), on(2, Effect::Deny)].concat();
    exists(&[repositories, &on(1, Effect::Allow), &on(2, Effect::Allow)], &denied, budget)
}

#[cfg(test)]
mod tests;
