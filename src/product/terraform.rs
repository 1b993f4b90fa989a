//! Input: the tree of a Terraform root module or module.
//! Output: what its blocks, expressions and policy documents say, in the plan's terms.
//! Never: proves that nothing else is in it; comparing it with what `build` writes does.

use super::cursor::Cursor;
use super::fault::Fault;
use super::found::{Found, effect, literal};
use super::names::Names;
use crate::plan::{Condition, OutputValue, PolicyDocument, Principals, Statement, Value, Zone};

/// A resource of Terraform's alone: what `CloudFormation` leaves to AWS's default.
pub(super) const DEFAULT_EGRESS: &str = "aws_vpc_security_group_egress_rule.all_ipv4";

/// The condition on the region, and the region in it.
pub(super) fn region<'d>(root: &Cursor<'d>) -> Result<(&'d str, Cursor<'d>), Fault> {
    let path = ["data", "aws_service", "region", "lifecycle", "postcondition", "condition"];
    let condition = root.along(&path)?;
    let quoted = condition.text()?.split('"').nth(1);
    Ok((quoted.ok_or_else(|| condition.fault("names no region"))?, condition))
}

pub(super) fn resources<'d>(root: &Cursor<'d>) -> Result<Vec<Found<'d>>, Fault> {
    let mut found = Vec::new();
    let Some(types) = root.get("resource") else { return Ok(found) };
    for of_type in types.entries()? {
        for entry in of_type.value.entries()? {
            let address = format!("{}.{}", of_type.key, entry.key);
            if address == DEFAULT_EGRESS {
                continue;
            }
            found.push(Found { address, at: entry.at, properties: entry.value.clone(), body: entry.value });
        }
    }
    Ok(found)
}

/// The rule's code and the sentence of a resource's reason.
pub(super) fn reason<'d>(body: &Cursor<'d>) -> Result<(&'d str, &'d str, Cursor<'d>), Fault> {
    let comment = body.need("//")?;
    let (code, sentence) =
        comment.text()?.split_once(": ").ok_or_else(|| comment.fault("must be a rule's code and a sentence"))?;
    Ok((code, sentence, comment))
}

pub(super) fn value(names: &Names, at: &Cursor) -> Result<Value, Fault> {
    template(names, at.text()?, at)
}

/// A template of Terraform's: text with `${…}` in it.
fn template(names: &Names, text: &str, at: &Cursor) -> Result<Value, Fault> {
    // What stands for characters: the escapes, and a dollar in front of an expression.
    const ESCAPES: [(&str, &str); 3] = [("$${", "${"), ("%%{", "%{"), ("${\"$\"}", "$")];
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let escape = ESCAPES.iter().find_map(|(escape, is)| Some((*is, rest.strip_prefix(escape)?)));
        if let Some((is, behind)) = escape {
            plain.push_str(is);
            rest = behind;
        } else if let Some(behind) = rest.strip_prefix("${") {
            let (name, behind) = behind.split_once('}').ok_or_else(|| at.fault("has a `${` that is not closed"))?;
            parts.push(Value::literal(std::mem::take(&mut plain)));
            parts.push(names.value(name, at)?);
            rest = behind;
        } else if rest.starts_with("%{") {
            return Err(at.fault("has a directive, `%{`"));
        } else {
            plain.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
    }
    if parts.is_empty() {
        return Ok(Value::literal(plain));
    }
    parts.push(Value::literal(plain));
    Ok(Value::join(parts.into_iter().filter(|part| part.as_literal() != Some(""))))
}

fn values(names: &Names, at: &Cursor) -> Result<Vec<Value>, Fault> {
    at.items()?.map(|one| value(names, &one)).collect()
}

pub(super) fn output(names: &Names, body: &Cursor) -> Result<OutputValue, Fault> {
    let at = body.need("value")?;
    if at.is_list() {
        return values(names, &at).map(OutputValue::Many);
    }
    if let Some(endpoint) = at.text()?.strip_prefix("${[for entry in ").and_then(|rest| rest.split_once(".dns_entry")) {
        return names.endpoint(endpoint.0, &at).map(OutputValue::DnsEntries);
    }
    value(names, &at).map(OutputValue::One)
}

pub(super) fn zone(names: &Names, at: &Cursor) -> Result<Zone, Fault> {
    let text = at.text()?;
    if !text.starts_with("${") {
        return Ok(Zone::Named(literal(value(names, at)?, at)?));
    }
    let index = text.split_once('[').and_then(|(_, behind)| behind.split_once(']')?.0.parse().ok());
    index.map(Zone::Index).ok_or_else(|| at.fault("has no index of a zone"))
}

pub(super) fn tags(names: &Names, at: &Cursor) -> Result<Vec<(String, String)>, Fault> {
    let mut tags = Vec::new();
    for tag in at.entries()? {
        let key = literal(template(names, tag.key, &tag.value)?, &tag.value)?;
        tags.push((key, literal(value(names, &tag.value)?, &tag.value)?));
    }
    Ok(tags)
}

/// The document that an argument refers to: `${data.aws_iam_policy_document.ecr.minified_json}`.
pub(super) fn document(root: &Cursor, names: &Names, at: &Cursor) -> Result<PolicyDocument, Fault> {
    let label = at.text()?.split('.').nth(2).ok_or_else(|| at.fault("refers to no policy document"))?;
    let document = root.along(&["data", "aws_iam_policy_document", label])?;
    let mut statements = Vec::new();
    for one in document.need("statement")?.items()? {
        let list = |key: &str| one.get(key).map_or(Ok(Vec::new()), |list| values(names, &list));
        let sid = one.get("sid").map(|sid| literal(value(names, &sid)?, &sid)).transpose()?;
        statements.push(Statement {
            sid,
            effect: effect(&one.need("effect")?)?,
            principals: one.get("principals").map(|principals| principals_of(names, &principals)).transpose()?,
            actions: values(names, &one.need("actions")?)?,
            resources: list("resources")?,
            conditions: one.get("condition").map_or(Ok(Vec::new()), |all| conditions(names, &all))?,
        });
    }
    Ok(PolicyDocument { statements })
}

fn principals_of(names: &Names, at: &Cursor) -> Result<Principals, Fault> {
    let one = at.only()?;
    let identifiers = one.need("identifiers")?;
    match one.need("type")?.text()? {
        "*" => Ok(Principals::Everyone),
        "AWS" => values(names, &identifiers).map(Principals::Aws),
        "Service" => {
            let service = identifiers.only()?;
            literal(value(names, &service)?, &service).map(Principals::Service)
        }
        _ => Err(at.fault("is not a principal that ecrc writes")),
    }
}

fn conditions(names: &Names, at: &Cursor) -> Result<Vec<Condition>, Fault> {
    let mut conditions = Vec::new();
    for one in at.items()? {
        let text = |key: &str| {
            let at = one.need(key)?;
            literal(value(names, &at)?, &at)
        };
        let values = values(names, &one.need("values")?)?;
        conditions.push(Condition { operator: text("test")?, key: text("variable")?, values });
    }
    Ok(conditions)
}
