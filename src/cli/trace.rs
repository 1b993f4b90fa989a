//! Input: specs, templates, modules, and what the AWS CLI printed; or an error text and these.
//! Output: what becomes of each call of a start, and the first that is stopped.
//! Never: asks AWS, or sends a packet.

pub mod json;
mod markdown;
pub mod text;
mod traced;
mod worlds;

use super::asks::Asks;
use super::audit::said::{Said, say_idle};
use super::explain::piped;
use super::failure::Failure;
use super::outcome::Outcome;
use super::terminal::{Progress, Terminal, show, show_exactly, show_json};
use super::walk;
use clap::{Args, ValueEnum};
use ecrc::diagnostic::Severity;
use ecrc::evidence;
use ecrc::picture::{Network, network, svg};
use ecrc::plan::Plan;
use ecrc::trace::{self, Asked, Image, Origin, Start, Verdict};
use traced::Traced;
use worlds::Worlds;

/// Follow a task's start, call by call, and show what stops it first
#[derive(Debug, Args)]
pub struct Trace {
    /// Specs, templates, directories of templates or Terraform modules, what `terraform show -json` printed,
    /// directories of what the AWS CLI printed; - for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    #[command(flatten)]
    said: Said,
    #[command(flatten)]
    asks: Asks,
    /// An error text, or - to read one from standard input: show what in these files explains it
    #[arg(long, value_name = "TEXT")]
    error: Option<String>,
    /// Output format
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
    /// Verdict that makes the exit code 1
    #[arg(long, value_enum, default_value_t, value_name = "VERDICT")]
    fail_on: FailOn,
    /// Show the hops of every call, not only of calls that do not pass
    #[arg(short, long)]
    verbose: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    /// For people, within 80 columns
    #[default]
    Text,
    /// One JSON document
    Json,
    /// Markdown, for an issue or a pull request
    Markdown,
    /// A picture of each start, for browsers and documents
    Svg,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum FailOn {
    /// A start is stopped
    #[default]
    Stops,
    /// A start is stopped, or ecrc does not know whether it passes
    Unknown,
}

/// Edits are tried for so many starts: each try reads all files again.
const MOST_TRIED: usize = 20;

impl Trace {
    pub fn run(self, terminal: Terminal) -> Result<Outcome, Failure> {
        if self.error.is_some() && self.format == Format::Svg {
            let failure = Failure::new("`--error` cannot be combined with `--format svg`");
            return Err(failure.help("remove `--error` to draw each call"));
        }
        let error = self.error_text(terminal)?;
        let settings = self.said.settings()?;
        let ask = self.asks.of(&settings.workload)?;
        let progress = Progress::start("reading files");
        let worlds = Worlds::read(&self.files, self.said.reads_as(), &settings)?;
        drop(progress);
        say_what_is_broken(terminal, &worlds);
        worlds.found.say_unused(&self.said, terminal);
        say_idle(terminal, &worlds.idle);
        if !settings.accepts.is_empty() {
            terminal.say(Severity::Warning, "`--accept` has no effect: a call is stopped, whoever accepts it", None);
        }
        // With the number of the plan that each is of.
        let of_plan = |(number, (origin, plan)): (usize, (Origin, &Plan))| {
            trace::starts(plan, &ask(origin)).into_iter().map(move |start| (number, start)).collect::<Vec<_>>()
        };
        let progress = Progress::start("tracing");
        let found = worlds.joined(worlds.plans().enumerate().flat_map(of_plan).collect());
        // What is broken has been said.
        if worlds.report.has_errors() && worlds.plans().next().is_none() {
            return Ok(Outcome::Findings);
        }
        if found.is_empty() {
            return Err(self.nothing_starts(&worlds));
        }
        if let Some(error) = &error {
            drop(progress);
            return self.explain(error, &ask, &worlds);
        }
        // An edit that breaks a file opens nothing.
        let is_sound = |edited: &Worlds| edited.report.count(Severity::Error) <= worlds.report.count(Severity::Error);
        let again = |number: usize, edits: &[ecrc::diagnostic::Edit]| {
            let edited = worlds.with(edits, &settings).filter(is_sound);
            let same = edited.as_ref().and_then(|edited| edited.plans().nth(number));
            same.map_or_else(Vec::new, |(origin, plan)| trace::starts(plan, &ask(origin)))
        };
        let mut tried = 0;
        let mut fixed = |(number, start, only): (usize, Start, Option<String>)| {
            let stop = start.stop().filter(|_| tried < MOST_TRIED);
            tried += usize::from(stop.is_some());
            let fix = stop.and_then(|stop| trace::fix(&start, &stop, &worlds.sources, &|edits| again(number, edits)));
            Traced { start, fix, only }
        };
        let traced: Vec<Traced> = found.into_iter().map(&mut fixed).collect();
        drop(progress);
        match self.format {
            Format::Text => show(&text::of(&worlds.sources, &traced, self.verbose), false)?,
            Format::Json => show_json(&json::of(&worlds.sources, &traced))?,
            Format::Markdown => show(&markdown::of(&worlds.sources, &traced), false)?,
            Format::Svg => show_exactly(&svg(&drawn(&worlds, &ask)))?,
        }
        let fails = |traced: &Traced| match traced.start.verdict() {
            Verdict::Stops => true,
            Verdict::Unknown => self.fail_on == FailOn::Unknown,
            Verdict::Passes => false,
        };
        let is_broken = worlds.report.has_errors();
        Ok(Outcome::findings(is_broken || traced.iter().any(fails)))
    }

