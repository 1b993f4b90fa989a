//! Input: an emitted template.
//! Output: what CloudFormation or Terraform would read in it, its escaping undone.
//! Never: shares code with what wrote it.

use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// What a template says, in words that both targets share.
#[derive(Debug, Default, PartialEq)]
pub struct Read {
    /// Keys and values of tags.
    pub tags: BTreeSet<(String, String)>,
    /// Names of endpoint services.
    pub services: BTreeSet<String>,
    /// Every text, what only the deployment knows written as `<account>` and the like.
    pub texts: BTreeSet<String>,
}

impl Read {
    /// A tag.
    pub fn tag(key: &str, value: &str) -> (String, String) {
        (key.to_owned(), value.to_owned())
    }
}

/// Whether AWS lets it have tags.
pub fn is_taggable(kind: &ecrc::plan::ResourceKind) -> bool {
    use ecrc::plan::ResourceKind as Kind;
    !matches!(kind, Kind::RouteTableAssociation(_) | Kind::Ingress(_) | Kind::Egress(_) | Kind::RolePolicy(_))
}

/// YAML through an independent reader, tags as JSON has the functions.
pub fn yaml(text: &str) -> Value {
    from_yaml(serde_yaml::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}")))
}

fn from_yaml(value: serde_yaml::Value) -> Value {
    match value {
        serde_yaml::Value::Tagged(tagged) => {
            let name = tagged.tag.to_string();
            let name = name.trim_start_matches('!');
            let inside = from_yaml(tagged.value);
            let (key, inside) = match (name, inside) {
                ("Ref", inside) => ("Ref".to_owned(), inside),
                ("GetAtt", Value::String(path)) => {
                    ("Fn::GetAtt".to_owned(), path.splitn(2, '.').map(Value::from).collect())
                }
                (name, inside) => (format!("Fn::{name}"), inside),
            };
            Value::Object(Map::from_iter([(key, inside)]))
        }
        serde_yaml::Value::Sequence(list) => list.into_iter().map(from_yaml).collect(),
        serde_yaml::Value::Mapping(map) => {
            let entry = |(key, value): (serde_yaml::Value, _)| (key.as_str().unwrap().to_owned(), from_yaml(value));
            map.into_iter().map(entry).collect()
        }
        plain => serde_json::to_value(plain).unwrap(),
    }
}

/// CloudFormation's functions worked out.
pub fn evaluated(value: &Value) -> Value {
    let Value::Object(map) = value else {
        return match value {
            Value::Array(list) => list.iter().map(evaluated).collect(),
            other => other.clone(),
        };
    };
    match map.iter().next().filter(|_| map.len() == 1) {
        Some((key, of)) if key == "Ref" => Value::from(known(of.as_str().unwrap())),
        Some((key, of)) if key == "Fn::GetAtt" => Value::from(format!("<{}>", of[0].as_str().unwrap())),
        Some((key, of)) if key == "Fn::Sub" => Value::from(substituted(of.as_str().unwrap())),
        Some((key, of)) if key == "Fn::Join" => {
            // A list that is an attribute stands by itself.
            let Some(parts) = of[1].as_array() else { return evaluated(&of[1]) };
            let parts: Vec<String> = parts.iter().map(|part| evaluated(part).as_str().unwrap().to_owned()).collect();
            Value::from(parts.join(of[0].as_str().unwrap()))
        }
        _ => map.iter().map(|(key, value)| (key.clone(), evaluated(value))).collect(),
    }
}

fn known(name: &str) -> String {
    match name {
        "AWS::AccountId" => "<account>".to_owned(),
        other => format!("<{other}>"),
    }
}

/// `Fn::Sub`: `${!x}` is the text `${x}`.
fn substituted(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        out += &rest[..at];
        let end = rest[at..].find('}').expect("an open `${` in Fn::Sub") + at;
        match rest[at + 2..end].strip_prefix('!') {
            Some(literal) => out += &format!("${{{literal}}}"),
            None => out += &known(rest[at + 2..end].split('.').next().unwrap()),
        }
        rest = &rest[end + 1..];
    }
    out + rest
}

