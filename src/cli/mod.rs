//! Input: the command line.
//! Output: what the library makes of it, on standard output, standard error and the disk, and an exit code.
//! Never: decides what a spec means; it calls the library as any other program would.

// The one place that touches files, the environment and the terminal.
#![allow(clippy::disallowed_methods)]

mod asks;
mod audit;
mod build;
mod changed;
mod check;
mod completions;
mod diagnostics;
mod diff;
mod endpoints;
mod explain;
mod fail_on;
mod failure;
mod fix;
mod fmt;
mod foreign;
mod git_drivers;
mod graph;
mod import;
mod init;
mod input;
mod leftovers;
mod log;
mod lsp;
mod man;
mod outcome;
mod output;
mod page;
mod patch;
mod policies;
mod products;
mod replaces;
mod report;
mod report_format;
mod rules;
mod sarif;
mod schema;
mod terminal;
mod trace;
mod usage;
mod view;
mod walk;
mod watch;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use outcome::Outcome;
use std::process::ExitCode;
use terminal::{Terminal, When};

/// Compiles a small declarative language for private Amazon ECR access to `CloudFormation` and Terraform.
#[derive(Debug, Parser)]
#[command(name = "ecrc", version, about = env!("CARGO_PKG_DESCRIPTION"), after_help = EXIT_CODES)]
#[command(arg_required_else_help = true, max_term_width = 100)]
struct Arguments {
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN", help = COLORS)]
    color: When,
    #[command(subcommand)]
    command: Command,
}

const COLORS: &str = "When to use color; auto: on a terminal, unless NO_COLOR is set";

const EXIT_CODES: &str = "\
FILE is a spec, a directory of *.ecr files, or - for standard input.

Exit codes:
  0  success
  1  failing diagnostics; with --check or --exit-code, a difference
  2  invalid usage, or an I/O error

Examples:
  ecrc init web.ecr
  ecrc check web.ecr
  ecrc build web.ecr -o templates/
  ecrc diff --base main
";

// Deferred: a command's arguments are not looked at until it is named.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
enum Command {
    /// Compile specs to templates
    Build(build::Build),
    /// Check specs and report problems; write nothing
    Check(check::Check),
    /// Check what exists: CloudFormation, Terraform
    Audit(Box<audit::Audit>),
    /// Follow a task's start, call by call, and show what stops it first
    Trace(Box<trace::Trace>),
    /// Write a spec for what exists: CloudFormation, Terraform
    Import(import::Import),
    /// Draw what specs make, or what exists: SVG, Mermaid, DOT
    Graph(Box<graph::Graph>),
    /// Write one page for a reviewer or an auditor
    Report(Box<report::Page>),
    /// Apply safe fixes
    Fix(fix::Fix),
    /// Format specs
    Fmt(fmt::Fmt),
    /// Show the endpoints and policies that specs need, and why
    Endpoints(endpoints::Endpoints),
    /// Show what a change means for resources, access and running tasks
    Diff(diff::Diff),
    /// What git calls to show a spec's template (textconv)
    #[command(hide = true)]
    Textconv(git_drivers::Textconv),
    /// What git calls to show what a change means (external diff)
    #[command(hide = true)]
    GitDiff(git_drivers::GitDiff),
    /// Run the language server for editors
    Lsp(lsp::Lsp),
    /// Explain a rule, a word of `uses`, or an AWS error
    Explain(explain::Explain),
    /// List the rules
    Rules,
    /// Print the JSON schema of one JSON output, or of all of them
    Schema(schema::Schema),
    /// Print a commented spec to start from
    Init(init::Init),
    /// Print a completion script
    Completions(completions::Completions),
    /// Print the manual page
    Man(man::Man),
}

/// Does what the command line says.
pub fn run() -> ExitCode {
    let command = Arguments::command();
    let arguments = match command.try_get_matches().and_then(|matches| Arguments::from_arg_matches(&matches)) {
        Ok(arguments) => arguments,
        Err(usage) => return answer(&usage, Terminal::new(color_of_help())),
    };
    let terminal = Terminal::new(arguments.color);
    let outcome = match arguments.command {
        Command::Build(build) => build.run(terminal),
        Command::Check(check) => check.run(terminal),
        Command::Audit(audit) => audit.run(terminal),
        Command::Trace(trace) => trace.run(terminal),
        Command::Import(import) => import.run(terminal),
        Command::Graph(graph) => graph.run(terminal),
        Command::Report(report) => report.run(terminal),
        Command::Fix(fix) => fix.run(terminal),
        Command::Fmt(fmt) => fmt.run(terminal),
        Command::Endpoints(endpoints) => endpoints.run(terminal),
        Command::Diff(diff) => diff.run(terminal),
        Command::Textconv(textconv) => textconv.run(),
        Command::GitDiff(git_diff) => git_diff.run(terminal),
        Command::Lsp(lsp) => lsp.run(terminal),
        Command::Explain(explain) => explain.run(terminal),
        Command::Rules => rules::run(terminal),
        Command::Schema(schema) => schema.run(),
        Command::Init(init) => init.run(),
        Command::Completions(completions) => completions.run(Arguments::command()),
        Command::Man(man) => man.run(Arguments::command()),
    };
    match outcome {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Err(failure) => {
            terminal.fail(&failure);
            ExitCode::from(2)
        }
    }
}

/// Prints help, version or what is wrong with the command line.
fn answer(usage: &clap::Error, terminal: Terminal) -> ExitCode {
    match terminal.usage(usage) {
        Ok(()) => ExitCode::from(u8::try_from(usage.exit_code()).unwrap_or(2)),
        Err(failure) => {
            terminal.fail(&failure);
            ExitCode::from(2)
        }
    }
}

/// `--color` is wanted before the command line is understood.
fn color_of_help() -> When {
    let mut arguments = std::env::args_os();
    let mut choice = When::Auto;
    while let Some(argument) = arguments.next() {
        let value = match argument.to_str() {
            Some("--color") => arguments.next().and_then(|value| value.into_string().ok()),
            Some("--") => break,
            Some(other) => other.strip_prefix("--color=").map(str::to_owned),
            None => None,
        };
        choice = match value.as_deref() {
            Some("always") => When::Always,
            Some("never") => When::Never,
            _ => choice,
        };
    }
    choice
}
