//! Input: the working directory, and how revisions and paths are named on the command line.
//! Output: the repository, the commits, and paths as git knows them.
//! Never: reads what a file holds.

use super::command::{git, git_fed, text};
use crate::cli::failure::Failure;
use crate::cli::input::folder_of;
use std::collections::BTreeSet;
use std::path::Path;

/// The repository that the working directory is in.
pub struct Repository {
    /// Its top directory, without symlinks.
    pub top: String,
    /// From there to the working directory, with a trailing slash, or empty.
    pub prefix: String,
}

impl Repository {
    pub fn find() -> Result<Self, Failure> {
        let top = git(&["rev-parse", "--show-toplevel"])?
            .map_err(|said| Failure::new(format!("the working directory is not in a git repository: {said}")))?;
        let top = text(top)?;
        // `GIT_WORK_TREE` and `core.worktree` may name another folder, whose files are not those that lie here.
        if git(&["rev-parse", "--is-inside-work-tree"])?.as_deref() != Ok(b"true") {
            let failure = Failure::new(format!("the working directory is outside git's working tree `{top}`"));
            return Err(failure.help(format!("run ecrc in `{top}`")));
        }
        let prefix = git(&["rev-parse", "--show-prefix"])?.map_err(Failure::new)?;
        Ok(Self { top, prefix: text(prefix)? })
    }

    /// The path of a file from the top directory on, as git knows it.
    pub fn path(&self, file: &str) -> Result<String, Failure> {
        let outside = || Failure::new(format!("`{file}` is outside the repository `{}`", self.top));
        let below = if Path::new(file).is_absolute() {
            let real = std::fs::canonicalize(file).ok().and_then(|real| real.into_os_string().into_string().ok());
            self.below(&real.unwrap_or_else(|| file.to_owned())).ok_or_else(outside)?
        } else {
            format!("{}{file}", self.prefix)
        };
        normal(&below).ok_or_else(outside)
    }

    /// Those of some paths from the top directory on that git is told to ignore; no file that it tracks.
    pub fn ignored(&self, paths: &[String]) -> Result<BTreeSet<String>, Failure> {
        if paths.is_empty() {
            return Ok(BTreeSet::new());
        }
        match git_fed(&["-C", &self.top, "check-ignore", "-z", "--stdin"], &paths.join("\0"))? {
            Ok(listed) => Ok(listed.split(|byte| *byte == 0).map(|it| String::from_utf8_lossy(it).into()).collect()),
            // That none is ignored is no success, and nothing is said of it.
            Err(said) if said.is_empty() => Ok(BTreeSet::new()),
            Err(said) => Err(Failure::new(said)),
        }
    }

    /// What follows the top directory in an absolute path without symlinks.
    pub fn below(&self, real: &str) -> Option<String> {
        let below = real.strip_prefix(self.top.as_str())?;
        (below.is_empty() || below.starts_with('/')).then(|| below.trim_start_matches('/').to_owned())
    }

    /// A path from the top directory on, from the working directory on.
    pub fn shown(&self, path: &str) -> String {
        let mut folder = self.prefix.trim_end_matches('/');
        let mut up = String::new();
        while !is_below(path, folder) {
            folder = folder_of(folder);
            up.push_str("../");
        }
        let below = path.get(folder.len()..).unwrap_or(path).trim_start_matches('/');
        format!("{up}{below}")
    }
}

/// Where a path leads that leads out of the repository.
pub const OUT: &str = "..";

pub fn is_below(path: &str, folder: &str) -> bool {
    path != OUT && (folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')))
}

/// A path without `.`, `..` and double slashes; `None` where it leads out.
pub fn normal(path: &str) -> Option<String> {
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
