//! Input: a policy as AWS prints it: a map, or the text of one.
//! Output: its document.
//! Never: leaves out a statement; what is not read of one is unknown in it.

use crate::document::{self, Node};
use crate::plan::{Condition, Effect, PolicyDocument, Principals, Statement, Value, Why};

/// The document in a text; `None` where it is none.
pub(super) fn in_text(text: &Node) -> Option<PolicyDocument> {
    in_map(&document::json(text.text()?, text.span.source).ok()?)
}

/// The document; `None` where it cannot be told what it does.
pub(super) fn in_map(said: &Node) -> Option<PolicyDocument> {
    let statements = said.get("Statement")?;
    let statements = statements.items().unwrap_or(std::slice::from_ref(statements));
    let each = |node: &Node| Some(statement(node)?.of_each(services(node)));
    let statements: Option<Vec<Vec<Statement>>> = statements.iter().map(each).collect();
    Some(PolicyDocument { statements: statements?.concat() })
}

/// The services in the list that a statement names alone.
fn services(node: &Node) -> Option<Vec<String>> {
    match node.get("Principal")?.entries()? {
        [entry] if entry.key == "Service" => {
            entry.node.items()?.iter().map(|it| it.text().map(str::to_owned)).collect()
        }
        _ => None,
    }
}

fn statement(node: &Node) -> Option<Statement> {
    let effect = match node.get("Effect")?.text()? {
        "Allow" => Effect::Allow,
        "Deny" => Effect::Deny,
        _ => return None,
    };
    let actions = match (node.get("Action"), node.get("NotAction")) {
        (Some(actions), _) => values(actions),
        (None, others) => vec![all_but(others?)],
    };
    let resources = match node.get("Resource") {
        Some(resources) => values(resources),
        None => node.get("NotResource").map(all_but).into_iter().collect(),
    };
    let principals = match (node.get("Principal"), node.get("NotPrincipal")) {
        (Some(who), _) => Some(principals(who)),
        (None, Some(_)) => Some(Principals::Unknown),
        (None, None) => None,
    };
    let conditions = node.get("Condition").map_or_else(Vec::new, conditions);
    let sid = node.get("Sid").and_then(Node::text).map(str::to_owned);
    Some(Statement { sid, effect, principals, actions, resources, conditions })
}

/// Everything but these.
fn all_but(others: &Node) -> Value {
    Value::Unknown(Why::AllBut(values(others)))
}

/// One or many.
fn values(said: &Node) -> Vec<Value> {
    let nodes = said.items().unwrap_or(std::slice::from_ref(said));
    let value = |node: &Node| node.text().map_or_else(Value::unknown, |text| Value::literal(text.to_owned()));
    let mut values: Vec<Value> = nodes.iter().map(value).collect();
    values.sort();
    values.dedup();
    values
}

fn principals(said: &Node) -> Principals {
    if said.text() == Some("*") {
        return Principals::Everyone;
    }
    let Some([entry]) = said.entries() else { return Principals::Unknown };
    match entry.key.as_str() {
        "AWS" | "*" => {
            let values = values(&entry.node);
            if values.iter().any(|value| value.as_literal() == Some("*")) {
                Principals::Everyone
            } else {
                Principals::Aws(values)
            }
        }
        "Service" => entry.node.text().map_or(Principals::Unknown, |text| Principals::Service(text.to_owned())),
        _ => Principals::Unknown,
    }
}

/// Conditions of another shape than documents have are said to be there: what hangs on them is not known, either.
fn conditions(said: &Node) -> Vec<Condition> {
    let mut conditions = Vec::new();
    for operator in said.entries().into_iter().flatten() {
        for key in operator.node.entries().into_iter().flatten() {
            let values = values(&key.node);
            conditions.push(Condition { operator: operator.key.clone(), key: key.key.clone(), values });
        }
    }
    if conditions.is_empty() && said.entries().is_none_or(|entries| !entries.is_empty()) {
        conditions.push(Condition { operator: "?".to_owned(), key: "?".to_owned(), values: vec![Value::unknown()] });
    }
    conditions
}
