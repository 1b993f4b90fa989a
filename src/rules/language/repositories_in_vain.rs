//! ECR009: repositories of an `allow` or a `deny` that another one of the same statement covers.

use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{Effect, PolicyId, Statement};
use crate::policy;
use crate::rules::Subject;
use crate::span::Spanned;
use crate::spec::derive;
use crate::spec::model::{Access, Block, Repository};

/// So many of them at most are shown.
const SHOWN: usize = 3;

pub(super) fn check(subject: &Subject, block: &Block, report: &mut Report) {
    for access in &block.access {
        let every = || "*".to_owned();
        let beside_all = access.value.idle.iter().map(|narrow| (narrow, every()));
        let among = covered(subject, block, &access.value);
        let covered: Vec<(&Spanned<Repository>, String)> = beside_all.chain(among).collect();
        let Some((first, wide)) = covered.first() else { continue };
        let message = match covered.len() {
            1 => format!("`repo \"{}\"` has no effect: `repo \"{wide}\"` covers it", first.value),
            many => format!(
                "{many} repositories of this `{}` have no effect: others cover them, as `{wide}` covers `{}`",
                if access.value.allow { "allow" } else { "deny" },
                first.value
            ),
        };
        let found = Diagnostic::new(&cards::STATEMENT_WITHOUT_EFFECT, first.span, message)
            .label("already covered")
            .help(format!("remove it; if you mean fewer repositories, remove `repo \"{wide}\"`"))
            .in_vain();
        let others = covered.iter().skip(1).take(SHOWN);
        report.push(others.fold(found, |found, (other, _)| found.also(other.span, "and this")));
    }
}

/// The repositories of a statement that another one of it covers, each with that one.
fn covered<'b>(subject: &Subject, block: &Block, access: &'b Access) -> Vec<(&'b Spanned<Repository>, String)> {
    let all = &access.repositories;
    // None is named twice: without a wildcard, none covers another one.
    let has_wildcard = |it: &Spanned<Repository>| it.value.to_string().contains(['*', '?']);
    if all.len() < 2 || !all.iter().any(has_wildcard) {
        return Vec::new();
    }
    let of_one = |one: &Spanned<Repository>| {
        let access = Access { repositories: vec![one.clone()], ..access.clone() };
        Statement { effect: Effect::Allow, ..derive::statement_of(&access, block) }
    };
    let each: Vec<Statement> = all.iter().map(of_one).collect();
    if policy::excess(&each).is_some() {
        return Vec::new();
    }
    let pairs =
        subject.bound.ask(&cards::STATEMENT_WITHOUT_EFFECT, &PolicyId::Ecr, |budget| policy::covered(&each, budget));
    let pair = |(narrow, wide): (usize, usize)| Some((all.get(narrow)?, all.get(wide)?.value.to_string()));
    pairs.into_iter().filter_map(pair).collect()
}
