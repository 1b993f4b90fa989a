//! Input: what AWS says of VPC endpoints.
//! Output: interface and gateway endpoints of a plan, each with its policy.
//! Never: takes an endpoint that is being deleted, or never came up, for one that is there.

use super::here::Here;
use super::network::resource;
use super::policy::{in_map, in_text};
use super::printed::Kind;
use super::words::{items, name, switch, text, value};
use crate::aws::Service;
use crate::document::Node;
use crate::plan::{
    EndpointService, Fault, GatewayEndpoint, InterfaceEndpoint, IpAddressType, List, Plan, Policy, PolicyId, Property,
    Resource, ResourceKind, Unfit, Value, Why, broken_state,
};

const PLACES: &[(Property, &str)] = &[
    (Property::ServiceName, "ServiceName"),
    (Property::PrivateDnsEnabled, "PrivateDnsEnabled"),
    (Property::SubnetIds, "SubnetIds"),
    (Property::SecurityGroupIds, "Groups"),
    (Property::RouteTableIds, "RouteTableIds"),
    (Property::PolicyDocument, "PolicyDocument"),
];

/// Adds the endpoints of the VPC. Where no file tells them, there is one of an unknown service: any may be there.
pub(super) fn read(here: &Here, plan: &mut Plan) {
    if !here.printed.has(Kind::Endpoints) {
        unknown(plan);
        return;
    }
    for endpoint in here.of(Kind::Endpoints) {
        let Some(id) = text(endpoint, "VpcEndpointId") else { continue };
        let service = service(here, endpoint);
        if let Some(state) = broken_state(text(endpoint, "State")) {
            let span = endpoint.get("State").map(|said| said.span);
            let fault = Fault::State(state);
            plan.surroundings.unfit.push(Unfit { name: id.to_owned(), service, fault, span });
            continue;
        }
        let kind = match text(endpoint, "VpcEndpointType") {
            Some("Gateway") => ResourceKind::GatewayEndpoint(GatewayEndpoint {
                service,
                vpc: plan.vpc.clone(),
                addresses: text(endpoint, "IpAddressType").and_then(IpAddressType::parse),
                route_tables: ids(endpoint, "RouteTableIds"),
                policy: policy(id, endpoint, plan),
            }),
            Some("Interface") => {
                let groups = items(endpoint, "Groups").iter().filter_map(|group| text(group, "GroupId"));
                ResourceKind::InterfaceEndpoint(InterfaceEndpoint {
                    is_sure: true,
                    service,
                    vpc: plan.vpc.clone(),
                    private_dns: switch(endpoint, "PrivateDnsEnabled"),
                    addresses: text(endpoint, "IpAddressType").and_then(IpAddressType::parse),
                    subnets: ids(endpoint, "SubnetIds"),
                    security_groups: List::Items(groups.map(value).collect()),
                    policy: policy(id, endpoint, plan),
                })
            }
            // Of a load balancer, a resource or a service network.
            Some(_) | None => continue,
        };
        plan.resources.push(resource(id, kind, endpoint, "VpcEndpointId", PLACES));
    }
}

fn unknown(plan: &mut Plan) {
    let why = || Why::Unread("no file holds what `aws ec2 describe-vpc-endpoints` prints".to_owned());
    let service = || EndpointService::Unknown(why());
    let vpc = Value::Unknown(why());
    let interface = InterfaceEndpoint {
        is_sure: true,
        service: service(),
        vpc: vpc.clone(),
        private_dns: None,
        addresses: None,
        subnets: List::unknown(),
        security_groups: List::unknown(),
        policy: None,
    };
    let gateway =
        GatewayEndpoint { service: service(), vpc, addresses: None, route_tables: List::unknown(), policy: None };
    let kinds = [ResourceKind::InterfaceEndpoint(interface), ResourceKind::GatewayEndpoint(gateway)];
    for (kind, id) in kinds.into_iter().zip(["an interface endpoint", "a gateway endpoint"]) {
        plan.resources.push(Resource { id: name(id), kind, reason: None, span: None, places: Vec::new() });
    }
}

fn service(here: &Here, endpoint: &Node) -> EndpointService {
    let Some(named) = text(endpoint, "ServiceName") else { return EndpointService::unknown() };
    let is_named =
        |service: &Service, name: &str| here.region.is_some_and(|region| service.endpoint_service_name(region) == name);
    let known = Service::ALL.iter().copied().find(|service| is_named(service, named));
    known.map_or_else(|| EndpointService::Named(named.to_owned()), EndpointService::Known)
}

fn ids(endpoint: &Node, key: &str) -> List {
    List::Items(items(endpoint, key).iter().filter_map(Node::text).map(value).collect())
}

/// The policy, which AWS prints as the text of a document.
fn policy(id: &str, endpoint: &Node, plan: &mut Plan) -> Option<PolicyId> {
    let said = endpoint.get("PolicyDocument")?;
    let policy = PolicyId::Named(id.to_owned());
    let document = if said.entries().is_some() { in_map(said) } else { in_text(said) };
    plan.policies.extend(document.map(|document| Policy { id: policy.clone(), document }));
    Some(policy)
}
