//! Comes in: a revision of git, or its index, and the files to compare.
//! Goes out: what these held then, includes too.
//! Never: writes to the repository, or reads a file of the working tree for a revision.

use super::super::input::{self, Named, folder_of, joined};
use super::super::terminal::Terminal;
use super::super::{Failure, reason};
use super::sides::Contents;
use ecrc::model::{Input, LoadError, Loaded, Loader};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;

/// The side of a revision, and that of the working tree or the index.
pub fn sides(base: Option<&str>, staged: bool, files: &[String], terminal: Terminal) -> Result<[Contents; 2], Failure> {
    let repository = Repository::find()?;
    let here = [".".to_owned()];
    let files = if files.is_empty() { &here } else { files };
    if let Some(file) = files.iter().find(|file| *file == "-") {
        return Err(Failure::new(format!("`{file}` is in no revision")).help("name files, folders, or nothing"));
    }
    // Before the first commit, there is nothing.
    let before = commit(base)?.map(|commit| Tree::open(&repository, commit)).transpose()?;
    let index = if staged { Some(Tree::open(&repository, Snapshot::Index)?) } else { None };
    let old = before.as_ref().map_or(Ok(Vec::new()), |tree| tree.inputs(files))?;
    let new = match &index {
        Some(tree) => tree.inputs(files)?,
        None => working_tree(files, before.as_ref())?,
    };
    if old.is_empty() && new.is_empty() {
        let names = files.iter().map(|file| format!("`{file}`")).collect::<Vec<_>>().join(", ");
        return Err(Failure::new(format!("there is no spec in {names}, neither before nor after")));
    }
    Ok([Contents::of(old, loader(before.as_ref()), terminal)?, Contents::of(new, loader(index.as_ref()), terminal)?])
}

/// What reads the includes of a tree; of the working tree where there is none.
fn loader<'t>(tree: Option<&'t Tree>) -> &'t dyn Loader {
    tree.map_or(&input::Includes, |tree| tree)
}

