//! Input: the blocks of an earlier version of the texts.
//! Output: each again that says the same and takes the same from `defaults`, at its new place.
//! Never: knows a block again whose text is not the same, letter by letter.

use super::assemble::Assembled;
use super::head::Head;
use super::places::Placed;
use super::saying::Saying;
use crate::diagnostic::Report;
use crate::span::{Moves, SourceId, Sources, Span};
use crate::spec::syntax::Items;
use std::collections::BTreeMap;
use std::sync::Arc;

/// So many blocks behind the last one that was known are looked at for the next: as many may be removed in several
/// places at once. Behind what changed in one place, however much it was, blocks are found by their distance to the end.
const NEAR: usize = 8;

/// What became of the blocks of the last run, for the next one on nearly the same texts.
#[derive(Default)]
pub struct Memo {
    sources: Sources,
    /// By source, in the order of the text.
    known: BTreeMap<SourceId, Vec<Known>>,
    /// Those of this run.
    kept: BTreeMap<SourceId, Vec<Known>>,
    /// How many blocks were given a number.
    numbers: u64,
}

/// A block of the last run.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) head: Head,
    /// Where it is, if it may be known again.
    pub(super) place: Option<Place>,
    /// What reading it found.
    pub(super) read: Report,
    pub(super) assembled: Assembled,
}

/// By what a block is known again, and where its text is.
#[derive(Debug, Clone)]
pub struct Place {
    /// As long as it says the same and takes the same from `defaults`, it keeps its number.
    pub number: u64,
    /// All of it, up to the bracket that closes it.
    own: Span,
    inherited: Arc<Inherited>,
}

/// The statements that a block takes from `defaults`: where each is, and whether it is said again there.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Inherited(Vec<(Span, bool)>);

impl Inherited {
    pub(super) fn of(sayings: &[Saying]) -> Arc<Self> {
        Arc::new(Self(sayings.iter().map(|saying| (saying.span, saying.again)).collect()))
    }

    /// Whether these say what others said.
    fn says_what(&self, sources: &Sources, before: &Self, sources_before: &Sources) -> bool {
        let same = |((now, again), (then, again_then)): (&(Span, bool), &(Span, bool))| {
            now.source == then.source && again == again_then && sources.text(*now) == sources_before.text(*then)
        };
        self.0.len() == before.0.len() && self.0.iter().zip(&before.0).all(same)
    }
}

impl Place {
    /// Where what was here has gone, if it is at another place now.
    pub fn moves_to(&self, now: &Place) -> Moves {
        let inherited = (!Arc::ptr_eq(&self.inherited, &now.inherited)).then(|| {
            let pairs = self.inherited.0.iter().zip(&now.inherited.0);
            pairs.map(|((from, _), (to, _))| (*from, *to))
        });
        Moves::of(inherited.into_iter().flatten().chain([(self.own, now.own)]))
    }
}

impl Memo {
    /// Takes out what is known of a source's blocks.
    pub(super) fn recall(&mut self, source: SourceId) -> Recall {
        let known = self.known.remove(&source).unwrap_or_default();
        let starts = known.iter().filter_map(|known| Some(known.place.as_ref()?.own.start)).collect();
        let known = known.into_iter().map(Some).collect();
        Recall { sources: self.sources.clone(), source, known, starts, next: 0, compared: None }
    }

    /// The place of a block that is read for the first time.
    pub(super) fn place(&mut self, own: Span, inherited: Arc<Inherited>) -> Place {
        self.numbers += 1;
        Place { number: self.numbers, own, inherited }
    }

    /// Keeps what became of a block.
    pub(super) fn keep(&mut self, known: Known) {
        if let Some(place) = &known.place {
            self.kept.entry(place.own.source).or_default().push(known);
        }
    }

    /// What was kept is what is known in the next run; all else is forgotten.
    pub(super) fn settle(&mut self, sources: &Sources) {
        self.known = std::mem::take(&mut self.kept);
        self.sources = sources.clone();
    }

    /// The numbers of the blocks that are known.
    pub fn numbers(&self) -> Vec<u64> {
        self.known.values().flatten().filter_map(|known| Some(known.place.as_ref()?.number)).collect()
    }
}

/// The blocks of a source in the last run, in the order of the text.
pub(super) struct Recall {
    sources: Sources,
    source: SourceId,
    /// Those that have not been known again yet.
    known: Vec<Option<Known>>,
    starts: Vec<u32>,
    /// The one behind the last that was known.
    next: usize,
    /// What was compared last, before and now, and whether it says the same.
    compared: Option<(Arc<Inherited>, Arc<Inherited>, bool)>,
}

impl Recall {
    /// The next item, if it is a block that is known and takes the same as before.
    pub(super) fn next(&mut self, items: &mut Items, now: (&Arc<Inherited>, &Sources), room: usize) -> Option<Known> {
        if self.known.is_empty() {
            return None;
        }
        let before = Arc::clone(self.sources.get(self.source)?);
        let rest = items.rest();
        let behind = before.text.len().checked_sub(rest.len()).and_then(|at| u32::try_from(at).ok());
        let behind = behind.and_then(|at| self.starts.binary_search(&at).ok());
        let near = self.next..self.known.len().min(self.next + NEAR);
        let (at, own) = near.chain(behind).find_map(|at| {
            let known = self.known.get(at)?.as_ref().filter(|known| known.read.diagnostics.len() < room)?;
            let place = known.place.as_ref()?;
            let text = before.text.get(place.own.range()).filter(|text| rest.starts_with(*text))?;
            let inherited = Arc::clone(&place.inherited);
            if !self.is_same(&inherited, now) {
                return None;
            }
            Some((at, items.pass(text)?))
        })?;
        self.next = at + 1;
        let mut known = self.known.get_mut(at)?.take()?;
        let inherited = Arc::clone(now.0);
        known.follow(own, &inherited);
        Some(known)
    }

