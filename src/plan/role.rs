//! Input: the roles of a plan, and the policies that are in them.
//! Output: all that the policies of one role say.
//! Never: takes a role of which one policy is not known for one that lacks what the policy may allow.

use super::{Plan, PolicyDocument, Resource, ResourceKind, RolePolicy, Value};

impl Plan {
    /// The role that a value names, and all that its policies say; `None` if either is not known.
    pub fn role_with_policies(&self, role: &Value) -> Option<(&Resource, PolicyDocument)> {
        let (role, policies) = self.policies_of(role)?;
        let statements = policies.into_iter().flat_map(|(_, document)| &document.statements).cloned().collect();
        Some((role, PolicyDocument { statements }))
    }

    /// The role that a value names, and its policies; `None` if either is not known.
    pub fn policies_of(&self, role: &Value) -> Option<(&Resource, Vec<(&Resource, &PolicyDocument)>)> {
        let Value::Attribute(id, _) = role else { return None };
        let resource = self.resource(id)?;
        let ResourceKind::Role(made) = &resource.kind else { return None };
        let is_of_role = |of: &Value| match of {
            Value::Attribute(other, _) => Some(other == id),
            Value::Literal(_) if made.name.as_literal().is_some() => Some(*of == made.name),
            // AWS makes a name with random characters up, which nobody has written.
            Value::Literal(_) if made.name == Value::unknown() => Some(false),
            Value::Literal(_) | Value::Parameter(_) | Value::Pseudo(_) | Value::Join(_) | Value::Unknown(_) => None,
        };
        let mut policies = Vec::new();
        for (resource, policy) in self.resources.iter().filter_map(|it| Some((it, policy_in(&it.kind)?))) {
            if is_of_role(&policy.role)? {
                policies.push((resource, self.policy(&policy.policy)?));
            }
        }
        Some((resource, policies))
    }
}

fn policy_in(kind: &ResourceKind) -> Option<&RolePolicy> {
    if let ResourceKind::RolePolicy(policy) = kind { Some(policy) } else { None }
}
