//! Input: what names a side: a spec, a directory of specs, a template that ecrc wrote, what exists, nothing (`/dev/null`).
//! Output: its plans.
//! Never: compares a side that does not compile.

use crate::cli::audit::found::{Disk, Found};
use crate::cli::audit::given::subjects;
use crate::cli::audit::said::Said;
use crate::cli::failure::Failure;
use crate::cli::input::{self, Includes};
use crate::cli::products::Kind;
use crate::cli::terminal::Terminal;
use ecrc::audit::Subject;
use ecrc::backend::{self, Options, Target};
use ecrc::deployed::is_printed;
use ecrc::diff::{Side, Spec};
use ecrc::marks::Place;
use ecrc::product::{self, Product};
use ecrc::span::Sources;
use ecrc::spec::model::{Input, Loader};
use ecrc::template::{self, TextKind, kind_of};
use ecrc::trace::Origin;
use ecrc::{Compilation, Plan, diagnostic::Severity};
use std::fs;
use std::path::Path;

/// One side of a comparison, read.
pub enum Contents {
    /// Specs, and the plans of their blocks.
    Specs(Box<Compilation>, Vec<Plan>),
    /// A template that `build` wrote, and the name of its file.
    Template(String, Box<Product>),
    /// What somebody else wrote, or changed, or what is deployed.
    Existing(Existing),
    /// Nothing is there.
    Nothing,
}

/// What ecrc did not write.
pub struct Existing {
    /// Its VPCs.
    places: Vec<Place>,
    /// The language that it is in.
    target: Target,
    /// The keys that were assumed, and settle nothing in it.
    idle: Vec<String>,
}

impl Contents {
    /// Reads what a path of the command line names.
    pub fn read(path: &str, said: &Said, terminal: Terminal) -> Result<Self, Failure> {
        if path == "/dev/null" {
            return Ok(Contents::Nothing);
        }
        let is_folder = path != "-" && fs::metadata(path).is_ok_and(|about| about.is_dir());
        let inputs = input::read_or(&[path.to_owned()], |_| is_folder)?;
        if is_folder && inputs.is_empty() {
            return existing(Found::below(&[path.to_owned()], said.reads_as())?, path, said, &Disk, terminal);
        }
        Self::of(inputs, &Includes, &Disk, said, terminal)
    }

    /// What inputs hold: one template, or specs; these have their includes from the one loader, and templates their other
    /// files from the other one.
    pub fn of(
        inputs: Vec<Input>,
        includes: &dyn Loader,
        files: &dyn template::Loader,
        said: &Said,
        terminal: Terminal,
    ) -> Result<Self, Failure> {
        if let [input] = inputs.as_slice()
            && let Some(text) = text_of_template(input)
        {
            if backend::is_product(&text)
                && let Ok(read) = product::read(&input.name, input.bytes.clone())
            {
                return Ok(Contents::Template(template_name(&input.name), Box::new(read)));
            }
            let found = Found::text(&input.name, text, said.reads_as());
            return existing(found, &input.name, said, files, terminal);
        }
        if inputs.is_empty() {
            return Ok(Contents::Nothing);
        }
        let name = if let [input] = inputs.as_slice() { Some(input.name.clone()) } else { None };
        Self::specs(inputs, includes).map_err(|compiled| {
            let errors = compiled.report.open().filter(|found| found.severity() == Severity::Error);
            terminal.report(&compiled.sources, &errors.collect::<Vec<_>>(), true, "");
            let what = name.map_or_else(|| "a side".to_owned(), |name| format!("`{name}`"));
            Failure::new(format!("{what} does not compile, so ecrc compares nothing"))
        })
    }

    /// What specs hold; themselves, where they do not compile.
    pub fn specs(inputs: Vec<Input>, loader: &dyn Loader) -> Result<Self, Box<Compilation>> {
        let compiled = Box::new(ecrc::compile(inputs, loader));
        let plans = compiled.plans();
        if compiled.report.count(Severity::Error) > 0 { Err(compiled) } else { Ok(Contents::Specs(compiled, plans)) }
    }

