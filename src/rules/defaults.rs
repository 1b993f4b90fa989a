//! Input: what was found on several blocks, each by itself.
//! Output: the same, with what is in vain in some of the blocks that take it from `defaults`, and not in others: it is
//! dropped, or, where it protects something, said of the blocks that it does not protect.
//! Never: looks at what a statement means.

use crate::cards;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::span::{SourceId, Span};
use crate::spec::model::{Block, Keyword};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// So many blocks at most are named.
const NAMED: usize = 3;

/// The blocks, by their numbers, in which what is at a place is in vain.
type Vain = BTreeMap<(Code, Span), BTreeSet<usize>>;

/// What is said once of several blocks: the rule, the place, the words, and whether they accept it.
type Same = (Code, Span, String, bool);

/// Settles what is in vain. `ends` are where in the report the findings of each block end. What is found of an `account`
/// that names no repository is dropped, too, where it tells blocks apart: quotas are an account's.
pub(super) fn settle(blocks: &[Arc<Block>], ends: &[usize], report: &mut Report) {
    let mut vain = Vain::new();
    for (at, found) in report.diagnostics.iter().enumerate() {
        if let Some(place) = place(found) {
            vain.entry(place).or_default().insert(block_of(ends, at));
        }
    }
    if vain.is_empty() || blocks.len() < 2 {
        return;
    }
    let taken = taken(blocks);
    let telling_apart = telling_apart(blocks);
    let fate = |found: &Diagnostic| {
        let Some((code, span)) = place(found) else { return Fate::Stands };
        if code == cards::STATEMENT_WITHOUT_EFFECT.code && telling_apart.contains(&span) {
            return Fate::Dropped;
        }
        let Some((statement, word, blocks)) = around(&taken, span) else { return Fate::Stands };
        let of = |span: Span| vain.get(&(code, span)).into_iter().flatten();
        if of(span).chain(of(statement)).collect::<BTreeSet<_>>().len() >= blocks {
            Fate::Stands
        } else if matches!(word, Keyword::Allow | Keyword::Deny | Keyword::Clients | Keyword::Account) {
            Fate::Named((code, span, found.message.clone(), found.accepted.is_some()))
        } else {
            Fate::Dropped
        }
    };
    let mut told: BTreeMap<Same, Vec<&str>> = BTreeMap::new();
    for (at, found) in report.diagnostics.iter().enumerate() {
        if let (Fate::Named(same), Some(block)) = (fate(found), blocks.get(block_of(ends, at))) {
            told.entry(same).or_default().push(&block.name);
        }
    }
    report.diagnostics.retain_mut(|found| match fate(found) {
        Fate::Stands => true,
        Fate::Dropped => false,
        Fate::Named(same) => {
            let names = told.remove(&same);
            names.is_some_and(|names| {
                found.message = format!("in {}, {}", in_words(&names), found.message);
                found.help =
                    Some("move it to the blocks in which it has an effect, or accept this in the others".into());
                found.in_vain = false;
                true
            })
        }
    });
}

/// What becomes of a finding.
enum Fate {
    /// It stays.
    Stands,
    /// Another block needs the statement.
    Dropped,
    /// It is said of some blocks, with all that say the same.
    Named(Same),
}

/// The rule and the place of what is in vain.
fn place(found: &Diagnostic) -> Option<(Code, Span)> {
    Some((found.rule.code, found.primary.as_ref().filter(|_| found.in_vain)?.span))
}

/// The number of the block on which a finding is.
fn block_of(ends: &[usize], at: usize) -> usize {
    ends.partition_point(|end| *end <= at)
}

/// The statements that blocks take from `defaults`, each with how many do.
fn taken(blocks: &[Arc<Block>]) -> BTreeMap<(SourceId, u32), (Span, Keyword, usize)> {
    let mut taken = BTreeMap::new();
    for block in blocks {
        let is_own = |at: Span| at.source == block.span.source && at.start > block.span.start;
        for said in block.statements.iter().filter(|said| !is_own(said.span)) {
            let (_, _, blocks) = taken.entry((said.span.source, said.span.start)).or_insert((said.span, said.value, 0));
            *blocks += 1;
        }
    }
    taken
}

/// The statement around a place, if it is one of these.
fn around(taken: &BTreeMap<(SourceId, u32), (Span, Keyword, usize)>, place: Span) -> Option<(Span, Keyword, usize)> {
    let (_, statement) = taken.range(..=(place.source, place.start)).next_back()?;
    Some(*statement).filter(|(span, ..)| span.holds(place))
}

/// The places of each `account` that tells the block from others, and does nothing else there.
fn telling_apart(blocks: &[Arc<Block>]) -> BTreeSet<Span> {
    let accounts: BTreeSet<_> = blocks.iter().map(|block| block.account.as_ref().map(|it| &it.value)).collect();
    let blocks = blocks.iter().filter(|block| accounts.len() > 1 && block.access.is_empty());
    let statements = blocks.flat_map(|block| &block.statements);
    statements.filter(|said| said.value == Keyword::Account).map(|said| said.span).collect()
}

/// The names of blocks, the first of them.
fn in_words(names: &[&str]) -> String {
    let shown: Vec<String> = names.iter().take(NAMED).map(|name| format!("`{name}`")).collect();
    match names.len().saturating_sub(NAMED) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
