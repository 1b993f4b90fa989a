//! Input: why a command could not do its work.
//! Output: a sentence and a help for the user.
//! Never: prints them; that is `terminal`.

use std::io;

/// Why a command could not do its work.
#[derive(Debug)]
pub struct Failure {
    pub message: String,
    pub help: Option<String>,
}

impl Failure {
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None }
    }

    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

/// Why the system refused, in lower case and without its number.
pub fn reason(error: &io::Error) -> String {
    let known = [
        (io::ErrorKind::NotFound, "no such file or directory"),
        (io::ErrorKind::IsADirectory, "it is a directory"),
        (io::ErrorKind::NotADirectory, "a part of the path is not a directory"),
        (io::ErrorKind::StorageFull, "no space left"),
        (io::ErrorKind::ReadOnlyFilesystem, "the file system is read-only"),
    ];
    if let Some((_, words)) = known.iter().find(|(kind, _)| *kind == error.kind()) {
        return (*words).to_owned();
    }
    let said = error.to_string();
    let said = said.split(" (os error ").next().unwrap_or_default();
    let mut letters = said.chars();
    let first = letters.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}

/// What is said of a file that cannot be read.
pub fn unreadable(name: impl std::fmt::Display, error: &io::Error) -> Failure {
    Failure::new(format!("cannot read `{name}`: {}", reason(error)))
}
