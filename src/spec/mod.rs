//! The language, from its text to the derived plan.
//!
//! 1. [`syntax`] parses a text into a tree. It reports broken statements one by one, and reads the rest.
//! 2. [`model`] says what the tree means: it resolves includes and `defaults`, gives every value its type,
//!    and reports contradictions. A [`model::Block`] is valid by construction.
//! 3. [`derive`] derives endpoints, security group, policies and outputs, each with its reason.

pub mod derive;
pub mod model;
pub mod syntax;
