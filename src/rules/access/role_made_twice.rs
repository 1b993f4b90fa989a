//! ECR514: IAM roles and role policies that two templates create.

use crate::aws::Partition;
use crate::cards;
use crate::diagnostic::Diagnostic;
use crate::rules::Across;
use crate::span::Span;
use std::collections::BTreeMap;

pub(super) fn check() -> Across {
    let mut roles: BTreeMap<(Partition, String), Option<Span>> = BTreeMap::new();
    let mut policies: BTreeMap<(Partition, String, String), Option<Span>> = BTreeMap::new();
    Box::new(move |footprint, block, report| {
        let said = block.and_then(|block| block.execution_roles.as_ref());
        // In a spec one of several is pointed at by its name.
        let at = |name: &str, place: Option<Span>| {
            if block.is_none() {
                return place;
            }
            let said = said?;
            if said.value.names.len() > 1 { said.value.place(name) } else { Some(said.span) }
        };
        let who = if block.is_some() { "templates" } else { "resources" };
        let Some(partition) = footprint.region.map(|region| region.partition) else { return };
        for (name, place) in &footprint.roles {
            let (key, span) = ((partition, name.to_lowercase()), at(name, *place));
            let Some(first) = roles.get(&key) else {
                roles.insert(key, span);
                continue;
            };
            let found =
                Diagnostic::at(&cards::ROLE_MADE_TWICE, span, format!("two {who} create the IAM role `{name}`"))
                    .label("the second one fails in the same account")
                    .note_of_rule()
                    .help(format!("write `execution_role \"{name}\"` here, without `new`"));
            report.push(also(found, *first, span, "created here, too"));
        }
        for (role, policy, place) in &footprint.role_policies {
            let (key, span) = ((partition, role.to_lowercase(), policy.clone()), at(role, *place));
            let Some(first) = policies.get(&key) else {
                policies.insert(key, span);
                continue;
            };
            let message = format!("two {who} write the policy `{policy}` of the IAM role `{role}`");
            let found = Diagnostic::at(&cards::ROLE_MADE_TWICE, span, message)
                .label("the second one overwrites the first")
                .note_of_rule()
                .help("set up the role in only one block of this VPC");
            report.push(also(found, *first, span, "written here, too"));
        }
    })
}

fn also(found: Diagnostic, first: Option<Span>, here: Option<Span>, label: &str) -> Diagnostic {
    match first.filter(|first| Some(*first) != here) {
        Some(first) => found.also(first, label),
        None => found,
    }
}
