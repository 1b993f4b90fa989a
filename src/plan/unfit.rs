//! Input: endpoints of a plan, and those beside it that carry nothing.
//! Output: the one that was meant for a service and does not serve it, with what is wrong with it.
//! Never: takes one for an endpoint that answers, or passes over it.

use super::{EndpointService, Fault, Plan, Property, ResourceKind, Unfit, logical_id};
use crate::aws::Service;
use crate::aws::service_name::{NameFault, name_fault};

/// Types of endpoints, each as AWS writes it.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcendpoint.html>, read 2026-11-30.
const TYPES: &[&str] = &["Gateway", "Interface", "GatewayLoadBalancer", "ServiceNetwork", "Resource"];

/// States of an endpoint that carries nothing, and will carry nothing.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcEndpoint.html>, read 2026-11-30.
const BROKEN: &[&str] = &["deleting", "deleted", "failed", "rejected", "expired"];

/// The state of an endpoint, if it carries nothing in it.
pub fn broken_state(state: Option<&str>) -> Option<String> {
    state.map(str::to_ascii_lowercase).filter(|state| BROKEN.contains(&&**state))
}

impl Plan {
    /// The endpoint that is meant for a service, and does not serve it.
    pub fn unfit(&self, service: Service) -> Option<Unfit> {
        let beside = self.surroundings.unfit.iter().find(|unfit| unfit.service.is(service, self.region));
        let refused = self.resources.iter().find_map(|resource| {
            let of = resource.kind.service()?;
            let is_gateway = matches!(resource.kind, ResourceKind::GatewayEndpoint(_));
            let (fault, span) = if is_gateway && !service.is_gateway() && of.is(service, self.region) {
                (Fault::Type("Gateway".to_owned()), resource.place(Property::VpcEndpointType))
            } else {
                (self.misnamed(of, service)?, resource.place(Property::ServiceName))
            };
            Some(Unfit { name: logical_id(&resource.id), service: of.clone(), fault, span })
        });
        beside.cloned().or(refused)
    }

    /// The fault of a name that stands for this service and is not its own.
    fn misnamed(&self, of: &EndpointService, service: Service) -> Option<Fault> {
        let EndpointService::Named(name) = of else { return None };
        let fault = name_fault(name, self.region)?;
        let is_elsewhere = matches!(fault, NameFault::Elsewhere { .. });
        let (_, meant) = fault.meant().filter(|(meant, _)| *meant == service)?;
        Some(if is_elsewhere { Fault::Elsewhere(meant) } else { Fault::Misspelled(meant) })
    }
}

impl Unfit {
    /// The type or the state that is wrong, or the name that is right.
    pub fn said(&self) -> &str {
        match &self.fault {
            Fault::Type(said) | Fault::State(said) | Fault::Elsewhere(said) | Fault::Misspelled(said) => said,
        }
    }

    /// Whether AWS has a type that is written as that of this one.
    pub fn is_known_type(&self) -> bool {
        TYPES.contains(&self.said())
    }

    /// What is wrong with it, in a clause that names it.
    pub fn why(&self, service: Service) -> String {
        let (name, key) = (&self.name, service.name());
        match &self.fault {
            Fault::Type(said) if said == "Gateway" => {
                format!("`{name}` is a gateway endpoint, which `{key}` does not have")
            }
            Fault::Type(said) if self.is_known_type() => {
                format!("`{name}` is of the type `{said}`, which `{key}` does not have")
            }
            Fault::Type(said) => format!("`{name}` is of the type `{said}`, which AWS does not know"),
            Fault::State(state) => format!("`{name}` is in the state `{state}`, and carries nothing"),
            Fault::Elsewhere(_) => format!("`{name}` names `{key}` of another region or partition"),
            Fault::Misspelled(_) => format!("`{name}` names a service that does not exist"),
        }
    }

    /// What to write, or to do.
    pub fn help(&self, service: Service) -> String {
        let name = &self.name;
        match &self.fault {
            Fault::Type(_) if service.is_gateway() => format!("set the type of `{name}` to `Gateway`"),
            Fault::Type(_) => format!("set the type of `{name}` to `Interface`"),
            Fault::State(state) if state.starts_with("delet") => "create the endpoint again".to_owned(),
            Fault::State(_) => format!("delete `{name}`, and create the endpoint again"),
            Fault::Elsewhere(meant) | Fault::Misspelled(meant) => format!("set the service of `{name}` to `{meant}`"),
        }
    }
}
