//! Input: what happens to one template's resources, and both plans.
//! Output: what that means for what runs: which pulls fail, which connections break, what to do first.
//! Never: states what no document or rule says.

mod clients;
mod collisions;
mod endpoints;
mod lost;
mod network;
mod reach;
mod starts;
mod view;

pub(super) use collisions::Taken;
pub(super) use endpoints::PrivateNames;

use super::change::{Class, Origin, ResourceChange};
use super::consequence::{Consequence, Meaning};
use super::pairs::Pair;
use super::side::Side;
use super::template::{Reach, TemplateChange};
use crate::backend::{self, Target};
use crate::cards;
use crate::plan::{Parameter, Plan, ResourceId};
use std::collections::BTreeMap;
use view::View;

/// What follows from a change of one template, dangerous things first; and whether reach is broadened.
pub(super) fn of(
    pair: &Pair,
    names: &PrivateNames,
    taken: &Taken,
    change: &TemplateChange,
    target: Target,
) -> (Vec<Meaning>, Reach) {
    let view = View { change, target };
    let (mut reach, mut found) = (Reach::default(), Vec::new());
    if let Some(new) = pair.new {
        (reach, found) = view.reach(pair.old, new, taken);
    }
    match (pair.old, pair.new) {
        (Some(old), Some(new)) if old.plan.region != new.plan.region => found.push(view.another_region(old, new)),
        (Some(old), Some(new)) => {
            found.extend(starts::starts_changed(old, new));
            found.extend(view.network(old.plan, new.plan));
            found.extend(view.endpoints(old, new));
            found.extend(view.access_lost());
            found.extend(view.roles(new.plan));
            found.extend(view.interface(old.plan, new.plan));
        }
        (Some(old), None) => found.push(view.gone(old)),
        (None, _) => {}
    }
    if let Some(new) = pair.new {
        found.extend(view.new_endpoints(new, pair.old, names));
        found.extend(view.collisions(pair.old, new, taken));
    }
    found.extend(view.moved());
    let is_of_start =
        |meaning: &Meaning| matches!(meaning.consequence, Consequence::StartsStopped | Consequence::StartsAgain);
    found.sort_by_key(|meaning| (!is_of_start(meaning), !meaning.consequence.is_dangerous(), meaning.consequence));
    (found, reach)
}

