//! Input: revisions of git, its index or the working tree, and the files to compare.
//! Output: what these contained and contain, with includes; a changed file of `defaults` by the specs that take it.
//! Never: writes to the repository, runs a program that it names, or reads a file of the working tree for a revision.

mod command;
mod repository;
mod revision;
mod tree;
mod worktree;

use super::sides::Contents;
use super::takers;
use crate::cli::audit::said::Said;
use crate::cli::failure::Failure;
use crate::cli::terminal::Terminal;
use ecrc::diagnostic::Severity;
use ecrc::spec::model::{Input, Loader};
use ecrc::template::{NoFiles, TextKind, kind_of};
use repository::Repository;
use revision::revisions;
use std::collections::{BTreeMap, BTreeSet};
use tree::{Snapshot, Tree};
use worktree::Worktree;

/// One side in a repository.
enum Side<'r> {
    /// Before the first commit, there is nothing.
    Nothing,
    Tree(Tree<'r>),
    Disk(Worktree<'r>),
}

/// The sides that the command line names.
pub fn sides(
    base: Option<&str>,
    staged: bool,
    files: &[String],
    said: &Said,
    terminal: Terminal,
) -> Result<[Contents; 2], Failure> {
    let repository = Repository::find()?;
    let here = [".".to_owned()];
    let files = if files.is_empty() { &here } else { files };
    if let Some(file) = files.iter().find(|file| *file == "-") {
        return Err(Failure::new(format!("no revision contains `{file}`")).help("name files, directories, or nothing"));
    }
    let tree = |snapshot: Snapshot| Ok(Side::Tree(Tree::open(&repository, snapshot)?));
    let (old, new) = match (revisions(base)?, staged) {
        ((_, Some(_)), true) => {
            let failure = Failure::new("`--staged` cannot be combined with a `--base` that names both sides");
            return Err(failure.help("remove one of them"));
        }
        ((old, Some(commit)), false) => (old, tree(Snapshot::Commit(commit))?),
        ((old, None), true) => (old, tree(Snapshot::Index)?),
        ((old, None), false) => (old, Side::Disk(Worktree::open(&repository)?)),
    };
    let old = old.map_or(Ok(Side::Nothing), |commit| tree(Snapshot::Commit(commit)))?;
    let mut of_old = old.inputs(files, &Side::Nothing)?;
    let mut of_new = new.inputs(files, &old)?;
    if of_old.is_empty() && of_new.is_empty() {
        let names = files.iter().map(|file| format!("`{file}`")).collect::<Vec<_>>().join(", ");
        return Err(Failure::new(format!("{names} has no spec, neither before nor after")));
    }
    note_submodules(&old.submodules(files)?, &new.submodules(files)?, terminal);
    for taker in takers(&repository, [(&old, &of_old), (&new, &of_new)], terminal)? {
        of_old.extend(old.at(&taker)?);
        of_new.extend(new.at(&taker)?);
    }
    of_old.iter().chain(&of_new).try_for_each(refuse_modules)?;
    Ok([
        Contents::of(of_old, old.loader(), &NoFiles, said, terminal)?,
        Contents::of(of_new, new.loader(), &NoFiles, said, terminal)?,
    ])
}

/// A module is all files of a directory, and more: one of them out of a revision would be judged with the others of today.
fn refuse_modules(input: &Input) -> Result<(), Failure> {
    if kind_of(&input.name, &String::from_utf8_lossy(&input.bytes)) != TextKind::Terraform {
        return Ok(());
    }
    let failure =
        Failure::new(format!("ecrc does not read Terraform modules, such as that of `{}`, from git", input.name));
    Err(failure.help("check out both revisions, and compare their directories: `ecrc diff OLD NEW`"))
}

/// The specs of the working tree that take a file, and are tracked.
pub fn taking(file: &str) -> Result<Vec<Input>, Failure> {
    let repository = Repository::find()?;
    let worktree = Worktree::open(&repository)?;
    let mut specs = Vec::new();
    for path in worktree.tracked.specs() {
        specs.extend(worktree.at(path)?);
    }
    let files = [crate::cli::input::resolved_as_far(file)].into();
    let taking = takers::of(&files, &specs, &worktree);
    Ok(specs.into_iter().filter(|spec| taking.contains(&spec.identity)).collect())
}

impl Side<'_> {
    fn inputs(&self, files: &[String], before: &Side) -> Result<Vec<Input>, Failure> {
        match (self, before) {
            (Side::Nothing, _) => Ok(Vec::new()),
            (Side::Tree(tree), _) => tree.inputs(files),
            (Side::Disk(worktree), Side::Tree(before)) => worktree.inputs(files, Some(before)),
            (Side::Disk(worktree), Side::Nothing | Side::Disk(_)) => worktree.inputs(files, None),
        }
    }

    /// What git knows of it.
    fn tracked(&self) -> Option<&Tree<'_>> {
        match self {
            Side::Nothing => None,
            Side::Tree(tree) => Some(tree),
            Side::Disk(worktree) => Some(&worktree.tracked),
        }
    }

    fn submodules(&self, files: &[String]) -> Result<BTreeMap<String, String>, Failure> {
        self.tracked().map_or(Ok(BTreeMap::new()), |tree| tree.submodules(files))
    }

    /// The file of a path from the top directory on, if it exists.
    fn at(&self, path: &str) -> Result<Option<Input>, Failure> {
        match self {
            Side::Nothing => Ok(None),
            Side::Tree(tree) => tree.at(path),
            Side::Disk(worktree) => worktree.at(path),
        }
    }

    fn loader(&self) -> &dyn Loader {
        match self {
            Side::Nothing => &crate::cli::input::Includes,
            Side::Tree(tree) => tree,
            Side::Disk(worktree) => worktree,
        }
    }
}

