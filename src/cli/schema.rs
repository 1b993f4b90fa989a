//! Input: the name of a JSON output, or nothing.
//! Output: the JSON schema of that output, or of all of them.
//! Never: describes a format that is not ecrc's own, such as SARIF.

use super::failure::Failure;
use super::outcome::Outcome;
use super::terminal::show_json;
use clap::{Args, ValueEnum};
use serde_json::{Map, Value, json};

/// Print the JSON schema of one JSON output, or of all of them
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Schema {
    /// Output to describe; default: all, keyed by name
    #[arg(value_enum)]
    output: Option<Output>,
}

const EXAMPLES: &str = "\
Examples:
  ecrc schema check
  ecrc schema > schemas.json
";

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Output {
    /// `check --format json`
    Check,
    /// `audit --format json`
    Audit,
    /// `endpoints --format json`
    Endpoints,
    /// `diff --format json`
    Diff,
    /// `explain TEXT --format json`
    Explain,
    /// `trace --format json`
    Trace,
    /// `trace --error TEXT --format json`
    TraceError,
    /// `report --format json`
    Report,
}

impl Output {
    fn name(self) -> &'static str {
        match self {
            Output::Check => "check",
            Output::Audit => "audit",
            Output::Endpoints => "endpoints",
            Output::Diff => "diff",
            Output::Explain => "explain",
            Output::Trace => "trace",
            Output::TraceError => "trace-error",
            Output::Report => "report",
        }
    }

    fn text(self) -> &'static str {
        match self {
            Output::Check => include_str!("schemas/check.json"),
            Output::Audit => include_str!("schemas/audit.json"),
            Output::Endpoints => include_str!("schemas/endpoints.json"),
            Output::Diff => include_str!("schemas/diff.json"),
            Output::Explain => include_str!("schemas/explain.json"),
            Output::Trace => include_str!("schemas/trace.json"),
            Output::TraceError => include_str!("schemas/trace-error.json"),
            Output::Report => include_str!("schemas/report.json"),
        }
    }

    /// The texts are JSON, which a test checks.
    fn schema(self) -> Value {
        serde_json::from_str(self.text()).unwrap_or_default()
    }
}

impl Schema {
    pub fn run(self) -> Result<Outcome, Failure> {
        let Some(output) = self.output else {
            let schemas = Output::value_variants().iter().map(|output| (output.name().to_owned(), output.schema()));
            let schemas: Map<String, Value> = schemas.collect();
            show_json(&format!("{:#}\n", json!({ "version": 1, "schemas": schemas })))?;
            return Ok(Outcome::Fine);
        };
        show_json(output.text())?;
        Ok(Outcome::Fine)
    }
}
