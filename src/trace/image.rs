//! Input: the name of an image.
//! Output: the registry, the account, the region and the repository in it.
//! Never: takes a name of another registry.

use crate::aws::{REGISTRY_HOSTS, Region, region};

/// An image in a private repository of ECR.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// The registry's host.
    pub host: String,
    /// The account whose registry it is.
    pub account: String,
    /// The region whose registry it is.
    pub region: &'static Region,
    /// The repository.
    pub repository: String,
}

impl Image {
    /// Reads `111122223333.dkr.ecr.us-east-1.amazonaws.com/team/app:1`; `None` if it is no such name.
    pub fn parse(text: &str) -> Option<Self> {
        let (host, path) = text.split_once('/')?;
        let (account, rest) = host.split_once('.')?;
        let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
        let rest = REGISTRY_HOSTS.into_iter().find_map(|prefix| rest.strip_prefix(prefix)).filter(|_| is_account)?;
        let region = region::find(rest.split('.').next()?)?;
        let repository = path.split('@').next()?;
        let repository = match repository.rsplit_once(':') {
            Some((name, _)) => name,
            None => repository,
        };
        (!repository.is_empty()).then(|| Self {
            host: host.to_owned(),
            account: account.to_owned(),
            region,
            repository: repository.to_owned(),
        })
    }

    /// The repository's ARN.
    pub fn arn(&self) -> String {
        let (partition, region) = (self.region.partition.id(), self.region.id);
        format!("arn:{partition}:ecr:{region}:{}:repository/{}", self.account, self.repository)
    }
}

#[cfg(test)]
mod tests {
    use super::Image;

    #[test]
    fn a_name_has_its_parts() {
        let arn = |text: &str| Image::parse(text).map(|image| image.arn());
        for (text, expected) in [
            (
                "111122223333.dkr.ecr.us-east-1.amazonaws.com/team/app:1.2",
                "arn:aws:ecr:us-east-1:111122223333:repository/team/app",
            ),
            (
                "111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn/app@sha256:00",
                "arn:aws-cn:ecr:cn-north-1:111122223333:repository/app",
            ),
            ("111122223333.dkr-ecr.us-east-1.on.aws/app", "arn:aws:ecr:us-east-1:111122223333:repository/app"),
        ] {
            assert_eq!(arn(text).as_deref(), Some(expected));
        }
        for other in ["nginx", "docker.io/a/b", "1.dkr.ecr.us-east-1.amazonaws.com/a", "111122223333.dkr.ecr.x.y/a"] {
            assert_eq!(arn(other), None, "{other}");
        }
    }
}
