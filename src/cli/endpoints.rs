//! Input: specs.
//! Output: the derived endpoints and policies, and the rule that requires each; as a table, or as JSON.
//! Never: derives any of it; the plan contains it all.

mod document;

use super::failure::Failure;
use super::input::{self, Includes};
use super::outcome::Outcome;
use super::terminal::{Progress, Terminal, show, show_json};
use clap::{Args, ValueEnum};
use document::Block;
use ecrc::diagnostic::Severity;
use ecrc::render::{Look, one_line};
use ecrc::{Compilation, Plan};
use std::fmt::Write;

/// Show the endpoints and policies that specs need, and why
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Endpoints {
    /// Specs, directories of specs, or - for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// Output format
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  ecrc endpoints web.ecr
  ecrc endpoints --format json specs/
";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Table,
    /// One JSON document
    Json,
}

impl Endpoints {
    pub fn run(self, terminal: Terminal) -> Result<Outcome, Failure> {
        let progress = Progress::start("compiling specs");
        let compiled = ecrc::compile(input::specs(&self.files)?, &Includes);
        drop(progress);
        if compiled.report.has_errors() {
            let errors = compiled.report.open().filter(|found| found.severity() == Severity::Error).collect::<Vec<_>>();
            terminal.report(&compiled.sources, &errors, true, "");
            return Ok(Outcome::Findings);
        }
        let plans = compiled.plans();
        let blocks = blocks(&compiled, &plans);
        match self.format {
            Format::Table => show(&table(&blocks, terminal.stdout()), terminal.stdout().color)?,
            Format::Json => show_json(&document::json(&blocks))?,
        }
        Ok(Outcome::Fine)
    }
}

/// In the order of their names, whatever the order of files.
fn blocks<'c>(compiled: &'c Compilation, plans: &'c [Plan]) -> Vec<Block<'c>> {
    let mut blocks: Vec<Block> =
        compiled.blocks.iter().zip(plans).map(|(block, plan)| document::block(&block.name, plan)).collect();
    blocks.sort_by_key(|block| block.name);
    blocks
}

fn table(blocks: &[Block], look: Look) -> String {
    let mut out = String::new();
    for (index, block) in blocks.iter().enumerate() {
        let gap = if index == 0 { "" } else { "\n" };
        let title = look.paint(BOLD, &format!("{} in {}", one_line(block.name), block.region.unwrap_or_default()));
        let _ = writeln!(out, "{gap}{title}\n");
        rows(&mut out, block, look);
        let zones = block.endpoints.iter().filter_map(|endpoint| Some((endpoint, endpoint.zone.as_ref()?)));
        for (index, (endpoint, zone)) in zones.enumerate() {
            let service = endpoint.service.unwrap_or_default();
            if index == 0 {
                out.push_str(&look.paint(BOLD, "\nhosted zones of your own, with alias records to the endpoint"));
                out.push('\n');
            }
            let words = format!("zone {} for {service}: {}", zone.name, zone.records.join(", "));
            out.push_str(&look.hang("0", "  ", 4, &words));
        }
        for policy in &block.policies {
            let title = format!("policy {}, on {}", policy.name, policy.on.join(" and "));
            let _ = writeln!(out, "\n{}", look.paint(BOLD, &title));
            for statement in &policy.statements {
                out.push_str(&look.hang("0", "  ", 4, statement));
            }
        }
    }
    out
}

const BOLD: &str = "1";
const DIM: &str = "2";

/// A row for each endpoint, and below it why it is there.
fn rows(out: &mut String, block: &Block, look: Look) {
    const TITLES: [&str; 4] = ["SERVICE", "TYPE", "PRIVATE DNS", "POLICY"];
    let mut rows: Vec<([String; 4], String)> = Vec::new();
    for endpoint in &block.endpoints {
        let service = endpoint.service.map(str::to_owned).or_else(|| {
            let name = endpoint.service_name.as_ref()?;
            let here = format!("com.amazonaws.{}.", block.region.unwrap_or_default());
            Some(name.strip_prefix(&here).unwrap_or(name).to_owned())
        });
        let cells = [
            service.unwrap_or_else(|| "?".to_owned()),
            endpoint.r#type.to_owned(),
            match endpoint.private_dns {
                _ if endpoint.zone.is_some() => "own",
                Some(true) => "on",
                Some(false) => "off",
                None if endpoint.r#type == "Gateway" => "-",
                None => "?",
            }
            .to_owned(),
            endpoint.policy.clone().unwrap_or_else(|| if endpoint.existing.is_some() { "?" } else { "-" }.to_owned()),
        ];
        let why = match &endpoint.existing {
            Some(id) => format!("existing: {id}"),
            None => [endpoint.rule.as_deref(), endpoint.reason].into_iter().flatten().collect::<Vec<_>>().join(" "),
        };
        rows.push((cells, why));
    }
    let cells = || rows.iter().map(|(cells, _)| cells);
    let titles = TITLES.map(str::to_owned);
    let mut widths = [0; 4];
    for row in cells().chain([&titles]) {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |row: &[String; 4]| {
        let cells: Vec<String> = widths.iter().zip(row).map(|(width, cell)| format!("{cell:width$}")).collect();
        cells.join("  ").trim_end().to_owned()
    };
    let _ = writeln!(out, "  {}", look.paint(BOLD, &line(&titles)));
    for (row, why) in &rows {
        let _ = writeln!(out, "  {}", line(row));
        if !why.is_empty() {
            out.push_str(&look.hang(DIM, "    ", 4, why));
        }
    }
}
