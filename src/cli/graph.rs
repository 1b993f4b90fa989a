//! Input: specs, templates, modules, and what the AWS CLI printed.
//! Output: a picture of their VPCs, in which what the rules report is marked.
//! Never: judges or draws; the library does both.

mod marks;

use super::audit::found::{Disk, Found, Given, subjects};
use super::audit::said::{Said, say_idle};
use super::failure::Failure;
use super::input::Includes;
use super::outcome::Outcome;
use super::output::Batch;
use super::terminal::{Progress, Terminal, show_exactly};
use clap::{Args, ValueEnum};
use ecrc::audit;
use ecrc::diagnostic::{Diagnostic, Severity};
use ecrc::picture::{Network, count_of, dot, mermaid, network, svg};
use ecrc::span::Sources;
use marks::{Place, marks};
use std::path::Path;

/// Draw what specs make, or what exists: SVG, Mermaid, DOT
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Graph {
    /// Specs, templates, Terraform modules, output of `terraform show -json`, or directories of them or of what the AWS
    /// CLI printed; - is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    #[command(flatten)]
    said: Said,
    /// Output format; default: by the ending of PATH, else svg
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<Format>,
    /// Write to this file; - is standard output
    #[arg(short, long, value_name = "PATH")]
    output: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  ecrc graph web.ecr -o web.svg
  ecrc graph network.yaml --launch fargate:1.4.0 --format mermaid
  terraform show -json plan.out | ecrc graph - | dot -Tpdf > network.pdf
";

/// Mermaid's `maxTextSize`, where nothing sets another one (mermaid.js.org, configuration schema; read 2026-11-30).
const MOST_OF_MERMAID: usize = 50_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A picture for browsers and documents, light and dark
    Svg,
    /// A flowchart that Markdown viewers draw
    Mermaid,
    /// A graph for graphviz and other tools
    Dot,
}

impl Format {
    /// By the ending of a file's name.
    fn of(path: &str) -> Option<Self> {
        match Path::new(path).extension()?.to_str()? {
            "svg" => Some(Format::Svg),
            "mmd" | "mermaid" => Some(Format::Mermaid),
            "dot" | "gv" => Some(Format::Dot),
            _ => None,
        }
    }

    fn draw(self, networks: &[Network]) -> String {
        match self {
            Format::Svg => svg(networks),
            Format::Mermaid => mermaid(networks),
            Format::Dot => dot(networks),
        }
    }
}

impl Graph {
    pub fn run(self, terminal: Terminal) -> Result<Outcome, Failure> {
        if self.output.as_deref() == Some("") {
            return Err(Failure::new("`-o` names nothing").help("name a file: `-o PATH`"));
        }
        let path = self.output.as_deref().filter(|path| *path != "-");
        let format = self.format.or_else(|| path.and_then(Format::of)).unwrap_or(Format::Svg);
        let progress = Progress::start("reading files");
        let settings = self.said.settings()?;
        let mut found = Found::below(&self.files, self.said.reads_as())?;
        let specs = ecrc::compile(std::mem::take(&mut found.specs), &Includes);
        let plans = specs.plans();
        let mut places: Vec<Place> =
            specs.blocks.iter().zip(&plans).map(|(block, plan)| Place::of_block(block, plan)).collect();
        let (mut sources, mut report) = (specs.sources, specs.report);
        let read_as_specs = sources.iter().count();
        progress.next(|| "reading what exists".to_owned());
        let Given { subjects, folders, .. } = subjects(&mut found, &mut sources, &|_| false);
        let mut idle: Vec<String> = settings.template.assumptions.keys().cloned().collect();
        let mut worlds = Vec::new();
        for subject in &subjects {
            // Read twice from the same texts, so that places can be compared.
            let read = audit::read(subject, &mut sources.clone(), &settings, &Disk);
            let audited = audit::audit(subject, &mut sources, &settings, &Disk);
            idle.retain(|key| audited.idle_assumptions.contains(key));
            report.append(audited.report);
            worlds.extend(read.worlds);
        }
        for folder in &folders {
            let read = audit::read_deployed(folder, &sources, &settings);
            report.append(audit::deployed(folder, &sources, &settings).report);
            worlds.extend(read.worlds);
        }
        places.extend(worlds.iter().map(Place::of_world));
        let open: Vec<&Diagnostic> = report.open().collect();
        let (marked, aside) = marks(&places, &open);
        drop(progress);
        // A spec that does not compile has no picture, and a broken file may hide a VPC.
        let of_specs = |found: &Diagnostic| {
            let source = found.primary.as_ref().map(|label| label.span.source);
            source.is_some_and(|source| sources.iter().take(read_as_specs).any(|(id, _)| id == source))
        };
        let is_lost = |found: &Diagnostic| aside.iter().any(|it| std::ptr::eq(*it, found)) && of_specs(found);
        let stops =
            |found: &Diagnostic| found.severity() == Severity::Error && (found.rule.code.0 < 100 || is_lost(found));
        let stopping: Vec<&Diagnostic> = open.iter().copied().filter(|found| stops(found)).collect();
        if !stopping.is_empty() {
            terminal.report(&sources, &stopping, true, "; nothing is drawn");
            return Ok(Outcome::Findings);
        }
        if places.is_empty() {
            let help = "name specs, or templates and modules with VPC endpoints or subnets; `--as` says what a file is";
            return Err(Failure::new("no VPC found to draw").help(help));
        }
        let mut networks: Vec<Network> = Vec::new();
        for (place, marks) in places.iter().zip(marked) {
            networks.push(network(place.name.trim_matches(['"', '\'']), place.plan, marks));
        }
        let picture = format.draw(&networks);
        write(path, &picture, &sources)?;
        if format == Format::Mermaid && picture.len() > MOST_OF_MERMAID {
            let message =
                format!("Mermaid draws no text of more than {MOST_OF_MERMAID} characters, and this is longer");
            terminal.say(Severity::Warning, &message, Some("name fewer files, or write `--format svg`"));
        }
        say_idle(terminal, &idle);
        if !aside.is_empty() {
            let message = format!("not marked in the picture: {}", count_of(aside.len(), "diagnostic"));
            terminal.say(Severity::Note, &message, Some("run `ecrc check` or `ecrc audit` to read them"));
        }
        Ok(Outcome::Fine)
    }
}

fn write(path: Option<&str>, picture: &str, sources: &Sources) -> Result<(), Failure> {
    let Some(path) = path else { return show_exactly(picture) };
    let mut batch = Batch::of_products(None, sources);
    batch.add(Path::new(path), picture)?;
    batch.commit()
}
