//! Input: a text in place of a name.
//! Output: what it is instead, as people copy it from consoles and image references, and the name in it.
//! Never: refuses a name that AWS allows and that somebody may mean; it marks such a name.

mod principal;

pub use principal::unlikely_principal;
pub(super) use principal::{principal, principal_arn, unlikely_principal_in};

use super::arn_parts::{is_region, says_no_account, split, whole};
use super::id::is_account;
use super::malformed::Malformed;
use super::region;

/// Longer texts are no slip.
const LONGEST: usize = 1024;

/// What cannot be a repository's name: an image's reference, a part of an ARN, a path.
pub(super) fn repository(text: &str, is_name: &dyn Fn(&str) -> bool) -> Option<Malformed> {
    if text.len() > LONGEST {
        return None;
    }
    let fault = |what: &str| Malformed::new(format!("`{text}` {what}")).labeled("matches no repository");
    let meaning = |fault: Malformed, name: &str| if is_name(name) { fault.meaning(name) } else { fault };
    let reference = text.split_once("://").map_or(text, |(_, rest)| rest);
    let (host, path) = behind_wildcards(reference).split_once('/').unwrap_or((behind_wildcards(reference), ""));
    if let Some(Registry { account, region }) = registry(host) {
        let name = untagged(path);
        if name.is_empty() {
            let help = "name a repository, or remove `repo` to include all";
            return Some(fault("is a registry, not a repository").advising(help));
        }
        let fault = fault("is an image address, not a repository name");
        let (Some(account), Some(region)) = (account, region) else { return Some(meaning(fault, name)) };
        let partition = region::find(region).map_or("aws", |region| region.partition.id());
        let arn = format!("arn:{partition}:ecr:{region}:{account}:repository/{name}");
        let help = format!("write `\"{arn}\"`, or `\"{name}\"` if that is this block's region and registry");
        // Which of the two depends on the block.
        return Some(if is_name(name) { fault.advising(help) } else { fault });
    }
    if let Some((_, name)) = text.split_once("repository/").filter(|(before, _)| before.contains(':')) {
        let fault = fault("is part of an ARN");
        let mut whole = whole(text, &["arn:", "arn:aws:", "arn:aws:ecr:"]).into_iter();
        return Some(match whole.find(|arn| is_repository_arn(arn, is_name)) {
            Some(whole) => fault.meaning(whole),
            // The name alone would be of the registry's own account.
            None if says_no_account(text) => meaning(fault, name),
            None => fault,
        });
    }
    if reference.len() < text.len() || host.contains("amazonaws.com") {
        let help = "name the repository in this registry that holds the image";
        return Some(fault("is an address, not a repository name").advising(help));
    }
    let last = text.rsplit('/').next().unwrap_or(text);
    if last.contains([':', '@']) {
        let what = if last.contains('@') { "names an image by its digest" } else { "names an image by its tag" };
        let fault = meaning(fault(&format!("{what}, but access applies to whole repositories")), untagged(text));
        return Some(fault);
    }
    if host.contains(':') {
        return Some(meaning(fault("begins with the host of a registry"), path));
    }
    let trimmed = text.trim().trim_start_matches('/');
    if trimmed.len() < text.len() && !trimmed.is_empty() {
        return Some(meaning(
            fault("begins or ends with a character that repository names do not have there"),
            trimmed,
        ));
    }
    if let Some(namespace) = text.strip_suffix('/') {
        return Some(meaning(fault("ends with `/`, which repository names do not"), &format!("{namespace}/*")));
    }
    None
}

/// What is wrong with the ARN of a repository, or whose name it lacks.
pub(super) fn repository_arn(text: &str, is_name: &dyn Fn(&str) -> bool) -> Option<Malformed> {
    let parts: Vec<&str> = text.split(':').take(LONGEST).collect();
    let ["arn", partition, "ecr", region, account, resource] = parts.as_slice() else { return None };
    let fault = |what: &str| Malformed::new(format!("`{text}` {what}")).labeled("matches no repository");
    let Some(name) = resource.strip_prefix("repository/") else {
        let arn = format!("arn:{partition}:ecr:{region}:{account}:repository/{resource}");
        return is_repository_arn(&arn, is_name).then(|| fault("lacks `repository/` before the name").meaning(arn));
    };
    let is_open = region.is_empty() || account.is_empty();
    (is_open && is_name(name)).then(|| {
        let fault = fault("lacks its region or its account");
        // The name alone would be of the registry's own account.
        if account.is_empty() { fault.meaning(name) } else { fault.advising("write the ARN with its region") }
    })
}

