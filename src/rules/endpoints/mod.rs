mod container_agent_restart;
mod ecr_endpoint_missing;
mod ecs_endpoint_missing;
mod ecs_endpoint_unneeded;
mod eks_set_in_case;
mod feature_endpoint_missing;
mod logs_endpoint_missing;
mod logs_unsaid;
mod missing;
mod platform_version_retired;
mod platform_version_unknown;
mod uses_asks_more;

pub(super) use missing::{broken, mistyped};
pub(super) use uses_asks_more::is_settled;

use super::{Check, Entry};
use crate::cards;

pub(super) static RULES: &[Entry] = &[
    Entry { rule: &cards::PLATFORM_VERSION_UNKNOWN, check: Check::Block(platform_version_unknown::check) },
    Entry { rule: &cards::PLATFORM_VERSION_RETIRED, check: Check::Block(platform_version_retired::check) },
    Entry { rule: &cards::ECR_ENDPOINT_MISSING, check: Check::Block(ecr_endpoint_missing::check) },
    Entry { rule: &cards::ECS_ENDPOINT_MISSING, check: Check::Block(ecs_endpoint_missing::check) },
    Entry { rule: &cards::ECS_ENDPOINT_UNNEEDED, check: Check::Block(ecs_endpoint_unneeded::check) },
    Entry { rule: &cards::LOGS_ENDPOINT_MISSING, check: Check::Block(logs_endpoint_missing::check) },
    Entry { rule: &cards::FEATURE_ENDPOINT_MISSING, check: Check::Block(feature_endpoint_missing::check) },
    Entry { rule: &cards::LOGS_UNSAID, check: Check::Block(logs_unsaid::check) },
    Entry { rule: &cards::CONTAINER_AGENT_RESTART, check: Check::Block(container_agent_restart::check) },
    Entry { rule: &cards::EKS_SET_IN_CASE, check: Check::Block(eks_set_in_case::check) },
    Entry { rule: &cards::USES_ASKS_MORE, check: Check::Block(uses_asks_more::check) },
];
