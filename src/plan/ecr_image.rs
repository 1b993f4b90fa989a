//! Input: the name of an image, as far as it is known.
//! Output: the registry, the account, the region and the repository in it.
//! Never: takes a name of another registry.

use super::{Pseudo, Value};
use crate::aws::{REGISTRY_HOSTS, Region, is_account, region};

/// What stands for the first piece of a name that is not a text; no name has it, nor those that follow.
const FIRST_GAP: u32 = 0xE000;
/// So many pieces a name may have.
const MOST: usize = 1000;

/// An image in a private repository of ECR.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// The registry's host; `ACCOUNT` stands in it for an account that is not written out.
    pub host: String,
    /// The account whose registry it is: its id, or that of the deployment, or not known.
    pub account: Value,
    /// The region whose registry it is.
    pub region: &'static Region,
    /// The repository, as far as it is known.
    pub repository: Value,
}

impl Image {
    /// Reads `111122223333.dkr.ecr.us-east-1.amazonaws.com/team/app:1`; `None` if it is no such name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::of(&Value::literal(text.to_owned()))
    }

    /// The image of this name, in which the region must be known.
    pub fn of(name: &Value) -> Option<Self> {
        let parts = if let Value::Join(parts) = name { parts.as_slice() } else { std::slice::from_ref(name) };
        let texts = (FIRST_GAP..).zip(parts.get(..MOST).unwrap_or(parts));
        let texts = texts.map(|(gap, part)| part.as_literal().map_or_else(|| sign(gap), str::to_owned));
        let text: String = texts.collect();
        let gap = |sign: char| {
            let at = u32::from(sign).checked_sub(FIRST_GAP).and_then(|at| usize::try_from(at).ok())?;
            parts.get(at).filter(|_| parts.len() <= MOST)
        };
        let (host, path) = text.split_once('/')?;
        let host = &host.to_ascii_lowercase();
        let (account, rest) = host.split_once('.')?;
        let account = match account.chars().next().and_then(gap).filter(|_| account.chars().count() == 1) {
            Some(piece) => piece.clone(),
            None if is_account(account) => Value::literal(account.to_owned()),
            None => return None,
        };
        let (kind, rest) = REGISTRY_HOSTS.into_iter().find_map(|kind| Some((kind, rest.strip_prefix(kind)?)))?;
        let region = region::find(rest.split('.').next()?)?;
        // What ends the host is known from the region, if it is left to the deployment.
        let rest = if rest.contains(|sign| gap(sign).is_some()) {
            format!("{}.{}", region.id, region.partition.dns_suffix())
        } else {
            rest.to_owned()
        };
        let repository = path.split([':', '@']).next().filter(|name| !name.is_empty())?;
        let pieces =
            repository.chars().map(|sign| gap(sign).cloned().unwrap_or_else(|| Value::literal(sign.to_string())));
        Some(Self {
            host: format!("{}.{kind}{rest}", account.as_literal().unwrap_or("ACCOUNT")),
            account,
            region,
            repository: Value::join(pieces),
        })
    }

    /// The ARN of the repository of an image in the region that deploys, whichever that is.
    pub fn arn_in_own_region(name: &Value) -> Option<Value> {
        let Value::Join(parts) = name else { return None };
        let own = Value::Pseudo(Pseudo::Region);
        let at = parts.iter().position(|part| *part == own)?;
        // Any region shows what stands around it.
        let mut parts = parts.clone();
        *parts.get_mut(at)? = Value::literal(Region::all().first()?.id);
        let image = Self::of(&Value::join(parts))?;
        let (literal, partition) = (Value::literal, Value::Pseudo(Pseudo::Partition));
        let (account, repository) = (image.account, image.repository);
        let parts = [literal("arn:"), partition, literal(":ecr:"), own, literal(":"), account];
        Some(Value::join(parts.into_iter().chain([literal(":repository/"), repository])))
    }

    /// The repository's ARN.
    pub fn arn(&self) -> Value {
        let (partition, region) = (self.region.partition.id(), self.region.id);
        Value::join([
            Value::literal(format!("arn:{partition}:ecr:{region}:")),
            self.account.clone(),
            Value::literal(":repository/"),
            self.repository.clone(),
        ])
    }
}

