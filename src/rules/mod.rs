//! Comes in: the blocks of a command, and their plans.
//! Goes out: what breaks a documented rule, with `accept` worked in; and the rules' cards.
//! Never: changes a plan, or takes what is not known for kept or for broken.
//!
//! A rule is one file: its card and its check. [`ALL`] lists them once.

pub mod addon_registries_shut_out;
pub mod allow_covered;
pub mod api_private_dns_off;
pub mod aws_images_stopped;
pub mod block_name;
mod bound;
pub mod call_without_endpoint;
mod check;
pub mod cidr_too_small;
pub mod container_agent_restart;
pub mod contradiction;
pub mod custom_dns;
pub mod deny_binds_endpoint_only;
pub mod dkr_private_dns;
pub mod ecr_action;
pub mod ecr_endpoint_missing;
pub mod ecr_policies_differ;
pub mod ecs_endpoint_missing;
pub mod ecs_endpoint_unneeded;
pub mod endpoint_named_in_vain;
pub mod endpoint_placement;
pub mod execution_role_exists;
pub mod execution_role_lacks_rights;
pub mod feature_endpoint_missing;
pub mod fips_unavailable;
pub mod first_pull_needs_internet;
pub mod gateway_principal;
pub mod gateway_route_twice;
pub mod https_not_admitted;
pub mod include;
pub mod ingress_too_wide;
pub mod ipv6_clients;
pub mod layer_bucket_closed;
pub mod logs_endpoint_missing;
pub mod logs_unsaid;
pub mod malformed_value;
pub mod missing_statement;
pub mod network_acl_closed;
pub mod nobody_can_pull;
pub mod nondistributable_layers;
pub mod not_decided;
pub mod not_in_tables;
pub mod own_role_shut_out;
pub mod own_zones;
pub mod partition_unconfirmed;
#[cfg(test)]
mod plans;
pub mod platform_version_retired;
pub mod platform_version_unknown;
pub mod policy_too_long;
pub mod private_dns_conflict;
pub mod private_dns_off;
pub mod pull_through_cache_unavailable;
pub mod quota;
pub mod region_unknown;
pub mod repository_elsewhere;
pub mod role_made_twice;
pub mod s3_connections_interrupted;
pub mod s3_gateway_missing;
pub mod s3_interface_instead;
pub mod s3_minimal_on_nodes;
pub mod s3_route_table_missing;
pub mod sdk_before_private_dns;
pub mod service_name_elsewhere;
pub mod service_name_unknown;
pub mod single_zone;
pub mod size_quota;
pub mod statement_without_effect;
pub mod subnets_share_zone;
pub mod syntax_error;
pub mod tasks_group_closed;
#[cfg(test)]
mod tests;
pub mod token_under_source_condition;
pub mod too_many_zones;
pub mod unchecked_own_resource;
pub mod unknown_word;
pub mod unused_accept;
pub mod vpc_dns;
pub mod vpc_range_refused;
pub mod windows_foreign_layers;

pub use bound::Bound;
pub use check::check;

use crate::aws::{Region, Service};
use crate::diagnostic::{Code, Report, Rule};
use crate::model::Block;
use crate::plan::{
    EndpointService, GatewayEndpoint, List, Plan, PolicyDocument, PolicyId, Pseudo, Resource, ResourceKind, Statement,
    Value,
};
use crate::span::Span;
use std::borrow::Cow;

/// A rule, and how it is checked.
pub struct Entry {
    /// Its card.
    pub rule: &'static Rule,
    /// Its check.
    pub check: Check,
}

/// How a rule is checked.
pub enum Check {
    /// By the stage that reads: what breaks it has no model.
    Raised,
    /// Not on specs, which cannot break it: `explain` names it for an error that AWS reports.
    Explained,
    /// On each block and its plan. The stage that reads may raise the rule, too.
    Block(fn(&Subject, &mut Report)),
    /// On the blocks of a command, one after another, by what remembers those before.
    Across(fn() -> Across),
    /// On all blocks of a command together, however many they are.
    Together(fn() -> Box<dyn Together>),
}

/// What looks at one block after another, or at one plan without a block.
pub type Across = Box<dyn FnMut(&Footprint, Option<&Block>, &mut Report)>;

/// What looks at all blocks, and reports at the end: once what many of them break together.
pub trait Together {
    /// Looks at one block, or at one plan without a block.
    fn see(&mut self, footprint: &Footprint, block: Option<&Block>);

    /// Reports what was seen.
    fn end(self: Box<Self>, report: &mut Report);
}

