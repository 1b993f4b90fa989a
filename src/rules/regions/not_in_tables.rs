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
                format!("AWS has not opened the region `{}`", region.value.id),
            )
            .label("only AWS's SDK lists it")
            .help("check that ECR is in the region, and accept this with that as the reason"),
        );
    }
    for access in &block.access {
        let verb = &access.value.verb;
        let Verb::Action(name) = &verb.value else { continue };
        if action::matching(name).next().is_none() {
            report.push(
                Diagnostic::new(&cards::NOT_IN_TABLES, verb.span, format!("`{name}` is in none of ecrc's tables"))
                    .label("if ECR has no such action, this does nothing")
                    .help("compare it with AWS's list of ECR's actions, and accept this with that as the reason"),
            );
        }
    }
}
