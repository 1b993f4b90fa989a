//! Input: nothing.
//! Output: what one record of a text says, before it is weighed. Plain data.
//! Never: a rule.

use super::address::Address;
use super::aside::Aside;
use super::clue::{Detail, Part};
use super::deploy::Rejection;
use super::host::HostKind;
use super::kinds::{Call, Evidence, How};
use crate::aws::registries::Owner;

/// What one record says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// The evidence.
    pub evidence: Evidence,
    /// The part of a start that failed.
    pub part: Option<Part>,
    /// A problem that no endpoint causes, and the words that say so.
    pub aside: Option<(Aside, String)>,
    /// Why a deployment was rejected.
    pub rejection: Option<Rejection>,
    /// Details.
    pub details: Vec<Detail>,
    /// A host that was called and that is not known.
    pub stranger: Option<String>,
    /// The resource of a denied action, in lower case.
    pub resource: Option<String>,
    /// The resolver that was asked.
    pub resolver: Option<Address>,
    /// The address was dialed on a port that no service of AWS listens on.
    pub other_port: bool,
    /// A region that the text names in addition to the host's.
    pub elsewhere: Option<String>,
    /// Whose images the registry in the text holds, where they are AWS's.
    pub owner: Option<Owner>,
    /// What follows the host in its URL, in lower case.
    pub path: String,
    /// The name of an endpoint service, in lower case: `com.amazonaws.us-east-2.ecr.api`.
    pub service: Option<String>,
    /// A step failed, by its own words.
    pub step_failed: bool,
    /// The whole record.
    pub text: String,
}

/// What a policy does to an action that is denied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It denies it explicitly.
    Denied,
    /// It does not allow it.
    NotAllowed,
}

impl Found {
    /// Whether a detail is there.
    pub fn has(&self, detail: Detail) -> bool {
        self.details.contains(&detail)
    }

    /// Whether words in lower case stand in the text, in any case.
    pub fn says(&self, words: &str) -> bool {
        self.text.to_ascii_lowercase().contains(words)
    }

    /// What AWS says of the policy that it blames.
    pub fn verdict(&self) -> Option<Verdict> {
        let text = self.text.to_ascii_lowercase();
        if text.contains("explicit deny") {
            return Some(Verdict::Denied);
        }
        let (_, after) = text.split_once("because no ")?;
        after.contains(" allows ").then_some(Verdict::NotAllowed)
    }

    /// Whether the registry in the text is only a part of the image's name, beside a step that calls another host.
    pub fn names_image_only(&self) -> bool {
        let registry = self.evidence.host.as_ref().is_some_and(|host| matches!(host.kind, HostKind::Registry { .. }));
        let of_registry = matches!(self.evidence.call, Some(Call::Manifest | Call::LayerUrl | Call::Push) | None);
        registry && !of_registry && self.evidence.how.is_none_or(How::is_connection)
    }

    /// The address, for a sentence.
    pub fn address(&self) -> &str {
        self.evidence.address.as_ref().map_or("the address", |address| address.text.as_str())
    }
}
