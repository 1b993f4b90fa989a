//! Input: files and folders that the command line names, `-` for standard input.
//! Output: the templates, modules, plans and specs among them.
//! Never: reads a module as one of its own that another one of them calls, or that nothing calls beside a root.

use super::said::ReadsAs;
use crate::cli::diagnostics::tidy;
use crate::cli::failure::{Failure, unreadable};
use crate::cli::input;
use crate::cli::terminal::Terminal;
use ecrc::audit::{self, Settings, Subject};
use ecrc::deployed::is_printed;
use ecrc::diagnostic::Report;
use ecrc::diagnostic::Severity;
use ecrc::plan::World;
use ecrc::span::{Source, SourceId, Sources};
use ecrc::spec::model::Input;
use ecrc::template::{Loader, TextKind, is_broken, kind_of};
use ecrc::trace::Origin;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// What can be audited.
#[derive(Clone, Default)]
pub struct Found {
    /// Templates of CloudFormation: name and text.
    pub templates: Vec<(String, String)>,
    /// Folders that are modules of Terraform, and that no other one of them calls.
    pub modules: Vec<String>,
    /// Modules in a folder `modules` of a project that no root of it calls: they are not deployed.
    uncalled: Vec<String>,
    /// What `terraform show -json` printed: name and text.
    pub shown: Vec<(String, String)>,
    /// What the AWS CLI printed: the files of each folder, name and text.
    pub deployed: BTreeMap<String, Vec<(String, String)>>,
    /// Specs.
    pub specs: Vec<Input>,
    /// Files that are none of these.
    pub aside: Vec<String>,
}

impl Found {
    /// All below what the command line names.
    pub fn below(files: &[String], reads_as: Option<ReadsAs>) -> Result<Self, Failure> {
        let mut found = Self::default();
        let mut specs = Vec::new();
        let mut folders = BTreeSet::new();
        for file in files {
            if file == "-" {
                let bytes = input::piped().map_err(|error| unreadable("-", &error))?;
                let text = String::from_utf8_lossy(&bytes).into_owned();
                let reads_as = reads_as.or_else(|| broken(files, &text));
                found.put("-", text, reads_as, &mut folders);
                continue;
            }
            let meta = fs::metadata(file).map_err(|error| unreadable(file, &error))?;
            if meta.is_dir() {
                found.walk(file, reads_as, &mut specs, &mut folders)?;
            } else if input::is_spec(file) {
                specs.push(file.clone());
            } else {
                let text = read(file)?;
                let reads_as = reads_as.or_else(|| broken(files, &text));
                found.put(file, text, reads_as, &mut folders);
            }
        }
        if !specs.is_empty() {
            found.specs = input::specs(&specs)?;
        }
        (found.uncalled, found.modules) = roots(&folders, files);
        Ok(found)
    }

    /// One text.
    pub fn text(name: &str, text: String, reads_as: Option<ReadsAs>) -> Self {
        let mut found = Self::default();
        let mut folders = BTreeSet::new();
        let reads_as = reads_as.or_else(|| broken(&[name.to_owned()], &text));
        found.put(name, text, reads_as, &mut folders);
        found.modules = folders.into_iter().collect();
        found
    }

    /// Says which modules are left out.
    pub fn say_uncalled(&self, terminal: Terminal) {
        let names: Vec<String> = self.uncalled.iter().map(|name| format!("`{name}`")).collect();
        let (names, what) = match names.as_slice() {
            [] => return,
            [one] => (one.clone(), "is left out: no module here calls it"),
            [few @ .., last] if few.len() < 3 => {
                (format!("{} and {last}", few.join(", ")), "are left out: no module here calls them")
            }
            [first, others @ ..] => {
                (format!("{first} and {} others", others.len()), "are left out: no module here calls them")
            }
        };
        terminal.say(
            Severity::Note,
            &format!("{names} {what}"),
            Some("to read a module by itself, name its directory"),
        );
    }

    fn walk(
        &mut self,
        folder: &str,
        reads_as: Option<ReadsAs>,
        specs: &mut Vec<String>,
        folders: &mut BTreeSet<String>,
    ) -> Result<(), Failure> {
        let entries = fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|error| unreadable(folder, &error))?;
            if let Ok(name) = entry.file_name().into_string() {
                names.push((name, entry.path().is_dir()));
            }
        }
        names.sort();
        for (name, is_folder) in names {
            let path = if folder == "." { name.clone() } else { format!("{}/{name}", folder.trim_end_matches('/')) };
            if name.starts_with('.') || name == "node_modules" {
                continue;
            }
            if is_folder {
                self.walk(&path, reads_as, specs, folders)?;
            } else if input::is_spec(&name) {
                specs.push(path);
            } else if is_template(&name) || reads_as.is_some() {
                let text = read(&path)?;
                self.put(&path, text, reads_as, folders);
            }
        }
        Ok(())
    }

    fn put(&mut self, name: &str, text: String, reads_as: Option<ReadsAs>, folders: &mut BTreeSet<String>) {
        let folder =
            || Path::new(name).parent().and_then(Path::to_str).filter(|folder| !folder.is_empty()).unwrap_or(".");
        if reads_as.map_or_else(|| is_printed(&text), |reads_as| reads_as == ReadsAs::Aws) {
            self.deployed.entry(folder().to_owned()).or_default().push((name.to_owned(), text));
            return;
        }
        let kind = match reads_as {
            Some(ReadsAs::Aws) => TextKind::Other,
            Some(ReadsAs::Cfn) => TextKind::CloudFormation,
            Some(ReadsAs::Tf) => TextKind::Terraform,
            Some(ReadsAs::TfPlan) => TextKind::TerraformShown,
            None => kind_of(name, &text),
        };
        match kind {
            TextKind::CloudFormation => self.templates.push((name.to_owned(), text)),
            TextKind::TerraformShown => self.shown.push((name.to_owned(), text)),
            TextKind::Terraform => {
                folders.insert(folder().to_owned());
            }
            TextKind::Other => self.aside.push(name.to_owned()),
        }
    }
}

