//! Input: a document.
//! Output: how many characters it has as JSON without blanks, which is how it is counted against AWS's quota.
//! Never: counts more than there can be: for an unknown value it counts the minimum.

use crate::aws::{Partition, Region};
use crate::plan::{Effect, Principals, Pseudo, Statement, Value};
use std::collections::BTreeMap;

/// So many characters AWS takes of an endpoint's policy, blanks included.
pub const ENDPOINT_POLICY_QUOTA: usize = 20_480;

/// The characters of a document of these statements as AWS receives it, with `"Version":"2012-10-17"` and lists of one as that one.
///
/// An account's id has twelve. A partition and a region count as the shortest that there are; parameters, attributes
/// and what is not known count none.
pub fn minified_length(statements: &[Statement]) -> usize {
    let statements = statements.iter().map(statement);
    object([member("Version", string("2012-10-17")), member("Statement", list(statements))])
}

/// The characters, where they are more than AWS takes of an endpoint's policy.
pub fn excess(statements: &[Statement]) -> Option<usize> {
    Some(minified_length(statements)).filter(|length| *length > ENDPOINT_POLICY_QUOTA)
}

fn statement(statement: &Statement) -> usize {
    let effect = match statement.effect {
        Effect::Allow => "Allow",
        Effect::Deny => "Deny",
    };
    let principal = match &statement.principals {
        Some(Principals::Everyone) => Some(string("*")),
        Some(Principals::Aws(arns)) => Some(object([member("AWS", one_or_many(arns))])),
        Some(Principals::Service(service)) => Some(object([member("Service", string(service))])),
        Some(Principals::Unknown) | None => None,
    };
    let resource = (!statement.resources.is_empty()).then(|| one_or_many(&statement.resources));
    let members = [
        statement.sid.as_deref().map(|sid| member("Sid", string(sid))),
        Some(member("Effect", string(effect))),
        principal.map(|principal| member("Principal", principal)),
        Some(member("Action", one_or_many(&statement.actions))),
        resource.map(|resource| member("Resource", resource)),
        condition(statement).map(|condition| member("Condition", condition)),
    ];
    object(members.into_iter().flatten())
}

fn condition(statement: &Statement) -> Option<usize> {
    let mut operators: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for condition in &statement.conditions {
        let keys = operators.entry(&condition.operator).or_default();
        keys.push(member(&condition.key, one_or_many(&condition.values)));
    }
    let operators = operators.into_iter().map(|(operator, keys)| member(operator, object(keys)));
    (!statement.conditions.is_empty()).then(|| object(operators))
}

fn one_or_many(values: &[Value]) -> usize {
    let quoted = |value| 2 + characters(value);
    match values {
        [one] => quoted(one),
        many => list(many.iter().map(quoted)),
    }
}

fn object(members: impl IntoIterator<Item = usize>) -> usize {
    list(members)
}

/// Two brackets, and a comma between each two.
fn list(items: impl IntoIterator<Item = usize>) -> usize {
    let (count, characters) = items.into_iter().fold((0_usize, 0), |(count, sum), item| (count + 1, sum + item));
    2 + characters + count.saturating_sub(1)
}

fn member(key: &str, value: usize) -> usize {
    string(key) + 1 + value
}

fn string(text: &str) -> usize {
    2 + escaped(text)
}

/// The characters of a text within a JSON string.
fn escaped(text: &str) -> usize {
    let characters = text.chars().map(|c| match c {
        '"' | '\\' | '\n' | '\r' | '\t' | '\u{8}' | '\u{c}' => 2,
        '\0'..='\u{1f}' => 6,
        _ => 1,
    });
    characters.sum()
}

