//! Input: the name of a container image.
//! Output: whether it is one of a private repository of ECR.
//! Never: asks a registry.

/// Whether an image comes from a private repository of ECR, by its name.
pub fn is_private_image(image: &str) -> bool {
    let host = image.split('/').next().unwrap_or_default();
    host.contains(".dkr.ecr.") || host.contains(".dkr-ecr.") || host.contains(".dkr.ecr-fips.")
}

#[cfg(test)]
mod tests {
    use super::is_private_image;

    #[test]
    fn a_private_image_is_known_by_its_host() {
        for private in [
            "111122223333.dkr.ecr.us-east-1.amazonaws.com/team/app:1",
            "111122223333.dkr.ecr-fips.us-gov-west-1.amazonaws.com/app",
            "111122223333.dkr-ecr.us-east-1.on.aws/app@sha256:00",
        ] {
            assert!(is_private_image(private), "{private}");
        }
        for other in ["nginx", "public.ecr.aws/nginx/nginx", "docker.io/x.dkr.ecr.us-east-1/y"] {
            assert!(!is_private_image(other), "{other}");
        }
    }
}
