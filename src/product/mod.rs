//! Input: the text of a template that [`crate::backend`] wrote: `CloudFormation` in YAML or JSON, Terraform in JSON.
//! Output: the plan that it was written from, or the first place where it differs from what `build` writes.
//! Never: guesses, or skips a key, a function or a value.
//!
//! A template is read leniently into a plan, by looking up what a plan needs; then the back end writes that plan again,
//! and both documents are compared, value by value. The first difference is the error. So whatever is in a template is
//! in the plan too, and the templates are described once, by the back ends. A template that says another legal thing
//! than it was built with (another CIDR, another action in a policy) is the template of another plan, and is read
//! as that. White space, the order of keys, YAML's comments and superfluous quotes say nothing, and are not compared.
//!
//! A template cannot say, so a plan from it lacks:
//!
//! - the spans of its resources;
//! - [`Plan::workload`], which is empty;
//! - [`Plan::existing`], the existing endpoints: only ECR's own are known, and only if the policy of a task execution
//!   role names both of ECR's endpoints;
//! - [`Plan::own_zones`], which are elsewhere;
//! - [`Plan::vpc`], if nothing is created in it and no role's policy names it: it is then [`Value::Unknown`];
//! - [`Plan::tags`] and [`Plan::name`], if no resource takes tags; and of a tag `Name` that all of them have, whether
//!   `name` or `tag` says it, if it ends as `name` would end it.
//!
//! Everything else equals what was built: see `tests/it/product.rs`. A `Reason` comes back with its rule, found by its
//! code, and its sentence.
//!
//! [`Value::Unknown`]: crate::plan::Value::Unknown

mod additions;
mod cloudformation;
mod cursor;
mod difference;
mod fault;
mod found;
mod names;
mod reading;
mod settings;
mod terraform;
mod whole;

pub use additions::{Additions, added};

use crate::backend::{self, Options, Target};
use crate::document::{self, Aliases, Node};
use crate::plan::Plan;
use crate::span::{Position, Source, SourceId};
use cursor::Cursor;
use fault::Fault;
use std::fmt;

/// No template is near to that; what is larger is not looked at.
const LARGEST: usize = 16 * 1024 * 1024;

/// What a template says.
#[derive(Debug, Clone, PartialEq)]
pub struct Product {
    /// The plan that it was written from, but for what a template cannot say.
    pub plan: Plan,
    /// What it is written as.
    pub target: Target,
    /// How it is written.
    pub options: Options,
}

/// Why a text is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// The name of the text, as it was given.
    pub name: String,
    /// Where in it; `None` where it is about the whole.
    pub position: Option<Position>,
    /// What is wrong, lower case, without a full stop.
    pub message: String,
    /// What may explain it.
    pub help: Option<String>,
}

impl fmt::Display for Error {
    /// `network.yaml:3:7: message`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        if let Some(Position { line, column }) = self.position {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", self.message)
    }
}

impl std::error::Error for Error {}

/// The plan of a template that `build` wrote. `name` is for messages alone.
///
/// # Errors
/// Where the text is no template of ecrc's, or where it differs from what this version of ecrc writes for its plan: at
/// the first such place.
pub fn read(name: &str, bytes: Vec<u8>) -> Result<Product, Error> {
    let whole = |message: &str, help: Option<&str>| Error {
        name: name.to_owned(),
        position: None,
        message: message.to_owned(),
        help: help.map(str::to_owned),
    };
    if bytes.len() > LARGEST {
        let message = format!("not a template that ecrc wrote: it is larger than {} MiB", LARGEST / 1024 / 1024);
        return Err(whole(&message, None));
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let before = String::from_utf8_lossy(error.as_bytes().get(..valid).unwrap_or_default()).into_owned();
            let source = Source::new(name, before);
            return Err(placed(&source, Fault::new(end(&source.text), "the file is not valid UTF-8")));
        }
    };
    let source = Source::new(name, text);
    if let Some(at) = source.text.find('\0') {
        return Err(placed(
            &source,
            Fault::new(end(source.text.get(..at).unwrap_or_default()), "the template contains a NUL character"),
        ));
    }
    if !backend::is_product(&source.text) {
        let help = "name a template that `ecrc build` wrote; such a template says so near its top";
        return Err(whole("not a template that ecrc wrote", Some(help)));
    }
    exactly(&source.text).map_err(|fault| placed(&source, fault))
}

/// Where a text ends. All are smaller than [`LARGEST`].
fn end(text: &str) -> u32 {
    u32::try_from(text.len()).unwrap_or(u32::MAX)
}

fn placed(source: &Source, fault: Fault) -> Error {
    let mut at = source.text.len().min(fault.at as usize);
    while !source.text.is_char_boundary(at) {
        at -= 1;
    }
    let position = u32::try_from(at).ok().map(|at| source.position(at));
    Error { name: source.name.clone(), position, message: visible(&fault.message), help: fault.help }
}

/// Without characters that act on a terminal, or hide there: messages hold pieces of the template.
fn visible(message: &str) -> String {
    let mut shown = String::with_capacity(message.len());
    for c in message.chars() {
        match c {
            '\'' | '"' | '\\' => shown.push(c),
            other => shown.extend(other.escape_debug()),
        }
    }
    shown
}

fn exactly(text: &str) -> Result<Product, Fault> {
    let in_json = text.trim_start().starts_with('{');
    let document = tree(text, in_json)?;
    let root = Cursor::root(&document);
    let target = match (in_json, root.get("AWSTemplateFormatVersion")) {
        (true, Some(_)) => Target::CloudFormationJson,
        (true, None) => Target::TerraformJson,
        (false, _) => Target::CloudFormationYaml,
    };
    let options = Options { module: target == Target::TerraformJson && root.get("provider").is_none() };
    let plan = reading::plan(root, target)?;
    let written = backend::emit(&plan, target, options);
    if text != written {
        compare(&document, &written, in_json)?;
    }
    Ok(Product { plan, target, options })
}

/// Strictly: `build` writes no anchors and no aliases.
fn tree(text: &str, in_json: bool) -> Result<Node, Fault> {
    let id = SourceId::default();
    let tree = if in_json { document::json(text, id) } else { document::yaml(text, id, Aliases::Refused) };
    tree.map_err(Fault::from)
}

/// Holds a template against what `build` writes.
fn compare(document: &Node, written: &str, in_json: bool) -> Result<(), Fault> {
    // What the back end writes can be read; were it not so, nothing would be proven.
    let expected = tree(written, in_json).map_err(|fault| Fault { at: 0, ..fault })?;
    difference::difference(document, &expected).map_or(Ok(()), Err)
}
