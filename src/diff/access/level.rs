//! Input: the actions that policies name.
//! Output: what actions act on, and examples that represent all of them.
//! Never: assumes that ecrc knows all actions: AWS adds some.

use crate::aws::{ACTIONS, ActionLevel};
use std::collections::BTreeSet;

/// On what an action acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// On a repository.
    Repository,
    /// On the registry: the resource is `*`.
    Registry,
    /// On a bucket, or what is in it.
    Bucket,
    /// Of a service that the policies name beside these.
    Other,
}

/// An action that stands for others.
#[derive(Debug)]
pub(super) struct Example {
    /// What they are called.
    pub(super) name: String,
    /// One of them.
    pub(super) action: String,
    /// Whether it is needed only where no other action is treated as it is.
    pub(super) is_spare: bool,
}

/// A character that no action has.
const FILLING: &str = "\u{2026}";

impl Level {
    /// What its actions begin with; those of other services begin with anything.
    fn service(self) -> &'static str {
        match self {
            Level::Repository | Level::Registry => "ecr:",
            Level::Bucket => "s3:",
            Level::Other => "",
        }
    }

    /// The actions of it that are known by name.
    pub(super) fn known(self) -> Vec<&'static str> {
        let of_ecr =
            |level: ActionLevel| ACTIONS.iter().filter(move |it| it.level == level).map(|it| it.name).collect();
        match self {
            Level::Repository => of_ecr(ActionLevel::Repository),
            Level::Registry => of_ecr(ActionLevel::Registry),
            Level::Bucket => vec!["s3:GetObject"],
            Level::Other => Vec::new(),
        }
    }

    /// What the actions are called that no policy names.
    pub(super) fn rest(self) -> &'static str {
        match self {
            Level::Repository | Level::Registry => "every other ECR action",
            Level::Bucket => "every other S3 action",
            Level::Other => "every other action",
        }
    }

    /// What of a pattern of actions stands for actions of this level, as patterns in small letters.
    pub(super) fn within(self, pattern: &str) -> BTreeSet<String> {
        let pattern = pattern.to_ascii_lowercase();
        if self == Level::Other {
            return Some(pattern).into_iter().filter(|pattern| !pattern.starts_with("ecr:")).collect();
        }
        // An action has one colon.
        let names = behind(&pattern, self.service()).into_iter().filter(|name| !name.contains(':'));
        names.map(|name| format!("{}{name}", self.service())).collect()
    }

    /// Whether a pattern stands for all actions of this level.
    fn is_all(self, pattern: &str) -> bool {
        pattern.strip_prefix(self.service()) == Some("*")
    }

    /// Actions that stand for all of this level. What is known goes by its own name; what is not, by the pattern of the
    /// policies that names it. Each pattern is tried with much and with nothing in place of its stars, since narrower
    /// ones may stand for either.
    pub(super) fn examples(self, patterns: &BTreeSet<&str>) -> Vec<Example> {
        let example = |name: &str, action: String, is_spare| Example { name: name.to_owned(), action, is_spare };
        let known = self.known().into_iter().map(|name| example(name, name.to_owned(), false));
        let mut found: Vec<Example> = known.collect();
        let marks = patterns.iter().map(|pattern| pattern.matches('?').count()).max();
        let much = FILLING.repeat(1 + marks.unwrap_or(0));
        let is_known = |pattern: &str| {
            let mut known = ACTIONS.iter().map(|action| action.name).chain(self.known());
            known.any(|known| known.eq_ignore_ascii_case(pattern))
        };
        let open = patterns.iter().filter(|pattern| !is_known(pattern)).flat_map(|pattern| {
            let within = self.within(pattern).into_iter().filter(|within| !self.is_all(within));
            within.map(move |within| (*pattern, within))
        });
        let open: Vec<(&str, String)> = open.collect();
        let filled = |pattern: &str, star: &str| pattern.replace('*', star).replace('?', FILLING);
        // Which actions of ECR there are is known, but for new ones.
        let of_ecr = matches!(self, Level::Repository | Level::Registry);
        found.extend(open.iter().map(|(name, pattern)| example(name, filled(pattern, &much), of_ecr)));
        let rest = if self == Level::Other { format!("{much}:{much}") } else { format!("{}{much}", self.service()) };
        found.push(example(self.rest(), rest, of_ecr));
        found.extend(open.iter().map(|(name, pattern)| example(name, filled(pattern, ""), true)));
        found
    }
}

/// What of a pattern is left for what stands behind a text that it begins to match, in all the ways in which it does.
fn behind<'p>(pattern: &'p str, text: &str) -> BTreeSet<&'p str> {
    let mut left: BTreeSet<&str> = [pattern].into();
    for c in text.chars() {
        let mut next = BTreeSet::new();
        let mut open: Vec<&str> = left.into_iter().collect();
        while let Some(pattern) = open.pop() {
            let mut rest = pattern.chars();
            match rest.next() {
                Some('*') => {
                    next.insert(pattern);
                    open.push(rest.as_str());
                }
                Some('?') => drop(next.insert(rest.as_str())),
                Some(wanted) if wanted == c => drop(next.insert(rest.as_str())),
                Some(_) | None => {}
            }
        }
        left = next;
    }
    left
}

#[cfg(test)]
mod tests {
    use super::Level;

    #[test]
    fn patterns_of_all_services_stand_for_those_of_one() {
        for (level, pattern, within) in [
            (Level::Bucket, "S3:PutObject", &["s3:putobject"][..]),
            (Level::Bucket, "*", &["s3:*"]),
            (Level::Bucket, "s?:Put*", &["s3:put*"]),
            (Level::Bucket, "*:PutObject", &["s3:putobject"]),
            (Level::Bucket, "*Put*", &["s3:*put*"]),
            (Level::Bucket, "s*:*t", &["s3:*t"]),
            (Level::Bucket, "ecr:Get*", &[]),
            (Level::Bucket, "s3", &[]),
            (Level::Bucket, "s3:", &["s3:"]),
            (Level::Registry, "?c*", &["ecr:*"]),
            (Level::Registry, "*:FreezeRegistry", &["ecr:freezeregistry"]),
            (Level::Repository, "s3:*", &[]),
            (Level::Other, "kms:Decrypt", &["kms:decrypt"]),
            (Level::Other, "ecr:New", &[]),
        ] {
            assert_eq!(Vec::from_iter(level.within(pattern)), within, "{pattern}");
        }
    }
}
