//! Input: what was found on the command line.
//! Output: what is read as one, and what that says.
//! Never: is silent about a file that cannot be read.

use super::found::Found;
use ecrc::audit::{self, Settings, Subject};
use ecrc::diagnostic::{Diagnostic, Report};
use ecrc::plan::World;
use ecrc::span::{Source, SourceId, Sources, Span};
use ecrc::template::Loader;
use ecrc::trace::Origin;
use std::collections::{BTreeMap, BTreeSet};

/// What is read as one.
pub struct Given {
    pub subjects: Vec<Subject>,
    /// What the AWS CLI printed, directory by directory.
    pub folders: Vec<Vec<SourceId>>,
    /// How many files and modules they are of.
    pub files: usize,
    /// Files below a directory that cannot be read, and why.
    unread: Vec<(SourceId, String)>,
}

/// Takes what was found, but for specs, and for templates that are to be passed over.
pub fn subjects(found: &mut Found, sources: &mut Sources, passed_over: &dyn Fn(&str) -> bool) -> Given {
    let printed: usize = found.deployed.values().map(Vec::len).sum();
    let files = found.templates.len() + found.shown.len() + found.modules.len() + printed;
    let mut subjects: Vec<Subject> = Vec::new();
    found.templates.retain(|(_, text)| !passed_over(text));
    for world in worlds(std::mem::take(&mut found.templates)) {
        let ids = world.into_iter().map(|(name, text)| sources.add(Source::new(&name, text)));
        subjects.push(Subject::CloudFormation(ids.collect()));
    }
    for (name, text) in std::mem::take(&mut found.shown) {
        subjects.push(Subject::Shown(sources.add(Source::new(&name, text))));
    }
    subjects.extend(std::mem::take(&mut found.modules).into_iter().map(Subject::Module));
    let mut add = |(name, text): (String, String)| sources.add(Source::new(&name, text));
    let mut folders: Vec<Vec<SourceId>> = Vec::new();
    for printed in std::mem::take(&mut found.deployed).into_values() {
        folders.push(printed.into_iter().map(&mut add).collect());
    }
    let unread = std::mem::take(&mut found.unread);
    let unread = unread.into_iter().map(|(name, why)| (sources.add(Source::new(&name, String::new())), why));
    Given { subjects, folders, files, unread: unread.collect() }
}

/// A part of what was given, read.
pub enum Part<'p> {
    /// Templates or a module, and the sources before they were read.
    Written(&'p Subject, Box<audit::Read>, Sources),
    /// What is deployed.
    Deployed(Vec<World>),
}

impl Part<'_> {
    /// Its VPCs, and from what they were read.
    pub fn worlds(self) -> (Origin, Vec<World>) {
        match self {
            Part::Written(_, read, _) => (Origin::Template, read.worlds),
            Part::Deployed(worlds) => (Origin::Deployed, worlds),
        }
    }
}

impl Given {
    /// What is wrong with files that cannot be read.
    pub fn faults(&self) -> impl Iterator<Item = Diagnostic> {
        let start = |source: &SourceId| Span { source: *source, start: 0, end: 0 };
        self.unread.iter().map(move |(source, why)| audit::unreadable(start(source), why))
    }

    /// Reads all of it, part by part: what is wrong with it, and the keys that were assumed and settle nothing.
    pub fn read(
        &self,
        sources: &mut Sources,
        settings: &Settings,
        loader: &dyn Loader,
        take: &mut dyn FnMut(Part, &Sources),
    ) -> (Report, Vec<String>) {
        let mut report = Report::default();
        for fault in self.faults() {
            report.push(fault);
        }
        let mut idle: Vec<String> = settings.template.assumptions.keys().cloned().collect();
        for subject in &self.subjects {
            let before = sources.clone();
            let read = audit::read(subject, sources, settings, loader);
            idle.retain(|key| read.idle_assumptions.contains(key));
            audit::faults(&read.evaluated).for_each(|fault| report.push(fault));
            take(Part::Written(subject, Box::new(read), before), sources);
        }
        for folder in &self.folders {
            let read = audit::read_deployed(folder, sources, settings);
            read.faults.iter().for_each(|fault| report.push(audit::broken(fault.span, &fault.message)));
            take(Part::Deployed(read.worlds), sources);
        }
        (report, idle)
    }
}

/// A template: its name and its text.
type Template = (String, String);

/// Which templates make one world: those that export and import, and those below the folder of one that nests others.
/// All others are on their own.
fn worlds(templates: Vec<Template>) -> Vec<Vec<Template>> {
    let says = |text: &str, words: &[&str]| words.iter().any(|word| text.contains(word));
    let folder = |name: &str| name.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let nesting = ["AWS::CloudFormation::Stack", "AWS::Serverless::Application"];
    let nests = templates.iter().filter(|(_, text)| says(text, &nesting)).map(|(name, _)| folder(name));
    let nests: BTreeSet<String> = nests.collect();
    let mut tied = Vec::new();
    let mut below: BTreeMap<String, Vec<Template>> = BTreeMap::new();
    let mut alone = Vec::new();
    for (name, text) in templates {
        if let Some(around) = nests.iter().find(|around| name.starts_with(around.as_str())) {
            below.entry(around.clone()).or_default().push((name, text));
        } else if says(&text, &["ImportValue", "Export:", "\"Export\""]) {
            tied.push((name, text));
        } else {
            alone.push(vec![(name, text)]);
        }
    }
    alone.extend(below.into_values());
    alone.push(tied);
    alone.retain(|world| !world.is_empty());
    alone
}
