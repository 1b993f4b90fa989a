//! Input: the files that the command line names.
//! Output: the plans in them, and from what each was read; the same again with edits.
//! Never: writes an edit to the disk.

use crate::cli::audit::found::{Disk, Found};
use crate::cli::audit::given::{self, Part};
use crate::cli::audit::said::ReadsAs;
use crate::cli::failure::Failure;
use crate::cli::input::Includes;
use ecrc::audit::{self, Settings};
use ecrc::diagnostic::{Edit, Report};
use ecrc::plan::{Plan, World};
use ecrc::span::Sources;
use ecrc::template::Loader;
use ecrc::trace::Origin;
use std::collections::BTreeMap;

/// What was read.
pub struct Worlds {
    pub found: Found,
    pub sources: Sources,
    pub report: Report,
    /// The keys that were assumed, and settle nothing.
    pub idle: Vec<String>,
    plans: Vec<(Origin, Plan)>,
    /// What people call their VPCs, in the same order.
    names: Vec<String>,
    /// The conditions under which they are so, if nothing decides them.
    only: Vec<Option<String>>,
}

impl Worlds {
    /// Reads all below what the command line names.
    pub fn read(files: &[String], reads_as: Option<ReadsAs>, settings: &Settings) -> Result<Self, Failure> {
        Ok(Self::of(Found::below(files, reads_as)?, &BTreeMap::new(), settings))
    }

    /// The plans.
    pub fn plans(&self) -> impl Iterator<Item = (Origin, &Plan)> {
        self.plans.iter().map(|(origin, plan)| (*origin, plan))
    }

    /// The conditions under which the plan of that number is so, if nothing decides them.
    pub fn only(&self, number: usize) -> Option<&String> {
        self.only.get(number)?.as_ref()
    }

    /// The plans, with what people call their VPCs.
    pub fn named(&self) -> impl Iterator<Item = (&str, Origin, &Plan)> {
        self.names.iter().zip(self.plans()).map(|(name, (origin, plan))| (name.as_str(), origin, plan))
    }

    /// The same, read with edits; `None` if they cannot be applied.
    pub fn with(&self, edits: &[Edit], settings: &Settings) -> Option<Self> {
        let mut texts: BTreeMap<String, String> = BTreeMap::new();
        let mut edits: Vec<&Edit> = edits.iter().collect();
        // From the last, so that the places of the others stay as they are.
        edits.sort_by_key(|edit| std::cmp::Reverse((edit.span.source, edit.span.start)));
        for edit in edits {
            let source = self.sources.get(edit.span.source)?;
            let text = texts.entry(source.name.clone()).or_insert_with(|| source.text.clone());
            text.get(edit.span.range())?;
            text.replace_range(edit.span.range(), &edit.text);
        }
        Some(Self::of(self.found.clone(), &texts, settings))
    }

    fn of(mut found: Found, edited: &BTreeMap<String, String>, settings: &Settings) -> Self {
        let edit = |name: &str, text: &mut String| {
            if let Some(edited) = edited.get(name) {
                text.clone_from(edited);
            }
        };
        found.templates.iter_mut().chain(&mut found.shown).for_each(|(name, text)| edit(name, text));
        for spec in &mut found.specs {
            if let Some(edited) = edited.get(&spec.name) {
                spec.bytes = edited.clone().into_bytes();
            }
        }
        let compiled = ecrc::compile(found.specs.clone(), &Includes);
        let (mut plans, mut names, mut only) = (Vec::new(), Vec::new(), Vec::new());
        let mut add = |origin: Origin, name: &str, plan: Plan, under: Option<String>| {
            plans.push((origin, plan));
            names.push(name.trim_matches(['"', '\'']).to_owned());
            only.push(under);
        };
        for (block, plan) in compiled.blocks.iter().zip(compiled.plans()) {
            add(Origin::Spec, &block.name, plan, None);
        }
        let (mut sources, mut report) = (compiled.sources, compiled.report);
        let mut taken = found.clone();
        let given = given::subjects(&mut taken, &mut sources, &|_| false);
        let (of_parts, idle) = given.read(&mut sources, settings, &Edited(edited), &mut |part, _| {
            let ways = match &part {
                Part::Written(subject, read, before) => audit::ways(subject, read, before, settings, &Edited(edited)),
                Part::Deployed(_) => Vec::new(),
            };
            let (origin, worlds) = part.worlds();
            let worlds: Vec<(Option<String>, World)> = if ways.is_empty() {
                worlds.into_iter().map(|world| (None, world)).collect()
            } else {
                ways.into_iter().map(|(under, world)| (Some(under), world)).collect()
            };
            for (under, world) in worlds {
                add(origin, &world.name, world.plan, under);
            }
        });
        report.append(of_parts);
        Self { found, sources, report, idle, plans, names, only }
    }
}

/// The disk, with edits.
struct Edited<'e>(&'e BTreeMap<String, String>);

impl Loader for Edited<'_> {
    fn file(&self, path: &str) -> Option<Vec<u8>> {
        self.0.get(path).map(|text| text.clone().into_bytes()).or_else(|| Disk.file(path))
    }

    fn folder(&self, path: &str) -> Option<Vec<String>> {
        Disk.folder(path)
    }
}
