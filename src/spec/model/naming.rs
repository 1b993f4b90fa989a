//! Input: a block with a `name`, and its tags.
//! Output: a report of what in them AWS would refuse, or what gives one resource two names.
//! Never: judges a tag that has nothing to do with the name.

use super::Block;
use super::odds::{Statements, at_odds};
use crate::aws;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::NAME;

/// AWS lets a resource have so many tags.
pub(super) const TAGS: usize = 50;

pub(super) fn check(block: &Block, spans: &Statements, findings: &mut Report) {
    let Some(name) = &block.name_tag else { return };
    if let Some(tag) = block.tags.iter().find(|tag| tag.key.value == NAME) {
        let places = [(name.span, "`name`"), (tag.key.span, "`tag \"Name\"`")];
        let why = "`name` gives every resource a `Name` of its own";
        at_odds(places, spans, Some(why), "remove one of the two", findings);
    } else if block.tags.len() == TAGS {
        findings.push(
            Diagnostic::new(&cards::MALFORMED_VALUE, name.span, format!("{TAGS} tags leave no room for `name`"))
                .label("makes one tag too many")
                .help(format!("remove a `tag`; AWS lets a resource have {TAGS} tags")),
        );
    }
    let Some(role) = block.execution_roles.as_ref().filter(|role| role.value.new) else { return };
    if let Some(fault) = aws::iam_tag_fault(&name.value) {
        findings.push(
            Diagnostic::new(&cards::MALFORMED_VALUE, name.span, fault.to_string())
                .label("IAM does not allow this character")
                .also(role.span, "this role gets the tag, too")
                .help(fault.help().unwrap_or_default()),
        );
    }
    let same = |key: &str| key != NAME && key.eq_ignore_ascii_case(NAME);
    if let Some(tag) = block.tags.iter().find(|tag| same(&tag.key.value)) {
        let message = format!("`{}` and the `Name` of `name` are one key for the tags of a role", tag.key.value);
        findings.push(
            Diagnostic::new(&cards::CONTRADICTION, tag.key.span, message)
                .label("IAM ignores the letter case of keys")
                .also(name.span, "the same key to IAM")
                .also(role.span, "this role gets every tag of the block")
                .help("keep one of the two, or name a role that exists"),
        );
    }
}
