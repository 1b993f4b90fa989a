//! Input: a folder's path, and what reads its files.
//! Output: the module that the folder is, and those that it calls by a local path, or that are known, as trees.
//! Never: asks a registry.

use super::syntax::{Argument, Block, Body, Expr};
use super::{hcl, json, known};
use crate::document::{self, Node};
use crate::span::{Source, SourceId, Sources, Span};
use crate::template::evaluated::Fault;
use crate::template::input::{Loader, joined};
use crate::template::moved::Call;
use std::collections::{BTreeMap, BTreeSet};

/// How many folders one world may have.
const MOST: usize = 200;
/// How many calls of modules are followed, and how deep.
const MOST_CALLS: usize = 2000;
pub(super) const DEEPEST: usize = 16;

/// The blocks of one module.
#[derive(Debug, Default)]
pub(super) struct Folder {
    pub path: String,
    pub variables: BTreeMap<String, Block>,
    pub locals: BTreeMap<String, Argument>,
    pub outputs: Vec<Block>,
    /// In the order of the files' names and of the text.
    pub resources: Vec<Block>,
    pub lookups: Vec<Block>,
    pub modules: Vec<Block>,
    pub providers: Vec<Block>,
    /// Values of variables: of `terraform.tfvars` and `*.auto.tfvars`, a later one before an earlier one.
    pub given: Vec<Argument>,
    /// The files that are broken, and where: what is not read of them may make anything.
    pub broken: Vec<(String, Span)>,
    /// It stands for a module whose text is not there, and has not all of that module's outputs.
    pub is_part: bool,
}

/// The folders of one world.
#[derive(Debug, Default)]
pub(super) struct Folders {
    by_path: BTreeMap<String, Folder>,
    /// Where `terraform init` put the modules of registries, by the path of their calls: `vpc`, `network.vpc`.
    installed: BTreeMap<String, String>,
    /// Values of the files that were named by hand.
    pub given: Vec<Argument>,
    /// Where each source lies, for `file(…)` and `path.module`.
    pub root: String,
    /// The calls of modules that are known, by the sources of the texts that stand for them.
    pub known: BTreeMap<SourceId, Call>,
}

impl Folders {
    pub fn get(&self, path: &str) -> Option<&Folder> {
        self.by_path.get(path)
    }

    /// The folder that a call leads to: a local one, or where `terraform init` put what a registry has.
    pub fn called(&self, from: &Folder, call: &str, block: &Block) -> Option<&Folder> {
        self.get(&self.place_of(from, call, block)?.0)
    }

    /// Where a call leads, and the texts that stand for the module where there is no folder of it.
    fn place_of(&self, from: &Folder, call: &str, block: &Block) -> Option<(String, Vec<&'static str>)> {
        let source = source_of(block)?;
        if source == "." || source == ".." || source.starts_with("./") || source.starts_with("../") {
            return Some((joined(&from.path, source), Vec::new()));
        }
        if let Some(path) = self.installed.get(call) {
            return Some((joined(&self.root, path), Vec::new()));
        }
        let texts = known::texts(source, version_of(block)?)?;
        Some((format!("{source} of {}#{}", from.path, block.label(0)), texts))
    }

    /// Reads a root module and what it calls.
    pub fn read(
        root: &str,
        files: &[String],
        sources: &mut Sources,
        loader: &dyn Loader,
        faults: &mut Vec<Fault>,
    ) -> Self {
        let mut folders = Self { root: joined(root, "."), ..Self::default() };
        folders.installed = installed(&folders.root, loader);
        for file in files {
            folders.given.extend(file_of(&joined(".", file), sources, loader, faults).body.arguments);
        }
        let mut wanted = vec![(folders.root.clone(), String::new())];
        let mut seen = BTreeSet::new();
        while let Some((path, call)) = wanted.pop() {
            let is_deep = call.matches('.').count() >= DEEPEST;
            if is_deep || seen.len() >= MOST_CALLS || !seen.insert((path.clone(), call.clone())) {
                continue;
            }
            if !folders.by_path.contains_key(&path) && folders.by_path.len() < MOST {
                let folder = read_folder(&path, sources, loader, faults);
                folders.by_path.extend(folder.map(|folder| (path.clone(), folder)));
            }
            let Some(folder) = folders.get(&path) else { continue };
            let mut known = Vec::new();
            for module in &folder.modules {
                let call = called(&call, module);
                match folders.place_of(folder, &call, module) {
                    Some((path, texts)) if texts.is_empty() => wanted.push((path, call)),
                    Some((path, texts)) if folders.get(&path).is_none() => known.push((path, texts, module.clone())),
                    _ => {}
                }
            }
            for (path, texts, block) in known {
                folders.stand_in(path, &texts, &block, sources, faults);
            }
        }
        folders
    }

