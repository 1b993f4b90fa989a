//! Input: the user data of instances.
//! Output: the cluster of ECS that they join.
//! Never: takes a script of which a part is not known for one that joins none.

use super::called::{ECS_CLUSTER, called};
use super::reading::{Reading, first};
use crate::template::base64;
use crate::template::value::{Kind, Value};

/// Which cluster instances join.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Joins {
    /// The one of the template at this address.
    Cluster(String),
    /// None of the template.
    Nothing,
    /// It is not known.
    Unknown,
}

/// What ends a name in a script, in a configuration, or in the text that another one writes.
const ENDS: &[char] = &[' ', '\t', '\r', '\n', '"', '\'', '\\', ';', '>', '&', '|'];

/// The cluster that is named by the agent's configuration, by Bottlerocket's settings, or on Windows.
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bootstrap_container_instance.html>,
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bootstrap_windows_container_instance.html>,
/// <https://bottlerocket.dev/en/os/latest/api/settings/ecs/>, read 2026-11-30.
pub(super) fn joined(reading: &Reading, launched_with: &Value) -> Joins {
    let Some(said) = first(launched_with, &["UserData", "user_data", "user_data_base64"]) else {
        return Joins::Nothing;
    };
    let Some(script) = base64::text_in(said) else { return Joins::Unknown };
    let mut all = names(&script).into_iter().map(|name| of_name(reading, &name));
    match all.next() {
        Some(one) => all.fold(one, |one, other| if one == other { one } else { Joins::Unknown }),
        None if is_told(&script) => Joins::Nothing,
        None => Joins::Unknown,
    }
}

/// Attributes that hold the name of a resource, and no piece of a script as a parameter's value or a file's content may be.
const NAMES: &[&str] = &["", "Ref", "Id", "Arn", "Name", "id", "arn", "name"];

/// Whether what a script says beside names of resources is shown: also of what it loads, as `cfn-init` does.
fn is_told(script: &Value) -> bool {
    script.pieces().iter().all(|piece| match &piece.kind {
        Kind::Text(text) => !text.contains("cfn-init"),
        Kind::Attribute { attribute, .. } => NAMES.contains(&attribute.as_str()),
        Kind::Pseudo(_) | Kind::Bool(_) | Kind::Number(_) | Kind::Null => true,
        Kind::Parameter(..)
        | Kind::Unknown(_)
        | Kind::Base64(_)
        | Kind::Json(_)
        | Kind::List(_)
        | Kind::Map(_)
        | Kind::Join(_) => false,
    })
}

/// The names of clusters in a script, each with what is not known of it.
fn names(script: &Value) -> Vec<Value> {
    let pieces = script.pieces();
    let mut names = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        let Kind::Text(text) = &piece.kind else { continue };
        for start in starts(text) {
            let rest = text.get(start..).unwrap_or_default().trim_start_matches([' ', '=', '"', '\'']);
            let (name, has_end) = until_end(rest);
            let mut name = vec![Value::text(name, piece.span)];
            let mut others = pieces.iter().skip(at + 1);
            let mut is_open = !has_end;
            while is_open && let Some(other) = others.next() {
                let Kind::Text(text) = &other.kind else {
                    name.push(other.clone());
                    continue;
                };
                let (more, has_end) = until_end(text);
                name.push(Value::text(more, other.span));
                is_open = !has_end;
            }
            name.retain(|part| part.kind != Kind::Text(String::new()));
            names.push(if let [one] = name.as_slice() { one.clone() } else { Value::join(name, piece.span) });
        }
    }
    names
}

fn until_end(text: &str) -> (&str, bool) {
    text.find(ENDS).map_or((text, false), |end| (text.get(..end).unwrap_or(text), true))
}

/// Where names of clusters start in a text.
fn starts(text: &str) -> Vec<usize> {
    let after = |words: &'static str, from: usize| {
        let rest = text.get(from..).unwrap_or_default();
        rest.match_indices(words).map(move |(at, _)| (from + at, from + at + words.len())).collect::<Vec<_>>()
    };
    let is_said = |at: usize| {
        let before = text.get(..at).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        let is_word = before.chars().next_back().is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '_' | '$' | '{'));
        is_word && !line.trim_start().starts_with('#')
    };
    let mut found = after("ECS_CLUSTER=", 0);
    found.extend(text.find("Initialize-ECSAgent").into_iter().flat_map(|from| after("-Cluster ", from)));
    let settings = text.find("[settings.ecs]").into_iter();
    found.extend(settings.flat_map(|from| [after("cluster =", from), after("cluster=", from)].concat()));
    found.into_iter().filter(|(at, _)| is_said(*at)).map(|(_, end)| end).collect()
}

fn of_name(reading: &Reading, name: &Value) -> Joins {
    let is_bare = name.pieces().len() == 1;
    let names_one = name.pieces().iter().any(|piece| reading.named(piece).is_some());
    let is_variable =
        name.pieces().iter().any(|piece| piece.as_text().is_some_and(|text| text.contains(['$', '%', '`'])));
    if is_variable || names_one && !is_bare {
        return Joins::Unknown;
    }
    let clusters =
        || reading.of_types(ECS_CLUSTER).filter_map(|cluster| first(&cluster.properties, &["ClusterName", "name"]));
    match called(reading, ECS_CLUSTER, name) {
        Some(cluster) => Joins::Cluster(cluster.address.clone()),
        None if name.as_text().is_some() && clusters().all(|name| name.as_text().is_some()) => Joins::Nothing,
        None => Joins::Unknown,
    }
}
