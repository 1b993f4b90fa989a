//! Input: the ARN of a policy that AWS manages.
//! Output: what it allows, on every resource.
//! Never: knows a policy that is not needed to pull an image, or guesses what one says.

/// What a managed policy of AWS allows on `*`, unconditionally; `None` of one that is not known here.
///
/// <https://docs.amazonaws.cn/en_us/batch/latest/userguide/execution-IAM-role.html>, read
/// 2026-11-30.
pub fn allowed_by(arn: &str) -> Option<&'static [&'static str]> {
    let (start, name) = arn.split_once(":policy/")?;
    let by_aws = start.starts_with("arn:") && start.ends_with(":iam::aws");
    match name {
        "service-role/AmazonECSTaskExecutionRolePolicy" if by_aws => Some(TASK_EXECUTION),
        _ => None,
    }
}

const TASK_EXECUTION: &[&str] = &[
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:GetAuthorizationToken",
    "ecr:GetDownloadUrlForLayer",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
];

#[cfg(test)]
mod tests {
    use super::allowed_by;

    #[test]
    fn a_policy_is_known_by_its_whole_arn() {
        let name = "policy/service-role/AmazonECSTaskExecutionRolePolicy";
        for partition in ["aws", "aws-cn", "aws-us-gov"] {
            assert!(allowed_by(&format!("arn:{partition}:iam::aws:{name}")).is_some(), "{partition}");
        }
        assert_eq!(allowed_by(&format!("arn:aws:iam::111122223333:{name}")), None);
        assert_eq!(allowed_by("arn:aws:iam::aws:policy/AdministratorAccess"), None);
    }
}
