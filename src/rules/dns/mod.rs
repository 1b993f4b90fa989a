mod api_private_dns_off;
mod custom_dns;
mod dkr_private_dns;
mod endpoint_named_in_vain;
mod own_zones;
mod private_dns_conflict;
mod private_dns_off;
mod sdk_before_private_dns;
mod vpc_dns;

use super::{Check, Entry};
use crate::cards;

pub(super) static RULES: &[Entry] = &[
    Entry { rule: &cards::DKR_PRIVATE_DNS, check: Check::Block(dkr_private_dns::check) },
    Entry { rule: &cards::API_PRIVATE_DNS_OFF, check: Check::Block(api_private_dns_off::check) },
    Entry { rule: &cards::SDK_BEFORE_PRIVATE_DNS, check: Check::Block(sdk_before_private_dns::check) },
    Entry { rule: &cards::CUSTOM_DNS, check: Check::Block(custom_dns::check) },
    Entry { rule: &cards::VPC_DNS, check: Check::Block(vpc_dns::check) },
    Entry { rule: &cards::PRIVATE_DNS_CONFLICT, check: Check::Together(private_dns_conflict::check) },
    Entry { rule: &cards::ENDPOINT_NAMED_IN_VAIN, check: Check::Block(endpoint_named_in_vain::check) },
    Entry { rule: &cards::PRIVATE_DNS_OFF, check: Check::Block(private_dns_off::check) },
    Entry { rule: &cards::OWN_ZONES, check: Check::Block(own_zones::check) },
];
