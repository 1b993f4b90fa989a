//! Input: a block's model.
//! Output: the derived plan; every resource with its reason.
//! Never: fails; the rules read the plan and report what is wrong with it.

mod access;
mod build;
mod execution_role;
mod needs;
mod outputs;
mod tasks;

pub use access::{contains_token, statement_of};
pub use build::plan;
pub use execution_role::{fills_cache, grants_pulls, grants_to_role};
pub use needs::services_needed;
pub use outputs::sdk_before_private_dns;