/// What a name says behind the wildcards that may stand for a registry.
fn behind_wildcards(name: &str) -> &str {
    name.trim_start_matches("*/")
}

/// What the host of a private registry says, as far as it says it without wildcards.
struct Registry<'h> {
    account: Option<&'h str>,
    region: Option<&'h str>,
}

/// The host of a private registry, `ACCOUNT.dkr.ecr.REGION.amazonaws.com`, its FIPS and its dual-stack forms (Amazon ECR
/// user guide, "Making requests to Amazon ECR registries", read 2026-11-29); whole, without the account, or as a pattern.
fn registry(host: &str) -> Option<Registry<'_>> {
    let labels: Vec<&str> = host.split('.').take(LONGEST).collect();
    let plain = |at: usize| labels.get(at).map(|label| label.trim_matches('*'));
    let at = labels.iter().position(|label| label.trim_matches('*').starts_with("dkr"))?;
    let region = match (plain(at)?, plain(at + 1)?) {
        ("dkr", "ecr" | "ecr-fips") => at + 2,
        ("dkr-ecr" | "dkr-ecr-fips", _) => at + 1,
        _ => return None,
    };
    let is_open = host.contains('*');
    // `dkr.ecr/app` may be a repository: a host goes on.
    labels.get(region + 1).filter(|_| at < 2).or(labels.last().filter(|_| is_open))?;
    Some(Registry {
        account: labels.first().copied().filter(|account| at == 1 && is_account(account)),
        region: labels.get(region).copied().filter(|region| !region.contains('*')),
    })
}

fn is_repository_arn(text: &str, is_name: &dyn Fn(&str) -> bool) -> bool {
    split(text).is_some_and(|(_, service, region, account, resource)| {
        let of_ecr = service == "ecr" && is_region(region) && is_account(account);
        of_ecr && resource.strip_prefix("repository/").is_some_and(is_name)
    })
}

/// An image's reference without its tag and its digest.
fn untagged(reference: &str) -> &str {
    let name = reference.split('@').next().unwrap_or(reference);
    let last = name.rfind('/').map_or(0, |at| at + 1);
    let tag = name.get(last..).and_then(|last| last.find(':'));
    tag.and_then(|tag| name.get(..last + tag)).unwrap_or(name)
}

/// Other registries whose images people name by host: these, and what is below them.
const OTHERS: &[&str] = &[
    "docker.io",
    "public.ecr.aws",
    "quay.io",
    "ghcr.io",
    "gcr.io",
    "pkg.dev",
    "azurecr.io",
    "registry.k8s.io",
    "registry.redhat.io",
    "registry.access.redhat.com",
    "mcr.microsoft.com",
    "registry.gitlab.com",
    "docker.elastic.co",
    "nvcr.io",
    "cgr.dev",
    "lscr.io",
];

/// Whether a host is a known registry outside of AWS's private ones, or below one.
pub(super) fn is_other_registry(host: &str) -> bool {
    let below = |of: &str| host.strip_suffix(of).is_some_and(|rest| rest.is_empty() || rest.ends_with(['.', '*']));
    OTHERS.iter().any(|of| below(of))
}

/// A repository's name that ECR allows, but that likely names something else.
pub fn unlikely_repository(name: &str) -> Option<Malformed> {
    unlikely_repository_in(name, "")
}

/// The same of a name that stands in an ARN, behind `before`.
pub(super) fn unlikely_repository_in(name: &str, before: &str) -> Option<Malformed> {
    if name == "?" {
        let fault = Malformed::new("`?` matches only names of one character, but AWS requires two or more");
        return Some(fault.labeled("matches no repository").advising("write `\"*\"` for every repository"));
    }
    let (beginning, rest) = behind_wildcards(name).split_once('/')?;
    let help = |help: String| help + ", or accept ECR003 if the name is right";
    if beginning == "repository" {
        let fault = format!("`{name}` begins with `repository/`, which belongs in an ARN");
        let meant = format!("{before}{rest}");
        let fault = Malformed::new(fault).labeled("ECR reads this as the whole name");
        return Some(fault.advising(help(format!("write `\"{meant}\"`"))).meaning(meant));
    }
    is_other_registry(beginning).then(|| {
        let fault = format!("`{name}` begins with the host of another registry, which these endpoints do not reach");
        let help = help("name the repository in this registry that holds the image".to_owned());
        Malformed::new(fault).labeled("ECR reads this as the whole name").advising(help)
    })
}

