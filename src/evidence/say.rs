//! Input: what a record says.
//! Output: the same in a sentence.
//! Never: a reason or a rule.

use super::clue::Part;
use super::found::{Found, Verdict};
use super::kinds::{Call, How};
use std::fmt::Write as _;

/// What a text says, in a sentence.
pub fn sentence(found: &Found) -> String {
    let evidence = &found.evidence;
    if evidence.how == Some(How::Denied) {
        return denial(found);
    }
    let mut said = match (evidence.call, found.part) {
        (Some(call), _) => capital(call.what()),
        (None, Some(part)) => part_of(part).to_owned(),
        (None, None) if found.aside.is_some() && evidence.how.is_none() => "A step".to_owned(),
        (None, None) => "A call".to_owned(),
    };
    let host = evidence.host.as_ref().map(|host| &host.name).or(found.stranger.as_ref());
    if let Some(host) = host {
        let download = matches!(evidence.call, Some(Call::Layer | Call::EnvFile | Call::Packages));
        let _ = write!(said, " {} `{host}`", if download { "from" } else { "to" });
    }
    let _ = write!(said, " {}", evidence.how.map_or("failed", How::what));
    if let Some(address) = &evidence.address {
        let kind = match address.is_private() {
            Some(true) => ", a private address",
            Some(false) => ", a public address",
            None => "",
        };
        let _ = write!(said, " at {}{kind}", address.text);
    }
    if let Some(code) = evidence.code {
        let _ = write!(said, " with `{code}`");
    }
    said.push('.');
    said
}

fn denial(found: &Found) -> String {
    let evidence = &found.evidence;
    let action = match (&evidence.action, evidence.call) {
        (Some(action), _) => format!("`{action}`"),
        (None, Some(call)) => call.what().to_owned(),
        (None, None) => "an action".to_owned(),
    };
    let mut said = format!("AWS denied {action}");
    if let Some(principal) = &evidence.principal {
        let _ = write!(said, " to `{principal}`");
    }
    match evidence.layer {
        Some(layer) => {
            let what = layer.what();
            let (_, bare) = what.split_once(' ').unwrap_or(("", what));
            let _ = match found.verdict() {
                Some(Verdict::Denied) => write!(said, " because of an explicit deny in {what}."),
                Some(Verdict::NotAllowed) => write!(said, " because no {bare} allows it."),
                None => write!(said, " because of {what}."),
            };
        }
        None => said.push_str(". The text does not say which policy is responsible."),
    }
    said
}

fn part_of(part: Part) -> &'static str {
    match part {
        Part::NodeJoin => "The node's attempt to join its cluster",
        Part::Cni => "The start of the CNI",
        Part::ContainerStart => "The start of the container",
        Part::Placement => "The placement of the task",
        Part::SageMakerS3 => "SageMaker's access to S3",
        Part::Pull => "The pull of the image",
        Part::LoginOrSecrets => "The registry login or the request for secrets",
    }
}

/// With a capital letter in front.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(chars).collect()
}
