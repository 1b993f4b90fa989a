//! Input: a block's model.
//! Output: the derived plan; every resource with its reason.
//! Never: fails; the rules read the plan and report what is wrong with it.

use super::around::{existing, own_zones};
use super::needs::{Need, needs};
use super::{access, execution_role, outputs, tasks};
use crate::aws::{PrincipalName, Service};
use crate::cards;
use crate::plan::{
    self, Attribute, EndpointService, GatewayEndpoint, Ingress, InterfaceEndpoint, IpAddressType, List, Parameter,
    Peer, Plan, Policy, PolicyId, Ports, Property, Reason, Resource, ResourceId, ResourceKind, Role, RolePolicy,
    RouteTable, RouteTableAssociation, SecurityGroup, Subnet, Surroundings, Value, Zone,
};
use crate::span::{Span, Spanned};
use crate::spec::model::{Block, Client, EndpointKey, PrivateDns, Vpc};
use std::borrow::Cow;

/// What follows from a block.
pub fn plan(block: &Block) -> Plan {
    let needs = needs(block);
    let mut plan = Plan {
        region: Some(block.region.value),
        vpc: vpc(block),
        resources: Vec::new(),
        policies: Vec::new(),
        outputs: Vec::new(),
        tags: block.tags.iter().map(|tag| (tag.key.value.clone(), tag.value.value.clone())).collect(),
        name: block.name_tag.as_ref().map(|name| name.value.clone()),
        surroundings: Surroundings {
            workload: block.workload.clone(),
            existing: existing(block),
            own_zones: own_zones(block, &needs),
            custom_dns: block.custom_dns,
            ..Surroundings::default()
        },
    };
    plan.tags.sort();
    let needs: Vec<Need> = needs
        .into_iter()
        .filter(|need| !plan.surroundings.existing.iter().any(|existing| need.key.is(existing.service)))
        .collect();
    network(block, &mut plan);
    if needs.iter().any(|need| !need.key.is_gateway()) {
        security_group(block, &mut plan);
    }
    for need in needs {
        endpoint(block, need, &mut plan);
    }
    tasks::egress(block, &mut plan);
    execution_roles(block, &mut plan);
    outputs::outputs(block, &mut plan);
    plan.policies.sort_by(|a, b| a.id.cmp(&b.id));
    plan
}

fn vpc(block: &Block) -> Value {
    match &block.vpc {
        Vpc::Unsaid => Value::Parameter(Parameter::VpcId),
        Vpc::Existing(id) => Value::literal(id.value.to_string()),
        Vpc::New { .. } => Value::Attribute(ResourceId::Vpc, Attribute::Id),
    }
}

fn add(plan: &mut Plan, id: ResourceId, kind: ResourceKind, reason: Reason, span: Option<Span>) {
    plan.resources.push(Resource { id, kind, reason: Some(reason), span, places: Vec::new() });
}

/// Where properties of the resource that was added last are said.
fn said<const N: usize>(plan: &mut Plan, places: [(Property, Option<Span>); N]) {
    if let Some(resource) = plan.resources.last_mut() {
        resource.places.extend(places.into_iter().filter_map(|(property, span)| Some((property, span?))));
    }
}

fn reason(rule: &'static crate::diagnostic::Rule, sentence: impl Into<Cow<'static, str>>) -> Reason {
    Reason { rule, sentence: sentence.into() }
}

fn attribute(id: ResourceId) -> Value {
    Value::Attribute(id, Attribute::Id)
}

