//! Input: templates, modules and specs that exist.
//! Output: what is wrong with them, for people or for programs.
//! Never: writes a file, or asks AWS.

mod collect;
pub mod found;
pub mod given;
pub mod said;

use super::diagnostics::Seen;
use super::fail_on::FailOn;
use super::failure::Failure;
use super::input::Includes;
use super::outcome::Outcome;
use super::report_format::Format;
use super::terminal::{Progress, Terminal, show};
use clap::Args;
use collect::Collect;
use ecrc::audit::{self, Subject, Unseen};
use ecrc::cards;
use ecrc::diagnostic::{Code, Report, Severity};
use ecrc::span::Sources;
use found::{Disk, Found};
use given::{Given, subjects};
use said::{Said, pair, say_idle};
use std::path::Path;

/// Check what exists: CloudFormation, Terraform
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Audit {
    /// Templates, Terraform modules, output of `terraform show -json`, specs, or directories of them or of what the
    /// AWS CLI printed (see --collect); - is standard input
    #[arg(required_unless_present = "collect", value_name = "FILE")]
    files: Vec<String>,
    #[command(flatten)]
    said: Said,
    /// Report a missing endpoint as an error even if the VPC has a NAT or internet gateway
    #[arg(long)]
    private: bool,
    /// Accept a rule, and say why
    #[arg(long, value_name = "CODE=REASON")]
    accept: Vec<String>,
    #[command(flatten)]
    collect: Collect,
    /// Output format
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
    /// Lowest severity that makes the exit code 1
    #[arg(long, value_enum, default_value_t, value_name = "SEVERITY")]
    fail_on: FailOn,
    /// List what could not be seen, and why
    #[arg(long)]
    explain_unknown: bool,
    /// List the files that were left aside
    #[arg(short, long)]
    verbose: bool,
}

const EXAMPLES: &str = "\
Examples:
  ecrc audit network.yaml --launch fargate:1.4.0 --logs awslogs
  ecrc audit modules/network --launch eks
  terraform show -json plan.out | ecrc audit -
  ecrc audit . --explain-unknown
  ecrc audit --collect vpc-0a1b2c3d --region us-east-2 > collect.sh
";

impl Audit {
    pub fn run(self, terminal: Terminal) -> Result<Outcome, Failure> {
        if let Some(script) = self.collect.script(self.said.region())? {
            show(&script, false)?;
            return Ok(Outcome::findings(false));
        }
        let progress = Progress::start("reading files");
        let mut settings = self.said.settings()?;
        settings.private = self.private;
        settings.accepts = self.accept.iter().map(|said| accept(said)).collect::<Result<_, _>>()?;
        let mut found = Found::below(&self.files, self.said.reads_as())?;
        let mut sources = Sources::default();
        let mut report = Report::default();
        let mut all = audit::Audit { runs_known: true, ..audit::Audit::default() };
        let mut of_specs = Vec::new();
        if !found.specs.is_empty() {
            progress.next(|| "checking specs".to_owned());
            let compiled = ecrc::compile(std::mem::take(&mut found.specs), &Includes);
            of_specs = products(&compiled);
            sources = compiled.sources;
            report = compiled.report;
        }
        progress.next(|| "auditing".to_owned());
        let specs = sources.count();
        // A template whose spec is judged in this run is not judged again.
        let is_product = |text: &str| of_specs.iter().any(|product| product == text);
        let given = subjects(&mut found, &mut sources, &is_product);
        for fault in given.faults() {
            report.push(fault);
        }
        let Given { subjects, folders, files, .. } = given;
        let files = specs + files;
        if subjects.is_empty() && folders.is_empty() && sources.count() == 0 {
            return Err(Failure::new("nothing here can be audited").help(
                "name CloudFormation templates, Terraform modules, specs, or what `terraform show -json` or the AWS CLI \
                 printed; `--as` says what a file is",
            ));
        }
        let mut idle_accepts: Vec<Code> = settings.accepts.iter().map(|(code, _)| *code).collect();
        let mut idle_assumptions: Vec<String> = settings.template.assumptions.keys().cloned().collect();
        for found in &mut report.diagnostics {
            if let Some((code, reason)) = settings.accepts.iter().find(|(code, _)| *code == found.rule.code) {
                idle_accepts.retain(|idle| idle != code);
                found.accepted.get_or_insert_with(|| reason.clone());
            }
        }
        all.unknowns.extend(found.unseen(&mut sources));
        let given = sources.count();
        let mut audits = audit::audit_all(&subjects, &mut sources, &settings, &Disk, |done| {
            progress.next(|| format!("auditing: {done} of {}", subjects.len()));
        });
        audits.extend(folders.iter().map(|folder| audit::deployed(folder, &sources, &settings)));
        for one in audits {
            report.append(one.report);
            all.unknowns.extend(one.unknowns);
            all.vpcs += one.vpcs;
            all.endpoints += one.endpoints;
            all.off.extend(one.off);
            all.runs_known &= one.runs_known;
            idle_accepts.retain(|code| one.idle_accepts.contains(code));
            idle_assumptions.retain(|key| one.idle_assumptions.contains(key));
        }
        drop(progress);
        let files = files + read_below(&subjects, &sources, given);
        let report = report.sorted();
        let fails = self.fail_on.fails(&report);
        let seen = Seen { files, vpcs: all.vpcs, endpoints: all.endpoints, unknown: &all.unknowns, off: &all.off };
        self.format.show(terminal, &sources, &report, fails, Some(&seen))?;
        for code in idle_accepts {
            terminal.say(Severity::Warning, &format!("`--accept {code}` accepts nothing"), None);
        }
        say_idle(terminal, &idle_assumptions);
        found.say_unused(&self.said, terminal);
        if self.verbose {
            for aside in &found.aside {
                terminal.say(Severity::Note, &format!("`{aside}` is nothing that can be audited"), None);
            }
        }
        if matches!(self.format, Format::Pretty | Format::Short) {
            self.sum_up(terminal, &sources, &all, files)?;
        }
        Ok(Outcome::findings(fails))
    }

