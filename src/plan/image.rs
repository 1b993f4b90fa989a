//! Input: the name of a container's image, as far as it is known.
//! Output: the registry that it comes from, as far as the name tells.
//! Never: takes a host that only resembles one of ECR for one of ECR.

use super::{Pseudo, Value};
use crate::aws::{self, REGISTRY_HOSTS, Region, region};
use crate::span::Span;

/// The image of a container.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskImage {
    /// Its name, as far as it is known.
    pub name: Value,
    /// The words that say it.
    pub span: Option<Span>,
}

/// Where an image comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Registry {
    /// A private registry of ECR, of this region; `None` if the region is not known.
    Private(Option<&'static Region>),
    /// A registry on the internet, by its host.
    Internet(String),
    /// A registry that may be anywhere, the VPC included, by its host.
    Anywhere(String),
    /// Not known, for this reason, in a clause.
    Unknown(String),
}

/// What stands for a piece of a host that is not known; no host has it.
const GAP: char = '?';
/// What stands for the account that deploys.
const ACCOUNT: &str = "111122223333";

impl TaskImage {
    /// Whether it comes from a private repository of ECR, for a task in a region.
    pub fn is_of_ecr(&self, here: Option<&'static Region>) -> bool {
        matches!(self.registry(here), Registry::Private(_))
    }

    /// What people call its registry.
    pub fn registry_name(&self) -> String {
        if matches!(self.name, Value::Unknown(_)) || self.name.as_literal() == Some("") {
            "an image".to_owned()
        } else {
            format!("the registry of the image `{}`", self.name)
        }
    }

    /// The registry, for a task in a region.
    pub fn registry(&self, here: Option<&'static Region>) -> Registry {
        let name = self.name.in_region(here);
        let parts: &[Value] = if let Value::Join(parts) = &name { parts } else { std::slice::from_ref(&name) };
        let text: String = parts.iter().map(known).collect();
        let (host, path) = text.split_once('/').map_or((text.as_str(), None), |(host, path)| (host, Some(path)));
        let host = host.to_ascii_lowercase();
        if let Some((account, rest)) = REGISTRY_HOSTS.iter().find_map(|of| host.split_once(of)) {
            return match account.strip_suffix('.') {
                Some(account) => private(account, rest, path),
                None => open(parts).unwrap_or_else(|| elsewhere(&host)),
            };
        }
        if !may_be_a_name(parts, &text) {
            return Registry::Unknown("it is not the name of an image".to_owned());
        }
        match path {
            Some(_) if !host.contains(GAP) => elsewhere(&host),
            // `nginx:${Tag}`: what follows a tag's colon has no slash, and so the name no host.
            None if host
                .split([':', '@'])
                .next()
                .is_some_and(|name| !name.is_empty() && !name.contains([GAP, '.'])) =>
            {
                Registry::Internet("docker.io".to_owned())
            }
            Some(_) | None => open(parts).unwrap_or_else(|| Registry::Internet("docker.io".to_owned())),
        }
    }
}

/// Whether it may be the name of an image: whole, or as far as it is known.
fn may_be_a_name(parts: &[Value], text: &str) -> bool {
    if open(parts).is_none() {
        return aws::is_image_name(text);
    }
    parts.iter().filter_map(Value::as_literal).all(aws::may_be_in_image_name)
}

fn known(part: &Value) -> &str {
    match part {
        Value::Literal(text) => text,
        Value::Pseudo(Pseudo::Account) => ACCOUNT,
        Value::Pseudo(Pseudo::Region | Pseudo::Partition)
        | Value::Parameter(_)
        | Value::Attribute(..)
        | Value::Join(_)
        | Value::Unknown(_) => "?",
    }
}

/// Why a name with gaps is not known.
fn open(parts: &[Value]) -> Option<Registry> {
    let gap = parts.iter().find(|part| !matches!(part, Value::Literal(_) | Value::Pseudo(Pseudo::Account)))?;
    let why = if let Value::Unknown(why) = gap { why.to_string() } else { format!("`{gap}` is unknown") };
    Some(Registry::Unknown(why))
}

/// What has the form of a host of ECR, from the account and from what follows `dkr.ecr.`.
fn private(account: &str, rest: &str, path: Option<&str>) -> Registry {
    let id = rest.split('.').next().unwrap_or(rest);
    if !aws::is_account(account) && !account.contains(GAP) {
        return Registry::Unknown(format!("`{account}` is not an account ID"));
    }
    if path.is_none_or(str::is_empty) && !rest.contains(GAP) {
        return Registry::Unknown("the name has a registry but no repository".to_owned());
    }
    if id.contains(GAP) {
        return Registry::Private(None);
    }
    match region::find(id) {
        Some(region) => Registry::Private(Some(region)),
        None => Registry::Unknown(format!("`{id}` is not a region that ecrc knows")),
    }
}