/// What is in the working tree. What was in the revision may be gone from it.
fn working_tree(files: &[String], before: Option<&Tree>) -> Result<Vec<Input>, Failure> {
    let mut was_there = BTreeSet::new();
    for file in files {
        if before.map_or(Ok(false), |tree| tree.named(std::slice::from_ref(file)).map(|named| !named.is_empty()))? {
            was_there.insert(file.as_str());
        }
    }
    let mut found = input::read_or(files, |file| was_there.contains(file))?;
    // Below the working directory, as git says it.
    for input in &mut found {
        input.name = input.name.strip_prefix("./").unwrap_or(&input.name).to_owned();
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

fn is_below(path: &str, folder: &str) -> bool {
    path != ABOVE && (folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')))
}

/// The top directory of a repository, as a path from there on: no include leaves it.
const TOP: &str = "";
/// Where a path leads that leaves the repository.
const ABOVE: &str = "..";

/// The repository that the working directory is in.
struct Repository {
    /// Its top folder, without links.
    top: String,
    /// From there to the working directory, with a slash behind, or empty.
    prefix: String,
}

/// What is read of a repository.
enum Snapshot {
    /// A commit, and how it was named.
    Commit {
        id: String,
        name: String,
    },
    Index,
}

impl Snapshot {
    /// What names it, in front of a path: `main:`.
    fn before_paths(&self) -> String {
        match self {
            Snapshot::Commit { name, .. } => format!("{name}:"),
            Snapshot::Index => ":".to_owned(),
        }
    }

    /// All that it holds, by path from the top folder on.
    fn entries(&self, top: &str) -> Result<BTreeMap<String, Entry>, Failure> {
        // `mode type object TAB path`, or `mode object stage TAB path`.
        let (command, object): (&[&str], _) = match self {
            Snapshot::Commit { id, .. } => (&["-C", top, "ls-tree", "-r", "-z", "--full-tree", id], 2),
            Snapshot::Index => (&["-C", top, "ls-files", "-s", "-z"], 1),
        };
        let listed = git(command)?.map_err(Failure::new)?;
        let entry = |line: &[u8]| {
            let tab = line.iter().position(|byte| *byte == b'\t')?;
            let (about, path) = line.split_at_checked(tab)?;
            let path = String::from_utf8_lossy(path.get(1..)?);
            let words: Vec<&str> = str::from_utf8(about).ok()?.split(' ').collect();
            let is_unmerged = matches!(self, Snapshot::Index) && words.last() != Some(&"0");
            let fault = match path {
                Cow::Owned(_) => Some("its name is not valid UTF-8"),
                Cow::Borrowed(_) if is_unmerged => Some("it is not merged yet; resolve it, and `git add` it"),
                Cow::Borrowed(_) => None,
            };
            let is_link = words.first() == Some(&"120000");
            Some((path.into_owned(), Entry { is_link, object: (*words.get(object)?).to_owned(), fault }))
        };
        Ok(listed.split(|byte| *byte == 0).filter_map(entry).collect())
    }
}

impl Repository {
    fn find() -> Result<Self, Failure> {
        let top = git(&["rev-parse", "--show-toplevel"])?
            .map_err(|said| Failure::new(format!("the working directory is in no git repository: {said}")))?;
        let prefix = git(&["rev-parse", "--show-prefix"])?.map_err(Failure::new)?;
        Ok(Self { top: text(top)?, prefix: text(prefix)? })
    }

    /// The path of a file from the top folder on, as git knows it.
    fn path(&self, file: &str) -> Result<String, Failure> {
        let outside = || Failure::new(format!("`{file}` is outside of the repository `{}`", self.top));
        let below = if Path::new(file).is_absolute() {
            let real = std::fs::canonicalize(file).ok().and_then(|real| real.into_os_string().into_string().ok());
            let real = real.unwrap_or_else(|| file.to_owned());
            let below = real.strip_prefix(self.top.as_str()).map(|rest| rest.trim_start_matches('/').to_owned());
            below.ok_or_else(outside)?
        } else {
            format!("{}{file}", self.prefix)
        };
        normal(&below).ok_or_else(outside)
    }
}

/// The commit of a name; of HEAD where there is none, and none where nothing is committed yet.
fn commit(name: Option<&str>) -> Result<Option<Snapshot>, Failure> {
    let shown = name.unwrap_or("HEAD");
    // A name that begins with a dash is no option.
    let asked = format!("{shown}^{{commit}}");
    match git(&["rev-parse", "--verify", "--quiet", "--end-of-options", &asked])? {
        Ok(id) => Ok(Some(Snapshot::Commit { id: text(id)?, name: shown.to_owned() })),
        Err(_) if name.is_none() => Ok(None),
        Err(_) => Err(Failure::new(format!("git knows no revision `{shown}`"))
            .help("a branch, a tag or a commit; in a shallow clone, fetch it first")),
    }
}

/// A path without `.`, `..` and double slashes; `None` where it leads out.
fn normal(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// What git holds at a path.
struct Entry {
    is_link: bool,
    object: String,
    /// Why it cannot be read as a spec.
    fault: Option<&'static str>,
}

/// The files of a commit or of the index, and what reads them.
struct Tree<'r> {
    repository: &'r Repository,
    snapshot: Snapshot,
    objects: Mutex<Objects>,
    entries: BTreeMap<String, Entry>,
}

impl<'r> Tree<'r> {
    fn open(repository: &'r Repository, snapshot: Snapshot) -> Result<Self, Failure> {
        let objects = Mutex::new(Objects::start(&repository.top)?);
        let entries = snapshot.entries(&repository.top)?;
        Ok(Self { repository, snapshot, objects, entries })
    }

    /// What the files and folders of the command line held.
    fn inputs(&self, files: &[String]) -> Result<Vec<Input>, Failure> {
        let mut found: Vec<Input> = Vec::new();
        for (identity, Named { name, root, .. }) in self.named(files)? {
            let Some(bytes) = self.read(&identity)? else { continue };
            let stem = Path::new(&name).file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into());
            found.push(Input { name: self.shown(&name), identity, root, stem, bytes });
        }
        found.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(found)
    }

    /// The files that the command line names, by where they lead; their names are paths from the top folder on.
    fn named(&self, files: &[String]) -> Result<BTreeMap<String, Named>, Failure> {
        let mut found = BTreeMap::new();
        for file in files {
            let path = self.repository.path(file)?;
            // What is named itself may lead anywhere in the repository.
            let real = self.followed(&path)?;
            if self.entries.contains_key(&real) {
                let elsewhere = folder_of(&real) != self.followed(folder_of(&path))?;
                input::add(&mut found, real, Named { name: path, root: TOP.to_owned(), elsewhere });
                continue;
            }
            for below in self.entries.keys().filter(|entry| is_below(entry, &real)) {
                let inside = below.strip_prefix(real.as_str()).unwrap_or(below).trim_start_matches('/');
                let hidden = inside.split('/').any(|part| part.starts_with('.'));
                let is_spec = Path::new(below).extension().is_some_and(|ending| ending == "ecr");
                if hidden || !is_spec {
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

    /// Where a path leads, through links to files and to folders; [`ABOVE`] where that is out of the repository.
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
                    return Ok(ABOVE.to_owned());
                }
                real.truncate(folder_of(&real).len());
                continue;
            }
            real = joined(&real, &part);
            let Some(link) = self.entries.get(&real).filter(|entry| entry.is_link) else { continue };
            links += 1;
            // As many as Linux follows.
            if links > 40 {
                return Err(Failure::new(format!("`{}` leads through too many links", self.shown(path))));
            }
            let target = self.ask(&link.object)?.and_then(|target| String::from_utf8(target).ok());
            let Some(target) = target.filter(|target| !target.starts_with('/')) else { return Ok(ABOVE.to_owned()) };
            open.extend(target.rsplit('/').map(str::to_owned));
            real.truncate(folder_of(&real).len());
        }
        Ok(real)
    }

    /// What stands at a path that leads through no link.
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Failure> {
        let Some(entry) = self.entries.get(path) else { return Ok(None) };
        match entry.fault {
            Some(fault) => Err(Failure::new(format!("cannot read `{}`: {fault}", self.shown(path)))),
            None => self.ask(&entry.object),
        }
    }

    fn ask(&self, object: &str) -> Result<Option<Vec<u8>>, Failure> {
        let mut objects = self.objects.lock().map_err(|_| Failure::new("git could not be asked"))?;
        objects.read(object)
    }

    /// `main:web.ecr`, from the working directory on.
    fn shown(&self, path: &str) -> String {
        let mut folder = self.repository.prefix.trim_end_matches('/');
        let mut up = String::new();
        while !is_below(path, folder) {
            folder = folder_of(folder);
            up.push_str("../");
        }
        let below = path.get(folder.len()..).unwrap_or(path).trim_start_matches('/');
        format!("{}{up}{below}", self.snapshot.before_paths())
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
        if identity == ABOVE {
            return Err(LoadError::OutsideRoot);
        }
        match self.read(&identity).map_err(unreadable)? {
            Some(bytes) => Ok(Loaded { name, identity, bytes }),
            None => Err(LoadError::Missing),
        }
    }
}

/// `git cat-file`, which answers one question after the other.
struct Objects {
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Objects {
    fn start(top: &str) -> Result<Self, Failure> {
        let mut command = Command::new("git");
        command.args(["-C", top, "cat-file", "--batch"]);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| Failure::new(format!("cannot start git: {}", reason(&error))))?;
        match (child.stdin.take(), child.stdout.take()) {
            (Some(questions), Some(answers)) => Ok(Self { child, questions, answers: BufReader::new(answers) }),
            _ => Err(Failure::new("cannot talk to git")),
        }
    }

    /// The file of a name; `None` where there is none.
    fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>, Failure> {
        let failed = |error: &std::io::Error| Failure::new(format!("cannot ask git: {}", reason(error)));
        // A question is a line.
        if name.contains('\n') {
            return Err(Failure::new(format!("a file name in git holds a line end: `{}`", name.escape_debug())));
        }
        writeln!(self.questions, "{name}").and_then(|()| self.questions.flush()).map_err(|error| failed(&error))?;
        let mut head = String::new();
        self.answers.read_line(&mut head).map_err(|error| failed(&error))?;
        let mut words = head.split_whitespace().rev();
        let (size, kind) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let Ok(size) = size.parse::<usize>() else { return Ok(None) };
        // After its content stands a line end.
        let mut bytes = vec![0; size + 1];
        self.answers.read_exact(&mut bytes).map_err(|error| failed(&error))?;
        bytes.pop();
        Ok((kind == "blob").then_some(bytes))
    }
}

impl Drop for Objects {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a git command prints; inside, what it complains of.
fn git(arguments: &[&str]) -> Result<Result<Vec<u8>, String>, Failure> {
    let output = Command::new("git").args(arguments).stdin(Stdio::null()).output().map_err(|error| {
        Failure::new(format!("cannot start git: {}", reason(&error))).help("git compares revisions")
    })?;
    let mut printed = output.stdout;
    if output.status.success() {
        if printed.last() == Some(&b'\n') {
            printed.pop();
        }
        return Ok(Ok(printed));
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Ok(Err(said.trim().trim_start_matches("fatal: ").to_owned()))
}

fn text(bytes: Vec<u8>) -> Result<String, Failure> {
    String::from_utf8(bytes).map_err(|_| Failure::new("a path in git is not valid UTF-8"))
}
