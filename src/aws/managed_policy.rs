//! Input: the ARN of a policy that AWS manages.
//! Output: what it allows, on every resource.
//! Never: knows a policy that is not needed to pull an image, or guesses what one says.

/// What a managed policy of AWS allows on `*`, unconditionally; `None` of one that is not known here.
///
/// <https://docs.amazonaws.cn/en_us/batch/latest/userguide/execution-IAM-role.html>,
/// <https://docs.aws.amazon.com/AmazonECR/latest/userguide/security-iam-awsmanpol.html>,
/// <https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonEKSWorkerNodePolicy.html> and the pages beside
/// it, read 2026-11-30. The network policy of EKS also allows tags on network interfaces, which is left out.
pub fn allowed_by(arn: &str) -> Option<&'static [&'static str]> {
    let (start, name) = arn.split_once(":policy/")?;
    let by_aws = start.starts_with("arn:") && start.ends_with(":iam::aws");
    match name {
        _ if !by_aws => None,
        "service-role/AmazonECSTaskExecutionRolePolicy" => Some(TASK_EXECUTION),
        "AmazonEC2ContainerRegistryPullOnly" => Some(PULL_ONLY),
        "AmazonEC2ContainerRegistryReadOnly" => Some(READ_ONLY),
        "AmazonEKSFargatePodExecutionRolePolicy" => Some(POD_EXECUTION),
        "AmazonEKSWorkerNodeMinimalPolicy" => Some(&["eks-auth:AssumeRoleForPodIdentity"]),
        "AmazonEKSWorkerNodePolicy" => Some(WORKER_NODE),
        "AmazonEKS_CNI_Policy" => Some(CNI),
        _ => None,
    }
}

const PULL_ONLY: &[&str] =
    &["ecr:BatchGetImage", "ecr:BatchImportUpstreamImage", "ecr:GetAuthorizationToken", "ecr:GetDownloadUrlForLayer"];

const READ_ONLY: &[&str] = &[
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:DescribeImageScanFindings",
    "ecr:DescribeImages",
    "ecr:DescribeRepositories",
    "ecr:GetAuthorizationToken",
    "ecr:GetDownloadUrlForLayer",
    "ecr:GetLifecyclePolicy",
    "ecr:GetLifecyclePolicyPreview",
    "ecr:GetRepositoryPolicy",
    "ecr:ListImages",
    "ecr:ListTagsForResource",
];

const POD_EXECUTION: &[&str] = &[
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:GetAuthorizationToken",
    "ecr:GetDownloadUrlForLayer",
];

const WORKER_NODE: &[&str] = &[
    "ec2:DescribeInstanceTypes",
    "ec2:DescribeInstances",
    "ec2:DescribeRouteTables",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVolumes",
    "ec2:DescribeVolumesModifications",
    "ec2:DescribeVpcs",
    "eks-auth:AssumeRoleForPodIdentity",
    "eks:DescribeCluster",
];

const CNI: &[&str] = &[
    "ec2:AssignPrivateIpAddresses",
    "ec2:AttachNetworkInterface",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeInstanceTypes",
    "ec2:DescribeInstances",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeTags",
    "ec2:DetachNetworkInterface",
    "ec2:ModifyNetworkInterfaceAttribute",
    "ec2:UnassignPrivateIpAddresses",
];

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
