//! Input: the files of a `src` directory, by their paths.
//! Output: which file names what another file defines, and where; and what could not be resolved.
//! Never: touches the disk, reads tests, or infers types.

use super::items::{head, is_test, leaves, segments, word, words};
use super::paths;
use std::collections::{BTreeMap, BTreeSet};
use syn::{Ident, Item, ItemMacro, ItemMod};

/// Who names whom: from the file that names to the file that defines, once for each pair.
#[derive(Debug, Default)]
pub struct Graph {
    pub edges: BTreeMap<(String, String), Place>,
    /// What the reading could not follow. A clean tree has none.
    pub faults: Vec<String>,
}

/// The first place that makes an edge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub line: usize,
    pub path: String,
}

/// Reads a tree of files. `name` is the library's, as the binary says it; `others` are the crates that both may use.
pub fn read(files: &BTreeMap<String, String>, name: &str, others: &BTreeSet<String>) -> Graph {
    let files = files.iter().filter(|(name, _)| !is_test_file(name)).collect();
    let mut tree = Tree {
        files,
        name,
        others,
        modules: Vec::new(),
        parsed: Vec::new(),
        methods: BTreeMap::new(),
        tests: Vec::new(),
        faults: Vec::new(),
    };
    // In this order: a binary names the library by its name.
    for root in ["lib.rs", "main.rs"] {
        if tree.files.contains_key(&root.to_owned()) {
            tree.file(root, "", None);
        }
    }
    let mut graph = Graph { faults: std::mem::take(&mut tree.faults), ..Graph::default() };
    for file in tree.files.keys().filter(|file| !tree.is_reached(file)) {
        graph.faults.push(format!("{file}: no `mod` leads to this file"));
    }
    let parsed = std::mem::take(&mut tree.parsed);
    for (module, file) in &parsed {
        tree.methods(*module, &file.items);
    }
    for (module, file) in parsed {
        paths::follow(&mut tree, module, &file, &mut graph);
    }
    graph
}

/// Files of tests are as free as an outsider.
fn is_test_file(name: &str) -> bool {
    name.split('/').any(|part| matches!(part.trim_end_matches(".rs"), "tests" | "plans"))
}

/// What a path leads to. An item is known by the module that defines it; what stands behind a type is the type's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    Module(usize),
    Item(usize),
    Foreign,
}

#[derive(Debug)]
enum Definition {
    Module(usize),
    Item,
    Import(Vec<String>),
}

/// A file, a `mod` with braces, or a block that has items of its own.
#[derive(Debug, Default)]
struct Module {
    file: String,
    parent: Option<usize>,
    /// Sees the names of its parent, and is no step for `super`.
    is_block: bool,
    names: BTreeMap<String, Vec<Definition>>,
    globs: Vec<Vec<String>>,
    /// The macros whose text comes before what is read next, with the modules that write them.
    macros: BTreeMap<String, usize>,
    /// Words in the calls of macros that stand as items: one of them may be an item's name.
    made: BTreeSet<String>,
}

/// A function of an `impl`, which may be in another file than its type.
#[derive(Debug, Clone, Copy)]
struct Method {
    module: usize,
    is_apart: bool,
}

/// All modules of the library and the binary.
pub struct Tree<'f> {
    files: BTreeMap<&'f String, &'f String>,
    name: &'f str,
    others: &'f BTreeSet<String>,
    modules: Vec<Module>,
    parsed: Vec<(usize, syn::File)>,
    /// The functions of `impl`s by their names, and where they are; of several of one name, none.
    methods: BTreeMap<String, Option<Method>>,
    /// Paths without their ending, of modules for tests alone.
    tests: Vec<String>,
    faults: Vec<String>,
}

