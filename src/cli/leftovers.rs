//! Input: the directories that a command writes to.
//! Output: names for its temporary files there; and directories without those that a killed command left.
//! Never: removes a file that ecrc did not create, or that belongs to a command that may still run.
//!
//! A command holds a lock as long as it has temporary files, and their names contain the lock's. Whoever finds a lock
//! that nobody holds knows that its command is gone: the system releases the locks of a process that ends, however it
//! ends.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Of what no lock tells whose it is, whatever is older than a day is left over.
const OLD: Duration = Duration::from_hours(24);

const PREFIX: &str = ".ecrc-";
const LOCK: &str = ".lock";
const TEMPORARY: [&str; 2] = [".tmp", ".old"];

/// The lock of one command, and the directories that contain it.
#[derive(Default)]
pub struct Mark {
    /// Its name, without ending; empty before the first file.
    name: String,
    /// The same file in each directory, by hard links, so that one lock holds for all.
    paths: Vec<PathBuf>,
    /// Held; several if directories are on several file systems.
    locks: Vec<File>,
    marked: BTreeSet<PathBuf>,
    swept: BTreeSet<PathBuf>,
}

impl Mark {
    /// How the names of this command's temporary files in a directory begin.
    pub fn prefix(&mut self, folder: &Path) -> io::Result<String> {
        if self.marked.insert(folder.to_owned()) {
            self.mark(folder)?;
        }
        Ok(format!("{}-", self.name))
    }

    fn mark(&mut self, folder: &Path) -> io::Result<()> {
        if let Some(first) = self.paths.first() {
            let path = folder.join(format!("{}{LOCK}", self.name));
            if fs::hard_link(first, &path).is_ok() {
                self.paths.push(path);
                return Ok(());
            }
        }
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX).suffix(LOCK).rand_bytes(10);
        let (mut file, path) = if self.name.is_empty() {
            builder.tempfile_in(folder)?.keep().map_err(|refused| refused.error)?
        } else {
            // On another file system.
            let path = folder.join(format!("{}{LOCK}", self.name));
            (File::create_new(&path)?, path)
        };
        if self.name.is_empty() {
            let name = path.file_name().and_then(OsStr::to_str).and_then(|name| name.strip_suffix(LOCK));
            name.unwrap_or(PREFIX).clone_into(&mut self.name);
        }
        self.paths.push(path);
        // Where a file system knows no locks, age tells.
        if file.lock().is_ok() {
            // An empty one is not locked yet.
            file.write_all(b"A command of ecrc holds this while it writes.\n")?;
        }
        self.locks.push(file);
        Ok(())
    }

    /// Removes what dead commands left in a directory; what cannot be removed stays.
    pub fn sweep(&mut self, folder: &Path) {
        if !self.swept.insert(folder.to_owned()) {
            return;
        }
        let Ok(entries) = fs::read_dir(folder) else { return };
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let ours: BTreeSet<String> = names.filter(|name| name.starts_with(PREFIX)).collect();
        for lock in ours.iter().filter(|name| name.ends_with(LOCK)) {
            let stem = lock.strip_suffix(LOCK).unwrap_or(lock);
            let path = folder.join(lock);
            // Held until all is removed: nobody else sweeps the same.
            let Some(_held) = abandoned(&path).filter(|_| stem != self.name) else { continue };
            for name in ours.iter().filter(|name| is_of(name, stem)) {
                let _ = fs::remove_file(folder.join(name));
            }
            let _ = fs::remove_file(path);
        }
        let has_lock =
            |name: &&String| ours.iter().filter_map(|lock| lock.strip_suffix(LOCK)).any(|stem| is_of(name, stem));
        let temporary = ours.iter().filter(|name| TEMPORARY.iter().any(|ending| name.ends_with(ending)));
        for name in temporary.filter(|name| !has_lock(name)) {
            let path = folder.join(name);
            if is_old(&path) {
                let _ = fs::remove_file(path);
            }
        }
    }
}

impl Drop for Mark {
    fn drop(&mut self) {
        // The files are gone by now; so is the mark, before its lock is.
        for path in &self.paths {
            let _ = fs::remove_file(path);
        }
    }
}

/// Whether a temporary file is one of the command with that mark.
fn is_of(name: &str, stem: &str) -> bool {
    let rest = name.strip_prefix(stem).and_then(|rest| rest.strip_prefix('-'));
    rest.is_some() && TEMPORARY.iter().any(|ending| name.ends_with(ending))
}

/// The lock of a command that is gone, taken over; `None` where the command runs, or that cannot be told.
fn abandoned(path: &Path) -> Option<File> {
    let about = fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file)?;
    let file = File::open(path).ok()?;
    file.try_lock().ok()?;
    // A command makes the file, then takes the lock, then writes.
    (about.len() > 0 || is_old(path)).then_some(file)
}

fn is_old(path: &Path) -> bool {
    let about = fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file);
    let changed = about.and_then(|about| about.modified().ok());
    changed.and_then(|changed| SystemTime::now().duration_since(changed).ok()).is_some_and(|age| age > OLD)
}
