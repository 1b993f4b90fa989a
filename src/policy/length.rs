//! Comes in: a document.
//! Goes out: how many characters it has as JSON without blanks, which is how it is counted against AWS's quota.
//! Never: counts what it does not know: a parameter counts nothing.

use crate::plan::{Effect, PolicyDocument, Principals, Pseudo, Statement, Value};
use serde_json::{Map, Value as Json, json};

/// The characters of the document as AWS receives it.
pub fn minified_length(document: &PolicyDocument) -> usize {
    let statements: Vec<Json> = document.statements.iter().map(statement).collect();
    json!({ "Version": "2012-10-17", "Statement": statements }).to_string().chars().count()
}

fn statement(statement: &Statement) -> Json {
    let mut json = Map::new();
    if let Some(sid) = &statement.sid {
        json.insert("Sid".to_owned(), Json::from(sid.as_str()));
    }
    let effect = match statement.effect {
        Effect::Allow => "Allow",
        Effect::Deny => "Deny",
    };
    json.insert("Effect".to_owned(), Json::from(effect));
    let principal = match &statement.principals {
        Some(Principals::Everyone) => Some(Json::from("*")),
        Some(Principals::Aws(arns)) => Some(json!({ "AWS": one_or_many(arns) })),
        Some(Principals::Service(service)) => Some(json!({ "Service": service })),
        Some(Principals::Unknown) | None => None,
    };
    if let Some(principal) = principal {
        json.insert("Principal".to_owned(), principal);
    }
    json.insert("Action".to_owned(), one_or_many(&statement.actions));
    if !statement.resources.is_empty() {
        json.insert("Resource".to_owned(), one_or_many(&statement.resources));
    }
    for condition in &statement.conditions {
        let operator = json.entry("Condition").or_insert_with(|| json!({}));
        if let Some(operators) = operator.as_object_mut() {
            let keys = operators.entry(condition.operator.clone()).or_insert_with(|| json!({}));
            if let Some(keys) = keys.as_object_mut() {
                keys.insert(condition.key.clone(), one_or_many(&condition.values));
            }
        }
    }
    Json::Object(json)
}

fn one_or_many(values: &[Value]) -> Json {
    match values {
        [one] => Json::from(text(one)),
        many => many.iter().map(text).collect(),
    }
}

/// The value as long as it will be: an account's id has 12 digits.
fn text(value: &Value) -> String {
    match value {
        Value::Literal(text) => text.clone(),
        Value::Pseudo(Pseudo::Account) => "0".repeat(12),
        Value::Join(parts) => parts.iter().map(text).collect(),
        Value::Pseudo(Pseudo::Partition | Pseudo::Region)
        | Value::Parameter(_)
        | Value::Attribute(..)
        | Value::Unknown => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::minified_length;
    use crate::plan::{Effect, PolicyDocument, Principals, Statement, Value};

    #[test]
    fn characters_are_those_of_the_json() {
        let statement = Statement {
            sid: Some("AllowAll".into()),
            effect: Effect::Allow,
            principals: Some(Principals::Everyone),
            actions: vec![Value::literal("*")],
            resources: vec![Value::literal("*")],
            conditions: Vec::new(),
        };
        let json = r#"{"Version":"2012-10-17","Statement":[{"Sid":"AllowAll","Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}"#;
        assert_eq!(minified_length(&PolicyDocument { statements: vec![statement] }), json.len());
    }
}
