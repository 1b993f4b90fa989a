//! Input: specs, templates, modules, and what the AWS CLI printed.
//! Output: a picture of their VPCs, in which what the rules report is marked.
//! Never: judges or draws; the library does both.

use super::asks::Asks;
use super::audit::said::{Said, say_idle};
use super::failure::Failure;
use super::outcome::Outcome;
use super::output;
use super::terminal::{Progress, Terminal, show_exactly};
use super::view::View;
use super::walk;
use clap::{Args, ValueEnum};
use ecrc::diagnostic::{Diagnostic, Severity};
use ecrc::marks::marks;
use ecrc::picture::{Network, count_of, dot, mermaid, network, svg};
use ecrc::trace::starts;

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
    /// Draw what each task's start does, call by call: a picture for each start
    #[arg(long)]
    trace: bool,
    #[command(flatten)]
    asks: Asks,
    /// Write to this file; - is standard output
    #[arg(short, long, value_name = "PATH")]
    output: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  ecrc graph web.ecr -o web.svg
  ecrc graph network.yaml --launch fargate:1.4.0 --format mermaid
  ecrc graph network.yaml --launch fargate:1.4.0 --trace -o start.svg
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
    fn of(path: &str) -> Result<Self, Failure> {
        match output::ending(path).as_deref() {
            None | Some("svg") => Ok(Format::Svg),
            Some("mmd" | "mermaid") => Ok(Format::Mermaid),
            Some("dot" | "gv") => Ok(Format::Dot),
            Some(other) => {
                let failure = Failure::new(format!("ecrc does not write pictures as `.{other}`"));
                Err(failure.help("name a file that ends in `.svg`, `.mmd` or `.dot`, or add `--format`"))
            }
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
        let path = output::named(self.output.as_deref())?;
        let format = match (self.format, path) {
            (Some(format), _) => format,
            (None, path) => path.map_or(Ok(Format::Svg), Format::of)?,
        };
        let settings = self.said.settings()?;
        let ask = self.asks.of(&settings.workload)?;
        if self.asks.says() && !self.trace {
            let message = "`--role`, `--image` and `--subnet` have no effect without `--trace`";
            terminal.say(Severity::Warning, message, None);
        }
        let progress = Progress::start("reading files");
        let view = View::read(&self.files, &self.said, &settings, &progress)?;
        let open: Vec<&Diagnostic> = view.report.open().collect();
        let (marked, aside) = marks(&view.places, &open);
        drop(progress);
        let stopping = view.stopping(&aside);
        if !stopping.is_empty() {
            terminal.report(&view.sources, &stopping, true, "; nothing is drawn");
            return Ok(Outcome::Findings);
        }
        if view.places.is_empty() {
            let help = "name specs, or templates and modules with VPC endpoints or subnets; `--as` says what a file is";
            return Err(Failure::new("no VPC found to draw").help(help));
        }
        let mut networks: Vec<Network> = Vec::new();
        for (place, marks) in view.places.iter().zip(marked) {
            let network = network(&place.name, &place.plan, marks);
            let starts = if self.trace { starts(&place.plan, &ask(place.origin)) } else { Vec::new() };
            networks.extend(walk::on(network, &place.plan, &starts));
        }
        view.found.say_unused(&self.said, terminal);
        if self.trace && networks.iter().all(|network| network.walk.is_none()) {
            let help = "add `--launch`, as in `--launch fargate:1.4.0` or `--launch eks`";
            terminal.say(Severity::Warning, "`--trace` has no effect: the files do not show what starts", Some(help));
        }
        let picture = format.draw(&networks);
        match path {
            Some(path) => output::write(path, &picture, &view.sources)?,
            None => show_exactly(&picture)?,
        }
        if format == Format::Mermaid && picture.len() > MOST_OF_MERMAID {
            let message =
                format!("Mermaid draws no text of more than {MOST_OF_MERMAID} characters, and this is longer");
            terminal.say(Severity::Warning, &message, Some("name fewer files, or write `--format svg`"));
        }
        say_idle(terminal, &view.idle);
        if !aside.is_empty() {
            let message = format!("not marked in the picture: {}", count_of(aside.len(), "diagnostic"));
            terminal.say(Severity::Note, &message, Some("run `ecrc check` or `ecrc audit` to read them"));
        }
        Ok(Outcome::Fine)
    }
}
