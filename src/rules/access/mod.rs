mod addon_registries_shut_out;
mod allow_covered;
mod aws_images_stopped;
mod cause;
mod deny_binds_endpoint_only;
mod ecr_action;
mod ecr_policies_differ;
mod execution_role_exists;
mod execution_role_lacks_rights;
mod image_shut_out;
mod nobody_can_pull;
mod not_decided;
mod own_role_shut_out;
mod policy_too_long;
mod principal_missing;
mod repository_elsewhere;
mod role_made_twice;
mod start_shut_out;
mod token_under_source_condition;

pub use execution_role_lacks_rights::leaves_rights_open;

use super::{Check, Entry};
use crate::cards;

pub(super) static RULES: &[Entry] = &[
    Entry { rule: &cards::ALLOW_COVERED, check: Check::Block(allow_covered::check) },
    Entry { rule: &cards::NOBODY_CAN_PULL, check: Check::Block(nobody_can_pull::check) },
    Entry { rule: &cards::ECR_ACTION, check: Check::Block(ecr_action::check) },
    Entry { rule: &cards::REPOSITORY_ELSEWHERE, check: Check::Block(repository_elsewhere::check) },
    Entry { rule: &cards::POLICY_TOO_LONG, check: Check::Block(policy_too_long::check) },
    Entry { rule: &cards::ECR_POLICIES_DIFFER, check: Check::Block(ecr_policies_differ::check) },
    Entry { rule: &cards::DENY_BINDS_ENDPOINT_ONLY, check: Check::Block(deny_binds_endpoint_only::check) },
    Entry { rule: &cards::TOKEN_UNDER_SOURCE_CONDITION, check: Check::Block(token_under_source_condition::check) },
    Entry { rule: &cards::AWS_IMAGES_STOPPED, check: Check::Block(aws_images_stopped::check) },
    Entry { rule: &cards::EXECUTION_ROLE_EXISTS, check: Check::Block(execution_role_exists::check) },
    Entry { rule: &cards::OWN_ROLE_SHUT_OUT, check: Check::Block(own_role_shut_out::check) },
    Entry { rule: &cards::ADDON_REGISTRIES_SHUT_OUT, check: Check::Block(addon_registries_shut_out::check) },
    Entry { rule: &cards::EXECUTION_ROLE_LACKS_RIGHTS, check: Check::Block(execution_role_lacks_rights::check) },
    Entry { rule: &cards::ROLE_MADE_TWICE, check: Check::Across(role_made_twice::check) },
    Entry { rule: &cards::NOT_DECIDED, check: Check::Block(not_decided::check) },
    Entry { rule: &cards::START_SHUT_OUT, check: Check::Block(start_shut_out::check) },
    Entry { rule: &cards::PRINCIPAL_MISSING, check: Check::Block(principal_missing::check) },
];
