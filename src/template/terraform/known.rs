//! Input: the source and version of a registry's module whose text is not there.
//! Output: texts that say what the module makes, in Terraform's own language: ours, written after reading the module's.
//! Never: stands for a version that nobody read.

use super::version::{self, Version};

/// A module, in versions that make the same.
struct Known {
    source: &'static str,
    first: Version,
    last: Version,
    text: &'static str,
    /// What goes before the text, as an `override.tf` does.
    over: Option<&'static str>,
}

/// Stands for the last of a row of versions: no later one has been read, and by the rules of versions none is to take
/// away what this one has.
const ON: u32 = version::MOST;

const VPC: &str = "terraform-aws-modules/vpc/aws";
const ENDPOINTS: &str = "terraform-aws-modules/vpc/aws//modules/vpc-endpoints";

const VPC_TEXT: &str = include_str!("known/vpc.tf");

#[rustfmt::skip]
const KNOWN: &[Known] = &[
    Known { source: VPC,       first: [3, 0, 0],  last: [3, ON, ON], text: VPC_TEXT, over: Some(include_str!("known/vpc_3.tf")) },
    Known { source: VPC,       first: [4, 0, 1],  last: [5, 1, 1],   text: VPC_TEXT, over: Some(include_str!("known/vpc_5_1.tf")) },
    Known { source: VPC,       first: [5, 1, 2],  last: [6, ON, ON], text: VPC_TEXT, over: None },
    Known { source: ENDPOINTS, first: [3, 0, 0],  last: [6, ON, ON], text: include_str!("known/vpc_endpoints.tf"), over: None },
];

/// The texts that stand for a module, the later going before the earlier; none where it, or its version, is not known.
/// Where nothing bounds the version, Terraform takes the newest that there is, and this the newest that was read.
pub(super) fn texts(source: &str, version: &str) -> Option<Vec<&'static str>> {
    let source = source.strip_prefix("registry.terraform.io/").unwrap_or(source);
    let newest = version::newest(version)?;
    let of_source = KNOWN.iter().filter(|it| it.source == source);
    let known = if newest == version::ANY {
        of_source.max_by_key(|it| it.last)?
    } else {
        of_source.into_iter().find(|it| (it.first..=it.last).contains(&newest))?
    };
    Some([Some(known.text), known.over].into_iter().flatten().collect())
}

/// The major version that a module is taken for, where its call does not bound it.
pub(super) fn assumed(source: &str, version: &str) -> Option<u32> {
    let source = source.strip_prefix("registry.terraform.io/").unwrap_or(source);
    let is_open = version::newest(version) == Some(version::ANY);
    let last = KNOWN.iter().filter(|it| it.source == source).map(|it| it.last).max()?;
    is_open.then_some(last[0])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::SourceId;
    use crate::template::terraform::hcl;

    #[test]
    fn every_text_is_read() {
        for text in KNOWN.iter().flat_map(|known| [Some(known.text), known.over]).flatten() {
            assert!(hcl::body(text, SourceId(0)).is_ok());
        }
    }

    #[test]
    fn a_version_that_nobody_read_is_not_known() {
        for (version, known) in [
            ("~> 5.0", true),
            ("6.6.0", true),
            ("4.0.0", false),
            ("~> 3.14.0", true),
            ("2.78.0", false),
            ("7.0.0", false),
            (">= 5.0", true),
            ("!= 5.0.0", false),
            ("", true),
        ] {
            assert_eq!(texts(VPC, version).is_some(), known, "{version:?}");
            assert_eq!(texts("registry.terraform.io/terraform-aws-modules/vpc/aws", version).is_some(), known);
        }
        assert_eq!(texts("terraform-aws-modules/eks/aws", "~> 5.0"), None);
        assert_eq!(texts("terraform-aws-modules/vpc/aws//modules/flow-log", "~> 6.0"), None);
    }
}