    /// As the library compares it.
    pub fn sides(&self) -> Vec<Side<'_>> {
        match self {
            Contents::Nothing => Vec::new(),
            Contents::Template(name, imported) => {
                vec![Side { name, plan: &imported.plan, spec: None, origin: Origin::Spec }]
            }
            Contents::Existing(existing) => {
                let sides = existing.places.iter().map(|place| Side {
                    name: &place.name,
                    plan: &place.plan,
                    spec: None,
                    origin: place.origin,
                });
                sides.collect()
            }
            Contents::Specs(compiled, plans) => {
                let sides = compiled.blocks.iter().zip(plans).map(|(block, plan)| Side {
                    name: &block.name,
                    plan,
                    spec: Some(Spec { block, sources: &compiled.sources }),
                    origin: Origin::Spec,
                });
                sides.collect()
            }
        }
    }

    /// The same, compared with another side: beside one template, the block of its name where there is one.
    pub fn sides_beside(&self, other: &Contents) -> Vec<Side<'_>> {
        let mut sides = self.sides();
        if let Contents::Template(name, _) = other
            && sides.iter().any(|side| side.name == name)
        {
            sides.retain(|side| side.name == name);
        }
        sides
    }

    /// The texts of specs without a block, from which nothing follows.
    fn blockless(&self) -> Option<Vec<&str>> {
        match self {
            Contents::Nothing => Some(Vec::new()),
            Contents::Specs(compiled, plans) if plans.is_empty() => {
                Some(compiled.sources.iter().map(|(_, source)| source.text.as_str()).collect())
            }
            Contents::Specs(..) | Contents::Template(..) | Contents::Existing(_) => None,
        }
    }

    /// Whether both sides are specs without a block, and not the same ones: what changes, changes elsewhere.
    pub fn change_elsewhere(old: &Contents, new: &Contents) -> bool {
        matches!((old.blockless(), new.blockless()), (Some(old), Some(new)) if old != new)
    }

    /// Whether the text of it is somebody else's: what ecrc would write for it says nothing to anybody.
    pub fn is_existing(&self) -> bool {
        matches!(self, Contents::Existing(_))
    }

    /// The keys that were assumed, and settle nothing here; `None` if nothing could.
    pub fn idle(&self) -> Option<&[String]> {
        if let Contents::Existing(existing) = self { Some(&existing.idle) } else { None }
    }

    /// In which language it is written.
    pub fn target(&self) -> Option<Target> {
        match self {
            Contents::Template(_, imported) => Some(imported.target),
            Contents::Existing(existing) => Some(existing.target),
            Contents::Specs(..) | Contents::Nothing => None,
        }
    }

    /// How a template is written.
    pub fn written_as(&self) -> Option<(Target, Options)> {
        match self {
            Contents::Template(_, imported) => Some((imported.target, imported.options)),
            Contents::Specs(..) | Contents::Existing(_) | Contents::Nothing => None,
        }
    }
}

/// The text of what is no spec, by its ending; where that says nothing, by what it is.
fn text_of_template(input: &Input) -> Option<String> {
    let text = String::from_utf8_lossy(&input.bytes);
    let is_template = match Path::new(&input.name).extension().and_then(|ending| ending.to_str()) {
        Some("ecr") => false,
        Some("yaml" | "yml" | "json" | "template" | "tf") => true,
        _ => backend::is_product(&text) || kind_of(&input.name, &text) != TextKind::Other || is_printed(&text),
    };
    is_template.then(|| text.into_owned())
}

/// What was found, read; an error where nothing of it is a VPC.
fn existing(
    mut found: Found,
    name: &str,
    said: &Said,
    files: &dyn template::Loader,
    terminal: Terminal,
) -> Result<Contents, Failure> {
    let settings = said.settings()?;
    let mut sources = Sources::default();
    let given = subjects(&mut found, &mut sources, &|_| false);
    let mut places = Vec::new();
    let (report, idle) = given.read(&mut sources, &settings, files, &mut |part, _| {
        let (origin, worlds) = part.worlds();
        places.extend(worlds.into_iter().map(|world| Place::of_world(world, origin)));
    });
    found.say_uncalled(terminal);
    if report.has_errors() {
        let report = report.sorted();
        terminal.report(&sources, &report.open().collect::<Vec<_>>(), true, "");
        return Err(Failure::new(format!("ecrc cannot read `{name}`, so it compares nothing")));
    }
    if places.is_empty() {
        let help = "name specs, or templates and modules with VPC endpoints or subnets; `--as` says what a file is";
        return Err(Failure::new(format!("no VPC found in `{name}`")).help(help));
    }
    let is_terraform = !given.subjects.iter().all(|subject| matches!(subject, Subject::CloudFormation(_)));
    let target = if is_terraform { Target::TerraformJson } else { Kind::default().target() };
    Ok(Contents::Existing(Existing { places, target, idle }))
}

/// `web` for `web.yaml` and for `web/main.tf.json`.
fn template_name(path: &str) -> String {
    let path = Path::new(path.rsplit_once(':').map_or(path, |(_, path)| path));
    let file = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    if file == "main.tf.json"
        && let Some(folder) = path.parent().and_then(Path::file_name)
    {
        return folder.to_string_lossy().into_owned();
    }
    file.split_once('.').map_or(file, |(stem, _)| stem).to_owned()
}
