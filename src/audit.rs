//! Input: templates and modules that people wrote, and what whoever audits says beside them.
//! Output: what breaks a documented rule in them, and what could not be seen.
//! Never: takes what is not known for kept or for broken.

mod accepts;
mod all;
mod deployed;
mod slips;
mod stops;
mod subject;
mod unseen;
mod ways;
mod words;

pub use all::audit_all;
pub use deployed::{deployed, read_deployed};
pub use subject::{Read, Settings, Subject};
pub use unseen::Unseen;
pub use ways::{Assumed, Ways, ways};

use crate::cards;
use crate::diagnostic::{Code, Diagnostic, Report, Severity};
use crate::plan::{Plan, World, once};
use crate::rules;
use crate::span::{Source, SourceId, Sources, Span};
use crate::template::{self, Evaluated, Fault, Loader};
use crate::trace::Origin;
use accepts::Accepts;
use subject::{evaluate, worlds};
use unseen::{unseen, unseen_in};
use ways::{Again, under};

/// What an audit found.
#[derive(Debug, Clone, Default)]
pub struct Audit {
    /// The findings, in the order of the texts.
    pub report: Report,
    /// What was not seen, and why.
    pub unknowns: Vec<Unseen>,
    /// How many VPCs were judged.
    pub vpcs: usize,
    /// How many endpoints these have.
    pub endpoints: usize,
    /// What is off, and judged as if it ran.
    pub off: Vec<Off>,
    /// Whether it is known what runs in all of them: else only what holds for every launch is checked.
    pub runs_known: bool,
    /// What was accepted for the whole audit, and accepted nothing.
    pub idle_accepts: Vec<Code>,
    /// The keys that were assumed, and settle nothing.
    pub idle_assumptions: Vec<String>,
}

/// What is off now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Off {
    /// What people call it.
    pub what: String,
    /// What says so: `DesiredCount: 0`.
    pub why: String,
}

/// Holds one subject against the documented rules.
pub fn audit(subject: &Subject, sources: &mut Sources, settings: &Settings, loader: &dyn Loader) -> Audit {
    audit_and_read(subject, sources, settings, loader).0
}

/// The same, with a plan for each VPC in it, as [`read`] reads it.
pub fn audit_and_read(
    subject: &Subject,
    sources: &mut Sources,
    settings: &Settings,
    loader: &dyn Loader,
) -> (Audit, Vec<World>) {
    let given = sources.clone();
    let first = evaluate(subject, sources, &settings.template, loader);
    let first_worlds = worlds(&first, settings);
    let again = Again { subject, given: &given, settings, loader };
    let tries = again.tries(&first);
    let mut audit = Audit { runs_known: true, ..Audit::default() };
    let mut found: Vec<(Diagnostic, Vec<usize>)> = Vec::new();
    let count = tries.len();
    let mut accepts = Accepts::new(&settings.accepts);
    for (number, assumed) in tries.iter().enumerate() {
        let other = (!assumed.is_empty()).then(|| again.assuming(assumed));
        let (evaluated, worlds) =
            other.as_ref().map_or((&first, &first_worlds), |(evaluated, worlds)| (evaluated, worlds));
        accepts.see(evaluated, texts(sources, subject, &given));
        let plans: Vec<(&Plan, Option<Span>)> = worlds.iter().map(|world| (&world.plan, world.span)).collect();
        let only_plans: Vec<&Plan> = worlds.iter().map(|world| &world.plan).collect();
        let mut judged = rules::judge(&plans).diagnostics;
        let stops = stops::unsaid(worlds, Origin::Template, &settings.workload, &judged);
        for finding in &mut judged {
            accepts.accept(finding, evaluated);
            words::put(finding, &only_plans, evaluated, sources);
        }
        let accepted = stops.into_iter().map(|mut finding| {
            accepts.accept(&mut finding, evaluated);
            finding
        });
        for finding in judged.into_iter().chain(accepted) {
            match found.iter_mut().find(|(known, _)| same(known, &finding)) {
                Some((_, numbers)) if numbers.contains(&number) => {}
                Some((_, numbers)) => numbers.push(number),
                None => found.push((finding, vec![number])),
            }
        }
        audit.vpcs = audit.vpcs.max(worlds.len());
        audit.endpoints = audit.endpoints.max(endpoints(worlds));
        audit.runs_known &= runs_known(worlds);
    }
    for (finding, numbers) in found {
        let finding = if numbers.len() < count { under(finding, &tries, &numbers) } else { finding };
        audit.report.push(finding);
    }
    faults(&first).for_each(|fault| audit.report.push(fault));
    accepts.faults().for_each(|fault| audit.report.push(fault));
    audit.idle_accepts = accepts.idle();
    audit.idle_assumptions = idle_assumptions(subject, &given, &first, &settings.template, loader);
    audit.unknowns = unseen(&first, &tries);
    let slips = slips::slips(&first);
    audit.unknowns.extend(slips.iter().cloned());
    audit.off = off(&first_worlds);
    for unseen in first_worlds.iter().flat_map(unseen_in) {
        let is_listed = |known: &Unseen| (&known.what, known.span) == (&unseen.what, unseen.span);
        // A slip says why what is at its place is not known.
        let is_slip = slips.iter().any(|slip| slip.span == unseen.span);
        if !is_slip && !audit.unknowns.iter().any(is_listed) {
            audit.unknowns.push(unseen);
        }
    }
    audit.report = audit.report.sorted();
    (audit, first_worlds)
}

