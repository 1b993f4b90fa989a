//! Input: a plan.
//! Output: how many interface endpoints are in how many zones, which is how AWS bills them.
//! Never: knows a price.

use crate::plan::{List, Parameter, Plan};

/// What interface endpoints are billed by.
///
/// AWS bills each hour that an interface endpoint is provisioned in an Availability Zone, and the data that goes
/// through it (<https://aws.amazon.com/privatelink/pricing/>, read 2026-11-25). An endpoint has one subnet in a zone at
/// most. Gateway endpoints cost nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EndpointZones {
    /// Endpoints times their zones, where the subnets are known.
    pub known: usize,
    /// Endpoints that are in every subnet of a parameter: each counts as often as that has subnets.
    pub open: usize,
}

impl EndpointZones {
    /// Those of a plan.
    pub fn of(plan: &Plan) -> Self {
        let mut zones = Self::default();
        for (_, endpoint) in plan.interface_endpoints() {
            match &endpoint.subnets {
                List::Items(subnets) => zones.known += subnets.len(),
                List::Parameter(_) | List::Unknown(_) => zones.open += 1,
            }
        }
        zones
    }
}

/// `6`, or `3 × the subnets in SubnetIds`.
impl std::fmt::Display for EndpointZones {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let open = format!("{} × the subnets in {:?}", self.open, Parameter::SubnetIds);
        match (self.known, self.open) {
            (known, 0) => write!(f, "{known}"),
            (0, _) => f.write_str(&open),
            (known, _) => write!(f, "{known} + {open}"),
        }
    }
}
