//! Input: a commit, or git's index.
//! Output: the files that it contains, and what reads them and what they include.
//! Never: treats a file that git cannot supply as absent.

use super::command::{Objects, git, text};
use super::repository::{OUT, Repository, is_below, normal};
use super::revision::Commit;
use crate::cli::failure::Failure;
use crate::cli::input::{self, Named, folder_of, joined};
use ecrc::spec::model::{Input, LoadError, Loaded, Loader};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Mutex;

/// What is read of a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Snapshot {
    Commit(Commit),
    Index,
    /// The working tree, as far as the index knows of it.
    Tracked,
}

/// The top directory of a repository, as a path from there on: no include leaves it.
const TOP: &str = "";

/// What git holds at a path.
struct Entry {
    mode: Mode,
    object: String,
    /// Whether a sparse checkout leaves it out of the working tree.
    is_left_out: bool,
    /// Why it cannot be read as a spec.
    fault: Option<&'static str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    File,
    Link,
    Submodule,
}

impl Snapshot {
    /// What names it, in front of a path: `main:`.
    fn before_paths(&self) -> String {
        match self {
            Snapshot::Commit(Commit { name, .. }) => format!("{name}:"),
            Snapshot::Index => ":".to_owned(),
            Snapshot::Tracked => String::new(),
        }
    }

    /// All that it holds, by path from the top directory on.
    fn entries(&self, top: &str) -> Result<BTreeMap<String, Entry>, Failure> {
        // `mode type object TAB path`, or `tag mode object stage TAB path`.
        let (command, mode, object): (&[&str], _, _) = match self {
            Snapshot::Commit(Commit { id, .. }) => (&["-C", top, "ls-tree", "-r", "-z", "--full-tree", id], 0, 2),
            Snapshot::Index | Snapshot::Tracked => (&["-C", top, "ls-files", "-s", "-t", "-z"], 1, 2),
        };
        let listed = git(command)?.map_err(Failure::new)?;
        let intended = if *self == Snapshot::Index { intended(top, &listed)? } else { BTreeSet::new() };
        let entry = |line: &[u8]| {
            let tab = line.iter().position(|byte| *byte == b'\t')?;
            let (about, path) = line.split_at_checked(tab)?;
            let path = path.get(1..)?;
            let words: Vec<&str> = str::from_utf8(about).ok()?.split(' ').collect();
            if intended.contains(path) {
                return None;
            }
            let path = String::from_utf8_lossy(path);
            let is_unmerged = mode == 1 && words.last() != Some(&"0");
            let fault = match path {
                Cow::Owned(_) => Some("its name is not valid UTF-8"),
                Cow::Borrowed(_) if is_unmerged => Some("it is not merged yet; resolve it and run `git add`"),
                Cow::Borrowed(_) => None,
            };
            let mode = match *words.get(mode)? {
                "120000" => Mode::Link,
                "160000" => Mode::Submodule,
                _ => Mode::File,
            };
            let object = (*words.get(object)?).to_owned();
            Some((path.into_owned(), Entry { mode, object, is_left_out: words.first() == Some(&"S"), fault }))
        };
        Ok(listed.split(|byte| *byte == 0).filter_map(entry).collect())
    }
}

/// The paths of the index that `git add -N` put there: git shows them as not staged.
fn intended(top: &str, listed: &[u8]) -> Result<BTreeSet<Vec<u8>>, Failure> {
    let ask = |arguments: &[&str]| git(&[&["-C", top], arguments].concat())?.map_err(Failure::new);
    let empty = text(ask(&["hash-object", "-t", "tree", "--stdin"])?)?;
    let staged = ask(&[
        "diff-index",
        "--cached",
        "--name-only",
        "-z",
        "--no-renames",
        "--ita-invisible-in-index",
        "-O/dev/null",
        &empty,
    ])?;
    let paths = |bytes: &[u8]| -> BTreeSet<Vec<u8>> {
        let lines = bytes.split(|byte| *byte == 0);
        lines.filter_map(|line| Some(line.splitn(2, |byte| *byte == b'\t').nth(1)?.to_vec())).collect()
    };
    let staged: BTreeSet<Vec<u8>> = staged.split(|byte| *byte == 0).map(<[u8]>::to_vec).collect();
    Ok(&paths(listed) - &staged)
}

/// The files of a commit or of the index, and what reads them.
pub struct Tree<'r> {
    repository: &'r Repository,
    snapshot: Snapshot,
    objects: Mutex<Objects>,
    entries: BTreeMap<String, Entry>,
}

