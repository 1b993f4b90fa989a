//! Input: a block's model.
//! Output: the plan that follows from it; every resource with the reason why it is there.
//! Never: fails; what the plan must not be is said by the rules, which read it.

mod access;
mod build;
mod execution_role;
mod needs;

pub use access::{contains_token, statement_of};
pub use build::{plan, sdk_before_private_dns};
pub use execution_role::{fills_cache, grants_pulls, grants_to_role};
pub use needs::services_needed;
