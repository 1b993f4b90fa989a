//! Tests of the project's promises that need no network: one binary, so that it links once.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
// Tests read files; the library does not.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros)]
// They are read more than run, and look at a few of many kinds.
#![allow(clippy::format_push_string, clippy::format_collect, clippy::needless_pass_by_value)]
#![allow(clippy::wildcard_enum_match_arm)]

mod access;
mod again;
mod audit;
mod book;
mod broken_products;
mod cases;
mod cli;
mod defaults;
mod deployed;
mod endpoints;
mod evaluator;
mod evidence;
mod fixes;
mod generate;
mod hubs;
mod image_shut_out;
mod import;
mod lsp;
mod misled;
mod mutants;
mod pages;
mod pass;
mod passage;
mod picture;
mod pieces;
mod product;
mod product_changed;
mod properties;
mod proposals;
mod pullers;
mod read;
mod review;
mod rooms;
mod scale;
mod snapshots;
#[allow(dead_code)]
mod spec;
mod start;
mod trace;
mod unread;
mod words;
mod worlds;
