//! Input: a text where a name is wanted.
//! Output: what it is instead, as people copy it from consoles and image references, and the name in it.
//! Never: refuses a name that AWS allows and that somebody may mean; of such a name it says so.

mod principal;

pub use principal::unlikely_principal;
pub(super) use principal::{principal, principal_arn};

use super::arn_parts::{is_region, says_no_account, split, whole};
use super::id::AccountId;
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
    let (host, path) = reference.split_once('/').unwrap_or((reference, ""));
    if let Some((account, region)) = registry(host) {
        let name = untagged(path);
        if name.is_empty() {
            let help = "name a repository, or remove `repo` to include all";
            return Some(fault("is a registry, not a repository").advising(help));
        }
        let fault = meaning(fault("is an image address, not a repository name"), name);
        let partition = region::find(region).map_or("aws", |region| region.partition.id());
        let arn = format!("arn:{partition}:ecr:{region}:{account}:repository/{name}");
        let help = format!("write `\"{name}\"`, or `\"{arn}\"` if {account} is not the account of the registry");
        return Some(if fault.meant().is_some() { fault.advising(help) } else { fault });
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
    if reference.len() < text.len() {
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

/// The account and the region of a private registry's host: `ACCOUNT.dkr.ecr.REGION.amazonaws.com`, its FIPS and its
/// dual-stack forms (Amazon ECR user guide, "Making requests to Amazon ECR registries", read 2026-11-29).
fn registry(host: &str) -> Option<(&str, &str)> {
    let mut labels = host.split('.');
    let account = labels.next().filter(|label| is_account(label))?;
    let region = match (labels.next()?, labels.next()?) {
        ("dkr", "ecr" | "ecr-fips") => labels.next()?,
        ("dkr-ecr" | "dkr-ecr-fips", region) => region,
        _ => return None,
    };
    labels.next().map(|_| (account, region))
}

fn is_account(text: &str) -> bool {
    AccountId::parse(text).is_ok()
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

/// Public registries whose images people name by host.
const PUBLIC: &[&str] = &[
    "docker.io",
    "index.docker.io",
    "registry-1.docker.io",
    "public.ecr.aws",
    "quay.io",
    "ghcr.io",
    "gcr.io",
    "k8s.gcr.io",
    "registry.k8s.io",
    "mcr.microsoft.com",
    "registry.gitlab.com",
    "docker.elastic.co",
    "nvcr.io",
    "cgr.dev",
];

/// A repository's name that ECR allows, but that likely names something else.
pub fn unlikely_repository(name: &str) -> Option<Malformed> {
    if name == "?" {
        let fault = Malformed::new("`?` matches only names of one character, but AWS requires two or more");
        return Some(fault.labeled("matches no repository").advising("write `\"*\"` for every repository"));
    }
    let (beginning, rest) = name.split_once('/')?;
    let help = |help: String| help + ", or accept ECR003 if the name is right";
    if beginning == "repository" {
        let fault = format!("`{name}` begins with `repository/`, which belongs in an ARN");
        let fault = Malformed::new(fault).labeled("ECR reads this as the whole name").meaning(rest);
        return Some(fault.advising(help(format!("write `\"{rest}\"`"))));
    }
    PUBLIC.contains(&beginning).then(|| {
        let fault = format!("`{name}` begins with the host of a public registry, which these endpoints do not reach");
        let help = help("name the repository in this registry that holds the image".to_owned());
        Malformed::new(fault).labeled("ECR reads this as the whole name").advising(help)
    })
}

/// What cannot be a bucket's name: an address, an ARN, a key.
pub(super) fn bucket(text: &str, is_name: &dyn Fn(&str) -> bool) -> Option<Malformed> {
    let fault = |what: &str, name: &str| {
        let fault = Malformed::new(format!("`{text}` {what}, not a bucket name")).labeled("matches no bucket");
        if is_name(name) { fault.meaning(name) } else { fault }
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
            ("111122223333.dkr.ecr.us-east-2.amazonaws.com/app", "app"),
            ("https://111122223333.dkr.ecr.us-east-2.amazonaws.com/team/app:1", "team/app"),
            ("111122223333.dkr.ecr-fips.us-east-1.amazonaws.com/app@sha256:00", "app"),
            ("111122223333.dkr-ecr.us-east-2.on.aws/team/*", "team/*"),
            ("111122223333.dkr.ecr.us-east-2.amazonaws.com", "-"),
            ("app:latest", "app"),
            ("team/app@sha256:0a1b", "team/app"),
            ("localhost:5000/app", "app"),
            ("ecr:us-east-2:111122223333:repository/app", "arn:aws:ecr:us-east-2:111122223333:repository/app"),
            (":repository/app", "app"),
            ("https://example.com/app", "-"),
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
        for name in ["?", "repository/app", "docker.io/library/x", "public.ecr.aws/nginx/nginx"] {
            assert!(RepositoryPattern::parse(name).is_ok() && unlikely_repository(name).is_some(), "{name}");
        }
        for name in ["app", "team/app", "repository", "my-repository/app", "docker-hub/x"] {
            assert!(unlikely_repository(name).is_none(), "{name}");
        }
    }
}
