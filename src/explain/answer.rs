//! Input: what was read from an error text.
//! Output: the answer for people, and as JSON.
//! Never: adds anything to what was read, except the titles of the rules.

use crate::cards;
use crate::evidence::{Evidence, Failure, Reading, Weighed};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// The answer for people; `None` where nothing in the text could be placed.
pub fn answer(reading: &Reading) -> Option<String> {
    let (first, more) = reading.placed.split_first()?;
    let mut page = String::new();
    if !more.is_empty() {
        let _ = write!(page, "Line {}: ", first.line);
    }
    let _ = writeln!(page, "{}", first.says);
    rules_of(&mut page, &first.weighed);
    for failure in more {
        let codes: Vec<String> = failure.weighed.rules.iter().map(|reason| reason.code.to_string()).collect();
        let _ = write!(page, "\nLine {}: {}", failure.line, failure.says);
        match &failure.weighed.other {
            Some(other) => {
                let _ = writeln!(page, "\n  {other}");
            }
            None => {
                let _ = writeln!(page, "\n  {}", codes.join(", "));
            }
        }
    }
    if reading.left_out > 0 {
        let _ = writeln!(page, "\n{} more failures are omitted.", reading.left_out);
    }
    let code = reading.placed.iter().flat_map(|failure| &failure.weighed.rules).next();
    if let Some(reason) = code {
        let _ = writeln!(page, "\nFor details, run `ecrc explain {}`.", reason.code);
    }
    Some(page)
}

fn rules_of(page: &mut String, weighed: &Weighed) {
    if let Some(other) = &weighed.other {
        let _ = writeln!(page, "\nNo rule explains this. {other}");
    }
    if !weighed.rules.is_empty() {
        page.push('\n');
    }
    for reason in &weighed.rules {
        let title = cards::find(reason.code).map_or("", |rule| rule.title);
        let _ = writeln!(page, "{}\n        {}", format!("{}  {title}", reason.code).trim_end(), reason.why);
    }
    if let Some(check) = &weighed.check {
        let _ = writeln!(page, "\nNext step: {check}");
    }
}

/// The answer as JSON; of a text that could not be placed, what little was read.
pub fn answer_json(reading: &Reading) -> Value {
    let (first, more) = match reading.placed.split_first() {
        Some((first, more)) => (Some(first), more),
        None => (reading.unplaced.as_ref(), [].as_slice()),
    };
    let nothing = Evidence::default();
    let evidence = evidence(first.map_or(&nothing, |it| &it.evidence), first.map(|it| it.line));
    let weighed = first.map(|it| it.weighed.clone()).unwrap_or_default();
    json!({
        "version": 1,
        "evidence": evidence,
        "says": first.map(|it| &it.says),
        "rules": rules_json(&weighed),
        "other": weighed.other,
        "check": weighed.check,
        "more": more.iter().map(further).collect::<Vec<_>>(),
        "left_out": reading.left_out,
    })
}

fn further(failure: &Failure) -> Value {
    let mut object = evidence(&failure.evidence, Some(failure.line));
    object.insert("says".to_owned(), json!(failure.says));
    object.insert("rules".to_owned(), rules_json(&failure.weighed));
    object.insert("other".to_owned(), json!(failure.weighed.other));
    Value::Object(object)
}

fn evidence(evidence: &Evidence, line: Option<usize>) -> Map<String, Value> {
    let pairs = [
        ("call", json!(evidence.call.map(crate::evidence::Call::name))),
        ("host", json!(evidence.host.as_ref().map(|host| &host.name))),
        ("how", json!(evidence.how.map(crate::evidence::How::name))),
        ("address", json!(evidence.address.as_ref().map(|address| &address.text))),
        ("private", json!(evidence.private())),
        ("action", json!(evidence.action)),
        ("principal", json!(evidence.principal)),
        ("layer", json!(evidence.layer.map(crate::evidence::Layer::name))),
        ("code", json!(evidence.code)),
        ("line", json!(line)),
    ];
    pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

fn rules_json(weighed: &Weighed) -> Value {
    weighed.rules.iter().map(|reason| json!({"code": reason.code.to_string(), "why": reason.why})).collect()
}
