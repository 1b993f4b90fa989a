//! What the targets share: a spec, or a world of templates, from any bytes.

pub mod session;

use ecrc::audit::{self, Subject, audit};
use ecrc::diagnostic::Severity;
use ecrc::import::{self, import};
use ecrc::plan::{Launch, OperatingSystem, PlatformVersion};
use ecrc::span::{Source, SourceId, Sources, Span, Spanned};
use ecrc::spec::model::NoFiles;
use ecrc::template::{self, Evaluated, Kind, Settings, Value, lift};
use ecrc::{Compilation, Input, compile};

/// A spec of these bytes.
pub fn input(bytes: &[u8]) -> Input {
    let name = "spec.ecr".to_owned();
    Input { identity: name.clone(), name, root: String::new(), stem: "spec".to_owned(), bytes: bytes.to_vec() }
}

/// What bytes compile to; `None` where they are found to be wrong.
pub fn spec(bytes: &[u8]) -> Option<Compilation> {
    let compiled = compile(vec![input(bytes)], &NoFiles);
    (compiled.report.count(Severity::Error) == 0).then_some(compiled)
}

/// Files in one text: behind a line `# file: NAME` begins another one.
pub struct Files(Vec<(String, String)>);

impl Files {
    /// The files of these bytes, the first of this name; `None` where they are not UTF-8.
    pub fn of(bytes: &[u8], first: &str) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let mut parts = text.split("\n# file: ");
        let mut files = vec![(first.to_owned(), parts.next()?.to_owned())];
        files.extend(
            parts.filter_map(|part| part.split_once('\n')).map(|(name, text)| (name.to_owned(), text.to_owned())),
        );
        Some(Self(files))
    }

    /// All of them as sources.
    pub fn sources(&self) -> (Sources, Vec<SourceId>) {
        let mut sources = Sources::default();
        let ids = self.0.iter().map(|(name, text)| sources.add(Source::new(name, text))).collect();
        (sources, ids)
    }
}

impl template::Loader for Files {
    fn file(&self, path: &str) -> Option<Vec<u8>> {
        self.0.iter().find(|(name, _)| name == path).map(|(_, text)| text.clone().into_bytes())
    }

    fn folder(&self, path: &str) -> Option<Vec<String>> {
        let prefix = if path == "." { String::new() } else { format!("{path}/") };
        let inside = self.0.iter().filter_map(|(name, _)| name.strip_prefix(&prefix));
        let names: Vec<String> = inside.filter(|name| !name.contains('/')).map(str::to_owned).collect();
        (!names.is_empty()).then_some(names)
    }
}

/// Works a subject out, lifts, imports and audits it; panics where a place is in no text, an assumption decides nothing, or
/// what is imported does not compile.
pub fn world(subject: &Subject, mut sources: Sources, files: &Files) {
    let given = sources.clone();
    let evaluate = |sources: &mut Sources, settings: &Settings| match subject {
        Subject::CloudFormation(ids) => template::cloudformation(ids, sources, settings, files),
        Subject::Module(folder) => template::module(folder, sources, settings, files),
        Subject::Shown(id) => template::shown(*id, sources),
    };
    let evaluated = evaluate(&mut sources, &Settings::default());
    hold(&evaluated, &sources);
    let mut worlds = lift(&evaluated, Some("eu-west-1"));
    for world in &mut worlds {
        let launch = Launch::Fargate { version: PlatformVersion(1, 4, 0), os: OperatingSystem::Linux };
        world.plan.surroundings.workload.launches = vec![Spanned::new(launch, Span::default())];
        let one = import(world, Some(&evaluated), &sources);
        if !one.report.has_errors() {
            let text = import::spec([(None, &one)]);
            assert_eq!(compile(vec![input(text.as_bytes())], &NoFiles).blocks.len(), 1, "{text}");
        }
    }
    if let Some(undecided) = evaluated.undecided.first() {
        let assumptions = Settings::default().assumptions.with(undecided.key.clone(), "true".to_owned());
        let assumed = evaluate(&mut given.clone(), &Settings { assumptions, ..Settings::default() });
        let is_open = assumed.undecided.iter().any(|open| open.key == undecided.key);
        assert!(!is_open, "{} is assumed", undecided.key);
    }
    let settings = audit::Settings::default();
    let mut sources = given;
    let found = audit(subject, &mut sources, &settings, files);
    found.unknowns.iter().for_each(|unseen| hold_place(unseen.span, &sources));
    found.report.diagnostics.iter().filter_map(|it| it.primary.as_ref()).for_each(|it| hold_place(it.span, &sources));
}

/// Holds every place against the texts.
fn hold(evaluated: &Evaluated, sources: &Sources) {
    for resource in evaluated.resources.iter().chain(&evaluated.lookups) {
        hold_place(resource.span, sources);
        hold_place(resource.body, sources);
        hold_value(&resource.properties, sources);
    }
    evaluated.modules.iter().for_each(|module| hold_value(&module.inputs, sources));
    evaluated.outputs.iter().for_each(|output| hold_value(&output.value, sources));
    evaluated.undecided.iter().for_each(|undecided| hold_place(undecided.span, sources));
    evaluated.faults.iter().for_each(|fault| hold_place(fault.span, sources));
}

fn hold_value(value: &Value, sources: &Sources) {
    hold_place(value.span, sources);
    match &value.kind {
        Kind::List(items) | Kind::Join(items) => items.iter().for_each(|item| hold_value(item, sources)),
        Kind::Map(entries) => {
            for entry in entries {
                hold_place(entry.key_span, sources);
                hold_value(&entry.value, sources);
            }
        }
        Kind::Json(inner) | Kind::Base64(inner) => hold_value(inner, sources),
        _ => {}
    }
}

/// Panics where a place is no range of whole characters of its text; what stands nowhere is the default one.
pub fn hold_place(span: Span, sources: &Sources) {
    if span != Span::default() {
        let text = sources.get(span.source).map(|source| source.text.as_str()).expect("a source");
        assert!(text.get(span.range()).is_some(), "{span:?} of {} bytes", text.len());
    }
}
