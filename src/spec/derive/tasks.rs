//! Input: the tasks' own security groups, and the endpoints of a plan.
//! Output: the egress rules that let those groups reach the endpoints and S3.
//! Never: opens anything to an existing endpoint, whose group is not known.

use super::needs::endpoints_needed;
use crate::aws::Service;
use crate::cards;
use crate::plan::{
    EgressRule, OutboundRule, PARAMETER, Parameter, Peer, Plan, Ports, Reason, Resource, ResourceId, ResourceKind,
    Value,
};
use crate::span::Span;
use crate::spec::model::{Block, OwnId};

/// Adds the rules, those to the endpoints first.
pub(super) fn egress(block: &Block, plan: &mut Plan) {
    let Some(tasks) = &block.tasks else { return };
    let name = |group: &OwnId<_>| group.known().map_or(PARAMETER.to_owned(), ToString::to_string);
    let mut groups: Vec<(String, Value, Span)> = tasks
        .value
        .iter()
        .map(|group| (name(&group.value), group.value.value(Parameter::TaskSecurityGroupId), group.span))
        .collect();
    groups.sort();
    let endpoints = plan.interface_endpoints().next().map(|_| match &block.security_group {
        Some(group) => group.value.value(Parameter::EndpointSecurityGroupId),
        None => Value::Attribute(ResourceId::EndpointSecurityGroup, crate::plan::Attribute::Id),
    });
    let who = block.workload.of_tasks_or_pods("the tasks", "the pods");
    let mut add = |id: ResourceId, group: &Value, peer: Peer, what: &str, span: Span| {
        let description = format!("https to {what}").into();
        let rule = EgressRule { peer, ports: Ports::Tcp(443, 443) };
        plan.resources.push(Resource {
            id,
            kind: ResourceKind::Egress(OutboundRule { group: group.clone(), rule, description }),
            reason: Some(Reason {
                rule: &cards::TASKS_GROUP_CLOSED,
                sentence: format!("{who} call {what} over https, tcp/443").into(),
            }),
            span: Some(span),
            places: Vec::new(),
        });
    };
    for (name, group, span) in groups.iter().filter(|_| endpoints.is_some()) {
        let to = Peer::Group(endpoints.clone().unwrap_or(Value::unknown()));
        add(ResourceId::HttpsToEndpoints(name.clone()), group, to, "the interface endpoints", *span);
    }
    if endpoints_needed(block).iter().any(|key| key.is(Service::S3)) {
        for (name, group, span) in &groups {
            let to = Peer::PrefixList(Value::Parameter(Parameter::S3PrefixListId));
            add(ResourceId::HttpsToS3(name.clone()), group, to, "Amazon S3", *span);
        }
    }
}
