//! Input: nothing.
//! Output: what one record of a text says, before it is weighed. Plain data.
//! Never: a rule.

use super::address::Address;
use super::aside::Aside;
use super::clue::{Clue, Detail, Part};
use super::deploy::Rejection;
use super::host::HostKind;
use super::kinds::{Call, Evidence, How};
use super::phrases::Hit;
use super::reference;
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
    /// The registry that the image's name ends with, instead of beginning with it: Docker Hub is asked then.
    pub alone: Option<String>,
    /// The connection was open before it failed.
    pub opened: bool,
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

    /// Whether a server answered with a page in HTML.
    pub fn is_page(&self) -> bool {
        ["<!doctype html", "<html", "<head", "<title"].iter().any(|tag| self.says(tag))
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

    /// Whether the registry in the text is only a part of an image's name, and nothing is said of pulling or pushing it.
    pub fn runs_image_only(&self, hits: &[Hit<Clue>]) -> bool {
        let registry = self.evidence.host.as_ref().is_some_and(|host| matches!(host.kind, HostKind::Registry { .. }));
        let is_image = self.path.starts_with('/') && !self.path.starts_with("/v2");
        let steps = hits.iter().any(|hit| hit.meaning.failed().or(hit.meaning.named()).is_some());
        let missing = reference::missing(&self.text.to_ascii_lowercase()).is_some();
        registry && is_image && !steps && !missing && self.part.is_none() && !self.has(Detail::Transfer)
    }

    /// Whether something of AWS's is called: its host, a step or a pull.
    pub fn calls_aws(&self) -> bool {
        self.evidence.host.is_some() || self.evidence.call.is_some() || self.part == Some(Part::Pull)
    }

    /// The code of an answer that rejects a request: `ValidationException`, or S3's `<Code>ExpiredToken</Code>`.
    pub fn fault(&self) -> Option<&str> {
        let is_code = |word: &&str| {
            let stem = word.len().checked_sub("Exception".len()).and_then(|at| Some((at, word.get(at..)?)));
            stem.is_some_and(|(at, end)| at > 0 && end.eq_ignore_ascii_case("Exception"))
        };
        // A class of Java's has its package in front.
        let words = self.text.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '_' | '$'));
        let of_s3 = || {
            let (_, rest) = self.text.split_once("<Code>")?;
            rest.split_once('<').map(|(code, _)| code)
        };
        words.map(|word| word.trim_end_matches('.')).find(|word| is_code(word) && !word.contains('.')).or_else(of_s3)
    }

    /// The address, for a sentence.
    pub fn address(&self) -> &str {
        self.evidence.address.as_ref().map_or("the address", |address| address.text.as_str())
    }
}
