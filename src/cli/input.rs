//! Input: the files and directories named on the command line, `-` for standard input.
//! Output: their contents, each file once, in the order of their names.
//! Never: reads a spec for what it says.

use super::failure::{Failure, reason, unreadable};
use super::foreign::refuse;
use ecrc::spec::model::{Input, LoadError, Loaded, Loader};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

/// A spec larger than this is a mistake: a device, or an image.
const LARGEST: u64 = 256 << 20;

/// A file that the command line names, not yet read.
pub struct Named {
    /// As it is named.
    pub name: String,
    /// The directory that its includes may not leave, with links resolved.
    pub root: String,
    /// Whether the name is a link to a file in another directory.
    pub elsewhere: bool,
}

/// Reads all that the command line names.
pub fn read(files: &[String]) -> Result<Vec<Input>, Failure> {
    read_or(files, |_| false)
}

/// Reads all that the command line names, where nothing but specs is wanted.
pub fn specs(files: &[String]) -> Result<Vec<Input>, Failure> {
    let inputs = read(files)?;
    inputs.iter().try_for_each(refuse)?;
    Ok(inputs)
}

/// Reads all that the command line names; what may be absent is nothing where it is.
pub fn read_or(files: &[String], may_be_absent: impl Fn(&str) -> bool) -> Result<Vec<Input>, Failure> {
    load(named(files, may_be_absent)?)
}

/// What a change of files concerns.
pub struct Changed {
    /// What tells one file from another: the paths with links resolved.
    pub files: BTreeSet<String>,
    /// The specs that changed, and all others that may include what changed.
    pub specs: Vec<Input>,
}

/// Reads the specs that a change of these files may concern: those of the roots that the files lie in. A file that is
/// gone names its root all the same.
pub fn changed(files: &[String]) -> Result<Changed, Failure> {
    let mut found = named(files, |_| true)?;
    let changed = found.keys().cloned().collect();
    let mut roots: BTreeSet<String> = found.values().map(|named| named.root.clone()).collect();
    roots.extend(files.iter().filter(|file| fs::metadata(file).is_err()).filter_map(|file| root_of(file)));
    if files.is_empty() {
        roots.insert(root(".")?);
    }
    // What is no spec matters to those that include it.
    found.retain(|_, named| is_spec(&named.name));
    for root in roots {
        let mut below = BTreeMap::new();
        folder(&mut below, &from_here(&root)?)?;
        for (identity, named) in below {
            found.entry(identity).or_insert(named);
        }
    }
    let mut specs = load(found)?;
    for spec in &mut specs {
        spec.name = spec.name.strip_prefix("./").unwrap_or(&spec.name).to_owned();
    }
    Ok(Changed { files: changed, specs })
}

/// The files that the command line names, by their paths with links resolved.
fn named(files: &[String], may_be_absent: impl Fn(&str) -> bool) -> Result<BTreeMap<String, Named>, Failure> {
    let mut found: BTreeMap<String, Named> = BTreeMap::new();
    for name in files {
        if name == "-" {
            add(&mut found, "-".to_owned(), Named { name: name.clone(), root: root(".")?, elsewhere: false });
            continue;
        }
        let about = match fs::metadata(name) {
            Ok(about) => about,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                if may_be_absent(name) {
                    continue;
                }
                return Err(Failure::new(format!("file or directory `{name}` does not exist")));
            }
            Err(error) => return Err(unreadable(name, &error)),
        };
        if about.is_dir() {
            if !folder(&mut found, name)? && !may_be_absent(name) {
                return Err(Failure::new(format!("directory `{name}` has no `.ecr` file")));
            }
        } else {
            let folder = resolved(folder_of(name))?;
            // A pipe has no path of its own: it goes by the name it was given.
            let identity = resolved(name).unwrap_or_else(|_| name.clone());
            let elsewhere = folder_of(&identity) != folder;
            add(&mut found, identity, Named { name: name.clone(), root: root(&folder)?, elsewhere });
        }
    }
    Ok(found)
}

/// Reads files, in the order of their names.
fn load(found: BTreeMap<String, Named>) -> Result<Vec<Input>, Failure> {
    let mut inputs = Vec::with_capacity(found.len());
    for (identity, Named { name, root, .. }) in found {
        let bytes =
            if name == "-" { piped() } else { file(Path::new(&name)) }.map_err(|error| unreadable(&name, &error))?;
        let stem = match name.as_str() {
            "-" => "stdin".to_owned(),
            path => Path::new(path).file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned()),
        };
        inputs.push(Input { name, identity, root, stem, bytes });
    }
    // Whatever the order on the command line: the same report, the same bytes.
    inputs.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(inputs)
}

