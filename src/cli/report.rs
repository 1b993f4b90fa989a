//! Input: specs, templates, modules, and what the AWS CLI printed.
//! Output: one page on them for a reviewer or an auditor, or the same facts as JSON.
//! Never: judges, or asks AWS; the library judges.

mod access;
mod facts;
mod findings;
mod html;
mod markup;
mod needs;

use super::asks::Asks;
use super::audit::accept;
use super::audit::said::{Said, say_idle};
use super::failure::Failure;
use super::outcome::Outcome;
use super::output;
use super::terminal::{Progress, Terminal, show_exactly, show_json};
use super::view::View;
use clap::{Args, ValueEnum};
use ecrc::diagnostic::{Diagnostic, Severity};
use facts::{Facts, traced};

/// Write one page for a reviewer or an auditor
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Page {
    /// Specs, templates, Terraform modules, output of `terraform show -json`, or directories of them or of what the AWS
    /// CLI printed; - is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    #[command(flatten)]
    said: Said,
    #[command(flatten)]
    asks: Asks,
    /// Accept a rule, and say why
    #[arg(long, value_name = "CODE=REASON")]
    accept: Vec<String>,
    /// Output format; default: json if PATH ends in .json, else html
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<Format>,
    /// Write to this file; - is standard output
    #[arg(short, long, value_name = "PATH")]
    output: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  ecrc report web.ecr -o report.html
  ecrc report network.yaml --launch fargate:1.4.0 --role app -o report.html
  terraform show -json plan.out | ecrc report - --format json
";

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A self-contained page without scripts
    Html,
    /// One JSON document
    Json,
}

impl Page {
    pub fn run(self, terminal: Terminal) -> Result<Outcome, Failure> {
        let path = output::named(self.output.as_deref())?;
        let format = match (self.format, path.and_then(output::ending).as_deref()) {
            (Some(format), _) => format,
            (None, Some("json")) => Format::Json,
            (None, None | Some("html" | "htm")) => Format::Html,
            (None, Some(other)) => {
                let failure = Failure::new(format!("ecrc does not write reports as `.{other}`"));
                return Err(failure.help("name a file that ends in `.html` or `.json`, or add `--format`"));
            }
        };
        let mut settings = self.said.settings()?;
        let ask = self.asks.of(&settings.workload)?;
        settings.accepts = self.accept.iter().map(|said| accept(said)).collect::<Result<_, _>>()?;
        let progress = Progress::start("reading files");
        let view = View::read(&self.files, &self.said, &settings, &progress)?;
        let stopping: Vec<&Diagnostic> = view.stopping(&view.aside());
        if !stopping.is_empty() {
            drop(progress);
            terminal.report(&view.sources, &stopping, true, "; no report is written");
            return Ok(Outcome::Findings);
        }
        if view.places.is_empty() {
            let help = "name specs, or templates and modules with VPC endpoints or subnets; `--as` says what a file is";
            return Err(Failure::new("no VPC found to report on").help(help));
        }
        progress.next(|| "following starts".to_owned());
        let starts = traced(&view, &ask);
        let facts = Facts::of(&view, &starts);
        let text = match format {
            Format::Html => html::page(&facts, &self.files),
            Format::Json => facts.json(),
        };
        drop(progress);
        match (path, format) {
            (Some(path), _) => output::write(path, &text, &view.sources)?,
            (None, Format::Json) => show_json(&text)?,
            (None, Format::Html) => show_exactly(&text)?,
        }
        for code in &view.idle_accepts {
            terminal.say(Severity::Warning, &format!("`--accept {code}` accepts nothing"), None);
        }
        view.found.say_unused(&self.said, terminal);
        say_idle(terminal, &view.idle);
        Ok(Outcome::Fine)
    }
}
