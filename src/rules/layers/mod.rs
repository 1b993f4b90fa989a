mod gateway_principal;
mod gateway_route_twice;
mod layer_bucket_closed;
mod s3_connections_interrupted;
mod s3_gateway_missing;
mod s3_interface_instead;
mod s3_minimal_on_nodes;
mod s3_route_table_missing;

use super::{Check, Entry};
use crate::cards;

pub(super) static RULES: &[Entry] = &[
    Entry { rule: &cards::S3_GATEWAY_MISSING, check: Check::Block(s3_gateway_missing::check) },
    Entry { rule: &cards::S3_ROUTE_TABLE_MISSING, check: Check::Block(s3_route_table_missing::check) },
    Entry { rule: &cards::LAYER_BUCKET_CLOSED, check: Check::Block(layer_bucket_closed::check) },
    Entry { rule: &cards::S3_CONNECTIONS_INTERRUPTED, check: Check::Block(s3_connections_interrupted::check) },
    Entry { rule: &cards::S3_INTERFACE_INSTEAD, check: Check::Block(s3_interface_instead::check) },
    Entry { rule: &cards::S3_MINIMAL_ON_NODES, check: Check::Block(s3_minimal_on_nodes::check) },
    Entry { rule: &cards::GATEWAY_PRINCIPAL, check: Check::Block(gateway_principal::check) },
    Entry { rule: &cards::GATEWAY_ROUTE_TWICE, check: Check::Across(gateway_route_twice::check) },
];
