//! Input: the roles of a plan, and the policies that are in them.
//! Output: all that the policies of one role say.
//! Never: takes a role of which one policy is not known for one that lacks what the policy may allow.

use super::{Plan, PolicyDocument, Resource, ResourceKind, RolePolicy, Value};

impl Plan {
    /// The role that a value names, and all that its policies say; `None` if either is not known.
    pub fn role_with_policies(&self, role: &Value) -> Option<(&Resource, PolicyDocument)> {
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
        let mut statements = Vec::new();
        for policy in self.resources.iter().filter_map(|resource| policy_in(&resource.kind)) {
            if is_of_role(&policy.role)? {
                statements.extend(self.policy(&policy.policy)?.statements.iter().cloned());
            }
        }
        Some((resource, PolicyDocument { statements }))
    }
}

fn policy_in(kind: &ResourceKind) -> Option<&RolePolicy> {
    if let ResourceKind::RolePolicy(policy) = kind { Some(policy) } else { None }
}
