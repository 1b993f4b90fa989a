//! Input: the texts of templates, and what reads the files beside them.
//! Output: their trees, and those of the nested stacks whose template is a local file.
//! Never: follows a URL.

use crate::document::{self, Node};
use crate::span::{Source, SourceId, Sources, Span};
use crate::template::evaluated::Fault;
use crate::template::input::{Loader, folder_of, joined};
use std::collections::BTreeMap;

/// What of the texts is not right.
#[derive(Default)]
pub(super) struct Missed {
    /// What was not read.
    pub(super) faults: Vec<Fault>,
    /// The names of the texts that are broken, and where.
    pub(super) broken: Vec<(String, Span)>,
    /// Keys of which another one of the same name in the same map counts.
    pub(super) repeated: Vec<Fault>,
}

/// The tree of a template's text. A key that stands twice in one map counts as it stands last, which AWS's pages do not
/// say: <https://github.com/go-to-k/cdk-real-drift/issues/1074>, read 2026-11-30.
pub(super) fn tree(source: &Source, id: SourceId, missed: &mut Missed) -> Option<Node> {
    let text = &source.text;
    let tree = if text.trim_start().starts_with('{') {
        document::json_by_last(text, id).or_else(|broken| match document::comment(text, id) {
            Some(comment) => Err(comment),
            None => document::yaml_by_last(text, id).map_err(|_| broken),
        })
    } else {
        document::yaml_by_last(text, id)
    };
    let of = |span, message| Fault { span, message };
    let (root, earlier) = match tree {
        Ok(read) => read,
        Err(malformed) => {
            missed.faults.push(of(malformed.span, malformed.message));
            missed.broken.push((source.name.clone(), malformed.span));
            return None;
        }
    };
    let key = |span: Span| text.get(span.range()).unwrap_or_default().trim_matches(['"', '\'']);
    missed.repeated.extend(earlier.into_iter().map(|span| {
        of(span, format!("the key `{}` appears twice in one map, and CloudFormation reads the last one", key(span)))
    }));
    match unfit(&root) {
        Some(fault) => {
            missed.faults.push(fault);
            None
        }
        None => Some(root),
    }
}

/// What makes a tree no template: it has no map of resources, and nothing that may add one.
fn unfit(root: &Node) -> Option<Fault> {
    let of = |span, message: &str| Some(Fault { span, message: message.to_owned() });
    if root.entries().is_none() {
        return of(root.span.before(), "a template is a map");
    }
    match root.entry("Resources") {
        Some(resources) if resources.node.entries().is_none() => of(resources.node.span, "`Resources` is not a map"),
        Some(_) => None,
        None if root.get("Transform").is_some() || root.get("Fn::Transform").is_some() => None,
        None => of(root.span.before(), "a template needs `Resources`"),
    }
}

/// The trees of nested stacks, by path.
pub(super) type Files = BTreeMap<String, Node>;

/// No world has that many; a template that nests itself under ever new names would.
const MOST_FILES: usize = 200;

/// The trees of the stacks that are nested in these templates, and in theirs.
pub(super) fn nested(
    roots: &[(&str, &Node)],
    sources: &mut Sources,
    loader: &dyn Loader,
    missed: &mut Missed,
) -> Files {
    let mut files = Files::new();
    let mut wanted: Vec<String> = roots.iter().flat_map(|(name, root)| paths_in(name, root)).collect();
    while let Some(path) = wanted.pop() {
        if files.contains_key(&path) || files.len() >= MOST_FILES {
            continue;
        }
        let Some(text) = loader.file(&path).and_then(|bytes| String::from_utf8(bytes).ok()) else { continue };
        let id = sources.add(Source::new(path.as_str(), text));
        let Some(source) = sources.get(id).cloned() else { continue };
        if let Some(root) = tree(&source, id, missed) {
            wanted.extend(paths_in(&path, &root));
            files.insert(path, root);
        }
    }
    files
}

/// The local files that a template's nested stacks name.
fn paths_in(name: &str, root: &Node) -> Vec<String> {
    let resources = root.get("Resources").and_then(Node::entries).unwrap_or_default();
    resources.iter().filter_map(|entry| path_of(name, &entry.node)).collect()
}

/// The path of the file that holds a nested stack's template, where it is a local one. The CDK names it in `Metadata`.
pub(super) fn path_of(name: &str, resource: &Node) -> Option<String> {
    let key = match resource.get("Type")?.text()? {
        "AWS::CloudFormation::Stack" => "TemplateURL",
        "AWS::Serverless::Application" => "Location",
        _ => return None,
    };
    let asset = resource.get("Metadata").and_then(|metadata| metadata.get("aws:asset:path")).and_then(Node::text);
    let url = resource.get("Properties").and_then(|properties| properties.get(key)).and_then(Node::text);
    let path = asset.or(url)?;
    let local = !path.contains("://") && !path.contains("${");
    local.then(|| joined(folder_of(name), path))
}
