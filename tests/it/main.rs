//! What the project promises, held without a network: one binary, so that it links once.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod cases;
#[allow(dead_code)]
mod spec;