/// `vpc new`: the VPC, a private subnet a zone, one route table.
fn network(block: &Block, plan: &mut Plan) {
    let Vpc::New { span, cidr, subnets, zones } = &block.vpc else { return };
    let span = Some(*span);
    let kind = ResourceKind::Vpc(plan::Vpc {
        cidr: Value::literal(cidr.value.to_string()),
        dns_support: Some(true),
        dns_hostnames: Some(true),
    });
    let why = "private DNS names of endpoints resolve only with the VPC's DNS support and DNS hostnames on";
    add(plan, ResourceId::Vpc, kind, reason(&cards::VPC_DNS, why), span);
    said(plan, [(Property::CidrBlock, Some(cidr.span))]);
    let vpc = attribute(ResourceId::Vpc);
    for (index, subnet) in (0_u8..).zip(subnets) {
        let kind = ResourceKind::Subnet(Subnet {
            vpc: vpc.clone(),
            cidr: Value::literal(subnet.to_string()),
            zone: Zone::Index(index),
        });
        let why = block.workload.of_tasks_or_pods(
            "interface endpoints and tasks are spread over the zones by a private subnet in each",
            "interface endpoints and pods are spread over the zones by a private subnet in each",
        );
        add(plan, ResourceId::PrivateSubnet(index + 1), kind, reason(&cards::SINGLE_ZONE, why), span);
        let zones = zones.as_ref().map(|zones| zones.span);
        said(plan, [(Property::CidrBlock, Some(cidr.span)), (Property::AvailabilityZone, zones)]);
    }
    let kind = ResourceKind::RouteTable(RouteTable { vpc });
    let why = "the S3 gateway endpoint works through a route in the private subnets' route table";
    add(plan, ResourceId::PrivateRouteTable, kind, reason(&cards::S3_ROUTE_TABLE_MISSING, why), span);
    for (number, _) in (1_u8..).zip(subnets) {
        let kind = ResourceKind::RouteTableAssociation(RouteTableAssociation {
            subnet: attribute(ResourceId::PrivateSubnet(number)),
            route_table: attribute(ResourceId::PrivateRouteTable),
        });
        let why = block.workload.of_tasks_or_pods(
            "tasks in this subnet reach image layers through the route to the S3 gateway endpoint",
            "pods in this subnet reach image layers through the route to the S3 gateway endpoint",
        );
        let id = ResourceId::PrivateSubnetRouteTableAssociation(number);
        add(plan, id, kind, reason(&cards::S3_ROUTE_TABLE_MISSING, why), span);
    }
}

/// The endpoints' group, and who it lets in; nothing where the block names a group of its own.
fn security_group(block: &Block, plan: &mut Plan) {
    if block.security_group.is_some() {
        return;
    }
    let kind = ResourceKind::SecurityGroup(SecurityGroup {
        vpc: plan.vpc.clone(),
        description: "Interface VPC endpoints: https from their clients".into(),
    });
    let why = "without a group of their own, interface endpoints get the VPC's default group";
    add(plan, ResourceId::EndpointSecurityGroup, kind, reason(&cards::ENDPOINT_PLACEMENT, why), None);
    let group = attribute(ResourceId::EndpointSecurityGroup);
    let mut admit = |id: ResourceId, who: &str, peer: Peer, span: Option<Span>| {
        let description = format!("https from {who}").into();
        let ports = Ports::Tcp(443, 443);
        let kind = ResourceKind::Ingress(Ingress { group: group.clone(), peer, ports, description });
        let why = "clients call the interface endpoints over https, tcp/443";
        add(plan, id, kind, reason(&cards::HTTPS_NOT_ADMITTED, why), span);
    };
    let Some(clients) = &block.clients else {
        let cidr = match &block.vpc {
            Vpc::New { cidr, .. } => Value::literal(cidr.value.to_string()),
            Vpc::Unsaid | Vpc::Existing(_) => Value::Parameter(Parameter::VpcCidr),
        };
        return admit(ResourceId::HttpsFromVpc, "the VPC", Peer::Ipv4(cidr), None);
    };
    let mut clients: Vec<_> = clients.value.iter().collect();
    clients.sort_by(|a, b| a.value.cmp(&b.value));
    for client in clients {
        let (name, peer): (String, fn(Value) -> Peer) = match &client.value {
            Client::Ipv4(cidr) => (cidr.to_string(), Peer::Ipv4),
            Client::Ipv6(cidr) => (cidr.to_string(), Peer::Ipv6),
            Client::Group(id) => (id.to_string(), Peer::Group),
            Client::PrefixList(id) => (id.to_string(), Peer::PrefixList),
            Client::Parameter => {
                let group = Peer::Group(Value::Parameter(Parameter::ClientSecurityGroupId));
                admit(ResourceId::HttpsFromClientGroup, "the security group of the clients", group, Some(client.span));
                continue;
            }
        };
        admit(ResourceId::HttpsFrom(name.clone()), &name, peer(Value::literal(name.clone())), Some(client.span));
    }
}

