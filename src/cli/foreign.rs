//! Input: a file that is named in place of a spec.
//! Output: what it is instead, and what ecrc does with such a file.
//! Never: treats a file that may be a spec as another kind.

use super::failure::Failure;
use ecrc::backend;
use ecrc::spec::model::Input;
use serde_json::Value;
use std::path::Path;

/// Refuses what is no spec. A file whose name ends in `.ecr`, or that opens a block, is one.
pub fn refuse(input: &Input) -> Result<(), Failure> {
    let path = Path::new(&input.name);
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let Ok(text) = std::str::from_utf8(&input.bytes) else { return Ok(()) };
    let opens = |word: &str| text.lines().any(|line| line.split_whitespace().next() == Some(word));
    if ending == "ecr" || ["private_ecr", "defaults", "include"].into_iter().any(opens) {
        return Ok(());
    }
    let file = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let Some(what) = json(text).or_else(|| other(file, ending, text)) else { return Ok(()) };
    let name = if input.name == "-" { "standard input".to_owned() } else { format!("`{}`", input.name) };
    let failure = Failure::new(format!("{name} is {what}, not a spec"));
    Err(failure.help(if backend::is_product(text) {
        "to compare it, run `ecrc build --check` with its spec, or `ecrc diff` with another template"
    } else {
        "run `ecrc init` for a spec to start from, then `ecrc build` for a template"
    }))
}

/// What a JSON document is.
fn json(text: &str) -> Option<&'static str> {
    let Value::Object(document) = serde_json::from_str(text).ok()? else { return None };
    let has = |key: &str| document.contains_key(key);
    Some(if has("AWSTemplateFormatVersion") || (has("Resources") && text.contains("\"AWS::")) {
        "a CloudFormation template"
    } else if has("planned_values") || has("resource_changes") {
        "a Terraform plan"
    } else if has("terraform_version") {
        "a Terraform state"
    } else if ["resource", "data", "terraform", "provider", "variable", "module"].into_iter().any(has) {
        "a Terraform configuration"
    } else if has("containerDefinitions") || has("taskDefinition") {
        "an ECS task definition"
    } else if has("Statement") {
        "an IAM policy"
    } else {
        "a JSON document"
    })
}

/// What a text is that is no JSON, by what its lines begin with and by its name.
fn other(file: &str, ending: &str, text: &str) -> Option<&'static str> {
    let begins = |start: &str| text.lines().any(|line| line.starts_with(start));
    let is_code = |line: &&str| !line.trim().is_empty() && !line.starts_with('#');
    let first = text.lines().find(is_code).unwrap_or_default();
    let is_yaml = matches!(ending, "yaml" | "yml" | "template" | "");
    if begins("AWSTemplateFormatVersion:") || (begins("Resources:") && text.contains("Type: AWS::")) {
        Some("a CloudFormation template")
    } else if matches!(ending, "tf" | "tfvars" | "hcl")
        || ["resource \"", "module \"", "provider \"", "variable \"", "terraform {"].into_iter().any(begins)
    {
        Some("a Terraform configuration")
    } else if begins("apiVersion:") && begins("kind:") {
        Some("a Kubernetes manifest")
    } else if is_yaml && begins("services:") {
        Some("a Compose file")
    } else if file.starts_with("Dockerfile") || file.starts_with("Containerfile") || first.starts_with("FROM ") {
        Some("a Dockerfile")
    } else if matches!(ending, "yaml" | "yml") {
        Some("a YAML document")
    } else {
        None
    }
}
