//! Comes in: the binary, run as people run it.
//! Goes out: whether it keeps what it promises.
//! Never: looks at the inside.

#![allow(clippy::disallowed_methods, clippy::disallowed_macros)]

mod cli;
