//! Input: modules, nested stacks, macros and resources of one's own, of which a template does not show what they make.
//! Output: each with what it is given.
//! Never: takes something that one of them may make for missing.

use super::reading::{Reading, get};
use super::vpcs::{SUBNET, Vpc};
use crate::plan::Property;
use crate::span::Span;
use crate::template::value::{Kind, Value};

/// Something that makes what is not shown.
pub(super) struct Unread<'e> {
    pub(super) address: &'e str,
    /// Why that is not shown.
    pub(super) why: String,
    pub(super) span: Span,
    /// What it is given.
    pub(super) given: Vec<&'e Value>,
    /// Whether it is a part of the template: a module, a nested stack, or a macro.
    is_part: bool,
}

/// What deploys a template of its own, or calls a function.
const DEPLOYS: &[&str] = &[
    "AWS::CloudFormation::CustomResource",
    "AWS::CloudFormation::StackSet",
    "AWS::ServiceCatalog::CloudFormationProvisionedProduct",
    "aws_cloudformation_stack",
    "aws_cloudformation_stack_instances",
    "aws_cloudformation_stack_set",
    "aws_lambda_invocation",
    "aws_servicecatalog_provisioned_product",
];

/// What says who makes it, and not with what.
const OF_ITSELF: &[&str] = &["ServiceToken", "ServiceTimeout", "TemplateURL", "TemplateBody", "template_url"];

/// All of them.
pub(super) fn all<'e>(reading: &Reading<'e>) -> Vec<Unread<'e>> {
    let given = |value: &'e Value| value.entries().into_iter().flatten().filter(|it| !OF_ITSELF.contains(&&*it.key));
    let parts = reading.evaluated.modules.iter().map(|module| Unread {
        address: &module.address,
        why: module.why.to_string(),
        span: module.span,
        given: given(&module.inputs).map(|entry| &entry.value).collect(),
        is_part: true,
    });
    let own = reading.evaluated.resources.iter().filter(|it| is_own(&it.kind)).map(|resource| Unread {
        address: &resource.address,
        why: format!("what `{}` makes is not read", resource.kind),
        span: resource.span,
        given: given(&resource.properties).map(|entry| &entry.value).collect(),
        is_part: false,
    });
    parts.chain(own).collect()
}

/// Whether a type is of code of one's own, which may do anything: of `CloudFormation` each that is not AWS's.
fn is_own(kind: &str) -> bool {
    DEPLOYS.contains(&kind) || kind.contains("::") && !kind.starts_with("AWS::")
}

impl Unread<'_> {
    /// Whether it may make something in a VPC: a part of the template may, and else what is given the VPC, or one of its
    /// subnets.
    pub(super) fn may_make_in(&self, reading: &Reading, vpc: &Vpc) -> bool {
        self.is_part || self.is_given(reading, vpc)
    }

    /// Whether it is given a VPC or one of its subnets, or may be.
    pub(super) fn is_given(&self, reading: &Reading, vpc: &Vpc) -> bool {
        self.given.iter().any(|value| names(reading, vpc, value))
    }
}

/// Whether a value names a VPC or one of its subnets, or may.
fn names(reading: &Reading, vpc: &Vpc, value: &Value) -> bool {
    match &value.kind {
        Kind::List(items) | Kind::Join(items) => items.iter().any(|item| names(reading, vpc, item)),
        Kind::Map(entries) => entries.iter().any(|entry| names(reading, vpc, &entry.value)),
        Kind::Json(inner) => names(reading, vpc, inner),
        Kind::Unknown(_) => true,
        Kind::Attribute { .. } | Kind::Parameter(..) | Kind::Text(_) => {
            let subnet = reading.named(value).filter(|named| SUBNET.contains(&named.kind.as_str()));
            let of = subnet.map_or(Some(value), |subnet| get(subnet, Property::VpcId));
            vpc.surely_holds(reading, of)
        }
        Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::Pseudo(_) => false,
    }
}