    /// Whether blocks took the same before, wherever that stood.
    fn is_same(&mut self, before: &Arc<Inherited>, (now, sources): (&Arc<Inherited>, &Sources)) -> bool {
        if let Some((was, is, same)) = &self.compared
            && Arc::ptr_eq(was, before)
            && Arc::ptr_eq(is, now)
        {
            return *same;
        }
        let same = now.says_what(sources, before, &self.sources);
        self.compared = Some((Arc::clone(before), Arc::clone(now), same));
        same
    }
}

impl Known {
    /// Moves it to where its text is now.
    fn follow(&mut self, own: Span, inherited: &Arc<Inherited>) {
        let Some(place) = &mut self.place else { return };
        // What has not moved stays the same thing, by which later stages see that.
        let inherited =
            if place.inherited == *inherited { Arc::clone(&place.inherited) } else { Arc::clone(inherited) };
        let now = Place { number: place.number, own, inherited };
        let moves = place.moves_to(&now);
        *place = now;
        if moves.is_empty() {
            return;
        }
        let Self { head, place: _, read, assembled: Assembled { lacking, found, block } } = self;
        head.follow(&moves);
        let found = [read, lacking, found].into_iter().flat_map(|report| &mut report.diagnostics);
        found.flat_map(crate::diagnostic::Diagnostic::places).for_each(|span| moves.apply(span));
        if let Some(block) = block {
            Arc::make_mut(block).follow(&moves);
        }
    }
}

impl Placed for Head {
    fn follow(&mut self, moves: &Moves) {
        let Self { name: _, name_span, keyword, span, is_named: _, nameless: _ } = self;
        name_span.follow(moves);
        keyword.follow(moves);
        span.follow(moves);
    }
}

#[cfg(test)]
mod tests {
    use super::Memo;
    use crate::diagnostic::Report;
    use crate::span::Sources;
    use crate::spec::model::{Input, NoFiles, Resolved, resolve};
    use std::fmt::Write as _;

    const BLOCKS: u64 = 1_000;

    fn spec() -> String {
        let mut text = "defaults <\n  logs awslogs;\n>\n".to_owned();
        for number in 1..=BLOCKS {
            let _ = writeln!(text, "private_ecr vpc-{number} <\n  region us-east-2;\n  launch eks;\n>");
        }
        text
    }

    /// Reads a spec again; how many of its blocks had to be read.
    fn read(memo: &mut Memo, text: &str) -> u64 {
        let (mut sources, mut report) = (Sources::default(), Report::default());
        let name = || "a.ecr".to_owned();
        let input =
            Input { name: name(), identity: name(), root: name(), stem: name(), bytes: text.as_bytes().to_vec() };
        let before = memo.numbers;
        let Resolved { blocks, places } = resolve(vec![input], &NoFiles, &mut sources, &mut report, Some(memo));
        for (block, place) in blocks.iter().zip(places) {
            let place = place.unwrap();
            let text = sources.text(place.own);
            assert!(text.starts_with(&format!("private_ecr {} <", block.name)) && text.ends_with('>'), "{text}");
        }
        memo.numbers - before
    }

    #[test]
    fn only_blocks_that_have_changed_are_read_again() {
        let mut memo = Memo::default();
        let text = spec();
        assert_eq!(read(&mut memo, &text), BLOCKS);
        assert_eq!(read(&mut memo, &text), 0);
        let middle = text.replace("vpc-500 <\n", "vpc-500 <\n  kms on;\n");
        assert_eq!(read(&mut memo, &middle), 1);
        assert_eq!(read(&mut memo, &format!("# of all\n{middle}")), 0, "all have moved");
        assert_eq!(read(&mut memo, &middle.replace("  logs", "  # moved\n  logs")), 0, "what they take has moved, too");
        assert_eq!(
            read(&mut memo, &format!("{middle}private_ecr n")),
            0,
            "nothing is concluded, and nothing forgotten"
        );
        assert_eq!(read(&mut memo, &format!("{middle}private_ecr new < region us-east-2; launch eks >")), 1);
        let half = middle.find("private_ecr vpc-600 ").unwrap();
        assert_eq!(read(&mut memo, &middle[..half]), 0, "many removed at the end");
        assert_eq!(read(&mut memo, &middle), 401);
        let start = middle.find("private_ecr vpc-2 ").unwrap();
        assert_eq!(read(&mut memo, &format!("{}{}", &middle[..start], &middle[half..])), 0, "and at the start");
        assert_eq!(read(&mut memo, &middle), 598, "an undo");
        let two = middle.replace("vpc-3 ", "vpc-3x ").replace("vpc-900 ", "vpc-9x0 ");
        assert_eq!(read(&mut memo, &two), 2, "in two places at once");
        assert_eq!(
            read(&mut memo, &two.replacen("logs awslogs", "logs none", 1)),
            BLOCKS,
            "all take another statement"
        );
    }
}
