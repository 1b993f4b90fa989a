//! Input: an ARN as written.
//! Output: its parts, as they stand there.
//! Never: judges the resource, which each service has in a form of its own.

use super::region::Partition;

/// Partition, service, region, account and the rest.
pub(super) fn split(text: &str) -> Option<(Partition, &str, &str, &str, &str)> {
    let mut parts = text.splitn(6, ':');
    let mut next = || parts.next();
    next().filter(|scheme| *scheme == "arn")?;
    let partition = Partition::find(next()?)?;
    Some((partition, next()?, next()?, next()?, next()?))
}

/// Whether a part has the form of a region.
pub(super) fn is_region(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}
