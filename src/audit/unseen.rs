//! Input: what templates make, and the plans of it.
//! Output: what of it is not known, and why.
//! Never: lists what no rule asks for.

use crate::plan::{
    EndpointService, Plan, Property, Registry, Resource, ResourceKind, Task, Value, Why, World, logical_id, once,
};
use crate::rules::leaves_rights_open;
use crate::span::Span;
use crate::template::{Evaluated, Undecided};

/// Something that was not seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Unseen {
    /// What.
    pub what: String,
    /// Why, in a clause.
    pub why: String,
    /// Where.
    pub span: Span,
}

/// Conditions, modules and files.
pub(super) fn unseen(evaluated: &Evaluated, tries: &[Vec<(String, String)>]) -> Vec<Unseen> {
    let mut unseen: Vec<Unseen> = Vec::new();
    let is_tried = |undecided: &&Undecided| tries.iter().flatten().any(|(key, _)| *key == undecided.key);
    for undecided in evaluated.undecided.iter().filter(|undecided| !is_tried(undecided)) {
        let why = "nothing decides it".to_owned();
        unseen.push(Unseen { what: format!("`{}`", undecided.key), why, span: undecided.span });
    }
    for module in &evaluated.modules {
        unseen.push(Unseen { what: format!("`{}`", module.address), why: module.why.to_string(), span: module.span });
    }
    for note in &evaluated.unknowns {
        unseen.push(Unseen { what: format!("`{}`", note.what), why: note.why.to_string(), span: note.span });
    }
    unseen
}

/// What is not known of the endpoints of a VPC, of where it is, and of the roles that tasks start with.
pub(super) fn unseen_in(world: &World) -> Vec<Unseen> {
    let mut unseen: Vec<Unseen> = Vec::new();
    let plan = &world.plan;
    if let (None, Some(span)) = (plan.region, world.span) {
        let why = "nothing says in which region it is deployed: `--region` does".to_owned();
        unseen.push(Unseen { what: format!("the region of `{}`", name(world)), why, span });
    }
    let is_looked_up = matches!(plan.vpc, Value::Unknown(Why::Elsewhere(_)));
    let has_endpoints = || plan.interface_endpoints().next().is_some() || plan.gateway_endpoints().next().is_some();
    if let Some(span) = world.span.filter(|_| is_looked_up && !has_endpoints()) {
        let why = "the VPC is made elsewhere: `ecrc audit --collect` prints a script that asks AWS for them".to_owned();
        unseen.push(Unseen { what: format!("which endpoints and routes `{}` has", name(world)), why, span });
    }
    for resource in &plan.resources {
        let Some(span) = resource.span else { continue };
        let mut open: Vec<(Property, String)> = Vec::new();
        for (property, setting) in plan.properties(resource) {
            open.extend(setting.why().map(|why| (property, why.to_string())));
        }
        if resource.kind.policy().is_some_and(|id| plan.policy(id).is_none()) {
            let is_said = resource.said(Property::PolicyDocument).is_some();
            let why = if is_said { "it is not read as a policy" } else { "no file shows it" };
            open.push((Property::PolicyDocument, why.to_owned()));
        }
        if let ResourceKind::InterfaceEndpoint(endpoint) = &resource.kind
            && endpoint.private_dns.is_none()
            && endpoint.service.is_known()
        {
            let (property, why) = if !endpoint.is_sure {
                (Property::VpcEndpointType, "nothing decides it")
            } else if resource.said(Property::PrivateDnsEnabled).is_some() {
                (Property::PrivateDnsEnabled, "nothing decides it")
            } else {
                let why = "nothing says it, and CloudFormation's reference names no default";
                (Property::PrivateDnsEnabled, why)
            };
            open.push((property, why.to_owned()));
        }
        let unread = resource.kind.service().and_then(EndpointService::unread);
        // An interface and a gateway endpoint stand for it, if its service is not known, either: it is said once.
        let is_said_again = matches!(&resource.kind, ResourceKind::GatewayEndpoint(it) if !it.service.is_like());
        if let Some(why) = unread.filter(|_| !is_said_again) {
            unseen.push(Unseen { what: format!("`{}`", logical_id(&resource.id)), why: why.to_string(), span });
        }
        let is_endpoint = resource.kind.service().is_some() && unread.is_none();
        for (property, why) in open.into_iter().filter(|_| is_endpoint) {
            let what = format!("`{property:?}` of `{}`", logical_id(&resource.id));
            unseen.push(Unseen { what, why, span: resource.said(property).unwrap_or(span) });
        }
    }
    let is_asked = |task: &&Task| task.pulls || task.logs() || !task.calls.secrets.is_empty();
    let tasks = &plan.surroundings.tasks;
    let of_roles = tasks.iter().filter(is_asked).flat_map(|task| of_role(plan, task));
    let of_starts = tasks.iter().flat_map(|task| of_start(plan, task));
    once(unseen.into_iter().chain(of_roles).chain(of_starts))
}

