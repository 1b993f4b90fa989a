//! Input: what the AWS CLI printed of VPCs, and what whoever audits says beside it.
//! Output: what breaks a documented rule there, and what no file says.
//! Never: asks AWS, or suggests an edit of what it printed.

use super::accepts::Accepts;
use super::subject::say_all;
use super::unseen::unseen_in;
use super::{Audit, Settings, Unseen, endpoints, off, runs_known, stops, words};
use crate::cards;
use crate::deployed;
use crate::diagnostic::Diagnostic;
use crate::plan::Plan;
use crate::rules;
use crate::span::{SourceId, Sources, Span};
use crate::template::Evaluated;
use crate::trace::Origin;

/// Reads what the files of a directory say of what is deployed, with what was said beside.
pub fn read_deployed(files: &[SourceId], sources: &Sources, settings: &Settings) -> deployed::Deployed {
    let mut read = deployed::read(files, sources, settings.template.region.as_deref());
    say_all(&mut read.worlds, settings);
    read
}

/// Checks what the files of a directory say of what is deployed against the documented rules.
pub fn deployed(files: &[SourceId], sources: &Sources, settings: &Settings) -> Audit {
    let read = read_deployed(files, sources, settings);
    let worlds = read.worlds;
    let plans: Vec<(&Plan, Option<Span>)> = worlds.iter().map(|world| (&world.plan, world.span)).collect();
    let only_plans: Vec<&Plan> = worlds.iter().map(|world| &world.plan).collect();
    let (mut accepts, no_template) = (Accepts::new(&settings.accepts), Evaluated::default());
    let mut report = rules::judge(&plans);
    let stops = stops::unsaid(&worlds, Origin::Deployed, &settings.workload, &report.diagnostics);
    for finding in &mut report.diagnostics {
        words::put(finding, &only_plans, &no_template, sources);
        finding.fixes.clear();
        // The CLI prints an endpoint's groups under another name than the one by which they are given.
        finding.help = finding.help.take().map(|help| help.replace("`SecurityGroupIds`", "`Groups`"));
    }
    for stop in stops {
        report.push(stop);
    }
    for finding in &mut report.diagnostics {
        accepts.accept(finding, &no_template);
    }
    for fault in read.faults {
        let found = Diagnostic::new(&cards::SYNTAX_ERROR, fault.span, fault.message);
        report.push(found.label("the rest of this file is not read"));
    }
    let unseen = read.unknowns.into_iter().map(|it| Unseen { what: it.what, why: it.why, span: it.span });
    Audit {
        report: report.sorted(),
        unknowns: unseen.chain(worlds.iter().flat_map(unseen_in)).collect(),
        vpcs: worlds.len(),
        endpoints: endpoints(&worlds),
        off: off(&worlds),
        runs_known: runs_known(&worlds),
        idle_accepts: accepts.idle(),
        idle_assumptions: settings.template.assumptions.keys().cloned().collect(),
    }
}