impl View<'_> {
    fn another_region(self, old: Side, new: Side) -> Meaning {
        let region = |side: Side| side.plan.region.map_or("an unknown region", |region| region.id);
        let mut sentence = format!(
            "nothing in {} changes: this is another stack, to deploy in {}; the old one stays until you delete it",
            region(old),
            region(new)
        );
        if self.change.resources.iter().any(|change| is_role(&change.id)) {
            sentence.push_str(", and until then IAM, which is global, refuses a second role of that name");
        }
        Meaning::new(Consequence::AnotherRegion, sentence)
    }

    fn gone(self, old: Side) -> Meaning {
        let what = if self.is_terraform() { "you run `terraform destroy` in its root" } else { "you delete its stack" };
        let sentence = format!("`{}` is no longer built; its resources stay until {what}", old.name);
        Meaning::new(Consequence::TemplateGone, sentence)
    }

    fn roles(self, new: &Plan) -> Vec<Meaning> {
        let mut found = Vec::new();
        for change in &self.change.resources {
            let how = match (&change.id, change.class) {
                (id, Class::Removed) if is_role(id) => "is deleted: tasks whose definition names it will not start",
                (id, Class::Replaced) if is_role(id) => {
                    "is deleted and recreated: tasks whose definition names the old one will not start"
                }
                _ => continue,
            };
            let has_policy = new.resource(&policy_of(&change.id)).is_some();
            let policy = if change.class == Class::Removed && has_policy {
                ", and its policy has no role to attach to"
            } else {
                ""
            };
            let sentence = format!("`{}` {how}{policy}", change.address);
            found.push(Meaning::new(Consequence::RoleLost, sentence).rule(&cards::EXECUTION_ROLE_EXISTS).about(change));
        }
        found
    }

    /// What those who deploy or use the template see of it.
    fn interface(self, old: &Plan, new: &Plan) -> Vec<Meaning> {
        let mut found = Vec::new();
        let parameters = |plan: &Plan| -> Vec<Parameter> {
            let all = plan.parameters().into_iter();
            all.filter(|parameter| !self.is_terraform() || plan.is_variable(*parameter)).collect()
        };
        let (before, after) = (parameters(old), parameters(new));
        let spelt = |name: &str| backend::output_name(name, self.target);
        let name = |parameter: Parameter| spelt(&parameter.name());
        for parameter in after.iter().filter(|parameter| !before.contains(parameter)) {
            let sentence = format!("the next deployment must give a value for `{}`", name(*parameter));
            found.push(Meaning::new(Consequence::ParameterAdded, sentence));
        }
        for parameter in before.iter().filter(|parameter| !after.contains(parameter)) {
            let sentence = format!("`{}` is no longer a parameter; remove it from deployments", name(*parameter));
            found.push(Meaning::new(Consequence::ParameterRemoved, sentence));
        }
        let value = |plan: &Plan, name: &str| {
            plan.outputs.iter().find(|output| output.name == name).map(|output| output.value.clone())
        };
        for output in &old.outputs {
            let consequence = match value(new, &output.name) {
                Some(value) if value == output.value => continue,
                Some(_) => Consequence::OutputChanged,
                None => Consequence::OutputRemoved,
            };
            let how = if consequence == Consequence::OutputChanged { "gets another value" } else { "is removed" };
            found.push(Meaning::new(consequence, format!("output `{}` {how}", spelt(&output.name))));
        }
        for output in new.outputs.iter().filter(|output| value(old, &output.name).is_none()) {
            let sentence = format!("output `{}` is new: {}", spelt(&output.name), output.description);
            found.push(Meaning::new(Consequence::OutputAdded, sentence));
        }
        found
    }

    fn moved(self) -> Vec<Meaning> {
        let mut found: Vec<Meaning> = Vec::new();
        let mut elsewhere: BTreeMap<&str, Vec<&ResourceChange>> = BTreeMap::new();
        for change in self.of_class(Class::Moved) {
            let Some(Origin { block, address }) = &change.origin else { continue };
            if let Some(block) = block {
                elsewhere.entry(block).or_default().push(change);
                continue;
            }
            let keep = if self.is_terraform() {
                format!("; `terraform state mv {address} {}` keeps it", change.address)
            } else {
                String::new()
            };
            let sentence =
                format!("`{}` was `{address}`: it is recreated, and the old one deleted{keep}", change.address);
            found.push(Meaning::new(Consequence::Moved, sentence).about(change));
            if !self.is_terraform() && matches!(change.id, ResourceId::HttpsFrom(_) | ResourceId::HttpsFromVpc) {
                let sentence = format!(
                    "this deployment fails: CloudFormation creates `{}` before it deletes `{address}`, and EC2 refuses a \
                     second rule for the same client (InvalidPermission.Duplicate); deploy without either first",
                    change.address
                );
                found.push(Meaning::new(Consequence::DuplicateRule, sentence).about(change));
            }
        }
        for (block, changes) in elsewhere {
            let keep = if self.is_terraform() { "; `terraform state mv` from its state keeps it" } else { "" };
            let sentence = format!("what `{block}` had is recreated here and deleted there{keep}");
            found.push(Meaning::new(Consequence::Moved, sentence).about_all(changes));
        }
        found
    }
}

/// The policy of a task execution role.
fn policy_of(role: &ResourceId) -> ResourceId {
    if let ResourceId::ExecutionRoleOf(label) = role {
        return ResourceId::ExecutionRolePolicyOf(label.clone());
    }
    ResourceId::ExecutionRolePolicy
}

/// Whether a resource is a task execution role.
fn is_role(id: &ResourceId) -> bool {
    matches!(id, ResourceId::ExecutionRole | ResourceId::ExecutionRoleOf(_))
}
