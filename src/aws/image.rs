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

/// The registry on the internet that an image comes from, by its name: Docker Hub, if the name has none. `None` for
/// registries that may be anywhere.
pub fn internet_registry_of(image: &str) -> Option<&str> {
    Some(registry_in(image).unwrap_or("docker.io")).filter(|registry| is_other_registry(registry))
}

#[cfg(test)]
mod tests {
    use super::internet_registry_of;

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
}
