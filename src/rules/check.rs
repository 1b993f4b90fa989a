//! Input: the blocks of a command.
//! Output: the rules' diagnostics on them and on the derived plans, each accepted if its block says so.
//! Never: knows a rule by name, except those that look at one statement in several blocks.

use super::bound::{Bound, MOST};
use super::defaults;
use super::language::unused_accept;
use super::memo::Memo;
use super::{Across, Check, Footprint, Subject, Together, all};
use crate::cards;
use crate::diagnostic::{Code, Diagnostic, Label, Report, Severity};
use crate::parallel::{BLOCKS, in_order};
use crate::plan::Plan;
use crate::span::Span;
use crate::spec::model::{Accept, Block, Place};
use crate::spec::{derive, syntax};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

/// So many steps the questions of one kind may take in all blocks together, before any takes more than others.
const SHARED: usize = 32_000_000;

/// As many are for every block, however many there are.
const LEAST: usize = 1_000;

/// So many more are for blocks whose share does not suffice, in their order.
const RESERVE: usize = 16_000_000;

/// All that the rules find on the blocks of one command, and on the plans that follow from them. Where these are not
/// all its blocks, nothing is said of an `accept` that silences nothing: it may be there for another. What the memo knows
/// of a block in its place is not looked for again.
pub fn check(blocks: &[Arc<Block>], every_block: bool, memo: Option<(&mut Memo, &[Option<Place>])>) -> Report {
    let (mut memo, places) = memo.map_or((None, <&[_]>::default()), |(memo, places)| (Some(memo), places));
    let place = |at: usize| places.get(at).and_then(Option::as_ref);
    let mut gathered = Gathered::of(blocks);
    // The same for nearly as many blocks: what is known of one holds when another comes or goes.
    let share = (SHARED >> blocks.len().max(1).ilog2()).clamp(LEAST, MOST);
    let mut reserve = RESERVE;
    let is_open =
        |at: usize| !place(at).is_some_and(|place| memo.as_ref().is_some_and(|memo| memo.knows(place, share)));
    let open: Vec<&Block> =
        blocks.iter().enumerate().filter(|(at, _)| is_open(*at)).map(|(_, block)| &**block).collect();
    let mut waiting = blocks.iter().enumerate();
    // Takes in what is known, up to the next block of which nothing is.
    let mut known = |gathered: &mut Gathered, memo: &mut Option<&mut Memo>| {
        waiting.find(|(at, block)| {
            let known = place(*at).and_then(|place| memo.as_mut()?.at(place, share));
            let Some(known) = known else { return true };
            gathered.see(block, &known.footprint, known.findings.diagnostics.iter().cloned());
            false
        })
    };
    let on_blocks = |blocks: &[&Block]| blocks.iter().map(|block| on_block(block, share)).collect::<Vec<_>>();
    let _ = in_order(&open, BLOCKS, on_blocks, |blocks, found| {
        for (block, (footprint, mut findings, bound)) in blocks.iter().zip(found) {
            let at = known(&mut gathered, &mut memo).and_then(|(at, _)| place(at));
            let undecided = !bound.undecided().is_empty();
            if share < MOST && reserve > 0 && undecided {
                let (_, again, bound) = on_block(block, MOST);
                findings = again;
                reserve = reserve.saturating_sub(bound.spent());
            }
            gathered.see(block, &footprint, findings.diagnostics.iter().cloned());
            // What depends on the reserve depends on other blocks.
            if let (Some(memo), Some(place), false) = (memo.as_mut(), at, undecided) {
                memo.keep(place, (share, bound.spent()), footprint, findings);
            }
        }
        ControlFlow::<()>::Continue(())
    });
    known(&mut gathered, &mut memo);
    gathered.end(blocks, every_block)
}

/// What the rules find on one block, and what else is to be known of it.
fn on_block(block: &Block, steps: usize) -> (Footprint, Report, Bound) {
    let plan = derive::plan(block);
    let bound = Bound::new(steps);
    let mut findings = on_one(&Subject { plan: &plan, block: Some(block), bound: &bound });
    syntax::say_what_is_left_out(&mut findings);
    (Footprint::of(&plan), findings, bound)
}

