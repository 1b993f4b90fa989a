//! ecrc
pub mod aws;