/// Reads a subject.
pub fn read(subject: &Subject, sources: &mut Sources, settings: &Settings, loader: &dyn Loader) -> Read {
    let given = sources.clone();
    let evaluated = evaluate(subject, sources, &settings.template, loader);
    let worlds = worlds(&evaluated, settings);
    let idle_assumptions = idle_assumptions(subject, &given, &evaluated, &settings.template, loader);
    Read { evaluated, worlds, idle_assumptions }
}

/// What of a subject could not be read, because its text is broken, and what counts for nothing.
pub fn faults(evaluated: &Evaluated) -> impl Iterator<Item = Diagnostic> {
    let repeated = |fault: &Fault| {
        let found = Diagnostic::new(&cards::SYNTAX_ERROR, fault.span, fault.message.clone());
        found.label("has no effect").help("remove one of the two").weighing(Severity::Warning)
    };
    let broken = evaluated.faults.iter().map(|fault| broken(fault.span, &fault.message));
    broken.chain(evaluated.repeated.iter().map(repeated))
}

/// A text that is broken at a place.
pub fn broken(span: Span, message: &str) -> Diagnostic {
    let found = Diagnostic::new(&cards::SYNTAX_ERROR, span, message);
    found.label("the rest of this file is not read")
}

/// A file that cannot be read at all.
pub fn unreadable(span: Span, why: &str) -> Diagnostic {
    Diagnostic::new(&cards::SYNTAX_ERROR, span, format!("this file cannot be read: {why}"))
}

/// How many endpoints there are, of services that are known.
fn endpoints(worlds: &[World]) -> usize {
    let endpoints = |world: &World| {
        let interfaces = world.plan.interface_endpoints().filter(|(_, endpoint)| endpoint.service.is_known());
        let gateways = world.plan.gateway_endpoints().filter(|(_, endpoint)| endpoint.service.is_known());
        interfaces.count() + gateways.count()
    };
    worlds.iter().map(endpoints).sum()
}

/// Whether it is known of all VPCs what runs there.
fn runs_known(worlds: &[World]) -> bool {
    worlds.iter().all(|world| !world.plan.surroundings.workload.launches.is_empty())
}

/// What is off, each once.
fn off(worlds: &[World]) -> Vec<Off> {
    let clients = worlds.iter().flat_map(|world| &world.plan.surroundings.clients);
    once(clients.filter_map(|client| Some(Off { what: client.name.clone(), why: client.off.clone()? })))
}

fn same(one: &Diagnostic, other: &Diagnostic) -> bool {
    let what = |it: &Diagnostic| (it.rule.code, it.severity());
    what(one) == what(other) && one.primary == other.primary && one.message == other.message
}

/// The texts of a subject: those that were given, and those that reading it added.
fn texts<'s>(sources: &'s Sources, subject: &Subject, given: &Sources) -> impl Iterator<Item = (SourceId, &'s Source)> {
    let own = match subject {
        Subject::CloudFormation(ids) => ids.clone(),
        Subject::Module(_) => Vec::new(),
        Subject::Shown(id) => vec![*id],
    };
    let known = given.count();
    sources
        .iter()
        .enumerate()
        .filter(move |(at, (id, _))| *at >= known || own.contains(id))
        .map(|(_, (id, source))| (id, source.as_ref()))
}

/// The keys that are assumed and settle nothing: without them all is as it is, and nothing has that name.
fn idle_assumptions(
    subject: &Subject,
    given: &Sources,
    with: &Evaluated,
    settings: &template::Settings,
    loader: &dyn Loader,
) -> Vec<String> {
    let is_idle = |key: &String| {
        let mut without = settings.clone();
        without.assumptions = without.assumptions.without(key);
        let named = with.parameters.iter().any(|parameter| parameter.name == *key);
        !named && evaluate(subject, &mut given.clone(), &without, loader) == *with
    };
    settings.assumptions.keys().filter(|key| is_idle(key)).cloned().collect()
}