impl Tree<'_> {
    fn file(&mut self, name: &str, folder: &str, parent: Option<usize>) -> usize {
        let id = self.module(name, parent);
        match syn::parse_file(self.files[&name.to_owned()]) {
            Ok(parsed) => {
                self.fill(id, folder, &mut parsed.items.iter());
                self.parsed.push((id, parsed));
            }
            Err(error) => self.faults.push(format!("{name}:{}: {error}", error.span().start().line)),
        }
        id
    }

    fn module(&mut self, file: &str, parent: Option<usize>) -> usize {
        self.modules.push(Module { file: file.to_owned(), parent, ..Module::default() });
        self.modules.len() - 1
    }

    /// The scope of a block's own items.
    pub fn block(&mut self, parent: usize, items: &mut dyn Iterator<Item = &Item>) -> usize {
        let id = self.module(&self.modules[parent].file.clone(), Some(parent));
        self.modules[id].is_block = true;
        self.fill(id, "", items);
        id
    }

    fn fill(&mut self, id: usize, folder: &str, items: &mut dyn Iterator<Item = &Item>) {
        for item in items {
            let (attributes, name) = head(item);
            match item {
                Item::Mod(item) if is_test(attributes) => self.tests.push(format!("{folder}{}", item.ident)),
                _ if is_test(attributes) => {}
                Item::Mod(item) => self.child(id, folder, item),
                Item::Use(item) => {
                    for leaf in leaves(&item.tree) {
                        match leaf.name {
                            Some(name) => self.define(id, name, Definition::Import(leaf.path)),
                            None => self.modules[id].globs.push(leaf.path),
                        }
                    }
                }
                Item::Macro(item) => self.macro_item(id, item),
                _ => {}
            }
            if let (Some(name), false) = (name, is_test(attributes)) {
                self.define(id, word(name), Definition::Item);
            }
            // `pest` derives the enum of the grammar's rules.
            if attributes.iter().any(|attribute| attribute.path().is_ident("grammar")) {
                self.modules[id].made.insert("Rule".to_owned());
            }
        }
    }

    fn define(&mut self, id: usize, name: String, definition: Definition) {
        self.modules[id].names.entry(name).or_default().push(definition);
    }

    fn child(&mut self, id: usize, folder: &str, item: &ItemMod) {
        let name = word(&item.ident);
        let inside = format!("{folder}{name}/");
        let module = if let Some((_, items)) = &item.content {
            let child = self.module(&self.modules[id].file.clone(), Some(id));
            self.fill(child, &inside, &mut items.iter());
            child
        } else {
            let places = [format!("{folder}{name}.rs"), format!("{inside}mod.rs")];
            let Some(file) = places.iter().find(|place| self.files.contains_key(place)) else {
                self.faults.push(format!("{}: no file for `mod {name};`", self.modules[id].file));
                return;
            };
            self.file(file, &inside, Some(id))
        };
        if item.attrs.iter().any(|attribute| attribute.path().is_ident("macro_use")) {
            let macros = self.modules[module].macros.clone();
            self.modules[id].macros.extend(macros);
        }
        self.define(id, name, Definition::Module(module));
    }

    fn macro_item(&mut self, id: usize, item: &ItemMacro) {
        if let Some(name) = &item.ident {
            self.define(id, word(name), Definition::Item);
            self.modules[id].macros.insert(word(name), id);
        }
        words(item.mac.tokens.clone(), &mut self.modules[id].made);
    }

    /// Notes the functions of a file's `impl`s; needs every module's names.
    fn methods(&mut self, module: usize, items: &[Item]) {
        for item in items {
            let Item::Impl(item) = item else { continue };
            let home = match (&item.trait_, &*item.self_ty) {
                (None, syn::Type::Path(path)) => self.resolve(module, &segments(&path.path)),
                _ => Vec::new(),
            };
            let is_apart = home.iter().any(
                |home| matches!(home, Target::Item(home) if self.modules[*home].file != self.modules[module].file),
            );
            for function in &item.items {
                if let syn::ImplItem::Fn(function) = function {
                    let method = Method { module, is_apart };
                    let known = self.methods.entry(word(&function.sig.ident));
                    known.and_modify(|method| *method = None).or_insert(Some(method));
                }
            }
        }
    }

    /// Where the function of that name is, if its type's file is another one and no other `impl` has the name.
    pub fn apart(&self, function: &str) -> Option<usize> {
        let method = (*self.methods.get(function)?)?;
        method.is_apart.then_some(method.module)
    }

    fn is_reached(&self, file: &str) -> bool {
        let for_tests =
            |test: &String| file.strip_prefix(test.as_str()).is_some_and(|rest| rest.starts_with(['.', '/']));
        self.modules.iter().any(|module| module.file == file) || self.tests.iter().any(for_tests)
    }

    pub fn file_of(&self, module: usize) -> &str {
        &self.modules[module].file
    }

    /// The child of that name with braces.
    pub fn inline(&self, parent: usize, name: &Ident) -> Option<usize> {
        self.modules[parent].names.get(&word(name))?.iter().find_map(|definition| match definition {
            Definition::Module(id) => Some(*id),
            Definition::Item | Definition::Import(_) => None,
        })
    }

    pub fn is_below(&self, mut module: usize, above: usize) -> bool {
        while let Some(parent) = self.modules[module].parent {
            if parent == above {
                return true;
            }
            module = parent;
        }
        false
    }

    /// The module or its nearest ancestor that is no block.
    fn named(&self, mut module: usize) -> usize {
        while let (true, Some(parent)) = (self.modules[module].is_block, self.modules[module].parent) {
            module = parent;
        }
        module
    }

    fn root(&self, mut module: usize) -> usize {
        while let Some(parent) = self.modules[module].parent {
            module = parent;
        }
        module
    }

    fn above(&self, module: usize) -> Vec<Target> {
        self.modules[self.named(module)].parent.map(Target::Module).into_iter().collect()
    }

    /// The module that writes a macro of that name: this one, one above, or one that these take macros from.
    pub fn macro_in_scope(&self, mut module: usize, name: &str) -> Option<usize> {
        loop {
            match self.modules[module].macros.get(name) {
                Some(writer) => return Some(*writer),
                None => module = self.modules[module].parent?,
            }
        }
    }

    /// What a path leads to as it is read in a module: several, where a name stands for a type and for a value.
    pub fn resolve(&self, module: usize, path: &[String]) -> Vec<Target> {
        self.walk(module, path, &mut Vec::new())
    }

    /// `seen`: the imports that are being followed, so that none is followed in a circle.
    fn walk(&self, module: usize, path: &[String], seen: &mut Vec<(usize, String, usize)>) -> Vec<Target> {
        let Some((first, rest)) = path.split_first() else { return Vec::new() };
        let mut at = match first.as_str() {
            "crate" => vec![Target::Module(self.root(module))],
            "self" => vec![Target::Module(self.named(module))],
            "super" => self.above(module),
            name => self.in_scope(module, name, seen),
        };
        for name in rest {
            at = self.step(&at, name, seen);
        }
        at
    }

    fn step(&self, from: &[Target], name: &str, seen: &mut Vec<(usize, String, usize)>) -> Vec<Target> {
        let mut found = Vec::new();
        for target in from {
            match target {
                Target::Module(id) if name == "super" => found.extend(self.above(*id)),
                Target::Module(id) => found.extend(self.lookup(*id, name, seen)),
                Target::Item(_) | Target::Foreign => {}
            }
        }
        if found.is_empty() {
            found.extend(from.iter().filter(|target| !matches!(target, Target::Module(_))));
        }
        found
    }

    fn in_scope(&self, module: usize, name: &str, seen: &mut Vec<(usize, String, usize)>) -> Vec<Target> {
        let mut scope = module;
        loop {
            let found = self.lookup(scope, name, seen);
            match self.modules[scope].parent {
                _ if !found.is_empty() => return found,
                Some(parent) if self.modules[scope].is_block => scope = parent,
                _ => break,
            }
        }
        match name {
            _ if name == self.name => vec![Target::Module(0)],
            _ if self.others.contains(name) || matches!(name, "std" | "core" | "alloc") => vec![Target::Foreign],
            _ => Vec::new(),
        }
    }

    /// A name of this module, through its imports.
    fn lookup(&self, id: usize, name: &str, seen: &mut Vec<(usize, String, usize)>) -> Vec<Target> {
        let module = &self.modules[id];
        let mut found = Vec::new();
        for (nth, definition) in module.names.get(name).into_iter().flatten().enumerate() {
            match definition {
                Definition::Module(child) => found.push(Target::Module(*child)),
                Definition::Item => found.push(Target::Item(id)),
                Definition::Import(path) => {
                    let step = (id, name.to_owned(), nth);
                    if !seen.contains(&step) {
                        seen.push(step);
                        found.extend(self.walk(id, path, seen));
                        seen.pop();
                    }
                }
            }
        }
        if !found.is_empty() {
            return found;
        }
        let mut is_open = false;
        for (nth, path) in module.globs.iter().enumerate() {
            let step = (id, "*".to_owned(), nth);
            if seen.contains(&step) {
                continue;
            }
            seen.push(step);
            for target in self.walk(id, path, seen) {
                match target {
                    Target::Module(other) => found.extend(self.lookup(other, name, seen)),
                    // A type's variants: the glob itself made the edge.
                    Target::Item(_) => {}
                    Target::Foreign => is_open = true,
                }
            }
            seen.pop();
        }
        if found.is_empty() && module.made.contains(name) {
            found.push(Target::Item(id));
        } else if found.is_empty() && is_open {
            found.push(Target::Foreign);
        }
        found
    }
}
