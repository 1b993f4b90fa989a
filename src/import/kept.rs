//! Input: the plan of what exists, and the services whose endpoints the spec makes.
//! Output: which of the plan's resources the spec makes, too.
//! Never: compares them; it says which is which.

use crate::aws::{Region, Service, ServiceName};
use crate::plan::{
    Attribute, EndpointService, GatewayEndpoint, Ingress, InterfaceEndpoint, List, Parameter, Plan, Resource,
    ResourceId, ResourceKind, Value,
};

/// An interface endpoint that the spec makes, too.
#[derive(Debug, Clone, Copy)]
pub(super) struct Interface<'w> {
    pub(super) service: Service,
    pub(super) resource: &'w Resource,
    pub(super) endpoint: &'w InterfaceEndpoint,
}

/// An interface endpoint of a service that no list has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Named<'w> {
    pub(super) name: &'w str,
    pub(super) resource: &'w Resource,
    pub(super) endpoint: &'w InterfaceEndpoint,
}

impl Named<'_> {
    /// The service as a spec writes it: its key, or its whole name in quotes. `private_dns` takes no key that no list has.
    pub(super) fn words(&self, region: &Region) -> String {
        let key = self.name.strip_prefix(&format!("com.amazonaws.{}.", region.id));
        let key = key.filter(|_| self.endpoint.private_dns != Some(false));
        key.map_or_else(|| format!("\"{}\"", self.name), str::to_owned)
    }

    /// Whether somebody else than AWS keeps it; private DNS is off for such a service unless a spec says otherwise.
    pub(super) fn is_own(&self) -> bool {
        ServiceName::parse(self.name).is_ok_and(|name| name.own_id().is_some())
    }
}

/// The endpoints without a policy whose services no list has.
pub(super) fn named<'w>(plan: &'w Plan, region: &Region) -> Vec<Named<'w>> {
    let named = plan.interface_endpoints().filter_map(|(resource, endpoint)| {
        let EndpointService::Named(name) = &endpoint.service else { return None };
        let is_listed = Service::every().any(|service| endpoint.service.is(service, Some(region)));
        let is_sound = ServiceName::parse(name).is_ok();
        (endpoint.policy.is_none() && !is_listed && is_sound).then_some(Named { name, resource, endpoint })
    });
    named.collect()
}

/// What of a plan the spec makes.
#[derive(Debug, Clone, Default)]
pub(super) struct Kept<'w> {
    /// The first endpoint of each service, in the order of services.
    pub(super) interfaces: Vec<Interface<'w>>,
    /// The gateway endpoint of S3.
    pub(super) gateway: Option<(&'w Resource, &'w GatewayEndpoint)>,
    /// The interface endpoints of services that no list has.
    pub(super) named: Vec<Named<'w>>,
    /// The gateway endpoints of other services.
    pub(super) gateways: Vec<(Service, &'w Resource, &'w GatewayEndpoint)>,
    /// The security groups of the endpoints that the plan makes, in its order.
    pub(super) groups: Vec<ResourceId>,
    /// Whether the VPC, its subnets and route tables are among it.
    pub(super) network: bool,
    /// The policies of the task execution roles.
    pub(super) role_policies: Vec<&'w ResourceId>,
    /// Those of the task execution roles that the spec makes.
    pub(super) roles: Vec<&'w ResourceId>,
    /// The outbound rules of the tasks' own groups.
    pub(super) egress: Vec<&'w ResourceId>,
    /// What parameters of the spec stand for.
    pub(super) given: Vec<(Parameter, &'w Value)>,
}

