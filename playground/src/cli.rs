//! What the program makes of the library's answers, from its own files: the same documents, with the same keys.
#![allow(dead_code, missing_docs, clippy::must_use_candidate, reason = "the program uses the rest, and is no library")]

#[path = "../../src/cli/diagnostics.rs"]
pub mod diagnostics;
#[path = "../../src/cli/endpoints/document.rs"]
pub mod endpoints;
#[path = "../../src/cli/policies.rs"]
pub mod policies;
#[path = "../../src/cli/trace/text.rs"]
pub mod text;
#[path = "../../src/cli/trace/json.rs"]
pub mod trace;
#[path = "../../src/cli/trace/traced.rs"]
pub mod traced;
