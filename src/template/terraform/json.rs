//! Input: the tree of a `.tf.json` file.
//! Output: the tree that the same module has in HCL.
//! Never: tells a nested block from an argument, which only a provider's schema could.

use super::hcl;
use super::syntax::{Argument, Block, Body, Expr, ExprKind, Piece};
use crate::document::{Content, Entry, Node};
use crate::span::Span;
use crate::template::evaluated::Fault;

/// How many labels the blocks of a module's file have.
const LABELS: &[(&str, usize)] = &[
    ("resource", 2),
    ("data", 2),
    ("ephemeral", 2),
    ("variable", 1),
    ("output", 1),
    ("module", 1),
    ("provider", 1),
    ("locals", 0),
    ("terraform", 0),
    ("check", 1),
    ("import", 0),
    ("moved", 0),
    ("removed", 0),
];

/// Reads a file; faults are strings that are no templates.
pub(super) fn body(root: &Node, faults: &mut Vec<Fault>) -> Body {
    let mut body = Body::default();
    for object in objects(root) {
        for entry in object.entries().unwrap_or_default() {
            let labels = LABELS.iter().find(|(kind, _)| *kind == entry.key).map(|(_, labels)| *labels);
            if let Some(labels) = labels {
                blocks(entry, entry.key_span, &[], labels, &entry.node, &mut body.blocks, faults);
            }
        }
    }
    body
}

/// A map, or the maps of a list.
fn objects(node: &Node) -> &[Node] {
    match &node.content {
        Content::List(nodes) => nodes,
        Content::Map(_) | Content::Scalar(_) => std::slice::from_ref(node),
    }
}

fn blocks(
    of: &Entry,
    key_span: Span,
    labels: &[(String, Span)],
    missing: usize,
    node: &Node,
    out: &mut Vec<Block>,
    faults: &mut Vec<Fault>,
) {
    for object in objects(node) {
        let Some(entries) = object.entries() else { continue };
        if missing == 0 {
            let span = key_span.to(object.span);
            let body = arguments(object, faults);
            out.push(Block { kind: of.key.clone(), kind_span: of.key_span, labels: labels.to_vec(), body, span });
            continue;
        }
        for entry in entries.iter().filter(|entry| entry.key != "//") {
            let labels = [labels, &[(entry.key.clone(), entry.key_span)]].concat();
            blocks(of, entry.key_span, &labels, missing - 1, &entry.node, out, faults);
        }
    }
}

fn arguments(object: &Node, faults: &mut Vec<Fault>) -> Body {
    let entries = object.entries().unwrap_or_default();
    let arguments = entries.iter().filter(|entry| entry.key != "//").map(|entry| Argument {
        name: entry.key.clone(),
        name_span: entry.key_span,
        value: expr(&entry.node, faults),
    });
    Body { arguments: arguments.collect(), blocks: Vec::new() }
}

/// An expression: every string is a template.
pub(super) fn expr(node: &Node, faults: &mut Vec<Fault>) -> Expr {
    let kind = match &node.content {
        Content::List(nodes) => ExprKind::List(nodes.iter().map(|node| expr(node, faults)).collect()),
        Content::Map(entries) => {
            let entries = entries.iter().filter(|entry| entry.key != "//");
            let entries = entries.map(|entry| (text(&entry.key, entry.key_span, faults), expr(&entry.node, faults)));
            ExprKind::Map(entries.collect())
        }
        Content::Scalar(scalar) if scalar.quoted => return text(&scalar.text, node.span, faults),
        Content::Scalar(scalar) => match scalar.text.as_str() {
            "true" => ExprKind::Bool(true),
            "false" => ExprKind::Bool(false),
            "null" => ExprKind::Null,
            number => ExprKind::Number(number.parse().unwrap_or(f64::NAN)),
        },
    };
    Expr::new(kind, node.span)
}

fn text(text: &str, span: Span, faults: &mut Vec<Fault>) -> Expr {
    if !text.contains("${") && !text.contains("%{") {
        return Expr::new(ExprKind::Text(text.to_owned()), span);
    }
    // Between its quotes, where nothing is escaped.
    let verbatim = (span.end - span.start) as usize == text.len() + 2;
    match hcl::template(text, span, verbatim.then_some(span.start + 1)) {
        Ok(mut pieces) => match (pieces.pop(), pieces.is_empty()) {
            (Some(Piece::Value(only)), true) => only,
            (last, _) => {
                pieces.extend(last);
                Expr::new(ExprKind::Template(pieces), span)
            }
        },
        Err(message) => {
            faults.push(Fault { span, message: format!("this is not Terraform's language: {message}") });
            Expr::new(ExprKind::Null, span)
        }
    }
}

/// Reads a file of variables, `*.tfvars.json`: no string in it is a template.
pub(super) fn variables(root: &Node, faults: &mut Vec<Fault>) -> Body {
    let entries = root.entries().unwrap_or_default();
    let arguments = entries.iter().map(|entry| Argument {
        name: entry.key.clone(),
        name_span: entry.key_span,
        value: literal(&entry.node, faults),
    });
    Body { arguments: arguments.collect(), blocks: Vec::new() }
}

fn literal(node: &Node, faults: &mut Vec<Fault>) -> Expr {
    let kind = match &node.content {
        Content::List(nodes) => ExprKind::List(nodes.iter().map(|node| literal(node, faults)).collect()),
        Content::Map(entries) => {
            let key = |entry: &Entry| Expr::new(ExprKind::Text(entry.key.clone()), entry.key_span);
            ExprKind::Map(entries.iter().map(|entry| (key(entry), literal(&entry.node, faults))).collect())
        }
        Content::Scalar(scalar) if scalar.quoted => ExprKind::Text(scalar.text.clone()),
        Content::Scalar(_) => return expr(node, faults),
    };
    Expr::new(kind, node.span)
}
