//! Input: the name of a container image.
//! Output: the registry that has it, and whether that is on the internet.
//! Never: asks a registry.

use super::mistaken::is_other_registry;

/// What follows the account in the hosts of private registries; the region comes next.
pub const REGISTRY_HOSTS: [&str; 4] = ["dkr.ecr.", "dkr-ecr.", "dkr.ecr-fips.", "dkr-ecr-fips."];

/// The registry in an image's name, if one is.
pub fn registry_in(image: &str) -> Option<&str> {
    let (host, _) = image.split_once('/')?;
    (host.contains(['.', ':']) || host == "localhost").then_some(host)
}

/// Whether a text may be the name of an image: `host:port/path:tag@digest`, of which the path has lower-case letters and
/// digits, and between them a dot, one or two underscores, or hyphens. A host that has neither a dot nor a port is told
/// from a path by a capital letter alone; what is written so is more likely a word to replace, and no name here.
/// <https://github.com/distribution/reference/blob/main/reference.go>, read 2026-11-30.
pub fn is_image_name(text: &str) -> bool {
    let (name, digest) = text.split_once('@').map_or((text, None), |(name, digest)| (name, Some(digest)));
    let (name, tag) = match name.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => (name, Some(tag)),
        Some(_) | None => (name, None),
    };
    let host = registry_in(name);
    let path = host.map_or(name, |host| name.get(host.len() + 1..).unwrap_or_default());
    let is_tag = |tag: &str| !tag.starts_with(['.', '-']) && may_be_in_tag(tag);
    let is_digest =
        |digest: &str| digest.split_once(':').is_some_and(|(of, hex)| may_be_in_tag(of) && may_be_in_tag(hex));
    host.is_none_or(is_host)
        && path.split('/').all(is_path_part)
        && tag.is_none_or(is_tag)
        && digest.is_none_or(is_digest)
}

/// Whether a text may be a part of the name of an image: no character of it is one that no name has.
pub fn may_be_in_image_name(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || "._-/:@+[]".contains(c))
}

/// Whether it is a host, with its port or without.
fn is_host(text: &str) -> bool {
    let is_port = |port: &str| !port.is_empty() && port.bytes().all(|digit| digit.is_ascii_digit());
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        Some(_) | None => (text, None),
    };
    let is_label = |label: &str| {
        let inside = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        inside && !label.is_empty() && !label.starts_with('-') && !label.ends_with('-')
    };
    port.is_none_or(is_port) && (host.starts_with('[') && host.ends_with(']') || host.split('.').all(is_label))
}

/// Whether it is one of the parts of a path between slashes.
fn is_path_part(text: &str) -> bool {
    let is_word = |word: char| word.is_ascii_lowercase() || word.is_ascii_digit();
    let is_between =
        |between: &str| matches!(between, "" | "." | "_" | "__") || between.bytes().all(|byte| byte == b'-');
    text.starts_with(is_word) && text.ends_with(is_word) && text.split(is_word).all(is_between)
}

fn may_be_in_tag(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-+".contains(&byte))
}

/// The registry on the internet that an image comes from, by its name: Docker Hub, if the name has none. `None` for
/// registries that may be anywhere.
pub fn internet_registry_of(image: &str) -> Option<&str> {
    Some(registry_in(image).unwrap_or("docker.io")).filter(|registry| is_other_registry(registry))
}

#[cfg(test)]
mod tests {
    use super::{internet_registry_of, is_image_name};

    #[test]
    fn an_image_has_a_registry() {
        for (image, registry) in [
            ("nginx", Some("docker.io")),
            ("nginx:1", Some("docker.io")),
            ("team/app", Some("docker.io")),
            ("localhost/app", None),
            ("registry:5000/app", None),
            ("registry.example.com/app", None),
            ("ghcr.io/team/app:1", Some("ghcr.io")),
            ("public.ecr.aws/nginx/nginx", Some("public.ecr.aws")),
            ("111122223333.dkr.ecr.eu-west-1.amazonaws.com/app", None),
        ] {
            assert_eq!(internet_registry_of(image), registry, "{image}");
        }
    }

    #[test]
    fn names_of_images_are_told_from_words_in_their_place() {
        for name in [
            "nginx",
            "nginx:1.27-alpine",
            "team/app@sha256:0123456789abcdef",
            "team/app:1@sha256:0123456789abcdef",
            "a__b/c-d--e/f.g_h:V_1.0",
            "localhost/app",
            "localhost:5000/app:1",
            "10.0.3.4:5000/web:1",
            "[2001:db8::1]:5000/web",
            "Registry.Example.com/app",
            "public.ecr.aws/nginx/nginx",
        ] {
            assert!(is_image_name(name), "{name}");
        }
        for other in [
            "",
            " ",
            "ECR_REPO_URI:IMAGE_TAG",
            "<image>",
            "REPLACE_ME",
            "REGISTRY/app",
            "https://registry.example.com/app",
            "app:",
            "app:<tag>",
            "a//b",
            "a..b",
            "-a",
            "a/",
            "/a",
            "registry.example.com/",
            "my image",
            "${image}",
            "registry.example.com:port/app",
        ] {
            assert!(!is_image_name(other), "{other}");
        }
    }
}
