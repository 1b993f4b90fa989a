//! Input: all files that one command writes.
//! Output: all of them on the disk, or none of them changed.
//! Never: leaves half a file, touches one that is up to date, or removes one that is not a killed command's own.

use super::failure::{Failure, reason};
use super::input::regular;
use super::leftovers::Mark;
use super::replaces::{Existing, Replaces};
use ecrc::span::Sources;
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use tempfile::TempPath;

/// The files of one command. Dropped before [`Batch::commit`], it leaves the disk as it was.
pub struct Batch {
    /// Written next to their targets, under temporary names.
    staged: Vec<Staged>,
    /// What is no regular file, such as a device or a pipe, is written to as it is, where it is named itself.
    streams: Vec<(String, String)>,
    /// The targets so far, with links resolved.
    taken: BTreeSet<PathBuf>,
    /// What is read by this command, with links resolved.
    sources: BTreeSet<PathBuf>,
    /// The directory that no symlink in it may lead out of.
    below: Option<PathBuf>,
    /// Which files may be replaced by another text.
    replaces: Replaces,
    /// What tells other commands that this one runs. Dropped after the staged files.
    mark: Mark,
    /// Folders that were made for them, outermost first.
    folders: Vec<PathBuf>,
}

struct Staged {
    /// The path as people know it.
    name: String,
    temporary: TempPath,
    target: PathBuf,
}

impl Batch {
    /// No files yet, of a command that reads these.
    pub fn new(replaces: Replaces, read: &Sources) -> Self {
        Self {
            staged: Vec::new(),
            streams: Vec::new(),
            taken: BTreeSet::new(),
            sources: read.iter().filter_map(|(_, source)| fs::canonicalize(&source.name).ok()).collect(),
            below: None,
            replaces,
            mark: Mark::default(),
            folders: Vec::new(),
        }
    }

    /// The same, where all files go into that directory.
    pub fn below(mut self, folder: &Path) -> Self {
        self.below = Some(folder.to_owned());
        self
    }

    /// Creates a directory and its parents, if they do not exist.
    pub fn folder(&mut self, path: &Path) -> Result<(), Failure> {
        let missing: Vec<&Path> = path
            .ancestors()
            .take_while(|folder| !folder.as_os_str().is_empty() && fs::metadata(folder).is_err())
            .collect();
        for folder in missing.into_iter().rev() {
            let name = folder.display().to_string();
            let parent = folder.parent().unwrap_or(Path::new(""));
            writable(parent)
                .and_then(|()| fs::create_dir(folder))
                .map_err(|error| Failure::new(format!("cannot create directory `{name}`: {}", reason(&error))))?;
            self.folders.push(folder.to_owned());
        }
        Ok(())
    }

    /// Writes a file next to its target, unless the target already contains this text.
    pub fn add(&mut self, path: &Path, text: &str) -> Result<(), Failure> {
        let name = path.display().to_string();
        let failure = |error: &io::Error| cannot_write(&name, error);
        let about = match fs::metadata(path) {
            Ok(about) => Some(about),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(failure(&error)),
        };
        if about.as_ref().is_some_and(fs::Metadata::is_dir) {
            return Err(failure(&ErrorKind::IsADirectory.into()));
        }
        let target = target(path).map_err(|error| failure(&error))?;
        let real = real(&target);
        if let Some(below) = &self.below
            && !fs::canonicalize(below).is_ok_and(|below| real.starts_with(below))
        {
            let failure = Failure::new(format!("`{name}` is a symlink that leads out of `{}`", below.display()));
            return Err(failure.help("remove the symlink, or build into the directory that it leads to"));
        }
        if self.below.is_some()
            && let Some(about) = &about
        {
            regular(about).map_err(|error| failure(&error))?;
        }
        if about.as_ref().is_some_and(|about| !about.is_file()) {
            self.streams.push((name, text.to_owned()));
            return Ok(());
        }
        self.mark.sweep(parent(&target));
        if !self.taken.insert(real.clone()) {
            return Err(Failure::new(format!("this command would write two files to `{name}`")));
        }
        if let Some(about) = &about {
            let old = fs::read(&target).map_err(|error| failure(&error))?;
            let is_read = self.sources.contains(&real);
            if old == text.as_bytes() && !is_read {
                return Ok(());
            }
            let existing = Existing { name: &name, is_read, text: std::str::from_utf8(&old).ok(), instead: text };
            self.replaces.allow(&existing)?;
            if about.permissions().readonly() {
                return Err(failure(&io::Error::other("it is read-only")));
            }
        }
        let temporary = self.beside(&target, text, about.as_ref()).map_err(|error| failure(&error))?;
        self.staged.push(Staged { name, temporary, target });
        Ok(())
    }

    /// Puts all of them in place. Where one cannot be put there, those before are put back.
    pub fn commit(mut self) -> Result<(), Failure> {
        for (name, text) in std::mem::take(&mut self.streams) {
            let written = fs::OpenOptions::new().write(true).open(&name);
            match written.and_then(|mut file| file.write_all(text.as_bytes())) {
                Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
                other => other.map_err(|error| cannot_write(&name, &error))?,
            }
        }
        let several = self.staged.len() > 1;
        let mut placed: Vec<(PathBuf, Option<TempPath>)> = Vec::new();
        for Staged { name, temporary, target } in std::mem::take(&mut self.staged) {
            let old = if several { self.keep(&target) } else { Ok(None) };
            let put = old.and_then(|old| match temporary.persist(&target) {
                Ok(()) => Ok(old),
                Err(refused) => Err(refused.error),
            });
            match put {
                Ok(old) => placed.push((target, old)),
                Err(error) => {
                    for (target, old) in placed.into_iter().rev() {
                        // Nothing better can be done about a second failure.
                        let _ = match old {
                            Some(old) => old.persist(&target).map_err(|refused| refused.error),
                            None => fs::remove_file(&target),
                        };
                    }
                    return Err(cannot_write(&name, &error));
                }
            }
        }
        self.folders.clear();
        Ok(())
    }

