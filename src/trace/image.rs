//! Input: the name of an image.
//! Output: the registry, the account, the region and the repository in it.
//! Never: takes a name of another registry.

use crate::aws::{REGISTRY_HOSTS, Region, region};
use crate::plan::{Registry, TaskImage};

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
        let host = &host.to_ascii_lowercase();
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
            host: host.clone(),
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

/// What a start pulls.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Pulled {
    /// An image of ECR, or one that is not known and may be.
    OfEcr(OfEcr),
    /// An image of a registry on the internet, by its host.
    Internet(String),
    /// An image of a registry that may be anywhere, the VPC included, by its host.
    Anywhere(String),
}

/// An image of ECR, as far as it is known.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct OfEcr {
    /// The image, if its whole name is known.
    pub(super) image: Option<Image>,
    /// The region of its registry, if it is known.
    pub(super) region: Option<&'static Region>,
    /// Why the registry is not known, if it is not.
    pub(super) open: Option<String>,
}

impl Pulled {
    /// An image of a task that starts in a region.
    pub(super) fn of(image: &TaskImage, here: Option<&'static Region>) -> Self {
        let because = |open: String| Self::OfEcr(OfEcr { open: Some(open), ..OfEcr::default() });
        match image.registry(here) {
            Registry::Private(region) => Self::OfEcr(OfEcr {
                image: image.name.in_region(here).as_literal().and_then(Image::parse),
                region,
                open: region.is_none().then(|| format!("the region of the image `{}` is unknown", image.name)),
            }),
            Registry::Internet(host) if host == "docker.io" => Self::Internet("registry-1.docker.io".to_owned()),
            Registry::Internet(host) => Self::Internet(host),
            Registry::Anywhere(host) => Self::Anywhere(host),
            Registry::Unknown(why) => because(format!("{} is unknown: {why}", image.registry_name())),
        }
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
