//! Input: the key of an endpoint service, and an action's name or pattern.
//! Output: the prefix of the service's actions, and those that the pattern stands for.
//! Never: calls an action wrong that may be newer than the table: [`is_well_formed`] tells.

use super::{ACTIONS, wildcard};
use crate::suggest::only_closest;
use std::sync::LazyLock;

/// AWS's lists of the actions of every service.
pub const PAGE: &str = "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html";

/// AWS's page on the policies of endpoints, of every service.
pub const POLICIES_PAGE: &str = "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html";

/// The actions of one service.
#[derive(Debug)]
pub struct ServiceActions {
    /// What its actions begin with: `logs`.
    pub prefix: &'static str,
    /// The keys of its endpoint services, by commas.
    keys: &'static str,
    /// `logs:PutLogEvents`, sorted.
    pub names: Vec<String>,
}

/// Generated; `service_actions/generate.py` says from what, when and by which command.
static TABLE: LazyLock<Vec<ServiceActions>> = LazyLock::new(|| {
    let lines = include_str!("service_actions/table.tsv").lines().skip(1);
    let row = |line: &'static str| {
        let mut columns = line.split('\t');
        let mut next = || columns.next().unwrap_or_default();
        let (prefix, keys) = (next(), next());
        let names = next().split(',').map(|name| [prefix, ":", name].concat()).collect();
        ServiceActions { prefix, keys, names }
    };
    lines.map(row).collect()
});

/// What the table has of the endpoint service of that key.
pub fn of_service(key: &str) -> Option<&'static ServiceActions> {
    let row = |key: &str| TABLE.iter().find(|row| row.keys.split(',').any(|listed| listed == key));
    row(key).or_else(|| row(key.strip_suffix("-fips")?))
}

/// The key of the endpoint whose policy an action of another service than ECR belongs to: the one that is named as the
/// service is, else its only one.
pub fn key_of(action: &str) -> Option<&'static str> {
    let (prefix, _) = action.split_once(':')?;
    let row = TABLE.iter().find(|row| row.prefix == prefix && row.matching(action).next().is_some())?;
    let mut keys = row.keys.split(',');
    let own = row.keys.split(',').find(|key| *key == prefix);
    own.or_else(|| keys.next().filter(|_| keys.next().is_none()))
}

impl ServiceActions {
    /// The actions that a pattern with `*` and `?` stands for, in the letter case as written.
    pub fn matching<'s>(&'s self, pattern: &'s str) -> impl Iterator<Item = &'s str> {
        self.names.iter().map(String::as_str).filter(move |name| wildcard::matches(pattern, name))
    }

    /// The actions that a pattern stands for at AWS, which ignores the letter case.
    pub fn matching_ignoring_case(&self, pattern: &str) -> Vec<&str> {
        let pattern = pattern.to_ascii_lowercase();
        let names = self.names.iter().map(String::as_str);
        names.filter(|name| wildcard::matches(&pattern, &name.to_ascii_lowercase())).collect()
    }

    /// The action that is meant, if one is near: by the letter case, by the prefix, or by its letters.
    pub fn near(&self, text: &str) -> Option<&str> {
        if text.contains(['*', '?']) {
            return None;
        }
        let name = text.split_once(':').map_or(text, |(_, name)| name);
        let own = [self.prefix, ":", name].concat();
        match self.matching_ignoring_case(&own).as_slice() {
            [one] => Some(one),
            _ => only_closest(&own, self.names.iter().map(String::as_str)),
        }
    }

    /// Whether an action that is not in the table may be one: a whole name of this service, near none.
    fn may_be_newer(&self, text: &str) -> bool {
        let is_whole = !text.contains(['*', '?']);
        let is_own = text.strip_prefix(self.prefix).is_some_and(|rest| rest.starts_with(':'));
        is_whole && is_own && self.near(text).is_none()
    }
}

/// Whether an action, with or without wildcards, is one of the service of that key, as far as is known.
pub fn may_be_action(key: &str, text: &str) -> bool {
    is_action(key, text) || (is_well_formed(text) && of_service(key).is_none_or(|known| known.may_be_newer(text)))
}

/// Whether the table has an action of the service of that key that a pattern stands for.
pub fn is_action(key: &str, pattern: &str) -> bool {
    names_service(pattern) && of_service(key).is_some_and(|known| known.matching(pattern).next().is_some())
}

