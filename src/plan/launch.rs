//! Input: where containers run, as a spec says or a template shows.
//! Output: the launches of AWS, and the services whose endpoints each needs.
//! Never: knows what else is in the VPC.

use crate::aws::uses::Host;
use crate::aws::{Region, Service};
use std::borrow::Cow;

/// Where containers run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Launch {
    /// ECS tasks on Fargate.
    Fargate {
        /// The platform version, with `latest` read as the version it stands for.
        version: PlatformVersion,
        /// The tasks' operating system.
        os: OperatingSystem,
    },
    /// ECS tasks on EC2 instances.
    Ec2 {
        /// The instances' operating system.
        os: OperatingSystem,
    },
    /// Pods of a private EKS cluster, on nodes or (true) on Fargate.
    Eks {
        /// `launch eks fargate`.
        fargate: bool,
    },
    /// Hosts of one's own with Docker, containerd or Podman, such as CI runners.
    Docker {
        /// The hosts' operating system.
        os: OperatingSystem,
    },
    /// Jobs of AWS Batch.
    Batch(BatchOn),
    /// ECS tasks on ECS Managed Instances.
    ManagedInstances,
}

/// What jobs of AWS Batch run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BatchOn {
    /// Fargate, on Linux.
    Fargate,
    /// EC2 instances, as container instances of ECS.
    Ec2,
    /// Nodes of an EKS cluster.
    Eks,
}

impl Launch {
    /// ECS tasks on Fargate, with the platform version as AWS spells it; `None` where it is none.
    pub fn on_fargate(version: &str, os: OperatingSystem) -> Option<Self> {
        if version.eq_ignore_ascii_case("LATEST") {
            let version = match os {
                OperatingSystem::Windows => PlatformVersion(1, 0, 0),
                OperatingSystem::Linux => ONE_INTERFACE,
            };
            return Some(Launch::Fargate { version, os });
        }
        let numbers: Option<Vec<u8>> = version.split('.').map(|part| part.parse().ok()).collect();
        let [major, minor, patch] = *numbers.as_deref()? else { return None };
        Some(Launch::Fargate { version: PlatformVersion(major, minor, patch), os })
    }

    /// As what a task runs that no service starts, by what it is made for; `None` where that leaves it open.
    pub fn alone(compatibilities: &[impl AsRef<str>], os: OperatingSystem) -> Option<Self> {
        let [one] = compatibilities else { return None };
        match one.as_ref() {
            "FARGATE" => Self::on_fargate("LATEST", os),
            "EC2" => Some(Launch::Ec2 { os }),
            "MANAGED_INSTANCES" => Some(Launch::ManagedInstances),
            _ => None,
        }
    }

    /// The launch that AWS Batch starts its jobs by; of any other, itself.
    #[must_use]
    pub fn runs_on(self) -> Launch {
        match self {
            Launch::Batch(BatchOn::Fargate) => Launch::Fargate { version: ONE_INTERFACE, os: OperatingSystem::Linux },
            Launch::Batch(BatchOn::Ec2) => Launch::Ec2 { os: OperatingSystem::Linux },
            Launch::Batch(BatchOn::Eks) => Launch::Eks { fargate: false },
            Launch::Fargate { .. }
            | Launch::Ec2 { .. }
            | Launch::Eks { .. }
            | Launch::Docker { .. }
            | Launch::ManagedInstances => self,
        }
    }

    /// Whether these are ECS tasks.
    pub fn is_ecs(self) -> bool {
        self.is_fargate() || self.is_on_instances()
    }

    /// Whether these are ECS tasks on Fargate.
    pub fn is_fargate(self) -> bool {
        matches!(self.runs_on(), Launch::Fargate { .. })
    }

    /// Whether these are ECS tasks on instances, whose agent talks to ECS.
    pub fn is_on_instances(self) -> bool {
        matches!(self.runs_on(), Launch::Ec2 { .. } | Launch::ManagedInstances)
    }

    /// Whether these are pods of EKS.
    pub fn is_eks(self) -> bool {
        matches!(self.runs_on(), Launch::Eks { .. })
    }

    /// Where software beside the containers runs.
    pub fn host(self) -> Host {
        let is_windows = self.is_windows();
        match self.runs_on() {
            Launch::Fargate { .. } if is_windows => Host::WindowsFargate,
            Launch::Fargate { .. } if self.fetches_elsewhere() => Host::OldFargate,
            Launch::Fargate { .. } => Host::Fargate,
            Launch::Ec2 { .. } if is_windows => Host::WindowsEc2,
            Launch::Ec2 { .. } => Host::Ec2,
            Launch::Docker { .. } if is_windows => Host::WindowsDocker,
            Launch::Docker { .. } => Host::Docker,
            Launch::Eks { fargate: true } => Host::EksFargate,
            Launch::Eks { fargate: false } | Launch::Batch(_) => Host::EksNodes,
            Launch::ManagedInstances => Host::ManagedInstances,
        }
    }

