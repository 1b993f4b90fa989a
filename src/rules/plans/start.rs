//! Plans with tasks that start by a role whose policies are known.

use super::*;
use crate::plan::{Logs, Role, RolePolicy, Secret, Task, TaskCalls};
use crate::rules::tests::messages_of_plan;

/// A plan with a task that pulls and logs, and the role of these actions.
fn allowing(actions: &[&'static str]) -> Plan {
    let mut plan = fargate();
    let id = ResourceId::Named("Exec".into());
    let policy = PolicyId::Named("Rights".into());
    let trust = PolicyId::Named("Trust".into());
    let role = Role { name: Value::literal("exec"), path: Value::literal("/"), trust };
    let own = Value::Attribute(id.clone(), Attribute::Name);
    let rights = RolePolicy { role: own, name: Value::literal("rights"), policy: policy.clone() };
    let add = |plan: &mut Plan, id: ResourceId, kind: ResourceKind| {
        plan.resources.push(Resource { id, kind, reason: None, span: None, places: Vec::new() });
    };
    let task = Task {
        name: "web".into(),
        role: Some(Value::Attribute(id.clone(), Attribute::Arn)),
        role_arn: None,
        images: Vec::new(),
        pulls: true,
        calls: TaskCalls { logs: vec![Logs::default()], ..TaskCalls::default() },
        task_role: None,
        span: None,
    };
    plan.surroundings.tasks.push(task);
    add(&mut plan, id, ResourceKind::Role(role));
    add(&mut plan, ResourceId::Named("Rights".into()), ResourceKind::RolePolicy(rights));
    let statement = Statement {
        sid: None,
        effect: Effect::Allow,
        principals: None,
        actions: actions.iter().map(|action| Value::literal(*action)).collect(),
        resources: vec![Value::literal("*")],
        conditions: vec![],
    };
    plan.policies.push(Policy { id: policy, document: PolicyDocument { statements: vec![statement] } });
    plan
}

fn rights(plan: &mut Plan) -> &mut PolicyDocument {
    document(plan, &PolicyId::Named("Rights".into()))
}

pub(super) fn cases() -> Vec<(&'static str, Plan, Vec<u16>)> {
    let all: &[&str] = &["ecr:*", "logs:CreateLogStream", "logs:PutLogEvents"];
    let on = |resource: &'static str| {
        change(allowing(all), |plan| rights(plan).statements[0].resources = vec![Value::literal(resource)])
    };
    vec![
        ("a role with all rights", allowing(all), vec![]),
        ("a role without a token", allowing(&["ecr:Batch*", "ecr:GetDownloadUrlForLayer", "logs:*"]), vec![513]),
        ("a role that cannot log", allowing(&["ecr:*"]), vec![513]),
        ("a token for one repository", on("arn:aws:ecr:us-east-2:111122223333:repository/x"), vec![513]),
        (
            "rights under a condition",
            change(allowing(all), |plan| {
                let (operator, key) = ("StringEquals".into(), "aws:PrincipalTag/team".into());
                let condition = Condition { operator, key, values: vec![Value::literal("a")] };
                rights(plan).statements[0].conditions = vec![condition];
            }),
            vec![],
        ),
        (
            "rights that are denied",
            change(allowing(all), |plan| {
                let mut deny = rights(plan).statements[0].clone();
                (deny.effect, deny.actions) = (Effect::Deny, vec![Value::literal("ecr:BatchGetImage")]);
                rights(plan).statements.push(deny);
            }),
            vec![513],
        ),
        (
            "actions that are not known",
            change(allowing(&["logs:*"]), |plan| rights(plan).statements[0].actions.push(Value::unknown())),
            vec![],
        ),
        (
            "a policy that is not known",
            change(allowing(&[]), |plan| plan.policies.retain(|it| it.id != PolicyId::Named("Rights".into()))),
            vec![],
        ),
        (
            "a policy of a role that is not known",
            change(allowing(&[]), |plan| {
                let role = Value::unknown();
                let kind = RolePolicy { role, name: Value::unknown(), policy: PolicyId::Named("Other".into()) };
                let (id, kind) = (ResourceId::Named("Other".into()), ResourceKind::RolePolicy(kind));
                plan.resources.push(Resource { id, kind, reason: None, span: None, places: Vec::new() });
            }),
            vec![],
        ),
        (
            "a role of another account",
            change(allowing(&[]), |plan| {
                plan.surroundings.tasks[0].role = Some(Value::literal("arn:aws:iam::111122223333:role/exec"));
            }),
            vec![],
        ),
        (
            "a public image and no logs",
            change(allowing(&[]), |plan| {
                let task = &mut plan.surroundings.tasks[0];
                (task.pulls, task.calls) = (false, TaskCalls::default());
            }),
            vec![],
        ),
    ]
}

#[test]
fn a_role_must_be_allowed_what_a_start_needs() {
    for (name, plan, expected) in cases() {
        assert_eq!(codes_of_plan(&plan), expected, "{name}");
    }
}

#[test]
fn what_a_role_lacks_is_named() {
    let plan = change(allowing(&["ecr:*", "logs:*"]), |plan| {
        let secrets = ["arn:aws:secretsmanager:us-east-2:111122223333:secret:key", "/shop/key"];
        let secrets = secrets.map(|name| Secret::named(name, None));
        plan.surroundings.tasks[0].calls.secrets = secrets.to_vec();
    });
    let lacking = "`secretsmanager:GetSecretValue`, `ssm:GetParameters`";
    assert_eq!(messages_of_plan(&plan), [format!("the execution role of `web` is not allowed {lacking}")]);
}
