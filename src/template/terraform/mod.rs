//! Input: a folder that is a Terraform module, in HCL or JSON; or what `terraform show -json` prints.
//! Output: what it makes, [`Evaluated`]: variables, locals, loops, functions and modules worked out.
//! Never: runs Terraform, asks a registry, or needs a provider.

mod address;
mod blocks;
mod body;
mod claims;
mod condition;
mod configured;
mod expand;
mod expression;
mod files;
mod folder;
mod functions;
mod hcl;
mod ids;
mod instance;
mod json;
mod known;
mod literal;
mod lookups;
mod operators;
mod policy;
mod providers;
mod reference;
mod resolve;
mod show;
mod syntax;
#[cfg(test)]
mod tests;
mod types;
mod version;
mod world;

pub use show::shown;

use super::accepts;
use super::evaluated::Evaluated;
use super::input::{Loader, Settings};
use super::moved;
use crate::span::Sources;
use folder::Folders;
use world::World;

/// What the root module in a folder makes. Its files, and those of the modules that it calls, are read by `loader` and
/// become sources.
pub fn module(folder: &str, sources: &mut Sources, settings: &Settings, loader: &dyn Loader) -> Evaluated {
    let mut faults = Vec::new();
    let folders = Folders::read(folder, &settings.variable_files, sources, loader, &mut faults);
    let mut evaluated = World::new(&folders, sources, settings, loader).evaluate();
    moved::moved(&mut evaluated, &folders.known);
    accepts::attach(sources, &mut evaluated);
    evaluated.faults.splice(..0, faults);
    evaluated
}
