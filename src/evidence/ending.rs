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

/// A name in lower case, without what stands around it.
pub fn plain(name: &str) -> String {
    name.trim_matches(|c: char| matches!(c, '.' | '-' | '_')).to_ascii_lowercase()
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
