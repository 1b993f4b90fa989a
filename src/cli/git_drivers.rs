//! Input: a spec as git passes it, in a temporary file.
//! Output: its template, or what its change means, for `git diff`, `git log -p` and `git show`.
//! Never: fails because of what a file holds: git would show nothing at all.

use super::diff::{Contents, report_of, taking};
use super::failure::Failure;
use super::input::{self, Includes};
use super::outcome::Outcome;
use super::patch;
use super::products::{Kind, Products};
use super::terminal::{Stdout, Terminal, show};
use clap::Args;
use ecrc::backend::Options;
use ecrc::diagnostic::Severity;
use ecrc::render::Look;
use ecrc::spec::model::{Input, LoadError, Loaded, Loader, NoFiles};
use ecrc::{Compilation, compile};

/// Print the template of a spec, for git's textconv
#[derive(Debug, Args)]
pub struct Textconv {
    /// The spec
    #[arg(value_name = "FILE")]
    file: String,
}

impl Textconv {
    /// A spec that does not compile by itself is printed as it is. git keeps what is printed for a content, so that
    /// nothing else may play a part: neither the file's name nor the working tree.
    pub fn run(self) -> Result<Outcome, Failure> {
        let mut inputs = input::read(std::slice::from_ref(&self.file))?;
        let text = inputs.iter().map(|input| String::from_utf8_lossy(&input.bytes).into_owned()).collect::<String>();
        for input in &mut inputs {
            "spec".clone_into(&mut input.stem);
        }
        // Of an old version, git gives the file alone, and both sides have to be read alike.
        let compiled = compile(inputs, &NoFiles);
        if compiled.blocks.is_empty() || has_errors(&compiled) {
            show(&text, false)?;
            return Ok(Outcome::Fine);
        }
        let mut out = Stdout::shown(false);
        Products::new(&compiled, Kind::Cfn, Options::default()).stream(&mut out)?;
        out.finish()?;
        Ok(Outcome::Fine)
    }
}

/// Print what a change means, for git's external diff
#[derive(Debug, Args)]
pub struct GitDiff {
    /// As git gives them: path, old file, its hash and mode, new file, its hash and mode, and of a rename the new path
    #[arg(required = true, value_name = "ARGUMENT")]
    arguments: Vec<String>,
}

impl GitDiff {
    pub fn run(self, terminal: Terminal) -> Result<Outcome, Failure> {
        let (path, old, new, renamed) = match self.arguments.as_slice() {
            [path] => {
                show(&format!("{path}: not merged\n"), false)?;
                return Ok(Outcome::Fine);
            }
            [path, old, _, _, new, _, _] => (path, old, new, path),
            [path, old, _, _, new, _, _, renamed, ..] => (path, old, new, renamed),
            _ => return Err(Failure::new("git gives one argument, or seven, or nine")),
        };
        let sides = [read(old, path)?, read(new, renamed)?];
        let title = if path == renamed { format!("{path}\n") } else { format!("{path} -> {renamed}\n") };
        let look = terminal.stdout();
        let texts = sides.each_ref().map(|side| {
            side.as_ref().map(|input| String::from_utf8_lossy(&input.bytes).into_owned()).unwrap_or_default()
        });
        let compiled = sides.map(|side| Contents::specs(side.into_iter().collect(), &Includes));
        let report = match compiled {
            // What has no block changes others, by an include.
            [Ok(old), Ok(new)] if Contents::change_elsewhere(&old, &new) => {
                through_takers(renamed, texts.each_ref().map(String::as_bytes), look)
            }
            [Ok(old), Ok(new)] => report_of(&old, &new, look),
            broken => difference([path, renamed], &texts, broken, look),
        };
        show(&format!("{title}{report}\n"), look.color)?;
        Ok(Outcome::Fine)
    }
}

/// The difference of two texts of which one does not compile, and why.
fn difference(
    names: [&str; 2],
    [old_text, new_text]: &[String; 2],
    [old, new]: [Result<Contents, Box<Compilation>>; 2],
    look: Look,
) -> String {
    let side = if new.is_err() { "new" } else { "old" };
    let why = [new.err(), old.err()].into_iter().flatten().find_map(|broken| first_error(&broken));
    let difference = patch::unified(names, old_text, new_text, patch::CONTEXT, look.color);
    format!("the {side} side does not compile: {}\n{difference}", why.unwrap_or_default())
}

/// What a change of an included file means for the specs of the working tree that take it.
fn through_takers(path: &str, contents: [&[u8]; 2], look: Look) -> String {
    let found = match taking(path) {
        Ok(found) if found.is_empty() => return "no spec in the working tree includes it\n".to_owned(),
        Ok(found) => found,
        Err(failure) => return format!("cannot compare the specs that include it: {}\n", failure.message),
    };
    let compiled = contents.map(|bytes| {
        let instead = Instead { path: input::resolved_as_far(path), bytes };
        Contents::specs(found.clone(), &instead)
    });
    match compiled {
        [Ok(old), Ok(new)] => report_of(&old, &new, look),
        broken => {
            let texts = contents.map(|bytes| String::from_utf8_lossy(bytes).into_owned());
            difference([path, path], &texts, broken, look)
        }
    }
}

/// Includes what is in the working tree, but one file as git hands it over.
struct Instead<'c> {
    /// The file, with links resolved.
    path: String,
    bytes: &'c [u8],
}

impl Loader for Instead<'_> {
    fn load(&self, root: &str, name: &str, path: &str) -> Result<Loaded, LoadError> {
        let loaded = Includes.load(root, name, path)?;
        let bytes = if loaded.identity == self.path { self.bytes.to_vec() } else { loaded.bytes };
        Ok(Loaded { bytes, ..loaded })
    }
}

/// A side; its includes are looked up relative to its path in the working tree, where git runs this.
fn read(file: &str, path: &str) -> Result<Option<Input>, Failure> {
    if file == "/dev/null" {
        return Ok(None);
    }
    let mut inputs = input::read(std::slice::from_ref(&file.to_owned()))?;
    let Some(input) = inputs.pop() else { return Ok(None) };
    let stem = std::path::Path::new(path).file_stem().map_or(String::new(), |stem| stem.to_string_lossy().into_owned());
    let root = input::root_of(path).unwrap_or(input.root);
    Ok(Some(Input { name: path.to_owned(), identity: path.to_owned(), root, stem, ..input }))
}

fn has_errors(compiled: &Compilation) -> bool {
    compiled.report.count(Severity::Error) > 0
}

/// `web.ecr:1:22: unknown region`
fn first_error(compiled: &Compilation) -> Option<String> {
    let error = compiled.report.open().find(|found| found.severity() == Severity::Error)?;
    let place = error.primary.as_ref().and_then(|label| {
        let source = compiled.sources.get(label.span.source)?;
        let position = source.position(label.span.start);
        Some(format!("{}:{}:{}: ", source.name, position.line, position.column))
    });
    Some(format!("{}{}", place.unwrap_or_default(), error.message))
}
