//! Input: templates and modules that people wrote, and what whoever audits says beside them.
//! Output: what breaks a documented rule in them, and what could not be seen.
//! Never: takes what is not known for kept or for broken.

mod accepts;
mod all;
mod deployed;
mod slips;
mod stops;
mod unseen;
mod words;

pub use all::audit_all;
pub use deployed::{deployed, read_deployed};
pub use unseen::Unseen;

use crate::cards;
use crate::diagnostic::{Code, Diagnostic, Report, Severity};
use crate::plan::{Plan, Workload, World, once};
use crate::rules;
use crate::span::{Source, SourceId, Sources, Span, Spanned};
use crate::template::{self, Evaluated, Fault, Loader};
use crate::trace::Origin;
use accepts::Accepts;
use unseen::{unseen, unseen_in};

/// So many worlds are tried at most, where nothing decides the conditions of a template.
const MOST_WORLDS: usize = 8;

/// What is audited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// Templates of `CloudFormation` that make one world together.
    CloudFormation(Vec<SourceId>),
    /// The Terraform module in a folder.
    Module(String),
    /// What `terraform show -json` printed.
    Shown(SourceId),
}

/// What the files do not say.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// How templates are read: region, assumptions, files of variables.
    pub template: template::Settings,
    /// What runs in every VPC and what it uses, as far as it is said; else what the files show.
    pub workload: Workload,
    /// A way out of the VPC is not to be taken.
    pub private: bool,
    /// Findings that are accepted, with the reason.
    pub accepts: Vec<(Code, String)>,
}

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
    let tries = tries(&first);
    let mut audit = Audit { runs_known: true, ..Audit::default() };
    let mut found: Vec<(Diagnostic, Vec<usize>)> = Vec::new();
    let count = tries.len();
    let mut accepts = Accepts::new(&settings.accepts);
    for (number, assumed) in tries.iter().enumerate() {
        // The same files become the same sources again, so that places can be compared.
        let again = (!assumed.is_empty()).then(|| {
            let evaluated = evaluate(subject, &mut given.clone(), &assuming(&settings.template, assumed), loader);
            let worlds = worlds(&evaluated, settings);
            (evaluated, worlds)
        });
        let (evaluated, worlds) =
            again.as_ref().map_or((&first, &first_worlds), |(evaluated, worlds)| (evaluated, worlds));
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

/// A subject that was read, and not judged.
#[derive(Debug, Clone)]
pub struct Read {
    /// What it makes.
    pub evaluated: Evaluated,
    /// A plan for each VPC in it, with what was said beside.
    pub worlds: Vec<World>,
    /// The keys that were assumed, and settle nothing.
    pub idle_assumptions: Vec<String>,
}

/// Reads a subject.
pub fn read(subject: &Subject, sources: &mut Sources, settings: &Settings, loader: &dyn Loader) -> Read {
    let given = sources.clone();
    let evaluated = evaluate(subject, sources, &settings.template, loader);
    let worlds = worlds(&evaluated, settings);
    let idle_assumptions = idle_assumptions(subject, &given, &evaluated, &settings.template, loader);
    Read { evaluated, worlds, idle_assumptions }
}

/// What is assumed of conditions that nothing decides: their keys and values.
pub type Assumed = Vec<(String, String)>;

/// A subject, read in each way in which the conditions may hold that nothing decides.
#[derive(Debug, Clone, Default)]
pub struct Ways {
    /// What is assumed in each.
    pub tries: Vec<Assumed>,
    /// The worlds in which something runs, each with the number of its try.
    pub worlds: Vec<(usize, World)>,
}

impl Ways {
    /// The conditions under which it is so in these tries and in no other, in a clause; `None` if it is in all of them.
    pub fn only(&self, numbers: &[usize]) -> Option<String> {
        (numbers.len() < self.tries.len()).then(|| named(deciding(&self.tries, numbers).iter()))
    }
}

/// The ways in which a subject may be, with the sources before it was read; none, if all come to the same.
pub fn ways(subject: &Subject, read: &Read, given: &Sources, settings: &Settings, loader: &dyn Loader) -> Ways {
    let tries = tries(&read.evaluated);
    if tries.len() < 2 {
        return Ways::default();
    }
    let of_try = |assumed: &Assumed| {
        let evaluated = evaluate(subject, &mut given.clone(), &assuming(&settings.template, assumed), loader);
        worlds(&evaluated, settings).into_iter().filter(runs).collect::<Vec<_>>()
    };
    let each: Vec<Vec<World>> = tries.iter().map(of_try).collect();
    if each.windows(2).all(|two| matches!(two, [one, other] if one == other)) {
        return Ways::default();
    }
    let numbered =
        each.into_iter().enumerate().flat_map(|(number, worlds)| worlds.into_iter().map(move |it| (number, it)));
    Ways { tries, worlds: numbered.collect() }
}

/// How a subject is read if that is assumed.
fn assuming(settings: &template::Settings, assumed: &[(String, String)]) -> template::Settings {
    let mut settings = settings.clone();
    for (key, value) in assumed {
        settings.assumptions = settings.assumptions.with(key.clone(), value.clone());
    }
    settings
}

/// What is assumed, in a clause.
fn named<'a>(assumed: impl Iterator<Item = &'a (String, String)>) -> String {
    assumed.map(|(key, value)| format!("`{key}` is `{value}`")).collect::<Vec<_>>().join(" and ")
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

fn evaluate(subject: &Subject, sources: &mut Sources, settings: &template::Settings, loader: &dyn Loader) -> Evaluated {
    match subject {
        Subject::CloudFormation(ids) => template::cloudformation(ids, sources, settings, loader),
        Subject::Module(folder) => template::module(folder, sources, settings, loader),
        Subject::Shown(id) => template::shown(*id, sources),
    }
}

/// The plans of a template, with what was said of them beside it.
fn worlds(evaluated: &Evaluated, settings: &Settings) -> Vec<World> {
    let mut worlds = template::lift(evaluated, settings.template.region.as_deref());
    say_all(&mut worlds, settings);
    worlds
}

/// Adds what was said of VPCs beside their files, and in which of them nothing runs, as it does in others.
fn say_all(worlds: &mut [World], settings: &Settings) {
    for world in worlds.iter_mut() {
        say(world, settings);
    }
    if worlds.iter().any(runs) {
        for world in worlds.iter_mut().filter(|world| !runs(world)) {
            world.plan.surroundings.runs_elsewhere = true;
        }
    }
}

/// Whether something is known to run in a VPC.
fn runs(world: &World) -> bool {
    let around = &world.plan.surroundings;
    !around.clients.is_empty() || !around.workload.launches.is_empty()
}

/// Adds what was said of a VPC beside its files.
fn say(world: &mut World, settings: &Settings) {
    let at = world.span.unwrap_or_default();
    let (said, workload) = (&settings.workload, &mut world.plan.surroundings.workload);
    if !said.launches.is_empty() {
        workload.launches = said.launches.iter().map(|launch| Spanned::new(launch.value, at)).collect();
    }
    if !said.secrets.is_empty() {
        workload.secrets = said.secrets.iter().map(|store| Spanned::new(store.value, at)).collect();
    }
    let here = |said: Option<Spanned<bool>>| said.map(|said| Spanned::new(said.value, at));
    workload.awslogs = here(said.awslogs).or(workload.awslogs);
    workload.exec = here(said.exec).or(workload.exec);
    workload.kms = here(said.kms).or(workload.kms);
    if settings.private {
        world.plan.surroundings.ways_out.clear();
    }
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

/// What is assumed of conditions that nothing decides, world by world; nothing, where there are too many.
fn tries(evaluated: &Evaluated) -> Vec<Vec<(String, String)>> {
    let mut tries: Vec<Vec<(String, String)>> = vec![Vec::new()];
    for undecided in evaluated.undecided.iter().filter(|undecided| undecided.choices.len() > 1) {
        if tries.len() * undecided.choices.len() > MOST_WORLDS {
            break;
        }
        let more = tries.iter().flat_map(|before| {
            undecided.choices.iter().map(move |choice| {
                let mut assumed = before.clone();
                assumed.push((undecided.key.clone(), choice.clone()));
                assumed
            })
        });
        tries = more.collect();
    }
    tries
}

fn same(one: &Diagnostic, other: &Diagnostic) -> bool {
    let what = |it: &Diagnostic| (it.rule.code, it.severity());
    what(one) == what(other) && one.primary == other.primary && one.message == other.message
}

/// A finding that holds in some worlds alone, with what makes it hold.
fn under(finding: Diagnostic, tries: &[Assumed], numbers: &[usize]) -> Diagnostic {
    finding.note(format!("only where {}", named(deciding(tries, numbers).iter())))
}

/// Of what is assumed in some tries, the one thing that is assumed in no other; all of it in the first, if there is none.
fn deciding<'t>(tries: &'t [Assumed], numbers: &[usize]) -> &'t [(String, String)] {
    let holds = |number: usize| numbers.contains(&number);
    let settles = |(key, value): &&(String, String)| {
        let assumes = |assumed: &Assumed| assumed.iter().any(|it| (&it.0, &it.1) == (key, value));
        tries.iter().enumerate().all(|(number, assumed)| assumes(assumed) == holds(number))
    };
    let first = numbers.first().and_then(|number| tries.get(*number)).map_or([].as_slice(), Vec::as_slice);
    first.iter().find(settles).map_or(first, std::slice::from_ref)
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