    /// Says what was not seen, and counts what was.
    fn sum_up(&self, terminal: Terminal, sources: &Sources, all: &audit::Audit, files: usize) -> Result<(), Failure> {
        if self.explain_unknown {
            show(&all.unknowns.iter().map(|unseen| line(sources, unseen)).collect::<String>(), false)?;
        }
        let count = |number: usize, what: &str| format!("{number} {what}{}", if number == 1 { "" } else { "s" });
        let mut summary = [count(files, "file"), count(all.vpcs, "VPC"), count(all.endpoints, "endpoint")].join(", ");
        if !all.unknowns.is_empty() {
            summary = format!("{summary}, {} unknown", all.unknowns.len());
        }
        if !all.off.is_empty() {
            let off: Vec<String> = all.off.iter().map(|off| format!("`{}` (`{}`)", off.what, off.why)).collect();
            summary = format!("{summary}; off now, and checked as if it ran: {}", off.join(", "));
        }
        let launch = "what runs there is not known: `--launch` says it, and more rules can be checked";
        let unknown = "`--explain-unknown` lists what could not be seen";
        let hides = !all.unknowns.is_empty() && !self.explain_unknown;
        let help = match (!all.runs_known && all.vpcs > 0, hides) {
            (true, true) => Some(format!("{launch}; {unknown}")),
            (true, false) => Some(launch.to_owned()),
            (false, true) => Some(unknown.to_owned()),
            (false, false) => None,
        };
        terminal.say(Severity::Note, &summary, help.as_deref());
        Ok(())
    }
}

/// How many files were read beyond those that are counted: of a module all but one, and what modules and stacks name.
fn read_below(subjects: &[Subject], sources: &Sources, given: usize) -> usize {
    let modules = subjects.iter().filter(|subject| matches!(subject, Subject::Module(_))).count();
    // Texts of ecrc's own stand for modules of the registry.
    let read = sources.iter().skip(given).filter(|(_, source)| Path::new(&source.name).is_file()).count();
    read.saturating_sub(modules)
}

fn line(sources: &Sources, unseen: &Unseen) -> String {
    let place = super::diagnostics::Place::of(sources, Some(unseen.span));
    format!("{}:{}:{}: {} is not known: {}\n", place.file, place.line, place.column, unseen.what, unseen.why)
}

/// All that `build` writes of specs.
fn products(compiled: &ecrc::Compilation) -> Vec<String> {
    use ecrc::backend::{Options, Target, emit};
    let targets = [Target::CloudFormationYaml, Target::CloudFormationJson];
    let plans = compiled.plans();
    plans.iter().flat_map(|plan| targets.map(|target| emit(plan, target, Options::default()))).collect()
}

/// A code and a reason.
pub fn accept(said: &str) -> Result<(Code, String), Failure> {
    let (code, reason) = pair("--accept", "CODE=REASON", said)?;
    let number = code.strip_prefix("ECR").and_then(|digits| digits.parse().ok());
    let rule = number.and_then(|number| cards::find(Code(number)));
    let rule =
        rule.ok_or_else(|| Failure::new(format!("`{code}` is the code of no rule")).help("`ecrc rules` lists them"))?;
    if reason.trim().is_empty() {
        return Err(Failure::new(format!("`{code}` is accepted without a reason"))
            .help(format!("write `--accept {code}=REASON`")));
    }
    Ok((rule.code, reason))
}