/// A registry other than ECR's private ones; a name without a host is Docker Hub's.
fn elsewhere(host: &str) -> Registry {
    let image = format!("{host}/image");
    match aws::internet_registry_of(&image) {
        Some(registry) => Registry::Internet(registry.to_owned()),
        None => Registry::Anywhere(host.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Registry, TaskImage};
    use crate::aws::region;
    use crate::plan::{Pseudo, Value};

    fn registry(name: Value) -> Registry {
        TaskImage { name, span: None }.registry(region::find("us-east-2"))
    }

    #[test]
    fn the_registry_is_what_the_host_says() {
        let (own, other) = (region::find("us-east-2"), region::find("eu-west-1"));
        let unknown = |why: &str| Registry::Unknown(why.to_owned());
        let internet = |host: &str| Registry::Internet(host.to_owned());
        for (name, expected) in [
            ("111122223333.dkr.ecr.us-east-2.amazonaws.com/a:1", Registry::Private(own)),
            ("111122223333.DKR.ECR.eu-west-1.amazonaws.com/a", Registry::Private(other)),
            ("111122223333.dkr-ecr.eu-west-1.on.aws/a@sha256:00", Registry::Private(other)),
            ("111122223333.dkr-ecr-fips.us-east-2.on.aws/a", Registry::Private(own)),
            (
                "111122223333.dkr.ecr-fips.us-gov-west-1.amazonaws.com/a",
                Registry::Private(region::find("us-gov-west-1")),
            ),
            ("docker.io/x.dkr.ecr.us-east-2/y", internet("docker.io")),
            ("111122223333.dkr.ecr.us-east-9.amazonaws.com/a", unknown("`us-east-9` is not a region that ecrc knows")),
            ("1111.dkr.ecr.us-east-2.amazonaws.com/a", unknown("`1111` is not an account ID")),
            ("111122223333.dkr.ecr.us-east-2.amazonaws.com", unknown("the name has a registry but no repository")),
            ("111122223333.dkr.ecr.us-east-2.amazonaws.com/", unknown("the name has a registry but no repository")),
            ("PUBLIC.ECR.AWS/a/b", internet("public.ecr.aws")),
            ("nginx", internet("docker.io")),
            ("nginx:1.2", internet("docker.io")),
            ("team/app", internet("docker.io")),
            ("ECR_REPO_URI:IMAGE_TAG", unknown("it is not the name of an image")),
            ("", unknown("it is not the name of an image")),
            ("https://registry.internal.example.com/web", unknown("it is not the name of an image")),
            ("10.0.3.4:5000/web:1", Registry::Anywhere("10.0.3.4:5000".to_owned())),
            ("registry.internal.example.com/web", Registry::Anywhere("registry.internal.example.com".to_owned())),
        ] {
            assert_eq!(registry(Value::literal(name)), expected, "{name}");
        }
    }

    #[test]
    fn a_name_with_gaps_tells_what_it_says() {
        let own = region::find("us-east-2");
        let join = |parts: &[Value]| registry(Value::join(parts.iter().cloned()));
        let (account, region) = (Value::Pseudo(Pseudo::Account), Value::Pseudo(Pseudo::Region));
        let gap = Value::unknown;
        let text = |text: &'static str| Value::literal(text);
        for (parts, expected) in [
            (vec![account.clone(), text(".dkr.ecr.us-east-2.amazonaws.com/a:"), gap()], Registry::Private(own)),
            (vec![account.clone(), text(".dkr.ecr."), region, text(".amazonaws.com/a")], Registry::Private(own)),
            (vec![gap(), text(".dkr.ecr.us-east-2.amazonaws.com/a")], Registry::Private(own)),
            (vec![account, text(".dkr.ecr."), gap(), text("/a")], Registry::Private(None)),
            (vec![text("nginx:"), gap()], Registry::Internet("docker.io".to_owned())),
            (vec![text("ghcr.io/"), gap()], Registry::Internet("ghcr.io".to_owned())),
            (vec![gap(), text("/app:1")], Registry::Unknown("nothing sets it".to_owned())),
            (vec![text("app"), gap()], Registry::Unknown("nothing sets it".to_owned())),
            (vec![gap()], Registry::Unknown("nothing sets it".to_owned())),
        ] {
            assert_eq!(join(&parts), expected, "{parts:?}");
        }
    }
}
