//! Input: a text, and what kind it is.
//! Output: its plans, and what the rules report about them.
//! Never: a second text: nothing that the text includes or names is there.

use crate::cli::diagnostics::Seen;
use crate::kind::Kind;
use ecrc::Block;
use ecrc::audit::{self, Off, Settings, Subject, Unseen};
use ecrc::aws::region;
use ecrc::backend::{Options, Target};
use ecrc::diagnostic::{Edit, Report};
use ecrc::marks::Place;
use ecrc::plan::Workload;
use ecrc::span::{Source, Sources};
use ecrc::spec::model::{Input, NoFiles};
use ecrc::template;
use ecrc::trace::{self, Asked, Origin, Start};
use serde::Deserialize;
use std::sync::Arc;

/// What a text does not say.
#[derive(Debug, Default, Deserialize)]
pub struct Said {
    /// What runs, as a spec says it, if the text is a template that does not.
    launch: Option<String>,
    /// The region, if the text is a template that leaves it open.
    region: Option<String>,
}

impl Said {
    /// Whether the region that is said, if one is, is a region of AWS.
    pub fn has_known_region(&self) -> bool {
        self.region.as_deref().is_none_or(|region| region::find(region).is_some())
    }

    fn settings(&self) -> Settings {
        let region = self.region.clone().filter(|_| self.has_known_region());
        let template = template::Settings { region, ..template::Settings::default() };
        Settings { template, workload: workload(self.launch.as_deref()), ..Settings::default() }
    }
}

/// What was read.
pub struct Read {
    pub sources: Sources,
    pub report: Report,
    /// What a spec says; empty for anything else.
    pub blocks: Vec<Arc<Block>>,
    /// The plans: of each block, or of each VPC.
    pub places: Vec<Place>,
    /// How the text is named in places.
    pub file: &'static str,
    origin: Origin,
    unknowns: Vec<Unseen>,
    off: Vec<Off>,
    endpoints: usize,
}

impl Read {
    /// Reads a text.
    pub fn of(kind: Kind, text: &str, said: &Said) -> Self {
        let settings = said.settings();
        let mut sources = Sources::default();
        match kind {
            Kind::Spec | Kind::Error => spec(text),
            Kind::CloudFormation => {
                let file = "template";
                let id = sources.add(Source::new(file, text));
                existing(file, &Subject::CloudFormation(vec![id]), sources, &settings, &template::NoFiles)
            }
            Kind::Shown => {
                let file = "plan.json";
                let id = sources.add(Source::new(file, text));
                existing(file, &Subject::Shown(id), sources, &settings, &template::NoFiles)
            }
            Kind::Terraform => {
                let file = if text.trim_start().starts_with('{') { "main.tf.json" } else { "main.tf" };
                existing(file, &Subject::Module(".".to_owned()), sources, &settings, &Module { file, text })
            }
        }
    }

    /// What an audit saw; of a spec, everything is seen.
    pub fn seen(&self) -> Option<Seen<'_>> {
        let (vpcs, endpoints) = (self.places.len(), self.endpoints);
        let (unknown, off) = (self.unknowns.as_slice(), self.off.as_slice());
        (self.origin != Origin::Spec).then_some(Seen { files: 1, vpcs, endpoints, unknown, off })
    }

    /// The starts of what runs in the place of that number.
    pub fn starts(&self, number: usize) -> Vec<Start> {
        let place = self.places.get(number);
        place.map_or_else(Vec::new, |place| trace::starts(&place.plan, &Asked::of(place.origin)))
    }

    /// The text with edits; `None` if they cannot be applied to it.
    pub fn edited(&self, edits: &[Edit]) -> Option<String> {
        let (id, source) = self.sources.iter().find(|(_, source)| source.name == self.file)?;
        let mut edits: Vec<&Edit> = edits.iter().collect();
        // From the last, so that the places of the others stay as they are.
        edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
        let mut text = source.text.clone();
        for edit in edits.iter().filter(|edit| edit.span.source == id) {
            text.get(edit.span.range())?;
            text.replace_range(edit.span.range(), &edit.text);
        }
        edits.iter().all(|edit| edit.span.source == id).then_some(text)
    }
}

fn spec(text: &str) -> Read {
    let file = "spec.ecr";
    let compiled = ecrc::compile(vec![input(file, text)], &NoFiles);
    let oversized = compiled.oversized(Target::CloudFormationYaml, Options::default());
    let plans = compiled.plans();
    let places = compiled.blocks.iter().zip(plans).map(|(block, plan)| Place::of_block(block, plan)).collect();
    let mut report = compiled.report;
    report.append(oversized);
    let (sources, blocks) = (compiled.sources, compiled.blocks);
    let (unknowns, off) = (Vec::new(), Vec::new());
    Read { sources, report, blocks, places, file, origin: Origin::Spec, unknowns, off, endpoints: 0 }
}

fn existing(
    file: &'static str,
    subject: &Subject,
    mut sources: Sources,
    settings: &Settings,
    files: &dyn template::Loader,
) -> Read {
    // Read twice from the same texts, so that places can be compared.
    let worlds = audit::read(subject, &mut sources.clone(), settings, files).worlds;
    let audit::Audit { report, unknowns, off, endpoints, .. } = audit::audit(subject, &mut sources, settings, files);
    let origin = Origin::Template;
    let places = worlds.into_iter().map(|world| Place::of_world(world, origin)).collect();
    Read { sources, report, blocks: Vec::new(), places, file, origin, unknowns, off, endpoints }
}

/// What runs, as a spec says it.
fn workload(launch: Option<&str>) -> Workload {
    let Some(launch) = launch else { return Workload::default() };
    let text = format!("private_ecr < region us-east-1; launch {launch}; logs none; >");
    let block = ecrc::compile(vec![input("launch", &text)], &NoFiles).blocks.into_iter().next();
    block.map_or_else(Workload::default, |block| Workload { awslogs: None, ..block.workload.clone() })
}

fn input(name: &str, text: &str) -> Input {
    let name = name.to_owned();
    Input { stem: "spec".to_owned(), identity: name.clone(), root: ".".to_owned(), name, bytes: text.into() }
}

/// A module of one file.
struct Module<'t> {
    file: &'t str,
    text: &'t str,
}

impl template::Loader for Module<'_> {
    fn file(&self, path: &str) -> Option<Vec<u8>> {
        (path.trim_start_matches("./") == self.file).then(|| self.text.as_bytes().to_vec())
    }

    fn folder(&self, path: &str) -> Option<Vec<String>> {
        (path == ".").then(|| vec![self.file.to_owned()])
    }
}
