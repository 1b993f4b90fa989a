//! Input: a plan, and what the files do not say of a start.
//! Output: what a task's start does, call by call, and what becomes of each call. Plain data.
//! Never: treats what is not known as something that passes or stops.
//!
//! The calls of each launch, in their order, are in [`Step`]. A call goes over hops: its name is resolved, its packets
//! are routed, groups and network ACLs let them through, and policies allow what it asks for. Each hop is judged in a
//! file of its own. The first hop that stops a call is the last one of that call.

mod answers;
mod asked;
mod call;
mod caller;
mod data;
mod decided;
mod errand;
mod error;
mod fix;
mod image;
mod key;
mod name;
mod policies;
mod ports;
mod ranked;
mod repository;
mod role;
mod route;
mod secret;
mod start;
mod step;
mod trust;
mod uses;

pub use crate::plan::Image;
pub use asked::{Asked, Origin};
pub use data::{Call, Hop, HopKind, Start, Stop, Verdict};
pub use fix::{Fix, fix};
pub use ranked::{Cause, causes, contradiction};
pub use start::starts;
pub use step::{As, Step};
