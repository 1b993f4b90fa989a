//! Input: the worlds, the templates of the audit's cases, and those of rule pages.
//! Output: that an audit of a template finds each rule by whose code `trace` says that a call is stopped.
//! Never: counts a note as found: an audit of notes alone passes.

use super::{cases, changed, launch};
use crate::audit::Files;
use crate::spec::{entries, project};
use ecrc::audit::{Settings, Subject, audit_and_read};
use ecrc::cards::{self, Page};
use ecrc::diagnostic::Severity;
use ecrc::plan::Launch;
use ecrc::span::{Source, Sources, Span, Spanned};
use ecrc::template::NoFiles;
use ecrc::trace::{Asked, Origin, Verdict, starts};
use std::collections::{BTreeMap, BTreeSet};

/// The codes at which something stops, and of which the audit says nothing, with why it stops.
fn unsaid(subject: &Subject, sources: &mut Sources, settings: &Settings, files: Option<&Files>) -> BTreeSet<String> {
    let (audit, worlds) = match files {
        Some(files) => audit_and_read(subject, sources, settings, files),
        None => audit_and_read(subject, sources, settings, &NoFiles),
    };
    let is_said = |code| {
        let of_code = |found: &&ecrc::diagnostic::Diagnostic| found.rule.code == code;
        audit.report.diagnostics.iter().filter(of_code).any(|found| found.severity() > Severity::Note)
    };
    let starts = worlds.iter().flat_map(|world| starts(&world.plan, &Asked::of(Origin::Template)));
    let hops = starts.flat_map(|start| start.calls).flat_map(|call| call.hops);
    let stops = hops.filter(|hop| hop.verdict == Verdict::Stops);
    let coded = stops.filter_map(|hop| Some((hop.rule?.code, hop.why)));
    coded.filter(|(code, _)| !is_said(*code)).map(|(code, why)| format!("{code} {why}")).collect()
}

fn of_template(text: &str, launch: Option<Launch>) -> BTreeSet<String> {
    let mut sources = Sources::default();
    let id = sources.add(Source::new("template.yaml", text.to_owned()));
    let mut settings = Settings::default();
    settings.workload.launches.extend(launch.map(|launch| Spanned::new(launch, Span::default())));
    unsaid(&Subject::CloudFormation(vec![id]), &mut sources, &settings, None)
}

#[allow(dead_code)]
fn of_module(text: &str) -> BTreeSet<String> {
    let files = Files(BTreeMap::from([("module/main.tf".to_owned(), text.to_owned())]));
    let subject = Subject::Module("module".to_owned());
    unsaid(&subject, &mut Sources::default(), &Settings::default(), Some(&files))
}

#[test]
fn what_stops_a_start_is_found_by_an_audit() {
    let mut wrong = Vec::new();
    let mut add = |name: &str, unsaid: BTreeSet<String>| wrong.extend(unsaid.iter().map(|it| format!("{name}: {it}")));
    for (name, case) in cases() {
        add(&name, of_template(&changed(&case), case.launch.as_deref().map(launch)));
    }
    assert!(wrong.is_empty(), "{} contradictions\n{}", wrong.len(), wrong.join("\n"));
}
