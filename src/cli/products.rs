//! Comes in: what was compiled, and the target.
//! Goes out: the text of each block's product, the file that it goes to, and the stream of all.
//! Never: writes a file.

use super::Failure;
use super::terminal::Stdout;
use clap::ValueEnum;
use ecrc::backend::{self, Options, Target};
use ecrc::{Compilation, Plan};
use std::path::{Path, PathBuf};

/// What specs are compiled to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Kind {
    /// CloudFormation, YAML
    #[default]
    Cfn,
    /// Terraform, JSON
    Tf,
    /// CloudFormation, JSON
    CfnJson,
}

impl Kind {
    pub fn target(self) -> Target {
        match self {
            Kind::Cfn => Target::CloudFormationYaml,
            Kind::Tf => Target::TerraformJson,
            Kind::CfnJson => Target::CloudFormationJson,
        }
    }

    /// Where a block's product goes in a folder.
    fn path(self, folder: &Path, name: &str) -> PathBuf {
        match self {
            Kind::Cfn => folder.join(format!("{name}.yaml")),
            Kind::CfnJson => folder.join(format!("{name}.json")),
            Kind::Tf => folder.join(name).join("main.tf.json"),
        }
    }
}

/// The products of one command, in the order of their blocks' names.
pub struct Products<'c> {
    kind: Kind,
    options: Options,
    plans: Vec<(&'c str, &'c Plan)>,
}

impl<'c> Products<'c> {
    /// Those of a compilation without errors. The order of files and blocks has no say in them.
    pub fn new(compiled: &'c Compilation, kind: Kind, options: Options) -> Self {
        let names = compiled.blocks.iter().map(|block| block.name.as_str());
        let mut plans: Vec<(&str, &Plan)> = names.zip(&compiled.plans).collect();
        plans.sort_by_key(|(name, _)| *name);
        Self { kind, options, plans }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.plans.len()
    }

    /// Whether a block of this name is among them.
    pub fn has(&self, name: &str) -> bool {
        self.plans.binary_search_by_key(&name, |(name, _)| *name).is_ok()
    }

    /// Each product's text, made when it is asked for.
    pub fn texts(&self) -> impl Iterator<Item = String> {
        self.plans.iter().map(|(_, plan)| self.text(plan))
    }

    /// Each product's file in a folder, and its text.
    pub fn files(&self, folder: &Path) -> impl Iterator<Item = Result<(PathBuf, String), Failure>> {
        self.plans.iter().map(move |(name, plan)| {
            // A file may be called `...ecr`.
            if name.chars().all(|c| c == '.') {
                return Err(Failure::new(format!("no file can be named after the block `{name}`"))
                    .help("give the block a name"));
            }
            Ok((self.kind.path(folder, name), self.text(plan)))
        })
    }

    fn text(&self, plan: &Plan) -> String {
        backend::emit(plan, self.kind.target(), self.options)
    }

    /// Writes all of them, one behind the other.
    pub fn stream(&self, out: &mut Stdout) -> Result<(), Failure> {
        if self.plans.len() == 1 {
            return self.texts().try_for_each(|text| out.text(&text));
        }
        let (open, close) = match self.kind {
            Kind::Cfn => ("", ""),
            Kind::CfnJson => ("[\n", "\n]\n"),
            Kind::Tf => ("{\n", "\n}\n"),
        };
        for (index, (name, plan)) in self.plans.iter().enumerate() {
            let text = self.text(plan);
            out.text(match (self.kind, index) {
                (_, 0) => open,
                (Kind::Cfn, _) => "---\n",
                (Kind::CfnJson | Kind::Tf, _) => ",\n",
            })?;
            match self.kind {
                Kind::Cfn => out.text(&text)?,
                Kind::CfnJson => indented(out, "", &text)?,
                Kind::Tf => indented(out, &format!("{}: ", serde_json::Value::from(*name)), &text)?,
            }
            if out.is_closed() {
                return Ok(());
            }
        }
        out.text(if self.plans.is_empty() { "" } else { close })
    }
}

/// Writes a JSON text two columns further in, without its last line end. JSON has no line ends inside of strings.
fn indented(out: &mut Stdout, label: &str, text: &str) -> Result<(), Failure> {
    for (index, line) in text.lines().enumerate() {
        out.text(if index == 0 { "  " } else { "\n  " })?;
        out.text(if index == 0 { label } else { "" })?;
        out.text(line)?;
    }
    Ok(())
}