/// What cannot be a bucket's name: an address, an ARN, a key.
pub(super) fn bucket(text: &str, is_name: &dyn Fn(&str) -> bool) -> Option<Malformed> {
    let fault = |what: &str, name: &str| {
        let fault = Malformed::new(format!("`{text}` {what}, not a bucket name")).labeled("matches no bucket");
        let help = format!("write `\"{name}\"`, which opens the whole bucket");
        if is_name(name) { fault.meaning(name).advising(help) } else { fault }
    };
    if let Some(rest) = text.strip_prefix("arn:") {
        let resource = rest.rsplit(':').next().unwrap_or(rest);
        return Some(fault("is an ARN", resource.split('/').next().unwrap_or(resource)));
    }
    let reference = text.split_once("://").map_or(text, |(_, rest)| rest);
    let (first, key) = reference.split_once('/').unwrap_or((reference, ""));
    let host = first.strip_suffix(".cn").unwrap_or(first).strip_suffix(".amazonaws.com");
    if let Some(host) = host {
        let is_s3 = |label: &str| label == "s3" || label.starts_with("s3-");
        let before = host.split('.').position(is_s3).map(|labels| host.split('.').take(labels).collect::<Vec<_>>());
        let name = before.map(|labels| labels.join(".")).filter(|name| !name.is_empty());
        return Some(fault("is an address", name.as_deref().unwrap_or(key.split('/').next().unwrap_or(key))));
    }
    let what = if reference.len() < text.len() { "is an address" } else { "is the path of an object" };
    (reference.len() < text.len() || text.contains('/')).then(|| fault(what, first))
}

/// What cannot be the prefix of a cache rule: a pattern, an address.
pub(super) fn prefix(text: &str, is_name: &dyn Fn(&str) -> bool) -> Option<Malformed> {
    let fault = |what: &str, name: &str| {
        let fault = Malformed::new(format!("`{text}` {what}")).labeled("not the prefix of a cache rule");
        if is_name(name) { fault.meaning(name) } else { fault }
    };
    let reference = text.split_once("://").map_or(text, |(_, rest)| rest);
    let (host, path) = reference.split_once('/').unwrap_or((reference, ""));
    if registry(host).is_some() {
        return Some(fault("is an address, not a prefix of repositories", path.trim_end_matches(['*', '/'])));
    }
    if reference.len() < text.len() {
        let help = "write the prefix that the cache rule has in this registry, as in `\"docker-hub\"`";
        return Some(fault("is the address of an upstream registry", "").advising(help));
    }
    let bare = text.trim_end_matches(['*', '/']);
    (bare.len() < text.len() && !bare.contains('*')).then(|| fault("has more than the prefix", bare))
}

#[cfg(test)]
mod tests {
    use super::unlikely_repository;
    use crate::aws::{BucketName, Malformed, PullThroughPrefix, RepositoryArn, RepositoryPattern};

    fn meant<T: std::fmt::Debug>(parsed: Result<T, Malformed>) -> String {
        parsed.unwrap_err().meant().unwrap_or("-").to_owned()
    }

