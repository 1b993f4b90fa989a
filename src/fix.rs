//! Input: specs, some of whose diagnostics carry a safe fix.
//! Output: the specs with those fixes applied, and what was done.
//! Never: introduces an error, or changes the meaning of a block that compiled before.

use crate::backend::{self, Options, Target};
use crate::cards;
use crate::diagnostic::{Code, Diagnostic, Edit, Report, Severity};
use crate::span::{SourceId, Sources};
use crate::spec::derive;
use crate::spec::model::{Input, LoadError, Loaded, Loader};
use crate::{Compilation, compile};
use derive::plan;
use std::collections::{BTreeMap, BTreeSet};

/// A fix may introduce another one. After that many rounds, fixes go in a circle.
const ROUNDS: usize = 100;

/// The result of fixing.
#[derive(Debug)]
pub struct Fixed {
    /// The fixed inputs, in their order.
    pub inputs: Vec<Input>,
    /// These inputs, compiled.
    pub compiled: Compilation,
    /// What was applied, in order: the rule, and the place and the words of the fix.
    pub applied: Vec<(Code, String)>,
}

/// A fix of a diagnostic, on one input alone.
struct Candidate {
    input: usize,
    code: Code,
    /// What identifies it after it was refused.
    finding: (String, Code, String),
    line: String,
    edits: Vec<Edit>,
}

/// Applies safe fixes until none is left.
pub fn fix(before: &[Input], loader: &dyn Loader) -> Fixed {
    let mut inputs = before.to_vec();
    let mut compiled = compiled(&inputs, loader);
    let mut applied = Vec::new();
    let mut refused = BTreeSet::new();
    for _ in 0..ROUNDS {
        let mut chosen = candidates(&inputs, &compiled, &refused);
        // Where all together make an error, fewer may not.
        let accepted = loop {
            if chosen.is_empty() {
                break None;
            }
            let next = with_edits(&inputs, &compiled.sources, &chosen);
            let next = next.map(|next| (self::compiled(&next, loader), next));
            if let Some((after, next)) = next.filter(|(after, _)| is_better(&compiled, after)) {
                break Some((next, after));
            }
            if let [one] = chosen.as_slice() {
                refused.insert(one.finding.clone());
                chosen = candidates(&inputs, &compiled, &refused);
            } else {
                chosen.truncate(chosen.len() / 2);
            }
        };
        let Some((next, after)) = accepted else { break };
        applied.extend(chosen.into_iter().map(|candidate| (candidate.input, candidate.code, candidate.line)));
        (inputs, compiled) = (next, after);
    }
    // A file whose syntax stays broken is left as it was.
    let by_name = by_name(&inputs);
    let broken: BTreeSet<usize> = errors(&compiled.report, &compiled.sources)
        .filter(|(_, code, _)| *code == cards::SYNTAX_ERROR.code)
        .filter_map(|(file, ..)| by_name.get(file).copied())
        .collect();
    if applied.iter().any(|(input, ..)| broken.contains(input)) {
        for (index, (now, was)) in inputs.iter_mut().zip(before).enumerate() {
            if broken.contains(&index) {
                was.bytes.clone_into(&mut now.bytes);
            }
        }
        compiled = self::compiled(&inputs, loader);
    }
    let applied = applied.into_iter().filter(|(input, ..)| !broken.contains(input));
    Fixed { applied: applied.map(|(_, code, line)| (code, line)).collect(), inputs, compiled }
}

fn compiled(inputs: &[Input], loader: &dyn Loader) -> Compilation {
    let texts = inputs.iter().map(|input| (input.identity.as_str(), input.bytes.as_slice())).collect();
    compile(inputs.to_vec(), &Overlay { texts, loader })
}

/// Whether no error is new, and every block that compiled before means the same.
fn is_better(before: &Compilation, after: &Compilation) -> bool {
    if has_new_error(&before.report, &after.report, &before.sources, &after.sources) {
        return false;
    }
    let after = templates(after);
    templates(before).iter().all(|(block, template)| after.get(block) == Some(template))
}

/// What each compiling block means, by its file and its name.
fn templates(compiled: &Compilation) -> BTreeMap<(&str, &str), String> {
    let file = |id| compiled.sources.get(id).map_or("", |source| source.name.as_str());
    let template = |block| backend::emit(&plan(block), Target::CloudFormationJson, Options::default());
    let blocks = compiled.blocks.iter();
    blocks.map(|block| ((file(block.span.source), block.name.as_str()), template(block))).collect()
}

/// Includes of files that are being fixed are read as they are so far.
struct Overlay<'i> {
    texts: BTreeMap<&'i str, &'i [u8]>,
    loader: &'i dyn Loader,
}