/// What of a plan may collide with other plans of a command.
pub struct Footprint {
    region: &'static Region,
    interfaces: usize,
    gateways: usize,
    /// The VPC and the service's name of each interface endpoint with private DNS, where they are known.
    private_dns: Vec<(Value, EndpointService)>,
    /// The service's name and the known route tables of each gateway endpoint.
    gateway_routes: Vec<(String, Vec<Value>)>,
    /// The names of the roles that it creates, where they are known.
    roles: Vec<String>,
    /// Of each policy that it puts into a role, the role's name and its own, where they are known.
    role_policies: Vec<(String, String)>,
}

impl Footprint {
    fn of(plan: &Plan) -> Self {
        let private_dns = plan.interface_endpoints().filter(|(_, endpoint)| {
            let known = endpoint.service != EndpointService::Unknown && endpoint.vpc != Value::Unknown;
            known && endpoint.private_dns == Some(true)
        });
        Self {
            region: plan.region,
            interfaces: plan.interface_endpoints().count(),
            gateways: plan.gateway_endpoints().count(),
            private_dns: private_dns.map(|(_, it)| (it.vpc.clone(), it.service.clone())).collect(),
            gateway_routes: plan.gateway_endpoints().filter_map(|(_, it)| routes(plan, it)).collect(),
            roles: plan.resources.iter().filter_map(|it| role(&it.kind)).collect(),
            role_policies: plan.resources.iter().filter_map(|it| role_policy(plan, &it.kind)).collect(),
        }
    }
}

fn routes(plan: &Plan, gateway: &GatewayEndpoint) -> Option<(String, Vec<Value>)> {
    let tables = items(&gateway.route_tables).iter().filter(|table| table.is_known()).cloned().collect();
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

/// What a rule looks at.
#[derive(Clone, Copy)]
pub struct Subject<'s> {
    /// What is derived.
    pub plan: &'s Plan,
    /// What was written; `None` of a template that ecrc did not make.
    pub block: Option<&'s Block>,
    /// How far its policies are judged.
    pub bound: &'s Bound,
}

/// Private DNS that is off.
struct Off {
    /// Where that is said.
    span: Option<Span>,
    /// It is said of all endpoints.
    of_all: bool,
}

impl Subject<'_> {
    /// Where private DNS is switched off for the endpoint of a service that is to be created.
    fn private_dns_off(&self, service: Service) -> Option<Off> {
        let (resource, _) = self.plan.endpoint(service).filter(|(_, endpoint)| endpoint.private_dns == Some(false))?;
        if self.plan.has_own_zone(service) {
            return None;
        }
        let Some(block) = self.block else { return Some(Off { span: resource.span, of_all: false }) };
        let (_, span) = block.private_dns(service);
        let of_all = !block.private_dns_of.iter().any(|of| of.service.value == service);
        Some(Off { span, of_all })
    }

    /// A document, with the partition and the region written out: those of the plan are known.
    fn policy(&self, id: &PolicyId) -> Option<Cow<'_, PolicyDocument>> {
        let document = self.plan.policy(id)?;
        if !document.values().any(leaves_region_open) {
            return Some(Cow::Borrowed(document));
        }
        let statements = document.statements.iter().map(|statement| self.statement(statement));
        Some(Cow::Owned(PolicyDocument { statements: statements.collect() }))
    }

    /// A statement, with the partition and the region written out.
    fn statement(&self, statement: &Statement) -> Statement {
        let resources = statement.resources.iter().map(|value| self.known(value)).collect();
        Statement { resources, ..statement.clone() }
    }

    fn known(&self, value: &Value) -> Value {
        match value {
            Value::Pseudo(Pseudo::Partition) => Value::literal(self.plan.region.partition.id()),
            Value::Pseudo(Pseudo::Region) => Value::literal(self.plan.region.id),
            Value::Join(parts) => Value::join(parts.iter().map(|part| self.known(part))),
            Value::Literal(_)
            | Value::Parameter(_)
            | Value::Attribute(..)
            | Value::Pseudo(Pseudo::Account)
            | Value::Unknown => value.clone(),
        }
    }

    /// The security groups of the interface endpoints. A template may hold others, which no rule is about.
    fn endpoint_groups(&self) -> Vec<&Value> {
        let groups = self.plan.interface_endpoints().map(|(_, endpoint)| items(&endpoint.security_groups));
        groups.flatten().collect()
    }

    /// The subnets that carry the interface endpoints: the private ones. A template may hold public ones, too.
    fn endpoint_subnets(&self) -> Vec<&Value> {
        let subnets = self.plan.interface_endpoints().map(|(_, endpoint)| items(&endpoint.subnets));
        subnets.flatten().collect()
    }

    /// The names of endpoint services that a template says by hand.
    fn named_services(&self) -> impl Iterator<Item = (&Resource, &str)> {
        let interfaces = self.plan.interface_endpoints().map(|(resource, endpoint)| (resource, &endpoint.service));
        let gateways = self.plan.gateway_endpoints().map(|(resource, endpoint)| (resource, &endpoint.service));
        interfaces.chain(gateways).filter_map(|(resource, service)| match service {
            EndpointService::Named(name) => Some((resource, name.as_str())),
            EndpointService::Known(_) | EndpointService::Unknown => None,
        })
    }
}

