//! Input: templates and modules that people wrote: `CloudFormation`, Terraform, what `terraform show -json` prints.
//! Output: what they make, [`Evaluated`]: resources with their properties, every value with the word that says it.
//! Never: guesses. What cannot be known from the texts is [`Kind::Unknown`] and says [`Why`].
//!
//! A text is read leniently: unknown types, keys, functions and providers are carried along or become unknown. Only a
//! text that is broken is a [`Fault`], at its place, and the other texts of the same world are still read.

mod accepts;
mod assumptions;
mod base64;
mod claim;
mod cloudformation;
mod display;
mod evaluated;
mod input;
mod lift;
mod meter;
mod moved;
mod net;
mod structured;
mod terraform;
mod value;
mod why;

pub use accepts::accepts_in;
pub use assumptions::Assumptions;
pub use claim::{Claim, can_be};
pub use cloudformation::cloudformation;
pub use evaluated::{Accept, Evaluated, Exists, Fault, ModuleUse, Output, Parameter, Resource, Undecided, UnknownNote};
pub use input::{Loader, NoFiles, Settings, TextKind, is_broken, kind_of};
pub use lift::lift;
pub use structured::{structured, structured_by_last};
pub use terraform::{module, shown};
pub use value::{Entry, Kind, Pseudo, Value, Why};
