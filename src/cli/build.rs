//! Input: specs, a target, and where the templates go.
//! Output: templates, or with `--check` what differs on the disk.
//! Never: writes anything when a block has an error, replaces a file that ecrc did not write, or removes one.

use super::fail_on::FailOn;
use super::failure::{Failure, unreadable};
use super::input::{self, Includes};
use super::outcome::Outcome;
use super::output::Batch;
use super::patch;
use super::products::{Kind, Products};
use super::replaces::Replaces;
use super::terminal::{Progress, Stdout, Terminal};
use clap::Args;
use ecrc::backend::{self, Options, Target};
use ecrc::diagnostic::Severity;
use std::fs;
use std::io::ErrorKind;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

/// Compile specs to templates
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Build {
    /// Specs, directories of specs, or - for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// Template format
    #[arg(short, long, value_enum, default_value_t, value_name = "TARGET")]
    target: Kind,
    /// File for one block, directory for several, or - for standard output
    #[arg(short, long, value_name = "PATH")]
    output: Option<String>,
    /// Write nothing; compare PATH with what would be written, and exit 1 if it differs
    #[arg(long)]
    check: bool,
    /// Show notes as well as warnings
    #[arg(long)]
    notes: bool,
    /// Omit Terraform's provider block, for use as a module
    #[arg(long)]
    module: bool,
    /// Lowest severity that fails the build
    #[arg(long, value_enum, default_value_t, value_name = "SEVERITY")]
    fail_on: FailOn,
}

const EXAMPLES: &str = "\
Examples:
  ecrc build web.ecr
  ecrc build web.ecr -o web.yaml
  ecrc build specs/ -t tf -o modules/
  ecrc build specs/ -o templates/ --check
";

/// Where the templates go.
enum Place {
    Stdout,
    File(PathBuf),
    Folder(PathBuf),
}

impl Build {
    pub fn run(self, terminal: Terminal) -> Result<Outcome, Failure> {
        if self.check && matches!(self.output.as_deref(), None | Some("-")) {
            let failure = Failure::new("`--check` needs something to compare with");
            return Err(failure.help("name the file or directory that was built: `-o PATH`"));
        }
        if self.module && self.target.target() != Target::TerraformJson {
            terminal.say(Severity::Warning, "`--module` has no effect on CloudFormation", None);
        }
        let progress = Progress::start("reading specs");
        let inputs = input::specs(&self.files)?;
        progress.next(|| "compiling specs".to_owned());
        // The process ends with this command: what was compiled is not taken apart piece by piece.
        let compiled = ManuallyDrop::new(ecrc::compile(inputs, &Includes));
        drop(progress);
        let least = if self.notes { Severity::Note } else { Severity::Warning.min(self.fail_on.severity()) };
        let shown = compiled.report.open().filter(|found| found.severity() >= least).collect::<Vec<_>>();
        if self.fail_on.fails(&compiled.report) {
            terminal.report(&compiled.sources, &shown, true, "; nothing was written");
            return Ok(Outcome::Findings);
        }
        let options = Options { module: self.module };
        let oversized = compiled.oversized(self.target.target(), options);
        if oversized.has_errors() {
            let shown: Vec<_> = shown.into_iter().chain(&oversized.diagnostics).collect();
            terminal.report(&compiled.sources, &shown, true, "; nothing was written");
            return Ok(Outcome::Findings);
        }
        let products = Products::new(&compiled, self.target, options);
        let place = self.place(products.len())?;
        terminal.report(&compiled.sources, &shown, false, "");
        let progress = Progress::start("writing templates");
        match place {
            _ if products.len() == 0 && !self.check => Ok(Outcome::Fine),
            Place::File(path) if self.check => {
                let files = products.texts().map(|text| Ok((path.clone(), text)));
                check(&products, terminal, progress, None, files)
            }
            Place::Folder(folder) if self.check => {
                check(&products, terminal, progress, Some(&folder), products.files(&folder))
            }
            Place::Stdout => {
                drop(progress);
                let mut out = Stdout::exact();
                products.stream(&mut out)?;
                out.finish()?;
                Ok(Outcome::Fine)
            }
            Place::File(path) => {
                let mut batch = Batch::new(Replaces::Products, &compiled.sources);
                products.texts().try_for_each(|text| batch.add(&path, &text))?;
                batch.commit()?;
                Ok(Outcome::Fine)
            }
            Place::Folder(folder) => {
                let mut batch = Batch::new(Replaces::Products, &compiled.sources).below(&folder);
                for product in products.files(&folder) {
                    let (path, text) = product?;
                    batch.folder(path.parent().unwrap_or(&folder))?;
                    batch.add(&path, &text)?;
                }
                batch.commit()?;
                Ok(Outcome::Fine)
            }
        }
    }

