//! Input: a file that is there, and the command that would write another text to it.
//! Output: whether it may, and if not, why.
//! Never: lets a text be lost that nobody can make again with ecrc.

use super::failure::Failure;
use super::input;
use ecrc::backend::is_product;
use ecrc::picture::is_picture;
use ecrc::product::{self, Additions};

/// Which files a command replaces, of those that hold something else than it would write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replaces {
    /// What ecrc has written, and makes again: each command its own, templates, pictures or reports.
    Products,
    /// None: it writes specs, and whoever has one may have changed it.
    Nothing,
    /// What it reads: it writes the same spec, in another form.
    Read,
}

/// A file that is there.
pub struct Existing<'f> {
    /// The path as people know it.
    pub name: &'f str,
    /// The command has read it.
    pub is_read: bool,
    /// What it holds; `None` where that is no text.
    pub text: Option<&'f str>,
    /// What it would hold.
    pub instead: &'f str,
}

impl Replaces {
    /// Whether the command may replace that file; an error where it may not.
    pub fn allow(self, file: &Existing) -> Result<(), Failure> {
        let Existing { name, is_read, text, instead } = *file;
        if self == Replaces::Read {
            return Ok(());
        }
        if is_read {
            let failure = Failure::new(format!("`{name}` is a file that this command reads"));
            return Err(failure.help("name another file: ecrc does not overwrite what it reads"));
        }
        let made = text.and_then(made);
        if self == Replaces::Products
            && let (Some(old), Some(Made::Template)) = (text, made)
            && product::read("", old.as_bytes().to_vec()).is_err()
        {
            let has = match product::added(old, instead) {
                Additions::None => None,
                Additions::Named(added) => Some(format!("has `{added}`, which ecrc did not write")),
                Additions::Unknown => Some("cannot be read as a template".to_owned()),
            };
            if let Some(has) = has {
                let failure = Failure::new(format!("`{name}` already exists, and {has}"));
                return Err(failure.help("move what you added to a template of its own, or remove the file first"));
            }
        }
        // An empty file, as `mktemp` makes it, has nothing to lose.
        let is_empty = text == Some("");
        if self == Replaces::Products && (is_empty || made.is_some() && made == self::made(instead)) {
            return Ok(());
        }
        let why = match made {
            _ if is_empty => ", and is empty",
            _ if is_spec(name, text) => ", and is a spec",
            Some(Made::Template) => ", and is a template",
            Some(Made::Picture) => ", and is a picture",
            Some(Made::Report) => ", and is a report",
            None => ", and ecrc did not write it",
        };
        Err(Failure::new(format!("`{name}` already exists{why}")).help("name another file, or remove it first"))
    }
}

/// What ecrc writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Made {
    Template,
    Picture,
    Report,
}

/// As what ecrc has written a text; `None` if it has not.
fn made(text: &str) -> Option<Made> {
    let kinds =
        [(is_product as fn(&str) -> bool, Made::Template), (is_picture, Made::Picture), (is_report, Made::Report)];
    kinds.into_iter().find(|(is_made, _)| is_made(text)).map(|(_, made)| made)
}

/// Whether a file is a spec, as far as that is to be seen: by its name, or because it opens a block.
fn is_spec(name: &str, text: Option<&str>) -> bool {
    let opens = |line: &str| line.split_whitespace().next() == Some("private_ecr");
    input::is_spec(name) || text.is_some_and(|text| text.lines().any(opens))
}

/// What the title of each report begins with.
pub const REPORT_TITLE: &str = "<title>ecrc report: ";

/// Whether a text is a report of ecrc's.
fn is_report(text: &str) -> bool {
    let head = || text.lines().take(12);
    let is_document =
        head().any(|line| line == "  \"made_by\": {") && head().any(|line| line.starts_with("    \"ecrc\": "));
    is_document || head().any(|line| line.starts_with(REPORT_TITLE))
}