    /// Writes a text into a new file in the target's directory, with the permissions that the target has or will have.
    fn beside(&mut self, target: &Path, text: &str, about: Option<&fs::Metadata>) -> io::Result<TempPath> {
        let folder = parent(target);
        writable(folder)?;
        let prefix = self.mark.prefix(folder).map_err(|error| plain(&error))?;
        let mut builder = tempfile::Builder::new();
        builder.prefix(&prefix).suffix(".tmp");
        usual(&mut builder);
        let mut file = builder.tempfile_in(folder).map_err(|error| plain(&error))?;
        file.write_all(text.as_bytes()).map_err(|error| plain(&error))?;
        let temporary = file.into_temp_path();
        if let Some(about) = about {
            keep_owner(&temporary, about);
            fs::set_permissions(&temporary, about.permissions())?;
        }
        Ok(temporary)
    }

    /// A second name for what a target holds now, to put it back; `None` where it holds nothing.
    fn keep(&mut self, target: &Path) -> io::Result<Option<TempPath>> {
        if fs::symlink_metadata(target).is_err() {
            return Ok(None);
        }
        let folder = parent(target);
        let prefix = self.mark.prefix(folder).map_err(|error| plain(&error))?;
        let mut builder = tempfile::Builder::new();
        builder.prefix(&prefix).suffix(".old");
        let name = builder.tempfile_in(folder).map_err(|error| plain(&error))?.into_temp_path();
        fs::remove_file(&name)?;
        fs::hard_link(target, &name).or_else(|_| fs::copy(target, &name).map(|_| ()))?;
        Ok(Some(name))
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        // The files in them go first, the mark last of these.
        self.staged.clear();
        self.mark = Mark::default();
        for folder in self.folders.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// The file that `-o` names; `None` for standard output.
pub fn named(output: Option<&str>) -> Result<Option<&str>, Failure> {
    if output == Some("") {
        return Err(Failure::new("`-o` names nothing").help("name a file: `-o PATH`"));
    }
    Ok(output.filter(|path| *path != "-"))
}

/// What a file's name ends in, in lower case.
pub fn ending(path: &str) -> Option<String> {
    Path::new(path).extension().map(|ending| ending.to_string_lossy().to_lowercase())
}

/// Writes what ecrc can make again to one file, which is none of the sources.
pub fn write(path: &str, text: &str, sources: &Sources) -> Result<(), Failure> {
    let mut batch = Batch::new(Replaces::Products, sources);
    batch.add(Path::new(path), text)?;
    batch.commit()
}

fn cannot_write(name: &str, error: &io::Error) -> Failure {
    Failure::new(format!("cannot write `{name}`: {}", reason(error)))
}

/// The file that a path leads to, through links, whether it is there or not.
fn target(path: &Path) -> io::Result<PathBuf> {
    let mut target = path.to_owned();
    // As many as Linux follows.
    for _ in 0..40 {
        match fs::read_link(&target) {
            Ok(link) => target = parent(&target).join(link),
            Err(_) => return Ok(target),
        }
    }
    Err(io::Error::other("too many symlinks"))
}

/// A path with the symlinks of its directories resolved, whether it exists or not.
fn real(target: &Path) -> PathBuf {
    let folder = fs::canonicalize(parent(target)).unwrap_or_else(|_| parent(target).to_owned());
    target.file_name().map_or(folder.clone(), |name| folder.join(name))
}

fn parent(path: &Path) -> &Path {
    match path.parent() {
        None => Path::new("."),
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
    }
}

/// Respects a read-only directory even if the OS would allow the write.
fn writable(folder: &Path) -> io::Result<()> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let about = fs::metadata(folder).map_err(|error| {
        let missing = error.kind() == ErrorKind::NotFound;
        if missing { io::Error::other("its directory does not exist") } else { error }
    })?;
    if about.is_dir() && cfg!(unix) && about.permissions().readonly() {
        return Err(io::Error::other("its directory is read-only"));
    }
    Ok(())
}

/// The error beneath: the path that tempfile adds is not one that people know.
fn plain(error: &io::Error) -> io::Error {
    match error.raw_os_error() {
        Some(code) => io::Error::from_raw_os_error(code),
        None => error.kind().into(),
    }
}

/// New files get what the user's mask leaves, as those of any other program.
#[cfg(unix)]
fn usual(builder: &mut tempfile::Builder) {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(fs::Permissions::from_mode(0o666));
}

#[cfg(not(unix))]
fn usual(_builder: &mut tempfile::Builder) {}

/// A file keeps its owner, where that is allowed, when another user such as root formats it.
#[cfg(unix)]
fn keep_owner(path: &Path, about: &fs::Metadata) {
    use std::os::unix::fs::{MetadataExt, chown};
    let mine = fs::metadata(path).map(|mine| (mine.uid(), mine.gid()));
    if !mine.is_ok_and(|mine| mine == (about.uid(), about.gid())) {
        let _ = chown(path, Some(about.uid()), Some(about.gid()));
    }
}

#[cfg(not(unix))]
fn keep_owner(_path: &Path, _about: &fs::Metadata) {}
