//! Input: a block's model.
//! Output: the derived plan; every resource with its reason.
//! Never: fails; the rules read the plan and report what is wrong with it.

mod access;
mod around;
mod build;
mod execution_role;
mod needs;

pub use access::{contains_token, statement_of};
pub use build::{plan, sdk_before_private_dns};
pub use execution_role::{fills_cache, grants_pulls, grants_to_role};
pub use needs::{endpoints_needed, services_derived};
