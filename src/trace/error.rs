//! Input: the call that stops a start, and the hop that stops it.
//! Output: the error that people will see for it, as AWS and the runtimes print it.
//! Never: tells an address for a fact: those in it are examples, private or public as the call's are.
//!
//! The wordings are those of AWS's pages on stopped tasks and of reports, read 2026-11-29:
//! <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html>,
//! <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html>,
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html>; of platform versions, read 2026-11-30:
//! <https://docs.aws.amazon.com/botocore/latest/reference/services/ecs/client/exceptions/PlatformUnknownException.html>; of
//! tasks without an execution role, in reports: <https://github.com/hashicorp/terraform-provider-aws/issues/3051>,
//! <https://github.com/virtual-kubelet/virtual-kubelet/issues/193>, <https://github.com/fabfuel/ecs-deploy/issues/87>.

use super::data::{Call, Hop, HopKind, Start, Stop, Verdict};
use super::step::{As, Step};
use crate::aws::Service;
use crate::plan::{Launch, SecretStore};

impl Start {
    /// The first call that is stopped.
    pub fn stop(&self) -> Option<Stop<'_>> {
        let call = self.calls.iter().find(|call| call.verdict == Verdict::Stops)?;
        let hop = call.stop()?;
        Some(Stop { call, hop, error: of(self, call, hop) })
    }
}

/// The error.
fn of(start: &Start, call: &Call, hop: &Hop) -> String {
    match hop.kind {
        HopKind::Launch => "PlatformUnknownException: The specified platform version doesn't exist.".to_owned(),
        HopKind::Name | HopKind::Route | HopKind::Ports => unreachable(start.launch, call, &failure(call, hop)),
        HopKind::EndpointPolicy => refused(start, call, &denied(start, call, hop, "a VPC endpoint policy")),
        HopKind::NoRole => unregistered(call.step),
        HopKind::RolePolicy => refused(start, call, &denied(start, call, hop, "an identity-based policy")),
        HopKind::RoleTrust => unassumed(start, hop),
        HopKind::Partition => refused(start, call, INVALID),
        HopKind::RepositoryPolicy | HopKind::SecretPolicy => {
            refused(start, call, &denied(start, call, hop, "a resource-based policy"))
        }
        HopKind::Key => {
            refused(start, call, &undecrypted(start, call, &because(hop, "an identity-based policy", "kms:Decrypt")))
        }
        HopKind::KeyPolicy => {
            refused(start, call, &undecrypted(start, call, &because(hop, "a resource-based policy", "kms:Decrypt")))
        }
    }
}

/// How the connection fails.
fn failure(call: &Call, hop: &Hop) -> String {
    let host = &call.host;
    // A private address shows that the name led to the endpoint.
    let address = if hop.kind == HopKind::Ports && call.is_private { "10.0.3.21" } else { "52.94.0.1" };
    if hop.kind == HopKind::Name && hop.why.starts_with("DNS support") {
        return format!("dial tcp: lookup {host} on 10.0.0.2:53: read udp 10.0.1.7:40000->10.0.0.2:53: i/o timeout");
    }
    format!("dial tcp {address}:443: i/o timeout")
}

