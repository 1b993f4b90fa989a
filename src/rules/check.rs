//! Comes in: the blocks of a command, and their plans.
//! Goes out: what their rules find, each finding accepted where its block says so.
//! Never: knows a rule by name, but the one on `accept` itself.

use super::{ALL, Check, Command, Finding, Subject, unused_accept};
use crate::diagnostic::{Diagnostic, Report};
use crate::model::Block;
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
    let mut take = |block: &Block, mut found: Diagnostic| {
        let accept = block.accepts.iter().find(|accept| accept.code.value == found.rule.code);
        if let Some(accept) = accept {
            needed.insert(accept.code.span, true);
            found.accepted = Some(accept.reason.value.clone());
        }
        report.push(found);
    };
    for (block, plan) in blocks.iter().zip(plans) {
        let subject = Subject { plan, block: Some(block) };
        let mut findings = Report::default();
        for entry in ALL {
            if let Check::Block(check) = entry.check {
                check(&subject, &mut findings);
            }
        }
        for found in findings.diagnostics {
            take(block, found);
        }
    }
    for entry in ALL {
        let Check::Command(check) = entry.check else { continue };
        for Finding { block, diagnostic } in check(&Command { blocks, plans }) {
            if let Some(block) = blocks.get(block) {
                take(block, diagnostic);
            }
        }
    }
    let unused: Vec<Span> = needed.iter().filter(|(_, needed)| !**needed).map(|(span, _)| *span).collect();
    for block in blocks {
        for accept in block.accepts.iter().filter(|accept| unused.contains(&accept.code.span)) {
            let found = unused_accept::found(accept.code.span, accept.code.value);
            report.push(found);
        }
    }
    report
}
