//! Input: what was compiled, and the target.
//! Output: the text of each block's template, the file that it goes to, and the stream of all.
//! Never: writes a file.

use super::failure::Failure;
use super::terminal::Stdout;
use clap::ValueEnum;
use derive::plan;
use ecrc::backend::{self, Options, Target};
use ecrc::parallel::{BLOCKS, in_order};
use ecrc::spec::derive;
use ecrc::{Block, Compilation};
use std::ops::ControlFlow;
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

    /// What a file of this name holds, if its name says it.
    pub fn of(path: &str) -> Option<Self> {
        let path = path.to_ascii_lowercase();
        let ends = |endings: &[&str]| endings.iter().any(|ending| path.ends_with(ending));
        let kinds: [(&[&str], Self); 3] =
            [(&[".tf.json", ".tf"], Kind::Tf), (&[".yaml", ".yml"], Kind::Cfn), (&[".json"], Kind::CfnJson)];
        kinds.into_iter().find(|(endings, _)| ends(endings)).map(|(_, kind)| kind)
    }

    /// Refuses the name of a file that holds something else.
    pub fn fits(self, path: &str) -> Result<(), Failure> {
        let Some(other) = Self::of(path).filter(|other| *other != self) else { return Ok(()) };
        // Terraform's JSON may be called so until it is in place.
        if (self, other) == (Kind::Tf, Kind::CfnJson) {
            return Ok(());
        }
        let word = |kind: Self| kind.to_possible_value().map_or_else(String::new, |it| it.get_name().to_owned());
        let failure = Failure::new(format!("`-t {}` does not write files such as `{path}`", word(self)));
        Err(failure.help(format!("add `-t {}`, or name another file", word(other))))
    }

    /// Where a block's template goes in a directory.
    fn path(self, folder: &Path, name: &str) -> PathBuf {
        match self {
            Kind::Cfn => folder.join(format!("{name}.yaml")),
            Kind::CfnJson => folder.join(format!("{name}.json")),
            Kind::Tf => folder.join(name).join("main.tf.json"),
        }
    }
}

/// The templates of one command, in the order of their blocks' names.
pub struct Products<'c> {
    kind: Kind,
    options: Options,
    blocks: Vec<&'c Block>,
}

impl<'c> Products<'c> {
    /// Those of a compilation without errors. The order of files and blocks has no say in them.
    pub fn new(compiled: &'c Compilation, kind: Kind, options: Options) -> Self {
        let mut blocks: Vec<&Block> = compiled.blocks.iter().map(|block| &**block).collect();
        blocks.sort_by_key(|block| block.name.as_str());
        Self { kind, options, blocks }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.blocks.len()
    }

    /// Whether a block of this name is among them.
    pub fn has(&self, name: &str) -> bool {
        self.blocks.binary_search_by_key(&name, |block| block.name.as_str()).is_ok()
    }

    /// Each template's text, made on demand.
    pub fn texts(&self) -> impl Iterator<Item = String> {
        self.blocks.iter().map(|block| self.text(block))
    }

    /// Each template's file in a directory, and its text.
    pub fn files(&self, folder: &Path) -> impl Iterator<Item = Result<(PathBuf, String), Failure>> {
        self.blocks.iter().map(move |block| {
            let name = &block.name;
            // A file may be called `...ecr`.
            if name.chars().all(|c| c == '.') {
                return Err(Failure::new(format!("block `{name}` has a name that no file can have"))
                    .help("give the block another name"));
            }
            Ok((self.kind.path(folder, name), self.text(block)))
        })
    }

    fn text(&self, block: &Block) -> String {
        backend::emit(&plan(block), self.kind.target(), self.options)
    }

    /// Writes all of them, one after the other.
    pub fn stream(&self, out: &mut Stdout) -> Result<(), Failure> {
        if let [block] = self.blocks.as_slice() {
            return out.text(&self.text(block));
        }
        let (open, joint, close) = match self.kind {
            // Each document says whose it is.
            Kind::Cfn => ("", "", ""),
            Kind::CfnJson => ("[\n", ",\n", "\n]\n"),
            Kind::Tf => ("{\n", ",\n", "\n}\n"),
        };
        if self.blocks.is_empty() {
            return Ok(());
        }
        let mut between = open;
        let texts = |blocks: &[&Block]| {
            let mut out = String::with_capacity(blocks.len() * 5 * 1024);
            for (index, block) in blocks.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { joint });
                self.write_in_stream(&mut out, block);
            }
            out
        };
        let flow = in_order(&self.blocks, BLOCKS, texts, |_, texts| {
            let written = out.text(between).and_then(|()| out.text(&texts));
            between = joint;
            match written {
                Ok(()) if out.is_closed() => ControlFlow::Break(Ok(())),
                Ok(()) => ControlFlow::Continue(()),
                Err(failure) => ControlFlow::Break(Err(failure)),
            }
        });
        match flow {
            ControlFlow::Break(end) => end,
            ControlFlow::Continue(()) => out.text(close),
        }
    }

    /// Writes a template as it appears among others.
    fn write_in_stream(&self, out: &mut String, block: &Block) {
        match self.kind {
            Kind::Cfn => {
                out.push_str("---");
                // A file that gives a block its name may have any.
                if !block.name.chars().any(char::is_control) {
                    out.push_str(" # ");
                    out.push_str(&block.name);
                }
                out.push('\n');
                backend::emit_into(out, &plan(block), self.kind.target(), self.options);
            }
            Kind::CfnJson => indent(out, "", &self.text(block)),
            Kind::Tf => indent(out, &format!("{}: ", serde_json::Value::from(block.name.as_str())), &self.text(block)),
        }
    }
}

/// Writes a JSON text two columns further in, without its last line end. JSON has no line ends inside of strings.
fn indent(out: &mut String, label: &str, text: &str) {
    for (index, line) in text.lines().enumerate() {
        out.push_str(if index == 0 { "  " } else { "\n  " });
        out.push_str(if index == 0 { label } else { "" });
        out.push_str(line);
    }
}
