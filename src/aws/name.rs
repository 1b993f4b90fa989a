//! Input: names of roles, users, repositories, buckets and prefixes, as written.
//! Output: names in the form that AWS documents.
//! Never: accepts what IAM would read as a variable or a wildcard in a principal.

use super::malformed::Malformed;
use super::mistaken;
use super::principal_kind::PrincipalKind;
use super::tag::DYNAMIC_REFERENCE;
use std::fmt;

macro_rules! shown {
    ($($name:ident)*) => {$(
        impl $name {
            /// As written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

shown! { PrincipalName RepositoryPattern BucketName PullThroughPrefix }

/// A role's or a user's name with its path, `team/deployer`; without a leading `/`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PrincipalName(String);

impl PrincipalName {
    /// # Errors
    /// Where it is no name of a role.
    pub fn parse_role(text: &str) -> Result<Self, Malformed> {
        Self::parse(text, PrincipalKind::Role)
    }

    /// # Errors
    /// Where it is no name of a user.
    pub fn parse_user(text: &str) -> Result<Self, Malformed> {
        Self::parse(text, PrincipalKind::User)
    }

    /// # Errors
    /// Where it is no name of a role, or has a path.
    pub fn parse_role_without_path(text: &str) -> Result<Self, Malformed> {
        let Some((before, name)) = text.rsplit_once('/') else { return Self::parse_role(text) };
        let fault = if before.starts_with("arn:") { "is an ARN, not a role name" } else { "has a path" };
        let fault = Malformed::new(format!("`{text}` {fault}")).labeled("expected a role name alone");
        let is_role = !before.starts_with("arn:") || before.contains(":role");
        Err(match Self::parse_role(name) {
            Ok(_) if is_role => fault.meaning(name),
            Ok(_) | Err(_) => fault.advising("write the name of the role, without an ARN or a path"),
        })
    }

    /// By IAM's limits (IAM user guide, "IAM and AWS STS quotas", read 2026-11-24): a name of 64 letters, digits and
    /// `+=,.@_-`, a path of printable ASCII. What IAM would not read as the characters that stand there is refused.
    pub(super) fn parse(text: &str, kind: PrincipalKind) -> Result<Self, Malformed> {
        if let Some(fault) = mistaken::principal(text, kind, &|name| Self::parse(name, kind).is_ok()) {
            return Err(fault);
        }
        let kind = kind.as_str();
        if text.contains(['*', '?']) {
            let fault = Malformed::new(format!("`{text}` has a wildcard, which a {kind} in a policy cannot have"));
            return Err(fault.labeled("expected a whole name").advising(format!("name each {kind} in full")));
        }
        if let Some(variable) = ["${", "&{"].into_iter().find(|opening| text.contains(opening)) {
            let fault = Malformed::new(format!("`{text}` has `{variable}`, which opens a policy variable"));
            let fault = fault.labeled("IAM would replace the variable");
            return Err(fault.advising(format!("write the name without `{variable}`")));
        }
        if text.contains(DYNAMIC_REFERENCE) {
            let fault = format!("`{text}` has `{DYNAMIC_REFERENCE}`, which opens a dynamic reference");
            let fault = Malformed::new(fault).labeled("CloudFormation would replace the reference");
            return Err(fault.advising(format!("write the name without `{DYNAMIC_REFERENCE}`")));
        }
        let (path, name) = match text.strip_prefix('/').unwrap_or(text).rsplit_once('/') {
            Some((path, name)) => (Some(path), name),
            None => (None, text.strip_prefix('/').unwrap_or(text)),
        };
        let fits = |c: char| c.is_ascii_alphanumeric() || "+=,.@_-".contains(c);
        if name.is_empty() || !name.chars().all(fits) {
            let fault = Malformed::new(format!("`{text}` is not a valid {kind} name"));
            let fault = fault.labeled("expected letters, digits and `+=,.@_-`");
            return Err(fault.advising("use only letters, digits and `+` `=` `,` `.` `@` `_` `-`"));
        }
        if name.len() > 64 {
            let fault = Malformed::new(format!("the {kind} name has {} characters, and IAM allows 64", name.len()));
            return Err(fault.labeled("too long").advising("shorten the name to 64 characters"));
        }
        if let Some(path) = path {
            if path.is_empty() || !path.chars().all(|c| c.is_ascii_graphic()) {
                let fault = Malformed::new(format!("`{path}` is not a valid {kind} path"));
                return Err(fault.labeled("expected printable ASCII").advising("use only printable ASCII in the path"));
            }
            // With the slashes before and behind it.
            if path.len() + 2 > 512 {
                let fault = Malformed::new(format!("the {kind} path is longer than 512 characters"));
                return Err(fault.labeled("too long").advising("shorten the path to 512 characters"));
            }
        }
        Ok(Self(text.strip_prefix('/').unwrap_or(text).to_owned()))
    }
}

/// A repository's name, with `*` and `?` as wildcards.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RepositoryPattern(String);

impl RepositoryPattern {
    /// By ECR's `repositoryName` (API reference, `CreateRepository`, read 2026-11-24), but that one letter is let
    /// through, where AWS asks for two.
    ///
    /// # Errors
    /// Where no repository can have such a name.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        if let Some(fault) = mistaken::repository(text, &|name| Self::parse(name).is_ok()) {
            return Err(fault);
        }
        if text.chars().any(|c| c.is_ascii_uppercase()) {
            let fault = format!("`{text}` has capital letters, which repository names cannot have");
            let fault = Malformed::new(fault).labeled("matches no repository");
            let meant = text.to_ascii_lowercase();
            return Err(if Self::parse(&meant).is_ok() { fault.meaning(meant) } else { fault });
        }
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-/*?".contains(c);
        if text.is_empty() || !text.chars().all(fits) || !well_joined(text) {
            let fault = if text.is_empty() {
                Malformed::new("the repository name is empty").labeled("expected a name")
            } else {
                Malformed::new(format!("`{text}` is not a valid repository name")).labeled("matches no repository")
            };
            return Err(fault
                .advising("use lowercase letters and digits, joined by `.` `_` `-` `/`; `*` and `?` are wildcards"));
        }
        let length = text.chars().filter(|c| *c != '*').count();
        if length > 256 {
            let fault = Malformed::new(format!("the repository name has {length} characters, and ECR allows 256"));
            return Err(fault.labeled("too long").advising("shorten the name to 256 characters"));
        }
        Ok(Self(text.to_owned()))
    }
}

/// Whether separators stand between letters or digits, as ECR's pattern has it: one `.` or `/`, one or two `_`, any
/// number of `-`. Beside a wildcard anything may stand.
fn well_joined(text: &str) -> bool {
    let is_separator = |c: char| "._-/".contains(c);
    let edge = |c: Option<char>| c.is_some_and(is_separator);
    if edge(text.chars().next()) || edge(text.chars().next_back()) {
        return false;
    }
    text.split(|c: char| !is_separator(c))
        .all(|run| matches!(run, "" | "." | "_" | "__" | "/") || run.chars().all(|c| c == '-'))
}

/// A bucket's name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BucketName(String);

impl BucketName {
    /// By the S3 user guide, "General purpose bucket naming rules" (read 2026-11-24).
    ///
    /// # Errors
    /// Where no bucket can have such a name.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        if let Some(fault) = mistaken::bucket(text, &|name| Self::parse(name).is_ok()) {
            return Err(fault);
        }
        let edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '.' || c == '-';
        let formed = (3..=63).contains(&text.len())
            && text.chars().all(fits)
            && edge(text.chars().next())
            && edge(text.chars().next_back())
            && !text.contains("..")
            && text.parse::<std::net::Ipv4Addr>().is_err();
        if formed {
            return Ok(Self(text.to_owned()));
        }
        Err(Malformed::new(format!("`{text}` is not a valid bucket name"))
            .labeled("expected lowercase letters, digits, `.` and `-`")
            .advising("use 3 to 63 lowercase letters, digits, `.` and `-`, with a letter or digit at both ends"))
    }
}

/// The prefix of repositories that a pull-through cache rule fills.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PullThroughPrefix(String);

impl PullThroughPrefix {
    /// By ECR's `ecrRepositoryPrefix` (API reference, `CreatePullThroughCacheRule`, read 2026-11-29), without the `/`
    /// that may end it there. `ROOT` stands for all repositories that no other rule fills.
    ///
    /// # Errors
    /// Where no rule can have such a prefix.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-/".contains(c);
        if text == "ROOT" || ((2..=30).contains(&text.len()) && text.chars().all(fits) && well_joined(text)) {
            return Ok(Self(text.to_owned()));
        }
        if let Some(fault) = mistaken::prefix(text, &|name| Self::parse(name).is_ok()) {
            return Err(fault);
        }
        let fault = Malformed::new(format!("`{text}` is not a valid cache prefix"))
            .labeled("expected lowercase letters and digits");
        let meant = text.to_ascii_lowercase();
        Err(if meant != text && Self::parse(&meant).is_ok() {
            fault.meaning(meant)
        } else {
            fault.advising("write `ROOT`, or 2 to 30 lowercase letters and digits, joined by `.` `_` `-` `/`")
        })
    }

    /// What the names of its repositories begin with: `docker-hub/`; nothing of `ROOT`.
    pub fn beginning(&self) -> String {
        if self.0 == "ROOT" { String::new() } else { [&self.0, "/"].concat() }
    }
}

#[cfg(test)]
mod tests {
    use super::{BucketName, PrincipalName, PullThroughPrefix, RepositoryPattern};

    #[test]
    fn repositories_are_named_as_ecr_has_it() {
        for good in ["x", "app", "team-a/app", "team-*/app", "*", "a__b", "a--b", "a.b_c/d-e", "a?", "*-x"] {
            assert!(RepositoryPattern::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "App", "a b", "-a", "a/", "a//b", "a..b", "a___b", "${x}", "a\"b", "a:b", &"a".repeat(257)] {
            assert!(RepositoryPattern::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn principals_are_no_patterns() {
        for good in ["deployer", "team/deployer", "a.b@c", "/team/x", "a%{if}\"\\/b"] {
            assert!(PrincipalName::parse_role(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "a*",
            "a?",
            "${aws:username}",
            "p${x}/r",
            "a&{b}/c",
            "{{resolve:ssm:x}}/r",
            "a b",
            "a/",
            "ü",
            &"a".repeat(65),
        ] {
            assert!(PrincipalName::parse_role(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn buckets_and_prefixes() {
        assert!(BucketName::parse("amazonlinux-2-repos-us-east-2").is_ok());
        for bad in ["ab", "Bucket", "a..b", "-ab", "192.168.0.1", "a/b", "a*b", &"a".repeat(64)] {
            assert!(BucketName::parse(bad).is_err(), "{bad}");
        }
        assert_eq!(PullThroughPrefix::parse("docker-hub").unwrap().beginning(), "docker-hub/");
        assert_eq!(PullThroughPrefix::parse("ROOT").unwrap().beginning(), "");
        for bad in ["a", "hub/", "Hub", "h*", "root*", "Root", "ROOT/x", &"a".repeat(31)] {
            assert!(PullThroughPrefix::parse(bad).is_err(), "{bad}");
        }
    }
}
