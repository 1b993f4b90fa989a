//! Input: a folder's path, and what reads its files.
//! Output: the module that the folder is, and those that it calls by a local path, as trees.
//! Never: asks a registry.

use super::syntax::{Argument, Block, Body, Expr};
use super::{hcl, json};
use crate::document::{self, Node};
use crate::span::{Source, SourceId, Sources, Span};
use crate::template::evaluated::Fault;
use crate::template::input::{Loader, joined};
use std::collections::BTreeMap;

/// How many folders one world may have.
const MOST: usize = 200;

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
}

impl Folders {
    pub fn get(&self, path: &str) -> Option<&Folder> {
        self.by_path.get(path)
    }

    /// The folder that a call leads to: a local one, or where `terraform init` put what a registry has.
    pub fn called(&self, from: &Folder, call: &str, source: &str) -> Option<&Folder> {
        self.get(&self.path_of(from, call, source)?)
    }

    fn path_of(&self, from: &Folder, call: &str, source: &str) -> Option<String> {
        if source == "." || source == ".." || source.starts_with("./") || source.starts_with("../") {
            return Some(joined(&from.path, source));
        }
        self.installed.get(call).map(|path| joined(&self.root, path))
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
            if let Some(body) = file_of(&joined(".", file), sources, loader, faults) {
                folders.given.extend(body.arguments);
            }
        }
        let mut wanted = vec![(folders.root.clone(), String::new())];
        while let Some((path, call)) = wanted.pop() {
            if folders.by_path.len() >= MOST {
                break;
            }
            if folders.by_path.contains_key(&path) {
                continue;
            }
            let Some(folder) = read_folder(&path, sources, loader, faults) else { continue };
            for module in &folder.modules {
                let call =
                    if call.is_empty() { module.label(0).to_owned() } else { format!("{call}.{}", module.label(0)) };
                let path = source_of(module).and_then(|source| folders.path_of(&folder, &call, source));
                wanted.extend(path.map(|path| (path, call)));
            }
            folders.by_path.insert(path, folder);
        }
        folders
    }
}

/// Where a module's call says that the module is.
pub(super) fn source_of(module: &Block) -> Option<&str> {
    module.body.argument("source")?.value.text()
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
        if let Some(body) = file_of(&joined(path, name), sources, loader, faults) {
            folder.take(body, faults);
        }
    }
    for name in names.iter().filter(|name| is_module(name) && overrides(name)) {
        let body = file_of(&joined(path, name), sources, loader, faults);
        body.into_iter().flat_map(|body| body.blocks).for_each(|block| folder.override_with(block));
    }
    let of_variables = |name: &&String| {
        let name = name.strip_suffix(".json").unwrap_or(name);
        name == "terraform.tfvars" || name.ends_with(".auto.tfvars")
    };
    // `terraform.tfvars` first, as Terraform does.
    let mut given: Vec<&String> = names.iter().filter(of_variables).collect();
    given.sort_by_key(|name| !name.starts_with("terraform.tfvars"));
    for name in given {
        if let Some(body) = file_of(&joined(path, name), sources, loader, faults) {
            folder.given.extend(body.arguments);
        }
    }
    Some(folder)
}

/// Reads one file, of a module or of variables.
fn file_of(path: &str, sources: &mut Sources, loader: &dyn Loader, faults: &mut Vec<Fault>) -> Option<Body> {
    let bytes = loader.file(path)?;
    let text = String::from_utf8(bytes);
    let broken = text.is_err();
    let id = sources.add(Source::new(path, text.unwrap_or_default()));
    let source = sources.get(id)?.clone();
    if broken {
        let span = Span { source: id, ..Span::default() };
        faults.push(Fault { span, message: "this is not UTF-8".to_owned() });
        return None;
    }
    let is_json = path.to_ascii_lowercase().ends_with("json");
    let body = if is_json {
        let tree = document::json(&source.text, id);
        tree.map_err(|broken| Fault { span: broken.span, message: broken.message }).map(|tree| {
            if path.ends_with(".tf.json") { json::body(&tree, faults) } else { json::variables(&tree, faults) }
        })
    } else {
        hcl::body(&source.text, id)
    };
    body.map_err(|fault| faults.push(fault)).ok()
}

impl Folder {
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
    body.blocks.retain(|block| !over.blocks.iter().any(|other| other.kind == block.kind));
    body.blocks.extend(over.blocks);
}

/// The expression of an argument.
pub(super) fn argument<'b>(block: &'b Block, name: &str) -> Option<&'b Expr> {
    block.body.argument(name).map(|argument| &argument.value)
}
