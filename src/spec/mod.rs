//! The language, from its text to the plan that follows.
//!
//! 1. [`syntax`] reads a text into a tree. What is broken is reported, statement by statement, and the rest is read.
//! 2. [`model`] reads the tree for what it means: includes and `defaults` are worked in, every value gets its type,
//!    and what contradicts itself is reported. A [`model::Block`] is valid by construction.
//! 3. [`derive`] says what follows: endpoints, security group, policies and outputs, each with its reason.

pub mod derive;
pub mod model;
pub mod syntax;
