//! ECR503: an action in an endpoint's policy that does not exist. A spec's own are checked where they are read.

use crate::aws::service_actions::{self, misspelled};
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{Property, Value, logical_id};
use crate::rules::Subject;
use std::collections::BTreeSet;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    if subject.block.is_some() {
        return;
    }
    for (resource, _) in subject.plan.endpoints() {
        let Some(document) = resource.kind.policy().and_then(|id| subject.plan.policy(id)) else { continue };
        let said: BTreeSet<&Value> = document.statements.iter().flat_map(|statement| &statement.actions).collect();
        for action in said.into_iter().flat_map(named) {
            let Some(fault) = misspelled(action) else { continue };
            let found = Diagnostic::at(
                &cards::ECR_ACTION,
                resource.place(Property::PolicyDocument),
                format!("the policy of `{}` names `{action}`, which is not an action", logical_id(&resource.id)),
            )
            .citing(service_actions::PAGE);
            report.push(match fault.near {
                Some(near) => found.label(format!("a similar name exists: `{near}`")).help(format!("write `{near}`")),
                None if !action.contains(':') => {
                    found.label("the service prefix is missing").help("add the prefix, as in `ecr:BatchGetImage`")
                }
                None => found.label("the pattern matches no action").help("correct the pattern, or remove it"),
            });
        }
    }
}

/// The actions that a value names, or all but which it stands for.
fn named(action: &Value) -> impl Iterator<Item = &str> {
    let others = action.all_but().unwrap_or_default();
    [action].into_iter().chain(others).filter_map(Value::as_literal)
}
