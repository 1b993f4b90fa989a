//! Input: the ARN or the name of a policy that AWS manages.
//! Output: what it allows, on every resource, and whether it denies something.
//! Never: knows what a policy allows that is not needed to pull an image, or guesses what one says.

/// What a managed policy of AWS allows on `*`, unconditionally; `None` of one that is not known here.
///
/// <https://docs.amazonaws.cn/en_us/batch/latest/userguide/execution-IAM-role.html>,
/// <https://docs.aws.amazon.com/AmazonECR/latest/userguide/security-iam-awsmanpol.html>,
/// <https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonEKSWorkerNodePolicy.html> and the pages beside
/// it, read 2026-11-30. The network policy of EKS also allows tags on network interfaces, and that of container instances
/// those on what they make, which is left out. What that of ECS Managed Instances allows on every cluster and every
/// container instance is on nothing else anyway.
pub fn allowed_by(arn: &str) -> Option<&'static [&'static str]> {
    match path_of(arn)? {
        "service-role/AmazonEC2ContainerServiceforEC2Role" => Some(CONTAINER_INSTANCE),
        "service-role/AmazonECSTaskExecutionRolePolicy" => Some(TASK_EXECUTION),
        "AmazonEC2ContainerRegistryPullOnly" => Some(PULL_ONLY),
        "AmazonEC2ContainerRegistryReadOnly" => Some(READ_ONLY),
        "AmazonECSInstanceRolePolicyForManagedInstances" => Some(MANAGED_INSTANCE),
        "AmazonEKSFargatePodExecutionRolePolicy" => Some(POD_EXECUTION),
        "AmazonEKSWorkerNodeMinimalPolicy" => Some(&["eks-auth:AssumeRoleForPodIdentity"]),
        "AmazonEKSWorkerNodePolicy" => Some(WORKER_NODE),
        "AmazonEKS_CNI_Policy" => Some(CNI),
        _ => None,
    }
}

/// The ARN of a managed policy of AWS by its name alone, if it is known here what it allows: no two of them have one name.
pub fn arn_of_managed(name: &str) -> Option<String> {
    let arns = ["", "service-role/"].map(|path| format!("arn:aws:iam::aws:policy/{path}{name}"));
    arns.into_iter().find(|arn| allowed_by(arn).is_some())
}

/// Whether a managed policy of AWS takes no right away that another policy gives, whatever it allows.
///
/// Read in all versions of 2026-03-07: <https://github.com/zoph-io/MAMIP/tree/0387244e53a3dbe038810ef3463489c2c6836f06>,
/// a copy of <https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html>, read 2026-11-30.
pub fn denies_nothing(arn: &str) -> bool {
    path_of(arn).is_some_and(|path| {
        let name = path.rsplit('/').next().unwrap_or(path);
        let is_of_a_kind = DENYING_KINDS.iter().any(|kind| name.contains(kind));
        !is_of_a_kind && !DENYING.contains(&name)
    })
}

/// Path and name of a policy, if AWS manages it.
fn path_of(arn: &str) -> Option<&str> {
    let (start, path) = arn.split_once(":policy/")?;
    (start.starts_with("arn:") && start.ends_with(":iam::aws")).then_some(path)
}

/// Parts of names of which there are more with each year.
const DENYING_KINDS: &[&str] = &["Boundary", "CompromisedKeyQuarantine", "Deny"];

