//! Input: the tree of a `CloudFormation` template.
//! Output: what its sections, functions and policy documents say, in the plan's terms.
//! Never: proves that nothing else is in it; comparing it with what `build` writes does.

use super::cursor::Cursor;
use super::fault::Fault;
use super::found::{Found, effect, literal};
use super::names::Names;
use crate::plan::{Condition, OutputValue, PolicyDocument, Principals, Statement, Value, Zone};

/// What stands in `Resources` where there is nothing to create.
pub(super) const NOTHING: &str = "NothingToCreate";

pub(super) fn region<'d>(root: &Cursor<'d>) -> Result<Cursor<'d>, Fault> {
    let assertions = root.along(&["Rules", "Region", "Assertions"])?;
    let assert = assertions.only()?.need("Assert")?;
    let equals = call(&assert, "Equals")?;
    equals.items()?.nth(1).ok_or_else(|| equals.fault("has no second element, the region"))
}

pub(super) fn resources<'d>(root: &Cursor<'d>) -> Result<Vec<Found<'d>>, Fault> {
    let mut found = Vec::new();
    for entry in root.need("Resources")?.entries()? {
        if entry.key != NOTHING {
            let properties = entry.value.need("Properties")?;
            found.push(Found { address: entry.key.to_owned(), at: entry.at, body: entry.value, properties });
        }
    }
    Ok(found)
}

/// The rule's code and the sentence of a resource's reason.
pub(super) fn reason<'d>(body: &Cursor<'d>) -> Result<(&'d str, &'d str, Cursor<'d>), Fault> {
    let ecrc = body.along(&["Metadata", "ecrc"])?;
    let rule = ecrc.need("Rule")?;
    Ok((rule.text()?, ecrc.need("Reason")?.text()?, rule))
}

/// What a function applies to; a fault if there is none or another.
fn call<'d>(at: &Cursor<'d>, name: &str) -> Result<Cursor<'d>, Fault> {
    match at.function() {
        Some((found, of)) if found == name => Ok(of),
        _ => Err(at.fault(format!("must be the function `{name}`"))),
    }
}

pub(super) fn value(names: &Names, at: &Cursor) -> Result<Value, Fault> {
    let Some((function, of)) = at.function() else { return Ok(Value::literal(at.text()?.to_owned())) };
    match function {
        "Ref" | "GetAtt" => names.value(&path(&of)?, at),
        "Sub" => substitution(names, &of),
        "Join" => Ok(Value::join(joined(names, &of, "")?)),
        _ => Err(at.fault("is a function that ecrc does not write there")),
    }
}

/// What `Ref` or `GetAtt` names: `EcrApiEndpoint`, `EndpointSecurityGroup.GroupId`.
fn path(of: &Cursor) -> Result<String, Fault> {
    if !of.is_list() {
        return of.text().map(str::to_owned);
    }
    let parts: Result<Vec<&str>, Fault> = of.items()?.map(|part| part.text()).collect();
    parts.map(|parts| parts.join("."))
}

/// The text of `Fn::Sub`.
fn substitution(names: &Names, at: &Cursor) -> Result<Value, Fault> {
    let mut parts = Vec::new();
    let mut rest = at.text()?;
    while let Some((before, behind)) = rest.split_once("${") {
        let (name, behind) = behind.split_once('}').ok_or_else(|| at.fault("has a `${` that is not closed"))?;
        parts.extend((!before.is_empty()).then(|| Value::literal(before.to_owned())));
        parts.push(names.value(name, at)?);
        rest = behind;
    }
    parts.extend((!rest.is_empty()).then(|| Value::literal(rest.to_owned())));
    Ok(Value::join(parts))
}

/// The parts of a `Join` with that between them.
fn joined(names: &Names, of: &Cursor, between: &str) -> Result<Vec<Value>, Fault> {
    let pair: Vec<Cursor> = of.items()?.collect();
    let [delimiter, parts] = pair.as_slice() else { return Err(of.fault("must hold a delimiter and a list")) };
    if delimiter.text()? != between {
        return Err(delimiter.fault(format!("must be the text `{between}`")));
    }
    parts.items()?.map(|part| value(names, &part)).collect()
}

