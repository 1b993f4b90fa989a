//! Input: specs, templates, modules, and what the AWS CLI printed; or an error text and these.
//! Output: what becomes of each call of a start, and the first that is stopped.
//! Never: asks AWS, or sends a packet.

mod json;
mod markdown;
mod text;
mod traced;
mod worlds;

use super::audit::said::{Said, say_idle};
use super::failure::Failure;
use super::outcome::Outcome;
use super::terminal::{Progress, Terminal, show, show_json};
use clap::{Args, ValueEnum};
use ecrc::diagnostic::Severity;
use ecrc::evidence;
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
    /// The role that pulls, by name or ARN
    #[arg(long, value_name = "ROLE")]
    role: Option<String>,
    /// The image in ECR, by its whole name
    #[arg(long, value_name = "URI")]
    image: Option<String>,
    /// The only subnet to start in, by its ID or its name in the template
    #[arg(long, value_name = "SUBNET")]
    subnet: Option<String>,
    /// An error text: show what in these files explains it
    #[arg(long, value_name = "TEXT")]
    error: Option<String>,
    /// How to report
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
    /// What makes the exit code 1
    #[arg(long, value_enum, default_value_t, value_name = "VERDICT")]
    fail_on: FailOn,
    /// Show every hop, and not only those of calls that do not pass
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
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum FailOn {
    /// A start that is stopped
    #[default]
    Stops,
    /// Also a start of which it is not known
    Unknown,
}

/// Edits are tried for so many starts: each try reads all files again.
const MOST_TRIED: usize = 20;

impl Trace {
    pub fn run(self, terminal: Terminal) -> Result<Outcome, Failure> {
        let image = self.image()?;
        let settings = self.said.settings()?;
        let progress = Progress::start("reading files");
        let worlds = Worlds::read(&self.files, self.said.reads_as(), &settings)?;
        drop(progress);
        say_what_is_broken(terminal, &worlds);
        say_idle(terminal, &worlds.idle);
        if !settings.accepts.is_empty() {
            terminal.say(Severity::Warning, "`--accept` has no effect: a call is stopped, whoever accepts it", None);
        }
        let ask = |origin: Origin| Asked {
            origin,
            role: self.role.clone(),
            image: image.clone(),
            subnet: self.subnet.clone(),
            arrives: false,
        };
        // With the number of the plan that each is of.
        let of_plan = |(number, (origin, plan)): (usize, (Origin, &Plan))| {
            trace::starts(plan, &ask(origin)).into_iter().map(move |start| (number, start)).collect::<Vec<_>>()
        };
        let progress = Progress::start("tracing");
        let found: Vec<(usize, Start)> = worlds.plans().enumerate().flat_map(of_plan).collect();
        if found.is_empty() {
            return Err(self.nothing_starts(&worlds));
        }
        if let Some(error) = &self.error {
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
        let mut fixed = |(number, start): (usize, Start)| {
            let stop = start.stop().filter(|_| tried < MOST_TRIED);
            tried += usize::from(stop.is_some());
            let fix = stop.and_then(|stop| trace::fix(&start, &stop, &worlds.sources, &|edits| again(number, edits)));
            Traced { start, fix }
        };
        let traced: Vec<Traced> = found.into_iter().map(&mut fixed).collect();
        drop(progress);
        match self.format {
            Format::Text => show(&text::of(&worlds.sources, &traced, self.verbose), false)?,
            Format::Json => show_json(&json::of(&worlds.sources, &traced))?,
            Format::Markdown => show(&markdown::of(&worlds.sources, &traced), false)?,
        }
        let fails = |traced: &Traced| match traced.start.verdict() {
            Verdict::Stops => true,
            Verdict::Unknown => self.fail_on == FailOn::Unknown,
            Verdict::Passes => false,
        };
        let is_broken = worlds.report.has_errors();
        Ok(Outcome::findings(is_broken || traced.iter().any(fails)))
    }

    fn image(&self) -> Result<Option<Image>, Failure> {
        let Some(said) = &self.image else { return Ok(None) };
        let image = Image::parse(said).ok_or_else(|| {
            Failure::new(format!("`{said}` is not an image in a private repository of ECR"))
                .help("write it like `111122223333.dkr.ecr.us-east-1.amazonaws.com/team/app:1`")
        });
        image.map(Some)
    }

    fn nothing_starts(&self, worlds: &Worlds) -> Failure {
        if worlds.plans().next().is_none() {
            return Failure::new("nothing here can be traced").help(
                "name specs, CloudFormation templates, Terraform modules, or what `terraform show -json` or the AWS CLI printed",
            );
        }
        if let Some(subnet) = &self.subnet {
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
            Format::Text | Format::Markdown => show(&text::causes(&worlds.sources, &answers), false)?,
            Format::Json => show_json(&json::causes(&worlds.sources, &answers))?,
        }
        Ok(Outcome::findings(answers.iter().all(|(_, causes)| causes.is_empty())))
    }
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
