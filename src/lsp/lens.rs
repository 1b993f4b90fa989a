//! Input: a checked spec.
//! Output: what follows from its blocks, in few words beside the text: inlay hints, code lenses, templates, pictures.
//! Never: derives or draws; the library does.

use super::checked::Checked;
use super::text::Encoding;
use crate::backend::{Options, Target, emit};
use crate::diagnostic::{Diagnostic, Report};
use crate::diff::EndpointZones;
use crate::marks::{Place, marks};
use crate::picture::{Network, count_of, mermaid, network, svg};
use crate::plan::Plan;
use crate::span::Span;
use crate::spec::derive;
use crate::spec::syntax::{self, Item, Keyword};
use lsp_types::{CodeLens, Command, InlayHint, InlayHintLabel, Range, Uri};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The command that returns a block's template.
pub const TEMPLATE: &str = "ecrc.template";
/// The command that returns a block's picture.
pub const PICTURE: &str = "ecrc.picture";

/// The services of the endpoints that a place asks for, in the plan's order.
fn services(plan: &Plan, of: impl Fn(Span) -> bool) -> Vec<String> {
    let resources = plan.resources.iter().filter(|resource| resource.span.is_some_and(&of));
    resources.filter_map(|resource| resource.kind.service()?.key().map(str::to_owned)).collect()
}

/// Behind each statement, the endpoints that it asks for.
pub fn hints(checked: &Checked, uri: &Uri, range: Range, to: Encoding) -> Option<Vec<InlayHint>> {
    let (id, _) = checked.text(uri)?;
    let mut hints = Vec::new();
    for block in &checked.blocks {
        let here = block.statements.iter().filter(|statement| statement.span.source == id);
        let here: Vec<_> = here
            .filter(|statement| {
                matches!(
                    statement.value,
                    Keyword::Launch | Keyword::Uses | Keyword::Logs | Keyword::Secrets | Keyword::Exec | Keyword::Kms
                )
            })
            .map(|statement| (statement.span, checked.range(statement.span, to).end))
            .filter(|(_, end)| range.start <= *end && *end <= range.end)
            .collect();
        if here.is_empty() {
            continue;
        }
        let plan = derive::plan(block);
        for (span, position) in here {
            let of = services(&plan, |place| span.holds(place));
            if of.is_empty() || hints.iter().any(|hint: &InlayHint| hint.position == position) {
                continue;
            }
            hints.push(InlayHint {
                position,
                label: InlayHintLabel::String(format!("\u{2192} {}", of.join(", "))),
                kind: None,
                text_edits: None,
                tooltip: None,
                padding_left: Some(true),
                padding_right: None,
                data: None,
            });
        }
    }
    Some(hints)
}

/// How many endpoints a plan has, and in how many zones.
fn count(plan: &Plan) -> String {
    let count = plan.interface_endpoints().count() + plan.gateway_endpoints().count();
    let zones = EndpointZones::of(plan);
    let billed = match (zones.known, zones.open) {
        (known, 0) => format!(" \u{b7} {}", count_of(known, "endpoint-zone")),
        _ => String::new(),
    };
    count_of(count, "endpoint") + &billed
}

/// Over each block, what it makes. One that does not compile keeps its lens: the text would jump with every statement
/// that is half typed.
pub fn lenses(checked: &Checked, uri: &Uri, to: Encoding) -> Option<Vec<CodeLens>> {
    let (id, source) = checked.text(uri)?;
    let tree = syntax::parse(&source, id, &mut Report::default());
    let compiled = checked.blocks.iter().filter(|block| block.span.source == id);
    let compiled: BTreeMap<u32, _> = compiled.map(|block| (block.span.start, block)).collect();
    let mut lenses = Vec::new();
    for item in &tree.items {
        let Item::Block(block) = item else { continue };
        let name = block.name.as_ref();
        let range = checked.range(name.map_or(block.keyword, |name| block.keyword.to(name.span)), to);
        let compiled = compiled.get(&block.keyword.start);
        let of_plan = compiled.map(|block| count(&derive::plan(block)));
        let title = of_plan.unwrap_or_else(|| "endpoints unknown: the spec has errors".to_owned());
        let name = compiled.map(|block| block.name.as_str()).or(name.map(|name| name.value));
        let arguments = Some(vec![json!({ "uri": uri, "block": name })]);
        for (title, command) in [(title, TEMPLATE), ("picture".to_owned(), PICTURE)] {
            let command = Command { title, command: command.to_owned(), arguments: arguments.clone() };
            lenses.push(CodeLens { range, command: Some(command), data: None });
        }
    }
    Some(lenses)
}

/// What the argument of a command says.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    /// The document.
    pub uri: Uri,
    /// The block's name; the first one where it is not said.
    pub block: Option<String>,
    /// `cfn`, `cfn-json` or `tf`; `svg` or `mermaid`.
    pub format: Option<String>,
}

/// The picture of a block, in which what the rules report is marked.
fn picture(checked: &Checked, at: usize) -> Vec<Network> {
    let places: Vec<Place> = checked.blocks.iter().map(|block| Place::of_block(block, derive::plan(block))).collect();
    let open: Vec<&Diagnostic> = checked.report.open().collect();
    let (marked, _) = marks(&places, &open);
    let of_block = places.iter().zip(marked).skip(at).take(1);
    of_block.map(|(place, marks)| network(&place.name, &place.plan, marks)).collect()
}

/// What a command returns: a text and the language that it is in.
///
/// # Errors
/// Why there is none.
pub fn product(checked: &Checked, command: &str, wanted: &Wanted) -> Result<Value, String> {
    let named = |name: &str| wanted.block.as_deref().is_none_or(|wanted| wanted == name);
    let at = checked.blocks.iter().position(|block| named(&block.name)).ok_or("the block has errors, or is gone")?;
    // Nothing is written while there are errors. A picture shows them.
    let template = |target, language: &str| match checked.blocks.get(at).filter(|_| !checked.report.has_errors()) {
        Some(block) => {
            Ok(json!({ "text": emit(&derive::plan(block), target, Options::default()), "language": language }))
        }
        None => Err("the spec has errors".to_owned()),
    };
    Ok(match (command, wanted.format.as_deref()) {
        (TEMPLATE, None | Some("cfn")) => template(Target::CloudFormationYaml, "yaml")?,
        (TEMPLATE, Some("cfn-json")) => template(Target::CloudFormationJson, "json")?,
        (TEMPLATE, Some("tf")) => template(Target::TerraformJson, "json")?,
        (PICTURE, None | Some("svg")) => json!({ "text": svg(&picture(checked, at)), "language": "svg" }),
        (PICTURE, Some("mermaid")) => json!({ "text": mermaid(&picture(checked, at)), "language": "mermaid" }),
        (_, Some(format)) => return Err(format!("`{format}` is not a format of `{command}`")),
        (_, None) => return Err(format!("`{command}` is not a command")),
    })
}
