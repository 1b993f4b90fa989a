//! Input: subjects that have nothing to do with each other.
//! Output: what was found in each of them, in their order, from as many threads as the machine has.
//! Never: lets what is found, or where, depend on the number of threads.

use super::{Audit, Settings, Subject, audit};
use crate::diagnostic::Diagnostic;
use crate::parallel::in_order;
use crate::span::{Source, Sources, Span};
use crate::template::Loader;
use std::ops::ControlFlow;
use std::sync::Arc;

/// So many subjects go to a thread at a time: one may be a module of many files.
const CHUNK: usize = 8;

/// Holds subjects against the documented rules, each on its own; `done` is told how many are behind it.
pub fn audit_all(
    subjects: &[Subject],
    sources: &mut Sources,
    settings: &Settings,
    loader: &(dyn Loader + Sync),
    mut done: impl FnMut(usize),
) -> Vec<Audit> {
    let given = sources.clone();
    let known = given.count();
    let one = |subject: &Subject| -> (Audit, Vec<Arc<Source>>) {
        let mut own = given.clone();
        let audit = audit(subject, &mut own, settings, loader);
        (audit, own.iter().skip(known).map(|(_, source)| Arc::clone(source)).collect())
    };
    let some = |subjects: &[Subject]| subjects.iter().map(one).collect::<Vec<_>>();
    let mut audits = Vec::with_capacity(subjects.len());
    let _ = in_order(subjects, CHUNK, some, |_, made| {
        for (mut audit, added) in made {
            // What it read itself stands behind what those before it read.
            let before = u32::try_from(sources.count() - known).unwrap_or(u32::MAX);
            let own = audit.places().filter(|place| place.source.0 as usize >= known);
            own.for_each(|place| place.source.0 += before);
            sources.append(added);
            audits.push(audit);
        }
        done(audits.len());
        ControlFlow::<()>::Continue(())
    });
    audits
}

impl Audit {
    /// All places that it names.
    fn places(&mut self) -> impl Iterator<Item = &mut Span> {
        let of_findings = self.report.diagnostics.iter_mut().flat_map(Diagnostic::places);
        of_findings.chain(self.unknowns.iter_mut().map(|unseen| &mut unseen.span))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each template nests another one, which becomes a source while it is audited.
    struct Nested;

    impl Loader for Nested {
        fn file(&self, path: &str) -> Option<Vec<u8>> {
            let endpoint = "Resources:\n  Api:\n    Type: AWS::EC2::VPCEndpoint\n    Properties:\n      VpcId: vpc-0\n      \
                            ServiceName: com.amazonaws.us-east-2.ecr.api\n      VpcEndpointType: Interface\n      \
                            PrivateDnsEnabled: false\n";
            path.starts_with("below").then(|| format!("# {path}\n{endpoint}").into_bytes())
        }

        fn folder(&self, _: &str) -> Option<Vec<String>> {
            None
        }
    }

    #[test]
    fn places_are_those_of_one_after_another() {
        let mut together = Sources::default();
        let subjects: Vec<Subject> = (0..10 * CHUNK)
            .map(|number| {
                let nested = "Resources:\n  Net:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: ";
                let text = format!("{nested}below{number}.yaml}}\n");
                Subject::CloudFormation(vec![together.add(Source::new(format!("{number}.yaml"), text))])
            })
            .collect();
        let mut alone = together.clone();
        let settings = Settings::default();
        let one_by_one: Vec<Audit> =
            subjects.iter().map(|subject| audit(subject, &mut alone, &settings, &Nested)).collect();
        let all = audit_all(&subjects, &mut together, &settings, &Nested, |_| {});
        let names = |sources: &Sources| sources.iter().map(|(_, it)| it.name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&together), names(&alone));
        assert_eq!(together.count(), 2 * subjects.len());
        for (number, (one, other)) in all.iter().zip(&one_by_one).enumerate() {
            assert_eq!((&one.report, &one.unknowns), (&other.report, &other.unknowns));
            let at =
                one.report.diagnostics.first().and_then(|found| found.primary.as_ref()).map(|label| label.span.source);
            assert_eq!(at.map(|at| at.0 as usize), Some(subjects.len() + number));
        }
        assert_eq!(all.len(), one_by_one.len());
    }
}
