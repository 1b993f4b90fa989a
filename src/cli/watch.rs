//! Input: a command, and the files that it reads.
//! Output: the command's output again, whenever one of them is saved.
//! Never: stops because a file is broken, or gone for a moment.

use super::failure::Failure;
use super::input::is_spec;
use super::terminal::Terminal;
use ecrc::diagnostic::Severity;
use notify::event::ModifyKind;
use notify::{Event, EventKind, RecursiveMode, Watcher};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

/// An editor writes a file in several steps, and a formatter several files.
const QUIET: Duration = Duration::from_millis(100);

/// Runs a command now, and again when something is saved in the files and folders that the command line names, or in
/// the files that the command says it has read. It ends when the process is stopped.
pub fn watch(
    terminal: Terminal,
    files: &[String],
    mut command: impl FnMut() -> Result<Vec<PathBuf>, Failure>,
) -> Failure {
    let (sender, events) = mpsc::channel();
    let mut watcher = match notify::recommended_watcher(sender) {
        Ok(watcher) => watcher,
        Err(error) => return Failure::new(format!("cannot watch files: {error}")),
    };
    let mut folders: BTreeSet<(PathBuf, bool)> = BTreeSet::new();
    loop {
        let read = match command() {
            Ok(read) => read,
            Err(failure) => {
                terminal.fail(&failure);
                Vec::new()
            }
        };
        // Folders, not files: editors put a new file in the place of the old one.
        let named = files.iter().map(|file| (Path::new(file), Path::new(file).is_dir()));
        for (path, recursive) in named.chain(read.iter().map(|path| (path.as_path(), false))) {
            let folder = if recursive { path } else { path.parent().unwrap_or(Path::new("")) };
            let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
            if folders.contains(&(folder.to_owned(), recursive)) {
                continue;
            }
            let mode = if recursive { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
            match watcher.watch(folder, mode) {
                Ok(()) => {
                    folders.insert((folder.to_owned(), recursive));
                }
                Err(error) if folders.is_empty() => {
                    return Failure::new(format!("cannot watch `{}`: {error}", folder.display()));
                }
                Err(_) => {}
            }
        }
        terminal.say(Severity::Note, "waiting for changes; press Ctrl-C to stop", None);
        let known: BTreeSet<PathBuf> = read.iter().filter_map(|path| std::fs::canonicalize(path).ok()).collect();
        loop {
            match events.recv() {
                Ok(event) if is_save(&event, &known) => break,
                Ok(_) => {}
                Err(_) => return Failure::new("stopped watching files"),
            }
        }
        while events.recv_timeout(QUIET).is_ok() {}
    }
}

/// Whether an event is about a spec, or about another file that was read.
fn is_save(event: &notify::Result<Event>, known: &BTreeSet<PathBuf>) -> bool {
    // What cannot be told is looked at.
    let Ok(event) = event else { return true };
    let of_interest = |path: &PathBuf| {
        is_spec(path) || known.contains(path) || std::fs::canonicalize(path).is_ok_and(|real| known.contains(&real))
    };
    match event.kind {
        EventKind::Access(_) => false,
        // A folder that comes may hold specs.
        EventKind::Create(_) | EventKind::Modify(ModifyKind::Name(_)) => {
            event.paths.iter().any(|path| of_interest(path) || path.is_dir())
        }
        EventKind::Any | EventKind::Modify(_) | EventKind::Remove(_) | EventKind::Other => {
            event.paths.iter().any(of_interest)
        }
    }
}