/// The value of an output; `many` says that it is a list, which is one text where all of it is known.
pub(super) fn output(names: &Names, body: &Cursor, many: bool) -> Result<OutputValue, Fault> {
    let at = body.need("Value")?;
    if let Some(("Join", of)) = at.function()
        && of.items()?.next().is_some_and(|delimiter| delimiter.text().is_ok_and(|text| text == ","))
    {
        if let Some(("GetAtt", entries)) = of.items()?.nth(1).and_then(|parts| parts.function()) {
            let path = path(&entries)?;
            let endpoint = path.strip_suffix(".DnsEntries");
            let endpoint = endpoint.ok_or_else(|| entries.fault("is not a list of DNS entries"))?;
            return names.endpoint(endpoint, &entries).map(OutputValue::DnsEntries);
        }
        return joined(names, &of, ",").map(OutputValue::Many);
    }
    if many {
        let parts = at.text()?.split(',').map(|part| Value::literal(part.to_owned()));
        return Ok(OutputValue::Many(parts.collect()));
    }
    value(names, &at).map(OutputValue::One)
}

pub(super) fn zone(names: &Names, at: &Cursor) -> Result<Zone, Fault> {
    let Some(("Select", of)) = at.function() else {
        return Ok(Zone::Named(literal(value(names, at)?, at)?));
    };
    let index = of.items()?.next().ok_or_else(|| of.fault("has no first element, the zone's index"))?;
    index.number().map(Zone::Index)
}

pub(super) fn tags(names: &Names, at: &Cursor) -> Result<Vec<(String, String)>, Fault> {
    let mut tags = Vec::new();
    let text = |at: Cursor| literal(value(names, &at)?, &at);
    for tag in at.items()? {
        tags.push((text(tag.need("Key")?)?, text(tag.need("Value")?)?));
    }
    Ok(tags)
}

pub(super) fn document(names: &Names, at: &Cursor) -> Result<PolicyDocument, Fault> {
    let mut statements = Vec::new();
    for one in at.need("Statement")?.items()? {
        statements.push(Statement {
            sid: one.get("Sid").map(|sid| sid.text().map(str::to_owned)).transpose()?,
            effect: effect(&one.need("Effect")?)?,
            principals: one.get("Principal").map(|principal| principals(names, &principal)).transpose()?,
            actions: one_or_many(names, &one.need("Action")?)?,
            resources: one.get("Resource").map_or(Ok(Vec::new()), |resources| one_or_many(names, &resources))?,
            conditions: one.get("Condition").map_or(Ok(Vec::new()), |all| conditions(names, &all))?,
        });
    }
    Ok(PolicyDocument { statements })
}

fn principals(names: &Names, at: &Cursor) -> Result<Principals, Fault> {
    if let Some(aws) = at.get("AWS") {
        return one_or_many(names, &aws).map(Principals::Aws);
    }
    if let Some(service) = at.get("Service") {
        return Ok(Principals::Service(service.text()?.to_owned()));
    }
    if at.text()? == "*" { Ok(Principals::Everyone) } else { Err(at.fault("is not a principal that ecrc writes")) }
}

fn conditions(names: &Names, at: &Cursor) -> Result<Vec<Condition>, Fault> {
    let mut conditions = Vec::new();
    for operator in at.entries()? {
        for key in operator.value.entries()? {
            let values = one_or_many(names, &key.value)?;
            conditions.push(Condition { operator: operator.key.to_owned(), key: key.key.to_owned(), values });
        }
    }
    Ok(conditions)
}

fn one_or_many(names: &Names, at: &Cursor) -> Result<Vec<Value>, Fault> {
    if at.is_list() {
        return at.items()?.map(|one| value(names, &one)).collect();
    }
    value(names, at).map(|one| vec![one])
}