/// Reads a file named twice once: by a name that is no link, if there is one, and in the widest root.
pub fn add(found: &mut BTreeMap<String, Named>, identity: String, named: Named) {
    let rank = |named: &Named| (named.elsewhere, named.root.len(), named.name.clone());
    if found.get(&identity).is_none_or(|known| rank(&named) < rank(known)) {
        found.insert(identity, named);
    }
}

/// Finds every `*.ecr` below a folder; whether there is any. Hidden files and folders, and links to folders, are passed
/// over; a link to a file elsewhere is refused, as an include of it is.
fn folder(found: &mut BTreeMap<String, Named>, top: &str) -> Result<bool, Failure> {
    let (folder_itself, root) = (resolved(top)?, root(top)?);
    let mut any = false;
    let mut open = vec![top.to_owned()];
    while let Some(folder) = open.pop() {
        let entries = fs::read_dir(&folder).map_err(|error| unreadable(&folder, &error))?;
        for entry in entries {
            let entry = entry.map_err(|error| unreadable(&folder, &error))?;
            let file_name = entry.file_name();
            let is_spec = is_spec(&file_name);
            let hidden = file_name.as_encoded_bytes().starts_with(b".");
            let kind = entry.file_type().map_err(|error| unreadable(&folder, &error))?;
            if hidden || !(kind.is_dir() || is_spec) {
                continue;
            }
            let Some(file_name) = file_name.to_str() else {
                if kind.is_dir() {
                    continue;
                }
                let shown = file_name.to_string_lossy();
                return Err(Failure::new(format!("the name of `{}` is not valid UTF-8", joined(&folder, &shown))));
            };
            let name = joined(&folder, file_name);
            if kind.is_dir() {
                open.push(name);
            } else if fs::metadata(&name).map_err(|error| unreadable(&name, &error))?.is_file() {
                any = true;
                let identity = resolved(&name)?;
                if !Path::new(&identity).starts_with(&folder_itself) {
                    return Err(leading_out(&name, top));
                }
                let elsewhere = kind.is_symlink() && folder_of(&identity) != resolved(&folder)?;
                add(found, identity, Named { name, root: root.clone(), elsewhere });
            }
        }
    }
    Ok(any)
}

/// The paths of the specs below a directory, in their order; none where it cannot be read.
pub fn specs_below(top: &str) -> Vec<String> {
    let mut found = BTreeMap::new();
    let _ = folder(&mut found, top);
    let mut names: Vec<String> = found.into_values().map(|named| named.name).collect();
    names.sort();
    names
}

/// Whether a file is a spec, by its name.
pub fn is_spec(path: impl AsRef<Path>) -> bool {
    path.as_ref().extension().is_some_and(|extension| extension == "ecr")
}

/// A spec in a directory does not belong to it if it is a symlink to another place.
pub fn leading_out(name: &str, folder: &str) -> Failure {
    let failure = Failure::new(format!("`{name}` is a symlink that leads out of `{folder}`"));
    failure.help("name its target, or a directory that holds both")
}

/// Reads the files that specs include.
pub struct Includes;

impl Loader for Includes {
    fn load(&self, root: &str, name: &str, path: &str) -> Result<Loaded, LoadError> {
        let mut name = if Path::new(path).is_absolute() { path.to_owned() } else { joined(folder_of(name), path) };
        if name == "-" {
            // That name is standard input's.
            name.insert_str(0, "./");
        }
        let real = match fs::canonicalize(&name) {
            Ok(real) => real,
            Err(error) => {
                let missing = matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory);
                return Err(match (missing, leads_out(&name, root)) {
                    (true, true) => LoadError::OutsideRoot,
                    (true, false) => LoadError::Missing,
                    (false, _) => LoadError::Unreadable(reason(&error)),
                });
            }
        };
        if !is_inside(&real, root) {
            return Err(LoadError::OutsideRoot);
        }
        let unreadable = |error: io::Error| LoadError::Unreadable(reason(&error));
        fs::metadata(&real).and_then(|about| regular(&about)).map_err(unreadable)?;
        let Some(identity) = real.to_str().map(str::to_owned) else {
            return Err(LoadError::Unreadable("its path is not valid UTF-8".to_owned()));
        };
        let bytes = file(&real).map_err(unreadable)?;
        Ok(Loaded { name, identity, bytes })
    }
}

/// Whether a path without links lies in a root. What git keeps for itself in a work tree is no part of that: its
/// configuration may hold a token, and a diagnostic quotes what it is about.
fn is_inside(real: &Path, root: &str) -> bool {
    let is_git = |part: std::path::Component| part.as_os_str().eq_ignore_ascii_case(GIT);
    real.strip_prefix(root).is_ok_and(|below| !below.components().any(is_git))
}

