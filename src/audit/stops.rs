//! Input: the plans of an audit, and what the rules found in them.
//! Output: what stops a start there, as `trace` follows it, and no finding tells of.
//! Never: repeats a finding, or says what stops a start without breaking a rule.
//!
//! Rules ask what holds for every call; a start asks with the values of one: its image, its log group, its role. So what
//! an audit passes, `trace` passes, too.

use crate::cards;
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::plan::{Workload, World};
use crate::span::Span;
use crate::trace::{Asked, Hop, Origin, Start, Verdict, starts};

/// The stops of which the rules found nothing; `said` is said of what runs, beside the files.
pub(super) fn unsaid(worlds: &[World], origin: Origin, said: &Workload, found: &[Diagnostic]) -> Vec<Diagnostic> {
    let asked = Asked { said: said.clone(), ..Asked::of(origin) };
    let starts: Vec<Start> = worlds.iter().flat_map(|world| starts(&world.plan, &asked)).collect();
    let mut unsaid: Vec<Diagnostic> = Vec::new();
    for start in &starts {
        for hop in start.calls.iter().flat_map(|call| &call.hops).filter(|hop| hop.verdict == Verdict::Stops) {
            let Some(rule) = hop.rule.filter(|rule| !is_said(rule, hop, found)) else { continue };
            let of_hop = of(rule, hop, start.span);
            let same = |other: &&mut Diagnostic| {
                (other.rule.code, &other.message) == (rule.code, &hop.why) && other.primary == of_hop.primary
            };
            match unsaid.iter_mut().find(same) {
                Some(other) => {
                    let more = of_hop.labels.into_iter().filter(|label| !other.labels.contains(label));
                    other.labels.extend(more.collect::<Vec<_>>());
                }
                None => unsaid.push(of_hop),
            }
        }
    }
    unsaid
}

/// Whether a finding tells of it. What one role or one policy lacks, others do not tell.
fn is_said(rule: &Rule, hop: &Hop, found: &[Diagnostic]) -> bool {
    let is_of_place = [cards::EXECUTION_ROLE_LACKS_RIGHTS.code, cards::OWN_ROLE_SHUT_OUT.code].contains(&rule.code);
    let tells = |found: &&Diagnostic| {
        let mut places = found.primary.iter().chain(&found.labels).map(|label| label.span);
        !is_of_place || hop.span.is_none_or(|span| places.any(|place| place == span))
    };
    found.iter().filter(|found| found.rule.code == rule.code && found.severity() > Severity::Note).any(|it| tells(&it))
}

fn of(rule: &'static Rule, hop: &Hop, start: Option<Span>) -> Diagnostic {
    let place = hop.span.or(start);
    let found = Diagnostic::at(rule, place, hop.why.clone()).label("a start ends here");
    let found = match start.filter(|start| Some(*start) != place) {
        Some(start) => found.also(start, "does not start"),
        None => found,
    };
    match &hop.help {
        Some(help) => found.help(help.clone()),
        None => found,
    }
}
