//! Input: nothing.
//! Output: what is asked of a plan.
//! Never: an answer.

use crate::plan::{Image, Workload};

/// What a plan was read from: it decides what silence means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A spec: the VPC has no internet access, and what the spec leaves out is not known.
    Spec,
    /// A template: what it makes has AWS's defaults, unless it says otherwise.
    Template,
    /// What AWS said of a VPC: what no file says is not known.
    Deployed,
}

/// What is asked of a plan, and what its files do not say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// What the plan was read from.
    pub origin: Origin,
    /// The role that pulls: its ARN or its name.
    pub role: Option<String>,
    /// The image.
    pub image: Option<Image>,
    /// The only subnet to start in.
    pub subnet: Option<String>,
    /// Whether calls are known to arrive, as an answer shows: what would stop them on their way ends no call then.
    pub arrives: bool,
    /// What is said of what runs, beside the files: it holds for all that starts.
    pub said: Workload,
}

impl Asked {
    /// Nothing but where the plan is from.
    pub fn of(origin: Origin) -> Self {
        Self { origin, role: None, image: None, subnet: None, arrives: false, said: Workload::default() }
    }
}
