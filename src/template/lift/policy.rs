//! Input: a policy, as a map or as the text of one.
//! Output: its document.
//! Never: leaves out a statement; what is not read of one is unknown in it.

use super::reading::{Reading, unknown, why};
use crate::plan::{self, Condition, Effect, PolicyDocument, Principals, Statement, Why};
use crate::template::structured;
use crate::template::value::Value;

/// The services in the list that a statement names alone.
fn services(said: &Value) -> Option<Vec<String>> {
    match said.get("Principal")?.entries()? {
        [entry] if entry.key == "Service" => entry.value.items()?.iter().map(Value::as_text).collect(),
        _ => None,
    }
}

impl Reading<'_> {
    /// The document; `None` where nothing in it is known.
    pub(super) fn document(&self, value: &Value) -> Option<PolicyDocument> {
        let document = structured(value)?;
        let said = document.get("Statement")?;
        let statements = said.items().unwrap_or(std::slice::from_ref(said));
        let each = |one: &Value| Some(self.statement(one)?.of_each(services(one)));
        let statements: Option<Vec<Vec<Statement>>> = statements.iter().map(each).collect();
        Some(PolicyDocument { statements: statements?.concat() })
    }

    /// A statement; `None` where it is not known what it does, or what it would do is more than a plan can say.
    fn statement(&self, said: &Value) -> Option<Statement> {
        let effect = match said.get("Effect")?.as_text()?.as_str() {
            "Allow" => Effect::Allow,
            "Deny" => Effect::Deny,
            _ => return None,
        };
        let actions = match (said.get("Action"), said.get("NotAction")) {
            (Some(actions), _) => self.values(actions),
            (None, others) => vec![self.all_but(others?)],
        };
        let resources = match said.get("Resource") {
            Some(resources) => self.values(resources),
            None => said.get("NotResource").map(|others| self.all_but(others)).into_iter().collect(),
        };
        let principals = match (said.get("Principal"), said.get("NotPrincipal")) {
            (Some(principals), _) => Some(self.principals(principals)),
            (None, Some(_)) => Some(Principals::Unknown),
            (None, None) => None,
        };
        let conditions = said.get("Condition").map_or_else(Vec::new, |conditions| self.conditions(conditions));
        Some(Statement {
            sid: said.get("Sid").and_then(Value::as_text),
            effect,
            principals,
            actions,
            resources,
            conditions,
        })
    }

    /// Everything but these.
    fn all_but(&self, others: &Value) -> plan::Value {
        let named = self.values(others);
        let is_unknown = named.iter().any(|other| matches!(other, plan::Value::Unknown(_)));
        if is_unknown { unknown(others) } else { plan::Value::Unknown(Why::AllBut(named)) }
    }

    /// One or many.
    fn values(&self, value: &Value) -> Vec<plan::Value> {
        let mut values: Vec<plan::Value> = match value.items() {
            Some(items) => items.iter().map(|item| self.value(item)).collect(),
            None => vec![self.value(value)],
        };
        values.sort();
        values.dedup();
        values
    }

    fn principals(&self, value: &Value) -> Principals {
        if value.as_text().as_deref() == Some("*") {
            return Principals::Everyone;
        }
        let Some(entries) = value.entries() else { return Principals::Unknown };
        let [entry] = entries else { return Principals::Unknown };
        match entry.key.as_str() {
            "AWS" | "*" => {
                let values = self.values(&entry.value);
                if values.iter().any(|value| value.as_literal() == Some("*")) {
                    Principals::Everyone
                } else {
                    Principals::Aws(values)
                }
            }
            "Service" => entry.value.as_text().map_or(Principals::Unknown, Principals::Service),
            _ => Principals::Unknown,
        }
    }

    /// Conditions that are not known are said to be there: what hangs on them is not known, either.
    fn conditions(&self, value: &Value) -> Vec<Condition> {
        let not_known = || {
            let values = vec![plan::Value::Unknown(why(value))];
            vec![Condition { operator: "?".to_owned(), key: "?".to_owned(), values }]
        };
        let Some(operators) = value.entries() else { return not_known() };
        let mut conditions = Vec::new();
        for operator in operators {
            let Some(keys) = operator.value.entries() else { return not_known() };
            for key in keys {
                let values = self.values(&key.value);
                conditions.push(Condition { operator: operator.key.clone(), key: key.key.clone(), values });
            }
        }
        conditions
    }
}
