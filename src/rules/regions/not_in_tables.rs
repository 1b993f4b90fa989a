//! ECR705: what is well-formed and in none of ecrc's tables.

use crate::aws::action;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::rules::Subject;
use crate::spec::model::Verb;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block else { return };
    let region = block.region;
    if !region.value.launched {
        report.push(
            Diagnostic::new(
                &cards::NOT_IN_TABLES,
                region.span,
                format!("AWS has not opened region `{}`", region.value.id),
            )
            .label("only the AWS SDK lists it")
            .note_of_rule()
            .help("check that ECR is in the region, then accept this with that as the reason"),
        );
    }
    for access in &block.access {
        let verb = &access.value.verb;
        let Verb::Action(name) = &verb.value else { continue };
        if action::matching(name).next().is_none() {
            report.push(
                Diagnostic::new(&cards::NOT_IN_TABLES, verb.span, format!("action `{name}` is not in ecrc's tables"))
                    .label("no effect if ECR lacks this action")
                    .note_of_rule()
                    .help("check AWS's list of ECR actions, then accept this with that as the reason"),
            );
        }
    }
}
