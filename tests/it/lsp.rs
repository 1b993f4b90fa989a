//! The language server, in whole sessions over a connection in memory.

mod any_edits;
mod any_text;
mod client;
mod completion;
mod diagnostics;
mod edits;
mod lifecycle;
mod pull;
mod reading;
mod refresh;
mod templates;