fn endpoint(block: &Block, need: Need, plan: &mut Plan) {
    let id = need.key.resource(block.region.value);
    let Need { key, reason, span } = need;
    let service = match &key {
        EndpointKey::Listed(service) => EndpointService::Known(*service),
        EndpointKey::Unlisted(_) | EndpointKey::Named(_) => {
            EndpointService::Named(key.service_name(block.region.value))
        }
    };
    let on = on(block, &key, plan);
    let dualstack = block.dualstack().filter(|_| key.takes_ipv6());
    let addresses = dualstack.map_or(IpAddressType::Ipv4, |_| IpAddressType::Dualstack);
    let kind = if key.is_gateway() {
        let of_s3 = key.is(Service::S3);
        if of_s3 {
            plan.policies.push(Policy { id: PolicyId::S3, document: access::s3(block) });
        }
        ResourceKind::GatewayEndpoint(GatewayEndpoint {
            service,
            vpc: plan.vpc.clone(),
            addresses: Some(addresses),
            route_tables: route_tables(block),
            policy: of_s3.then_some(PolicyId::S3).or(on),
        })
    } else {
        let ecr = Service::ECR.into_iter().any(|service| key.is(service));
        if ecr && plan.policy(&PolicyId::Ecr).is_none() {
            plan.policies.push(Policy { id: PolicyId::Ecr, document: access::ecr(block) });
        }
        ResourceKind::InterfaceEndpoint(InterfaceEndpoint {
            is_sure: true,
            service,
            vpc: plan.vpc.clone(),
            private_dns: Some(block.private_dns_of(&key).0 == PrivateDns::On),
            inbound_only: None,
            addresses: Some(addresses),
            subnets: subnets(block),
            security_groups: List::Items(vec![match &block.security_group {
                Some(group) => group.value.value(Parameter::EndpointSecurityGroupId),
                None => attribute(ResourceId::EndpointSecurityGroup),
            }]),
            policy: ecr.then_some(PolicyId::Ecr).or(on),
        })
    };
    add(plan, id, kind, reason, Some(span));
    let vpc = match &block.vpc {
        Vpc::Existing(id) => Some(id.span),
        Vpc::New { span, .. } => Some(*span),
        Vpc::Unsaid => None,
    };
    said(plan, [(Property::VpcId, vpc), (Property::IpAddressType, dualstack), (Property::DnsOptions, dualstack)]);
    let policy = block.access_on(&key).map(|access| access.span).next();
    if key.is_gateway() {
        let tables = block.route_tables.as_ref().map(|tables| tables.span);
        let full = block.s3_full.filter(|_| key.is(Service::S3)).map(|full| full.span);
        said(plan, [(Property::RouteTableIds, tables.or(vpc)), (Property::PolicyDocument, full.or(policy))]);
    } else {
        let subnets = block.subnets.as_ref().map(|subnets| subnets.span);
        let group = block.security_group.as_ref().map(|group| group.span);
        let dns = block.private_dns_of(&key).1;
        said(
            plan,
            [
                (Property::PrivateDnsEnabled, dns),
                (Property::SubnetIds, subnets.or(vpc)),
                (Property::SecurityGroupIds, group),
                (Property::PolicyDocument, policy),
            ],
        );
    }
}

