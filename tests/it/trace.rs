//! Input: worlds that are written by hand: a template in which everything passes, and changes of it.
//! Output: the call and the hop that the first stop is at, as AWS's pages say, and what is not known.
//! Never: takes an expectation from what `trace` says.

mod audited;
mod cards;
mod changed;
mod clusters;
mod denied;
mod deployed;
mod eks;
mod endpoints;
mod instances;
mod joining;
mod known;
mod lookups;
mod networks;
mod public;
mod rights;
mod running;
mod shown;
mod simulated;
mod specs;
mod stacks;
mod starters;
mod trusted;
mod with_vpc;
mod zones;

use crate::spec::project;
use ecrc::audit::Settings;
use ecrc::evidence;
use ecrc::plan::{BatchOn, Launch, OperatingSystem};
use ecrc::span::{Source, Sources, Span, Spanned};
use ecrc::template::{self, NoFiles};
use ecrc::trace::{Asked, Image, Origin, Start, Verdict, causes, starts};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A world, as the table has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// What is replaced in the template; everything that is must be there.
    #[serde(default)]
    change: Vec<(String, String)>,
    /// The image that is asked for.
    image: Option<String>,
    /// The role that is asked for.
    role: Option<String>,
    /// What runs, as `--launch` says it; all that the template shows, unless it is said.
    launch: Option<String>,
    /// `passes`, or the call, the hop and the rule's number (0: none) that stop it, or `unknown` with call and hop.
    expect: String,
}

fn cases() -> BTreeMap<String, Case> {
    let text = std::fs::read_to_string(project("tests/cases/trace/worlds.yaml")).unwrap();
    serde_yaml::from_str(&text).unwrap()
}

/// A template in which everything passes.
pub fn base() -> String {
    std::fs::read_to_string(project("tests/cases/trace/fargate.yaml")).unwrap()
}

/// The same with changes, each of something that is there.
pub fn changed(changes: &[(impl AsRef<str>, impl AsRef<str>)]) -> String {
    changes.iter().map(|(from, to)| (from.as_ref(), to.as_ref())).fold(base(), |text, (from, to)| {
        assert!(text.contains(from), "`{from}` is not in the template");
        text.replace(from, to)
    })
}

/// A launch, as the table writes it.
fn launch(said: &str) -> Launch {
    match said {
        "docker" => Launch::Docker { os: OperatingSystem::Linux },
        "batch:fargate" => Launch::Batch(BatchOn::Fargate),
        "batch:ec2" => Launch::Batch(BatchOn::Ec2),
        "managed_instances" => Launch::ManagedInstances,
        other => panic!("`{other}` is no launch"),
    }
}

/// The starts of a world: all, or those of the launch that is said.
fn traced(case: &Case) -> Vec<Start> {
    let launch = case.launch.as_deref().map(launch);
    trace(&changed(&case.change), &asked(case), launch)
}

/// The starts of a template.
fn trace(text: &str, asked: &Asked, launch: Option<Launch>) -> Vec<Start> {
    let mut sources = Sources::default();
    let id = sources.add(Source::new("template.yaml", text.to_owned()));
    let settings = Settings::default().template;
    let evaluated = template::cloudformation(&[id], &mut sources, &settings, &NoFiles);
    let mut worlds = template::lift(&evaluated, None);
    for world in &mut worlds {
        let span = Span { source: id, start: 0, end: 0 };
        let said = launch.map(|launch| Spanned::new(launch, span));
        world.plan.surroundings.workload.launches.extend(said);
    }
    let all = worlds.iter().flat_map(|world| starts(&world.plan, asked));
    all.filter(|start| launch.is_none_or(|launch| start.launch == launch)).collect()
}

/// The first stop, or what is not known first, as the table writes it.
pub fn said(start: &Start) -> String {
    if let Some(stop) = start.stop() {
        let code = stop.hop.rule.map_or(0, |rule| rule.code.0);
        return format!("{} {} {code}", stop.call.step.name(), stop.hop.kind.name());
    }
    let unknown = start.calls.iter().flat_map(|call| call.hops.iter().map(move |hop| (call, hop)));
    match unknown.into_iter().find(|(_, hop)| hop.verdict == Verdict::Unknown) {
        Some((call, hop)) => format!("unknown {} {}", call.step.name(), hop.kind.name()),
        None => "passes".to_owned(),
    }
}

fn asked(case: &Case) -> Asked {
    Asked {
        image: case.image.as_deref().map(|image| Image::parse(image).expect("an image")),
        role: case.role.clone(),
        ..Asked::of(Origin::Template)
    }
}

#[test]
fn each_world_stops_where_the_documents_say() {
    let mut wrong = Vec::new();
    for (name, case) in cases() {
        let starts = traced(&case);
        let said: Vec<String> = starts.iter().map(said).collect();
        if said != [case.expect.clone()] {
            wrong.push(format!("{name}: expected {}, not {said:?}\n{starts:#?}", case.expect));
        }
    }
    assert!(wrong.is_empty(), "{} worlds\n{}", wrong.len(), wrong.join("\n"));
}

/// The error that a stop is said to show leads back to it, among all that is in that world.
#[test]
fn each_error_leads_back_to_the_hop_that_stops() {
    let mut wrong = Vec::new();
    for (name, case) in cases() {
        for start in &traced(&case) {
            let Some(stop) = start.stop() else { continue };
            // A policy of an endpoint that is not ECR's breaks no rule of pulling; no text tells of an endpoint without
            // subnets, or of Exec's channel, what it is.
            let Some(rule) = stop.hop.rule.filter(|rule| rule.code.0 != 306 && stop.call.step.name() != "exec") else {
                continue;
            };
            let reading = evidence::read(&stop.error);
            let starts = std::slice::from_ref(start);
            let causes: Vec<_> = reading.placed.iter().flat_map(|failure| causes(failure, starts)).collect();
            let is_first = causes.first().is_some_and(|cause| {
                cause.call.step == stop.call.step && cause.hop.kind == stop.hop.kind && cause.code == Some(rule.code)
            });
            if !is_first {
                let codes: Vec<_> = reading.placed.iter().flat_map(|failure| &failure.weighed.rules).collect();
                wrong.push(format!("{name}: {} {}\n{codes:#?}", stop.error, rule.code));
            }
        }
    }
    assert!(wrong.is_empty(), "{} worlds\n{}", wrong.len(), wrong.join("\n"));
}