/// Whether a pattern surely stands for every action of the service of that key: `*`, or its prefix before such a pattern.
pub fn is_every_action(key: &str, pattern: &str) -> bool {
    let own = of_service(key).and_then(|known| pattern.strip_prefix(known.prefix)?.strip_prefix(':'));
    matches!(own.unwrap_or(pattern), "*" | "?*" | "*?" | "**")
}

/// Whether a pattern has no wildcard where the service's name stands: IAM refuses such policies ("Action vendors (e.g., aws,
/// ec2, etc.) must not contain wildcards"), all but `*`.
pub fn names_service(pattern: &str) -> bool {
    let service = pattern.split(':').next().unwrap_or_default();
    pattern == "*" || !service.contains(['*', '?'])
}

/// That an action in a policy, where AWS ignores the letter case, is none.
#[derive(Debug, PartialEq, Eq)]
pub struct Misspelled {
    /// The action that is meant, if one is near.
    pub near: Option<&'static str>,
}

/// Whether an action, with or without wildcards, is none of its service's; `None` if it is one, may be newer than the
/// table, or is of a service that has none.
pub fn misspelled(text: &str) -> Option<Misspelled> {
    let pattern = text.to_ascii_lowercase();
    let Some((prefix, _)) = pattern.split_once(':') else {
        // Each action has a service in front: `ecr.BatchGetImage` and `BatchGetImage` are none.
        let names = pattern.split_once('.').and_then(|(prefix, _)| names_with(prefix)).unwrap_or_default();
        let meant = pattern.replacen('.', ":", 1);
        let near = names.into_iter().find(|name| name.eq_ignore_ascii_case(&meant));
        return (!text.contains(['*', '?'])).then_some(Misspelled { near });
    };
    let names = names_with(prefix)?;
    if names.iter().any(|name| wildcard::matches(&pattern, &name.to_ascii_lowercase())) {
        return None;
    }
    let near = only_closest(text, names.iter().copied());
    (near.is_some() || text.contains(['*', '?'])).then_some(Misspelled { near })
}

/// The endpoint service of an action, if it is in the table. No `on` names that of S3.
pub fn service_of(action: &str) -> Option<&'static str> {
    let (prefix, _) = action.split_once(':').filter(|(prefix, _)| *prefix != "s3")?;
    TABLE.iter().find(|row| row.prefix == prefix)?.keys.split(',').next()
}

/// The actions that a text may be of which the end is cut off, in any letter case.
pub fn beginning_with(text: &str) -> Vec<&'static str> {
    let text = text.to_ascii_lowercase();
    let names = text.split_once(':').and_then(|(prefix, _)| names_with(prefix)).unwrap_or_default();
    names.into_iter().filter(|name| name.to_ascii_lowercase().starts_with(&text)).collect()
}

/// The actions that begin with a prefix.
fn names_with(prefix: &str) -> Option<Vec<&'static str>> {
    if prefix == "ecr" {
        return Some(ACTIONS.iter().map(|action| action.name).collect());
    }
    let row = TABLE.iter().find(|row| row.prefix == prefix)?;
    Some(row.names.iter().map(String::as_str).collect())
}

/// Whether a text has the form of an action, with or without wildcards, of some service: `bedrock:InvokeModel`.
pub fn is_well_formed(text: &str) -> bool {
    let Some((prefix, name)) = text.split_once(':') else { return false };
    let of_prefix = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '*' | '?');
    let begins = |c: char| c.is_ascii_uppercase() || matches!(c, '*' | '?');
    !prefix.is_empty() && prefix.chars().all(of_prefix) && name.starts_with(begins) && name.chars().all(of_name)
}

#[cfg(test)]
mod tests {
    use super::super::Service;
    use super::{TABLE, is_action, is_every_action, is_well_formed, may_be_action, misspelled, of_service};

    #[test]
    fn the_table_is_sorted_and_names_endpoint_services() {
        assert!(TABLE.is_sorted_by(|a, b| a.prefix < b.prefix));
        for row in TABLE.iter() {
            assert!(row.names.is_sorted_by(|a, b| a < b), "{}", row.prefix);
            assert!(row.names.iter().all(|name| is_well_formed(name)), "{}", row.prefix);
            assert!(row.keys.split(',').all(|key| Service::find(key).is_some()), "{}", row.keys);
        }
    }

