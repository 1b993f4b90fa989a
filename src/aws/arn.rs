//! Input: an ARN as written.
//! Output: its parts, each of AWS's form.
//! Never: accepts a wildcard outside of a repository's name.

use super::arn_parts::{is_region, split};
use super::id::AccountId;
use super::malformed::Malformed;
use super::mistaken;
use super::name::{PrincipalName, RepositoryPattern};
use super::principal_kind::PrincipalKind;
use super::region::Partition;
use std::fmt;

/// The ARN of a role or a user.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PrincipalArn {
    partition: Partition,
    account: AccountId,
    kind: PrincipalKind,
    name: PrincipalName,
}

impl PrincipalArn {
    /// # Errors
    /// Where it is not `arn:PARTITION:iam::ACCOUNT:role/NAME`, or the same of a `user`.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let malformed = || {
            mistaken::principal_arn(text, &|arn| Self::parse(arn).is_ok()).unwrap_or_else(|| {
                Malformed::new(format!("`{text}` is not the ARN of a role or user"))
                    .labeled("expected `arn:aws:iam::ACCOUNT:role/NAME`")
                    .advising("write the ARN as in `arn:aws:iam::111122223333:role/NAME`")
            })
        };
        let (partition, service, region, account, rest) = split(text).ok_or_else(malformed)?;
        if service != "iam" || !region.is_empty() {
            return Err(malformed());
        }
        let account = AccountId::parse(account)?;
        let (kind, name) = match rest.split_once('/') {
            Some(("role", name)) if !name.starts_with('/') => (PrincipalKind::Role, name),
            Some(("user", name)) if !name.starts_with('/') => (PrincipalKind::User, name),
            _ => return Err(malformed()),
        };
        let name = PrincipalName::parse(name, kind)?;
        Ok(Self { partition, account, kind, name })
    }

    /// # Errors
    /// Where it is not the ARN of such a principal.
    pub fn parse_of(text: &str, kind: PrincipalKind) -> Result<Self, Malformed> {
        let arn = Self::parse(text)?;
        if arn.kind == kind {
            return Ok(arn);
        }
        let (found, wanted) = (arn.kind.as_str(), kind.as_str());
        let fault = Malformed::new(format!("`{text}` is the ARN of a {found}, not of a {wanted}"));
        Err(fault.labeled(format!("the ARN of a {found}")).advising(format!("write `{found} \"{text}\"`")))
    }

    /// The partition that it says.
    pub fn partition(&self) -> Partition {
        self.partition
    }

    /// Why it likely is not the role or the user that is meant, though IAM allows it.
    pub fn unlikely(&self) -> Option<Malformed> {
        let (text, name) = (self.to_string(), self.name.as_str());
        mistaken::unlikely_principal_in(name, self.kind, text.strip_suffix(name)?)
    }

    /// Of what it is.
    pub fn kind(&self) -> PrincipalKind {
        self.kind
    }
}

impl fmt::Display for PrincipalArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { partition, account, kind, name } = self;
        write!(f, "arn:{}:iam::{account}:{}/{name}", partition.id(), kind.as_str())
    }
}

/// The ARN of repositories: one, or those of a pattern.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RepositoryArn {
    partition: Partition,
    region: String,
    account: AccountId,
    pattern: RepositoryPattern,
}

impl RepositoryArn {
    /// # Errors
    /// Where it is not `arn:PARTITION:ecr:REGION:ACCOUNT:repository/NAME`.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let malformed = || {
            mistaken::repository_arn(text, &|name| RepositoryPattern::parse(name).is_ok()).unwrap_or_else(|| {
                Malformed::new(format!("`{text}` is not the ARN of a repository"))
                    .labeled("expected `arn:aws:ecr:REGION:ACCOUNT:repository/NAME`")
                    .advising("write the ARN as in `arn:aws:ecr:us-east-2:111122223333:repository/NAME`")
            })
        };
        let (partition, service, region, account, rest) = split(text).ok_or_else(malformed)?;
        if service != "ecr" || !is_region(region) || account.is_empty() {
            return Err(malformed());
        }
        let account = AccountId::parse(account)?;
        let name = rest.strip_prefix("repository/").ok_or_else(malformed)?;
        let before = text.get(..text.len() - name.len()).unwrap_or_default();
        let pattern = RepositoryPattern::parse(name).map_err(|fault| fault.within(before))?;
        Ok(Self { partition, region: region.to_owned(), account, pattern })
    }

    /// The partition that it says.
    pub fn partition(&self) -> Partition {
        self.partition
    }

    /// The region that it says.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// The registry's account.
    pub fn account(&self) -> &AccountId {
        &self.account
    }

    /// Why it likely is not the repository that is meant, though ECR allows it.
    pub fn unlikely(&self) -> Option<Malformed> {
        let (text, name) = (self.to_string(), self.pattern());
        mistaken::unlikely_repository_in(name, text.strip_suffix(name)?)
    }

    /// The name, with wildcards.
    pub fn pattern(&self) -> &str {
        self.pattern.as_str()
    }
}

impl fmt::Display for RepositoryArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { partition, region, account, pattern } = self;
        write!(f, "arn:{}:ecr:{region}:{account}:repository/{pattern}", partition.id())
    }
}

#[cfg(test)]
mod tests {
    use super::PrincipalKind;
    use super::{PrincipalArn, RepositoryArn};

    #[test]
    fn arns_are_taken_apart() {
        let role = PrincipalArn::parse("arn:aws-cn:iam::111122223333:role/team/x").unwrap();
        assert_eq!((role.partition().id(), role.kind()), ("aws-cn", PrincipalKind::Role));
        assert_eq!(role.to_string(), "arn:aws-cn:iam::111122223333:role/team/x");
        let repository = RepositoryArn::parse("arn:aws:ecr:us-east-2:111122223333:repository/a/*").unwrap();
        assert_eq!((repository.region(), repository.pattern()), ("us-east-2", "a/*"));
        for bad in [
            "arn:aws:iam::1234567890:role/x",
            "arn:aws:iam::111122223333:root",
            "arn:aws:iam::111122223333:role/*",
            "arn:amazon:iam::111122223333:role/x",
            "arn:aws:sts::111122223333:assumed-role/x/y",
        ] {
            assert!(PrincipalArn::parse(bad).is_err(), "{bad}");
        }
        for bad in
            ["arn:aws:ecr:us-east-2:1234567890:repository/x", "arn:aws:ecr:*:111122223333:repository/x", "arn:aws:ecr"]
        {
            assert!(RepositoryArn::parse(bad).is_err(), "{bad}");
        }
    }
}
