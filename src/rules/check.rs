//! Comes in: the blocks of a command.
//! Goes out: what the rules find on them and on the plans that follow, each finding accepted where its block says so.
//! Never: knows a rule by name, but those that look at one statement in several blocks.

use super::{ALL, Across, Check, Footprint, Subject, statement_without_effect, unused_accept};
use crate::diagnostic::{Diagnostic, Report};
use crate::model::{Accept, Block};
use crate::parallel::in_order;
use crate::plan::plan;
use crate::span::Span;
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// All that the rules find on the blocks of one command, and on the plans that follow from them. Where these are not
/// all its blocks, nothing is said of an `accept` that silences nothing: it may be there for another.
pub fn check(blocks: &[Block], every_block: bool) -> Report {
    let mut report = Report::default();
    // Which `accept` silenced something: one of `defaults` is taken by many blocks.
    let mut needed: BTreeMap<Span, bool> = BTreeMap::new();
    for accept in blocks.iter().flat_map(|block| &block.accepts) {
        needed.insert(accept.code.span, false);
    }
    let across =
        ALL.iter().filter_map(|entry| if let Check::Across(check) = entry.check { Some(check()) } else { None });
    let mut across: Vec<Across> = across.collect();
    let on_block = |block: &Block| {
        let plan = plan(block);
        let subject = Subject { plan: &plan, block: Some(block) };
        let mut findings = Report::default();
        for entry in ALL {
            if let Check::Block(check) = entry.check {
                check(&subject, &mut findings);
            }
        }
        (Footprint::of(&plan), findings)
    };
    let on_blocks = |blocks: &[Block]| blocks.iter().map(on_block).collect::<Vec<_>>();
    let _ = in_order(blocks, on_blocks, |blocks, found| {
        for (block, (footprint, mut findings)) in blocks.iter().zip(found) {
            for check in &mut across {
                check(&footprint, Some(block), &mut findings);
            }
            // All of them: many blocks together have many findings.
            report
                .diagnostics
                .extend(findings.diagnostics.into_iter().map(|found| accepted(block, found, &mut needed)));
        }
        ControlFlow::<()>::Continue(())
    });
    statement_without_effect::settle(blocks, &mut report);
    // An `accept` of this very rule is judged last: it may be what silences another's finding.
    let of_itself = |accept: &Accept| accept.code.value == unused_accept::RULE.code;
    let unused = |needed: &BTreeMap<Span, bool>, judged: &dyn Fn(&Accept) -> bool| -> Vec<(usize, Diagnostic)> {
        let accepts = blocks.iter().enumerate().flat_map(|(at, block)| block.accepts.iter().map(move |it| (at, it)));
        let unused = accepts.filter(|(_, it)| every_block && judged(it) && needed.get(&it.code.span) == Some(&false));
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

/// The finding, silenced where its block says so. No `accept` silences an error.
fn accepted(block: &Block, mut found: Diagnostic, needed: &mut BTreeMap<Span, bool>) -> Diagnostic {
    let mut accepts = block.accepts.iter().filter(|_| found.may_be_accepted());
    let accept = accepts.find(|accept| accept.code.value == found.rule.code);
    if let Some(accept) = accept {
        needed.insert(accept.code.span, true);
        found.accepted = Some(accept.reason.value.clone());
    }
    found
}
