//! The policy of the execution role, written by hand from AWS's page on the task execution role.

use super::{plain, template};
use crate::spec::sound;
use ecrc::backend::{Options, Target, emit};
use serde_json::{Value, json};

#[test]
fn the_execution_roles_policy() {
    let statements = |more: &str| {
        let template = template(more);
        let resource = &template["Resources"]["ExecutionRolePolicy"];
        (resource["Properties"].clone(), template["Resources"]["ExecutionRole"]["Properties"].clone())
    };
    let pulls = json!({
        "Sid": "AllowPullThroughEndpoints",
        "Effect": "Allow",
        "Action": ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
        "Resource": "arn:aws:ecr:*:*:repository/*",
        "Condition": {"StringEquals": {
            "aws:SourceVpc": {"Ref": "VpcId"},
            "aws:SourceVpce": [{"Ref": "EcrApiEndpoint"}, {"Ref": "EcrDkrEndpoint"}],
        }},
    });
    let free = json!({
        "Sid": "AllowToken",
        "Effect": "Allow",
        "Action": ["ecr:GetAuthorizationToken", "logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": "*",
    });
    let (policy, role) = statements("execution_role \"app\"");
    assert_eq!(policy["PolicyDocument"]["Statement"], json!([free, pulls]));
    assert_eq!((&policy["Roles"], &role), (&json!(["app"]), &Value::Null));
    let (policy, role) =
        statements("execution_role new \"app\"; vpc \"vpc-0a1b2c3d\"; existing ecr.api \"vpce-0a1b2c3d\"");
    let pulls = &policy["PolicyDocument"]["Statement"][1]["Condition"]["StringEquals"];
    assert_eq!(pulls["aws:SourceVpc"], "vpc-0a1b2c3d");
    assert_eq!(pulls["aws:SourceVpce"], json!(["vpce-0a1b2c3d", {"Ref": "EcrDkrEndpoint"}]));
    assert_eq!(policy["Roles"], json!([{"Ref": "ExecutionRole"}]));
    assert_eq!(role["RoleName"], "app");
    assert_eq!(
        role["AssumeRolePolicyDocument"]["Statement"],
        json!([{
            "Effect": "Allow",
            "Principal": {"Service": "ecs-tasks.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }])
    );
}

#[test]
fn without_awslogs_the_execution_role_writes_no_logs() {
    let text = "private_ecr < region cn-north-1; launch fargate 1.4.0; logs none; execution_role \"app\" >";
    let text = emit(&sound(text).plans()[0], Target::CloudFormationJson, Options::default());
    let template: Value = plain(serde_json::from_str(&text).unwrap());
    let statements = &template["Resources"]["ExecutionRolePolicy"]["Properties"]["PolicyDocument"]["Statement"];
    assert_eq!(statements[0]["Action"], "ecr:GetAuthorizationToken");
    assert_eq!(statements[1]["Resource"], "arn:aws-cn:ecr:*:*:repository/*");
}
