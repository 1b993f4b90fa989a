//! Input: actions that a policy refuses, and how.
//! Output: what to change, in words, and which policy of a role denies something.
//! Never: asks for an `Allow` where a `Deny` decides, which wins whatever else is allowed.

use super::{Decision, names_action};
use crate::plan::{Effect, Plan, PolicyDocument, Resource, Value};

/// How to open what a policy refuses, in the imperative: `on` what it is asked for, and `to` whom it is to be allowed.
///
/// An explicit deny overrides every allow:
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html>, read
/// 2026-11-29.
pub fn mend(refused: &[(&str, Decision)], on: &str, to: &str, policy: &str) -> String {
    let named = |is_denied: bool| {
        let of = refused.iter().filter(|(_, decision)| (*decision == Decision::Denied) == is_denied);
        let actions: Vec<String> = of.map(|(action, _)| format!("`{action}`")).collect();
        (!actions.is_empty()).then(|| actions.join(if actions.len() == 2 { " and " } else { ", " }))
    };
    let allow = named(false).map(|actions| format!("allow {actions}{on}{to} in {policy}"));
    let exclude = named(true).map(|actions| format!("exclude {actions}{on} from the `Deny` in {policy}"));
    allow.into_iter().chain(exclude).collect::<Vec<_>>().join(", and ")
}

/// The policy of a role that denies an action, or that may.
pub fn denying<'p>(plan: &'p Plan, role: &Value, action: &str) -> Option<&'p Resource> {
    let (_, policies) = plan.policies_of(role)?;
    let denies = |(_, document): &&(&Resource, &PolicyDocument)| {
        let mut denials = document.statements.iter().filter(|statement| statement.effect == Effect::Deny);
        denials.any(|statement| names_action(statement, action) != Some(false))
    };
    policies.iter().find(denies).map(|(resource, _)| *resource)
}

#[cfg(test)]
mod tests {
    use super::mend;
    use crate::policy::Decision::{Denied, NotAllowed};

    #[test]
    fn a_denial_is_mended_by_no_allow() {
        for (refused, expected) in [
            (&[("a:B", NotAllowed)][..], "allow `a:B` on `x` to `r` in the policy"),
            (&[("a:B", Denied)], "exclude `a:B` on `x` from the `Deny` in the policy"),
            (
                &[("a:B", Denied), ("a:C", NotAllowed), ("a:D", NotAllowed)],
                "allow `a:C` and `a:D` on `x` to `r` in the policy, and exclude `a:B` on `x` from the `Deny` in the policy",
            ),
        ] {
            assert_eq!(mend(refused, " on `x`", " to `r`", "the policy"), expected);
        }
    }
}
