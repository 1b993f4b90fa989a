pub mod allow_covered;
pub mod api_private_dns_off;
pub mod aws_images_stopped;
pub mod block_name;
pub mod cidr_too_small;
pub mod container_agent_restart;
pub mod contradiction;
pub mod custom_dns;
pub mod deny_binds_endpoint_only;
pub mod dkr_private_dns;
pub mod ecr_action;
pub mod ecr_endpoint_missing;
pub mod ecr_policies_differ;
pub mod ecs_endpoint_missing;
pub mod ecs_endpoint_unneeded;
pub mod endpoint_named_in_vain;
pub mod endpoint_placement;
pub mod execution_role_exists;
pub mod feature_endpoint_missing;
pub mod first_pull_needs_internet;
pub mod gateway_principal;
pub mod https_not_admitted;
pub mod include;
pub mod ingress_too_wide;
pub mod layer_bucket_closed;
pub mod logs_endpoint_missing;
pub mod logs_unsaid;
pub mod malformed_value;
pub mod missing_statement;
pub mod nobody_can_pull;
pub mod nondistributable_layers;
pub mod partition_unconfirmed;
pub mod platform_version_retired;
pub mod platform_version_unknown;
pub mod policy_too_long;
pub mod private_dns_conflict;
pub mod pull_through_cache_unavailable;
pub mod quota;
pub mod region_unknown;
pub mod repository_elsewhere;
pub mod s3_connections_interrupted;
pub mod s3_gateway_missing;
pub mod s3_interface_instead;
pub mod s3_minimal_on_nodes;
pub mod s3_route_table_missing;
pub mod sdk_before_private_dns;
pub mod service_name_elsewhere;
pub mod service_name_unknown;
pub mod single_zone;
pub mod subnets_share_zone;
pub mod syntax_error;
pub mod token_under_source_condition;
pub mod unchecked_own_resource;
pub mod unknown_word;
pub mod unused_accept;
pub mod vpc_dns;
pub mod windows_foreign_layers;
use crate::diagnostic::{Code, Rule, Report};
pub struct Entry { pub rule: &'static Rule }
pub static ALL: &[Entry] = &[Entry { rule: &syntax_error::RULE },
Entry { rule: &unknown_word::RULE },
Entry { rule: &malformed_value::RULE },
Entry { rule: &missing_statement::RULE },
Entry { rule: &contradiction::RULE },
Entry { rule: &block_name::RULE },
Entry { rule: &include::RULE },
Entry { rule: &unused_accept::RULE },
Entry { rule: &platform_version_unknown::RULE },
Entry { rule: &platform_version_retired::RULE },
Entry { rule: &ecr_endpoint_missing::RULE },
Entry { rule: &ecs_endpoint_missing::RULE },
Entry { rule: &ecs_endpoint_unneeded::RULE },
Entry { rule: &logs_endpoint_missing::RULE },
Entry { rule: &feature_endpoint_missing::RULE },
Entry { rule: &logs_unsaid::RULE },
Entry { rule: &container_agent_restart::RULE },
Entry { rule: &dkr_private_dns::RULE },
Entry { rule: &api_private_dns_off::RULE },
Entry { rule: &sdk_before_private_dns::RULE },
Entry { rule: &custom_dns::RULE },
Entry { rule: &vpc_dns::RULE },
Entry { rule: &private_dns_conflict::RULE },
Entry { rule: &endpoint_named_in_vain::RULE },
Entry { rule: &https_not_admitted::RULE },
Entry { rule: &ingress_too_wide::RULE },
Entry { rule: &single_zone::RULE },
Entry { rule: &cidr_too_small::RULE },
Entry { rule: &unchecked_own_resource::RULE },
Entry { rule: &endpoint_placement::RULE },
Entry { rule: &subnets_share_zone::RULE },
Entry { rule: &s3_gateway_missing::RULE },
Entry { rule: &s3_route_table_missing::RULE },
Entry { rule: &layer_bucket_closed::RULE },
Entry { rule: &s3_connections_interrupted::RULE },
Entry { rule: &s3_interface_instead::RULE },
Entry { rule: &s3_minimal_on_nodes::RULE },
Entry { rule: &gateway_principal::RULE },
Entry { rule: &allow_covered::RULE },
Entry { rule: &nobody_can_pull::RULE },
Entry { rule: &ecr_action::RULE },
Entry { rule: &repository_elsewhere::RULE },
Entry { rule: &policy_too_long::RULE },
Entry { rule: &ecr_policies_differ::RULE },
Entry { rule: &deny_binds_endpoint_only::RULE },
Entry { rule: &token_under_source_condition::RULE },
Entry { rule: &aws_images_stopped::RULE },
Entry { rule: &execution_role_exists::RULE },
Entry { rule: &windows_foreign_layers::RULE },
Entry { rule: &nondistributable_layers::RULE },
Entry { rule: &first_pull_needs_internet::RULE },
Entry { rule: &pull_through_cache_unavailable::RULE },
Entry { rule: &region_unknown::RULE },
Entry { rule: &partition_unconfirmed::RULE },
Entry { rule: &service_name_elsewhere::RULE },
Entry { rule: &service_name_unknown::RULE },
Entry { rule: &quota::RULE },];
pub fn find(code: Code) -> Option<&'static Rule> { ALL.iter().map(|e| e.rule).find(|r| r.code == code) }
pub fn check(_: &[crate::model::Block], _: &[crate::plan::Plan]) -> Report { Report::default() }
