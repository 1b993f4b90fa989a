//! Input: two sides: specs, directories of specs, templates; or a git revision and the working tree.
//! Output: what the change between them means, for people, for a pull request, or for programs.
//! Never: writes a file.

mod git;
mod json;
mod markdown;
mod picture;
mod shown;
mod sides;
mod summary;
mod takers;
mod text;
mod words;

use super::audit::said::{Said, say_idle};
use super::failure::Failure;
use super::outcome::Outcome;
use super::patch;
use super::products::Kind;
use super::terminal::{Progress, Terminal, show, show_exactly, show_json};
use clap::{Args, ValueEnum};
use ecrc::backend::Options;
use ecrc::diagnostic::Severity;
use ecrc::diff::{self, Broadened, Class, TemplateChange};
use ecrc::picture::svg;
use ecrc::render::Look;
pub use git::taking;
use shown::Shown;
pub use sides::Contents;
use summary::Summary;

/// Show what a change means for resources, access and running tasks
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub struct Diff {
    /// OLD and NEW: specs, templates, Terraform modules, output of `terraform show -json`, or directories of them or of
    /// what the AWS CLI printed; with --base or --staged, the specs to compare (default: all below the working directory)
    #[arg(value_name = "FILE")]
    files: Vec<String>,
    #[command(flatten)]
    said: Said,
    /// Compare with a git revision; A..B and A...B work as in git diff
    #[arg(long, value_name = "REV")]
    base: Option<String>,
    /// Compare what is staged in git with HEAD, or with the revision of --base
    #[arg(long)]
    staged: bool,
    /// Template format to compare in [default: that of a template among the sides, else cfn]
    #[arg(short, long, value_enum, value_name = "TARGET")]
    target: Option<Kind>,
    /// Output format
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
    /// Omit the text diff of the templates
    #[arg(long)]
    no_text: bool,
    /// Lines of context in the text diff
    #[arg(long, default_value_t = patch::CONTEXT, value_name = "LINES")]
    context: usize,
    /// Exit with 1 if there is a difference
    #[arg(long)]
    exit_code: bool,
    /// Exit with 1 if this happens
    #[arg(long, value_enum, value_delimiter = ',', value_name = "WHAT")]
    fail_on: Vec<Event>,
}

const AFTER_HELP: &str = "\
Signs:
  !  risk        +  added      ~  changed    -/+  replaced
  >  moved       -  removed    *  other

Examples:
  ecrc diff old.ecr new.ecr
  ecrc diff built/web.yaml web.ecr
  ecrc diff network.yaml modules/network --region us-east-1
  ecrc diff --base main
  ecrc diff --base main...
  ecrc diff --staged web.ecr
";

/// What the signs before lines mean, on a terminal.
const LEGEND: &str = "! risk · + added · ~ changed · -/+ replaced · > moved · - removed · * other";

/// How a comparison is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    /// For people, on a terminal
    #[default]
    Text,
    /// For a comment on a pull request: 60,000 characters at most
    Markdown,
    /// One JSON document
    Json,
    /// A picture of before and after, for browsers and documents
    Svg,
}

/// What a pull request may be stopped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Event {
    /// A policy allows more, a client reaches more, or either is unknown
    Broadened,
    /// A resource is replaced
    Replaced,
    /// A resource is removed
    Removed,
    /// Something that runs loses its connection or access
    Interrupted,
}

impl Event {
    fn is_in(self, summary: &Summary, changes: &[TemplateChange]) -> bool {
        match self {
            Event::Broadened => summary.broadened.max(summary.reach) > Broadened::No,
            Event::Replaced => summary.count(Class::Replaced) > 0,
            Event::Removed => summary.count(Class::Removed) > 0,
            Event::Interrupted => {
                changes.iter().flat_map(|change| &change.meanings).any(|meaning| meaning.consequence.interrupts())
            }
        }
    }
}

/// The report on two sides for people, in CloudFormation's terms.
pub fn report_of(old: &Contents, new: &Contents, look: Look) -> String {
    let target = Kind::default().target();
    let changes = diff::compare(&old.sides(), &new.sides(), target, Options::default());
    let shown = Shown { context: Some(patch::CONTEXT), target };
    text::render(&changes, &Summary::of(&changes), shown, look)
}

