//! Input: what is audited, and what whoever audits says beside it.
//! Output: what it makes, and a plan for each VPC in it.
//! Never: judges.

use crate::diagnostic::Code;
use crate::plan::{Workload, World};
use crate::span::{SourceId, Sources, Spanned};
use crate::template::{self, Evaluated, Loader};

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

pub(super) fn evaluate(
    subject: &Subject,
    sources: &mut Sources,
    settings: &template::Settings,
    loader: &dyn Loader,
) -> Evaluated {
    match subject {
        Subject::CloudFormation(ids) => template::cloudformation(ids, sources, settings, loader),
        Subject::Module(folder) => template::module(folder, sources, settings, loader),
        Subject::Shown(id) => template::shown(*id, sources),
    }
}

/// The plans of a template, with what was said of them beside it.
pub(super) fn worlds(evaluated: &Evaluated, settings: &Settings) -> Vec<World> {
    let mut worlds = template::lift(evaluated, settings.template.region.as_deref());
    say_all(&mut worlds, settings);
    worlds
}

/// Adds what was said of VPCs beside their files, and in which of them nothing runs, as it does in others.
pub(super) fn say_all(worlds: &mut [World], settings: &Settings) {
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
pub(super) fn runs(world: &World) -> bool {
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
