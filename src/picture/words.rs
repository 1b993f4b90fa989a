//! Input: values, lists and services of a plan.
//! Output: them in words, as they stand in a picture.
//! Never: leaves out that something is not known.

use crate::aws::{Region, Service};
use crate::plan::{
    EndpointService, List, Parameter, Peer, Plan, PolicyId, ResourceId, ResourceKind, Value, WayOutKind, logical_id,
};

/// A value.
pub(super) fn value(value: &Value) -> String {
    match value {
        Value::Parameter(Parameter::VpcCidr) => "the VPC's CIDR".to_owned(),
        Value::Parameter(parameter) => format!("parameter {parameter:?}"),
        Value::Attribute(id, _) => logical_id(id),
        Value::Unknown(_) => "not known".to_owned(),
        Value::Literal(_) | Value::Pseudo(_) | Value::Join(_) => value.to_string(),
    }
}

/// A list of what has no places in the picture, such as route tables.
pub(super) fn list(list: &List, none: &str) -> String {
    match list {
        List::Items(items) if items.is_empty() => none.to_owned(),
        List::Items(items) => items.iter().map(value).collect::<Vec<_>>().join(", "),
        List::Parameter(parameter) => format!("parameter {parameter:?}"),
        List::Unknown(why) => format!("not known: {why}"),
    }
}

/// Who is let in.
pub(super) fn peer(peer: &Peer) -> String {
    match peer {
        Peer::Ipv4(of) | Peer::Ipv6(of) | Peer::Group(of) | Peer::PrefixList(of) => value(of),
        Peer::Unknown => "sources that are not known".to_owned(),
    }
}

/// Whether a policy goes by the name of its resource, and so is of it alone.
pub(super) fn is_own(resource: &ResourceId, policy: &PolicyId) -> bool {
    matches!((resource, policy), (ResourceId::Named(resource), PolicyId::Named(policy)) if resource == policy)
}

/// The policy of an endpoint.
pub(super) fn policy(plan: &Plan, endpoint: &ResourceId, id: Option<&PolicyId>) -> String {
    match id {
        None => "full access".to_owned(),
        Some(id) if plan.policy(id).is_some() && is_own(endpoint, id) => "own policy".to_owned(),
        Some(id) if plan.policy(id).is_none() => "policy not known".to_owned(),
        Some(id) => format!("policy {id}"),
    }
}

/// What carries a policy: `ecr.api`, `role app`.
pub(super) fn carriers(plan: &Plan, id: &PolicyId) -> Vec<String> {
    let mut carriers = Vec::new();
    for resource in &plan.resources {
        let carrier = match &resource.kind {
            ResourceKind::InterfaceEndpoint(of) if of.policy.as_ref() == Some(id) => service(&of.service, plan.region),
            ResourceKind::GatewayEndpoint(of) if of.policy.as_ref() == Some(id) => service(&of.service, plan.region),
            ResourceKind::Role(role) if role.trust == *id => role_of(&resource.id, &role.name),
            ResourceKind::RolePolicy(policy) if policy.policy == *id => match &policy.role {
                Value::Attribute(of, _) => match plan.resource(of).map(|it| &it.kind) {
                    Some(ResourceKind::Role(role)) => role_of(of, &role.name),
                    Some(_) | None => format!("role {}", value(&policy.role)),
                },
                Value::Literal(_) | Value::Parameter(_) | Value::Pseudo(_) | Value::Join(_) | Value::Unknown(_) => {
                    format!("role {}", plan.role_name(policy))
                }
            },
            ResourceKind::InterfaceEndpoint(_)
            | ResourceKind::GatewayEndpoint(_)
            | ResourceKind::Role(_)
            | ResourceKind::RolePolicy(_)
            | ResourceKind::Vpc(_)
            | ResourceKind::Subnet(_)
            | ResourceKind::RouteTable(_)
            | ResourceKind::RouteTableAssociation(_)
            | ResourceKind::SecurityGroup(_)
            | ResourceKind::Ingress(_)
            | ResourceKind::Egress(_) => continue,
        };
        carriers.push(carrier);
    }
    carriers
}

