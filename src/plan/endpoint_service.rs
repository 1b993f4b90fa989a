//! Input: the service name of an endpoint, as far as it is known.
//! Output: whether it is a service, or may be.
//! Never: takes a name that is known in part for one that is known.

use super::Why;
use crate::aws::{Region, Service, wildcard};

/// The service that an endpoint is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EndpointService {
    /// One that ecrc knows, under its name of the plan's region.
    Known(Service),
    /// `ServiceName` of a template, as it stands there.
    Named(String),
    /// One of another region, which `ServiceRegion` says: the endpoint crosses regions.
    /// <https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html>, read 2026-11-30.
    Abroad(String),
    /// A name of which only some is known, with `*` for the rest, and why that is not: or one that is known, of an
    /// endpoint that only may be in the VPC.
    Like(String, Why),
    /// Not known.
    Unknown(Why),
}

impl EndpointService {
    /// What nobody says.
    pub fn unknown() -> Self {
        EndpointService::Unknown(Why::default())
    }

    /// Whether it is this service, under its name in the region; in any, where the region is not known.
    pub fn is(&self, service: Service, region: Option<&Region>) -> bool {
        match self {
            EndpointService::Known(known) => *known == service,
            EndpointService::Named(name) => match region {
                Some(region) => *name == service.endpoint_service_name(region),
                None => Region::all().iter().any(|region| *name == service.endpoint_service_name(region)),
            },
            EndpointService::Abroad(_) | EndpointService::Like(..) | EndpointService::Unknown(_) => false,
        }
    }

    /// Whether it may be this service for all that is known, under its name in the region, or in any.
    pub fn may_be(&self, service: Service, region: Option<&Region>) -> bool {
        let is_like = |like: &str| {
            let regions = region.map_or(Region::all(), std::slice::from_ref);
            regions.iter().any(|region| wildcard::matches(like, &service.endpoint_service_name(region)))
        };
        match self {
            EndpointService::Known(_) | EndpointService::Named(_) => self.is_elsewhere(service),
            EndpointService::Abroad(_) => false,
            EndpointService::Like(like, _) => is_like(like),
            EndpointService::Unknown(_) => true,
        }
    }

    /// Whether it is this service under its name in some region: where it is not the plan's, ECR703 says so, and not
    /// that the endpoint is missing.
    pub fn is_elsewhere(&self, service: Service) -> bool {
        let EndpointService::Named(name) = self else { return false };
        Region::all().iter().any(|region| *name == service.endpoint_service_name(region))
    }

    /// Whether it is known which one it is.
    pub fn is_known(&self) -> bool {
        !matches!(self, EndpointService::Like(..) | EndpointService::Unknown(_))
    }

    /// Whether some of its name is known.
    pub fn is_like(&self) -> bool {
        matches!(self, EndpointService::Like(..))
    }

    /// Why it is not known.
    pub fn why(&self) -> Option<&Why> {
        match self {
            EndpointService::Known(_) | EndpointService::Named(_) | EndpointService::Abroad(_) => None,
            EndpointService::Like(_, why) | EndpointService::Unknown(why) => Some(why),
        }
    }

    /// Why it is not read which endpoints something makes, for which this stands; `None` for an endpoint that is shown.
    pub fn unread(&self) -> Option<&Why> {
        self.why().filter(|why| matches!(why, Why::Unread(_)))
    }

    /// What people call it: its key, or its name as it stands there.
    pub fn key(&self) -> Option<&str> {
        match self {
            EndpointService::Known(service) => Some(service.name()),
            EndpointService::Named(name) | EndpointService::Abroad(name) => Some(name),
            EndpointService::Like(..) | EndpointService::Unknown(_) => None,
        }
    }

    /// Its `ServiceName` in the region.
    pub fn name(&self, region: Option<&Region>) -> Option<String> {
        match self {
            EndpointService::Known(service) => region.map(|region| service.endpoint_service_name(region)),
            EndpointService::Named(name) | EndpointService::Abroad(name) => Some(name.clone()),
            EndpointService::Like(..) | EndpointService::Unknown(_) => None,
        }
    }
}
