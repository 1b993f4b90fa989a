//! Input: an answer of ECR that it has no such repository or image.
//! Output: the rules about pull-through caches, where the repository's name begins like a cache's.
//! Never: takes the name for proof: anybody may name a repository so.

use super::codes as rule;
use super::found::Found;
use super::weighed::Weighed;
use crate::aws::Region;
use crate::aws::region::{self, Partition};

/// The prefixes that ECR's console and AWS's pages suggest, and upstream registries, which people use as prefixes.
const PREFIXES: &[&str] = &[
    "ecr-public",
    "docker-hub",
    "dockerhub",
    "quay",
    "ghcr",
    "github",
    "kubernetes",
    "k8s",
    "gitlab",
    "chainguard",
    "docker.io",
    "quay.io",
    "ghcr.io",
    "public.ecr.aws",
    "registry.k8s.io",
    "registry.gitlab.com",
    "cgr.dev",
];

/// The first part of the repository's name, if it is a cache's.
fn prefix(found: &Found) -> Option<&'static str> {
    let text = found.text.to_ascii_lowercase();
    let begins = |prefix: &&&str| {
        let named = |before: &str| text.contains(&format!("{before}{prefix}/"));
        // Behind the registry in an image's name and in a URL, and in ECR's own words.
        let of_host = |end: &str| named(&format!("{end}/")) || named(&format!("{end}/v2/"));
        [".amazonaws.com", ".amazonaws.com.cn", ".on.aws"].into_iter().any(of_host) || named("repository with name '")
    };
    PREFIXES.iter().find(begins).copied()
}

/// What explains that a cache's repository is not there.
pub fn weigh(found: &Found) -> Option<Weighed> {
    let prefix = prefix(found)?;
    let region = found.evidence.host.as_ref().and_then(|host| region::find(host.region.as_deref()?));
    let unconfirmed = !region.is_none_or(Region::has_pull_through_cache);
    let late = region.is_none_or(|region| region.partition == Partition::AwsUsGov);
    let why = "the partition may not offer pull-through cache rules";
    let weighed = Weighed::default()
        .rule_if(unconfirmed, rule::PULL_THROUGH_CACHE_UNAVAILABLE, why)
        .rule(
            rule::FIRST_PULL_NEEDS_INTERNET,
            format!("`{prefix}/` may be a pull-through cache's prefix; the first pull fetches the image from upstream"),
        )
        .rule_if(late, rule::PULL_THROUGH_CACHE_UNAVAILABLE, why);
    Some(weighed.check(
        "Check whether a cache rule has this prefix; if none has, check the image's name and tag. For a cache, check the caller's \
         `ecr:CreateRepository` and `ecr:BatchImportUpstreamImage`, and that the image exists upstream: AWS names these as the \
         common causes.",
    ))
}