    /// All that a block can derive, but what `allow` without `on` and `s3` say, and the FIPS names of the others.
    #[test]
    fn what_a_block_derives_is_in_the_table() {
        let own = |service: &&Service| !service.is_ecr() && **service != Service::S3 && service.plain() == **service;
        for service in Service::ALL.iter().filter(own) {
            assert!(of_service(service.name()).is_some(), "{}", service.name());
        }
    }

    #[test]
    fn only_what_surely_is_no_action_is_misspelled() {
        for text in
            ["ecr:BatchGetImage", "ecr:batchgetimage", "ECR:Get*", "*", "ecr:*", "logs:Put*", "dunno:Do", "ecr:Zzz"]
        {
            assert_eq!(misspelled(text), None, "{text}");
        }
        let near = |text| misspelled(text).map(|it| it.near);
        assert_eq!(near("ecr:DescribeImage"), Some(Some("ecr:DescribeImages")));
        assert_eq!(near("logs:PutLogEvent"), Some(Some("logs:PutLogEvents")));
        assert_eq!(near("ecr:Downlod*"), Some(None));
        assert_eq!(near("s3:GetObjects"), Some(Some("s3:GetObject")));
        assert_eq!(near("ecr.batchGetImage"), Some(Some("ecr:BatchGetImage")));
        assert_eq!(near("BatchGetImage"), Some(None));
    }

    #[test]
    fn patterns_match_as_in_iam() {
        let logs = of_service("logs").unwrap();
        assert!(logs.matching("logs:PutLogEvents").eq(["logs:PutLogEvents"]));
        assert!(logs.matching("logs:*LogStream").eq(["logs:CreateLogStream", "logs:DeleteLogStream"]));
        assert_eq!(logs.matching("logs:putlogevents").count(), 0);
        assert_eq!(logs.matching_ignoring_case("LOGS:putlogevents"), ["logs:PutLogEvents"]);
        assert_eq!(of_service("ecs-agent").unwrap().matching("ecs:Poll").count(), 1);
        assert_eq!(of_service("monitoring").unwrap().prefix, "cloudwatch");
        assert!(of_service("bedrock").is_none() && of_service("").is_none() && of_service("log").is_none());
    }

    #[test]
    fn what_may_be_an_action_is_told_from_what_is_misspelled() {
        for known in ["logs:PutLogEvents", "logs:*", "*", "logs:Put*"] {
            assert!(is_action("logs", known) && may_be_action("logs", known), "{known}");
        }
        let logs = of_service("logs").unwrap();
        for (wrong, near) in [
            ("logs:PutLogEvent", Some("logs:PutLogEvents")),
            ("logs:putlogevents", Some("logs:PutLogEvents")),
            ("PutLogEvents", Some("logs:PutLogEvents")),
            ("log:PutLogEvents", Some("logs:PutLogEvents")),
            ("logs:Freeze*", None),
            ("*:PutLogEvents", None),
            ("l*:PutLogEvents", None),
            ("log?:*", None),
            ("*:*", None),
            ("logs*", None),
            ("s3:GetObject", None),
        ] {
            assert!(!may_be_action("logs", wrong), "{wrong}");
            assert_eq!(logs.near(wrong), near, "{wrong}");
        }
        assert!(!is_action("logs", "logs:FreezeEverything") && may_be_action("logs", "logs:FreezeEverything"));
        assert!(may_be_action("bedrock-runtime", "bedrock:InvokeModel") && !may_be_action("bedrock-runtime", "invoke"));
        assert!(is_action("sqs-fips", "sqs:SendMessage"));
    }

    #[test]
    fn a_pattern_may_stand_for_every_action() {
        for (key, all) in [("logs", "*"), ("logs", "logs:*"), ("logs", "logs:?*"), ("monitoring", "cloudwatch:*")] {
            assert!(is_every_action(key, all), "{all}");
        }
        for (key, some) in [("logs", "logs:?"), ("logs", "logs:P*"), ("logs", "sqs:*"), ("x", "x:*"), ("logs", "")] {
            assert!(!is_every_action(key, some), "{some}");
        }
    }

    #[test]
    fn actions_have_a_form() {
        for good in ["logs:PutLogEvents", "eks-auth:AssumeRoleForPodIdentity", "logs:*", "ec2:Describe*", "s3:?et"] {
            assert!(is_well_formed(good), "{good}");
        }
        for bad in ["*", "PutLogEvents", "logs:", "logs:put", "Logs:Put", ":Put", "logs:Put:Log", "lo*s:Put", "a b:Put"]
        {
            assert!(!is_well_formed(bad), "{bad}");
        }
    }
}
