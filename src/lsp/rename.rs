//! Input: a checked spec, and a place in it.
//! Output: the edit that gives a block another name.
//! Never: makes a name that no block can have, or that another block of the file has.

use super::checked::Checked;
use super::client::Client;
use super::text::Encoding;
use super::word::{At, at};
use crate::diagnostic::{Edit, Report};
use crate::span::Span;
use crate::spec::syntax::{self, Item, is_name};
use lsp_types::{Position, PrepareRenameResponse, Uri, WorkspaceEdit};

/// The name of the block at a place.
fn name(checked: &Checked, uri: &Uri, place: Position, to: Encoding) -> Option<(Span, String, Vec<String>)> {
    let (id, offset) = checked.offset(uri, place, to)?;
    let (_, source) = checked.text(uri)?;
    let tree = syntax::parse(&source, id, &mut Report::default());
    let At::Head(block, false) = at(&tree, offset)? else { return None };
    let name = block.name?;
    let of =
        |item: &Item| if let Item::Block(block) = item { block.name.map(|name| name.value.to_owned()) } else { None };
    Some((name.span, name.value.to_owned(), tree.items.iter().filter_map(of).collect()))
}

/// What can be renamed at a place.
pub fn prepare(checked: &Checked, uri: &Uri, place: Position, to: Encoding) -> Option<PrepareRenameResponse> {
    let (span, placeholder, _) = name(checked, uri, place, to)?;
    Some(PrepareRenameResponse::RangeWithPlaceholder { range: checked.range(span, to), placeholder })
}

/// Gives the block at a place another name.
///
/// # Errors
/// Why it cannot have that name.
pub fn rename(
    checked: &Checked,
    uri: &Uri,
    (place, new): (Position, &str),
    client: &Client,
) -> Result<Option<WorkspaceEdit>, String> {
    let Some((span, old, others)) = name(checked, uri, place, client.encoding) else { return Ok(None) };
    if !is_name(new) {
        return Err(format!(
            "`{new}` is not a valid block name: write a lowercase letter, then lowercase letters, digits and `-`; at \
             most 40 characters"
        ));
    }
    if new != old && others.iter().any(|other| other == new) {
        return Err(format!("another block is named `{new}`"));
    }
    let edit = Edit { span, text: new.to_owned() };
    Ok(Some(checked.edits(&[edit], client.encoding, client.versioned)))
}