    /// The error text, as it was given or from standard input.
    fn error_text(&self, terminal: Terminal) -> Result<Option<String>, Failure> {
        match self.error.as_deref() {
            Some("-") if self.files.iter().any(|file| file == "-") => {
                let help = "give the text itself, such as `--error \"$(cat FILE)\"`";
                Err(Failure::new("standard input can be read once, and `-` asks for it twice").help(help))
            }
            Some("-") => piped(terminal).map(Some),
            error => Ok(error.map(str::to_owned)),
        }
    }

    fn nothing_starts(&self, worlds: &Worlds) -> Failure {
        if worlds.plans().next().is_none() {
            return Failure::new("no VPC found to trace").help(
                "name specs, templates or modules with VPC endpoints or subnets, or what the AWS CLI printed; `--as` says what a \
                 file is",
            );
        }
        if let Some(subnet) = &self.asks.subnet {
            return Failure::new(format!("nothing that is shown starts in `{subnet}`"))
                .help("name the subnet as the files do, or leave `--subnet` out");
        }
        Failure::new("the files do not show what starts")
            .help("say it with `--launch`, such as `--launch fargate:1.4.0` or `--launch eks`")
    }

    /// The other way round: from an error text to what explains it here.
    fn explain(&self, error: &str, ask: &dyn Fn(Origin) -> Asked, worlds: &Worlds) -> Result<Outcome, Failure> {
        let reading = evidence::read(error);
        if reading.placed.is_empty() {
            return Err(Failure::new("cannot tell which call to AWS failed in this text")
                .help("paste the whole error, with its host, address and error code"));
        }
        let traced = |failure: &evidence::Failure| -> Vec<Start> {
            let of_plan = |(origin, plan)| {
                let asked = ask(origin);
                let image = asked.image.or_else(|| elsewhere(failure, worlds));
                trace::starts(plan, &Asked { image, arrives: failure.is_answer(), ..asked })
            };
            worlds.plans().flat_map(of_plan).collect()
        };
        let starts: Vec<Vec<Start>> = reading.placed.iter().map(traced).collect();
        let all = reading.placed.iter().zip(&starts);
        let answers: Vec<_> = all.map(|(failure, starts)| (failure, trace::causes(failure, starts))).collect();
        match self.format {
            Format::Text | Format::Markdown | Format::Svg => {
                show(&text::causes(&worlds.sources, &answers, &starts), false)?;
            }
            Format::Json => show_json(&json::causes(&worlds.sources, &answers))?,
        }
        Ok(Outcome::findings(answers.iter().all(|(_, causes)| causes.is_empty())))
    }
}

/// The picture of each start.
fn drawn(worlds: &Worlds, ask: &dyn Fn(Origin) -> Asked) -> Vec<Network> {
    let of_world = |(name, origin, plan)| {
        let starts = trace::starts(plan, &ask(origin));
        if starts.is_empty() { Vec::new() } else { walk::on(network(name, plan, Vec::new()), plan, &starts) }
    };
    worlds.named().flat_map(of_world).collect()
}

/// Shows the errors in the files: what could be read all the same is traced.
fn say_what_is_broken(terminal: Terminal, worlds: &Worlds) {
    let errors = worlds.report.open().filter(|found| found.severity() == Severity::Error);
    terminal.report(&worlds.sources, &errors.collect::<Vec<_>>(), true, "");
}

/// The image of another region whose registry the text names; the repository is not told.
fn elsewhere(failure: &evidence::Failure, worlds: &Worlds) -> Option<Image> {
    let host = failure.evidence.host.as_ref()?;
    let image = Image::parse(&format!("{}/REPOSITORY", host.name))?;
    let is_here = |(_, plan): (_, &Plan)| plan.region.is_none_or(|region| region.id == image.region.id);
    (!worlds.plans().any(is_here)).then_some(image)
}
