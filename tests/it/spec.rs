//! Input: a spec's text, or the files of a directory.
//! Output: what the compiler returns for them.
//! Never: checks the result.

use ecrc::cards::{Example, Language, Page};
use ecrc::diagnostic::Rule;
use ecrc::span::Span;
use ecrc::spec::model::{Input, LoadError, Loaded, Loader};
use ecrc::{Compilation, compile};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A folder of files: names relative to it, and what they hold.
#[derive(Default, Clone)]
pub struct Folder(BTreeMap<String, Vec<u8>>);

impl Folder {
    /// Of files made up in a test.
    pub fn of(files: &[(&str, &str)]) -> Self {
        Self(files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect())
    }

    /// Of one file.
    pub fn single(name: &str, bytes: Vec<u8>) -> Self {
        Self(BTreeMap::from([(name.to_owned(), bytes)]))
    }

    /// What one of its files holds.
    pub fn bytes(&self, name: &str) -> &[u8] {
        &self.0[name]
    }

    /// Of all that lies in a folder on the disk, and below it.
    pub fn read(root: &Path) -> Self {
        let mut files = BTreeMap::new();
        let mut folders = vec![root.to_owned()];
        while let Some(folder) = folders.pop() {
            for path in entries(&folder) {
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                    files.insert(name, std::fs::read(&path).unwrap());
                }
            }
        }
        Self(files)
    }

    /// Compiles one of its files.
    pub fn compile(&self, name: &str) -> Compilation {
        compile(vec![input(name, self.0[name].clone())], self)
    }
}

impl Loader for Folder {
    fn load(&self, _: &str, name: &str, path: &str) -> Result<Loaded, LoadError> {
        let mut parts: Vec<&str> = name.split('/').collect();
        parts.pop();
        for part in path.split('/') {
            match part {
                "" => return Err(LoadError::OutsideRoot),
                "." => {}
                ".." => _ = parts.pop().ok_or(LoadError::OutsideRoot)?,
                part => parts.push(part),
            }
        }
        let name = parts.join("/");
        let bytes = self.0.get(&name).ok_or(LoadError::Missing)?.clone();
        Ok(Loaded { identity: name.clone(), name, bytes })
    }
}

/// A file as the command line would hand it over.
pub fn input(name: &str, bytes: Vec<u8>) -> Input {
    let stem = Path::new(name).file_stem().unwrap().to_str().unwrap().to_owned();
    Input { name: name.to_owned(), identity: name.to_owned(), root: String::new(), stem, bytes }
}

/// Compiles a text that includes nothing.
pub fn compiled(text: impl AsRef<[u8]>) -> Compilation {
    compile(vec![input("spec.ecr", text.as_ref().to_vec())], &Folder::default())
}

/// Compiles a text that has no error.
pub fn sound(text: impl AsRef<[u8]>) -> Compilation {
    let compilation = compiled(text.as_ref());
    let found = findings(&compilation);
    assert!(!compilation.report.has_errors(), "{found:?}\n{}", String::from_utf8_lossy(text.as_ref()));
    compilation
}

/// `ECR403`, and `3:10` of what is open; of another file than the first, its name stands before.
pub fn findings(compilation: &Compilation) -> Vec<String> {
    compilation
        .report
        .open()
        .map(|found| format!("{}@{}", found.rule.code, place(compilation, found.primary.as_ref())))
        .collect()
}

/// The codes of what is open.
pub fn codes(compilation: &Compilation) -> Vec<String> {
    compilation.report.open().map(|found| found.rule.code.to_string()).collect()
}

fn place(compilation: &Compilation, label: Option<&ecrc::diagnostic::Label>) -> String {
    let span = label.map_or(Span::default(), |label| label.span);
    let source = compilation.sources.get(span.source).unwrap();
    let position = source.position(span.start);
    let file = if span.source.0 == 0 { String::new() } else { format!("{}:", source.name) };
    format!("{file}{}:{}", position.line, position.column)
}

/// What lies in a folder, sorted.
pub fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// A path of the project.
pub fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The whole specs among a card's examples.
pub fn specs_of(rule: &Rule, bad: bool) -> Vec<&'static str> {
    let whole = |example: &&Example| example.language == Language::Spec && !example.shortened;
    Page::of(rule).examples(bad).filter(whole).map(|example| example.text).collect()
}
