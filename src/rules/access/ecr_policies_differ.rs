//! ECR506: the policies of ECR's two endpoints.

use crate::aws::Service;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{InterfaceEndpoint, PolicyDocument, Principals, Statement, Value};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let plan = subject.plan;
    let (Some((resource, api)), Some((_, dkr))) = (plan.endpoint(Service::EcrApi), plan.endpoint(Service::EcrDkr))
    else {
        return;
    };
    if api.policy == dkr.policy {
        return;
    }
    let (Some(of_api), Some(of_dkr)) = (statements(subject, api), statements(subject, dkr)) else { return };
    if !may_be_same(of_api, of_dkr) {
        report.push(
            Diagnostic::at(
                &cards::ECR_POLICIES_DIFFER,
                resource.span,
                "the two ECR endpoints carry different policies",
            )
            .label("differs from the `ecr.dkr` policy")
            .help("put one policy on both"),
        );
    }
}

/// What an endpoint's policy says; `None` where it is not known.
fn statements(subject: &Subject, endpoint: &InterfaceEndpoint) -> Option<Vec<Statement>> {
    Some(match &endpoint.policy {
        Some(id) => subject.policy(id)?.into_owned().statements,
        None => PolicyDocument::full_access().statements,
    })
}

/// Whether two policies may be the same, whatever their statements are called and in whatever order they stand: each
/// statement is one of the other's, or may be, for what of it is not known.
fn may_be_same(mut of_api: Vec<Statement>, mut of_dkr: Vec<Statement>) -> bool {
    of_api.retain(|statement| match of_dkr.iter().position(|other| is_same(statement, other)) {
        Some(at) => {
            of_dkr.swap_remove(at);
            false
        }
        None => true,
    });
    let each_has_one = |some: &[Statement], others: &[Statement]| {
        some.iter().all(|one| others.iter().any(|other| may_be_one(one, other)))
    };
    of_api.len() == of_dkr.len() && each_has_one(&of_api, &of_dkr) && each_has_one(&of_dkr, &of_api)
}

fn is_same(one: &Statement, other: &Statement) -> bool {
    Statement { sid: None, ..one.clone() } == Statement { sid: None, ..other.clone() }
}

fn may_be_one(one: &Statement, other: &Statement) -> bool {
    let whom = match (&one.principals, &other.principals) {
        (Some(Principals::Aws(some)), Some(Principals::Aws(others))) => may_be_list(some, others),
        (Some(Principals::Unknown), _) | (_, Some(Principals::Unknown)) => true,
        (some, others) => some == others,
    };
    let conditions = one.conditions.len() == other.conditions.len()
        && one.conditions.iter().all(|condition| {
            let mut others = other.conditions.iter();
            others.any(|it| {
                it.operator == condition.operator
                    && it.key == condition.key
                    && may_be_list(&condition.values, &it.values)
            })
        });
    one.effect == other.effect
        && whom
        && conditions
        && may_be_list(&one.actions, &other.actions)
        && may_be_list(&one.resources, &other.resources)
}

/// Whether two lists may hold the same: what one has alone may be what is not known of the other.
fn may_be_list(some: &[Value], others: &[Value]) -> bool {
    let alone = |of: &[Value], other: &[Value]| -> (bool, bool) {
        let alone: Vec<&Value> = of.iter().filter(|value| !other.contains(value)).collect();
        (alone.iter().any(|value| is_open(value)), alone.iter().any(|value| !is_open(value)))
    };
    let ((open, known), (others_open, others_known)) = (alone(some, others), alone(others, some));
    (!known || others_open) && (!others_known || open)
}

/// Whether only the deployment knows a value, or a part of it.
fn is_open(value: &Value) -> bool {
    value.has(&|part| part.as_literal().is_none())
}

#[cfg(test)]
mod tests {
    use super::may_be_same;
    use crate::plan::{Parameter, PolicyDocument, Principals, Pseudo, Statement, Value, Why};

    #[test]
    fn what_is_not_known_is_not_different() {
        let on = |resources: &[Value]| Statement { resources: resources.to_vec(), ..Statement::allow_everything() };
        let by =
            |arn: Value| Statement { principals: Some(Principals::Aws(vec![arn])), ..Statement::allow_everything() };
        let text = |text: &'static str| Value::literal(text);
        let open = || Value::join([text("arn:aws:iam::"), Value::Pseudo(Pseudo::Account), text(":role/x")]);
        let parameter = || Value::Parameter(Parameter::VpcId);
        let full = || PolicyDocument::full_access().statements;
        for (one, other, expected) in [
            (full(), full(), true),
            (vec![on(&[text("a")])], full(), false),
            (vec![on(&[text("a")])], vec![on(&[parameter()])], true),
            (vec![on(&[text("a"), text("b")])], vec![on(&[text("a"), Value::Unknown(Why::Unsaid)])], true),
            (vec![on(&[text("a"), text("b")])], vec![on(&[text("a")])], false),
            (vec![on(&[text("a"), parameter()])], vec![on(&[text("a"), parameter()])], true),
            (vec![by(open())], vec![by(text("arn:aws:iam::111122223333:role/x"))], true),
            (vec![by(text("r"))], vec![by(text("s"))], false),
            (vec![by(open())], vec![by(parameter()), by(text("s"))], false),
            (vec![on(&[text("a")]), by(text("r"))], vec![by(text("r")), on(&[text("a")])], true),
            (vec![on(&[text("a")]), by(text("r"))], vec![by(text("r")), on(&[text("b")])], false),
        ] {
            assert_eq!(may_be_same(one.clone(), other.clone()), expected, "{one:?} {other:?}");
            assert_eq!(may_be_same(other, one), expected);
        }
    }
}
