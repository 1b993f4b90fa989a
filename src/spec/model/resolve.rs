//! Input: the files of one command.
//! Output: their blocks, with `defaults` and includes resolved, and a report. One that is known is not read again.
//! Never: opens a file; a [`Loader`] does.

use super::defaults::{once, overlay};
use super::draft::{Body, Draft};
use super::head::Head;
use super::input::{Input, LoadError, Loader};
use super::memo::{Inherited, Memo, Place};
use super::names;
use super::said;
use super::saying::{Said, Saying};
use super::{Block, across};
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::span::{SourceId, Sources, Span, Spanned};
use crate::spec::syntax::{self, Item, Keyword, Next};
use std::collections::BTreeMap;
use std::sync::Arc;

/// So many bytes of statements the blocks of one command may take from `defaults`, all together: each takes them all, so
/// that a short text could say more than any memory holds.
const MOST_TAKEN: usize = 16_000_000;

/// So many files may include each other in a row: each is read while those before it are open.
const DEEPEST: usize = 100;

/// The blocks of all inputs, in the order of the inputs and of the text. One with an error is left out; the report
/// says why.
#[derive(Debug, Default)]
pub struct Resolved {
    /// The blocks.
    pub blocks: Vec<Arc<Block>>,
    /// By what each is known again, if it can be.
    pub places: Vec<Option<Place>>,
}

/// Reads the files of a command. What the memo knows is not read again.
pub fn resolve(
    inputs: Vec<Input>,
    loader: &dyn Loader,
    sources: &mut Sources,
    report: &mut Report,
    memo: Option<&mut Memo>,
) -> Resolved {
    let (read, open) = (BTreeMap::new(), BTreeMap::new());
    let mut files = Files { loader, sources, report, memo, read, depth: 0, open, taken: 0 };
    let mut sources_of = Vec::new();
    for input in inputs {
        let file = File { name: input.name, identity: input.identity, root: input.root };
        sources_of.push((files.add(file, input.bytes), input.stem));
    }
    for (identity, _) in &sources_of {
        files.read(identity);
    }
    if files.is_full() {
        return Resolved::default();
    }
    let mut drafts = Vec::new();
    for (identity, stem) in sources_of {
        drafts.extend(files.drafts(&identity, &stem));
    }
    let Files { report, sources, mut memo, .. } = files;
    names::unique(&drafts, report);
    let mut resolved = Resolved::default();
    for draft in drafts {
        let around = draft.around;
        let known = draft.assembled();
        if !around {
            report.append(known.assembled.lacking.clone());
        }
        report.append(known.assembled.found.clone());
        if let Some(block) = known.assembled.block.as_ref().filter(|_| !around) {
            resolved.blocks.push(Arc::clone(block));
            resolved.places.push(known.place.clone());
        }
        if let Some(memo) = &mut memo {
            memo.keep(known);
        }
    }
    if let Some(memo) = memo {
        memo.settle(sources);
    }
    across::check(&resolved.blocks, report);
    resolved
}

struct File {
    name: String,
    identity: String,
    root: String,
}

/// A file, read.
struct ReadFile {
    file: File,
    source: Option<SourceId>,
    state: State,
}

enum State {
    Unread,
    Reading,
    Read(Defaults),
}

/// What a file's blocks take.
#[derive(Clone, Default)]
struct Defaults {
    sayings: Vec<Saying>,
    /// Something of it could not be read.
    broken: bool,
}

struct Files<'c> {
    loader: &'c dyn Loader,
    sources: &'c mut Sources,
    report: &'c mut Report,
    memo: Option<&'c mut Memo>,
    /// By identity.
    read: BTreeMap<String, ReadFile>,
    /// How many files are being read, each included by the one before.
    depth: usize,
    /// Drafts of files that were read, until they are asked for.
    open: BTreeMap<String, Vec<Draft>>,
    /// How many bytes of statements blocks and files have taken from others.
    taken: usize,
}

