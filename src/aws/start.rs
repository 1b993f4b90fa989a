//! Input: a service that the start of a task, node or pod calls.
//! Output: the actions that the policies on the way must allow.
//! Never: names what only some starts call.

use super::Service;

/// What a start asks of a service; nothing of one that no start calls, or whose actions are listed elsewhere, as ECR's.
///
/// From AWS's pages on the task execution role, ECS Exec, the container instance role and private EKS clusters, all read
/// 2026-11-29; `ecs:Poll` and `ecs:StartTelemetrySession` go through endpoints of their own.
pub fn start_actions(service: Service) -> &'static [&'static str] {
    match service.plain() {
        Service::Logs => &["logs:CreateLogStream", "logs:PutLogEvents"],
        Service::SecretsManager => &["secretsmanager:GetSecretValue"],
        Service::Ssm => &["ssm:GetParameters"],
        Service::SsmMessages => &[
            "ssmmessages:CreateControlChannel",
            "ssmmessages:CreateDataChannel",
            "ssmmessages:OpenControlChannel",
            "ssmmessages:OpenDataChannel",
        ],
        Service::Ecs => &["ecs:RegisterContainerInstance", "ecs:DiscoverPollEndpoint"],
        Service::EcsAgent => &["ecs:Poll"],
        Service::EcsTelemetry => &["ecs:StartTelemetrySession"],
        Service::Ec2 => &["ec2:DescribeInstances"],
        // The token of a service account is no signature of a principal.
        Service::Sts => &["sts:AssumeRoleWithWebIdentity"],
        Service::EksAuth => &["eks-auth:AssumeRoleForPodIdentity"],
        Service::EcrApi
        | Service::EcrDkr
        | Service::S3
        | Service::Kms
        | Service::ElasticLoadBalancing
        | Service::Eks
        | Service::Fips(_)
        | Service::Listed(_) => &[],
    }
}

/// Whether whoever calls an action is nobody to AWS: the request has a token in place of a signature, so that no statement
/// about a role or an account matches. From "Control access to AWS STS with VPC endpoint policies", read 2026-11-30:
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sts_vpc_endpoint_policies.html>.
pub fn is_unsigned(action: &str) -> bool {
    matches!(action, "sts:AssumeRoleWithSAML" | "sts:AssumeRoleWithWebIdentity")
}

/// Whether an action is one that a start asks of a service.
pub fn is_of_a_start(action: &str) -> bool {
    Service::ALL.iter().any(|service| start_actions(*service).contains(&action))
}

#[cfg(test)]
mod tests {
    use super::super::service_actions::is_action;
    use super::{Service, start_actions};

    #[test]
    fn they_are_actions_of_their_service() {
        let named = Service::ALL.iter().filter(|service| !start_actions(**service).is_empty());
        assert_eq!(named.clone().filter(|service| service.plain() == **service).count(), 10);
        for service in named {
            assert!(
                start_actions(*service).iter().all(|action| is_action(service.name(), action)),
                "{}",
                service.name()
            );
        }
    }
}
