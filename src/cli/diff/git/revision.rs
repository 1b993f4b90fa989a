//! Input: what `--base` names.
//! Output: those commits.
//! Never: guesses a revision that git does not know.

use super::command::{git, text};
use crate::cli::failure::Failure;

/// A commit, and how it was named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    pub id: String,
    pub name: String,
}

/// What `--base` names: the old side, which is HEAD where nothing is named, and none where nothing is committed yet;
/// and the new side, where that is a commit, too.
///
/// As in `git diff`, `A..B` is two commits, and `A...B` the commit from which both come and B. Where B is left out, the
/// new side is not a commit, and `A...` is where HEAD left A.
pub fn revisions(base: Option<&str>) -> Result<(Option<Commit>, Option<Commit>), Failure> {
    let Some(base) = base else { return Ok((commit("HEAD")?, None)) };
    if let Some(commit) = commit(base)? {
        return Ok((Some(commit), None));
    }
    let known = |name: &str| commit(name)?.ok_or_else(|| unknown(name));
    let new = |name: &str| if name.is_empty() { Ok(None) } else { known(name).map(Some) };
    if let Some((one, other)) = base.split_once("...") {
        let head = |name: &str| known(if name.is_empty() { "HEAD" } else { name });
        let (of_one, of_other) = (head(one)?, head(other)?);
        let fork = git(&["merge-base", &of_one.id, &of_other.id])?.map_err(|_| {
            let failure = Failure::new(format!("the two revisions of `{base}` have no common commit"));
            failure.help("in a shallow clone, first fetch their history: `git fetch --unshallow`")
        })?;
        let id = text(fork)?;
        let name = id.get(..12).unwrap_or(&id).to_owned();
        return Ok((Some(Commit { id, name }), new(other)?));
    }
    if let Some((one, other)) = base.split_once("..") {
        return Ok((Some(known(one)?), new(other)?));
    }
    Err(unknown(base))
}

fn unknown(name: &str) -> Failure {
    Failure::new(format!("git knows no revision `{name}`"))
        .help("name a branch, a tag or a commit; in a shallow clone, fetch it first")
}

/// The commit of a name; `None` where git knows none.
fn commit(name: &str) -> Result<Option<Commit>, Failure> {
    // A name that begins with a dash is no option.
    let asked = format!("{name}^{{commit}}");
    let id = git(&["rev-parse", "--verify", "--quiet", "--end-of-options", &asked])?;
    id.ok().map(|id| Ok(Commit { id: text(id)?, name: name.to_owned() })).transpose()
}
