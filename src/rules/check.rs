//! Input: the blocks of a command.
//! Output: the rules' diagnostics on them and on the derived plans, each accepted if its block says so.
//! Never: knows a rule by name, except those that look at one statement in several blocks.

use super::bound::{Bound, MOST};
use super::language::{statement_without_effect, unused_accept};
use super::memo::Memo;
use super::{Across, Check, Footprint, Subject, Together, all};
use crate::cards;
use crate::diagnostic::{Diagnostic, Label, Report};
use crate::parallel::{BLOCKS, in_order};
use crate::plan::Plan;
use crate::span::{Sources, Span};
use crate::spec::model::{Accept, Block};
use crate::spec::{derive, syntax};
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// So many steps the questions of one kind may take in all blocks together, before any takes more than others.
const SHARED: usize = 32_000_000;

/// As many are for every block, however many there are.
const LEAST: usize = 1_000;

/// So many more are for blocks whose share does not suffice, in their order.
const RESERVE: usize = 16_000_000;

/// All that the rules find on the blocks of one command, and on the plans that follow from them. Where these are not
/// all its blocks, nothing is said of an `accept` that silences nothing: it may be there for another.
pub fn check(blocks: &[Block], every_block: bool) -> Report {
    check_again(blocks, every_block, &Sources::default(), None)
}

/// The same, on nearly the same text as before: what was found then on a block that has not changed is not looked for
/// again.
pub fn check_again(blocks: &[Block], every_block: bool, sources: &Sources, mut memo: Option<&mut Memo>) -> Report {
    let mut report = Report::default();
    // Which `accept` silenced something: one of `defaults` is taken by many blocks.
    let mut needed: BTreeMap<Span, bool> = BTreeMap::new();
    for accept in blocks.iter().flat_map(|block| &block.accepts) {
        needed.insert(accept.code.span, false);
    }
    let across = all().filter_map(|entry| if let Check::Across(check) = entry.check { Some(check()) } else { None });
    let mut across: Vec<Across> = across.collect();
    let together =
        all().filter_map(|entry| if let Check::Together(check) = entry.check { Some(check()) } else { None });
    let mut together: Vec<Box<dyn Together>> = together.collect();
    let on_block = |block: &Block, steps: usize| {
        let plan = derive::plan(block);
        let bound = Bound::new(steps);
        let subject = Subject { plan: &plan, block: Some(block), bound: &bound };
        let mut findings = Report::default();
        for entry in all() {
            if let Check::Block(check) = entry.check {
                check(&subject, &mut findings);
            }
        }
        syntax::say_what_is_left_out(&mut findings);
        (Footprint::of(&plan), findings, bound)
    };
    // The same for nearly as many blocks, so that one that comes or goes while somebody types changes no other.
    let share = (SHARED >> blocks.len().max(1).ilog2()).clamp(LEAST, MOST);
    let mut reserve = RESERVE;
    let places = memo.as_mut().map(|memo| memo.take(blocks, sources, share));
    let (places, known) =
        places.map_or_else(Default::default, |places| places.into_iter().unzip::<_, _, Vec<_>, Vec<_>>());
    let is_known = |at: usize| known.get(at).is_some_and(Option::is_some);
    let open: Vec<&Block> =
        blocks.iter().enumerate().filter(|(at, _)| !is_known(*at)).map(|(_, block)| block).collect();
    let (mut places, mut known) = (places.into_iter(), known.into_iter().peekable());
    let mut of_memo = blocks.iter();
    let mut take = |block: &Block, footprint: Footprint, mut findings: Report, undecided: bool| {
        if let (Some(memo), Some(place)) = (memo.as_mut(), places.next())
            && !undecided
        {
            memo.keep(place, footprint.clone(), findings.clone());
        }
        for check in &mut across {
            check(&footprint, Some(block), &mut findings);
        }
        for check in &mut together {
            check.see(&footprint, Some(block));
        }
        // All of them: many blocks together have many findings.
        let found = findings.diagnostics.into_iter().map(|found| accepted(block, found, &mut needed));
        report.diagnostics.extend(found);
    };
    let on_blocks = |blocks: &[&Block]| blocks.iter().map(|block| on_block(block, share)).collect::<Vec<_>>();
    let mut take_known = |take: &mut dyn FnMut(&Block, Footprint, Report, bool)| {
        while let Some(Some(found)) = known.next_if(Option::is_some)
            && let Some(block) = of_memo.next()
        {
            let (footprint, findings) = found.into_parts();
            take(block, footprint, findings, false);
        }
        (known.next(), of_memo.next())
    };
    let _ = in_order(&open, BLOCKS, on_blocks, |blocks, found| {
        for (block, (footprint, mut findings, bound)) in blocks.iter().zip(found) {
            take_known(&mut take);
            let undecided = !bound.undecided().is_empty();
            if share < MOST && reserve > 0 && undecided {
                let (_, again, bound) = on_block(block, MOST);
                findings = again;
                reserve = reserve.saturating_sub(bound.spent());
            }
            take(block, footprint, findings, undecided);
        }
        ControlFlow::<()>::Continue(())
    });
    take_known(&mut take);
    for check in together {
        check.end(&mut report);
    }
    statement_without_effect::settle(blocks, &mut report);
    // An `accept` of this very rule is judged last: it may be what silences another's finding.
    let of_itself = |accept: &Accept| accept.code.value == cards::UNUSED_ACCEPT.code;
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
    syntax::say_what_is_left_out(&mut report);
    // What several blocks take from one `defaults` is reported once: open, where one of them does not accept it.
    report.diagnostics.sort_by_key(|found| found.accepted.is_some());
    report
}

/// All that the rules find on plans that no spec says; a finding without a place of its own stands at the plan's.
pub fn judge(plans: &[(&Plan, Option<Span>)]) -> Report {
    let mut report = Report::default();
    let mut across: Vec<Across> = Vec::new();
    let mut together: Vec<Box<dyn Together>> = Vec::new();
    for entry in all() {
        match entry.check {
            Check::Block(_) => {}
            Check::Across(check) => across.push(check()),
            Check::Together(check) => together.push(check()),
        }
    }
    for (number, (plan, place)) in plans.iter().enumerate() {
        let bound = Bound::default();
        let subject = Subject { plan, block: None, bound: &bound };
        let mut findings = Report::default();
        for entry in all() {
            if let Check::Block(check) = entry.check {
                check(&subject, &mut findings);
            }
        }
        for found in &mut findings.diagnostics {
            let label = || place.map(|span| Label { span, message: String::new() });
            found.primary = found.primary.take().or_else(label);
        }
        report.append(findings);
        let mut footprint = Footprint::of(plan);
        // IAM knows no VPCs: the roles of one template are in each of its plans.
        if number > 0 {
            footprint.without_roles();
        }
        for check in &mut across {
            check(&footprint, None, &mut report);
        }
        for check in &mut together {
            check.see(&footprint, None);
        }
    }
    for check in together {
        check.end(&mut report);
    }
    syntax::say_what_is_left_out(&mut report);
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
