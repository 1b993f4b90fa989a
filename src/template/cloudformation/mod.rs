//! Input: templates of `CloudFormation`, in YAML or JSON, that make one world together.
//! Output: what they make, [`Evaluated`]: functions and conditions worked out, exports joined, nested stacks followed.
//! Never: fails on a type, a section or a function that it does not know.

mod call;
mod claims;
mod conditions;
mod dynamic;
mod exports;
mod files;
mod foreach;
mod functions;
mod lists;
mod nested;
mod parameters;
mod resolve;
mod scalars;
mod stack;
#[cfg(test)]
mod tests;
mod write;

use super::accepts;
use super::evaluated::{Evaluated, Exists, ModuleUse};
use super::input::{Loader, Settings, joined};
use super::meter::Meter;
use crate::span::{SourceId, Sources};
use exports::Exports;
use files::{Missed, tree};
use stack::{Place, Stack};

/// How often templates that import from each other are read again, until nothing changes.
const MOST_ROUNDS: usize = 8;

/// What templates make together. Nested stacks whose template is a local file are read by `loader` and become sources,
/// too. With several templates, every address stands behind its template's name: `network.yaml#Vpc`.
pub fn cloudformation(ids: &[SourceId], sources: &mut Sources, settings: &Settings, loader: &dyn Loader) -> Evaluated {
    let mut missed = Missed::default();
    let mut templates = Vec::new();
    for &id in ids {
        let Some(source) = sources.get(id).cloned() else { continue };
        if let Some(root) = tree(&source, id, &mut missed) {
            let prefix = if ids.len() > 1 { format!("{}#", source.name) } else { String::new() };
            templates.push((source.name.clone(), prefix, root));
        }
    }
    // What a broken one of these makes, the others may need; a nested one is not there for the stack that nests it.
    let broken = std::mem::take(&mut missed.broken);
    let mut roots = Vec::new();
    for (name, _, root) in &templates {
        roots.push((name.as_str(), root));
    }
    let files = files::nested(&roots, sources, loader, &mut missed);
    // What another one of them nests is judged there.
    templates.retain(|(name, ..)| !files.contains_key(&joined(".", name)));
    let mut exports = Exports::default();
    let mut evaluated = Evaluated::default();
    for _ in 0..MOST_ROUNDS {
        evaluated = Evaluated::default();
        let meter = Meter::default();
        for (name, prefix, root) in &templates {
            let place = Place { name, prefix, settings, exports: &exports, files: &files, meter: &meter, depth: 0 };
            Stack::new(root, place, &[]).write_to(&mut evaluated);
        }
        let found = Exports::of(&evaluated);
        if found == exports {
            break;
        }
        exports = found;
    }
    evaluated.modules.extend(broken.iter().map(|(name, at)| ModuleUse::broken(name, *at, Exists::Always, Vec::new())));
    accepts::attach(sources, &mut evaluated);
    evaluated.faults.append(&mut missed.faults);
    evaluated.repeated.append(&mut missed.repeated);
    evaluated
}
