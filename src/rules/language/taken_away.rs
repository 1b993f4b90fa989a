//! Input: the `allow` and `deny` statements of a block on one policy.
//! Output: each `allow` of which `deny` statements leave nothing, or not what its verb needs; each `deny` that another
//! one covers.
//! Never: reports what leaves a principal a right that no other `allow` grants.

use crate::aws::{GET_AUTHORIZATION_TOKEN, service_actions};
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{Effect, PolicyId, Principals, Statement, Value};
use crate::policy::{self, Answer, Budget};
use crate::rules::Subject;
use crate::rules::quote::shortened;
use crate::span::{Span, Spanned};
use crate::spec::derive;
use crate::spec::model::{Access, Block, Verb};
use std::collections::BTreeSet;

/// So many pieces at most are made of one statement.
const PIECES: usize = 500;

/// So many of the statements that take something away are shown.
const SHOWN: usize = 3;

/// A part of what an `allow` grants.
struct Piece {
    statement: Statement,
    /// The number of the `allow`.
    of: usize,
    /// The number of its principal among those of the `allow`.
    principal: usize,
    /// The number of its repository among those of the `allow`; `None` of the registry login.
    repository: Option<usize>,
}

pub(super) fn check(subject: &Subject, block: &Block, id: &PolicyId, access: &[&Spanned<Access>], report: &mut Report) {
    let of = |allow: bool| access.iter().copied().filter(move |access| access.value.allow == allow);
    let (allows, denies): (Vec<_>, Vec<_>) = (of(true).collect(), of(false).collect());
    let refused: Vec<Statement> = denies
        .iter()
        .map(|deny| Statement { effect: Effect::Allow, ..derive::statement_of(&deny.value, block) })
        .collect();
    let granted: Vec<Statement> = allows.iter().map(|allow| derive::statement_of(&allow.value, block)).collect();
    // What is longer than AWS takes (ECR505) is not compared.
    if denies.is_empty() || policy::excess(&[granted.as_slice(), &refused].concat()).is_some() {
        return;
    }
    let pieces: Vec<Piece> =
        (0..).zip(&allows).zip(&granted).flat_map(|((of, allow), whole)| pieces(of, &allow.value, whole)).collect();
    let ask = |narrow: &[Statement], wide: &[Statement]| {
        let question = |budget: &mut Budget| policy::covered_by(narrow, wide, budget);
        subject.bound.ask(&cards::STATEMENT_WITHOUT_EFFECT, id, question)
    };
    let statements: Vec<Statement> = pieces.iter().map(|piece| piece.statement.clone()).collect();
    let mut taken: Vec<Option<usize>> = vec![None; pieces.len()];
    for (piece, deny) in ask(&statements, &refused) {
        taken.get_mut(piece).into_iter().for_each(|taken| *taken = Some(deny));
    }
    let mut vain: BTreeSet<usize> = BTreeSet::new();
    for (at, allow) in allows.iter().enumerate() {
        let own: Vec<(&Piece, Option<usize>)> =
            pieces.iter().zip(taken.iter().copied()).filter(|(piece, _)| piece.of == at).collect();
        let by: BTreeSet<usize> = own.iter().filter_map(|(_, taken)| *taken).collect();
        if by.is_empty() {
            continue;
        }
        let left = own.iter().filter(|(_, taken)| taken.is_none()).map(|(piece, _)| piece.statement.clone());
        let left: Vec<Statement> = left.collect();
        let is_other = |other: &usize| *other != at && !vain.contains(other);
        let logins = pieces.iter().filter(|piece| piece.repository.is_none() && is_other(&piece.of));
        let wholes = granted.iter().enumerate().filter(|(other, _)| is_other(other)).map(|(_, whole)| whole);
        let others: Vec<Statement> = logins.map(|piece| &piece.statement).chain(wholes).cloned().collect();
        let by: Vec<Span> = by.into_iter().filter_map(|deny| denies.get(deny)).map(|deny| deny.span).collect();
        let found = if left.is_empty() || ask(&left, &others).len() == left.len() {
            vain.insert(at);
            Some(without_effect(&by))
        } else {
            broken(subject, &allow.value, &own, &left)
        };
        let Some((message, help)) = found else { continue };
        let found = Diagnostic::new(&cards::STATEMENT_WITHOUT_EFFECT, allow.span, message);
        let found = found.label("a `deny` always wins").help(help).citing_instead(page_of(&allow.value));
        let found = if vain.contains(&at) { found.in_vain() } else { found };
        report.push(by.iter().take(SHOWN).fold(found, |found, deny| found.also(*deny, "denies what it allows")));
    }
    covered(subject, block, (id, &denies), &refused, report);
}

fn without_effect(by: &[Span]) -> (String, &'static str) {
    let what = if by.len() == 1 { "a `deny` covers" } else { "several `deny` statements cover" };
    (format!("this `allow` has no effect: {what} all of it"), "remove the `allow`, or narrow the `deny`")
}

