//! Input: what is said of repositories of ECR.
//! Output: a [`Repository`]: where it is, and its policy.
//! Never: knows images.

use super::{PolicyDocument, Value};
use crate::span::Span;

/// A repository whose policy is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Repository {
    /// Its name, as far as it is known.
    pub name: Value,
    /// The account whose registry it is in; `None` for the one that deploys.
    pub account: Option<String>,
    /// Its policy, about the repository itself; `None` if it is not known what it says.
    pub policy: Option<PolicyDocument>,
    /// The words that say it.
    pub span: Option<Span>,
}

impl Repository {
    /// The policy of a repository, whose statements name no resource.
    #[must_use]
    pub fn about_itself(mut policy: PolicyDocument) -> PolicyDocument {
        for statement in policy.statements.iter_mut().filter(|statement| statement.resources.is_empty()) {
            statement.resources.push(Value::literal("*"));
        }
        policy
    }
}
