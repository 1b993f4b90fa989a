//! Input: templates and modules that exist, and where the spec goes.
//! Output: a spec that makes the same resources, and what differs.
//! Never: writes anything if something cannot be said in a spec, or over a file with another text.

use super::audit::found::{Disk, Found};
use super::audit::given::{Part, subjects};
use super::audit::said::{Said, say_idle};
use super::failure::Failure;
use super::input::{self, Includes};
use super::outcome::Outcome;
use super::output::Batch;
use super::replaces::Replaces;
use super::terminal::{Progress, Terminal, show_exactly};
use clap::Args;
use ecrc::audit::Subject;
use ecrc::diagnostic::{Report, Severity};
use ecrc::import::{Imported, import, spec};
use ecrc::plan::{Value, Why};
use ecrc::span::Sources;
use ecrc::spec::model::Input;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Write a spec for what exists: CloudFormation, Terraform
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Import {
    /// Templates, Terraform modules, output of `terraform show -json`, or directories of them; - is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    #[command(flatten)]
    said: Said,
    /// Write to this file, or for each VPC a file in this directory; - is standard output
    #[arg(short, long, value_name = "PATH")]
    output: Option<String>,
    /// List the files that were left aside
    #[arg(short, long)]
    verbose: bool,
}

const EXAMPLES: &str = "\
Examples:
  ecrc import network.yaml --region us-east-1 --launch fargate:1.4.0
  ecrc import modules/network --launch eks -o network.ecr
  terraform show -json | ecrc import - --launch ec2
";

impl Import {
    pub fn run(self, terminal: Terminal) -> Result<Outcome, Failure> {
        if self.output.as_deref() == Some("") {
            return Err(Failure::new("`-o` names nothing").help("name a file or a directory: `-o PATH`"));
        }
        let progress = Progress::start("reading files");
        let settings = self.said.settings()?;
        let mut found = Found::below(&self.files, self.said.reads_as())?;
        let mut sources = Sources::default();
        let given = subjects(&mut found, &mut sources, &|_| false);
        progress.next(|| "importing".to_owned());
        let mut all: Vec<Imported> = Vec::new();
        let mut reports: Vec<Report> = Vec::new();
        let mut open: Vec<LeftOut> = Vec::new();
        let (mut report, idle) = given.read(&mut sources, &settings, &Disk, &mut |part, sources| {
            let is_module = matches!(part, Part::Written(Subject::Module(_), ..));
            let (worlds, evaluated) = match &part {
                Part::Written(_, read, _) => (&read.worlds, Some(&read.evaluated)),
                Part::Deployed(worlds) => (worlds, None),
            };
            for world in worlds {
                let mut one = import(world, evaluated, sources);
                let found = std::mem::take(&mut one.report);
                if one.is_open && matches!(world.plan.vpc, Value::Unknown(Why::Open(_))) {
                    let file = world.span.and_then(|span| sources.get(span.source));
                    let place = file.map_or_else(String::new, |file| format!(" of `{}`", file.name));
                    open.push(LeftOut {
                        what: format!("`{}`{place}", world.name.trim_matches(['<', '>'])),
                        is_module,
                        report: found,
                    });
                } else {
                    reports.push(found);
                    all.push(one);
                }
            }
        });
        drop(progress);
        for found in reports {
            report.append(found);
        }
        // A VPC that only who deploys it knows is no reason to write nothing.
        for open in open {
            if all.is_empty() {
                report.append(open.report);
            } else {
                open.say(terminal);
            }
        }
        for name in found.specs.iter().map(|spec| &spec.name) {
            terminal.say(Severity::Note, &format!("`{name}` is already a spec"), None);
        }
        say_idle(terminal, &idle);
        found.say_uncalled(terminal);
        if self.verbose {
            for aside in &found.aside {
                terminal.say(Severity::Note, &format!("`{aside}` holds nothing to import"), None);
            }
        }
        let report = report.sorted();
        if report.has_errors() {
            terminal.report(&sources, &report.open().collect::<Vec<_>>(), true, "; nothing is written");
            return Ok(Outcome::Findings);
        }
        if all.is_empty() {
            let help = "name templates or modules with VPC endpoints or subnets; `--as` says what a file is";
            return Err(Failure::new("no VPC found to import").help(help));
        }
        self.write(&all, &sources)?;
        sum_up(terminal, &all);
        Ok(Outcome::Fine)
    }