impl<'r> Tree<'r> {
    pub fn open(repository: &'r Repository, snapshot: Snapshot) -> Result<Self, Failure> {
        let objects = Mutex::new(Objects::start(&repository.top)?);
        let entries = snapshot.entries(&repository.top)?;
        Ok(Self { repository, snapshot, objects, entries })
    }

    /// What the files and directories of the command line contained.
    pub fn inputs(&self, files: &[String]) -> Result<Vec<Input>, Failure> {
        self.inputs_of(files, |_| true)
    }

    /// The same, of what a sparse checkout leaves out.
    pub fn inputs_left_out(&self, files: &[String]) -> Result<Vec<Input>, Failure> {
        self.inputs_of(files, |path| self.is_left_out(path))
    }

    fn inputs_of(&self, files: &[String], keep: impl Fn(&str) -> bool) -> Result<Vec<Input>, Failure> {
        let mut found: Vec<Input> = Vec::new();
        for (identity, Named { name, .. }) in self.named(files)? {
            if !keep(&identity) {
                continue;
            }
            let Some(bytes) = self.read(&identity)? else { continue };
            found.push(self.input(identity, &name, bytes));
        }
        found.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(found)
    }

    fn input(&self, identity: String, path: &str, bytes: Vec<u8>) -> Input {
        let stem = Path::new(path).file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into());
        Input { name: self.shown(path), identity, root: TOP.to_owned(), stem, bytes }
    }

    /// The path of every spec; no links, and nothing that cannot be read.
    pub fn specs(&self) -> impl Iterator<Item = &String> {
        let is_readable =
            |path: &str, entry: &Entry| entry.mode == Mode::File && entry.fault.is_none() && input::is_spec(path);
        self.entries.iter().filter(move |(path, entry)| is_readable(path, entry)).map(|(path, _)| path)
    }

    pub fn is_left_out(&self, path: &str) -> bool {
        self.entries.get(path).is_some_and(|entry| entry.is_left_out)
    }

    /// The file of a path.
    pub fn at(&self, path: &str) -> Result<Option<Input>, Failure> {
        let bytes = self.read(path)?;
        Ok(bytes.map(|bytes| self.input(path.to_owned(), path, bytes)))
    }

    /// The files that the command line names, by where they lead; their names are paths from the top directory on.
    pub fn named(&self, files: &[String]) -> Result<BTreeMap<String, Named>, Failure> {
        let mut found = BTreeMap::new();
        for file in files {
            let path = self.repository.path(file)?;
            // What is named itself may lead anywhere in the repository; so may what is included.
            let real = self.followed(&path)?;
            if let Some(submodule) = self.submodule_of(&real) {
                return Err(in_submodule(file, submodule));
            }
            if self.entries.contains_key(&real) {
                let elsewhere = folder_of(&real) != self.followed(folder_of(&path))?;
                input::add(&mut found, real, Named { name: path, root: TOP.to_owned(), elsewhere });
                continue;
            }
            for below in self.entries.keys().filter(|entry| is_below(entry, &real)) {
                let inside = below.strip_prefix(real.as_str()).unwrap_or(below).trim_start_matches('/');
                let hidden = inside.split('/').any(|part| part.starts_with('.'));
                if hidden || !input::is_spec(below) {
                    continue;
                }
                let name = joined(&path, inside);
                let identity = self.followed(below)?;
                if !is_below(&identity, &real) {
                    return Err(input::leading_out(&self.shown(&name), file));
                }
                let elsewhere = folder_of(&identity) != folder_of(below);
                input::add(&mut found, identity, Named { name, root: TOP.to_owned(), elsewhere });
            }
        }
        Ok(found)
    }

    /// The submodules below the files and folders that the command line names, and the commits that they are at.
    pub fn submodules(&self, files: &[String]) -> Result<BTreeMap<String, String>, Failure> {
        let mut found = BTreeMap::new();
        for file in files {
            let real = self.followed(&self.repository.path(file)?)?;
            let below =
                self.entries.iter().filter(|(path, entry)| entry.mode == Mode::Submodule && is_below(path, &real));
            found.extend(below.map(|(path, entry)| (path.clone(), entry.object.clone())));
        }
        Ok(found)
    }

    /// The submodule that holds a path, or is there.
    fn submodule_of(&self, path: &str) -> Option<&str> {
        let mut at = path;
        loop {
            if let Some((path, _)) = self.entries.get_key_value(at).filter(|(_, entry)| entry.mode == Mode::Submodule) {
                return Some(path);
            }
            if at.is_empty() {
                return None;
            }
            at = folder_of(at);
        }
    }

    /// Where a path leads, through links to files and to folders; [`OUT`] where that is out of the repository.
    fn followed(&self, path: &str) -> Result<String, Failure> {
        let mut open: Vec<String> = path.rsplit('/').map(str::to_owned).collect();
        let mut real = String::new();
        let mut links = 0;
        while let Some(part) = open.pop() {
            if part.is_empty() || part == "." {
                continue;
            }
            if part == ".." {
                if real.is_empty() {
                    return Ok(OUT.to_owned());
                }
                real.truncate(folder_of(&real).len());
                continue;
            }
            real = joined(&real, &part);
            let Some(link) = self.entries.get(&real).filter(|entry| entry.mode == Mode::Link) else { continue };
            links += 1;
            // As many as Linux follows.
            if links > 40 {
                return Err(Failure::new(format!("`{}` leads through too many symlinks", self.shown(path))));
            }
            let target = String::from_utf8(self.content(&real, link)?).ok();
            let Some(target) = target.filter(|target| !target.starts_with('/')) else { return Ok(OUT.to_owned()) };
            open.extend(target.rsplit('/').map(str::to_owned));
            real.truncate(folder_of(&real).len());
        }
        Ok(real)
    }

    /// What stands at a path that leads through no link.
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Failure> {
        let Some(entry) = self.entries.get(path) else { return Ok(None) };
        if let Some(fault) = entry.fault {
            return Err(Failure::new(format!("cannot read `{}`: {fault}", self.shown(path))));
        }
        self.content(path, entry).map(Some)
    }

    /// The content of an entry. A partial clone may lack it, which is not the same as a file that is not there.
    fn content(&self, path: &str, entry: &Entry) -> Result<Vec<u8>, Failure> {
        let mut objects = self.objects.lock().map_err(|_| Failure::new("git could not be asked"))?;
        objects.read(&entry.object)?.ok_or_else(|| {
            let failure = Failure::new(format!("git does not have the content of `{}`", self.shown(path)));
            failure.help(format!("in a partial clone, fetch it with `git cat-file -e {}`", entry.object))
        })
    }

    /// `main:web.ecr`, from the working directory on.
    fn shown(&self, path: &str) -> String {
        format!("{}{}", self.snapshot.before_paths(), self.repository.shown(path))
    }
}