/// What people call a VPC: one that is named by a value is shown as that, `<data.aws_vpc.main.id>`.
fn name(world: &World) -> &str {
    world.name.trim_start_matches('<').trim_end_matches('>')
}

/// What is not known of what a task pulls, reads and logs.
fn of_start(plan: &Plan, task: &Task) -> Vec<Unseen> {
    let of = |what: &str, why: String, span: Option<Span>| {
        Some(Unseen { what: format!("{what} of `{}`", task.name), why, span: span.or(task.span)? })
    };
    let images = task.images.iter().filter_map(|image| match image.registry(plan.region) {
        Registry::Unknown(why) => of(&image.registry_name(), why, image.span),
        Registry::Private(None) if plan.region.is_some() => {
            of(&format!("the region of the image `{}`", image.name), "its host does not show it".to_owned(), image.span)
        }
        Registry::Private(_) | Registry::Internet(_) | Registry::Anywhere(_) => None,
    });
    let secrets = task.calls.secrets.iter().filter_map(|it| of("the store of a secret", it.why()?, it.span));
    let logs = task.calls.logs.iter().filter_map(|it| of("the log driver", it.open.as_ref()?.to_string(), it.span));
    let files =
        task.calls.env_files.iter().filter_map(|it| of("an environment file", it.open.as_ref()?.to_string(), None));
    let exec = task.calls.exec.why().into_iter().filter_map(|why| of("the ECS Exec setting", why.to_string(), None));
    images.chain(secrets).chain(logs).chain(files).chain(exec).collect()
}

/// What is not known of the rights of a task's execution role.
fn of_role(plan: &Plan, task: &Task) -> Vec<Unseen> {
    let what = format!("the {} of `{}`", plan.surroundings.role_of(task), task.name);
    let (Some(at), Some(said)) = (task.span, &task.role) else { return Vec::new() };
    let id = if let Value::Attribute(id, _) = said { Some(id) } else { None };
    // That there is none is known.
    if plan.surroundings.absent_roles.iter().any(|absent| Some(&absent.role) == id) {
        return Vec::new();
    }
    let role = id.and_then(|id| plan.resource(id));
    let Some(role) = role else {
        return vec![Unseen { what, why: because(said).unwrap_or_else(|| "no file shows it".to_owned()), span: at }];
    };
    let name = if let ResourceKind::Role(role) = &role.kind { role.name.as_literal() } else { None };
    let named = name.map_or_else(|| logical_id(&role.id), str::to_owned);
    let open = |resource: &Resource| {
        let ResourceKind::RolePolicy(policy) = &resource.kind else { return None };
        let is_its = matches!(&policy.role, Value::Attribute(of, _) if *of == role.id)
            || name.is_some() && policy.role.as_literal() == name;
        if !is_its {
            return None;
        }
        let why = match plan.policy(&policy.policy) {
            None => because(&policy.name).unwrap_or_else(|| {
                let name = policy.name.as_literal().map_or_else(|| logical_id(&resource.id), str::to_owned);
                format!("no file shows what `{name}` allows")
            }),
            // What one says only in part matters where no other one decides.
            Some(document) => {
                let actions = document.statements.iter().flat_map(|statement| &statement.actions);
                actions.into_iter().find_map(because).filter(|_| leaves_rights_open(plan, task))?
            }
        };
        let what = format!("a policy of the role `{named}`");
        Some(Unseen { what, why, span: resource.span.or(role.span)? })
    };
    plan.resources.iter().filter_map(open).collect()
}

/// Why a value is not known, where that is known.
fn because(value: &Value) -> Option<String> {
    let Value::Unknown(why) = value else { return None };
    (*why != Why::default()).then(|| why.to_string())
}