/// Whether a value holds the partition or the region as only the deployment knows it.
fn leaves_region_open(value: &Value) -> bool {
    match value {
        Value::Pseudo(Pseudo::Partition | Pseudo::Region) => true,
        Value::Join(parts) => parts.iter().any(leaves_region_open),
        Value::Literal(_)
        | Value::Parameter(_)
        | Value::Attribute(..)
        | Value::Pseudo(Pseudo::Account)
        | Value::Unknown => false,
    }
}

/// What is known to be in a list.
fn items(list: &List) -> &[Value] {
    match list {
        List::Items(items) => items,
        List::Parameter(_) | List::Unknown => &[],
    }
}

/// The rule of that code.
pub fn find(code: Code) -> Option<&'static Rule> {
    ALL.iter().map(|entry| entry.rule).find(|rule| rule.code == code)
}

/// Every rule, by code.
pub static ALL: &[Entry] = &[
    Entry { rule: &syntax_error::RULE, check: Check::Raised },
    Entry { rule: &unknown_word::RULE, check: Check::Raised },
    Entry { rule: &malformed_value::RULE, check: Check::Block(malformed_value::check) },
    Entry { rule: &missing_statement::RULE, check: Check::Raised },
    Entry { rule: &contradiction::RULE, check: Check::Raised },
    Entry { rule: &block_name::RULE, check: Check::Raised },
    Entry { rule: &include::RULE, check: Check::Raised },
    Entry { rule: &unused_accept::RULE, check: Check::Raised },
    Entry { rule: &statement_without_effect::RULE, check: Check::Block(statement_without_effect::check) },
    Entry { rule: &platform_version_unknown::RULE, check: Check::Raised },
    Entry { rule: &platform_version_retired::RULE, check: Check::Block(platform_version_retired::check) },
    Entry { rule: &ecr_endpoint_missing::RULE, check: Check::Block(ecr_endpoint_missing::check) },
    Entry { rule: &ecs_endpoint_missing::RULE, check: Check::Block(ecs_endpoint_missing::check) },
    Entry { rule: &ecs_endpoint_unneeded::RULE, check: Check::Block(ecs_endpoint_unneeded::check) },
    Entry { rule: &logs_endpoint_missing::RULE, check: Check::Block(logs_endpoint_missing::check) },
    Entry { rule: &feature_endpoint_missing::RULE, check: Check::Block(feature_endpoint_missing::check) },
    Entry { rule: &logs_unsaid::RULE, check: Check::Block(logs_unsaid::check) },
    Entry { rule: &container_agent_restart::RULE, check: Check::Block(container_agent_restart::check) },
    Entry { rule: &dkr_private_dns::RULE, check: Check::Block(dkr_private_dns::check) },
    Entry { rule: &api_private_dns_off::RULE, check: Check::Block(api_private_dns_off::check) },
    Entry { rule: &sdk_before_private_dns::RULE, check: Check::Block(sdk_before_private_dns::check) },
    Entry { rule: &custom_dns::RULE, check: Check::Block(custom_dns::check) },
    Entry { rule: &vpc_dns::RULE, check: Check::Block(vpc_dns::check) },
    Entry { rule: &private_dns_conflict::RULE, check: Check::Together(private_dns_conflict::check) },
    Entry { rule: &endpoint_named_in_vain::RULE, check: Check::Block(endpoint_named_in_vain::check) },
    Entry { rule: &private_dns_off::RULE, check: Check::Block(private_dns_off::check) },
    Entry { rule: &own_zones::RULE, check: Check::Block(own_zones::check) },
    Entry { rule: &https_not_admitted::RULE, check: Check::Block(https_not_admitted::check) },
    Entry { rule: &ingress_too_wide::RULE, check: Check::Block(ingress_too_wide::check) },
    Entry { rule: &single_zone::RULE, check: Check::Block(single_zone::check) },
    Entry { rule: &cidr_too_small::RULE, check: Check::Raised },
    Entry { rule: &unchecked_own_resource::RULE, check: Check::Block(unchecked_own_resource::check) },
    Entry { rule: &endpoint_placement::RULE, check: Check::Block(endpoint_placement::check) },
    Entry { rule: &subnets_share_zone::RULE, check: Check::Block(subnets_share_zone::check) },
    Entry { rule: &ipv6_clients::RULE, check: Check::Block(ipv6_clients::check) },
    Entry { rule: &vpc_range_refused::RULE, check: Check::Block(vpc_range_refused::check) },
    Entry { rule: &too_many_zones::RULE, check: Check::Block(too_many_zones::check) },
    Entry { rule: &tasks_group_closed::RULE, check: Check::Explained },
    Entry { rule: &network_acl_closed::RULE, check: Check::Explained },
    Entry { rule: &s3_gateway_missing::RULE, check: Check::Block(s3_gateway_missing::check) },
    Entry { rule: &s3_route_table_missing::RULE, check: Check::Block(s3_route_table_missing::check) },
    Entry { rule: &layer_bucket_closed::RULE, check: Check::Block(layer_bucket_closed::check) },
    Entry { rule: &s3_connections_interrupted::RULE, check: Check::Block(s3_connections_interrupted::check) },
    Entry { rule: &s3_interface_instead::RULE, check: Check::Block(s3_interface_instead::check) },
    Entry { rule: &s3_minimal_on_nodes::RULE, check: Check::Block(s3_minimal_on_nodes::check) },
    Entry { rule: &gateway_principal::RULE, check: Check::Block(gateway_principal::check) },
    Entry { rule: &gateway_route_twice::RULE, check: Check::Across(gateway_route_twice::check) },
    Entry { rule: &allow_covered::RULE, check: Check::Block(allow_covered::check) },
    Entry { rule: &nobody_can_pull::RULE, check: Check::Block(nobody_can_pull::check) },
    Entry { rule: &ecr_action::RULE, check: Check::Raised },
    Entry { rule: &repository_elsewhere::RULE, check: Check::Block(repository_elsewhere::check) },
    Entry { rule: &policy_too_long::RULE, check: Check::Block(policy_too_long::check) },
    Entry { rule: &ecr_policies_differ::RULE, check: Check::Block(ecr_policies_differ::check) },
    Entry { rule: &deny_binds_endpoint_only::RULE, check: Check::Block(deny_binds_endpoint_only::check) },
    Entry { rule: &token_under_source_condition::RULE, check: Check::Block(token_under_source_condition::check) },
    Entry { rule: &aws_images_stopped::RULE, check: Check::Block(aws_images_stopped::check) },
    Entry { rule: &execution_role_exists::RULE, check: Check::Block(execution_role_exists::check) },
    Entry { rule: &own_role_shut_out::RULE, check: Check::Block(own_role_shut_out::check) },
    Entry { rule: &addon_registries_shut_out::RULE, check: Check::Block(addon_registries_shut_out::check) },
    Entry { rule: &execution_role_lacks_rights::RULE, check: Check::Explained },
    Entry { rule: &role_made_twice::RULE, check: Check::Across(role_made_twice::check) },
    // Behind the rules that ask.
    Entry { rule: &not_decided::RULE, check: Check::Block(not_decided::check) },
    Entry { rule: &windows_foreign_layers::RULE, check: Check::Block(windows_foreign_layers::check) },
    Entry { rule: &nondistributable_layers::RULE, check: Check::Block(nondistributable_layers::check) },
    Entry { rule: &first_pull_needs_internet::RULE, check: Check::Block(first_pull_needs_internet::check) },
    Entry { rule: &pull_through_cache_unavailable::RULE, check: Check::Block(pull_through_cache_unavailable::check) },
    Entry { rule: &call_without_endpoint::RULE, check: Check::Explained },
    Entry { rule: &region_unknown::RULE, check: Check::Raised },
    Entry { rule: &partition_unconfirmed::RULE, check: Check::Block(partition_unconfirmed::check) },
    Entry { rule: &service_name_elsewhere::RULE, check: Check::Block(service_name_elsewhere::check) },
    Entry { rule: &service_name_unknown::RULE, check: Check::Block(service_name_unknown::check) },
    Entry { rule: &not_in_tables::RULE, check: Check::Block(not_in_tables::check) },
    Entry { rule: &fips_unavailable::RULE, check: Check::Explained },
    Entry { rule: &quota::RULE, check: Check::Across(quota::check) },
    Entry { rule: &size_quota::RULE, check: Check::Block(size_quota::check) },
];
