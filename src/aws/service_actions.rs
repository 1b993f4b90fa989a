//! Input: the key of an endpoint service, and an action's name or pattern.
//! Output: the prefix of the service's actions, and those that the pattern stands for.
//! Never: calls an action wrong that may be newer than the table: [`is_well_formed`] tells.

use super::wildcard;
use std::sync::LazyLock;

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
    TABLE.iter().find(|row| row.keys.split(',').any(|listed| listed == key))
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
    use super::{TABLE, is_well_formed, of_service};

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
