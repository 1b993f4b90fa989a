//! Input: a block's model.
//! Output: the derived plan; every resource with its reason.
//! Never: fails; the rules read the plan and report what is wrong with it.

mod access;
mod around;
mod build;
mod execution_role;
mod needs;
mod outputs;
mod tasks;

pub use access::{buckets, contains_token, statement_of};
pub use build::plan;
pub use execution_role::{fillings, fills_cache, grants_pulls, grants_to_role};
pub use needs::{endpoints_needed, existing_in_vain, services_derived};
pub use outputs::sdk_before_private_dns;
