//! Input: what a task does as it starts.
//! Output: a [`Task`]: its execution role, and what of it that role must be allowed.
//! Never: says what the role is allowed; that is in the plan's policies.

use super::{SecretStore, Value};
use crate::span::Span;

/// A task that starts, and the role with which it does.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// What people call it.
    pub name: String,
    /// Its execution role: an attribute of a role of the plan, or an ARN.
    pub role: Value,
    /// The ARN of that role, if it is written out.
    pub role_arn: Option<String>,
    /// The images of its containers whose whole names are known, each once.
    pub images: Vec<String>,
    /// Whether these are all of its images.
    pub images_known: bool,
    /// Whether an image of it comes from a private repository of ECR, as far as it is shown.
    pub pulls: bool,
    /// Whether it logs by the awslogs driver, as far as it is shown.
    pub awslogs: bool,
    /// Where its secrets come from, as far as they are shown.
    pub secrets: Vec<SecretStore>,
    /// The words that say which role it is.
    pub span: Option<Span>,
}

/// Names, each once, in their order.
pub fn once(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut once: Vec<String> = Vec::new();
    for name in names {
        if !once.contains(&name) {
            once.push(name);
        }
    }
    once
}
