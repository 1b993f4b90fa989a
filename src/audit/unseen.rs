//! Input: what templates make, and the plans of it.
//! Output: what of it is not known, and why.
//! Never: lists what no rule asks for.

use crate::plan::{EndpointService, Property, ResourceKind, logical_id};
use crate::span::Span;
use crate::template::{Evaluated, Undecided, World};

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

/// What is not known of the endpoints of a VPC, and of where it is.
pub(super) fn unseen_in(world: &World) -> Vec<Unseen> {
    let mut unseen: Vec<Unseen> = Vec::new();
    let plan = &world.plan;
    if let (None, Some(span)) = (plan.region, world.span) {
        let why = "nothing says in which region it is deployed: `--region` does".to_owned();
        unseen.push(Unseen { what: format!("the region of `{}`", world.name), why, span });
    }
    for resource in &plan.resources {
        let Some(span) = resource.span else { continue };
        let mut open: Vec<(Property, String)> = Vec::new();
        for (property, setting) in plan.properties(resource) {
            open.extend(setting.why().map(|why| (property, why.to_string())));
        }
        if resource.kind.policy().is_some_and(|id| plan.policy(id).is_none()) {
            open.push((Property::PolicyDocument, "it is not read as a policy".to_owned()));
        }
        if let ResourceKind::InterfaceEndpoint(endpoint) = &resource.kind
            && endpoint.private_dns.is_none()
            && !matches!(endpoint.service, EndpointService::Unknown(_))
        {
            let why = "nothing says it, and CloudFormation's reference names no default".to_owned();
            open.push((Property::PrivateDnsEnabled, why));
        }
        let is_endpoint =
            matches!(resource.kind, ResourceKind::InterfaceEndpoint(_) | ResourceKind::GatewayEndpoint(_));
        for (property, why) in open.into_iter().filter(|_| is_endpoint) {
            let what = format!("`{property:?}` of `{}`", logical_id(&resource.id));
            unseen.push(Unseen { what, why, span: resource.said(property).unwrap_or(span) });
        }
    }
    unseen
}