    /// Takes texts of ours for the module that a call means. All of it stands at the call.
    fn stand_in(
        &mut self,
        path: String,
        texts: &[&str],
        block: &Block,
        sources: &mut Sources,
        faults: &mut Vec<Fault>,
    ) {
        if self.by_path.len() >= MOST {
            return;
        }
        let mut folder = Folder { path: path.clone(), is_part: true, ..Folder::default() };
        for (index, text) in texts.iter().enumerate() {
            let id = sources.add(Source::new(source_of(block).unwrap_or_default(), *text));
            self.known.insert(id, Call { name: block.name_span(), body: block.span });
            match hcl::body(text, id) {
                Ok(body) if index == 0 => folder.take(body, faults),
                Ok(body) => body.blocks.into_iter().for_each(|block| folder.override_with(block)),
                Err((_, fault)) => faults.push(fault),
            }
        }
        self.by_path.insert(path, folder);
    }
}

/// The path of a call in the module that is called so itself.
pub(super) fn called(call: &str, block: &Block) -> String {
    if call.is_empty() { block.label(0).to_owned() } else { format!("{call}.{}", block.label(0)) }
}

/// Where a module's call says that the module is.
pub(super) fn source_of(module: &Block) -> Option<&str> {
    module.body.argument("source")?.value.text()
}

/// The versions that a module's call allows; empty if it says none.
fn version_of(module: &Block) -> Option<&str> {
    module.body.argument("version").map_or(Some(""), |version| version.value.text())
}

/// The major version that a module which is not there is taken for, because its call bounds none.
pub(super) fn assumed_version(folder: &Folder, module: &Block) -> Option<u32> {
    known::assumed(source_of(module)?, version_of(module)?).filter(|_| folder.is_part)
}

/// What `terraform init` wrote down.
fn installed(root: &str, loader: &dyn Loader) -> BTreeMap<String, String> {
    let text = loader.file(&joined(root, ".terraform/modules/modules.json"));
    let text = text.and_then(|bytes| String::from_utf8(bytes).ok());
    let tree = text.and_then(|text| document::json(&text, SourceId::default()).ok());
    let modules = tree.as_ref().and_then(|tree| tree.get("Modules")?.items()).unwrap_or_default();
    let pair = |module: &Node| Some((module.get("Key")?.text()?.to_owned(), module.get("Dir")?.text()?.to_owned()));
    modules.iter().filter_map(pair).collect()
}

fn read_folder(path: &str, sources: &mut Sources, loader: &dyn Loader, faults: &mut Vec<Fault>) -> Option<Folder> {
    let mut names = loader.folder(path)?;
    names.sort();
    let is_module = |name: &String| [".tf", ".tf.json"].iter().any(|ending| name.ends_with(ending));
    let overrides = |name: &String| {
        let stem = name.split('.').next().unwrap_or_default();
        stem == "override" || stem.ends_with("_override")
    };
    let mut folder = Folder { path: path.to_owned(), ..Folder::default() };
    for name in names.iter().filter(|name| is_module(name) && !overrides(name)) {
        let body = folder.file(name, sources, loader, faults);
        folder.take(body, faults);
    }
    for name in names.iter().filter(|name| is_module(name) && overrides(name)) {
        let body = folder.file(name, sources, loader, faults);
        body.blocks.into_iter().for_each(|block| folder.override_with(block));
    }
    let of_variables = |name: &&String| {
        let name = name.strip_suffix(".json").unwrap_or(name);
        name == "terraform.tfvars" || name.ends_with(".auto.tfvars")
    };
    // `terraform.tfvars` first, as Terraform does.
    let mut given: Vec<&String> = names.iter().filter(of_variables).collect();
    given.sort_by_key(|name| !name.starts_with("terraform.tfvars"));
    for name in given {
        folder.given.extend(file_of(&joined(path, name), sources, loader, faults).body.arguments);
    }
    Some(folder)
}

/// What is read of one file.
#[derive(Default)]
struct Read {
    body: Body,
    /// Where it is broken.
    broken: Option<Span>,
}