/// git shows of a submodule which commit it is at, and so does ecrc.
fn in_submodule(path: &str, submodule: &str) -> Failure {
    Failure::new(format!("`{path}` is in the submodule `{submodule}`, a repository of its own"))
        .help("run `ecrc diff` in the submodule")
}

impl Tree<'_> {
    /// Includes a file that a sparse checkout leaves out.
    pub fn load_left_out(&self, name: &str, path: &str) -> Result<Loaded, LoadError> {
        let loaded = self.load(TOP, name, path)?;
        if self.is_left_out(&loaded.identity) { Ok(loaded) } else { Err(LoadError::Missing) }
    }
}

impl Loader for Tree<'_> {
    fn load(&self, _root: &str, name: &str, path: &str) -> Result<Loaded, LoadError> {
        let unreadable = |failure: Failure| LoadError::Unreadable(failure.message);
        let front = self.snapshot.before_paths();
        let (name, asked) = match path.strip_prefix(self.repository.top.as_str()) {
            Some(below) if below.starts_with('/') => {
                let asked = normal(below).ok_or(LoadError::OutsideRoot)?;
                (self.shown(&asked), asked)
            }
            _ if Path::new(path).is_absolute() => return Err(LoadError::OutsideRoot),
            _ => {
                let name = joined(folder_of(name.strip_prefix(&front).unwrap_or(name)), path);
                let asked = format!("{}{name}", self.repository.prefix);
                (format!("{front}{name}"), asked)
            }
        };
        let identity = self.followed(&asked).map_err(unreadable)?;
        if identity == OUT {
            return Err(LoadError::OutsideRoot);
        }
        if let Some(submodule) = self.submodule_of(&identity) {
            return Err(LoadError::Unreadable(in_submodule(path, submodule).message));
        }
        match self.read(&identity).map_err(unreadable)? {
            Some(bytes) => Ok(Loaded { name, identity, bytes }),
            None => Err(LoadError::Missing),
        }
    }
}