/// Whether a path that leads nowhere would, by its letters, lead out of the root.
fn leads_out(name: &str, root: &str) -> bool {
    let Ok(folder) = fs::canonicalize(".") else { return false };
    let mut at = PathBuf::new();
    for part in folder.join(name).components() {
        match part {
            std::path::Component::ParentDir => {
                at.pop();
            }
            std::path::Component::CurDir => {}
            std::path::Component::Prefix(_) | std::path::Component::RootDir | std::path::Component::Normal(_) => {
                at.push(part);
            }
        }
    }
    !is_inside(&at, root)
}

/// Refuses what is no regular file: a pipe would be waited for.
pub fn regular(about: &fs::Metadata) -> io::Result<()> {
    match (about.is_file(), about.is_dir()) {
        (true, _) => Ok(()),
        (false, true) => Err(ErrorKind::IsADirectory.into()),
        (false, false) => Err(io::Error::other("it is not a regular file")),
    }
}

/// All that a file holds.
pub fn file(path: &Path) -> io::Result<Vec<u8>> {
    let file = fs::File::open(path)?;
    let length = file.metadata().map_or(0, |about| about.len());
    whole(file, length.min(LARGEST))
}

/// All that standard input gives.
pub fn piped() -> io::Result<Vec<u8>> {
    whole(io::stdin().lock(), 0)
}

/// All that a reader gives, which is likely this much.
fn whole(reader: impl Read, likely: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(usize::try_from(likely).unwrap_or(0) + 64);
    reader.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(io::Error::other(format!("it is larger than {} MiB", LARGEST >> 20)));
    }
    Ok(bytes)
}

/// A path with its links resolved.
fn resolved(path: &str) -> Result<String, Failure> {
    let real = fs::canonicalize(if path.is_empty() { "." } else { path }).map_err(|error| unreadable(path, &error))?;
    match real.into_os_string().into_string() {
        Ok(real) => Ok(real),
        Err(_) => Err(Failure::new(format!("the path of `{path}` is not valid UTF-8"))),
    }
}

/// A path with its links resolved, as far as it leads: the file may be gone, or not there yet.
pub fn resolved_as_far(path: &str) -> String {
    let real = |above: &Path| {
        let real = resolved(above.to_str()?).ok()?;
        let below = Path::new(path).strip_prefix(above).ok()?.to_str()?;
        Some(if below.is_empty() { real } else { joined(&real, below) })
    };
    Path::new(path).ancestors().find_map(real).unwrap_or_else(|| path.to_owned())
}

/// What marks the top of a git work tree: a directory, or in a submodule and a linked work tree a file.
const GIT: &str = ".git";

/// The directory that includes may not leave, with links resolved: the top of the git work tree around a directory, or
/// else the directory itself.
fn root(folder: &str) -> Result<String, Failure> {
    let real = resolved(folder)?;
    Ok(top_of_tree(&real).map_or_else(|| real.clone(), str::to_owned))
}

/// The top of the git work tree around a directory whose links are resolved.
fn top_of_tree(real: &str) -> Option<&str> {
    Path::new(real).ancestors().find(|above| fs::metadata(above.join(GIT)).is_ok())?.to_str()
}

/// A directory as the working directory names it: below or above, by a relative path.
fn from_here(real: &str) -> Result<String, Failure> {
    let here = resolved(".")?;
    let (here, real_path) = (Path::new(&here), Path::new(real));
    let relative = match (here.strip_prefix(real_path), real_path.strip_prefix(here)) {
        (Ok(above), _) => Some(above.components().map(|_| "..").collect::<Vec<_>>().join("/")),
        (_, Ok(below)) => below.to_str().map(str::to_owned),
        _ => None,
    };
    let relative = relative.unwrap_or_else(|| real.to_owned());
    Ok(if relative.is_empty() { ".".to_owned() } else { relative })
}

/// The directory that the includes of a file may not leave. The file may be gone, and its directory with it.
pub fn root_of(path: &str) -> Option<String> {
    Path::new(path).ancestors().skip(1).find_map(|above| root(above.to_str()?).ok())
}

/// The same, where these directories are named: outside of a git work tree it is the first that holds the file.
pub fn root_in(path: &str, folders: &[String]) -> Option<String> {
    let root = root_of(path)?;
    if top_of_tree(&root).is_some() {
        return Some(root);
    }
    let named = folders.iter().filter_map(|folder| resolved(folder).ok());
    Some(named.into_iter().find(|folder| Path::new(&root).starts_with(folder)).unwrap_or(root))
}

/// The directory of a path's file; empty for the working directory.
pub fn folder_of(path: &str) -> &str {
    Path::new(path).parent().and_then(Path::to_str).unwrap_or("")
}

/// A path below a directory, with the same slashes on every machine.
pub fn joined(folder: &str, below: &str) -> String {
    let slash = if folder.is_empty() || folder.ends_with('/') { "" } else { "/" };
    format!("{folder}{slash}{below}")
}
