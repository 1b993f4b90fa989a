//! Input: what names a side: a spec, a directory of specs, a template, nothing (`/dev/null`).
//! Output: its plans.
//! Never: compares a side that does not compile.

use crate::cli::failure::Failure;
use crate::cli::input::{self, Includes};
use crate::cli::terminal::Terminal;
use ecrc::backend::{self, Options, Target};
use ecrc::diff::{Side, Spec};
use ecrc::product::{self, Product};
use ecrc::spec::model::{Input, Loader};
use ecrc::{Compilation, Plan, diagnostic::Severity};
use std::path::Path;

/// One side of a comparison, read.
pub enum Contents {
    /// Specs, and the plans of their blocks.
    Specs(Box<Compilation>, Vec<Plan>),
    /// A template that `build` wrote, and the name of its file.
    Template(String, Box<Product>),
    /// Nothing is there.
    Nothing,
}

impl Contents {
    /// Reads what a path of the command line names.
    pub fn read(path: &str, terminal: Terminal) -> Result<Self, Failure> {
        if path == "/dev/null" {
            return Ok(Contents::Nothing);
        }
        Self::of(input::read(std::slice::from_ref(&path.to_owned()))?, &Includes, terminal)
    }

    /// What inputs hold: one template, or specs.
    pub fn of(mut inputs: Vec<Input>, loader: &dyn Loader, terminal: Terminal) -> Result<Self, Failure> {
        if inputs.is_empty() {
            return Ok(Contents::Nothing);
        }
        if let [input] = inputs.as_mut_slice()
            && is_template(input)
        {
            let bytes = std::mem::take(&mut input.bytes);
            let read = product::read(&input.name, bytes);
            return match read {
                Ok(imported) => Ok(Contents::Template(template_name(&input.name), Box::new(imported))),
                Err(error) => {
                    let failure = Failure::new(error.to_string());
                    Err(match error.help {
                        Some(help) => failure.help(help),
                        None => failure.help("ecrc compares specs and templates that `ecrc build` wrote"),
                    })
                }
            };
        }
        let name = if let [input] = inputs.as_slice() { Some(input.name.clone()) } else { None };
        Self::specs(inputs, loader).map_err(|compiled| {
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
            Contents::Template(name, imported) => vec![Side { name, plan: &imported.plan, spec: None }],
            Contents::Specs(compiled, plans) => {
                let sides = compiled.blocks.iter().zip(plans).map(|(block, plan)| Side {
                    name: &block.name,
                    plan,
                    spec: Some(Spec { block, sources: &compiled.sources }),
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
            Contents::Specs(..) | Contents::Template(..) => None,
        }
    }

    /// Whether both sides are specs without a block, and not the same ones: what changes, changes elsewhere.
    pub fn change_elsewhere(old: &Contents, new: &Contents) -> bool {
        matches!((old.blockless(), new.blockless()), (Some(old), Some(new)) if old != new)
    }

    /// How a template is written.
    pub fn written_as(&self) -> Option<(Target, Options)> {
        match self {
            Contents::Template(_, imported) => Some((imported.target, imported.options)),
            Contents::Specs(..) | Contents::Nothing => None,
        }
    }
}

/// By its ending; where that says nothing, by what it says of itself.
fn is_template(input: &Input) -> bool {
    match Path::new(&input.name).extension().and_then(|ending| ending.to_str()) {
        Some("yaml" | "yml" | "json" | "template") => true,
        Some("ecr") => false,
        _ => std::str::from_utf8(&input.bytes).is_ok_and(backend::is_product),
    }
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