/// The managed policies that deny something, but for those.
const DENYING: &[&str] = &[
    "AWSCertificateManagerPrivateCAPrivilegedUser",
    "AWSCertificateManagerPrivateCAUser",
    "AWSCleanRoomsFullAccessNoQuerying",
    "AWSDeepRacerDefaultMultiUserAccess",
    "AWSEC2SpotServiceRolePolicy",
    "AWSIAMIdentityCenterAllowListForIdentityContext",
    "AWSLakeFormationDataAdmin",
    "AWSMarketplaceImageBuildFullAccess",
    "AWSPrivateCAPrivilegedUser",
    "AWSPrivateCAUser",
    "AWSSystemsManagerOpsDataSyncServiceRolePolicy",
    "AWSTransformApplicationDeploymentPolicy",
    "AmazonCloudWatchEvidentlyServiceRolePolicy",
    "AmazonCognitoIdpEmailServiceRolePolicy",
    "AmazonConnectReadOnlyAccess",
    "AmazonConnectSynchronizationServiceRolePolicy",
    "AmazonGuardDutyMalwareProtectionServiceRolePolicy",
    "AmazonInspector2AgentlessServiceRolePolicy",
    "AmazonRDSCustomPreviewServiceRolePolicy",
    "AmazonRDSCustomServiceRolePolicy",
    "AmazonRedshiftDataFullAccess",
    "AwsGlueSessionUserRestrictedNotebookPolicy",
    "AwsGlueSessionUserRestrictedNotebookServiceRole",
    "AwsGlueSessionUserRestrictedPolicy",
    "AwsGlueSessionUserRestrictedServiceRole",
    "IAMAuditRootUserCredentials",
    "IAMCreateRootUserPassword",
    "IAMDeleteRootUserCredentials",
    "S3UnlockBucketPolicy",
    "SQSUnlockQueuePolicy",
    "SageMakerStudioAdminIAMDefaultExecutionPolicy",
    "SageMakerStudioAdminIAMPermissiveExecutionPolicy",
    "SageMakerStudioUserIAMDefaultExecutionPolicy",
    "SageMakerStudioUserIAMPermissiveExecutionPolicy",
];

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

const CONTAINER_INSTANCE: &[&str] = &[
    "ec2:DescribeTags",
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:GetAuthorizationToken",
    "ecr:GetDownloadUrlForLayer",
    "ecs:CreateCluster",
    "ecs:DeregisterContainerInstance",
    "ecs:DiscoverPollEndpoint",
    "ecs:Poll",
    "ecs:RegisterContainerInstance",
    "ecs:StartTelemetrySession",
    "ecs:Submit*",
    "ecs:UpdateContainerInstancesState",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
];

const MANAGED_INSTANCE: &[&str] = &[
    "ecs:DiscoverPollEndpoint",
    "ecs:Poll",
    "ecs:PutSystemLogEvents",
    "ecs:RegisterContainerInstance",
    "ecs:StartTelemetrySession",
    "ecs:SubmitAttachmentStateChanges",
    "ecs:SubmitTaskStateChange",
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
    use super::{allowed_by, arn_of_managed, denies_nothing};

    #[test]
    fn a_policy_is_known_by_its_whole_arn() {
        let name = "policy/service-role/AmazonECSTaskExecutionRolePolicy";
        for partition in ["aws", "aws-cn", "aws-us-gov"] {
            assert!(allowed_by(&format!("arn:{partition}:iam::aws:{name}")).is_some(), "{partition}");
        }
        assert_eq!(allowed_by(&format!("arn:aws:iam::111122223333:{name}")), None);
        assert_eq!(allowed_by("arn:aws:iam::aws:policy/AdministratorAccess"), None);
    }
    #[test]
    fn a_policy_denies_nothing_unless_it_is_listed() {
        let of = |path: &str| denies_nothing(&format!("arn:aws:iam::aws:policy/{path}"));
        for path in ["SecretsManagerReadWrite", "job-function/ViewOnlyAccess", "service-role/AWSBatchServiceRole"] {
            assert!(of(path), "{path}");
        }
        for path in [
            "AWSDenyAll",
            "AWSCompromisedKeyQuarantineV4",
            "AmazonSecurityLakePermissionsBoundary",
            "service-role/AwsGlueSessionUserRestrictedServiceRole",
        ] {
            assert!(!of(path), "{path}");
        }
        assert!(!denies_nothing("arn:aws:iam::111122223333:policy/SecretsManagerReadWrite"));
    }

    #[test]
    fn a_name_alone_tells_the_path() {
        let named = arn_of_managed("AmazonECSTaskExecutionRolePolicy");
        assert!(named.is_some_and(|arn| arn.ends_with(":policy/service-role/AmazonECSTaskExecutionRolePolicy")));
        assert_eq!(arn_of_managed("team"), None);
    }
}
