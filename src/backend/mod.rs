//! Input: a plan.
//! Output: the text of a template, in one of the targets.
//! Never: fails, decides anything, or depends on time, machine or path.

mod cloudformation;
mod document;
mod target;
mod terraform;

pub use crate::plan::{Target, property_name, type_name};
pub use target::{Options, is_product};

use crate::plan::{Plan, Resource, ResourceId, Value, logical_id};

/// The template.
pub fn emit(plan: &Plan, target: Target, options: Options) -> String {
    let mut out = String::with_capacity(8 * 1024);
    emit_into(&mut out, plan, target, options);
    out
}

/// Appends the template to the text.
pub fn emit_into(out: &mut String, plan: &Plan, target: Target, options: Options) {
    match target {
        Target::CloudFormationYaml => document::yaml(&cloudformation::template(plan), out),
        Target::CloudFormationJson => document::json(&cloudformation::template(plan), out),
        Target::TerraformJson => document::json(&terraform::root(plan, options), out),
    }
}

/// What a resource is called in a template: its logical id, or its address, `aws_vpc_endpoint.ecr_api`.
pub fn address(resource: &Resource, target: Target) -> String {
    if let ResourceId::Named(name) = &resource.id {
        return name.clone();
    }
    match target {
        Target::CloudFormationYaml | Target::CloudFormationJson => logical_id(&resource.id),
        Target::TerraformJson => format!("{}.{}", type_name(&resource.kind, target), terraform::label(&resource.id)),
    }
}

/// How a value that is no text stands inside of one: `${EcrApiEndpoint}`, `${aws_vpc_endpoint.ecr_api.id}`. What reads
/// a template knows values by it.
pub(crate) fn spelling(value: &Value, target: Target) -> Option<String> {
    match target {
        Target::CloudFormationYaml | Target::CloudFormationJson => cloudformation::substitution(value),
        Target::TerraformJson => terraform::template(value),
    }
}

/// How an output, or a parameter, is named in a template.
pub(crate) fn output_name(name: &str, target: Target) -> String {
    match target {
        Target::CloudFormationYaml | Target::CloudFormationJson => name.to_owned(),
        Target::TerraformJson => terraform::snake_case(name),
    }
}
