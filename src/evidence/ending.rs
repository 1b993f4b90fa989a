//! Input: a host's name, or its labels.
//! Output: whether it ends like AWS's names.
//! Never: knows which service a name belongs to.

/// What the names of AWS's services end in, by partition.
pub const SUFFIXES: &[&str] = &[
    ".amazonaws.com.cn",
    ".amazonaws.com",
    ".amazonaws.eu",
    ".api.amazonwebservices.com.cn",
    ".api.amazonwebservices.eu",
    ".api.aws",
    ".on.aws",
    ".on.amazonwebservices.com.cn",
    ".on.amazonwebservices.eu",
    ".on.aws.ic.gov",
    ".on.aws.scloud",
    ".on.cloud-aws.adc-e.uk",
    ".on.aws.hci.ic.gov",
    ".c2s.ic.gov",
    ".sc2s.sgov.gov",
    ".cloud.adc-e.uk",
    ".csp.hci.ic.gov",
];

/// A name in lower case, without what stands around it. A dot in front stays: a label that is empty is part of the name.
pub fn plain(name: &str) -> String {
    let mark = |c: char| matches!(c, '.' | '-' | '_');
    let name = name.trim_end_matches(mark);
    let bare = name.trim_start_matches(mark);
    let whole = if name.strip_prefix('.') == Some(bare) { name } else { bare };
    whole.to_ascii_lowercase()
}

/// Whether nothing follows but what closes a text, so that what stands in front may be cut off.
pub fn is_end(rest: &str) -> bool {
    const CLOSING: usize = 8;
    rest.len() <= CLOSING && !rest.contains(char::is_alphanumeric)
}

/// Whether a label is empty, as in `.dkr.ecr.us-east-1.amazonaws.com` and `api.ecr..amazonaws.com`. More dots stand for
/// what somebody left out.
pub fn lacks_label(name: &str) -> bool {
    let labels: Vec<&str> = name.split('.').collect();
    let is_empty = |at: Option<usize>| at.and_then(|at| labels.get(at)).is_some_and(|label| label.is_empty());
    let ends = |at: usize| at + 1 == labels.len();
    (0..labels.len())
        .any(|at| is_empty(Some(at)) && !ends(at) && !is_empty(at.checked_sub(1)) && !is_empty(Some(at + 1)))
}

/// Whether what stands behind the label at `index` is a region and the end of AWS's names. Both may be cut off, and the
/// region may be blacked out.
pub fn ends_as_aws(labels: &[&str], index: usize) -> bool {
    let rest = labels.get(index + 1..).unwrap_or_default();
    let rest = rest.strip_prefix(&["dualstack"]).unwrap_or(rest);
    let Some((_, behind)) = rest.split_first().filter(|(_, behind)| !behind.is_empty()) else { return true };
    let tail = format!(".{}", behind.join("."));
    // Some names have no region behind that label.
    let whole = format!(".{}", rest.join("."));
    SUFFIXES.iter().any(|end| whole.ends_with(end) || end.starts_with(&tail) || end.starts_with(&whole))
}