/// git shows a submodule as a commit; the specs in it are in another repository.
fn note_submodules(old: &BTreeMap<String, String>, new: &BTreeMap<String, String>, terminal: Terminal) {
    for submodule in old.keys().chain(new.keys().filter(|path| !old.contains_key(*path))) {
        let how = if old.get(submodule) == new.get(submodule) { "is" } else { "changes, and is" };
        let message = format!("submodule `{submodule}` {how} not compared: its specs are in another repository");
        terminal.say(Severity::Warning, &message, Some("run `ecrc diff` in the submodule"));
    }
}

/// The path from the top directory on of what a side holds.
fn path_of(repository: &Repository, identity: &str) -> String {
    repository.below(identity).unwrap_or_else(|| identity.to_owned())
}

/// The specs that take a file which changes and has no block of its own, so that nothing follows from it alone; those
/// that are compared anyway are not among them.
fn takers(
    repository: &Repository,
    sides: [(&Side, &Vec<Input>); 2],
    terminal: Terminal,
) -> Result<BTreeSet<String>, Failure> {
    let held = sides.map(|(_, inputs)| -> BTreeMap<String, &Input> {
        inputs.iter().map(|input| (path_of(repository, &input.identity), input)).collect()
    });
    let [old, new] = &held;
    let bytes = |of: &BTreeMap<String, &Input>, path: &String| of.get(path).map(|input| input.bytes.clone());
    let differs = |path: &&String| {
        let both = [bytes(old, path), bytes(new, path)];
        both[0] != both[1] && !both.iter().flatten().any(|bytes| takers::has_block(bytes))
    };
    let changed: BTreeSet<String> = old.keys().chain(new.keys()).filter(differs).cloned().collect();
    let mut found: BTreeSet<String> = BTreeSet::new();
    if changed.is_empty() {
        return Ok(found);
    }
    for ((side, _), of_side) in sides.iter().zip(&held) {
        let mut specs = Vec::new();
        for path in side.tracked().iter().flat_map(|tree| tree.specs()) {
            specs.extend(side.at(path)?);
        }
        let files = changed.iter().filter_map(|path| Some(of_side.get(path)?.identity.clone())).collect();
        let taking = takers::of(&files, &specs, side.loader());
        found.extend(taking.iter().map(|identity| path_of(repository, identity)));
    }
    if found.is_empty() {
        let names = changed.iter().map(|path| format!("`{}`", repository.shown(path))).collect::<Vec<_>>().join(", ");
        let message = format!("{names} changed, but no spec of the repository includes it");
        terminal.say(Severity::Warning, &message, None);
    }
    found.retain(|path| !held.iter().any(|of_side| of_side.contains_key(path)));
    Ok(found)
}
