//! Input: files and folders that the command line names, `-` for standard input.
//! Output: the templates, modules, plans and specs among them.
//! Never: reads a module that another one of them calls as one of its own.

use super::said::ReadsAs;
use crate::cli::failure::{Failure, reason};
use crate::cli::input;
use ecrc::spec::model::Input;
use ecrc::template::{Loader, TextKind, kind_of};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::Path;

/// Larger texts are not read.
const LARGEST: u64 = 64 << 20;

/// What can be audited.
#[derive(Default)]
pub struct Found {
    /// Templates of CloudFormation: name and text.
    pub templates: Vec<(String, String)>,
    /// Folders that are modules of Terraform, and that no other one of them calls.
    pub modules: Vec<String>,
    /// What `terraform show -json` printed: name and text.
    pub shown: Vec<(String, String)>,
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
                let mut text = String::new();
                std::io::stdin().read_to_string(&mut text).map_err(|error| refused("-", &error))?;
                found.put("-", text, reads_as, &mut folders);
                continue;
            }
            let meta = fs::metadata(file).map_err(|error| refused(file, &error))?;
            if meta.is_dir() {
                found.walk(file, reads_as, &mut specs, &mut folders)?;
            } else if is_spec(file) {
                specs.push(file.clone());
            } else {
                let text = read(file)?;
                found.put(file, text, reads_as, &mut folders);
            }
        }
        if !specs.is_empty() {
            found.specs = input::specs(&specs)?;
        }
        found.modules = roots(&folders);
        Ok(found)
    }

    fn walk(
        &mut self,
        folder: &str,
        reads_as: Option<ReadsAs>,
        specs: &mut Vec<String>,
        folders: &mut BTreeSet<String>,
    ) -> Result<(), Failure> {
        let entries = fs::read_dir(folder).map_err(|error| refused(folder, &error))?;
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|error| refused(folder, &error))?;
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
            } else if is_spec(&name) {
                specs.push(path);
            } else if is_template(&name) || reads_as.is_some() {
                let text = read(&path)?;
                self.put(&path, text, reads_as, folders);
            }
        }
        Ok(())
    }

    fn put(&mut self, name: &str, text: String, reads_as: Option<ReadsAs>, folders: &mut BTreeSet<String>) {
        let kind = match reads_as {
            Some(ReadsAs::Cfn) => TextKind::CloudFormation,
            Some(ReadsAs::Tf) => TextKind::Terraform,
            Some(ReadsAs::TfPlan) => TextKind::TerraformShown,
            None => kind_of(name, &text),
        };
        match kind {
            TextKind::CloudFormation => self.templates.push((name.to_owned(), text)),
            TextKind::TerraformShown => self.shown.push((name.to_owned(), text)),
            TextKind::Terraform => {
                let folder = Path::new(name).parent().and_then(Path::to_str).filter(|folder| !folder.is_empty());
                folders.insert(folder.unwrap_or(".").to_owned());
            }
            TextKind::Other => self.aside.push(name.to_owned()),
        }
    }
}

/// A template: its name and its text.
type Template = (String, String);

/// Which templates make one world: those that export and import, and those below the folder of one that nests others.
/// All others are on their own.
pub fn worlds(templates: Vec<Template>) -> Vec<Vec<Template>> {
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

/// The modules that no other one calls by its path.
fn roots(folders: &BTreeSet<String>) -> Vec<String> {
    let mut called: BTreeSet<String> = BTreeSet::new();
    for folder in folders {
        for name in Disk.folder(folder).unwrap_or_default() {
            let text = Disk.file(&format!("{folder}/{name}")).unwrap_or_default();
            for line in String::from_utf8_lossy(&text).lines().map(str::trim) {
                let source = line.strip_prefix("source").map(|rest| rest.trim_start_matches([' ', '=']));
                let path = source.and_then(|rest| rest.strip_prefix('"')).and_then(|rest| rest.split('"').next());
                if let Some(path) = path.filter(|path| path.starts_with('.')) {
                    called.insert(plain(&format!("{folder}/{path}")));
                }
            }
        }
    }
    folders.iter().filter(|folder| !called.contains(&plain(folder))).cloned().collect()
}

/// A path without `.` and `..`.
fn plain(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn is_spec(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending == "ecr")
}

fn is_template(name: &str) -> bool {
    let endings = ["yaml", "yml", "json", "template", "tf"];
    Path::new(name).extension().and_then(|ending| ending.to_str()).is_some_and(|ending| endings.contains(&ending))
}

fn read(file: &str) -> Result<String, Failure> {
    let meta = fs::metadata(file).map_err(|error| refused(file, &error))?;
    if meta.len() > LARGEST {
        return Err(Failure::new(format!("cannot read `{file}`: it is larger than {} MiB", LARGEST >> 20)));
    }
    let bytes = fs::read(file).map_err(|error| refused(file, &error))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn refused(file: &str, error: &std::io::Error) -> Failure {
    Failure::new(format!("cannot read `{file}`: {}", reason(error)))
}

/// Reads what templates name.
pub struct Disk;

impl Loader for Disk {
    fn file(&self, path: &str) -> Option<Vec<u8>> {
        fs::read(path).ok()
    }

    fn folder(&self, path: &str) -> Option<Vec<String>> {
        let entries = fs::read_dir(path).ok()?;
        let mut names: Vec<String> = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
        names.sort();
        Some(names)
    }
}
