//! Input: the specs of one side, and files that they may include.
//! Output: the specs that take from one of these, by an include or through one.
//! Never: compiles a spec, or claims that one takes what it could not read.

use ecrc::diagnostic::Report;
use ecrc::span::Sources;
use ecrc::spec::model::{Input, Loaded, Loader};
use ecrc::spec::syntax::{self, Item};
use std::collections::{BTreeMap, BTreeSet};

/// What a spec is made of, as far as includes go.
struct Outline {
    includes: Vec<String>,
    has_block: bool,
}

fn outline(bytes: &[u8]) -> Outline {
    let mut outline = Outline { includes: Vec::new(), has_block: false };
    let (mut sources, mut report) = (Sources::default(), Report::default());
    let Some(id) = syntax::decode(&mut sources, "", bytes.to_vec(), &mut report) else { return outline };
    let Some(source) = sources.get(id) else { return outline };
    for item in syntax::parse(source, id, &mut report).items {
        match item {
            Item::Include(include) => outline.includes.extend(include.path.map(|path| path.value.into_owned())),
            Item::Block(_) => outline.has_block = true,
            Item::Defaults(_) => {}
        }
    }
    outline
}

/// Whether a spec has a block, so that something follows from it by itself.
pub fn has_block(bytes: &[u8]) -> bool {
    outline(bytes).has_block
}

/// The identities of the specs with blocks that include one of the files, directly or through others.
pub fn of(files: &BTreeSet<String>, specs: &[Input], loader: &dyn Loader) -> BTreeSet<String> {
    // Who includes a file, by identity.
    let mut including: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut seen: BTreeSet<String> = specs.iter().map(|spec| spec.identity.clone()).collect();
    let mut with_blocks: BTreeSet<String> = BTreeSet::new();
    let mut open: Vec<Input> = specs.to_vec();
    while let Some(spec) = open.pop() {
        let Outline { includes, has_block } = outline(&spec.bytes);
        if has_block {
            with_blocks.insert(spec.identity.clone());
        }
        for path in includes {
            let Ok(included) = loader.load(&spec.root, &spec.name, &path) else { continue };
            let Loaded { name, identity, bytes } = included;
            including.entry(identity.clone()).or_default().insert(spec.identity.clone());
            if seen.insert(identity.clone()) {
                open.push(Input { name, identity, root: spec.root.clone(), stem: String::new(), bytes });
            }
        }
    }
    let mut taking: BTreeSet<String> = BTreeSet::new();
    let mut open: Vec<&String> = files.iter().collect();
    while let Some(file) = open.pop() {
        for by in including.get(file).into_iter().flatten() {
            if taking.insert(by.clone()) {
                open.push(by);
            }
        }
    }
    &taking & &with_blocks
}