/// A file that is named alone, looks like nothing else and cannot be read is taken for a template: whoever names it wants
/// to know why.
fn broken(files: &[String], text: &str) -> Option<ReadsAs> {
    let [name] = files else { return None };
    let is_document = is_template(name) || (name == "-" && text.trim_start().starts_with('{'));
    let is_other = || kind_of(name, text) == TextKind::Other && !is_printed(text) && !text.trim().is_empty();
    // Several documents in one file are of another program.
    let is_stream = text.lines().skip(1).any(|line| line.starts_with("---"));
    (is_document && !is_stream && is_other() && is_broken(text)).then_some(ReadsAs::Cfn)
}

/// What is read as one.
pub struct Given {
    pub subjects: Vec<Subject>,
    /// What the AWS CLI printed, directory by directory.
    pub folders: Vec<Vec<SourceId>>,
    /// How many files and modules they are of.
    pub files: usize,
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
    Given { subjects, folders, files }
}

/// A part of what was given, read.
pub enum Part<'p> {
    /// Templates or a module, and the sources before they were read.
    Written(&'p Subject, audit::Read, Sources),
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
    /// Reads all of it, part by part: what is wrong with it, and the keys that were assumed and settle nothing.
    pub fn read(
        &self,
        sources: &mut Sources,
        settings: &Settings,
        loader: &dyn Loader,
        take: &mut dyn FnMut(Part, &Sources),
    ) -> (Report, Vec<String>) {
        let mut report = Report::default();
        let mut idle: Vec<String> = settings.template.assumptions.keys().cloned().collect();
        for subject in &self.subjects {
            let before = sources.clone();
            let read = audit::read(subject, sources, settings, loader);
            idle.retain(|key| read.idle_assumptions.contains(key));
            audit::faults(&read.evaluated).for_each(|fault| report.push(fault));
            take(Part::Written(subject, read, before), sources);
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

/// The modules that no other one calls by its path: those that are in a folder `modules` of a project with roots, unless
/// the command line names them, and the others.
fn roots(folders: &BTreeSet<String>, named: &[String]) -> (Vec<String>, Vec<String>) {
    let mut called: BTreeSet<String> = BTreeSet::new();
    let mut deployed: Vec<String> = Vec::new();
    for folder in folders {
        for name in Disk.folder(folder).unwrap_or_default() {
            let text = Disk.file(&format!("{folder}/{name}")).unwrap_or_default();
            let text = String::from_utf8_lossy(&text);
            let lines = text.lines().map(str::trim).filter(|line| !line.starts_with(['#', '/']));
            for line in lines {
                called.extend(local_sources(line).map(|path| tidy(&format!("{folder}/{path}"))));
                if is_of_root(line) {
                    deployed.push(tidy(folder));
                }
            }
        }
    }
    let is_named = |folder: &str| {
        let parent = |file: &str| Path::new(file).parent().and_then(Path::to_str).map(tidy);
        named.iter().any(|file| tidy(file) == folder || parent(file).as_deref() == Some(folder))
    };
    // With a folder `modules` in it, and a root that is not below that.
    let is_project = |project: &Path| {
        let modules = project.join("modules");
        deployed.iter().any(|root| Path::new(root).starts_with(project) && !Path::new(root).starts_with(&modules))
    };
    let is_uncalled = |folder: &String| {
        let folder = tidy(folder);
        let above = Path::new(&folder).ancestors().skip(1).filter(|above| above.ends_with("modules"));
        !is_named(&folder) && above.filter_map(Path::parent).any(is_project)
    };
    folders.iter().filter(|folder| !called.contains(&tidy(folder))).cloned().partition(is_uncalled)
}

/// Whether a line of Terraform is one that a root has, and a module that is called seldom: it configures a provider, or
/// says where the state is.
fn is_of_root(line: &str) -> bool {
    ["provider \"", "\"provider\"", "backend \"", "\"backend\"", "cloud {"].iter().any(|start| line.starts_with(start))
}

/// The local paths that a line of Terraform, or of its JSON, names as the source of a module.
fn local_sources(line: &str) -> impl Iterator<Item = &str> {
    line.split("source").skip(1).filter_map(|rest| {
        let value = rest.trim_start_matches('"').trim_start().strip_prefix(['=', ':'])?;
        value.trim_start().strip_prefix('"')?.split('"').next().filter(|path| path.starts_with('.'))
    })
}

fn is_template(name: &str) -> bool {
    let endings = ["yaml", "yml", "json", "template", "tf"];
    Path::new(name).extension().and_then(|ending| ending.to_str()).is_some_and(|ending| endings.contains(&ending))
}

/// A text; bytes that are no UTF-8 are shown as such, and the reader says what it cannot take.
fn read(file: &str) -> Result<String, Failure> {
    let about = fs::metadata(file).and_then(|about| input::regular(&about));
    let bytes = about.and_then(|()| input::file(Path::new(file))).map_err(|error| unreadable(file, &error))?;
    Ok(String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
}

/// Reads what templates name.
pub struct Disk;

impl Loader for Disk {
    fn file(&self, path: &str) -> Option<Vec<u8>> {
        fs::metadata(path).and_then(|about| input::regular(&about)).ok()?;
        input::file(Path::new(path)).ok()
    }

    fn folder(&self, path: &str) -> Option<Vec<String>> {
        let entries = fs::read_dir(path).ok()?;
        let mut names: Vec<String> = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
        names.sort();
        Some(names)
    }
}
