mod clients_not_admitted;
mod endpoint_placement;
mod https_not_admitted;
mod ingress_too_wide;
mod ipv6_clients;
mod network_acl_closed;
mod passage;
mod single_zone;
mod subnets_share_zone;
mod tasks_group_closed;
mod tasks_group_unopened;
mod too_many_zones;
mod unchecked_own_resource;
mod vpc_range_refused;

use super::{Check, Entry};
use crate::cards;

pub(super) static RULES: &[Entry] = &[
    Entry { rule: &cards::HTTPS_NOT_ADMITTED, check: Check::Block(https_not_admitted::check) },
    Entry { rule: &cards::INGRESS_TOO_WIDE, check: Check::Block(ingress_too_wide::check) },
    Entry { rule: &cards::SINGLE_ZONE, check: Check::Block(single_zone::check) },
    Entry { rule: &cards::UNCHECKED_OWN_RESOURCE, check: Check::Block(unchecked_own_resource::check) },
    Entry { rule: &cards::ENDPOINT_PLACEMENT, check: Check::Block(endpoint_placement::check) },
    Entry { rule: &cards::SUBNETS_SHARE_ZONE, check: Check::Block(subnets_share_zone::check) },
    Entry { rule: &cards::IPV6_CLIENTS, check: Check::Block(ipv6_clients::check) },
    Entry { rule: &cards::VPC_RANGE_REFUSED, check: Check::Block(vpc_range_refused::check) },
    Entry { rule: &cards::TOO_MANY_ZONES, check: Check::Block(too_many_zones::check) },
    Entry { rule: &cards::TASKS_GROUP_CLOSED, check: Check::Block(tasks_group_closed::check) },
    Entry { rule: &cards::NETWORK_ACL_CLOSED, check: Check::Block(network_acl_closed::check) },
];
