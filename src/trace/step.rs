//! Input: where containers run, and what they use.
//! Output: the calls of a start, in their order, and whom each calls, as whom, and for what.
//! Never: knows a VPC.
//!
//! The order, the interfaces and the roles are those of AWS's pages, and of the agents' sources where these say nothing:
//! <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html>,
//! <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html>,
//! <https://docs.aws.amazon.com/AmazonECR/latest/userguide/logging-using-cloudtrail.html>,
//! <https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html>, all read 2026-11-29.

use crate::aws::{GET_AUTHORIZATION_TOKEN, Region, Service, region, start_actions};
use crate::plan::{Launch, SecretStore};

/// Where the id of a region stands in a host's name, this one shows.
const EXAMPLE: &str = "us-east-1";

/// What a call of a start does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// The container agent calls ECS, through one of its three endpoints.
    Agent(Service),
    /// A node asks EC2 for its name.
    Node,
    /// A registry token is fetched.
    Token,
    /// Secrets or parameters are read; `None` if it is not known from which store.
    Secrets(Option<SecretStore>),
    /// The images of EKS's add-ons are looked up, in AWS's registries.
    AddOns,
    /// The image's manifest is fetched.
    Manifest,
    /// ECR imports the image from upstream, for the first pull through a cache rule.
    Upstream,
    /// The registry is asked for the address of a layer.
    LayerUrl,
    /// The layer is downloaded, from Amazon S3.
    Layer,
    /// A base layer of Windows is downloaded, if the registry does not have it.
    BaseLayer,
    /// A file with environment variables is downloaded.
    EnvFile,
    /// The log group is created, if it is missing.
    LogGroup,
    /// The log stream is created.
    Logs,
    /// The channel of ECS Exec is opened.
    Exec,
    /// Roles of service accounts are assumed.
    Sts,
    /// Roles of pods are assumed, with Pod Identity.
    EksAuth,
}

/// Who makes a call, in the terms of AWS's pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum As {
    /// The role that pulls: the execution role of a task or pod, or the role of an instance or node.
    Puller,
    /// The instance's or the node's role.
    Host,
    /// The role of what runs.
    Task,
    /// Amazon ECR, which has signed the address.
    Ecr,
    /// Nobody.
    Nobody,
}