impl Files<'_> {
    /// Whether reading stops: what is said is past all use.
    fn is_full(&self) -> bool {
        self.report.is_full() || self.taken > MOST_TAKEN
    }

    /// Counts what `defaults` or an include passes on, and reports if it is too much.
    fn take(&mut self, sayings: &[Saying], at: Span) {
        let before = self.taken;
        self.taken += sayings.iter().map(|saying| saying.span.range().len()).sum::<usize>();
        if before <= MOST_TAKEN && self.taken > MOST_TAKEN {
            self.report.push(
                Diagnostic::new(&cards::SYNTAX_ERROR, at, "`defaults` is too large for this many blocks")
                    .label(format!("with this, more than {} MB", MOST_TAKEN / 1_000_000))
                    .help("compile the blocks in several runs, or shorten `defaults`"),
            );
        }
    }

    /// Takes a file in, once; its identity.
    fn add(&mut self, file: File, bytes: Vec<u8>) -> String {
        let identity = file.identity.clone();
        if !self.read.contains_key(&identity) {
            let source = syntax::decode(self.sources, &file.name, bytes, self.report);
            self.read.insert(identity.clone(), ReadFile { file, source, state: State::Unread });
        }
        identity
    }

    /// Reads a file and all that it includes; its defaults.
    fn read(&mut self, identity: &str) -> Option<Defaults> {
        let entry = self.read.get_mut(identity)?;
        match &entry.state {
            State::Read(defaults) => return Some(defaults.clone()),
            State::Reading => return None,
            State::Unread => entry.state = State::Reading,
        }
        let source = entry.source;
        self.depth += 1;
        let defaults = match source {
            Some(id) => self.read_source(identity, id),
            None => Defaults { broken: true, ..Defaults::default() },
        };
        self.depth -= 1;
        if let Some(entry) = self.read.get_mut(identity) {
            entry.state = State::Read(defaults.clone());
        }
        Some(defaults)
    }

    fn read_source(&mut self, identity: &str, id: SourceId) -> Defaults {
        // The text is lent to the tree while others are added to the sources.
        let Some(source) = self.sources.get(id).cloned() else { return Defaults::default() };
        let mut items = syntax::Items::of(&source, id, self.report);
        let mut recall = self.memo.as_mut().map(|memo| memo.recall(id));
        let mut inherited: Option<Arc<Inherited>> = None;
        let mut defaults = Defaults::default();
        let mut own: Option<Span> = None;
        let mut first_block: Option<Span> = None;
        let mut drafts = Vec::new();
        let (mut empty, mut broken) = (true, false);
        while !self.is_full() {
            let taken = inherited.get_or_insert_with(|| Inherited::of(&defaults.sayings));
            let now = (&*taken, &*self.sources);
            let known = recall.as_mut().and_then(|recall| recall.next(&mut items, now, self.report.room()));
            if let Some(known) = known {
                empty = false;
                first_block.get_or_insert(known.head.keyword);
                self.take(&defaults.sayings, known.head.keyword);
                self.report.append(known.read.clone());
                drafts.push(Draft { around: defaults.broken, body: Body::Known(known) });
                continue;
            }
            let found = self.report.diagnostics.len();
            let Some(next) = items.next(self.report) else { break };
            empty = false;
            let item = match next {
                Next::Item(item) => item,
                Next::Stray => {
                    broken = true;
                    continue;
                }
            };
            match &item {
                Item::Include(include) => {
                    if let Some(before) = own.or(first_block) {
                        self.misplaced(include.keyword, before, "include");
                    }
                    let path = include.path.as_ref().map(|path| Spanned::new(path.value.as_ref(), path.span));
                    match path.and_then(|path| self.include(identity, path)) {
                        Some(included) => {
                            self.take(&included.sayings, include.keyword);
                            overlay(&mut defaults.sayings, included.sayings, false);
                            defaults.broken |= included.broken;
                        }
                        None => defaults.broken = true,
                    }
                }
                Item::Defaults(block) => {
                    if let Some(before) = own {
                        self.report.push(
                            Diagnostic::new(&cards::CONTRADICTION, block.keyword, "`defaults` appears twice")
                                .label("the second one")
                                .also(before, "the first one")
                                .help("merge them into one"),
                        );
                    } else if let Some(before) = first_block {
                        self.misplaced(block.keyword, before, "defaults");
                    }
                    let (sayings, broken) = self.sayings(block);
                    defaults.broken |= broken || own.is_some();
                    if own.is_none() {
                        overlay(&mut defaults.sayings, sayings, false);
                    }
                    own.get_or_insert(block.keyword);
                }
                Item::Block(block) => {
                    first_block.get_or_insert(block.keyword);
                    let (own, broken) = self.sayings(block);
                    self.take(&defaults.sayings, block.keyword);
                    let mut sayings = defaults.sayings.clone();
                    overlay(&mut sayings, own, true);
                    let head = Head::of(block, self.report);
                    let knowable = block.closed && block.name.is_some() && items.is_plain(block.span.range());
                    let again = self.memo.as_mut().filter(|_| knowable).map(|memo| {
                        let mut read = Report::default();
                        read.diagnostics.extend_from_slice(self.report.diagnostics.get(found..).unwrap_or_default());
                        (read, memo.place(block.span, Arc::clone(taken)))
                    });
                    let body = Body::Read { head, sayings, broken, again };
                    drafts.push(Draft { around: defaults.broken, body });
                }
            }
            if !matches!(item, Item::Block(_)) {
                inherited = None;
            }
        }
        if empty && !self.report.is_full() {
            self.report.push(nothing_to_compile(id));
        }
        names::all_named(&mut drafts, self.report);
        if broken {
            defaults.broken = true;
            for draft in &mut drafts {
                draft.around = true;
            }
        }
        self.open.insert(identity.to_owned(), drafts);
        defaults
    }

    /// The blocks of a file that was read.
    fn drafts(&mut self, identity: &str, stem: &str) -> Vec<Draft> {
        let mut drafts = self.open.remove(identity).unwrap_or_default();
        if let [draft] = drafts.as_mut_slice()
            && draft.head().name_span.is_none()
        {
            stem.clone_into(&mut draft.head_mut().name);
        }
        drafts
    }

    fn misplaced(&mut self, keyword: Span, before: Span, word: &str) {
        self.report.push(
            Diagnostic::new(&cards::SYNTAX_ERROR, keyword, format!("`{word}` comes too late"))
                .label("must come earlier")
                .also(before, "must come after it")
                .help("write includes first, then `defaults`, then blocks"),
        );
    }

    fn sayings(&mut self, block: &syntax::Block) -> (Vec<Saying>, bool) {
        let mut broken = block.broken;
        let mut sayings: Vec<Saying> = Vec::with_capacity(block.statements.len());
        for statement in &block.statements {
            if self.report.is_full() {
                break;
            }
            let saying = said::read(statement, self.report);
            // What an `accept` would silence is shown all the same.
            broken |= saying.said == Said::Nothing && saying.keyword != Keyword::Accept;
            sayings.push(saying);
        }
        once(&mut sayings, self.report);
        (sayings, broken)
    }

    fn include(&mut self, including: &str, path: Spanned<&str>) -> Option<Defaults> {
        let (name, root) = {
            let file = &self.read.get(including)?.file;
            (file.name.clone(), file.root.clone())
        };
        let loaded = match self.loader.load(&root, &name, path.value) {
            Ok(loaded) => loaded,
            Err(error) => {
                let found = match error {
                    LoadError::Missing => {
                        Diagnostic::new(&cards::INCLUDE, path.span, format!("file `{}` does not exist", path.value))
                            .label("not found")
                            .help("write the path relative to this file")
                    }
                    LoadError::OutsideRoot => Diagnostic::new(
                        &cards::INCLUDE,
                        path.span,
                        format!("`{}` is outside the directory that may be included", path.value),
                    )
                    .label("not below the include root")
                    .help("include files of the same git repository; outside one, name a directory that holds both"),
                    LoadError::Unreadable(why) => {
                        Diagnostic::new(&cards::INCLUDE, path.span, format!("cannot read `{}`: {why}", path.value))
                            .label("this file is needed here")
                    }
                };
                self.report.push(found);
                return None;
            }
        };
        let identity = self.add(File { name: loaded.name, identity: loaded.identity, root }, loaded.bytes);
        if self.read.get(&identity).is_some_and(|file| matches!(file.state, State::Reading)) {
            self.report.push(
                Diagnostic::new(&cards::INCLUDE, path.span, format!("`{}` includes itself", path.value))
                    .label("closes a cycle of includes")
                    .help("move what both need to a third file"),
            );
            return None;
        }
        if self.depth > DEEPEST {
            self.report.push(
                Diagnostic::new(&cards::INCLUDE, path.span, "the chain of includes is too long")
                    .label(format!("with this, more than {DEEPEST}"))
                    .help("include the files from one file instead"),
            );
            return None;
        }
        let defaults = self.read(&identity);
        if let Some(block) = self.open.get(&identity).and_then(|drafts| drafts.first()) {
            self.report.push(
                Diagnostic::new(&cards::INCLUDE, block.head().span, "an included file contains a block")
                    .label("blocks cannot be included")
                    .also(path.span, "included here")
                    .help("move its `defaults` to a separate file, and include that"),
            );
        }
        defaults
    }
}

fn nothing_to_compile(id: SourceId) -> Diagnostic {
    let span = Span { source: id, start: 0, end: 0 };
    Diagnostic::new(&cards::MISSING_STATEMENT, span, "the file has nothing to compile")
        .label("expected a block")
        .help("run `ecrc init` for a spec to start from")
}