    fn place(&self, blocks: usize) -> Result<Place, Failure> {
        let path = match self.output.as_deref() {
            Some("-") => return Ok(Place::Stdout),
            None if blocks <= 1 => return Ok(Place::Stdout),
            None => {
                let failure = Failure::new(format!("there are {blocks} blocks, and nowhere to write them"));
                return Err(failure.help("name a directory, `-o DIRECTORY`, or write one stream, `-o -`"));
            }
            Some("") => return Err(Failure::new("`-o` names nothing").help("name a file or a directory: `-o PATH`")),
            Some(path) => path,
        };
        let about = fs::metadata(path);
        if about.as_ref().map_or(true, fs::Metadata::is_file) {
            self.target.fits(path)?;
        }
        let is_folder = about.as_ref().is_ok_and(fs::Metadata::is_dir);
        if is_folder || path.ends_with(['/', std::path::MAIN_SEPARATOR]) {
            return Ok(Place::Folder(PathBuf::from(path)));
        }
        if blocks > 1 && about.is_ok() {
            let failure = Failure::new(format!("`{path}` is not a directory, and there are {blocks} blocks to write"));
            return Err(failure.help("name a directory, `-o DIRECTORY`, or write one stream, `-o -`"));
        }
        if blocks > 1 && Kind::of(path).is_some() {
            let failure = Failure::new(format!("`{path}` names a file, and there are {blocks} blocks to write"));
            return Err(failure.help("name a directory, `-o DIRECTORY`, or write one stream, `-o -`"));
        }
        Ok(if blocks > 1 { Place::Folder(PathBuf::from(path)) } else { Place::File(PathBuf::from(path)) })
    }
}

/// Compares what would be written with what is there.
fn check(
    products: &Products,
    terminal: Terminal,
    progress: Progress,
    folder: Option<&Path>,
    files: impl Iterator<Item = Result<(PathBuf, String), Failure>>,
) -> Result<Outcome, Failure> {
    let color = terminal.stdout().color;
    let mut out = Stdout::shown(color);
    let (mut differ, mut missing) = (0_usize, 0_usize);
    // It goes before the first line that is written.
    let mut progress = Some(progress);
    for file in files {
        let (path, new) = file?;
        let old = read(&path)?;
        if old.as_deref() != Some(new.as_bytes()) {
            *(if old.is_some() { &mut differ } else { &mut missing }) += 1;
            let old = old.map(|old| String::from_utf8_lossy(&old).into_owned());
            progress = None;
            patch::write(&mut out, color, &path.display().to_string(), old.as_deref(), Some(&new))?;
        }
    }
    let gone = folder.map_or_else(|| Ok(Vec::new()), |folder| gone(products, folder))?;
    drop(progress);
    for (path, old) in &gone {
        patch::write(&mut out, color, &path.display().to_string(), Some(old), None)?;
    }
    out.finish()?;
    let counts = [(differ, "changed"), (missing, "missing"), (gone.len(), "without a block")];
    let words: Vec<String> =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    if words.is_empty() {
        return Ok(Outcome::Fine);
    }
    let help = match (differ + missing, gone.len()) {
        (0, _) => "remove the files without a block: `ecrc build` removes none",
        (_, 0) => "build without `--check` to write them",
        _ => "build without `--check` to write them, and remove the files without a block",
    };
    let total = differ + missing + gone.len();
    let subject = if total == 1 { "1 file is" } else { &format!("{total} files are") };
    terminal.say(Severity::Error, &format!("{subject} out of date: {}", words.join(", ")), Some(help));
    Ok(Outcome::Findings)
}

/// What a file holds; `None` where there is none.
fn read(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    match fs::metadata(path).and_then(|about| input::regular(&about)).and_then(|()| fs::read(path)) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(unreadable(path.display(), &error)),
    }
}

/// The templates in a directory that belong to no block of this command.
fn gone(products: &Products, folder: &Path) -> Result<Vec<(PathBuf, String)>, Failure> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unreadable(folder.display(), &error)),
    };
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| unreadable(folder.display(), &error))?.path();
        let extension = path.extension().and_then(|extension| extension.to_str());
        let (name, product) = match extension {
            _ if path.is_dir() => (path.file_name(), path.join("main.tf.json")),
            Some("yaml" | "json") => (path.file_stem(), path.clone()),
            _ => continue,
        };
        let live = name.and_then(|name| name.to_str()).is_some_and(|name| products.has(name));
        if !live && product.is_file() {
            paths.push(product);
        }
    }
    paths.sort();
    let mut gone = Vec::new();
    for path in paths {
        // What cannot be read as text is of somebody else.
        if let Some(text) = read(&path)?.and_then(|bytes| String::from_utf8(bytes).ok())
            && backend::is_product(&text)
        {
            gone.push((path, text));
        }
    }
    Ok(gone)
}
