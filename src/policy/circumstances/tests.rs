//! Conditions and principals, with what one call tells.

use super::{Circumstances, Given, Principal};
use crate::plan::{Attribute, Condition, PolicyDocument, Principals, Pseudo, ResourceId, Statement, Value};
use crate::policy::{Decision, Request, Who, decide};

fn call() -> Circumstances {
    Circumstances {
        principal: Some(Principal {
            arns: vec![Value::literal("arn:aws:iam::111122223333:role/team/tasks")],
            name: Some("tasks".into()),
            path: None,
            account: Some(Value::literal("111122223333")),
        }),
        source_vpc: Given::Is(Value::literal("vpc-1")),
        source_vpce: Given::Is(Value::Attribute(ResourceId::Named("Api".into()), Attribute::Id)),
        other_endpoints: vec![Value::Attribute(ResourceId::Named("Dkr".into()), Attribute::Id)],
        region: Given::Is(Value::literal("us-east-2")),
        source_account: Given::Is(Value::Pseudo(Pseudo::Account)),
        source_arn: Given::Is(Value::join([
            Value::literal("arn:aws:ecs:eu-west-1:"),
            Value::Pseudo(Pseudo::Account),
            Value::literal(":task/a"),
        ])),
        via_service: Given::Is(Value::literal("ssm.us-east-2.amazonaws.com")),
    }
}

fn decided(call: &Circumstances, statement: Statement) -> Decision {
    let document = call.settle(&PolicyDocument { statements: vec![statement] });
    let resource = Value::literal("*");
    decide(&document, &Request { who: Who::AnyoneElse, action: "ecr:GetAuthorizationToken", resource: &resource })
}

fn under(call: &Circumstances, operator: &str, key: &str, value: Value) -> Decision {
    let conditions = vec![Condition { operator: operator.into(), key: key.into(), values: vec![value] }];
    decided(call, Statement { conditions, ..Statement::allow_everything() })
}

#[test]
fn conditions_are_decided_with_the_values_of_the_call() {
    use Decision::{Allowed, NotAllowed, Unknown};
    let id = |name: &str| Value::Attribute(ResourceId::Named(name.into()), Attribute::Id);
    let text = |text: &'static str| Value::literal(text);
    for (operator, key, value, expected) in [
        ("StringEquals", "aws:SourceVpc", text("vpc-1"), Allowed),
        ("StringEquals", "AWS:sourcevpc", text("vpc-2"), NotAllowed),
        ("StringNotEquals", "aws:SourceVpc", text("vpc-1"), NotAllowed),
        ("StringNotEqualsIfExists", "aws:SourceVpc", text("vpc-2"), Allowed),
        ("StringLike", "aws:SourceVpc", text("vpc-*"), Allowed),
        ("StringEquals", "aws:SourceVpc", text("vpc-*"), NotAllowed),
        ("StringEquals", "aws:SourceVpc", text("VPC-1"), NotAllowed),
        ("StringEqualsIgnoreCase", "aws:SourceVpc", text("VPC-1"), Allowed),
        ("StringNotEqualsIgnoreCase", "aws:SourceVpc", text("VPC-1"), NotAllowed),
        ("StringEqualsIgnoreCase", "aws:SourceVpc", text("VPC-2"), NotAllowed),
        ("StringEquals", "aws:SourceVpce", id("Api"), Allowed),
        // The stack's endpoint may have that very id.
        ("StringEquals", "aws:SourceVpce", text("vpce-1"), Unknown),
        ("StringEquals", "aws:SourceVpce", id("Dkr"), NotAllowed),
        ("StringNotEquals", "aws:SourceVpce", id("Dkr"), Allowed),
        // That may be this one, by another name.
        ("StringEquals", "aws:SourceVpce", id("Looked"), Unknown),
        ("StringEquals", "aws:RequestedRegion", text("us-east-2"), Allowed),
        ("StringEquals", "aws:RequestedRegion", text("eu-west-1"), NotAllowed),
        ("StringNotEquals", "aws:RequestedRegion", text("us-east-2"), NotAllowed),
        ("StringLike", "aws:RequestedRegion", text("us-*"), Allowed),
        ("StringEquals", "aws:RequestedRegion", Value::Pseudo(Pseudo::Region), Unknown),
        ("Null", "aws:SourceVpce", text("false"), Allowed),
        ("Null", "aws:SourceVpce", text("true"), NotAllowed),
        ("Bool", "aws:SecureTransport", text("true"), Allowed),
        ("Bool", "aws:SecureTransport", text("false"), NotAllowed),
        ("ArnEquals", "aws:PrincipalArn", text("arn:aws:iam::111122223333:role/team/tasks"), Allowed),
        ("ArnLike", "aws:PrincipalArn", text("arn:aws:iam::*:role/team/*"), Allowed),
        ("StringEqualsIgnoreCase", "aws:PrincipalArn", text("arn:aws:iam::111122223333:role/Team/tasks"), Unknown),
        ("ArnLike", "aws:PrincipalArn", text("arn:aws:iam::*:role/other/*"), NotAllowed),
        ("StringNotLike", "aws:PrincipalArn", text("arn:aws:iam::*:role/team/*"), NotAllowed),
        ("StringEquals", "aws:PrincipalAccount", text("111122223333"), Allowed),
        ("StringNotEquals", "aws:PrincipalAccount", text("111122223333"), NotAllowed),
        ("StringEquals", "aws:PrincipalAccount", text("444455556666"), NotAllowed),
        // The account that deploys may be this one.
        ("StringEquals", "aws:PrincipalAccount", Value::Pseudo(Pseudo::Account), Unknown),
        ("StringEquals", "aws:SourceAccount", Value::Pseudo(Pseudo::Account), Allowed),
        ("StringEquals", "aws:SourceAccount", text("111122223333"), Unknown),
        ("ArnLike", "aws:SourceArn", text("arn:aws:ecs:eu-west-1:*:*"), Allowed),
        ("ArnLike", "aws:SourceArn", text("arn:aws:ecs:*:????????????:*"), Allowed),
        ("ArnLike", "aws:SourceArn", text("arn:aws:ecs:eu-west-1:111122223333:*"), Unknown),
        ("StringEquals", "aws:PrincipalOrgID", text("o-1"), Unknown),
        ("IpAddress", "aws:SourceIp", text("10.0.0.0/8"), Unknown),
        ("ForAnyValue:StringEquals", "aws:SourceVpc", text("vpc-1"), Unknown),
    ] {
        assert_eq!(under(&call(), operator, key, value.clone()), expected, "{operator} {key} {value}");
    }
}

