//! Input: the endpoints of a template, and what other resources give them.
//! Output: interface and gateway endpoints of a plan, each with its policy.
//! Never: takes an endpoint that a module may make for one that is missing.

use super::attached::Attached;
use super::network::resource;
use super::reading::{Reading, get, target, why};
use super::service::{service, text_of};
use super::vpcs::{ENDPOINT, Vpc};
use crate::aws::Service;
use crate::plan::{
    EndpointService, GatewayEndpoint, InterfaceEndpoint, IpAddressType, List, Plan, Policy, PolicyId, Property,
    Resource, ResourceId, ResourceKind, Target, Value, Why,
};
use crate::template::evaluated;

/// Which kind an endpoint is of.
#[derive(PartialEq, Eq)]
enum Type {
    Interface,
    Gateway,
    /// Of a load balancer, a resource or a service network: no service of AWS's.
    Other,
}

/// Adds the endpoints of a VPC.
pub(super) fn lift(reading: &Reading, vpc: &Vpc, plan: &mut Plan) {
    for endpoint in reading.of_types(ENDPOINT).filter(|it| vpc.holds(reading, get(it, Property::VpcId))) {
        let of = service(get(endpoint, Property::ServiceName), reading.region);
        let mut attached = Attached::to(reading, endpoint);
        let policy = policy(reading, endpoint, &attached, plan);
        let kind = match type_of(endpoint, &of) {
            Type::Interface => ResourceKind::InterfaceEndpoint(InterfaceEndpoint {
                service: of,
                vpc: plan.vpc.clone(),
                private_dns: private_dns(endpoint, &attached),
                addresses: addresses(endpoint),
                policy,
                security_groups: attached.groups(
                    reading.list(get(endpoint, Property::SecurityGroupIds)),
                    plan.surroundings.default_group.as_ref(),
                ),
                subnets: attached.subnets.to(subnets(reading, endpoint)),
            }),
            Type::Gateway => ResourceKind::GatewayEndpoint(GatewayEndpoint {
                service: of,
                vpc: plan.vpc.clone(),
                addresses: addresses(endpoint),
                route_tables: attached.tables.to(reading.list(get(endpoint, Property::RouteTableIds))),
                policy,
            }),
            Type::Other => continue,
        };
        let said = [
            Property::ServiceName,
            Property::VpcId,
            Property::PrivateDnsEnabled,
            Property::IpAddressType,
            Property::SubnetIds,
            Property::SecurityGroupIds,
            Property::RouteTableIds,
            Property::PolicyDocument,
        ];
        plan.resources.push(resource(endpoint, kind, &said));
    }
    for module in &reading.evaluated.modules {
        let kind = ResourceKind::InterfaceEndpoint(InterfaceEndpoint {
            service: EndpointService::Unknown(Why::Because(module.why.to_string())),
            vpc: Value::Unknown(Why::Because(module.why.to_string())),
            private_dns: None,
            addresses: None,
            subnets: List::unknown(),
            security_groups: List::unknown(),
            policy: None,
        });
        let id = ResourceId::Named(module.address.clone());
        plan.resources.push(Resource { id, kind, reason: None, span: Some(module.span), places: Vec::new() });
    }
}

/// The addresses, IPv4 where nothing is said.
fn addresses(endpoint: &evaluated::Resource) -> Option<IpAddressType> {
    let Some(said) = get(endpoint, Property::IpAddressType).filter(|said| !said.is_null()) else {
        return Some(IpAddressType::Ipv4);
    };
    said.as_text().and_then(|text| IpAddressType::parse(&text))
}

/// A gateway endpoint, where nothing is said: it is the default in both languages. Where a type is said that is not
/// known, the service tells: S3's is a gateway more often than not.
fn type_of(endpoint: &evaluated::Resource, service: &EndpointService) -> Type {
    let Some(said) = get(endpoint, Property::VpcEndpointType) else { return Type::Gateway };
    match text_of(said).as_deref() {
        Some("Interface") => Type::Interface,
        Some("Gateway") => Type::Gateway,
        Some(_) => Type::Other,
        None if *service == EndpointService::Known(Service::S3) => Type::Gateway,
        None => Type::Interface,
    }
}

/// The subnets; none are not known, where it may be a gateway.
fn subnets(reading: &Reading, endpoint: &evaluated::Resource) -> List {
    match (get(endpoint, Property::SubnetIds), get(endpoint, Property::VpcEndpointType)) {
        (None, Some(kind)) if text_of(kind).is_none() => List::Unknown(why(kind)),
        (said, _) => reading.list(said),
    }
}

/// Off by default in Terraform. What CloudFormation does where nothing is said, its reference does not say.
fn private_dns(endpoint: &evaluated::Resource, attached: &Attached) -> Option<bool> {
    if attached.private_dns.is_some() {
        return attached.private_dns;
    }
    match get(endpoint, Property::PrivateDnsEnabled) {
        Some(said) => said.as_bool(),
        None => (target(endpoint) == Target::TerraformJson).then_some(false),
    }
}

/// The policy of an endpoint; `None` where it has none, which is AWS's full access.
fn policy(reading: &Reading, endpoint: &evaluated::Resource, attached: &Attached, plan: &mut Plan) -> Option<PolicyId> {
    let said = ["PolicyDocument", "policy"].into_iter().find_map(|key| endpoint.properties.get(key));
    let said = attached.policy.or(said).filter(|policy| !policy.is_null())?;
    let policy = PolicyId::Named(endpoint.address.clone());
    if let Some(document) = reading.document(said) {
        plan.policies.push(Policy { id: policy.clone(), document });
    }
    Some(policy)
}