    fn write(&self, all: &[Imported], sources: &Sources) -> Result<(), Failure> {
        let Some(path) = self.output.as_deref().filter(|path| *path != "-") else {
            return show_exactly(&together(all));
        };
        let is_folder = path.ends_with(['/', std::path::MAIN_SEPARATOR]) || Path::new(path).is_dir();
        let is_one_file = all.len() == 1 || input::is_spec(path) || fs::metadata(path).is_ok();
        if !is_folder && is_one_file {
            let mut batch = Batch::new(Replaces::Nothing, sources);
            batch.add(Path::new(path), &together(all))?;
            return batch.commit();
        }
        let folder = Path::new(path);
        let mut batch = Batch::new(Replaces::Nothing, sources).below(folder);
        batch.folder(folder)?;
        for (name, one) in names(all).iter().zip(all) {
            batch.add(&folder.join(format!("{name}.ecr")), &spec([(None, one)]))?;
        }
        batch.commit()
    }
}

/// A VPC of which the files leave open what every block needs.
struct LeftOut {
    what: String,
    is_module: bool,
    report: Report,
}

impl LeftOut {
    fn say(self, terminal: Terminal) {
        let mut messages: Vec<String> = Vec::new();
        let mut helps: Vec<String> = Vec::new();
        for found in self.report.diagnostics {
            messages.push(found.message);
            helps.extend(found.help);
        }
        let missing = helps.join(", and ");
        let help =
            if self.is_module { format!("import the module that calls this one, or {missing}") } else { missing };
        let message = format!("{} is left out: {}", self.what, messages.join("; "));
        terminal.say(Severity::Note, &message, Some(&help));
    }
}

/// All blocks in one file: a single one goes by the file's name.
fn together(all: &[Imported]) -> String {
    if let [one] = all {
        return spec([(None, one)]);
    }
    let names = names(all);
    spec(names.iter().map(|name| Some(name.as_str())).zip(all))
}

/// A name for each block, no two of them the same.
fn names(all: &[Imported]) -> Vec<String> {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut names = Vec::new();
    for one in all {
        let numbered = |number: usize| {
            let tail = format!("-{number}");
            let head: String = one.name.chars().take(40 - tail.len()).collect();
            head.trim_end_matches('-').to_owned() + &tail
        };
        let candidates = std::iter::once(one.name.clone()).chain((2..).map(numbered));
        names.extend(candidates.into_iter().find(|name| taken.insert(name.clone())));
    }
    names
}

/// Counts what was imported, what differs, and what the spec breaks.
fn sum_up(terminal: Terminal, all: &[Imported]) {
    let count = |number: usize, what: &str| format!("{number} {what}{}", if number == 1 { "" } else { "s" });
    let differences: usize = all.iter().map(|one| one.differences.len()).sum();
    let vpcs = count(all.len(), "VPC");
    if differences == 0 {
        terminal.say(Severity::Note, &format!("imported {vpcs}; the spec makes the same resources"), None);
    } else {
        let message = format!("imported {vpcs}, with {}", count(differences, "difference"));
        terminal.say(Severity::Warning, &message, Some("the comments above each block list them"));
    }
    let input = Input {
        name: "import".into(),
        identity: "import".into(),
        root: String::new(),
        stem: "import".into(),
        bytes: together(all).into_bytes(),
    };
    let errors = ecrc::compile(vec![input], &Includes).report.count(Severity::Error);
    if errors > 0 {
        let message = format!("what was imported breaks rules: {}", count(errors, "error"));
        terminal.say(Severity::Warning, &message, Some("run `ecrc check` on the spec"));
    }
}
