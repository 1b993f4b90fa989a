//! Input: what AWS says of VPC endpoints.
//! Output: interface and gateway endpoints of a plan, each with its policy, and what is not known of them.
//! Never: takes an endpoint that is being deleted, or never came up, for one that is there.

use super::gaps::Unknown;
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

/// Adds the endpoints of the VPC. Where no file tells them all, there is one of an unknown service: any may be there.
pub(super) fn read(here: &Here, vpc: &Node, plan: &mut Plan) -> Option<Unknown> {
    listed(here, plan);
    routed(here, plan);
    let hidden = owner(here, vpc).filter(|_| here.of(Kind::Endpoints).next().is_none());
    if !here.printed.is_whole(Kind::Endpoints) || hidden.is_some() {
        unknown(plan);
    }
    let owner = hidden.filter(|_| here.printed.has(Kind::Endpoints))?;
    let (account, command) = (owner.text()?, Kind::Endpoints.command());
    let why = format!("only the owner of the VPC, `{account}`, can describe them: add what `{command}` prints there");
    Some(Unknown { what: format!("the endpoints of {}", here.id), why, span: owner.span })
}

/// What says the owner of the VPC, if that is another account than the one whose services and roles the files tell of:
/// whom a VPC is shared with cannot describe its endpoints.
/// <https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html>, read 2026-11-30.
fn owner<'n>(here: &Here, vpc: &'n Node) -> Option<&'n Node> {
    let owner = vpc.get("OwnerId")?;
    let arns = |kind, key: &'static str| here.printed.of(kind).filter_map(move |node| text(node, key));
    let roles = here.printed.of(Kind::Role).filter_map(|node| text(node.get("Role")?, "Arn"));
    let tasks =
        here.printed.of(Kind::TaskDefinition).filter_map(|node| text(node.get("taskDefinition")?, "taskDefinitionArn"));
    let arns = arns(Kind::Services, "serviceArn").chain(arns(Kind::Services, "clusterArn")).chain(tasks).chain(roles);
    let mut accounts = arns.filter_map(|arn| arn.split(':').nth(4)).peekable();
    let is_other = accounts.peek().is_some() && accounts.all(|account| Some(account) != owner.text());
    is_other.then_some(owner)
}

/// Adds the gateways that no file lists, and that routes lead to.
fn routed(here: &Here, plan: &mut Plan) {
    let mut found: Vec<(&Node, Option<&str>, Vec<Value>)> = Vec::new();
    for table in here.of(Kind::RouteTables) {
        for route in items(table, "Routes").iter().filter(|route| text(route, "State") == Some("active")) {
            let (Some(list), Some(gateway)) = (text(route, "DestinationPrefixListId"), route.get("GatewayId")) else {
                continue;
            };
            let id = gateway.text().unwrap_or_default();
            let is_listed = here.of(Kind::Endpoints).any(|endpoint| text(endpoint, "VpcEndpointId") == Some(id));
            if !id.starts_with("vpce-") || is_listed {
                continue;
            }
            let table = text(table, "RouteTableId").map(value);
            match found.iter_mut().find(|(known, ..)| known.text() == gateway.text()) {
                Some((_, _, tables)) => tables.extend(table.filter(|table| !tables.contains(table))),
                None => found.push((gateway, list_name(here, list), table.into_iter().collect())),
            }
        }
    }
    for (gateway, list, tables) in found {
        let id = gateway.text().unwrap_or_default();
        let why = || Why::Because("no file says for which service it is".to_owned());
        let kind = ResourceKind::GatewayEndpoint(GatewayEndpoint {
            // The list of a service has the name of its endpoints' service.
            service: list.map_or_else(|| EndpointService::Unknown(why()), |name| service_named(here, name)),
            vpc: plan.vpc.clone(),
            addresses: None,
            route_tables: List::Items(tables),
            policy: Some(PolicyId::Named(id.to_owned())),
        });
        plan.resources.push(Resource {
            id: name(id),
            kind,
            reason: None,
            span: Some(gateway.span),
            places: Vec::new(),
        });
    }
}

/// The name of a prefix list.
fn list_name<'p>(here: &Here<'p>, id: &str) -> Option<&'p str> {
    let mut lists = here.printed.of(Kind::PrefixLists);
    lists.find(|list| text(list, "PrefixListId") == Some(id)).and_then(|list| text(list, "PrefixListName"))
}

/// Adds the endpoints that the files list.
fn listed(here: &Here, plan: &mut Plan) {
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
                    inbound_only: endpoint
                        .get("DnsOptions")
                        .and_then(|options| switch(options, "PrivateDnsOnlyForInboundResolverEndpoint")),
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
        inbound_only: None,
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
    let region = text(endpoint, "ServiceRegion");
    if here.region.is_some_and(|here| region.is_some_and(|region| region != here.id)) {
        return EndpointService::Abroad(named.to_owned());
    }
    service_named(here, named)
}

fn service_named(here: &Here, named: &str) -> EndpointService {
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