/// What the checks of one block or plan find.
fn on_one(subject: &Subject) -> Report {
    let mut findings = Report::default();
    for entry in all() {
        if let Check::Block(check) = entry.check {
            check(subject, &mut findings);
        }
    }
    findings
}

/// The checks that look at several blocks or plans, before the first of these.
fn of_several() -> (Vec<Across>, Vec<Box<dyn Together>>) {
    let (mut across, mut together) = (Vec::new(), Vec::new());
    for entry in all() {
        match entry.check {
            Check::Block(_) => {}
            Check::Across(check) => across.push(check()),
            Check::Together(check) => together.push(check()),
        }
    }
    (across, together)
}

/// What was found on the blocks so far, in their order.
struct Gathered {
    report: Report,
    /// Where in it the findings of each block end.
    of_blocks: Vec<usize>,
    /// Which `accept` silenced something: one of `defaults` is taken by many blocks.
    needed: BTreeMap<Span, bool>,
    across: Vec<Across>,
    together: Vec<Box<dyn Together>>,
}

impl Gathered {
    /// Nothing yet.
    fn of(blocks: &[Arc<Block>]) -> Self {
        let (across, together) = of_several();
        let accepts = blocks.iter().flat_map(|block| &block.accepts);
        let needed = accepts.map(|accept| (accept.code.span, false)).collect();
        Self { report: Report::default(), of_blocks: Vec::new(), needed, across, together }
    }

    /// Takes in what was found on the next block, and looks at it beside those before.
    fn see(&mut self, block: &Block, footprint: &Footprint, found: impl Iterator<Item = Diagnostic>) {
        let mut beside = Report::default();
        for check in &mut self.across {
            check(footprint, Some(block), &mut beside);
        }
        for check in &mut self.together {
            check.see(footprint, Some(block));
        }
        // All of them: many blocks together have many findings.
        let found = found.chain(beside.diagnostics).map(|found| accepted(block, found, &mut self.needed));
        self.report.diagnostics.extend(found);
        self.of_blocks.push(self.report.diagnostics.len());
    }

    /// All that was found, and what only all blocks show.
    fn end(self, blocks: &[Arc<Block>], every_block: bool) -> Report {
        let Self { mut report, of_blocks, mut needed, across: _, together } = self;
        for check in together {
            check.end(&mut report);
        }
        defaults::settle(blocks, &of_blocks, &mut report);
        // An `accept` of this very rule is judged last: it may be what silences another's finding.
        let of_itself = |accept: &Accept| accept.code.value == cards::UNUSED_ACCEPT.code;
        let errors: Vec<(Code, Span)> = report.open().filter_map(error).collect();
        let unused = |needed: &BTreeMap<Span, bool>, judged: &dyn Fn(&Accept) -> bool| -> Vec<(usize, Diagnostic)> {
            let accepts = blocks.iter().enumerate();
            let accepts = accepts.flat_map(|(at, block)| block.accepts.iter().map(move |it| (at, block, it)));
            let unused =
                accepts.filter(|(.., it)| every_block && judged(it) && needed.get(&it.code.span) == Some(&false));
            let found = unused.map(|(at, block, it)| {
                let is_error = errors.iter().any(|(code, span)| *code == it.code.value && block.says(*span));
                (at, unused_accept::found(it.code.span, it.code.value, is_error))
            });
            found.collect()
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
}

/// The rule and the place of an error.
fn error(found: &Diagnostic) -> Option<(Code, Span)> {
    let place = found.primary.as_ref().filter(|_| found.severity() == Severity::Error)?;
    Some((found.rule.code, place.span))
}

/// All that the rules find on plans that no spec says; a finding without a place of its own stands at the plan's.
pub fn judge(plans: &[(&Plan, Option<Span>)]) -> Report {
    let mut report = Report::default();
    let (mut across, mut together) = of_several();
    for (number, (plan, place)) in plans.iter().enumerate() {
        let mut findings = on_one(&Subject { plan, block: None, bound: &Bound::default() });
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
