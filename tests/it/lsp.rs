//! The language server, in whole sessions over a connection in memory.

mod client;
mod diagnostics;
mod edits;
mod lifecycle;
