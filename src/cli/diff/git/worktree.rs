//! Input: the working tree of a repository, and what a sparse checkout leaves out of it.
//! Output: the specs in it, as git shows them: the index supplies what is left out; what git ignores is absent.
//! Never: reads the files of a submodule, which is a separate repository.

use super::repository::{Repository, is_below};
use super::tree::{Snapshot, Tree};
use crate::cli::failure::Failure;
use crate::cli::input::{self, Includes, folder_of};
use ecrc::spec::model::{Input, LoadError, Loaded, Loader};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The files that are on the disk, and those of the index that are not, since the checkout is sparse.
pub struct Worktree<'r> {
    repository: &'r Repository,
    pub tracked: Tree<'r>,
}

impl<'r> Worktree<'r> {
    pub fn open(repository: &'r Repository) -> Result<Self, Failure> {
        Ok(Self { repository, tracked: Tree::open(repository, Snapshot::Tracked)? })
    }

    /// What the files and directories of the command line contain. What was in the old side may be gone from it.
    pub fn inputs(&self, files: &[String], before: Option<&Tree>) -> Result<Vec<Input>, Failure> {
        let submodules = self.tracked.submodules(files)?;
        let mut may_be_gone: BTreeSet<&str> = BTreeSet::new();
        for file in files {
            let of_file = std::slice::from_ref(file);
            let was_there = before.map_or(Ok(false), |tree| tree.named(of_file).map(|named| !named.is_empty()))?;
            if was_there || !self.tracked.inputs_left_out(of_file)?.is_empty() {
                may_be_gone.insert(file);
            }
        }
        let mut on_disk = input::read_or(files, |file| may_be_gone.contains(file))?;
        on_disk.retain(|input| {
            let path = self.repository.below(&input.identity);
            !path.is_some_and(|path| submodules.keys().any(|submodule| is_below(&path, submodule)))
        });
        self.leave_ignored_out(&mut on_disk, files)?;
        let left_out = self.tracked.inputs_left_out(files)?.into_iter();
        let left_out = left_out.filter(|input| !self.is_on_disk(&input.identity));
        let mut found: Vec<Input> = on_disk.into_iter().map(Self::on_disk).chain(left_out).collect();
        found.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(found)
    }

    /// Takes away what git is told to ignore, and does not track; what the command line itself names stays.
    fn leave_ignored_out(&self, inputs: &mut Vec<Input>, files: &[String]) -> Result<(), Failure> {
        let found: BTreeMap<String, String> = inputs
            .iter()
            .filter(|input| !files.contains(&input.name))
            .filter_map(|input| Some((input.name.clone(), self.path_of(&input.name)?)))
            .collect();
        let paths: Vec<String> = found.values().cloned().collect();
        let ignored = self.repository.ignored(&paths)?;
        inputs.retain(|input| found.get(&input.name).is_none_or(|path| !ignored.contains(path)));
        Ok(())
    }

    /// The path from the top directory on of a file or a link, which is not followed.
    fn path_of(&self, name: &str) -> Option<String> {
        let folder = std::fs::canonicalize(Path::new(".").join(folder_of(name))).ok()?;
        let real = folder.join(Path::new(name).file_name()?);
        self.repository.below(real.to_str()?)
    }

    /// The file of a path from the top directory on.
    pub fn at(&self, path: &str) -> Result<Option<Input>, Failure> {
        if self.tracked.is_left_out(path) && !self.is_on_disk(path) {
            return self.tracked.at(path);
        }
        let read = input::read_or(&[self.repository.shown(path)], |_| true)?;
        Ok(read.into_iter().next().map(Self::on_disk))
    }

    /// Below the working directory, as git says it.
    fn on_disk(mut input: Input) -> Input {
        input.name = input.name.strip_prefix("./").unwrap_or(&input.name).to_owned();
        input
    }

    fn is_on_disk(&self, path: &str) -> bool {
        std::fs::symlink_metadata(Path::new(&self.repository.top).join(path)).is_ok()
    }
}

impl Loader for Worktree<'_> {
    fn load(&self, _root: &str, name: &str, path: &str) -> Result<Loaded, LoadError> {
        match Includes.load(&self.repository.top, name, path) {
            // What is gone from the disk is gone; what a sparse checkout leaves out is not.
            Err(LoadError::Missing) => self.tracked.load_left_out(name, path),
            found => found,
        }
    }
}