/// A role by its name, or by that of its resource: AWS makes up a name where a template has none.
fn role_of(id: &ResourceId, name: &Value) -> String {
    match name {
        Value::Unknown(_) => format!("role {}", logical_id(id)),
        Value::Literal(_) | Value::Parameter(_) | Value::Attribute(..) | Value::Pseudo(_) | Value::Join(_) => {
            format!("role {}", value(name))
        }
    }
}

/// A service of the endpoint, in short: the end of its name.
pub(super) fn service(service: &EndpointService, region: Option<&Region>) -> String {
    match service {
        EndpointService::Known(service) => service.name().to_owned(),
        EndpointService::Named(name) => {
            let here = region.and_then(|region| name.split_once(&format!(".{}.", region.id)));
            here.map_or(name.as_str(), |(_, end)| end).to_owned()
        }
        EndpointService::Abroad(name) => name.clone(),
        EndpointService::Like(..) | EndpointService::Unknown(_) => "service not known".to_owned(),
    }
}

/// The service that an endpoint leads to, as people call it.
pub(super) fn beyond(service: &EndpointService, region: Option<&Region>) -> String {
    match service {
        EndpointService::Known(service) => title(*service).to_owned(),
        EndpointService::Named(name) => match Service::ALL.iter().find(|known| service.is(**known, region)) {
            Some(known) => title(*known).to_owned(),
            None if name.contains(".vpce-svc-") => "a service of its owner".to_owned(),
            None => self::service(service, region),
        },
        EndpointService::Abroad(_) => "a service of another region".to_owned(),
        EndpointService::Like(_, why) | EndpointService::Unknown(why) => format!("not known: {why}"),
    }
}

/// A service, as people call it.
pub fn title(service: Service) -> &'static str {
    match service {
        Service::EcrApi | Service::EcrDkr => "Amazon ECR",
        Service::S3 => "Amazon S3",
        Service::Logs => "Amazon CloudWatch Logs",
        Service::Ecs | Service::EcsAgent | Service::EcsTelemetry => "Amazon ECS",
        Service::SecretsManager => "AWS Secrets Manager",
        Service::Ssm | Service::SsmMessages => "AWS Systems Manager",
        Service::Kms => "AWS KMS",
        Service::Ec2 => "Amazon EC2",
        Service::Sts => "AWS STS",
        Service::ElasticLoadBalancing => "Elastic Load Balancing",
        Service::Eks | Service::EksAuth => "Amazon EKS",
        Service::Listed(_) | Service::Fips(_) => service.name(),
    }
}

/// A way out of the VPC, and where it leads.
pub(super) fn way_out(kind: WayOutKind) -> (&'static str, &'static str) {
    match kind {
        WayOutKind::Nat => ("NAT gateway", "the internet"),
        WayOutKind::Transit => ("transit gateway", "other networks"),
        WayOutKind::Vpn => ("virtual private gateway", "other networks"),
        WayOutKind::Appliance => ("instance or network interface", "not known where"),
        WayOutKind::Firewall => ("Gateway Load Balancer endpoint", "not known where"),
        WayOutKind::Internet => ("internet gateway", "the internet"),
        WayOutKind::Detached => ("gateway", "nowhere: it is not attached"),
        WayOutKind::Other => ("another target", "not known where"),
        WayOutKind::Part => ("route to some addresses", "a part of the internet"),
        WayOutKind::Private => ("route to private addresses", "other private networks"),
    }
}

/// The subnet's resource that a value names.
pub(super) fn names(value: &Value, id: &ResourceId) -> bool {
    match value {
        Value::Attribute(of, _) => of == id,
        Value::Literal(text) => matches!(id, ResourceId::Named(name) if *name == *text),
        Value::Parameter(_) | Value::Pseudo(_) | Value::Join(_) | Value::Unknown(_) => false,
    }
}
