use super::{Command, Finding};
use crate::aws::Service;
use crate::diagnostic::{Code, Diagnostic, Example, Rule, Severity};
use crate::model::{Block, Vpc};
use crate::plan::{EndpointService, Value};
use crate::span::Span;
use std::collections::BTreeMap;

pub static RULE: Rule = Rule { code: Code(206), name: "private_dns_conflict", severity: Severity::Error, title: "", explanation: "", symptoms: &[], sources: &[], bad: Example::Spec(""), good: Example::Spec("") };

/// Two private names for one service in one VPC: in one plan, or in two plans of a command.
pub(super) fn check(command: &Command) -> Vec<Finding> {
    let mut first: BTreeMap<(&str, &Value, Option<usize>, Service), usize> = BTreeMap::new();
    let mut findings: Vec<Finding> = Vec::new();
    for (index, plan) in command.plans.iter().enumerate() {
        for (resource, endpoint) in plan.interface_endpoints() {
            let (Some(true), EndpointService::Known(service)) = (endpoint.private_dns, &endpoint.service) else {
                continue;
            };
            // What one template leaves open is not known to be what another does.
            let of_plan = endpoint.vpc.as_literal().is_none().then_some(index);
            let Some(earlier) = first.insert((plan.region.id, &endpoint.vpc, of_plan, *service), index) else {
                continue;
            };
            let span = vpc_span(command.blocks.get(index)).or(resource.span);
            let message = format!("two endpoints for `{}` with private DNS in one VPC", service.name());
            let mut found = Diagnostic::at(&RULE, span, message)
                .label("this VPC gets a second one")
                .help("describe a VPC in one block, or name the endpoint by `existing` in one of them");
            if let Some(other) = vpc_span(command.blocks.get(earlier)).filter(|other| Some(*other) != span) {
                found = found.also(other, "and the first one here");
            }
            findings.push(Finding { block: index, diagnostic: found });
        }
    }
    findings
}

fn vpc_span(block: Option<&Block>) -> Option<Span> {
    match &block?.vpc {
        Vpc::Existing(id) => Some(id.span),
        Vpc::Unsaid | Vpc::New { .. } => None,
    }
}
