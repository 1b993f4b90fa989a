//! Input: policy documents of a plan.
//! Output: who may do what through the endpoint that carries them, decided, not guessed.
//! Never: samples; what cannot be decided is [`Answer::Unknown`].

mod account;
mod budget;
mod circumstances;
mod comparison;
mod cover;
mod decide;
mod gain;
mod glob;
mod known;
mod layers;
mod length;
mod meet;
mod mend;
mod named;
mod open;
mod overlap;
mod pattern;
mod principal;
mod pull;
mod search;
mod symbol;
mod union;

pub use budget::Budget;
pub use circumstances::{Circumstances, Given, Principal};
pub use comparison::{Applies, Caller, Comparison, Difference};
pub use cover::{covered, covered_by};
pub use decide::{Decision, Request, decide, names_action};
pub use gain::{Gain, Resources};
pub use layers::{anyone_can_get_object, refusal_of_objects};
pub use length::{ENDPOINT_POLICY_QUOTA, excess};
pub use mend::{denying, mend};
pub use open::decide_open;
pub use overlap::overlap;
pub use pattern::Pattern;
pub use principal::{Who, without_accounts};
pub use pull::{Part, Puller, can_pull, repositories_of, somebody_can_pull};

/// An answer that may be unknown: for a template with unknown values, or beyond the steps of a [`Budget`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Unknown.
    Unknown,
}

impl From<bool> for Answer {
    fn from(known: bool) -> Self {
        if known { Answer::Yes } else { Answer::No }
    }
}

impl std::ops::Not for Answer {
    type Output = Answer;

    fn not(self) -> Answer {
        match self {
            Answer::Yes => Answer::No,
            Answer::No => Answer::Yes,
            Answer::Unknown => Answer::Unknown,
        }
    }
}

/// The answer where what is not known is taken once as it speaks for a no, and once as it speaks for a yes: where both
/// come to the same, it does not matter.
fn either_way(surely: Answer, possibly: impl FnOnce() -> Answer) -> Answer {
    if surely == Answer::Yes {
        Answer::Yes
    } else if possibly() == Answer::No {
        Answer::No
    } else {
        Answer::Unknown
    }
}