impl Step {
    /// As JSON prints it.
    pub fn name(self) -> &'static str {
        match self {
            Step::Agent(_) => "agent",
            Step::Node => "ec2",
            Step::Token => "token",
            Step::Secrets(_) => "secrets",
            Step::AddOns => "add-ons",
            Step::Manifest => "manifest",
            Step::Upstream => "upstream",
            Step::LayerUrl => "layer-url",
            Step::Layer => "layer",
            Step::BaseLayer => "base-layer",
            Step::EnvFile => "env-file",
            Step::LogGroup => "log-group",
            Step::Logs => "logs",
            Step::Exec => "exec",
            Step::Sts => "sts",
            Step::EksAuth => "eks-auth",
        }
    }

    /// What it is for, as the object of a sentence.
    pub fn what(self) -> &'static str {
        match self {
            Step::Agent(_) => "the connection of the ECS agent",
            Step::Node => "the node's call to EC2",
            Step::Token => "the request for a registry token",
            Step::Secrets(_) => "the request for a secret or a parameter",
            Step::AddOns => "the pull of EKS's own images",
            Step::Manifest => "the request for the image's manifest",
            Step::Upstream => "the first pull through a cache rule",
            Step::LayerUrl => "the request for a layer's address",
            Step::Layer => "the download of a layer",
            Step::BaseLayer => "the download of a base layer of Windows",
            Step::EnvFile => "the download of an environment file",
            Step::LogGroup => "the creation of the log group",
            Step::Logs => "the creation of the log stream",
            Step::Exec => "the channel of ECS Exec",
            Step::Sts => "the call to STS for the roles of service accounts",
            Step::EksAuth => "the call to EKS Auth for Pod Identity",
        }
    }

    /// The service that it calls; `None` for a host on the internet, and if it is not known.
    pub fn service(self) -> Option<Service> {
        Some(match self {
            Step::Agent(service) => service,
            Step::Node => Service::Ec2,
            Step::Token => Service::EcrApi,
            Step::Secrets(Some(SecretStore::SecretsManager)) => Service::SecretsManager,
            Step::Secrets(Some(SecretStore::Ssm)) => Service::Ssm,
            Step::AddOns | Step::Manifest | Step::Upstream | Step::LayerUrl => Service::EcrDkr,
            Step::Layer | Step::EnvFile => Service::S3,
            Step::BaseLayer | Step::Secrets(None) => return None,
            Step::Logs | Step::LogGroup => Service::Logs,
            Step::Exec => Service::SsmMessages,
            Step::Sts => Service::Sts,
            Step::EksAuth => Service::EksAuth,
        })
    }

    /// The actions that policies have to allow; none if policies do not decide over the call, or it is not known.
    pub fn actions(self) -> &'static [&'static str] {
        match self {
            Step::Token => &[GET_AUTHORIZATION_TOKEN],
            Step::AddOns | Step::Manifest => &["ecr:BatchGetImage"],
            Step::Upstream => &["ecr:BatchImportUpstreamImage", "ecr:CreateRepository"],
            Step::LayerUrl => &["ecr:GetDownloadUrlForLayer"],
            Step::Layer | Step::EnvFile => &["s3:GetObject"],
            Step::BaseLayer => &[],
            Step::LogGroup => &["logs:CreateLogGroup"],
            Step::Agent(_) | Step::Node | Step::Secrets(_) | Step::Logs | Step::Exec | Step::Sts | Step::EksAuth => {
                self.service().map_or(&[], start_actions)
            }
        }
    }

    /// Who makes it. On instances dockerd sends the logs, as the instance; on ECS Managed Instances they go as the execution
    /// role: <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html>, read 2026-11-30.
    pub fn by(self, launch: Launch) -> As {
        match self {
            Step::Agent(_) | Step::Node | Step::EksAuth => As::Host,
            Step::Logs | Step::LogGroup if matches!(launch.runs_on(), Launch::Ec2 { .. }) => As::Host,
            Step::Logs | Step::LogGroup | Step::Secrets(_) if launch.is_eks() => As::Task,
            Step::Token
            | Step::Secrets(_)
            | Step::EnvFile
            | Step::AddOns
            | Step::Manifest
            | Step::Upstream
            | Step::LayerUrl
            | Step::Logs
            | Step::LogGroup => As::Puller,
            Step::Exec => As::Task,
            Step::Layer => As::Ecr,
            Step::BaseLayer | Step::Sts => As::Nobody,
        }
    }

    /// Whether it is for an image.
    pub fn is_of_image(self) -> bool {
        matches!(self, Step::Token | Step::Manifest | Step::Upstream | Step::LayerUrl | Step::Layer)
    }

    /// Whether the start goes on without it, or it is made only where something is used that is not known.
    pub fn is_conditional(self) -> bool {
        matches!(self, Step::Sts | Step::EksAuth | Step::BaseLayer | Step::LogGroup | Step::Upstream)
    }

    /// The page that says so.
    pub fn source(self) -> &'static str {
        match self {
            Step::Agent(_) => "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html",
            Step::Node | Step::AddOns | Step::Sts | Step::EksAuth => {
                "https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html"
            }
            Step::Token => "https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html",
            Step::Secrets(_) | Step::EnvFile | Step::LogGroup | Step::Logs => {
                "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html"
            }
            Step::Upstream => "https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html",
            Step::Manifest | Step::LayerUrl => {
                "https://docs.aws.amazon.com/AmazonECR/latest/userguide/logging-using-cloudtrail.html"
            }
            Step::Layer | Step::BaseLayer => {
                "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html"
            }
            Step::Exec => "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html",
        }
    }

    /// The host that it calls.
    pub(super) fn host(self, region: Option<&Region>, account: &str) -> String {
        let id = region.map_or("REGION", |region| region.id);
        let suffix = region.map_or("amazonaws.com", |region| region.partition.dns_suffix());
        match self.service() {
            None if self == Step::Secrets(None) => format!("STORE.{id}.{suffix}"),
            None => "mcr.microsoft.com".to_owned(),
            Some(Service::S3) => match region {
                Some(region) => region.layer_host(),
                None => format!("prod-{id}-starport-layer-bucket.s3.{id}.{suffix}"),
            },
            Some(Service::EcrDkr) => format!("{account}.dkr.ecr.{id}.{suffix}"),
            // Any region shows where its id stands in the name.
            Some(service) => {
                let names = region.or_else(|| region::find(EXAMPLE)).map(|region| service.private_dns_names(region));
                match names.unwrap_or_default().into_iter().next() {
                    Some(name) if region.is_none() => name.replace(EXAMPLE, id),
                    Some(name) => name,
                    None => format!("{}.{id}.{suffix}", service.name()),
                }
            }
        }
    }
}
