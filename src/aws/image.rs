//! Input: the name of a container image.
//! Output: whether it is one of a private repository of ECR, of which region, and which registry on the internet has it.
//! Never: asks a registry.

use super::mistaken::is_other_registry;
use super::{Region, region};

/// Whether an image comes from a private repository of ECR, by its name.
pub fn is_private_image(image: &str) -> bool {
    let host = image.split('/').next().unwrap_or_default();
    REGISTRY_HOSTS.iter().any(|of| host.split_once(of).is_some_and(|(account, _)| account.ends_with('.')))
}

/// What follows the account in the hosts of private registries; the region comes next.
pub const REGISTRY_HOSTS: [&str; 4] = ["dkr.ecr.", "dkr-ecr.", "dkr.ecr-fips.", "dkr-ecr-fips."];

/// The region of the private repository that an image comes from; `None` for other images, and for regions that ecrc does
/// not know.
pub fn region_of_image(image: &str) -> Option<&'static Region> {
    let (host, _) = image.split_once('/')?;
    let (_, rest) = host.split_once('.')?;
    let rest = REGISTRY_HOSTS.into_iter().find_map(|prefix| rest.strip_prefix(prefix))?;
    region::find(rest.split('.').next()?)
}

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
    use super::{internet_registry_of, is_private_image, region_of_image};

    #[test]
    fn an_image_has_a_registry_and_perhaps_a_region() {
        for (image, registry, region) in [
            ("nginx", Some("docker.io"), None),
            ("nginx:1", Some("docker.io"), None),
            ("team/app", Some("docker.io"), None),
            ("localhost/app", None, None),
            ("registry:5000/app", None, None),
            ("registry.example.com/app", None, None),
            ("ghcr.io/team/app:1", Some("ghcr.io"), None),
            ("public.ecr.aws/nginx/nginx", Some("public.ecr.aws"), None),
            ("111122223333.dkr.ecr.eu-west-1.amazonaws.com/app", None, Some("eu-west-1")),
            ("111122223333.dkr-ecr.us-east-1.on.aws/app", None, Some("us-east-1")),
            ("111122223333.dkr.ecr.nowhere-1.amazonaws.com/app", None, None),
        ] {
            assert_eq!(internet_registry_of(image), registry, "{image}");
            assert_eq!(region_of_image(image).map(|region| region.id), region, "{image}");
        }
    }

    #[test]
    fn a_private_image_is_known_by_its_host() {
        for private in [
            "111122223333.dkr.ecr.us-east-1.amazonaws.com/team/app:1",
            "111122223333.dkr.ecr-fips.us-gov-west-1.amazonaws.com/app",
            "111122223333.dkr-ecr.us-east-1.on.aws/app@sha256:00",
            "111122223333.dkr-ecr-fips.us-east-1.on.aws/app",
        ] {
            assert!(is_private_image(private), "{private}");
        }
        for other in ["nginx", "public.ecr.aws/nginx/nginx", "docker.io/x.dkr.ecr.us-east-1/y"] {
            assert!(!is_private_image(other), "{other}");
        }
    }
}
