//! Input: the endpoints of a template, and what other resources give them.
//! Output: interface and gateway endpoints of a plan, each with its policy.
//! Never: takes an endpoint that a module may make for one that is missing.

use super::attached::Attached;
use super::network::resource;
use super::reading::{Reading, block, first, get, target, why};
use super::service::{service, text_of};
use super::unread;
use super::vpcs::{ENDPOINT, Vpc, vpc_of};
use crate::aws::Service;
use crate::aws::service_name::OWN;
use crate::plan::{
    self, EndpointService, Fault, GatewayEndpoint, InterfaceEndpoint, IpAddressType, List, Plan, Policy, PolicyId,
    Property, Resource, ResourceId, ResourceKind, Target, Unfit, Why, broken_state,
};
use crate::span::Span;
use crate::template::evaluated;
use crate::template::value::Value;

/// Which kind an endpoint is of.
#[derive(PartialEq, Eq)]
enum Type {
    Interface,
    Gateway,
    /// Another one, which no service of AWS's has, or none that there is.
    Other(String),
}

/// Adds the endpoints of a VPC.
pub(super) fn lift(reading: &Reading, vpc: &Vpc, plan: &mut Plan) {
    let unread = unread::all(reading);
    for endpoint in reading.of_types(ENDPOINT) {
        let said = vpc_of(reading, endpoint);
        if !vpc.holds(reading, said) {
            plan.resources
                .extend(said.filter(|said| vpc.may_hold(reading, said)).map(|it| perhaps(reading, endpoint, it)));
            continue;
        }
        let of = abroad(endpoint, service(get(endpoint, Property::ServiceName), reading), reading);
        // A state of Terraform has what AWS says.
        let state = endpoint.properties.get("state");
        if let Some(broken) = broken_state(state.and_then(Value::as_text).as_deref()) {
            unfit(endpoint, of, Fault::State(broken), state, plan);
            continue;
        }
        let mut attached = Attached::to(reading, endpoint);
        // CloudFormation has no resources that attach something to an endpoint.
        for unread in unread.iter().filter(|_| target(endpoint) == Target::TerraformJson) {
            let is_it = |given: &&Value| reading.named(given).is_some_and(|named| named.address == endpoint.address);
            if let Some(given) = unread.given.iter().copied().find(is_it) {
                attached.open(unread.address, given);
            }
        }
        let policy = policy(reading, endpoint, &attached, plan);
        // Zones of the user's own may serve some of them.
        let is_several = !of.is_known() && matches!(endpoint.exists, evaluated::Exists::Several(_));
        let kind = match type_of(endpoint, &of) {
            Type::Interface => ResourceKind::InterfaceEndpoint(InterfaceEndpoint {
                is_sure: !has_open_type(endpoint),
                service: of,
                vpc: plan.vpc.clone(),
                private_dns: private_dns(endpoint, &attached).filter(|_| !has_open_type(endpoint) && !is_several),
                inbound_only: inbound_only(endpoint),
                addresses: addresses(endpoint),
                policy,
                security_groups: attached.groups(
                    reading.list(get(endpoint, Property::SecurityGroupIds)),
                    plan.surroundings.default_group.as_ref(),
                ),
                subnets: attached.subnets.to(subnets(reading, endpoint)),
            }),
            Type::Gateway => ResourceKind::GatewayEndpoint(GatewayEndpoint {
                service: match get(endpoint, Property::VpcEndpointType).filter(|_| has_open_type(endpoint)) {
                    Some(said) => EndpointService::Unknown(why(said)),
                    None => of,
                },
                vpc: plan.vpc.clone(),
                addresses: addresses(endpoint),
                route_tables: attached.tables.to(reading.list(get(endpoint, Property::RouteTableIds))),
                policy,
            }),
            Type::Other(said) => {
                // A service that somebody keeps has types that AWS's do not have.
                if !matches!(&of, EndpointService::Named(name) if name.contains(OWN)) {
                    unfit(endpoint, of, Fault::Type(said), get(endpoint, Property::VpcEndpointType), plan);
                }
                continue;
            }
        };
        let said = [
            Property::ServiceName,
            Property::VpcEndpointType,
            Property::VpcId,
            Property::PrivateDnsEnabled,
            Property::IpAddressType,
            Property::SubnetIds,
            Property::SecurityGroupIds,
            Property::RouteTableIds,
            Property::PolicyDocument,
        ];
        let mut made = resource(endpoint, kind, &said);
        if let Some(policy) = attached.policy {
            made.places.retain(|(property, _)| *property != Property::PolicyDocument);
            made.places.push((Property::PolicyDocument, policy.span));
        }
        plan.resources.push(made);
    }
    for unread in unread.iter().filter(|unread| unread.may_make_in(reading, vpc)) {
        let service = EndpointService::Unknown(Why::Unread(unread.why.clone()));
        plan.resources.extend(stand_ins(unread.address, unread.span, &service));
    }
}

