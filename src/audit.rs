//! Input: templates and modules that people wrote, and what whoever audits says beside them.
//! Output: what breaks a documented rule in them, and what could not be seen.
//! Never: takes what is not known for kept or for broken.

mod words;

use crate::cards;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::plan::{EndpointService, List, Plan, Property, ResourceKind, Setting, Value, Workload, logical_id};
use crate::rules;
use crate::span::{SourceId, Sources, Span, Spanned};
use crate::template::{self, Evaluated, Loader, Resource, Undecided, World};

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
    /// Whether it is known what runs in all of them: else only what holds for every launch is checked.
    pub runs_known: bool,
}

/// Something that was not seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Unseen {
    /// What.
    pub what: String,
    /// Why, in a clause.
    pub why: String,
    /// Where.
    pub span: Span,
}

/// Holds one subject against the documented rules.
pub fn audit(subject: &Subject, sources: &mut Sources, settings: &Settings, loader: &dyn Loader) -> Audit {
    let given = sources.clone();
    let first = evaluate(subject, sources, &settings.template, loader);
    let tries = tries(&first);
    let mut audit = Audit { runs_known: true, ..Audit::default() };
    let mut found: Vec<(Diagnostic, Vec<usize>)> = Vec::new();
    let count = tries.len();
    for (number, assumed) in tries.iter().enumerate() {
        let evaluated = if assumed.is_empty() {
            first.clone()
        } else {
            let mut template = settings.template.clone();
            for (key, value) in assumed {
                template.assumptions = template.assumptions.with(key.clone(), value.clone());
            }
            // The same files become the same sources again, so that places can be compared.
            evaluate(subject, &mut given.clone(), &template, loader)
        };
        let worlds = worlds(&evaluated, settings);
        let plans: Vec<(&Plan, Option<Span>)> = worlds.iter().map(|world| (&world.plan, world.span)).collect();
        let only_plans: Vec<&Plan> = worlds.iter().map(|world| &world.plan).collect();
        for mut finding in rules::judge(&plans).diagnostics {
            accept(&mut finding, &evaluated, settings);
            words::put(&mut finding, &only_plans, &evaluated, sources);
            match found.iter_mut().find(|(known, _)| same(known, &finding)) {
                Some((_, numbers)) => numbers.push(number),
                None => found.push((finding, vec![number])),
            }
        }
        audit.vpcs = audit.vpcs.max(worlds.len());
        let endpoints =
            |world: &World| world.plan.interface_endpoints().count() + world.plan.gateway_endpoints().count();
        audit.endpoints = audit.endpoints.max(worlds.iter().map(endpoints).sum());
        audit.runs_known &= worlds.iter().all(|world| !world.plan.surroundings.workload.launches.is_empty());
    }
    for (finding, numbers) in found {
        let finding = if numbers.len() < count { under(finding, &tries, &numbers) } else { finding };
        audit.report.push(finding);
    }
    for fault in &first.faults {
        let found = Diagnostic::new(&cards::SYNTAX_ERROR, fault.span, fault.message.clone());
        audit.report.push(found.label("the rest of this file is not read"));
    }
    audit.unknowns = unseen(&first, &tries);
    audit.unknowns.extend(worlds(&first, settings).iter().flat_map(unseen_in));
    audit.report = audit.report.sorted();
    audit
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
    let region = template::region_of(evaluated, settings.template.region.as_deref());
    let mut worlds = template::lift(evaluated, region);
    for world in &mut worlds {
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
    worlds
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
    one.rule.code == other.rule.code && one.primary == other.primary && one.message == other.message
}

/// A finding that holds in some worlds alone, with what makes it hold.
fn under(finding: Diagnostic, tries: &[Vec<(String, String)>], numbers: &[usize]) -> Diagnostic {
    let holds = |number: usize| numbers.contains(&number);
    let settles = |(key, value): &&(String, String)| {
        let assumes = |assumed: &Vec<(String, String)>| assumed.iter().any(|it| (&it.0, &it.1) == (key, value));
        tries.iter().enumerate().all(|(number, assumed)| assumes(assumed) == holds(number))
    };
    let first = numbers.first().and_then(|number| tries.get(*number)).map_or([].as_slice(), Vec::as_slice);
    let deciding: Vec<&(String, String)> = match first.iter().find(settles) {
        Some(one) => vec![one],
        None => first.iter().collect(),
    };
    let named: Vec<String> = deciding.iter().map(|(key, value)| format!("`{key}` is `{value}`")).collect();
    finding.note(format!("only where {}", named.join(" and ")))
}

/// Silences what the audit, the template or the resource accepts: the file is not ours, so errors, too.
fn accept(finding: &mut Diagnostic, evaluated: &Evaluated, settings: &Settings) {
    let code = finding.rule.code;
    let at = finding.primary.as_ref().map(|label| label.span);
    let within = |resource: &&Resource| {
        at.is_some_and(|at| {
            let body = resource.body;
            body.source == at.source && body.start <= at.start && at.end <= body.end
        })
    };
    let of_resources = evaluated.resources.iter().filter(within).flat_map(|resource| &resource.accepts);
    let mut in_file = of_resources.chain(&evaluated.accepts).filter(|accept| !accept.reason.is_empty());
    let said = settings.accepts.iter().find(|(accepted, _)| *accepted == code).map(|(_, reason)| reason.clone());
    let reason = said.or_else(|| in_file.find(|it| it.code == code.to_string()).map(|it| it.reason.clone()));
    if reason.is_some() {
        finding.accepted = reason;
    }
}

fn unseen(evaluated: &Evaluated, tries: &[Vec<(String, String)>]) -> Vec<Unseen> {
    let mut unseen: Vec<Unseen> = Vec::new();
    let is_tried = |undecided: &&Undecided| tries.iter().flatten().any(|(key, _)| *key == undecided.key);
    for undecided in evaluated.undecided.iter().filter(|undecided| !is_tried(undecided)) {
        let why = "nothing decides it".to_owned();
        unseen.push(Unseen { what: undecided.key.clone(), why, span: undecided.span });
    }
    for module in &evaluated.modules {
        unseen.push(Unseen { what: module.address.clone(), why: module.why.to_string(), span: module.span });
    }
    for note in &evaluated.unknowns {
        unseen.push(Unseen { what: note.what.clone(), why: note.why.to_string(), span: note.span });
    }
    unseen
}

/// What is not known of the endpoints of a VPC, and of where it is.
fn unseen_in(world: &World) -> Vec<Unseen> {
    let mut unseen: Vec<Unseen> = Vec::new();
    let plan = &world.plan;
    if let (None, Some(span)) = (plan.region, world.span) {
        let why = "nothing says in which region it is deployed: `--region` does".to_owned();
        unseen.push(Unseen { what: format!("the region of `{}`", world.name), why, span });
    }
    for resource in &plan.resources {
        let Some(span) = resource.span else { continue };
        let mut open: Vec<(Property, String)> = Vec::new();
        for (property, setting) in plan.properties(&resource.kind) {
            let why = match setting {
                Setting::Value(Value::Unknown(why))
                | Setting::List(List::Unknown(why))
                | Setting::Service(EndpointService::Unknown(why)) => Some(why),
                Setting::Value(_)
                | Setting::List(_)
                | Setting::Text(_)
                | Setting::Bool(_)
                | Setting::Number(_)
                | Setting::Zone(_)
                | Setting::Service(_)
                | Setting::Policy(_)
                | Setting::Tags(_) => None,
            };
            open.extend(why.map(|why| (property, why.to_string())));
        }
        if let Some(id) = resource.kind.policy().filter(|id| plan.policy(id).is_none()) {
            open.push((Property::PolicyDocument, format!("`{id}` is not read as a policy")));
        }
        let is_endpoint =
            matches!(resource.kind, ResourceKind::InterfaceEndpoint(_) | ResourceKind::GatewayEndpoint(_));
        for (property, why) in open.into_iter().filter(|_| is_endpoint) {
            let what = format!("{property:?} of `{}`", logical_id(&resource.id));
            unseen.push(Unseen { what, why, span: resource.said(property).unwrap_or(span) });
        }
    }
    unseen
}