impl<'w> Kept<'w> {
    /// The endpoints, and their groups.
    pub(super) fn of(plan: &'w Plan, region: &Region, needed: &[Service]) -> Self {
        let mut kept = Kept { named: named(plan, region), ..Kept::default() };
        for service in needed {
            if *service == Service::S3 {
                let mut gateways = plan.gateway_endpoints();
                kept.gateway = gateways.find(|(_, gateway)| gateway.service.is(*service, Some(region)));
            } else if service.is_gateway() {
                let mut gateways = plan.gateway_endpoints();
                let gateway = gateways.find(|(_, gateway)| gateway.service.is(*service, Some(region)));
                kept.gateways.extend(gateway.map(|(resource, gateway)| (*service, resource, gateway)));
            } else if let Some((resource, endpoint)) = interface(plan, Some(region), *service) {
                kept.interfaces.push(Interface { service: *service, resource, endpoint });
            }
        }
        let named = kept.interfaces.iter().filter_map(|interface| match &interface.endpoint.security_groups {
            List::Items(items) => Some(items),
            List::Parameter(_) | List::Unknown(_) => None,
        });
        let named: Vec<&Value> = named.flatten().collect();
        let is_named = |id: &ResourceId| named.contains(&&Value::Attribute(id.clone(), Attribute::Id));
        let groups = plan.resources.iter().filter(|it| matches!(it.kind, ResourceKind::SecurityGroup(_)));
        kept.groups = groups.map(|group| group.id.clone()).filter(is_named).collect();
        kept
    }

    /// The route tables of the gateway endpoints.
    pub(super) fn route_tables(&self) -> Option<&'w List> {
        let others = self.gateways.iter().map(|(_, _, gateway)| *gateway);
        self.gateway.map(|(_, gateway)| gateway).into_iter().chain(others).map(|gateway| &gateway.route_tables).next()
    }

    /// Whether it is one of the endpoints.
    pub(super) fn is_endpoint(&self, resource: &Resource) -> bool {
        self.interfaces.iter().any(|interface| interface.resource.id == resource.id)
            || self.gateway.is_some_and(|(gateway, _)| gateway.id == resource.id)
            || self.named.iter().any(|named| named.resource.id == resource.id)
            || self.gateways.iter().any(|(_, gateway, _)| gateway.id == resource.id)
    }

    /// The rules of the endpoints' groups.
    pub(super) fn ingress(&self, plan: &'w Plan) -> impl Iterator<Item = (&'w Resource, &'w Ingress)> {
        plan.resources.iter().filter_map(|resource| {
            let ResourceKind::Ingress(ingress) = &resource.kind else { return None };
            let Value::Attribute(group, Attribute::Id) = &ingress.group else { return None };
            self.groups.contains(group).then_some((resource, ingress))
        })
    }

    /// Whether the spec makes it, or something in its place.
    pub(super) fn has(&self, resource: &Resource) -> bool {
        match &resource.kind {
            ResourceKind::InterfaceEndpoint(_) | ResourceKind::GatewayEndpoint(_) => self.is_endpoint(resource),
            ResourceKind::SecurityGroup(_) => self.groups.contains(&resource.id),
            ResourceKind::Ingress(ingress) => {
                matches!(&ingress.group, Value::Attribute(group, Attribute::Id) if self.groups.contains(group))
            }
            ResourceKind::Vpc(_)
            | ResourceKind::Subnet(_)
            | ResourceKind::RouteTable(_)
            | ResourceKind::RouteTableAssociation(_) => self.network,
            ResourceKind::Egress(_) => self.egress.contains(&&resource.id),
            ResourceKind::Role(_) => self.roles.contains(&&resource.id),
            ResourceKind::RolePolicy(_) => self.role_policies.contains(&&resource.id),
        }
    }
}

/// The first interface endpoint of a service.
pub(super) fn interface<'w>(
    plan: &'w Plan,
    region: Option<&Region>,
    service: Service,
) -> Option<(&'w Resource, &'w InterfaceEndpoint)> {
    plan.interface_endpoints().find(|(_, endpoint)| endpoint.service.is(service, region))
}

/// The service of an endpoint, in words.
pub(super) fn service_name(service: &EndpointService, region: &Region) -> String {
    match service {
        EndpointService::Known(_) | EndpointService::Named(_) | EndpointService::Abroad(_) => {
            service.name(Some(region)).map_or_else(|| "?".to_owned(), |name| format!("`{name}`"))
        }
        EndpointService::Like(_, why) | EndpointService::Unknown(why) => format!("a service that is not known ({why})"),
    }
}