/// The policy that statements put on an endpoint; one for FIPS names has that of its plain one.
fn on(block: &Block, key: &EndpointKey, plan: &mut Plan) -> Option<PolicyId> {
    let id = key.policy(block.region.value);
    if plan.policy(&id).is_none() {
        plan.policies.push(Policy { id: id.clone(), document: access::on(key, block)? });
    }
    Some(id)
}

fn subnets(block: &Block) -> List {
    match (&block.vpc, &block.subnets) {
        (Vpc::New { subnets, .. }, _) => {
            List::Items((1_u8..).zip(subnets).map(|(number, _)| attribute(ResourceId::PrivateSubnet(number))).collect())
        }
        (_, Some(subnets)) => sorted(subnets.value.iter().map(|id| id.value.to_string())),
        (_, None) => List::Parameter(Parameter::SubnetIds),
    }
}

fn route_tables(block: &Block) -> List {
    match (&block.vpc, &block.route_tables) {
        (Vpc::New { .. }, _) => List::Items(vec![attribute(ResourceId::PrivateRouteTable)]),
        (_, Some(tables)) => sorted(tables.value.iter().map(|id| id.value.to_string())),
        (_, None) => List::Parameter(Parameter::RouteTableIds),
    }
}

fn sorted(ids: impl Iterator<Item = String>) -> List {
    let mut ids: Vec<String> = ids.collect();
    ids.sort();
    List::Items(ids.into_iter().map(Value::literal).collect())
}

/// The task execution roles that the block creates, and the policy of each.
fn execution_roles(block: &Block, plan: &mut Plan) {
    let Some(roles) = &block.execution_roles else { return };
    let mut names: Vec<(String, &Spanned<PrincipalName>)> =
        roles.value.names.iter().map(|name| (plan::role_label(name.value.as_str()), name)).collect();
    names.sort();
    let several = names.len() > 1;
    let span = |name: &Spanned<PrincipalName>| Some(if several { name.span } else { roles.span });
    let of = |label: &str| {
        if several { ResourceId::ExecutionRoleOf(label.to_owned()) } else { ResourceId::ExecutionRole }
    };
    if roles.value.new {
        plan.policies.push(Policy { id: PolicyId::ExecutionRoleTrust, document: execution_role::trust() });
        for (label, name) in &names {
            let kind = ResourceKind::Role(Role {
                name: Value::literal(name.value.to_string()),
                path: Value::literal("/"),
                trust: PolicyId::ExecutionRoleTrust,
            });
            let why = "tasks on Fargate pull images as their execution role, which ECS assumes";
            let why = reason(&cards::TOKEN_UNDER_SOURCE_CONDITION, why);
            add(plan, of(label), kind, why, span(name));
        }
    }
    for (label, name) in &names {
        let (id, policy) = if several {
            (ResourceId::ExecutionRolePolicyOf(label.clone()), PolicyId::ExecutionRoleOf(label.clone()))
        } else {
            (ResourceId::ExecutionRolePolicy, PolicyId::ExecutionRole)
        };
        let document = execution_role::policy(name.value.as_str(), block, plan);
        plan.policies.push(Policy { id: policy.clone(), document });
        let kind = ResourceKind::RolePolicy(RolePolicy {
            role: if roles.value.new {
                Value::Attribute(of(label), Attribute::Name)
            } else {
                Value::literal(name.value.to_string())
            },
            // One role may be tied to several VPCs, each by a policy of its own.
            name: Value::join([Value::literal("private-ecr-pull-"), plan.vpc.clone()]),
            policy,
        });
        let why =
            "pulls are tied to this VPC and its endpoints; the registry login is not, as AWS documents no such tie";
        let why = reason(&cards::TOKEN_UNDER_SOURCE_CONDITION, why);
        add(plan, id, kind, why, span(name));
    }
}
