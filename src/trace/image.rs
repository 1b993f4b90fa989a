//! Input: the images of a task.
//! Output: what a start pulls: an image of ECR, as far as it is known, or one of another registry.
//! Never: takes a name of another registry for one of ECR.

use crate::aws::Region;
use crate::plan::{Image, Registry, TaskImage, Value};

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
    /// The image, if its registry is known.
    pub(super) image: Option<Image>,
    /// The region of its registry, if it is known.
    pub(super) region: Option<&'static Region>,
    /// The ARN of its repository, if it is in the region that deploys, and that is not known.
    pub(super) arn: Option<Value>,
    /// Why the registry is not known, if it is not.
    pub(super) open: Option<String>,
}

impl Pulled {
    /// An image of a task that starts in a region.
    pub(super) fn of(image: &TaskImage, here: Option<&'static Region>) -> Self {
        match image.registry(here) {
            Registry::Private(region) => {
                let arn = Image::arn_in_own_region(&image.name).filter(|_| here.is_none());
                let is_open = region.is_none() && arn.is_none();
                Self::OfEcr(OfEcr {
                    image: Image::of(&image.name.in_region(here)),
                    region,
                    arn,
                    open: is_open.then(|| format!("the region of the image `{}` is unknown", image.name)),
                })
            }
            Registry::Internet(host) if host == "docker.io" => Self::Internet("registry-1.docker.io".to_owned()),
            Registry::Internet(host) => Self::Internet(host),
            Registry::Anywhere(host) => Self::Anywhere(host),
            Registry::Unknown(why) => {
                let open = Some(format!("{} is unknown: {why}", image.registry_name()));
                Self::OfEcr(OfEcr { open, ..OfEcr::default() })
            }
        }
    }
}
