//! Input: specs.
//! Output: the derived endpoints and policies, and the rule that requires each; as a table, or as JSON.
//! Never: derives any of it; the plan contains it all.

use super::failure::Failure;
use super::input::{self, Includes};
use super::outcome::Outcome;
use super::policies;
use super::terminal::{Progress, Terminal, show, show_json};
use clap::{Args, ValueEnum};
use ecrc::aws::Region;
use ecrc::diagnostic::Severity;
use ecrc::plan::{EndpointService, ResourceKind};
use ecrc::render::{Look, one_line};
use ecrc::{Compilation, Plan};
use policies::Policy;
use serde::Serialize;
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
            Format::Json => show_json(&json(&blocks))?,
        }
        Ok(Outcome::Fine)
    }
}

/// What follows from one block.
#[derive(Serialize)]
struct Block<'p> {
    name: &'p str,
    region: &'p str,
    endpoints: Vec<Endpoint<'p>>,
    policies: Vec<Policy>,
}

#[derive(Serialize)]
struct Endpoint<'p> {
    /// As specs write it; null for a service that ecrc does not know.
    service: Option<&'static str>,
    service_name: Option<String>,
    r#type: &'static str,
    /// The ID of an existing endpoint; null for one to create.
    existing: Option<String>,
    /// Null for a gateway, and where it is not known.
    private_dns: Option<bool>,
    /// The zone of the user's own that serves its names; null where none does.
    zone: Option<Zone>,
    /// Which of the block's policies it carries; null for AWS's full access, and where it is not known.
    policy: Option<String>,
    /// The rule that requires it; null for an existing one.
    rule: Option<String>,
    reason: Option<&'p str>,
}

/// A private hosted zone that the user keeps.
#[derive(Serialize)]
struct Zone {
    name: String,
    /// The alias records in it, each leading to the endpoint.
    records: Vec<String>,
}

/// In the order of their names, whatever the order of files.
fn blocks<'c>(compiled: &'c Compilation, plans: &'c [Plan]) -> Vec<Block<'c>> {
    let mut blocks: Vec<Block> = compiled
        .blocks
        .iter()
        .zip(plans)
        .map(|(block, plan)| Block {
            name: &block.name,
            region: block.region.value.id,
            endpoints: endpoints(plan),
            policies: policies::of(plan),
        })
        .collect();
    blocks.sort_by_key(|block| block.name);
    blocks
}

fn endpoints(plan: &Plan) -> Vec<Endpoint<'_>> {
    let created = plan.resources.iter().filter_map(|resource| {
        let (service, r#type, private_dns, policy) = match &resource.kind {
            ResourceKind::InterfaceEndpoint(endpoint) => {
                (&endpoint.service, "Interface", endpoint.private_dns, &endpoint.policy)
            }
            ResourceKind::GatewayEndpoint(endpoint) => (&endpoint.service, "Gateway", None, &endpoint.policy),
            ResourceKind::Vpc(_)
            | ResourceKind::Subnet(_)
            | ResourceKind::RouteTable(_)
            | ResourceKind::RouteTableAssociation(_)
            | ResourceKind::SecurityGroup(_)
            | ResourceKind::Ingress(_)
            | ResourceKind::Egress(_)
            | ResourceKind::Role(_)
            | ResourceKind::RolePolicy(_) => return None,
        };
        let (service, service_name) = named(service, plan.region);
        Some(Endpoint {
            service,
            service_name,
            r#type,
            existing: None,
            private_dns,
            zone: zone(plan, service),
            policy: policy.as_ref().map(ToString::to_string),
            rule: resource.reason.as_ref().map(|reason| reason.rule.code.to_string()),
            reason: resource.reason.as_ref().map(|reason| reason.sentence.as_ref()),
        })
    });
    let existing = plan.surroundings.existing.iter().map(|existing| Endpoint {
        service: Some(existing.service.name()),
        service_name: plan.region.map(|region| existing.service.endpoint_service_name(region)),
        r#type: if existing.service.is_gateway() { "Gateway" } else { "Interface" },
        existing: Some(existing.id.to_string()),
        private_dns: None,
        zone: zone(plan, Some(existing.service.name())),
        policy: None,
        rule: None,
        reason: None,
    });
    created.chain(existing).collect()
}

fn zone(plan: &Plan, service: Option<&str>) -> Option<Zone> {
    let zone = plan.surroundings.own_zones.iter().find(|zone| Some(zone.service.name()) == service)?;
    let region = plan.region.filter(|region| !zone.records(region).is_empty());
    region.map(|region| Zone { name: zone.name(region), records: zone.records(region) })
}

fn named(service: &EndpointService, region: Option<&Region>) -> (Option<&'static str>, Option<String>) {
    match service {
        EndpointService::Known(service) => {
            (Some(service.name()), region.map(|region| service.endpoint_service_name(region)))
        }
        EndpointService::Named(name) => (None, Some(name.clone())),
        EndpointService::Unknown(_) => (None, None),
    }
}

fn json(blocks: &[Block]) -> String {
    #[derive(Serialize)]
    struct Document<'p> {
        version: u8,
        blocks: &'p [Block<'p>],
    }
    // Strings, numbers and truth values alone: nothing in it can fail.
    let mut text = serde_json::to_string_pretty(&Document { version: 1, blocks }).unwrap_or_default();
    text.push('\n');
    text
}

fn table(blocks: &[Block], look: Look) -> String {
    let mut out = String::new();
    for (index, block) in blocks.iter().enumerate() {
        let gap = if index == 0 { "" } else { "\n" };
        let title = look.paint(BOLD, &format!("{} in {}", one_line(block.name), block.region));
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
            let here = format!("com.amazonaws.{}.", block.region);
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
