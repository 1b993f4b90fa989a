//! Input: what was found on several blocks, each by itself.
//! Output: the same, with what holds for some of the blocks that take a statement from `defaults`, and not for others: it
//! is said of these. What is in vain there is dropped, unless it protects something.
//! Never: looks at what a statement means.

use crate::cards;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::span::{SourceId, Span};
use crate::spec::model::{Block, Keyword};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// So many blocks at most are named.
const NAMED: usize = 3;

/// The rule and the place of a finding, and whether what is there is in vain.
type Place = (Code, Span, bool);

/// The blocks, by their numbers, for which a finding holds.
type Holding = BTreeMap<Place, BTreeSet<usize>>;

/// What is said once of several blocks: the rule, the place, the words, and whether they accept it.
type Same = (Code, Span, String, bool);

/// Settles what is in vain. `ends` are where in the report the findings of each block end. What is found of an `account`
/// that names no repository is dropped, too, where it tells blocks apart: quotas are an account's.
pub(super) fn settle(blocks: &[Arc<Block>], ends: &[usize], report: &mut Report) {
    if blocks.len() < 2 {
        return;
    }
    let mut holding = Holding::new();
    for (at, found) in report.diagnostics.iter().enumerate() {
        if let Some(place) = place(found) {
            holding.entry(place).or_default().insert(block_of(ends, at));
        }
    }
    let taken = taken(blocks);
    let sharing = sharing(blocks);
    let telling_apart = telling_apart(blocks);
    let fate = |at: usize, found: &Diagnostic| {
        // What all blocks show together names them itself.
        let Some((code, span, is_vain)) = place(found).filter(|_| block_of(ends, at) < blocks.len()) else {
            return Fate::Stands;
        };
        if is_vain && code == cards::STATEMENT_WITHOUT_EFFECT.code && telling_apart.contains(&span) {
            return Fate::Dropped;
        }
        let Some((statement, word, takers)) = around(&taken, span) else { return Fate::Stands };
        let of = |span: Span| holding.get(&(code, span, is_vain)).into_iter().flatten();
        let holds = of(span).chain(of(statement)).collect::<BTreeSet<_>>().len();
        // What is not in vain may be so because the others say something else in place of the statement.
        let sharers = if is_vain { takers } else { sharing.get(&span.source).map_or(takers, BTreeSet::len) };
        let protects = matches!(word, Keyword::Allow | Keyword::Deny | Keyword::Clients | Keyword::Account);
        if holds >= sharers {
            Fate::Stands
        } else if protects || !is_vain {
            Fate::Named((code, span, found.message.clone(), found.accepted.is_some()), holds < takers)
        } else {
            Fate::Dropped
        }
    };
    let fates: Vec<Fate> = report.diagnostics.iter().enumerate().map(|(at, found)| fate(at, found)).collect();
    let mut told: BTreeMap<Same, Vec<&str>> = BTreeMap::new();
    for (at, fate) in fates.iter().enumerate() {
        if let (Fate::Named(same, _), Some(block)) = (fate, blocks.get(block_of(ends, at))) {
            told.entry(same.clone()).or_default().push(&block.name);
        }
    }
    let mut fates = fates.into_iter();
    report.diagnostics.retain_mut(|found| match fates.next() {
        Some(Fate::Stands) | None => true,
        Some(Fate::Dropped) => false,
        Some(Fate::Named(same, is_taken_by_others)) => {
            let names = told.remove(&same);
            names.is_some_and(|names| {
                found.message = format!("in {}, {}", in_words(&names), found.message);
                if found.in_vain {
                    found.help =
                        Some("move it to the blocks in which it has an effect, or accept this in the others".into());
                    found.in_vain = false;
                } else if is_taken_by_others {
                    found.notes.push("other blocks take this statement, too, and this does not hold for them".into());
                }
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
    /// It is said of some blocks, with all that say the same; and whether others take the statement, too.
    Named(Same, bool),
}

fn place(found: &Diagnostic) -> Option<Place> {
    Some((found.rule.code, found.primary.as_ref()?.span, found.in_vain))
}

/// The number of the block on which a finding is.
fn block_of(ends: &[usize], at: usize) -> usize {
    ends.partition_point(|end| *end <= at)
}

/// The statements that blocks take from `defaults`, each with how many do.
fn taken(blocks: &[Arc<Block>]) -> BTreeMap<(SourceId, u32), (Span, Keyword, usize)> {
    let mut taken = BTreeMap::new();
    for block in blocks {
        for said in block.statements.iter().filter(|said| !is_own(block, said.span)) {
            let (_, _, blocks) = taken.entry((said.span.source, said.span.start)).or_insert((said.span, said.value, 0));
            *blocks += 1;
        }
    }
    taken
}

/// The files whose `defaults` blocks take statements from, each with the numbers of these blocks.
fn sharing(blocks: &[Arc<Block>]) -> BTreeMap<SourceId, BTreeSet<usize>> {
    let mut sharing: BTreeMap<SourceId, BTreeSet<usize>> = BTreeMap::new();
    for (number, block) in blocks.iter().enumerate() {
        for said in block.statements.iter().filter(|said| !is_own(block, said.span)) {
            sharing.entry(said.span.source).or_default().insert(number);
        }
    }
    sharing
}

/// Whether a place is in a block itself, and not in what it takes.
fn is_own(block: &Block, at: Span) -> bool {
    at.source == block.span.source && at.start > block.span.start
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