/// Terraform's template language: `$${` and `%%{` are texts, `${…}` is worked out.
pub fn interpolated(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(behind) = rest.strip_prefix("$${").or_else(|| rest.strip_prefix("%%{")) {
            out += if c == '$' { "${" } else { "%{" };
            rest = behind;
        } else if rest.starts_with("${") {
            let end = rest.find('}').expect("an open `${` in Terraform");
            out += &expression(&rest[2..end]);
            rest = &rest[end + 1..];
        } else {
            assert!(!rest.starts_with("%{"), "a directive in {text:?}");
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

fn expression(text: &str) -> String {
    let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || "._[]".contains(c));
    assert!(plain, "an expression that ecrc does not write: {text:?}");
    match text {
        "data.aws_caller_identity.current.account_id" => "<account>".to_owned(),
        other => format!("<{other}>"),
    }
}

/// All of a part of a CloudFormation template.
pub fn cloudformation(resources: &Value) -> Read {
    let mut read = Read::default();
    let resources = evaluated(resources);
    texts(&resources, &mut read.texts);
    for resource in resources.as_object().unwrap().values() {
        let properties = &resource["Properties"];
        for tag in properties["Tags"].as_array().into_iter().flatten() {
            read.tags.insert(Read::tag(tag["Key"].as_str().unwrap(), tag["Value"].as_str().unwrap()));
        }
        read.services.extend(properties["ServiceName"].as_str().map(str::to_owned));
    }
    read
}

/// All of a part of a Terraform root.
pub fn terraform(of: &Value) -> Read {
    let mut read = Read::default();
    let worked_out = templates(of);
    texts(&worked_out, &mut read.texts);
    for resource in worked_out.as_object().into_iter().flatten().flat_map(|(_, all)| all.as_object().unwrap().values())
    {
        for (key, value) in resource["tags"].as_object().into_iter().flatten() {
            read.tags.insert(Read::tag(key, value.as_str().unwrap()));
        }
        read.services.extend(resource["service_name"].as_str().map(str::to_owned));
    }
    read
}

/// Keys of maps are templates too.
fn templates(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::from(interpolated(text)),
        Value::Array(list) => list.iter().map(templates).collect(),
        Value::Object(map) => {
            let entry = |(key, value): (&String, &Value)| {
                // A comment is none.
                let value = if key == "//" { value.clone() } else { templates(value) };
                (interpolated(key), value)
            };
            map.iter().map(entry).collect()
        }
        other => other.clone(),
    }
}

fn texts(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => _ = found.insert(text.clone()),
        Value::Array(list) => list.iter().for_each(|value| texts(value, found)),
        Value::Object(map) => map.values().for_each(|value| texts(value, found)),
        _ => {}
    }
}

/// The documents of a template's endpoints and roles, in one form: lists are lists, ids are left out.
pub fn cloudformation_policies(template: &Value) -> BTreeSet<String> {
    let resources = evaluated(&template["Resources"]);
    let documents = resources.as_object().unwrap().values().flat_map(|resource| {
        let properties = &resource["Properties"];
        [properties["PolicyDocument"].clone(), properties["AssumeRolePolicyDocument"].clone()]
    });
    documents.filter(|document| !document.is_null()).map(|document| statements(&document["Statement"])).collect()
}

/// The same of Terraform's data sources.
pub fn terraform_policies(root: &Value) -> BTreeSet<String> {
    let documents = templates(&root["data"]["aws_iam_policy_document"]);
    let statement = |one: &Value| {
        let mut map = Map::new();
        for (key, from) in [("Sid", "sid"), ("Effect", "effect"), ("Action", "actions"), ("Resource", "resources")] {
            if !one[from].is_null() {
                map.insert(key.to_owned(), one[from].clone());
            }
        }
        if let Some(principal) = one["principals"].as_array().map(|all| &all[0]) {
            let kind = principal["type"].as_str().unwrap();
            let whom = match kind {
                "*" => Value::from("*"),
                kind => Value::Object(Map::from_iter([(kind.to_owned(), principal["identifiers"].clone())])),
            };
            map.insert("Principal".to_owned(), whom);
        }
        for condition in one["condition"].as_array().into_iter().flatten() {
            let test = condition["test"].as_str().unwrap();
            let entry = map.entry("Condition").or_insert_with(|| Value::Object(Map::new()));
            entry[test][condition["variable"].as_str().unwrap()] = condition["values"].clone();
        }
        Value::Object(map)
    };
    let documents = documents.as_object().into_iter().flatten();
    documents
        .map(|(_, one)| statements(&one["statement"].as_array().unwrap().iter().map(statement).collect()))
        .collect()
}

/// Canonical: a list of one is its element, a reference is a reference.
fn statements(value: &Value) -> String {
    fn canonical(value: &Value) -> Value {
        match value {
            Value::Array(list) if list.len() == 1 => canonical(&list[0]),
            Value::Array(list) => list.iter().map(canonical).collect(),
            Value::Object(map) => {
                let mut sorted: Vec<_> = map.iter().map(|(key, value)| (key.clone(), canonical(value))).collect();
                sorted.sort_by(|a, b| a.0.cmp(&b.0));
                sorted.into_iter().collect()
            }
            Value::String(text) if text.starts_with('<') && !text.starts_with("<account") => Value::from("<id>"),
            other => other.clone(),
        }
    }
    canonical(value).to_string()
}
