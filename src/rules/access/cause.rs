//! Input: a policy that refuses something, and the block that it follows from.
//! Output: the [`Cause`]: no `allow` grants it, or a `deny` refuses it, and which.
//! Never: blames a statement while that is undecided.

use crate::plan::{PolicyDocument, Statement};
use crate::policy::Answer;
use crate::rules::Subject;
use crate::span::Span;
use crate::spec::derive;
use crate::spec::model::Block;

/// So many `deny` statements are tried for whether the others refuse it without them.
const MOST_TRIED: usize = 20;

/// Why a policy refuses something.
pub(super) enum Cause {
    /// No `allow` grants it.
    NotAllowed,
    /// It is granted, and denied; where, if the policy follows from a block.
    Denied(Option<Denial>),
    /// That is not decided.
    Undecided,
}

/// The first `deny` that refuses it, together with those before it.
pub(super) struct Denial {
    pub(super) deny: Span,
    /// Those before it that it takes.
    pub(super) with: Vec<Span>,
}

/// Why a document refuses what `allows` says of a document: whether it lets it pass.
pub(super) fn cause(subject: &Subject, document: &PolicyDocument, allows: impl Fn(&PolicyDocument) -> Answer) -> Cause {
    let granted = document.without_denials().statements;
    let refuses = |denies: &[Statement]| {
        let statements = granted.iter().chain(denies).cloned().collect();
        match allows(&PolicyDocument { statements }) {
            Answer::Yes => Some(false),
            Answer::No => Some(true),
            Answer::Unknown => None,
        }
    };
    match (refuses(&[]), subject.block) {
        (Some(true), _) => Cause::NotAllowed,
        (Some(false), None) => Cause::Denied(None),
        (Some(false), Some(block)) => match denial(subject, block, refuses) {
            Some(denial) => Cause::Denied(Some(denial)),
            None => Cause::Undecided,
        },
        (None, _) => Cause::Undecided,
    }
}

/// `None` where it is not decided.
fn denial(subject: &Subject, block: &Block, refuses: impl Fn(&[Statement]) -> Option<bool>) -> Option<Denial> {
    let denies: Vec<_> = block.access.iter().filter(|access| !access.value.allow).collect();
    let statements: Vec<Statement> =
        denies.iter().map(|deny| subject.statement(&derive::statement_of(&deny.value, block))).collect();
    // What is denied more is allowed no more: the first that is too much lies between what is enough and what is not.
    let (mut enough, mut too_much) = (0, statements.len());
    while enough + 1 < too_much {
        let middle = usize::midpoint(enough, too_much);
        if refuses(statements.get(..middle)?)? { too_much = middle } else { enough = middle }
    }
    let deny = denies.get(enough)?.span;
    if refuses(statements.get(enough..too_much)?)? {
        return Some(Denial { deny, with: Vec::new() });
    }
    let needed = (0..enough).take(MOST_TRIED).filter(|index| {
        let others = statements.get(..too_much).unwrap_or_default().iter().enumerate();
        let others: Vec<Statement> = others.filter(|(at, _)| at != index).map(|(_, it)| it.clone()).collect();
        refuses(&others) == Some(false)
    });
    Some(Denial { deny, with: needed.filter_map(|index| denies.get(index)).map(|deny| deny.span).collect() })
}