    /// Whether Fargate fetches token and secrets through an interface of its own, and not through the task's.
    pub fn fetches_elsewhere(self) -> bool {
        matches!(self, Launch::Fargate { version, os: OperatingSystem::Linux } if version < ONE_INTERFACE)
    }

    /// Who needs what a launch needs, as the subject of a sentence.
    pub fn who(self) -> Cow<'static, str> {
        match self {
            Launch::Fargate { os: OperatingSystem::Windows, version } => {
                format!("tasks on Fargate for Windows {version}").into()
            }
            Launch::Fargate { version, .. } => format!("tasks on Fargate {version}").into(),
            Launch::Ec2 { .. } => "ECS container instances".into(),
            Launch::Eks { .. } => "a private EKS cluster".into(),
            Launch::Docker { .. } => "hosts with Docker".into(),
            Launch::Batch(BatchOn::Fargate) => "jobs of AWS Batch on Fargate".into(),
            Launch::Batch(BatchOn::Ec2) => "container instances of AWS Batch".into(),
            Launch::Batch(BatchOn::Eks) => "nodes and pods of AWS Batch".into(),
            Launch::ManagedInstances => "ECS Managed Instances".into(),
        }
    }

    /// Whether the images are Windows images.
    pub fn is_windows(self) -> bool {
        match self {
            Launch::Fargate { os, .. } | Launch::Ec2 { os } | Launch::Docker { os } => os == OperatingSystem::Windows,
            Launch::Eks { .. } | Launch::Batch(_) | Launch::ManagedInstances => false,
        }
    }
}

/// The first platform version whose tasks fetch everything through their own network interface.
const ONE_INTERFACE: PlatformVersion = PlatformVersion(1, 4, 0);

/// A Fargate platform version, `1.4.0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlatformVersion(pub u8, pub u8, pub u8);

impl PlatformVersion {
    /// Those that AWS lists, newest first, with their names:
    /// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-fargate.html>, read 2026-11-24.
    pub fn listed(os: OperatingSystem) -> &'static [(&'static str, PlatformVersion)] {
        match os {
            OperatingSystem::Linux => &[
                ("1.4.0", PlatformVersion(1, 4, 0)),
                ("1.3.0", PlatformVersion(1, 3, 0)),
                ("1.2.0", PlatformVersion(1, 2, 0)),
                ("1.1.0", PlatformVersion(1, 1, 0)),
                ("1.0.0", PlatformVersion(1, 0, 0)),
            ],
            OperatingSystem::Windows => &[("1.0.0", PlatformVersion(1, 0, 0))],
        }
    }

    /// Whether AWS lists it.
    pub fn is_listed(self, os: OperatingSystem) -> bool {
        Self::listed(os).iter().any(|(_, version)| *version == self)
    }
}

impl std::fmt::Display for PlatformVersion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

/// The operating system of containers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OperatingSystem {
    /// Linux.
    Linux,
    /// Windows Server.
    Windows,
}

impl std::fmt::Display for OperatingSystem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            OperatingSystem::Linux => "Linux",
            OperatingSystem::Windows => "Windows",
        })
    }
}

/// Where task secrets come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SecretStore {
    /// AWS Secrets Manager.
    SecretsManager,
    /// AWS Systems Manager Parameter Store.
    Ssm,
}

/// Which endpoints a launch needs, by the documents.
pub fn services_of(launch: Launch, region: Option<&Region>) -> Vec<Service> {
    match launch {
        Launch::Fargate { .. } if launch.fetches_elsewhere() => vec![Service::EcrDkr, Service::S3],
        Launch::Fargate { .. } | Launch::Docker { .. } => vec![Service::EcrApi, Service::EcrDkr, Service::S3],
        Launch::Batch(_) => {
            let mut services = services_of(launch.runs_on(), region);
            services.extend(
                region.is_none_or(|region| Service::BATCH.is_in(region) != Some(false)).then_some(Service::BATCH),
            );
            services
        }
        Launch::Ec2 { .. } | Launch::ManagedInstances => {
            vec![Service::EcrApi, Service::EcrDkr, Service::S3, Service::Ecs, Service::EcsAgent, Service::EcsTelemetry]
        }
        Launch::Eks { .. } => {
            let mut services = vec![
                Service::EcrApi,
                Service::EcrDkr,
                Service::S3,
                Service::Ec2,
                Service::Sts,
                Service::ElasticLoadBalancing,
            ];
            services.extend(region.is_some_and(Region::has_eks_endpoint).then_some(Service::Eks));
            services.extend(region.is_some_and(Region::has_eks_auth_endpoint).then_some(Service::EksAuth));
            services
        }
    }
}
