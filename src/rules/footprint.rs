//! Input: a plan.
//! Output: its [`Footprint`]: what may collide with other plans.
//! Never: keeps the plan, which takes more memory than everything else.

use crate::aws::Region;
use crate::plan::{GatewayEndpoint, InterfaceEndpoint, Plan, Resource, ResourceKind, Value};
use crate::span::Span;
use std::collections::BTreeSet;

/// What of a plan may collide with other plans of a command.
#[derive(Clone)]
pub struct Footprint {
    pub(super) region: Option<&'static Region>,
    pub(super) interfaces: usize,
    pub(super) gateways: usize,
    /// Where the last interface endpoint and the last gateway endpoint are.
    pub(super) last_interface: Option<Span>,
    pub(super) last_gateway: Option<Span>,
    /// Each interface endpoint with private DNS whose VPC and service are known.
    pub(super) private_dns: Vec<PrivateName>,
    /// Whether two of these claim one name in one VPC.
    pub(super) claims_twice: bool,
    /// The service's name and the route tables, where each is certainly one, of each gateway endpoint, and its place.
    pub(super) gateway_routes: Vec<(String, Vec<Value>, Option<Span>)>,
    /// The names of the roles that it creates, where they are known, and their places.
    pub(super) roles: Vec<(String, Option<Span>)>,
    /// Of each policy that it puts into a role, the role's name and its own, where they are known, and its place.
    pub(super) role_policies: Vec<(String, String, Option<Span>)>,
}

/// A private name that an endpoint claims.
#[derive(Clone)]
pub(super) struct PrivateName {
    pub(super) vpc: Value,
    /// The service's name.
    pub(super) name: String,
    pub(super) span: Option<Span>,
}

impl Footprint {
    pub(super) fn of(plan: &Plan) -> Self {
        let private_dns = plan.interface_endpoints().filter(|(_, endpoint)| {
            let known = endpoint.service.is_known()
                && (endpoint.vpc.is_identified() || !matches!(endpoint.vpc, Value::Unknown(_)));
            known && endpoint.private_dns == Some(true)
        });
        let private_dns: Vec<_> = private_dns.filter_map(|(at, it)| private_name(plan, it, at.span)).collect();
        let mut seen = BTreeSet::new();
        let claims_twice = !private_dns.iter().all(|it| seen.insert((&it.vpc, &it.name)));
        Self {
            region: plan.region,
            interfaces: plan.interface_endpoints().filter(|(_, endpoint)| endpoint.service.is_known()).count(),
            gateways: plan.gateway_endpoints().filter(|(_, gateway)| gateway.service.is_known()).count(),
            last_interface: plan.interface_endpoints().last().and_then(|(resource, _)| resource.span),
            last_gateway: plan.gateway_endpoints().last().and_then(|(resource, _)| resource.span),
            claims_twice,
            private_dns,
            gateway_routes: plan.gateway_endpoints().filter_map(|(at, it)| routes(plan, it, at.span)).collect(),
            roles: plan.resources.iter().filter_map(role).collect(),
            role_policies: plan.resources.iter().filter_map(|it| role_policy(plan, it)).collect(),
        }
    }
}

impl Footprint {
    /// All its places.
    pub(super) fn places(&mut self) -> impl Iterator<Item = &mut Span> {
        let ends = [&mut self.last_interface, &mut self.last_gateway].into_iter();
        let all = ends
            .chain(self.private_dns.iter_mut().map(|it| &mut it.span))
            .chain(self.gateway_routes.iter_mut().map(|(_, _, span)| span))
            .chain(self.roles.iter_mut().map(|(_, span)| span))
            .chain(self.role_policies.iter_mut().map(|(_, _, span)| span));
        all.flatten()
    }

    /// Without what is in no VPC.
    pub(super) fn without_roles(&mut self) {
        self.roles.clear();
        self.role_policies.clear();
    }
}

fn private_name(plan: &Plan, endpoint: &InterfaceEndpoint, span: Option<Span>) -> Option<PrivateName> {
    Some(PrivateName { name: endpoint.service.name(plan.region)?, vpc: endpoint.vpc.clone(), span })
}

fn routes(plan: &Plan, gateway: &GatewayEndpoint, span: Option<Span>) -> Option<(String, Vec<Value>, Option<Span>)> {
    let tables = gateway.route_tables.items().iter().filter(|table| table.is_identified()).cloned().collect();
    Some((gateway.service.name(plan.region)?, tables, span))
}

fn role(resource: &Resource) -> Option<(String, Option<Span>)> {
    let ResourceKind::Role(role) = &resource.kind else { return None };
    role.name.as_literal().map(|name| (name.to_owned(), resource.span))
}

fn role_policy(plan: &Plan, resource: &Resource) -> Option<(String, String, Option<Span>)> {
    let ResourceKind::RolePolicy(policy) = &resource.kind else { return None };
    let role = plan.role_of(policy).as_literal()?.to_owned();
    // A managed policy has an ARN. One that is attached twice overwrites nothing.
    let name = policy.name.as_literal().filter(|name| !name.starts_with("arn:"))?;
    Some((role, name.to_owned(), resource.span))
}