/// What is to be said of an `allow` that keeps a part of its effect, and not what it is for.
fn broken(
    subject: &Subject,
    allow: &Access,
    own: &[(&Piece, Option<usize>)],
    left: &[Statement],
) -> Option<(String, &'static str)> {
    let verb = match allow.verb.value {
        Verb::Pull if nobody_can_pull(subject) => return None,
        Verb::Pull => "pull",
        Verb::Push => "push",
        Verb::All | Verb::Delete | Verb::Action(_) => {
            let message = "this `allow` grants only the registry login: a `deny` covers the rest";
            let is_rest = left.iter().all(|statement| names(statement).eq([GET_AUTHORIZATION_TOKEN]));
            return is_rest.then(|| (message.to_owned(), "remove the `allow`, or narrow the `deny`"));
        }
    };
    // A verb takes all of its actions, and the login.
    let lost = own.iter().filter(|(_, taken)| taken.is_some()).map(|(piece, _)| (piece.principal, piece.repository));
    let lost: BTreeSet<(usize, Option<usize>)> = lost.collect();
    let is_lost =
        |piece: &Piece| lost.contains(&(piece.principal, piece.repository)) || lost.contains(&(piece.principal, None));
    if !own.iter().all(|(piece, _)| piece.repository.is_none() || is_lost(piece)) {
        return None;
    }
    let (piece, _) = own.iter().find(|(_, taken)| taken.is_some())?;
    let action = names(&piece.statement).next()?;
    let mut rest: Vec<&str> = left.iter().flat_map(names).collect();
    rest.sort_unstable();
    rest.dedup();
    let rest = rest.join("`, `");
    let message = format!("this `allow` lets nobody {verb}: `{action}` is denied, and only `{rest}` is left");
    Some((message, "narrow the `deny`, or remove the `allow`"))
}

fn names(statement: &Statement) -> impl Iterator<Item = &str> {
    statement.actions.iter().filter_map(Value::as_literal)
}

/// Whether nobody can pull at all, which ECR502 reports.
pub(super) fn nobody_can_pull(subject: &Subject) -> bool {
    let (document, region) = (subject.policy(&PolicyId::Ecr), subject.plan.region);
    let part = subject.part_of(&PolicyId::Ecr);
    document.is_some_and(|it| subject.bound.somebody_can_pull(&PolicyId::Ecr, &it, part, region) == Answer::No)
}

/// What an `allow` grants: each principal on each repository, of a verb with a list of actions each of them; and the login.
fn pieces(of: usize, access: &Access, whole: &Statement) -> Vec<Piece> {
    let has_list = matches!(access.verb.value, Verb::Pull | Verb::Push | Verb::Delete);
    let is_login = |action: &&Value| has_list && action.as_literal() == Some(GET_AUTHORIZATION_TOKEN);
    let one_by_one = |values: &[Value]| values.iter().map(|value| vec![value.clone()]).collect::<Vec<_>>();
    let but_login: Vec<Value> = whole.actions.iter().filter(|action| !is_login(action)).cloned().collect();
    let actions = if has_list { one_by_one(&but_login) } else { vec![but_login] };
    let mut principals = vec![whole.principals.clone()];
    let mut resources = vec![whole.resources.clone()];
    let listed = if let Some(Principals::Aws(arns)) = &whole.principals { arns.as_slice() } else { &[] };
    if actions.len() * listed.len().max(1) * whole.resources.len() <= PIECES {
        resources = one_by_one(&whole.resources);
        if !listed.is_empty() {
            principals = one_by_one(listed).into_iter().map(|arn| Some(Principals::Aws(arn))).collect();
        }
    }
    let has_login = derive::contains_token(&access.verb.value) && (has_list || !access.repositories.is_empty());
    let mut pieces = Vec::new();
    for (principal, whom) in principals.into_iter().enumerate() {
        let mut push = |actions: Vec<Value>, resources: Vec<Value>, repository: Option<usize>| {
            let statement = Statement { principals: whom.clone(), actions, resources, ..whole.clone() };
            pieces.push(Piece { statement, of, principal, repository });
        };
        for (repository, on) in resources.iter().enumerate() {
            for actions in &actions {
                push(actions.clone(), on.clone(), Some(repository));
            }
        }
        if has_login {
            push(vec![Value::literal(GET_AUTHORIZATION_TOKEN)], vec![Value::literal("*")], None);
        }
    }
    pieces
}

/// Of a statement with `on`: the page on the policies of endpoints, of every service.
pub(super) fn page_of(access: &Access) -> Option<&'static str> {
    access.on.as_ref().map(|_| service_actions::POLICIES_PAGE)
}

/// A `deny` that another one covers. One of `defaults` that the block's own covers is left alone: here nothing is
/// lost, and other blocks may need it.
fn covered(
    subject: &Subject,
    block: &Block,
    (id, denies): (&PolicyId, &[&Spanned<Access>]),
    refused: &[Statement],
    report: &mut Report,
) {
    let is_own = |span: Span| span.source == block.span.source && span.start > block.span.start;
    let question = |budget: &mut Budget| policy::covered(refused, budget);
    for (narrow, wide) in subject.bound.ask(&cards::STATEMENT_WITHOUT_EFFECT, id, question) {
        let (Some(narrow), Some(wide)) = (denies.get(narrow), denies.get(wide)) else { continue };
        if !is_own(narrow.span) && is_own(wide.span) {
            continue;
        }
        let message = format!("this `deny` has no effect: `{}` covers it", shortened(&wide.value.to_string()));
        report.push(
            Diagnostic::new(&cards::STATEMENT_WITHOUT_EFFECT, narrow.span, message)
                .label("already fully denied")
                .also(wide.span, "by this statement")
                .help("remove this `deny`")
                .in_vain()
                .citing_instead(page_of(&narrow.value)),
        );
    }
}
