//! Input: a block's model, and the endpoints that it needs.
//! Output: what the block says exists around the plan's resources: endpoints, and hosted zones of the user's own.
//! Never: checks that any of it exists.

use super::needs::Need;
use crate::plan::{ExistingEndpoint, OwnZone, Parameter};
use crate::spec::model::{Block, EndpointKey, PrivateDns};

/// The services that the block needs and whose names its user's own zones serve.
pub(super) fn own_zones(block: &Block, needs: &[Need]) -> Vec<OwnZone> {
    let interfaces = needs.iter().filter_map(|need| match &need.key {
        EndpointKey::Listed(service) => Some(*service).filter(|service| !service.is_gateway()),
        EndpointKey::Unlisted(_) | EndpointKey::Named(_) => None,
    });
    let own = interfaces.filter_map(|service| match block.private_dns(service) {
        (PrivateDns::Own, span) => Some(OwnZone { service, said: None, span }),
        (PrivateDns::On | PrivateDns::Off, _) => None,
    });
    own.collect()
}

pub(super) fn existing(block: &Block) -> Vec<ExistingEndpoint> {
    let mut existing: Vec<ExistingEndpoint> = block
        .existing
        .iter()
        .map(|existing| ExistingEndpoint {
            service: existing.service.value,
            id: existing.id.value.value(Parameter::EndpointId(existing.service.value)),
            span: Some(existing.service.span),
        })
        .collect();
    existing.sort_by_key(|existing| existing.service);
    existing
}
