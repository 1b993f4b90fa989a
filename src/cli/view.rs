//! Input: specs, templates, modules, and what the AWS CLI printed.
//! Output: the VPCs in them, what the rules report of them, and what could not be seen.
//! Never: judges; the library does.

use super::audit::found::{Disk, Found};
use super::audit::given::{Given, subjects};
use super::audit::said::Said;
use super::failure::Failure;
use super::input::Includes;
use super::terminal::Progress;
use ecrc::audit::{self, Settings, Unseen};
use ecrc::diagnostic::{Code, Diagnostic, Report, Severity};
use ecrc::marks::{Place, marks};
use ecrc::span::Sources;
use ecrc::trace::Origin;

/// What was read, and judged.
pub struct View {
    /// What was found; its texts are among the sources.
    pub found: Found,
    pub sources: Sources,
    pub report: Report,
    /// The VPCs: those of specs first.
    pub places: Vec<Place>,
    /// What could not be seen.
    pub unknowns: Vec<Unseen>,
    /// The keys that were assumed, and settle nothing.
    pub idle: Vec<String>,
    /// What was accepted, and accepts nothing.
    pub idle_accepts: Vec<Code>,
    /// How many of the sources are specs.
    specs: usize,
}

impl View {
    /// Reads all below what the command line names.
    pub fn read(files: &[String], said: &Said, settings: &Settings, progress: &Progress) -> Result<Self, Failure> {
        let mut found = Found::below(files, said.reads_as())?;
        let compiled = ecrc::compile(std::mem::take(&mut found.specs), &Includes);
        let plans = compiled.plans();
        let mut places: Vec<Place> =
            compiled.blocks.iter().zip(plans).map(|(block, plan)| Place::of_block(block, plan)).collect();
        let (mut sources, mut report) = (compiled.sources, compiled.report);
        let mut idle_accepts: Vec<Code> = settings.accepts.iter().map(|(code, _)| *code).collect();
        for diagnostic in &mut report.diagnostics {
            if let Some((code, reason)) = settings.accepts.iter().find(|(code, _)| *code == diagnostic.rule.code) {
                idle_accepts.retain(|idle| idle != code);
                diagnostic.accepted.get_or_insert_with(|| reason.clone());
            }
        }
        let specs = sources.count();
        progress.next(|| "reading what exists".to_owned());
        let given = subjects(&mut found, &mut sources, &|_| false);
        for fault in given.faults() {
            report.push(fault);
        }
        let Given { subjects, folders, .. } = given;
        let mut idle: Vec<String> = settings.template.assumptions.keys().cloned().collect();
        let mut unknowns = Vec::new();
        for subject in &subjects {
            let (audited, worlds) = audit::audit_and_read(subject, &mut sources, settings, &Disk);
            idle_accepts.retain(|code| audited.idle_accepts.contains(code));
            idle.retain(|key| audited.idle_assumptions.contains(key));
            report.append(audited.report);
            unknowns.extend(audited.unknowns);
            places.extend(worlds.into_iter().map(|world| Place::of_world(world, Origin::Template)));
        }
        for folder in &folders {
            let read = audit::read_deployed(folder, &sources, settings);
            let audited = audit::deployed(folder, &sources, settings);
            idle_accepts.retain(|code| audited.idle_accepts.contains(code));
            report.append(audited.report);
            unknowns.extend(audited.unknowns);
            places.extend(read.worlds.into_iter().map(|world| Place::of_world(world, Origin::Deployed)));
        }
        Ok(Self { found, sources, report, places, unknowns, idle, idle_accepts, specs })
    }

    /// The open diagnostics that are about none of the VPCs.
    pub fn aside(&self) -> Vec<&Diagnostic> {
        let open: Vec<&Diagnostic> = self.report.open().collect();
        marks(&self.places, &open).1
    }

    /// The errors because of which a VPC is not among these, or may not be: a spec that does not compile has none, and a
    /// broken file may hide one. `aside` is about none of the VPCs.
    pub fn stopping<'d>(&'d self, aside: &[&'d Diagnostic]) -> Vec<&'d Diagnostic> {
        let of_specs = |found: &Diagnostic| {
            let source = found.primary.as_ref().map(|label| label.span.source);
            source.is_some_and(|source| self.sources.iter().take(self.specs).any(|(id, _)| id == source))
        };
        let is_lost = |found: &Diagnostic| aside.iter().any(|it| std::ptr::eq(*it, found)) && of_specs(found);
        let stops =
            |found: &Diagnostic| found.severity() == Severity::Error && (found.rule.code.0 < 100 || is_lost(found));
        self.report.open().filter(|found| stops(found)).collect()
    }
}
