//! Input: where containers run, as a spec says or a template shows.
//! Output: the launches of AWS, and the services whose endpoints each needs.
//! Never: knows what else is in the VPC.

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

    /// Whether these are ECS tasks.
    pub fn is_ecs(self) -> bool {
        matches!(self, Launch::Fargate { .. } | Launch::Ec2 { .. })
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
        }
    }

    /// Whether the images are Windows images.
    pub fn is_windows(self) -> bool {
        match self {
            Launch::Fargate { os, .. } | Launch::Ec2 { os } => os == OperatingSystem::Windows,
            Launch::Eks { .. } => false,
        }
    }
}

/// The first platform version whose tasks fetch everything through their own network interface.
const ONE_INTERFACE: PlatformVersion = PlatformVersion(1, 4, 0);

/// A Fargate platform version, `1.4.0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlatformVersion(pub u8, pub u8, pub u8);

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
        Launch::Fargate { .. } => vec![Service::EcrApi, Service::EcrDkr, Service::S3],
        Launch::Ec2 { .. } => {
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