fn unreachable(launch: Launch, call: &Call, failure: &str) -> String {
    let host = &call.host;
    let fargate = launch.is_fargate();
    let on_nodes = launch.is_eks();
    match call.step {
        Step::Token if fargate => format!(
            "ResourceInitializationError: unable to pull secrets or registry auth: The task cannot pull registry auth from \
             Amazon ECR: There is a connection issue between the task and Amazon ECR. RequestError: send request failed \
             caused by: Post \"https://{host}/\": {failure}"
        ),
        Step::Token if is_own(launch) => {
            format!("{HELPER}: RequestError: send request failed caused by: Post \"https://{host}/\": {failure}")
        }
        Step::Token if !on_nodes => format!(
            "CannotPullECRContainerError: RequestError: send request failed caused by: Post \"https://{host}/\": {failure}"
        ),
        Step::Token => format!(
            "error execing credential provider plugin ecr-credential-provider: RequestError: send request failed caused by: \
             Post \"https://{host}/\": {failure}"
        ),
        Step::Secrets(store) => {
            let step = match store {
                Some(SecretStore::SecretsManager) | None => "unable to retrieve secret from asm",
                Some(SecretStore::Ssm) => "unable to retrieve secrets from ssm",
            };
            format!(
                "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: \
                 {step}: RequestError: send request failed caused by: Post \"https://{host}/\": {failure}"
            )
        }
        Step::Manifest | Step::Upstream | Step::LayerUrl | Step::AddOns | Step::BaseLayer if !fargate && !on_nodes => {
            format!(
                "{}Error response from daemon: Get \"https://{host}/v2/\": net/http: request canceled \
             while waiting for connection (Client.Timeout exceeded while awaiting headers): {failure}",
                agent(launch)
            )
        }
        Step::Manifest | Step::Upstream | Step::LayerUrl | Step::AddOns | Step::BaseLayer => {
            let head = format!("failed to do request: Head \"https://{host}/v2/REPOSITORY/manifests/TAG\": {failure}");
            if fargate {
                format!(
                    "CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref: {head}"
                )
            } else {
                format!("Failed to pull image: rpc error: code = Unknown desc = failed to resolve reference: {head}")
            }
        }
        Step::Layer if !fargate && !on_nodes => {
            format!("{}error pulling image configuration: Get \"https://{host}/\": {failure}", agent(launch))
        }
        Step::Layer => {
            let copy = format!(
                "failed to copy: httpReadSeeker: failed open: failed to do request: Get \"https://{host}/\": {failure}"
            );
            if fargate {
                format!("CannotPullContainerError: ref pull has been retried 5 time(s): {copy}")
            } else {
                format!("Failed to pull image: rpc error: code = Unknown desc = {copy}")
            }
        }
        Step::EnvFile => format!(
            "ResourceInitializationError: failed to download env files: file download command: non empty error stream: \
             RequestError: send request failed caused by: Get \"https://{host}/\": {failure}"
        ),
        Step::Logs | Step::LogGroup => format!(
            "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to \
             create Cloudwatch log stream: RequestError: send request failed caused by: Post \"https://{host}/\": {failure}"
        ),
        Step::Exec => "TargetNotConnectedException: The execute command failed due to an internal error".to_owned(),
        Step::Agent(Service::EcsAgent) => {
            format!("Error connecting to ACS: websocket client: unable to dial {host} response: : {failure}")
        }
        Step::Agent(Service::EcsTelemetry) => {
            format!("Error connecting to TCS: websocket client: unable to dial {host} response: : {failure}")
        }
        Step::Agent(_) => format!(
            "Error registering container instance: RequestError: send request failed caused by: Post \"https://{host}/\": {failure}"
        ),
        Step::Node => {
            format!("retrying request EC2/DescribeInstances: Post \"https://{host}/\": {failure}")
        }
        Step::Sts => format!(
            "WebIdentityErr: failed to retrieve credentials caused by: RequestError: send request failed caused by: Post \
             \"https://{host}/\": {failure}"
        ),
        Step::EksAuth => format!(
            "unable to fetch credentials from EKS Auth: operation error EKS Auth: AssumeRoleForPodIdentity: Post \
             \"https://{host}/\": {failure}"
        ),
    }
}

/// What ECR's credential helper says first; the ECS agent has no part on a host of one's own.
const HELPER: &str = "ecr: Failed to get authorization token";

/// Whether it is a host of one's own.
fn is_own(launch: Launch) -> bool {
    matches!(launch.runs_on(), Launch::Docker { .. })
}

/// What the ECS agent puts in front of Docker's words.
fn agent(launch: Launch) -> &'static str {
    if is_own(launch) { "" } else { "CannotPullContainerError: " }
}

/// What is said of a role that cannot be assumed: by ECS, by EC2 on the instance, and by EKS, which makes no node group and
/// no Fargate profile with it.
fn unassumed(start: &Start, hop: &Hop) -> String {
    let mut quoted = hop.why.split('`').skip(1).step_by(2);
    let (role, service) = (quoted.next().unwrap_or("ROLE"), quoted.next().unwrap_or_default());
    let arn = format!("arn:aws:iam::111122223333:role/{role}");
    match (start.launch.runs_on(), service) {
        (Launch::Eks { fargate: true }, _) => format!(
            "InvalidParameterException: Misconfigured PodExecutionRole Trust Policy; Please add the {service} Service Principal"
        ),
        (Launch::Eks { fargate: false }, _) => format!(
            "InvalidParameterException: Following required service principals [{service}] were not found in the trust \
             relationships of nodeRole {arn}"
        ),
        (_, "ec2.amazonaws.com") => format!("AssumeRoleUnauthorizedAccess: EC2 cannot assume the role {role}."),
        (..) => format!(
            "ECS was unable to assume the role '{arn}' that was provided for this task. Please verify that the role being \
             passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role."
        ),
    }
}