fn sign(gap: u32) -> String {
    char::from_u32(gap).map(String::from).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::Image;
    use crate::plan::{Attribute, Pseudo, ResourceId, Value};

    #[test]
    fn a_name_has_its_parts() {
        let arn = |text: &str| Image::parse(text).map(|image| image.arn().to_string());
        for (text, expected) in [
            (
                "111122223333.dkr.ecr.us-east-1.amazonaws.com/team/app:1.2",
                "arn:aws:ecr:us-east-1:111122223333:repository/team/app",
            ),
            (
                "111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn/app@sha256:00",
                "arn:aws-cn:ecr:cn-north-1:111122223333:repository/app",
            ),
            (
                "111122223333.dkr.ecr.us-east-1.amazonaws.com/app:1@sha256:00",
                "arn:aws:ecr:us-east-1:111122223333:repository/app",
            ),
            ("111122223333.dkr-ecr.us-east-1.on.aws/app", "arn:aws:ecr:us-east-1:111122223333:repository/app"),
        ] {
            assert_eq!(arn(text).as_deref(), Some(expected));
        }
        for other in ["nginx", "docker.io/a/b", "1.dkr.ecr.us-east-1.amazonaws.com/a", "111122223333.dkr.ecr.x.y/a"] {
            assert_eq!(arn(other), None, "{other}");
        }
    }

    #[test]
    fn a_name_keeps_what_only_the_deployment_knows() {
        let text = |text: &'static str| Value::literal(text);
        let account = || Value::Pseudo(Pseudo::Account);
        let name = || Value::Attribute(ResourceId::Named("Repo".to_owned()), Attribute::Id);
        let of = |parts: &[Value]| Image::of(&Value::join(parts.iter().cloned()));
        let image = of(&[account(), text(".dkr.ecr.us-east-1."), Value::unknown(), text("/team/"), name(), text(":1")])
            .unwrap();
        assert_eq!(image.host, "ACCOUNT.dkr.ecr.us-east-1.amazonaws.com");
        assert_eq!(image.arn().to_string(), "arn:aws:ecr:us-east-1:<account>:repository/team/<Repo>");
        // The tag is none of it.
        let tagged = of(&[account(), text(".dkr.ecr.us-east-1.amazonaws.com/app:"), Value::unknown()]).unwrap();
        assert_eq!(tagged.repository, text("app"));
        for parts in [
            vec![account(), text(".dkr.ecr."), Value::Pseudo(Pseudo::Region), text(".amazonaws.com/app")],
            vec![Value::unknown(), text(":1")],
            vec![text("1"), account(), text(".dkr.ecr.us-east-1.amazonaws.com/app")],
        ] {
            assert_eq!(of(&parts), None, "{parts:?}");
        }
        let own = |parts: &[Value]| {
            let arn = Image::arn_in_own_region(&Value::join(parts.iter().cloned()));
            arn.map(|arn| arn.to_string())
        };
        let region = || Value::Pseudo(Pseudo::Region);
        let host = [account(), text(".dkr.ecr."), region(), text("."), Value::unknown()];
        assert_eq!(
            own(&[host.as_slice(), &[text("/assets-"), region(), text(":1")]].concat()).as_deref(),
            Some("arn:<partition>:ecr:<region>:<account>:repository/assets-<region>")
        );
        for other in [
            vec![account(), text(".dkr.ecr."), Value::unknown(), text(".amazonaws.com/app-"), region()],
            vec![account(), text(".dkr.ecr.us-east-1.amazonaws.com/app")],
            vec![text("app-"), region()],
        ] {
            assert_eq!(own(&other), None, "{other:?}");
        }
    }
}
