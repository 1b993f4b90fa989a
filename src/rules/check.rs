//! Comes in: the blocks of a command, and their plans.
//! Goes out: what their rules find, each finding accepted where its block says so.
//! Never: knows a rule by name, but the one on `accept` itself.

use super::{ALL, Check, Command, Finding, Subject, unused_accept};
use crate::diagnostic::{Diagnostic, Report};
use crate::model::{Accept, Block};
use crate::plan::Plan;
use crate::span::Span;
use std::collections::BTreeMap;

/// All that the rules find on the blocks of one command, and the plans that follow from them.
pub fn check(blocks: &[Block], plans: &[Plan]) -> Report {
    let mut report = Report::default();
    // Which `accept` silenced something: one of `defaults` is taken by many blocks.
    let mut needed: BTreeMap<Span, bool> = BTreeMap::new();
    for accept in blocks.iter().flat_map(|block| &block.accepts) {
        needed.insert(accept.code.span, false);
    }
    for (block, plan) in blocks.iter().zip(plans) {
        let subject = Subject { plan, block: Some(block) };
        let mut findings = Report::default();
        for entry in ALL {
            if let Check::Block(check) = entry.check {
                check(&subject, &mut findings);
            }
        }
        for found in findings.diagnostics {
            report.push(accepted(block, found, &mut needed));
        }
    }
    for entry in ALL {
        let Check::Command(check) = entry.check else { continue };
        for Finding { block, diagnostic } in check(&Command { blocks, plans }) {
            if let Some(block) = blocks.get(block) {
                report.push(accepted(block, diagnostic, &mut needed));
            }
        }
    }
    // An `accept` of this very rule is judged last: it may be what silences another's finding.
    let of_itself = |accept: &Accept| accept.code.value == unused_accept::RULE.code;
    let unused = |needed: &BTreeMap<Span, bool>, judged: &dyn Fn(&Accept) -> bool| -> Vec<(usize, Diagnostic)> {
        let accepts = blocks.iter().enumerate().flat_map(|(at, block)| block.accepts.iter().map(move |it| (at, it)));
        let unused = accepts.filter(|(_, it)| judged(it) && needed.get(&it.code.span) == Some(&false));
        unused.map(|(at, it)| (at, unused_accept::found(it.code.span, it.code.value))).collect()
    };
    for (at, found) in unused(&needed, &|accept| !of_itself(accept)) {
        if let Some(block) = blocks.get(at) {
            report.push(accepted(block, found, &mut needed));
        }
    }
    for (_, found) in unused(&needed, &of_itself) {
        report.push(found);
    }
    // What several blocks take from one `defaults` is reported once: open, where one of them does not accept it.
    report.diagnostics.sort_by_key(|found| found.accepted.is_some());
    report
}

/// The finding, silenced where its block says so.
fn accepted(block: &Block, mut found: Diagnostic, needed: &mut BTreeMap<Span, bool>) -> Diagnostic {
    let accept = block.accepts.iter().find(|accept| accept.code.value == found.rule.code);
    if let Some(accept) = accept {
        needed.insert(accept.code.span, true);
        found.accepted = Some(accept.reason.value.clone());
    }
    found
}
