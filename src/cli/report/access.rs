//! Input: a plan.
//! Output: who may do what through its endpoints, and by the policies of its roles, as the evaluator decides it.
//! Never: reads a policy itself: access is what a plan adds to nothing.

use ecrc::backend::{Options, Target};
use ecrc::diff::{Change, Side, compare};
use ecrc::plan::{Plan, ResourceKind, Value, logical_id};
use ecrc::trace::Origin;
use serde::Serialize;

/// Who may do what.
#[derive(Serialize)]
pub struct Access {
    pub grants: Vec<Grant>,
    /// What cannot be decided, and why.
    pub undecided: Vec<String>,
}

/// What somebody may do. A request also needs the leave of the caller's own policies, and of the repository's.
#[derive(Serialize)]
pub struct Grant {
    pub who: Vec<String>,
    pub what: String,
    /// The actions; empty for all of a service.
    pub actions: Vec<String>,
    pub on: Option<String>,
    pub through: Vec<String>,
    /// Whether it is a part of what `on` names.
    pub partly: bool,
    /// Whether it depends on a condition of the policy.
    pub conditional: bool,
}

/// What the plan allows.
pub fn access(name: &str, plan: &Plan) -> Access {
    let mut access = Access { grants: Vec::new(), undecided: Vec::new() };
    let known = decidable(plan, &mut access.undecided);
    let side = Side { name, plan: &known, spec: None, origin: Origin::Spec };
    for change in compare(&[], &[side], Target::CloudFormationYaml, Options::default()) {
        for grant in change.access.grants.into_iter().filter(|grant| grant.change == Change::Gained) {
            access.grants.push(Grant {
                who: grant.who,
                what: grant.what,
                actions: grant.actions,
                on: grant.on,
                through: grant.through,
                partly: grant.partly,
                conditional: grant.conditional,
            });
        }
        access.undecided.extend(change.access.undecided);
    }
    for resource in known.resources.iter().filter(|it| it.kind.service().is_some() && it.kind.policy().is_some()) {
        let name = logical_id(&resource.id);
        let is_said = access.grants.iter().any(|grant| grant.through.contains(&name));
        if !is_said && !access.undecided.iter().any(|undecided| undecided.contains(&format!("`{name}`"))) {
            access.grants.push(Grant {
                who: vec!["nobody".to_owned()],
                what: "anything".to_owned(),
                actions: Vec::new(),
                on: None,
                through: vec![name],
                partly: false,
                conditional: false,
            });
        }
    }
    // Of what stands for endpoints that are not read, nothing is known of a policy, either.
    let open = plan.endpoints().filter(|(it, service)| it.kind.policy().is_none() && service.unread().is_none());
    let mut through: Vec<String> = open.map(|(resource, _)| logical_id(&resource.id)).collect();
    through.retain(|endpoint| !access.grants.iter().any(|grant| grant.through.contains(endpoint)));
    if !through.is_empty() {
        access.grants.push(Grant {
            who: vec!["everyone".to_owned()],
            what: "everything".to_owned(),
            actions: Vec::new(),
            on: Some("all resources of the service: AWS's default policy".to_owned()),
            through,
            partly: false,
            conditional: false,
        });
    }
    access
}

/// The plan without what carries a policy that is not known, which goes to the undecided. A role without a name has that
/// of its resource.
fn decidable(plan: &Plan, undecided: &mut Vec<String>) -> Plan {
    let mut known = plan.clone();
    known.resources.retain(|resource| {
        let Some(policy) = resource.kind.policy() else { return true };
        let is_known = plan.policy(policy).is_some();
        if !is_known {
            undecided.push(format!("the policy of `{}` is unknown", logical_id(&resource.id)));
        }
        is_known
    });
    for existing in &plan.surroundings.existing {
        undecided.push(format!("the policy of the existing endpoint `{}` is unknown", existing.id));
    }
    for resource in &mut known.resources {
        if let ResourceKind::Role(role) = &mut resource.kind
            && let Value::Unknown(_) = role.name
        {
            role.name = Value::literal(logical_id(&resource.id));
        }
    }
    known
}
