//! Input: what the files and whoever audits accept, and the findings of an audit.
//! Output: the findings that are accepted, with the reason, and each accept that accepts nothing.
//! Never: accepts a finding without a reason.

use crate::cards;
use crate::diagnostic::{Code, Diagnostic};
use crate::span::{Source, SourceId, Span};
use crate::template::{Accept, Evaluated, accepts_in};
use std::collections::{BTreeMap, BTreeSet};

/// The accepts of an audit, and which of them accepted something.
pub(super) struct Accepts<'s> {
    said: &'s [(Code, String)],
    used: BTreeSet<Code>,
    in_files: BTreeMap<Span, (Accept, bool)>,
}

impl<'s> Accepts<'s> {
    /// Those of whoever audits.
    pub(super) fn new(said: &'s [(Code, String)]) -> Self {
        Self { said, used: BTreeSet::new(), in_files: BTreeMap::new() }
    }

    /// And those of a template.
    pub(super) fn see<'e>(&mut self, evaluated: &'e Evaluated, texts: impl Iterator<Item = (SourceId, &'e Source)>) {
        let stray = texts.flat_map(|(id, source)| accepts_in(source, id));
        let of_resources = evaluated.resources.iter().flat_map(|resource| &resource.accepts);
        let of_modules = evaluated.modules.iter().flat_map(|module| &module.accepts);
        let attached = of_resources.chain(of_modules).chain(&evaluated.accepts).cloned();
        for accept in stray.chain(attached) {
            self.in_files.entry(accept.span).or_insert((accept, false));
        }
    }

    /// Accepts a finding, an error too: the file is not ours.
    pub(super) fn accept(&mut self, found: &mut Diagnostic, evaluated: &Evaluated) {
        let code = found.rule.code;
        if let Some((_, reason)) = self.said.iter().find(|(accepted, _)| *accepted == code) {
            self.used.insert(code);
            found.accepted = Some(reason.clone());
        }
        let Some(at) = found.primary.as_ref().map(|label| label.span) else { return };
        let of_resources = evaluated.resources.iter().filter(|it| it.body.holds(at)).flat_map(|it| &it.accepts);
        let of_modules = evaluated.modules.iter().filter(|it| it.body.holds(at)).flat_map(|it| &it.accepts);
        let all = of_resources.chain(of_modules).chain(&evaluated.accepts);
        for accept in all.filter(|accept| code_of(accept) == Some(code) && !accept.reason.is_empty()) {
            found.accepted.get_or_insert_with(|| accept.reason.clone());
            if let Some((_, used)) = self.in_files.get_mut(&accept.span) {
                *used = true;
            }
        }
    }

    /// The codes that whoever audits accepts, and that accepted nothing.
    pub(super) fn idle(&self) -> Vec<Code> {
        self.said.iter().map(|(code, _)| *code).filter(|code| !self.used.contains(code)).collect()
    }

    /// What is wrong with accepts in the files.
    pub(super) fn faults(&self) -> impl Iterator<Item = Diagnostic> {
        self.in_files.values().filter(|(_, used)| !used).map(|(accept, _)| {
            let Accept { code, reason, span } = accept;
            let found =
                |message: String| Diagnostic::new(&cards::UNUSED_ACCEPT, *span, message).label("accepts nothing");
            match code_of(accept) {
                None => found(format!("`{code}` is not the code of a rule")).help("`ecrc rules` lists the codes"),
                Some(_) if reason.is_empty() => found(format!("`{code}` is accepted without a reason"))
                    .help("write after the code why it is right here"),
                Some(_) => found(format!("nothing here is found by `{code}`")).help("remove it"),
            }
        })
    }
}

/// The code of a rule.
fn code_of(accept: &Accept) -> Option<Code> {
    let number = accept.code.strip_prefix("ECR")?.parse().ok()?;
    cards::find(Code(number)).map(|rule| rule.code)
}