/// What stands for an endpoint of which it is not known whether it is in the VPC.
fn perhaps(reading: &Reading, endpoint: &evaluated::Resource, vpc: &Value) -> Resource {
    let of = service(get(endpoint, Property::ServiceName), reading);
    let kind = type_of(endpoint, &of);
    let why = Why::Unread(format!("whether it is in this VPC is not known: {}", why(vpc)));
    let like = match of {
        EndpointService::Known(service) => match reading.region {
            Some(region) => service.endpoint_service_name(region),
            None => format!("*.{}", service.name()),
        },
        EndpointService::Named(like) | EndpointService::Abroad(like) | EndpointService::Like(like, _) => like,
        EndpointService::Unknown(_) => "*".to_owned(),
    };
    let [interface, gateway] = stand_ins(&endpoint.address, endpoint.span, &EndpointService::Like(like, why));
    if kind == Type::Gateway { Resource { id: interface.id, ..gateway } } else { interface }
}

/// What stands for endpoints of services that are not known, which something makes that is not read.
fn stand_ins(address: &str, span: Span, service: &EndpointService) -> [Resource; 2] {
    let vpc = || service.why().map_or_else(plan::Value::unknown, |why| plan::Value::Unknown(why.clone()));
    let interface = ResourceKind::InterfaceEndpoint(InterfaceEndpoint {
        is_sure: true,
        service: service.clone(),
        vpc: vpc(),
        private_dns: None,
        inbound_only: None,
        addresses: None,
        subnets: List::unknown(),
        security_groups: List::unknown(),
        policy: None,
    });
    let gateway = ResourceKind::GatewayEndpoint(GatewayEndpoint {
        service: service.clone(),
        vpc: vpc(),
        addresses: None,
        route_tables: List::unknown(),
        policy: None,
    });
    let named = |name: String, kind| Resource {
        id: ResourceId::Named(name),
        kind,
        reason: None,
        span: Some(span),
        places: Vec::new(),
    };
    [named(address.to_owned(), interface), named(format!("{address}.gateway"), gateway)]
}

/// Adds an endpoint that carries nothing, as these words say.
fn unfit(
    endpoint: &evaluated::Resource,
    service: EndpointService,
    fault: Fault,
    said: Option<&Value>,
    plan: &mut Plan,
) {
    let span = said.map_or(endpoint.span, |said| said.span);
    let name = endpoint.address.clone();
    plan.surroundings.unfit.push(Unfit { name, service, fault, span: Some(span) });
}

/// The service, of another region where `ServiceRegion` says one.
fn abroad(endpoint: &evaluated::Resource, of: EndpointService, reading: &Reading) -> EndpointService {
    let Some(said) = first(&endpoint.properties, &["ServiceRegion", "service_region"]) else { return of };
    match (said.as_text(), reading.region, of) {
        (Some(said), Some(here), EndpointService::Named(name)) if said != here.id => EndpointService::Abroad(name),
        (None, _, EndpointService::Named(_)) => EndpointService::Unknown(why(said)),
        (_, _, of) => of,
    }
}

/// Whether private DNS answers only those who ask from outside of the VPC, if that is said.
fn inbound_only(endpoint: &evaluated::Resource) -> Option<bool> {
    let options = block(&endpoint.properties, "DnsOptions", "dns_options")?;
    let keys = ["PrivateDnsOnlyForInboundResolverEndpoint", "private_dns_only_for_inbound_resolver_endpoint"];
    // CloudFormation has words for it, Terraform a truth value.
    match first(options, &keys)?.as_text()?.as_str() {
        "OnlyInboundResolver" | "true" => Some(true),
        "AllResolvers" | "false" => Some(false),
        _ => None,
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
        Some(other) => Type::Other(other.to_owned()),
        None if *service == EndpointService::Known(Service::S3) => Type::Gateway,
        None => Type::Interface,
    }
}

/// Whether it is not known of which type an endpoint is.
fn has_open_type(endpoint: &evaluated::Resource) -> bool {
    get(endpoint, Property::VpcEndpointType).is_some_and(|said| text_of(said).is_none())
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
        None => (target(endpoint) == Target::TerraformJson && !attached.is_open).then_some(false),
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
