//! Input: a plan.
//! Output: its [`Footprint`]: what may collide with other plans.
//! Never: keeps the plan, which takes more memory than everything else.

use crate::aws::Region;
use crate::plan::{EndpointService, GatewayEndpoint, Plan, ResourceKind, Value};

/// What of a plan may collide with other plans of a command.
pub struct Footprint {
    pub(super) region: Option<&'static Region>,
    pub(super) interfaces: usize,
    pub(super) gateways: usize,
    /// The VPC and the service's name of each interface endpoint with private DNS, where they are known.
    pub(super) private_dns: Vec<(Value, EndpointService)>,
    /// The service's name and the known route tables of each gateway endpoint.
    pub(super) gateway_routes: Vec<(String, Vec<Value>)>,
    /// The names of the roles that it creates, where they are known.
    pub(super) roles: Vec<String>,
    /// Of each policy that it puts into a role, the role's name and its own, where they are known.
    pub(super) role_policies: Vec<(String, String)>,
}

impl Footprint {
    pub(super) fn of(plan: &Plan) -> Self {
        let private_dns = plan.interface_endpoints().filter(|(_, endpoint)| {
            let known =
                !matches!(endpoint.service, EndpointService::Unknown(_)) && !matches!(endpoint.vpc, Value::Unknown(_));
            known && endpoint.private_dns == Some(true)
        });
        Self {
            region: plan.region,
            interfaces: plan
                .interface_endpoints()
                .filter(|(_, endpoint)| !matches!(endpoint.service, EndpointService::Unknown(_)))
                .count(),
            gateways: plan.gateway_endpoints().count(),
            private_dns: private_dns.map(|(_, it)| (it.vpc.clone(), it.service.clone())).collect(),
            gateway_routes: plan.gateway_endpoints().filter_map(|(_, it)| routes(plan, it)).collect(),
            roles: plan.resources.iter().filter_map(|it| role(&it.kind)).collect(),
            role_policies: plan.resources.iter().filter_map(|it| role_policy(plan, &it.kind)).collect(),
        }
    }
}

impl Footprint {
    /// Without what is in no VPC.
    pub(super) fn without_roles(&mut self) {
        self.roles.clear();
        self.role_policies.clear();
    }
}

fn routes(plan: &Plan, gateway: &GatewayEndpoint) -> Option<(String, Vec<Value>)> {
    let tables = gateway.route_tables.items().iter().filter(|table| table.is_known()).cloned().collect();
    Some((gateway.service.name(plan.region)?, tables))
}

fn role(kind: &ResourceKind) -> Option<String> {
    let ResourceKind::Role(role) = kind else { return None };
    role.name.as_literal().map(str::to_owned)
}

fn role_policy(plan: &Plan, kind: &ResourceKind) -> Option<(String, String)> {
    let ResourceKind::RolePolicy(policy) = kind else { return None };
    let of_plan = matches!(policy.role, Value::Attribute(..));
    let role = if of_plan { plan.role_name(policy) } else { policy.role.as_literal()?.to_owned() };
    Some((role, policy.name.as_literal()?.to_owned()))
}
