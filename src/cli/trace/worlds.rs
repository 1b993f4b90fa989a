//! Input: the files that the command line names.
//! Output: the plans in them, and from what each was read; the same again with edits.
//! Never: writes an edit to the disk.

use crate::cli::audit::found::{Disk, Found};
use crate::cli::audit::given::{self, Part};
use crate::cli::audit::said::ReadsAs;
use crate::cli::failure::Failure;
use crate::cli::input::Includes;
use ecrc::audit::{self, Settings, Ways};
use ecrc::diagnostic::{Edit, Report};
use ecrc::plan::Plan;
use ecrc::span::Sources;
use ecrc::template::Loader;
use ecrc::trace::{Origin, Start};
use std::collections::BTreeMap;
use std::rc::Rc;

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
    /// Of which ways each is one, and in which try, if nothing decides the conditions in its files.
    tries: Vec<Option<(Rc<Ways>, usize)>>,
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

    /// Starts by the numbers of their plans, each once: one that comes to the same in several ways of its files stands for
    /// all of them, with the conditions under which it is so.
    pub fn joined(&self, starts: Vec<(usize, Start)>) -> Vec<(usize, Start, Option<String>)> {
        type Joined<'w> = (usize, Start, Option<(&'w Rc<Ways>, Vec<usize>)>);
        let mut joined: Vec<Joined> = Vec::new();
        for (number, start) in starts {
            let Some((ways, of_try)) = self.tries.get(number).and_then(Option::as_ref) else {
                joined.push((number, start, None));
                continue;
            };
            let known = joined.iter_mut().find_map(|(_, known, among)| {
                let (known_ways, numbers) = among.as_mut()?;
                (Rc::ptr_eq(known_ways, ways) && comes_to(known) == comes_to(&start)).then_some(numbers)
            });
            match known {
                Some(numbers) => numbers.push(*of_try),
                None => joined.push((number, start, Some((ways, vec![*of_try])))),
            }
        }
        let only = |among: Option<(&Rc<Ways>, Vec<usize>)>| among.and_then(|(ways, numbers)| ways.only(&numbers));
        joined.into_iter().map(|(number, start, among)| (number, start, only(among))).collect()
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
        let (mut plans, mut names, mut tries) = (Vec::new(), Vec::new(), Vec::new());
        let mut add = |origin: Origin, name: &str, plan: Plan, of_ways: Option<(Rc<Ways>, usize)>| {
            plans.push((origin, plan));
            names.push(name.trim_matches(['"', '\'']).to_owned());
            tries.push(of_ways);
        };
        for (block, plan) in compiled.blocks.iter().zip(compiled.plans()) {
            add(Origin::Spec, &block.name, plan, None);
        }
        let (mut sources, mut report) = (compiled.sources, compiled.report);
        let mut taken = found.clone();
        let given = given::subjects(&mut taken, &mut sources, &|_| false);
        let (of_parts, idle) = given.read(&mut sources, settings, &Edited(edited), &mut |part, _| {
            let mut ways = match &part {
                Part::Written(subject, read, before) => audit::ways(subject, read, before, settings, &Edited(edited)),
                Part::Deployed(_) => Ways::default(),
            };
            let (origin, worlds) = part.worlds();
            if ways.worlds.is_empty() {
                for world in worlds {
                    add(origin, &world.name, world.plan, None);
                }
                return;
            }
            let worlds = std::mem::take(&mut ways.worlds);
            let ways = Rc::new(ways);
            for (number, world) in worlds {
                add(origin, &world.name, world.plan, Some((Rc::clone(&ways), number)));
            }
        });
        report.append(of_parts);
        Self { found, sources, report, idle, plans, names, tries }
    }
}

/// What a start comes to: in two ways in which this is the same, it is the same start.
fn comes_to(start: &Start) -> impl PartialEq + use<'_> {
    let calls = start.calls.iter().map(|call| (call.step.name(), call.verdict, call.stop().map(|hop| &hop.why)));
    let Start { launch, name, subnets, role, off, .. } = start;
    (launch, name, subnets, role, off, calls.collect::<Vec<_>>())
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