impl Diff {
    pub fn run(self, terminal: Terminal) -> Result<Outcome, Failure> {
        let progress = Progress::start("reading both sides");
        let [old, new] = self.sides(terminal)?;
        let template = [&new, &old].into_iter().find_map(Contents::written_as);
        let written = [&new, &old].into_iter().find_map(Contents::target);
        let target = self.target.map(Kind::target).or(written).unwrap_or(Kind::default().target());
        let options = template.map_or(Options::default(), |(_, options)| options);
        progress.next(|| "comparing".to_owned());
        let (before, after) = (old.sides_beside(&new), new.sides_beside(&old));
        let changes = diff::compare(&before, &after, target, options);
        drop(progress);
        let summary = Summary::of(&changes);
        let has_existing = old.is_existing() || new.is_existing();
        let shown = Shown { context: (!self.no_text && !has_existing).then_some(self.context), target };
        let look = terminal.stdout();
        match self.format {
            Format::Text => {
                let mut page = text::render(&changes, &summary, shown, look);
                if Terminal::is_at_terminal() && !summary.same {
                    page.push_str(&look.hang("2", "\n", 0, LEGEND));
                }
                show(&page, look.color)?;
            }
            Format::Markdown => {
                let networks = picture::of(&changes, &before, &after);
                show(&markdown::render(&changes, &summary, shown, &networks), false)?;
            }
            Format::Svg => show_exactly(&svg(&picture::of(&changes, &before, &after)))?,
            Format::Json => show_json(&json::render(&changes, &summary, shown))?,
        }
        if has_existing && summary.same {
            let message = "ecrc does not compare tags, descriptions, and what is unknown on both sides";
            terminal.say(Severity::Note, message, None);
        }
        self.say_idle([&old, &new], terminal);
        // Whoever names a target asks for no more than what both sides describe.
        let written = [old.written_as(), new.written_as()];
        let written_otherwise = self.target.is_none() && matches!(written, [Some(old), Some(new)] if old != new);
        if written_otherwise {
            let message = "the two templates have different formats, or only one is a module";
            terminal.say(
                Severity::Warning,
                message,
                Some("ecrc compares what they describe, in the format of the new one"),
            );
        }
        let differs = self.exit_code && (written_otherwise || changes.iter().any(|change| !change.is_same()));
        Ok(Outcome::findings(differs || self.fail_on.iter().any(|event| event.is_in(&summary, &changes))))
    }

    /// Says which options say nothing to either side.
    fn say_idle(&self, sides: [&Contents; 2], terminal: Terminal) {
        let mut idle = sides.into_iter().filter_map(Contents::idle);
        match idle.next() {
            Some(first) => {
                let others: Vec<&[String]> = idle.collect();
                let of_all = first.iter().filter(|key| others.iter().all(|other| other.contains(key)));
                say_idle(terminal, &of_all.cloned().collect::<Vec<_>>());
            }
            None => self.said.say_vain("specs and the templates of `ecrc build`", "these say it themselves", terminal),
        }
    }

    fn sides(&self, terminal: Terminal) -> Result<[Contents; 2], Failure> {
        if self.base.is_some() || self.staged {
            return git::sides(self.base.as_deref(), self.staged, &self.files, &self.said, terminal);
        }
        let [old, new] = self.files.as_slice() else {
            let failure = Failure::new(format!(
                "`diff` compares two sides, and {} named",
                match self.files.len() {
                    0 => "none is".to_owned(),
                    1 => "one is".to_owned(),
                    more => format!("{more} are"),
                }
            ));
            return Err(failure.help("run `ecrc diff OLD NEW` or `ecrc diff --base REV [FILE…]`"));
        };
        if old == "-" && new == "-" {
            return Err(Failure::new("only one side can be standard input"));
        }
        let sides = [Contents::read(old, &self.said, terminal)?, Contents::read(new, &self.said, terminal)?];
        let [before, after] = &sides;
        if Contents::change_elsewhere(before, after) {
            let failure = Failure::new(format!("neither `{old}` nor `{new}` has a block to compare"));
            return Err(failure.help("name the specs that include them, or use `--base REV`, which finds them"));
        }
        Ok(sides)
    }
}
