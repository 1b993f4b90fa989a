//! ecrc
pub mod aws;
pub mod diagnostic;
pub mod span;