#[test]
fn outside_of_an_endpoint_there_is_no_source() {
    let outside = Circumstances { source_vpc: Given::Absent, source_vpce: Given::Absent, ..call() };
    for (operator, expected) in [
        ("StringEquals", Decision::NotAllowed),
        ("StringLike", Decision::NotAllowed),
        ("StringNotEquals", Decision::Allowed),
        ("StringEqualsIfExists", Decision::Allowed),
    ] {
        assert_eq!(under(&outside, operator, "aws:SourceVpc", Value::literal("vpc-1")), expected, "{operator}");
    }
}

#[test]
fn a_principal_is_told_apart_as_far_as_it_is_known() {
    use Decision::{Allowed, NotAllowed, Unknown};
    let here = |tail: &'static str| {
        let account = Value::Pseudo(crate::plan::Pseudo::Account);
        Value::join([Value::literal("arn:aws:iam::"), account, Value::literal(tail)])
    };
    let deploying = Circumstances {
        principal: Some(Principal {
            arns: vec![here(":role/tasks")],
            name: Some("tasks".into()),
            path: None,
            account: None,
        }),
        ..call()
    };
    let unknown = Circumstances { principal: Some(Principal::default()), ..call() };
    for (listed, written, deployed, nobody) in [
        (Value::literal("*"), Allowed, Allowed, Allowed),
        (Value::literal("arn:aws:iam::111122223333:role/team/tasks"), Allowed, Unknown, Unknown),
        (Value::literal("arn:aws:iam::111122223333:role/tasks"), NotAllowed, Unknown, Unknown),
        (Value::literal("arn:aws:iam::111122223333:role/other"), NotAllowed, NotAllowed, Unknown),
        (Value::literal("arn:aws:iam::111122223333:root"), Allowed, Unknown, Unknown),
        (Value::literal("444455556666"), NotAllowed, Unknown, Unknown),
        (here(":role/tasks"), Unknown, Allowed, Unknown),
        (here(":role/other"), NotAllowed, NotAllowed, Unknown),
    ] {
        let principals = Some(Principals::Aws(vec![listed.clone()]));
        let statement = Statement { principals, ..Statement::allow_everything() };
        assert_eq!(decided(&call(), statement.clone()), written, "{listed}");
        assert_eq!(decided(&deploying, statement.clone()), deployed, "{listed}");
        assert_eq!(decided(&unknown, statement), nobody, "{listed}");
    }
}

#[test]
fn a_path_is_a_part_of_the_arn() {
    use Decision::{Allowed, NotAllowed, Unknown};
    let here = |tail: &str| {
        let account = Value::Pseudo(crate::plan::Pseudo::Account);
        Value::join([Value::literal("arn:aws:iam::"), account, Value::literal(tail.to_owned())])
    };
    let of = |path: &str| Circumstances {
        principal: Some(Principal {
            arns: vec![here(&format!(":role{path}tasks"))],
            name: Some("tasks".into()),
            path: Some(path.into()),
            account: None,
        }),
        ..call()
    };
    let written = |tail: &str| Value::literal(format!("arn:aws:iam::111122223333:role{tail}"));
    for (listed, at_the_root, in_a_team) in [
        (here(":role/tasks"), Allowed, NotAllowed),
        (here(":role/team/tasks"), NotAllowed, Allowed),
        (written("/tasks"), Unknown, NotAllowed),
        (written("/team/tasks"), NotAllowed, Unknown),
    ] {
        let principals = Some(Principals::Aws(vec![listed.clone()]));
        let statement = Statement { principals, ..Statement::allow_everything() };
        assert_eq!(decided(&of("/"), statement.clone()), at_the_root, "{listed}");
        assert_eq!(decided(&of("/team/"), statement), in_a_team, "{listed}");
    }
}
