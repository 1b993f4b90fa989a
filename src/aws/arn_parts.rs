//! Input: an ARN as written.
//! Output: its parts, as written.
//! Never: judges the resource, whose form differs by service.

use super::region::{self, Partition};

/// Partition, service, region, account and the rest.
pub(super) fn split(text: &str) -> Option<(Partition, &str, &str, &str, &str)> {
    let mut parts = text.splitn(6, ':');
    let mut next = || parts.next();
    next().filter(|scheme| *scheme == "arn")?;
    let partition = Partition::find(next()?)?;
    Some((partition, next()?, next()?, next()?, next()?))
}

/// A part of an ARN with each of the beginnings that it may lack; and with its own in small letters.
pub(super) fn whole(text: &str, beginnings: &[&str]) -> Vec<String> {
    let beginning = text.split_once(':').filter(|(front, _)| front.eq_ignore_ascii_case("arn"));
    let small = beginning.map(|(_, rest)| format!("arn:{rest}"));
    small.into_iter().chain(beginnings.iter().map(|start| format!("{start}{text}"))).collect()
}

/// Whether a part of an ARN leaves open whose it is: before its last colon stands nothing else than partition, service and
/// region.
pub(super) fn says_no_account(text: &str) -> bool {
    let before = text.rsplit_once(':').map_or("", |(before, _)| before);
    before.split(':').all(|part| {
        let part = part.to_ascii_lowercase();
        matches!(part.as_str(), "" | "arn" | "iam" | "ecr") || part.starts_with("aws") || region::find(&part).is_some()
    })
}

/// Whether a part has the form of a region.
pub(super) fn is_region(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}