    #[test]
    fn repositories_are_no_image_references() {
        for (text, name) in [
            // With its account and region it is one of two.
            ("111122223333.dkr.ecr.us-east-2.amazonaws.com/app", "-"),
            ("https://111122223333.dkr.ecr.us-east-2.amazonaws.com/team/app:1", "-"),
            ("111122223333.dkr.ecr-fips.us-east-1.amazonaws.com/app@sha256:00", "-"),
            ("111122223333.dkr-ecr.us-east-2.on.aws/team/*", "-"),
            ("111122223333.dkr.ecr.us-east-2.amazonaws.com", "-"),
            ("app:latest", "app"),
            ("team/app@sha256:0a1b", "team/app"),
            ("localhost:5000/app", "app"),
            ("ecr:us-east-2:111122223333:repository/app", "arn:aws:ecr:us-east-2:111122223333:repository/app"),
            (":repository/app", "app"),
            ("https://example.com/app", "-"),
            // A registry whose account is left open, or left out.
            ("*.dkr.ecr.us-east-2.amazonaws.com/app", "app"),
            ("1111*.dkr.ecr.us-east-2.amazonaws.com/app*", "app*"),
            ("dkr.ecr.us-east-2.amazonaws.com/app", "app"),
            ("*.dkr.ecr.*.amazonaws.com/*", "*"),
            ("*.dkr.ecr.*/team/app", "team/app"),
            ("*dkr.ecr.us-east-2.amazonaws.com/app", "app"),
            ("*.dkr-ecr.us-east-2.on.aws/app", "app"),
            ("*/111122223333.dkr.ecr.us-east-2.amazonaws.com/app", "-"),
            ("*.amazonaws.com/app", "-"),
            ("/app", "app"),
            (" app", "app"),
            ("team/", "team/*"),
            ("App", "app"),
            ("Team/App*", "team/app*"),
            ("a b", "-"),
        ] {
            assert_eq!(meant(RepositoryPattern::parse(text)), name, "{text}");
        }
        for (text, arn) in [
            (
                "arn:aws:ecr:us-east-2:111122223333:repository/app:1",
                "arn:aws:ecr:us-east-2:111122223333:repository/app",
            ),
            ("arn:aws:ecr:us-east-2:111122223333:repository/App", "arn:aws:ecr:us-east-2:111122223333:repository/app"),
            ("arn:aws:ecr:us-east-2:111122223333:app", "arn:aws:ecr:us-east-2:111122223333:repository/app"),
            ("arn:aws:ecr:::repository/app", "app"),
            ("arn:aws:iam::111122223333:role/x", "-"),
        ] {
            assert_eq!(meant(RepositoryArn::parse(text)), arn, "{text}");
        }
    }

    #[test]
    fn buckets_and_prefixes_are_no_addresses() {
        for (text, bucket) in [
            ("s3://bucket/key", "bucket"),
            ("arn:aws:s3:::bucket/*", "bucket"),
            ("bucket.s3.us-east-2.amazonaws.com", "bucket"),
            ("my.bucket.s3.amazonaws.com", "my.bucket"),
            ("https://s3.us-east-2.amazonaws.com/bucket/key", "bucket"),
            ("bucket.s3.cn-north-1.amazonaws.com.cn", "bucket"),
            ("bucket/*", "bucket"),
            ("bucket-*", "-"),
        ] {
            assert_eq!(meant(BucketName::parse(text)), bucket, "{text}");
        }
        for (text, prefix) in [
            ("docker-hub/", "docker-hub"),
            ("docker-hub/*", "docker-hub"),
            ("https://registry-1.docker.io", "-"),
            ("111122223333.dkr.ecr.us-east-2.amazonaws.com/hub", "hub"),
            ("Hub", "hub"),
        ] {
            assert_eq!(meant(PullThroughPrefix::parse(text)), prefix, "{text}");
        }
    }

    #[test]
    fn names_that_aws_allows_are_unlikely() {
        for name in [
            "?",
            "repository/app",
            "repository/*",
            "*/repository/app",
            "docker.io/library/x",
            "registry-1.docker.io/library/x",
            "*.docker.io/*",
            "*/docker.io/*",
            "public.ecr.aws/nginx/nginx",
            "us-docker.pkg.dev/x",
            "team.azurecr.io/app",
        ] {
            assert!(RepositoryPattern::parse(name).is_ok() && unlikely_repository(name).is_some(), "{name}");
            let arn = format!("arn:aws:ecr:us-east-2:111122223333:repository/{name}");
            let unlikely = RepositoryArn::parse(&arn).unwrap().unlikely().unwrap();
            assert!(unlikely.meant().is_none_or(|meant| RepositoryArn::parse(meant).is_ok()), "{unlikely:?}");
        }
        for name in
            ["app", "team/app", "repository", "my-repository/app", "docker-hub/x", "dkr/ecr", "dkr.ecr/app", "*/*"]
        {
            assert!(RepositoryPattern::parse(name).is_ok() && unlikely_repository(name).is_none(), "{name}");
        }
    }
}