/// Reads one file, of a module or of variables.
fn file_of(path: &str, sources: &mut Sources, loader: &dyn Loader, faults: &mut Vec<Fault>) -> Read {
    let Some(bytes) = loader.file(path) else { return Read::default() };
    let (text, is_text) = String::from_utf8(bytes).map_or((String::new(), false), |text| (text, true));
    let id = sources.add(Source::new(path, text));
    let text = sources.get(id).map_or("", |source| source.text.as_str());
    let body = if !is_text {
        let span = Span { source: id, ..Span::default() };
        Err((Body::default(), Fault { span, message: "this is not UTF-8".to_owned() }))
    } else if path.to_ascii_lowercase().ends_with("json") {
        match document::json(text, id) {
            Ok(tree) if path.ends_with(".tf.json") => Ok(json::body(&tree, faults)),
            Ok(tree) => Ok(json::variables(&tree, faults)),
            Err(broken) => Err((Body::default(), Fault { span: broken.span, message: broken.message })),
        }
    } else {
        hcl::body(text, id)
    };
    body.map_or_else(
        |(body, fault)| {
            let broken = Some(fault.span);
            faults.push(fault);
            Read { body, broken }
        },
        |body| Read { body, broken: None },
    )
}

impl Folder {
    /// What is read of one of its files.
    fn file(&mut self, name: &str, sources: &mut Sources, loader: &dyn Loader, faults: &mut Vec<Fault>) -> Body {
        let path = joined(&self.path, name);
        let read = file_of(&path, sources, loader, faults);
        self.broken.extend(read.broken.map(|at| (path, at)));
        read.body
    }

    fn take(&mut self, body: Body, faults: &mut Vec<Fault>) {
        let mut twice = |what: &str, span: Span| {
            faults.push(Fault { span, message: format!("{what} is defined twice in one module") });
        };
        for block in body.blocks {
            let name = block.labels.iter().map(|(label, _)| label.as_str()).collect::<Vec<_>>().join(".");
            match block.kind.as_str() {
                "variable" => {
                    let span = block.name_span();
                    if self.variables.insert(name.clone(), block).is_some() {
                        twice(&format!("the variable `{name}`"), span);
                    }
                }
                "locals" => {
                    for local in block.body.arguments {
                        let (name, span) = (local.name.clone(), local.name_span);
                        if self.locals.insert(name.clone(), local).is_some() {
                            twice(&format!("the local `{name}`"), span);
                        }
                    }
                }
                "resource" | "data" | "module" | "output" => {
                    let list = self.list(&block.kind);
                    if list.iter().any(|other| same_labels(other, &block)) {
                        twice(&format!("`{name}`"), block.name_span());
                    } else {
                        list.push(block);
                    }
                }
                "provider" => self.providers.push(block),
                _ => {}
            }
        }
    }

    fn list(&mut self, kind: &str) -> &mut Vec<Block> {
        match kind {
            "resource" => &mut self.resources,
            "data" => &mut self.lookups,
            "module" => &mut self.modules,
            _ => &mut self.outputs,
        }
    }

    /// What an `override.tf` says goes before what the other files say, argument by argument.
    fn override_with(&mut self, block: Block) {
        match block.kind.as_str() {
            "locals" => {
                self.locals.extend(block.body.arguments.into_iter().map(|local| (local.name.clone(), local)));
            }
            "variable" => {
                if let Some(variable) = self.variables.get_mut(block.label(0)) {
                    merge(&mut variable.body, block.body);
                }
            }
            "resource" | "data" | "module" | "output" => {
                let other = self.list(&block.kind).iter_mut().find(|other| same_labels(other, &block));
                if let Some(other) = other {
                    merge(&mut other.body, block.body);
                }
            }
            _ => {}
        }
    }
}

/// The block of a resource or look-up.
pub(super) fn named<'f>(list: &'f [Block], of_type: &str, name: &str) -> Option<&'f Block> {
    list.iter().find(|block| block.label(0) == of_type && block.label(1) == name)
}

fn same_labels(a: &Block, b: &Block) -> bool {
    a.labels.iter().map(|(label, _)| label).eq(b.labels.iter().map(|(label, _)| label))
}

fn merge(body: &mut Body, over: Body) {
    for argument in over.arguments {
        body.arguments.retain(|other| other.name != argument.name);
        body.arguments.push(argument);
    }
    body.blocks.retain(|block| !over.blocks.iter().any(|other| made_by(other) == made_by(block)));
    body.blocks.extend(over.blocks);
}

/// The kind of the blocks that one makes: itself, or those of a `dynamic` block.
fn made_by(block: &Block) -> &str {
    if block.kind == "dynamic" { block.label(0) } else { &block.kind }
}

/// The expression of an argument.
pub(super) fn argument<'b>(block: &'b Block, name: &str) -> Option<&'b Expr> {
    block.body.argument(name).map(|argument| &argument.value)
}
