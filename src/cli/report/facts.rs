//! Input: what was read and judged, and what is asked of its starts.
//! Output: all that a report says, as data: its JSON is this.
//! Never: judges; the library does.

use super::access::{Access, access};
use super::needs::{Need, need};
use crate::cli::diagnostics::{Entry, Unknown};
use crate::cli::trace::json;
use crate::cli::view::View;
use crate::cli::walk;
use ecrc::backend::{Options, Target, emit};
use ecrc::cards;
use ecrc::diagnostic::{Diagnostic, Severity};
use ecrc::marks::marks;
use ecrc::picture::{Endpoint, Gateway, Network, On, network};
use ecrc::plan::Plan;
use ecrc::trace::{Asked, Origin, Start, Verdict, starts};
use serde::Serialize;

/// A report.
#[derive(Serialize)]
pub struct Facts<'v> {
    version: u8,
    pub made_by: MadeBy,
    pub summary: Summary,
    pub vpcs: Vec<Vpc<'v>>,
    pub diagnostics: Vec<Entry<'v>>,
    pub unknown: Vec<Unknown<'v>>,
    pub files: Vec<File<'v>>,
}

/// What the facts are of.
#[derive(Serialize)]
pub struct MadeBy {
    pub ecrc: &'static str,
    pub rules: usize,
    /// When the first and the last of AWS's pages were read that rules cite.
    pub sources_read: [&'static str; 2],
}

#[derive(Serialize)]
pub struct Summary {
    pub errors: usize,
    pub warnings: usize,
    pub notes: usize,
    pub accepted: usize,
    pub unknown: usize,
    pub vpcs: usize,
    pub endpoints: usize,
    pub starts: usize,
    pub starts_stopped: usize,
    pub starts_unknown: usize,
}

#[derive(Serialize)]
pub struct Vpc<'v> {
    pub name: String,
    /// `spec`, `template` or `deployed`.
    pub origin: &'static str,
    pub facts: Vec<String>,
    pub endpoints: Vec<Row>,
    pub access: Access,
    pub starts: Vec<json::Entry<'v>>,
    /// What `build` writes of a spec, in YAML for CloudFormation; null for what exists.
    pub template: Option<String>,
    #[serde(skip)]
    pub network: Network,
    #[serde(skip)]
    pub walks: Vec<(&'v Start, Network)>,
}

/// An endpoint.
#[derive(Serialize)]
pub struct Row {
    pub service: String,
    pub r#type: &'static str,
    pub detail: String,
    /// The security groups of an interface endpoint, and what they admit.
    pub groups: Option<String>,
    #[serde(flatten)]
    pub need: Need,
}

#[derive(Serialize)]
pub struct File<'v> {
    pub name: &'v str,
    pub lines: usize,
    #[serde(skip)]
    pub text: &'v str,
}

/// The starts of each VPC.
pub fn traced(view: &View, ask: &dyn Fn(Origin) -> Asked) -> Vec<Vec<Start>> {
    view.places.iter().map(|place| starts(&place.plan, &ask(place.origin))).collect()
}

impl<'v> Facts<'v> {
    /// All of it.
    pub fn of(view: &'v View, starts: &'v [Vec<Start>]) -> Self {
        let open: Vec<&Diagnostic> = view.report.open().collect();
        let (marked, _) = marks(&view.places, &open);
        let mut vpcs: Vec<Vpc> = Vec::new();
        for ((place, marks), starts) in view.places.iter().zip(marked).zip(starts) {
            let network = network(&place.name, &place.plan, marks);
            let walked = walk::on(Network { marks: Vec::new(), ..network.clone() }, &place.plan, starts);
            vpcs.push(Vpc {
                name: place.name.clone(),
                origin: origin(place.origin),
                facts: network.facts.clone(),
                endpoints: rows(&place.plan, &network),
                access: access(&place.name, &place.plan),
                starts: starts.iter().map(|start| json::entry(&view.sources, start, None, None)).collect(),
                template: (place.origin == Origin::Spec)
                    .then(|| emit(&place.plan, Target::CloudFormationYaml, Options::default())),
                walks: starts.iter().zip(walked).collect(),
                network,
            });
        }
        let all = || starts.iter().flatten();
        let count = |verdict: Verdict| all().filter(|start| start.verdict() == verdict).count();
        Self {
            version: 1,
            made_by: made_by(),
            summary: Summary {
                errors: view.report.count(Severity::Error),
                warnings: view.report.count(Severity::Warning),
                notes: view.report.count(Severity::Note),
                accepted: view.report.diagnostics.iter().filter(|found| found.accepted.is_some()).count(),
                unknown: view.unknowns.len(),
                vpcs: vpcs.len(),
                endpoints: vpcs.iter().map(|vpc| vpc.endpoints.len()).sum(),
                starts: all().count(),
                starts_stopped: count(Verdict::Stops),
                starts_unknown: count(Verdict::Unknown),
            },
            vpcs,
            diagnostics: view.report.diagnostics.iter().map(|found| Entry::of(&view.sources, found)).collect(),
            unknown: view.unknowns.iter().map(|unseen| Unknown::of(&view.sources, unseen)).collect(),
            files: view
                .sources
                .iter()
                .map(|(_, source)| File { name: &source.name, lines: source.text.lines().count(), text: &source.text })
                .collect(),
        }
    }

    /// As JSON.
    pub fn json(&self) -> String {
        // Strings and numbers only: nothing in it can fail.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Spec => "spec",
        Origin::Template => "template",
        Origin::Deployed => "deployed",
    }
}

fn made_by() -> MadeBy {
    let pages = cards::ALL.iter().map(|rule| cards::Page::of(rule));
    let mut read: Vec<&'static str> = pages.flat_map(|page| page.sources).map(|source| source.read).collect();
    read.sort_unstable();
    let [first, last] = [read.first(), read.last()].map(|day| day.copied().unwrap_or_default());
    MadeBy { ecrc: env!("CARGO_PKG_VERSION"), rules: cards::ALL.len(), sources_read: [first, last] }
}

fn rows(plan: &Plan, network: &Network) -> Vec<Row> {
    let interfaces = network.groups.iter().flat_map(|group| {
        let admits = if group.admits.is_empty() { String::new() } else { format!(": {}", group.admits) };
        let groups = format!("{}{admits}", group.name);
        group.endpoints.iter().map(move |endpoint| (endpoint, groups.clone()))
    });
    let interfaces = interfaces.map(|(Endpoint { on, service, detail, .. }, groups)| Row {
        service: service.clone(),
        r#type: "Interface",
        detail: detail.clone(),
        groups: Some(groups),
        need: needed(plan, on),
    });
    let gateways = network.gateways.iter().map(|Gateway { on, service, detail, .. }| Row {
        service: service.clone(),
        r#type: "Gateway",
        detail: detail.clone(),
        groups: None,
        need: needed(plan, on),
    });
    interfaces.chain(gateways).collect()
}

fn needed(plan: &Plan, on: &On) -> Need {
    match on {
        On::Resource(id) => plan.resource(id).map_or_else(Need::default, |resource| need(plan, resource)),
        On::Existing(_) => Need { reason: Some("the spec lists it in `existing`".to_owned()), ..Need::default() },
        On::Vpc | On::GroupsOf(_) | On::Launch(_) => Need::default(),
    }
}
