//! Input: what people who deploy a template need to know.
//! Output: the template's outputs.
//! Never: knows how a target spells them.

use super::{ResourceId, Value};
use std::borrow::Cow;

/// What a template tells those who deploy it.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    /// In CloudFormation's spelling, `EcrApiEndpointId`; Terraform has it in snake case.
    pub name: String,
    /// What it is, in a sentence.
    pub description: Cow<'static, str>,
    /// Its value.
    pub value: OutputValue,
}

/// The value of an output.
#[derive(Debug, Clone, PartialEq)]
pub enum OutputValue {
    /// One.
    One(Value),
    /// Several; CloudFormation joins them with commas.
    Many(Vec<Value>),
    /// The DNS entries of an endpoint, each as `HOSTED_ZONE_ID:NAME`: what an alias record points to.
    DnsEntries(ResourceId),
}
