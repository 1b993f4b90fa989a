//! What the project promises, held without a network: one binary, so that it links once.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
// Tests read files; the library does not.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros)]

mod access;
mod cases;
mod cli;
mod defaults;
mod endpoints;
mod generate;
mod pass;
mod properties;
mod read;
mod rooms;
mod scale;
mod snapshots;
#[allow(dead_code)]
mod spec;