fn characters(value: &Value) -> usize {
    let shortest = |ids: &mut dyn Iterator<Item = &str>| ids.map(str::len).min().unwrap_or_default();
    match value {
        Value::Literal(text) => escaped(text),
        Value::Pseudo(Pseudo::Account) => 12,
        Value::Pseudo(Pseudo::Partition) => shortest(&mut Partition::ALL.iter().map(|partition| partition.id())),
        Value::Pseudo(Pseudo::Region) => shortest(&mut Region::all().iter().map(|region| region.id)),
        Value::Join(parts) => parts.iter().map(characters).sum(),
        Value::Parameter(_) | Value::Attribute(..) | Value::Unknown(_) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::{escaped, minified_length};
    use crate::plan::{Condition, Effect, Principals, Pseudo, Statement, Value};
    use proptest::prelude::*;

    fn statement() -> Statement {
        Statement {
            sid: Some("AllowAll".into()),
            effect: Effect::Allow,
            principals: Some(Principals::Everyone),
            actions: vec![Value::literal("*")],
            resources: vec![Value::literal("*")],
            conditions: Vec::new(),
        }
    }

    #[test]
    fn characters_are_those_of_the_json() {
        let json = r#"{"Version":"2012-10-17","Statement":[{"Sid":"AllowAll","Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}"#;
        assert_eq!(minified_length(&[statement()]), json.len());
        assert_eq!(minified_length(&[]), r#"{"Version":"2012-10-17","Statement":[]}"#.len());
        let trust = Statement {
            sid: None,
            effect: Effect::Deny,
            principals: Some(Principals::Service("ecs-tasks.amazonaws.com".into())),
            actions: vec![Value::literal("sts:AssumeRole")],
            resources: Vec::new(),
            conditions: Vec::new(),
        };
        let json = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"},{"Effect":"Deny","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;
        assert_eq!(minified_length(&[trust.clone(), trust]), json.len());
    }

    #[test]
    fn the_quota_itself_is_no_excess() {
        let of = |length: usize| {
            let empty = minified_length(&[Statement { sid: Some(String::new()), ..statement() }]);
            super::excess(&[Statement { sid: Some("a".repeat(length - empty)), ..statement() }])
        };
        assert_eq!(of(20_480), None);
        assert_eq!(of(20_481), Some(20_481));
    }

    #[test]
    fn lists_and_conditions_are_counted_as_they_are_written() {
        let account = |name: &str| {
            let role = Value::literal(format!(":role/{name}"));
            Value::join([Value::literal("arn:aws:iam::"), Value::Pseudo(Pseudo::Account), role])
        };
        let condition = |operator: &str, key: &str, values: &[&str]| Condition {
            operator: operator.into(),
            key: key.into(),
            values: values.iter().map(|value| Value::literal(value.to_string())).collect(),
        };
        let full = Statement {
            principals: Some(Principals::Aws(vec![account("é"), account("b")])),
            conditions: vec![
                condition("StringEquals", "aws:SourceVpc", &["vpc-1"]),
                condition("Bool", "b", &["true"]),
                condition("StringEquals", "aws:SourceVpce", &["a", "b"]),
            ],
            ..statement()
        };
        let json = r#"{"Version":"2012-10-17","Statement":[{"Sid":"AllowAll","Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:role/é","arn:aws:iam::111122223333:role/b"]},"Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:SourceVpc":"vpc-1","aws:SourceVpce":["a","b"]},"Bool":{"b":"true"}}}]}"#;
        assert_eq!(minified_length(&[full]), json.chars().count());
    }

    #[test]
    fn of_what_is_not_known_the_fewest_are_counted() {
        let with = |value: Value| minified_length(&[Statement { resources: vec![value], ..statement() }]);
        let none = with(Value::literal(""));
        assert_eq!(with(Value::unknown()), none);
        assert_eq!(with(Value::Pseudo(Pseudo::Partition)), none + "aws".len());
        assert_eq!(with(Value::Pseudo(Pseudo::Region)), none + "us-east-1".len());
    }

    #[test]
    fn each_character_is_as_long_as_in_json() {
        for c in '\0'..='\u{ff}' {
            assert_eq!(escaped(&c.to_string()) + 2, serde_json::to_string(&c).unwrap().chars().count(), "{c:?}");
        }
    }

    proptest! {
        #[test]
        fn texts_are_as_long_as_in_json(text in any::<String>()) {
            prop_assert_eq!(escaped(&text) + 2, serde_json::to_string(&text).unwrap().chars().count());
        }
    }
}
