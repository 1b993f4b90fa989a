//! Input: files and directories that the command line names, `-` for standard input.
//! Output: the templates, modules, plans and specs among them.
//! Never: reads by itself a module that another one calls, or that nothing calls in a project with a root.

use super::said::{ReadsAs, Said};
use crate::cli::diagnostics::tidy;
use crate::cli::failure::{Failure, reason, unreadable};
use crate::cli::input;
use crate::cli::terminal::Terminal;
use ecrc::audit::Unseen;
use ecrc::deployed::is_printed;
use ecrc::diagnostic::Severity;
use ecrc::span::{Source, Sources, Span};
use ecrc::spec::model::Input;
use ecrc::template::{Loader, TextKind, is_broken, kind_of};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// What can be audited.
#[derive(Clone, Default)]
pub struct Found {
    /// Templates of CloudFormation: name and text.
    pub templates: Vec<(String, String)>,
    /// Directories that are modules of Terraform, and that no other one of them calls.
    pub modules: Vec<String>,
    /// Modules in a directory `modules` of a project that no root of it calls: they are not deployed.
    uncalled: Vec<String>,
    /// Whether another program writes or calls modules here.
    is_generated: bool,
    /// What `terraform show -json` printed: name and text.
    pub shown: Vec<(String, String)>,
    /// What the AWS CLI printed: the files of each directory, name and text.
    pub deployed: BTreeMap<String, Vec<(String, String)>>,
    /// Specs.
    pub specs: Vec<Input>,
    /// Whether there is nothing else.
    only_specs: bool,
    /// Files that are none of these.
    pub aside: Vec<String>,
    /// Files and directories below a directory that cannot be read, and why.
    pub unread: Vec<(String, String)>,
    /// Files that hold no JSON where an answer may be wanted: directory, name, and why.
    unfit: Vec<(String, String, String)>,
    /// The files that are read already, by whatever name; answers of the AWS CLI, once for each directory.
    known: BTreeSet<(PathBuf, PathBuf)>,
    /// Directories by the names that lead to them, and where they are.
    real_folders: BTreeMap<String, Option<PathBuf>>,
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
                found.walk(file, reads_as, &mut specs, &mut folders).map_err(|error| unreadable(file, &error))?;
            } else if input::is_spec(file) {
                specs.push(file.clone());
            } else {
                let text = read(file).map_err(|error| unreadable(file, &error))?;
                let reads_as = reads_as.or_else(|| broken(files, &text));
                found.put(file, text, reads_as, &mut folders);
            }
        }
        if !specs.is_empty() {
            found.specs = input::specs(&specs)?;
        }
        (found.uncalled, found.modules) = roots(&folders, files);
        if found.is_generated {
            found.modules.append(&mut found.uncalled);
            found.modules.sort();
        }
        found.take_unfit();
        let Self { templates, modules, shown, deployed, specs, .. } = &found;
        let has_others = !templates.is_empty() || !modules.is_empty() || !shown.is_empty() || !deployed.is_empty();
        found.only_specs = !specs.is_empty() && !has_others;
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

    /// Warns about options without effect, and lists modules that are left out.
    pub fn say_unused(&self, said: &Said, terminal: Terminal) {
        if self.only_specs {
            said.say_vain("specs", "a spec says it itself", terminal);
        }
        self.say_uncalled(terminal);
    }

    /// The modules that are left out, for every format.
    pub fn unseen(&self, sources: &mut Sources) -> Vec<Unseen> {
        let left_out = self.uncalled.iter().map(|name| Unseen {
            what: format!("`{name}`"),
            why: "it is left out, because no module here calls it".to_owned(),
            span: Span { source: sources.add(Source::new(name, String::new())), start: 0, end: 0 },
        });
        left_out.collect()
    }

    /// Lists modules that are left out.
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

    /// All below a directory. Hidden files and directories, and links to directories, are passed over.
    fn walk(
        &mut self,
        folder: &str,
        reads_as: Option<ReadsAs>,
        specs: &mut Vec<String>,
        folders: &mut BTreeSet<String>,
    ) -> io::Result<()> {
        let mut names = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if let Ok(name) = entry.file_name().into_string() {
                names.push((name, entry.file_type()?));
            }
        }
        names.sort_by(|(one, _), (other, _)| one.cmp(other));
        for (name, kind) in names {
            let path = if folder == "." { name.clone() } else { format!("{}/{name}", folder.trim_end_matches('/')) };
            self.is_generated |= is_of_caller(&name);
            let leads_to_folder = || kind.is_symlink() && Path::new(&path).is_dir();
            if name.starts_with('.') || name == "node_modules" || leads_to_folder() {
                continue;
            }
            let read = if kind.is_dir() {
                self.walk(&path, reads_as, specs, folders)
            } else if input::is_spec(&name) {
                fs::metadata(&path).map(|_| specs.push(path.clone()))
            } else if is_template(&name) || reads_as.is_some() {
                read(&path).map(|text| self.put(&path, text, reads_as, folders))
            } else {
                Ok(())
            };
            if let Err(error) = read {
                self.unread.push((path, reason(&error)));
            }
        }
        Ok(())
    }

    /// Whether a file is read for the first time. A module has files of its own, whatever else they are.
    fn is_new(&mut self, name: &str, folder: Option<&str>) -> bool {
        let folder = folder.and_then(|folder| self.real_folder(folder)).unwrap_or_default();
        self.real(name).is_none_or(|path| self.known.insert((folder, path)))
    }

    /// Where a file is, whatever links lead to it. Directories hold many files, and are looked up once.
    fn real(&mut self, name: &str) -> Option<PathBuf> {
        let is_link = fs::symlink_metadata(name).ok()?.is_symlink();
        match Path::new(name).file_name() {
            Some(own) if !is_link => Some(self.real_folder(folder_of(name))?.join(own)),
            _ => fs::canonicalize(name).ok(),
        }
    }

    fn real_folder(&mut self, folder: &str) -> Option<PathBuf> {
        if !self.real_folders.contains_key(folder) {
            self.real_folders.insert(folder.to_owned(), fs::canonicalize(folder).ok());
        }
        self.real_folders.get(folder).cloned().flatten()
    }

    fn put(&mut self, name: &str, text: String, reads_as: Option<ReadsAs>, folders: &mut BTreeSet<String>) {
        if reads_as.map_or_else(|| is_printed(&text), |reads_as| reads_as == ReadsAs::Aws) {
            if !self.is_new(name, Some(folder_of(name))) {
                return;
            }
            self.deployed.entry(folder_of(name).to_owned()).or_default().push((name.to_owned(), text));
            return;
        }
        let kind = match reads_as {
            Some(ReadsAs::Aws) => TextKind::Other,
            Some(ReadsAs::Cfn) => TextKind::CloudFormation,
            Some(ReadsAs::Tf) => TextKind::Terraform,
            Some(ReadsAs::TfPlan) => TextKind::TerraformShown,
            None => kind_of(name, &text),
        };
        if kind != TextKind::Terraform && !self.is_new(name, None) {
            return;
        }
        match kind {
            TextKind::CloudFormation => self.templates.push((name.to_owned(), text)),
            TextKind::TerraformShown => self.shown.push((name.to_owned(), text)),
            TextKind::Terraform => {
                folders.insert(folder_of(name).to_owned());
            }
            TextKind::Other => {
                self.unfit.extend(unprinted(name, &text).map(|why| (folder_of(name).to_owned(), name.to_owned(), why)));
                self.aside.push(name.to_owned());
            }
        }
    }

    /// Of the files beside what the AWS CLI printed, those that hold something else in place of an answer.
    fn take_unfit(&mut self) {
        for (folder, name, why) in std::mem::take(&mut self.unfit) {
            if self.deployed.contains_key(&folder) {
                self.aside.retain(|aside| *aside != name);
                self.unread.push((name, why));
            }
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

/// Why a file that is called JSON holds nothing that the AWS CLI prints as an answer.
fn unprinted(name: &str, text: &str) -> Option<String> {
    let is_json = Path::new(name).extension().is_some_and(|ending| ending == "json");
    let refused = text.lines().find(|line| line.contains("An error occurred ("));
    let text = text.trim_start_matches('\u{feff}').trim();
    match refused {
        _ if !is_json || text.starts_with(['{', '[']) => None,
        Some(line) => Some(format!("AWS answered: {}", line.trim())),
        None if text.is_empty() => Some("it is empty".to_owned()),
        None => Some("it is not JSON, which `--output json` prints".to_owned()),
    }
}

/// The modules that no other one calls by its path: those that are in a directory `modules` of a project with roots,
/// unless the command line names them or a source elsewhere may be one of them, and the others.
fn roots(folders: &BTreeSet<String>, named: &[String]) -> (Vec<String>, Vec<String>) {
    let mut called: BTreeSet<String> = BTreeSet::new();
    let mut called_afar: Vec<String> = Vec::new();
    let mut deployed: Vec<String> = Vec::new();
    for folder in folders {
        for name in Disk.folder(folder).unwrap_or_default() {
            let text = Disk.file(&format!("{folder}/{name}")).unwrap_or_default();
            let text = String::from_utf8_lossy(&text);
            let lines = text.lines().map(str::trim).filter(|line| !line.starts_with(['#', '/']));
            for line in lines {
                let (local, afar): (Vec<&str>, Vec<&str>) = sources(line).partition(|path| path.starts_with('.'));
                called.extend(local.into_iter().map(|path| tidy(&format!("{folder}/{path}"))));
                called_afar.extend(afar.into_iter().filter_map(path_afar));
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
    // With a directory `modules` in it, and a root that is not below that.
    let is_project = |project: &Path| {
        let modules = project.join("modules");
        deployed.iter().any(|root| Path::new(root).starts_with(project) && !Path::new(root).starts_with(&modules))
    };
    let is_uncalled = |folder: &String| {
        let folder = tidy(folder);
        let above = Path::new(&folder).ancestors().skip(1).filter(|above| above.ends_with("modules"));
        let is_called_afar = || called_afar.iter().any(|path| Path::new(&folder).ends_with(path));
        !is_named(&folder) && !is_called_afar() && above.filter_map(Path::parent).any(is_project)
    };
    folders.iter().filter(|folder| !called.contains(&tidy(folder))).cloned().partition(is_uncalled)
}

/// Whether a line of Terraform is one that a root has, and a module that is called seldom: it configures a provider, or
/// says where the state is.
fn is_of_root(line: &str) -> bool {
    ["provider \"", "\"provider\"", "backend \"", "\"backend\"", "cloud {"].iter().any(|start| line.starts_with(start))
}

/// What a line of Terraform, or of its JSON, names as the source of a module.
fn sources(line: &str) -> impl Iterator<Item = &str> {
    line.split("source").skip(1).filter_map(|rest| {
        let value = rest.trim_start_matches('"').trim_start().strip_prefix(['=', ':'])?;
        value.trim_start().strip_prefix('"')?.split('"').next()
    })
}

/// The path in a repository or package that a source elsewhere names: it may be this one.
fn path_afar(source: &str) -> Option<String> {
    let (_, path) = source.split('?').next()?.rsplit_once("//")?;
    Some(path.trim_matches('/')).filter(|path| !path.is_empty()).map(tidy)
}

/// Whether a file is of a program that calls modules by itself: Terragrunt, Terramate, or CDK for Terraform.
fn is_of_caller(name: &str) -> bool {
    let is_terramate = Path::new(name.trim_end_matches(".hcl")).extension().is_some_and(|ending| ending == "tm");
    name.starts_with("terragrunt.") || is_terramate || name == "cdktf.json"
}

/// The directory that a file stands in, as its name says it.
fn folder_of(name: &str) -> &str {
    Path::new(name).parent().and_then(Path::to_str).filter(|folder| !folder.is_empty()).unwrap_or(".")
}

fn is_template(name: &str) -> bool {
    let endings = ["yaml", "yml", "json", "template", "tf"];
    Path::new(name).extension().and_then(|ending| ending.to_str()).is_some_and(|ending| endings.contains(&ending))
}

/// A text; bytes that are no UTF-8 are shown as such, and the reader says what it cannot take.
fn read(file: &str) -> io::Result<String> {
    fs::metadata(file).and_then(|about| input::regular(&about))?;
    let bytes = input::file(Path::new(file))?;
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