/// What ECS says to a task without the execution role that it needs.
fn unregistered(step: Step) -> String {
    if matches!(step, Step::Secrets(_)) {
        return "ClientException: When you are specifying container secrets, you must also specify a value for \
                'executionRoleArn'."
            .to_owned();
    }
    let what = if matches!(step, Step::Logs | Step::LogGroup) { "log driver awslogs" } else { "ECR images" };
    format!("ClientException: Fargate requires task definition to have execution role ARN to support {what}.")
}

/// What a service answers whose partition does not know who calls.
const INVALID: &str = "UnrecognizedClientException: The security token included in the request is invalid.";

/// What a service answers that a policy does not allow.
fn denied(start: &Start, call: &Call, hop: &Hop, policy: &str) -> String {
    let action = call.step.actions().first().copied().unwrap_or_default();
    format!("{} {}", unauthorized(start, call), because(hop, policy, action))
}

/// How AWS says which kind of policy refuses an action: it denies that, or it does not allow it.
fn because(hop: &Hop, policy: &str, action: &str) -> String {
    if hop.is_denial {
        return format!("with an explicit deny in {policy}");
    }
    let policy = policy.split_once(' ').map_or(policy, |(_, policy)| policy);
    format!("because no {policy} allows the {action} action")
}

fn unauthorized(start: &Start, call: &Call) -> String {
    let action = call.step.actions().first().copied().unwrap_or_default();
    let role = if call.step.by(start.launch) == As::Task { &start.task_role } else { &start.role };
    let role = role.as_deref().unwrap_or("ROLE");
    format!(
        "AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/{role}/SESSION is not authorized to perform: \
         {action}"
    )
}

/// What the store answers if the role may not decrypt:
/// <https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html>, read 2026-11-30.
fn undecrypted(start: &Start, call: &Call, why: &str) -> String {
    if call.step == Step::Secrets(Some(SecretStore::SecretsManager)) {
        return "AccessDeniedException: Access to KMS is not allowed".to_owned();
    }
    let role = start.role.as_deref().unwrap_or("ROLE");
    format!(
        "AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/{role}/SESSION is not authorized to perform: \
         kms:Decrypt {why}"
    )
}

fn refused(start: &Start, call: &Call, answer: &str) -> String {
    let (fargate, on_nodes) = (start.launch.is_fargate(), start.launch.is_eks());
    match call.step {
        Step::Token if fargate => format!(
            "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable \
             to retrieve ecr registry auth: service call has been retried 1 time(s): {answer}"
        ),
        Step::Token if on_nodes => {
            format!("error execing credential provider plugin ecr-credential-provider: {answer}")
        }
        Step::Token if is_own(start.launch) => format!("{HELPER}: {answer}"),
        Step::Token => format!("CannotPullECRContainerError: {answer}"),
        Step::Secrets(_) => format!(
            "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: \
             unable to retrieve secret: {answer}"
        ),
        Step::Manifest | Step::Upstream | Step::LayerUrl | Step::AddOns => {
            let host = &call.host;
            let failed = if on_nodes {
                "Failed to pull image: failed to pull and unpack image: failed to resolve reference:"
            } else if is_own(start.launch) {
                "Error response from daemon:"
            } else {
                "CannotPullContainerError: pull image manifest has been retried 1 time(s):"
            };
            format!(
                "{failed} unexpected status from HEAD request to https://{host}/v2/REPOSITORY/manifests/TAG: 403 Forbidden"
            )
        }
        Step::Layer => {
            let host = &call.host;
            let failed = if on_nodes {
                "Failed to pull image: failed to pull and unpack image:"
            } else if is_own(start.launch) {
                "Error response from daemon:"
            } else {
                "CannotPullContainerError: ref pull has been retried 1 time(s):"
            };
            format!(
                "{failed} failed to copy: httpReadSeeker: failed open: unexpected status code https://{host}/: 403 Forbidden"
            )
        }
        Step::EnvFile => {
            "ResourceInitializationError: failed to download env files: file download command: non empty error stream: \
             AccessDenied: Access Denied status code: 403"
                .to_owned()
        }
        Step::Logs | Step::LogGroup => format!(
            "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to \
             create Cloudwatch log stream: {answer}"
        ),
        Step::Agent(_) | Step::Node | Step::BaseLayer | Step::Exec | Step::Sts | Step::EksAuth => answer.to_owned(),
    }
}
