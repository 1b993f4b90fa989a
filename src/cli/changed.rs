//! Input: the files that changed.
//! Output: the affected specs, each compiled separately: those that changed, those that include what changed,
//! directly or not, and those that name a file that they cannot include, because it may be a deleted one.
//! Never: compiles two of them together: only whoever builds them knows which belong together.

use super::failure::Failure;
use super::input::{self, Includes};
use ecrc::diagnostic::{Code, Diagnostic};
use ecrc::span::{Position, Sources};
use ecrc::spec::model::{LoadError, Loaded, Loader};
use ecrc::{Compilation, compile};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

/// Compiles the specs that a change of these files concerns. What several of them include is reported once.
pub fn compile_changed(files: &[String]) -> Result<Vec<Compilation>, Failure> {
    let input::Changed { files, specs } = input::changed(files)?;
    let mut told = BTreeSet::new();
    let mut concerned = Vec::new();
    for spec in specs {
        let watched = Watched {
            files: &files,
            touched: Cell::new(files.contains(&spec.identity)),
            identities: RefCell::new(BTreeMap::from([(spec.name.clone(), spec.identity.clone())])),
        };
        let mut compiled = compile(vec![spec], &watched);
        if watched.touched.get() {
            let identities = watched.identities.into_inner();
            let Compilation { sources, report, .. } = &mut compiled;
            report.diagnostics.retain(|found| told.insert(key(sources, &identities, found)));
            concerned.push(compiled);
        }
    }
    Ok(concerned)
}

/// What identifies a diagnostic: its file, the place in it, its code and its words.
type Key = (Option<(String, Position)>, Code, String);

fn key(sources: &Sources, identities: &BTreeMap<String, String>, found: &Diagnostic) -> Key {
    let place = found.primary.as_ref().and_then(|label| {
        let source = sources.get(label.span.source)?;
        // Those who include a file name it each in their own way.
        let file = identities.get(&source.name).unwrap_or(&source.name);
        Some((file.clone(), source.position(label.span.start)))
    });
    (place, found.rule.code, found.message.clone())
}

/// Notices whether a spec includes a file that changed, or cannot include one.
struct Watched<'c> {
    files: &'c BTreeSet<String>,
    touched: Cell<bool>,
    /// Which file each name is of.
    identities: RefCell<BTreeMap<String, String>>,
}

impl Loader for Watched<'_> {
    fn load(&self, root: &str, name: &str, path: &str) -> Result<Loaded, LoadError> {
        let loaded = Includes.load(root, name, path);
        if let Ok(Loaded { name, identity, .. }) = &loaded {
            self.identities.borrow_mut().insert(name.clone(), identity.clone());
        }
        if loaded.as_ref().map_or(true, |loaded| self.files.contains(&loaded.identity)) {
            self.touched.set(true);
        }
        loaded
    }
}