impl Loader for Overlay<'_> {
    fn load(&self, root: &str, name: &str, path: &str) -> Result<Loaded, LoadError> {
        let loaded = self.loader.load(root, name, path)?;
        let bytes = self.texts.get(loaded.identity.as_str()).map_or(loaded.bytes, |bytes| (*bytes).to_vec());
        Ok(Loaded { bytes, ..loaded })
    }
}

/// The input with a name.
fn by_name(inputs: &[Input]) -> BTreeMap<&str, usize> {
    inputs.iter().map(|input| input.name.as_str()).zip(0..).collect()
}

/// The safe fixes of the diagnostics; no two touch the same text.
fn candidates(inputs: &[Input], compiled: &Compilation, refused: &BTreeSet<(String, Code, String)>) -> Vec<Candidate> {
    let by_name = by_name(inputs);
    // Where what is chosen ends, by where it starts.
    let mut taken: BTreeMap<(SourceId, u32), u32> = BTreeMap::new();
    let mut found = Vec::new();
    for diagnostic in compiled.report.open() {
        let Some(fix) = diagnostic.fixes.iter().find(|fix| fix.is_safe()) else { continue };
        let Some(first) = fix.edits.first() else { continue };
        let Some(source) = compiled.sources.get(first.span.source) else { continue };
        let Some(&input) = by_name.get(source.name.as_str()) else { continue };
        let finding = (source.name.clone(), diagnostic.rule.code, diagnostic.message.clone());
        let touches = |edit: &Edit| {
            let (id, start, end) = (edit.span.source, edit.span.start, edit.span.end);
            let before = taken.range((id, 0)..=(id, end)).next_back();
            id != first.span.source || before.is_some_and(|(_, taken_end)| *taken_end >= start)
        };
        if refused.contains(&finding) || fix.edits.iter().any(touches) {
            continue;
        }
        taken.extend(fix.edits.iter().map(|edit| ((edit.span.source, edit.span.start), edit.span.end)));
        let position = source.position(first.span.start);
        let line = format!("{}:{}:{}: {}", source.name, position.line, position.column, fix.message);
        let code = diagnostic.rule.code;
        found.push(Candidate { input, code, finding, line, edits: fix.edits.clone() });
    }
    found
}

/// The inputs with the edits of these fixes, if every edit fits.
fn with_edits(inputs: &[Input], sources: &Sources, chosen: &[Candidate]) -> Option<Vec<Input>> {
    let mut edits: BTreeMap<SourceId, Vec<&Edit>> = BTreeMap::new();
    for edit in chosen.iter().flat_map(|candidate| &candidate.edits) {
        edits.entry(edit.span.source).or_default().push(edit);
    }
    let by_name = by_name(inputs);
    let mut inputs = inputs.to_vec();
    for (id, mut edits) in edits {
        let Some(source) = sources.get(id) else { continue };
        let index = by_name.get(source.name.as_str());
        let Some(input) = index.and_then(|index| inputs.get_mut(*index)) else { continue };
        edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
        // A byte-order mark is in the file, and not in the source.
        input.bytes.truncate(input.bytes.len().saturating_sub(source.text.len()));
        let mut at = 0;
        for edit in edits {
            input.bytes.extend_from_slice(source.text.get(at..edit.span.range().start)?.as_bytes());
            input.bytes.extend_from_slice(edit.text.as_bytes());
            at = edit.span.range().end;
        }
        input.bytes.extend_from_slice(source.text.get(at..)?.as_bytes());
    }
    Some(inputs)
}

fn errors<'c>(report: &'c Report, sources: &'c Sources) -> impl Iterator<Item = (&'c str, Code, &'c str)> {
    let file = |found: &Diagnostic| {
        let span = found.primary.as_ref().map(|label| label.span);
        span.and_then(|span| sources.get(span.source)).map_or("", |source| source.name.as_str())
    };
    let errors = report.open().filter(|found| found.severity() == Severity::Error);
    errors.map(move |found| (file(found), found.rule.code, found.message.as_str()))
}

fn has_new_error(old: &Report, new: &Report, old_sources: &Sources, new_sources: &Sources) -> bool {
    let mut known: BTreeMap<(&str, Code, &str), usize> = BTreeMap::new();
    for error in errors(old, old_sources) {
        *known.entry(error).or_default() += 1;
    }
    errors(new, new_sources).any(|error| match known.get_mut(&error) {
        Some(left) if *left > 0 => {
            *left -= 1;
            false
        }
        _ => true,
    })
}
