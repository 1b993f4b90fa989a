//! Input: a service and a region.
//! Output: the name of its endpoint service there, and whether AWS's documents confirm it.
//! Never: builds a name from a pattern alone: the prefix depends on service and region, not on the partition.

use super::endpoint_services::is_listed;
use super::fips::Fips;
use super::region::{Partition, Region};
use crate::suggest::closest;

/// A service whose endpoint a block can derive, in the order in which plans list endpoints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Service {
    /// ECR's API.
    EcrApi,
    /// ECR's Docker registry.
    EcrDkr,
    /// Amazon S3, through a gateway endpoint.
    S3,
    /// `CloudWatch` Logs.
    Logs,
    /// The ECS API, of container agents.
    Ecs,
    /// ECS's agent endpoint.
    EcsAgent,
    /// ECS's telemetry endpoint.
    EcsTelemetry,
    /// AWS Secrets Manager.
    SecretsManager,
    /// AWS Systems Manager (Parameter Store).
    Ssm,
    /// Session Manager's message service.
    SsmMessages,
    /// AWS KMS.
    Kms,
    /// Amazon EC2.
    Ec2,
    /// AWS STS.
    Sts,
    /// Elastic Load Balancing.
    ElasticLoadBalancing,
    /// Amazon EKS.
    Eks,
    /// Amazon EKS Auth, for Pod Identity.
    EksAuth,
    /// The FIPS names of one of these.
    Fips(Fips),
}

impl Service {
    /// The three that container instances talk to ECS through.
    pub const ECS: [Service; 3] = [Service::Ecs, Service::EcsAgent, Service::EcsTelemetry];

    /// Those that carry the policy on access.
    pub const ECR: [Service; 4] =
        [Service::EcrApi, Service::EcrDkr, Service::Fips(Fips::EcrApi), Service::Fips(Fips::EcrDkr)];

    /// All values.
    pub const ALL: &[Service] = &[
        Service::EcrApi,
        Service::EcrDkr,
        Service::S3,
        Service::Logs,
        Service::Ecs,
        Service::EcsAgent,
        Service::EcsTelemetry,
        Service::SecretsManager,
        Service::Ssm,
        Service::SsmMessages,
        Service::Kms,
        Service::Ec2,
        Service::Sts,
        Service::ElasticLoadBalancing,
        Service::Eks,
        Service::EksAuth,
        Service::Fips(Fips::EcrApi),
        Service::Fips(Fips::EcrDkr),
        Service::Fips(Fips::Logs),
        Service::Fips(Fips::Ecs),
        Service::Fips(Fips::SecretsManager),
        Service::Fips(Fips::Ssm),
        Service::Fips(Fips::Kms),
        Service::Fips(Fips::Ec2),
        Service::Fips(Fips::Sts),
        Service::Fips(Fips::Eks),
    ];

    /// The end of its endpoint service's name: `ecr.api`.
    pub fn name(self) -> &'static str {
        match self {
            Service::EcrApi => "ecr.api",
            Service::EcrDkr => "ecr.dkr",
            Service::S3 => "s3",
            Service::Logs => "logs",
            Service::Ecs => "ecs",
            Service::EcsAgent => "ecs-agent",
            Service::EcsTelemetry => "ecs-telemetry",
            Service::SecretsManager => "secretsmanager",
            Service::Ssm => "ssm",
            Service::SsmMessages => "ssmmessages",
            Service::Kms => "kms",
            Service::Ec2 => "ec2",
            Service::Sts => "sts",
            Service::ElasticLoadBalancing => "elasticloadbalancing",
            Service::Eks => "eks",
            Service::EksAuth => "eks-auth",
            Service::Fips(fips) => fips.name(),
        }
    }

    /// As AWS writes it in identifiers: `EcrApi`, `SecretsManager`.
    pub fn pascal_case(self) -> &'static str {
        match self {
            Service::EcrApi => "EcrApi",
            Service::EcrDkr => "EcrDkr",
            Service::S3 => "S3",
            Service::Logs => "Logs",
            Service::Ecs => "Ecs",
            Service::EcsAgent => "EcsAgent",
            Service::EcsTelemetry => "EcsTelemetry",
            Service::SecretsManager => "SecretsManager",
            Service::Ssm => "Ssm",
            Service::SsmMessages => "SsmMessages",
            Service::Kms => "Kms",
            Service::Ec2 => "Ec2",
            Service::Sts => "Sts",
            Service::ElasticLoadBalancing => "ElasticLoadBalancing",
            Service::Eks => "Eks",
            Service::EksAuth => "EksAuth",
            Service::Fips(fips) => fips.pascal_case(),
        }
    }

    /// The service of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|service| service.name() == name)
    }

    /// The name of its endpoint service, `com.amazonaws.us-east-2.ecr.api`. In China `cn.com.amazonaws…` for some.
    ///
    /// From aws-cdk's `InterfaceVpcEndpointAwsService` and China's list of services, read 2026-11-24.
    pub fn endpoint_service_name(self, region: &Region) -> String {
        [self.prefix(region), ".", region.id, ".", self.name()].concat()
    }

    /// The names that clients call and that the endpoint's private DNS answers for: `dkr.ecr.us-east-2.amazonaws.com`
    /// and `*.dkr.ecr.us-east-2.amazonaws.com`; none of S3, whose gateway answers for no name.
    ///
    /// From the ECR, ECS and EKS guides' pages on interface endpoints, from published outputs of
    /// `describe-vpc-endpoint-services`, and, for the others, from the names read off endpoints in us-west-2 (a user's
    /// list), all read 2026-11-29. Dual-stack names of these services are left out, but for EKS Auth, which has no other.
    pub fn private_dns_names(self, region: &Region) -> Vec<String> {
        let zone = [".", region.id, ".", region.partition.dns_suffix()].concat();
        let name = match self {
            Service::S3 => return Vec::new(),
            Service::EcrApi => "api.ecr",
            Service::EcrDkr => {
                let registry = ["dkr.ecr", &zone].concat();
                return vec![registry.clone(), ["*.", &registry].concat()];
            }
            Service::Fips(Fips::EcrDkr) => {
                let registry = ["dkr.ecr-fips", &zone].concat();
                return vec![registry.clone(), ["*.", &registry].concat()];
            }
            Service::Fips(fips) => fips.host(),
            Service::EcsAgent => "ecs-a",
            Service::EcsTelemetry => "ecs-t",
            Service::EksAuth => {
                return vec![format!("eks-auth.{}.{}", region.id, region.partition.dual_stack_suffix())];
            }
            Service::Logs
            | Service::Ecs
            | Service::SecretsManager
            | Service::Ssm
            | Service::SsmMessages
            | Service::Kms
            | Service::Ec2
            | Service::Sts
            | Service::ElasticLoadBalancing
            | Service::Eks => self.name(),
        };
        vec![[name, &zone].concat()]
    }

    fn prefix(self, region: &Region) -> &'static str {
        let ecr = matches!(self, Service::EcrApi | Service::EcrDkr);
        match region.partition {
            Partition::AwsCn if ecr || matches!(self, Service::Ec2 | Service::Eks | Service::Sts) => "cn.com.amazonaws",
            Partition::AwsIso if ecr || self == Service::Ec2 => "gov.ic.c2s",
            // Read for us-isob-east-1; of us-isob-west-1 the lists say nothing beyond ECR.
            Partition::AwsIsoB if ecr || (self == Service::Ec2 && region.id == "us-isob-east-1") => "gov.sgov.sc2s",
            Partition::AwsIsoE if ecr => "uk.adc-e.cloud",
            Partition::AwsIsoF if ecr => "gov.ic.hci.csp",
            Partition::AwsEusc if ecr => "eu.amazonaws",
            Partition::Aws
            | Partition::AwsUsGov
            | Partition::AwsCn
            | Partition::AwsIso
            | Partition::AwsIsoB
            | Partition::AwsIsoE
            | Partition::AwsIsoF
            | Partition::AwsEusc => "com.amazonaws",
        }
    }

    /// Whether AWS's documents (or China's list of services) confirm that name in the region.
    ///
    /// Outside of the partitions `aws` and `aws-us-gov` only what a list names is confirmed.
    pub fn name_is_confirmed(self, region: &Region) -> bool {
        match region.partition {
            Partition::Aws | Partition::AwsUsGov => true,
            Partition::AwsCn => !matches!(
                self,
                Service::SecretsManager
                    | Service::Ssm
                    | Service::SsmMessages
                    | Service::ElasticLoadBalancing
                    | Service::EksAuth
            ),
            Partition::AwsIso | Partition::AwsIsoB | Partition::AwsIsoE | Partition::AwsIsoF | Partition::AwsEusc => {
                matches!(self, Service::EcrApi | Service::EcrDkr)
            }
        }
    }
}

/// What is wrong with the name of an endpoint service, in a template that says it by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameFault {
    /// It is of another region, or has the prefix of another partition.
    Elsewhere {
        /// The service's name in the region at hand.
        expected: String,
    },
    /// There is no such endpoint service.
    NoSuchService {
        /// The one that was likely meant.
        meant: String,
    },
}

/// What is wrong with the name of an endpoint service in a region; `None` where nothing is known to be.
///
/// Beside the services here AWS has hundreds of others, and new ones come: a name is judged only where it is one of
/// those here, or on no list and near to one of them (`ecr_api`, `ecs.agent`, `ecr`).
pub fn name_fault(name: &str, region: &Region) -> Option<NameFault> {
    let (of, service) = Region::all().iter().find_map(|of| {
        let at = name.find(&format!("{}.", of.id))?;
        Some((of, name.get(at + of.id.len() + 1..)?))
    })?;
    let plain = |text: &str| text.replace(['.', '-', '_'], "");
    let known = Service::parse(service);
    let meant = known.or_else(|| {
        let misspelt = Service::ALL.iter().copied().find(|known| plain(known.name()) == plain(service));
        let of_ecr = service == "ecr" || service.starts_with("ecr.") || service.starts_with("ecr_");
        let of_ecr = of_ecr.then_some(if service.contains("api") { Service::EcrApi } else { Service::EcrDkr });
        let near = || closest(service, Service::ALL.iter().map(|service| service.name())).and_then(Service::parse);
        if is_listed(service) { None } else { misspelt.or(of_ecr).or_else(near) }
    })?;
    let expected = meant.endpoint_service_name(region);
    match known {
        None => Some(NameFault::NoSuchService { meant: expected }),
        // China has S3 under both prefixes: one as a gateway, one as an interface.
        Some(Service::S3) if of.id == region.id => None,
        Some(_) if name != expected => Some(NameFault::Elsewhere { expected }),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{NameFault, Service, name_fault};
    use crate::aws::region::find;

    #[test]
    fn names_of_templates_are_judged() {
        let fault = |name: &str, region: &str| name_fault(name, find(region).unwrap());
        let elsewhere = |expected: &str| Some(NameFault::Elsewhere { expected: expected.to_owned() });
        let meant = |meant: &str| Some(NameFault::NoSuchService { meant: meant.to_owned() });
        assert_eq!(fault("com.amazonaws.us-east-2.ecr.api", "us-east-2"), None);
        assert_eq!(fault("com.amazonaws.us-east-2.sqs", "us-east-2"), None);
        assert_eq!(fault("com.amazonaws.vpce.us-east-2.vpce-svc-0123", "us-east-2"), None);
        assert_eq!(fault("com.amazonaws.us-west-2.ecr.api", "us-east-2"), elsewhere("com.amazonaws.us-east-2.ecr.api"));
        assert_eq!(
            fault("com.amazonaws.cn-north-1.ecr.dkr", "cn-north-1"),
            elsewhere("cn.com.amazonaws.cn-north-1.ecr.dkr")
        );
        assert_eq!(fault("com.amazonaws.us-east-2.ecr_api", "us-east-2"), meant("com.amazonaws.us-east-2.ecr.api"));
        assert_eq!(fault("com.amazonaws.us-east-2.ecs.agent", "us-east-2"), meant("com.amazonaws.us-east-2.ecs-agent"));
        assert_eq!(fault("com.amazonaws.us-east-2.ecr", "us-east-2"), meant("com.amazonaws.us-east-2.ecr.dkr"));
        assert_eq!(fault("com.amazonaws.us-east-2.ecr-fips.api", "us-east-2"), None);
        assert_eq!(
            fault("com.amazonaws.us-east-2.secretmanager", "us-east-2"),
            meant("com.amazonaws.us-east-2.secretsmanager")
        );
        assert_eq!(fault("com.amazonaws.us-east-2.sns", "us-east-2"), None);
    }

    fn name(service: Service, region: &str) -> String {
        service.endpoint_service_name(find(region).unwrap())
    }

    #[test]
    fn prefixes_go_by_service_and_region() {
        assert_eq!(name(Service::EcrApi, "us-east-2"), "com.amazonaws.us-east-2.ecr.api");
        assert_eq!(name(Service::EcrDkr, "us-gov-west-1"), "com.amazonaws.us-gov-west-1.ecr.dkr");
        assert_eq!(name(Service::EcrApi, "cn-north-1"), "cn.com.amazonaws.cn-north-1.ecr.api");
        assert_eq!(name(Service::S3, "cn-north-1"), "com.amazonaws.cn-north-1.s3");
        assert_eq!(name(Service::Logs, "cn-northwest-1"), "com.amazonaws.cn-northwest-1.logs");
        assert_eq!(name(Service::Sts, "cn-north-1"), "cn.com.amazonaws.cn-north-1.sts");
        assert_eq!(name(Service::Kms, "cn-north-1"), "com.amazonaws.cn-north-1.kms");
        assert_eq!(name(Service::EcrApi, "us-iso-east-1"), "gov.ic.c2s.us-iso-east-1.ecr.api");
        assert_eq!(name(Service::Ec2, "us-iso-west-1"), "gov.ic.c2s.us-iso-west-1.ec2");
        assert_eq!(name(Service::EcrDkr, "us-isob-east-1"), "gov.sgov.sc2s.us-isob-east-1.ecr.dkr");
        assert_eq!(name(Service::EcrDkr, "eu-isoe-west-1"), "uk.adc-e.cloud.eu-isoe-west-1.ecr.dkr");
        assert_eq!(name(Service::Logs, "eu-isoe-west-1"), "com.amazonaws.eu-isoe-west-1.logs");
        assert_eq!(name(Service::EcrApi, "us-isof-south-1"), "gov.ic.hci.csp.us-isof-south-1.ecr.api");
        assert_eq!(name(Service::EcrApi, "eusc-de-east-1"), "eu.amazonaws.eusc-de-east-1.ecr.api");
        assert_eq!(name(Service::S3, "eusc-de-east-1"), "com.amazonaws.eusc-de-east-1.s3");
    }

    #[test]
    fn private_names_are_those_that_clients_call() {
        let of = |service: Service, region: &str| service.private_dns_names(find(region).unwrap()).join(" ");
        assert_eq!(of(Service::EcrApi, "us-east-2"), "api.ecr.us-east-2.amazonaws.com");
        assert_eq!(
            of(Service::EcrDkr, "cn-north-1"),
            "dkr.ecr.cn-north-1.amazonaws.com.cn *.dkr.ecr.cn-north-1.amazonaws.com.cn"
        );
        assert_eq!(of(Service::EcsTelemetry, "us-east-2"), "ecs-t.us-east-2.amazonaws.com");
        assert_eq!(of(Service::EksAuth, "us-east-2"), "eks-auth.us-east-2.api.aws");
        assert_eq!(of(Service::EksAuth, "cn-north-1"), "eks-auth.cn-north-1.api.amazonwebservices.com.cn");
        assert_eq!(of(Service::S3, "us-east-2"), "");
        for service in Service::ALL.iter().filter(|service| **service != Service::S3) {
            assert!(!of(*service, "us-east-2").is_empty(), "{}", service.name());
        }
    }

    #[test]
    fn names_are_found_again() {
        for service in Service::ALL {
            assert_eq!(Service::parse(service.name()), Some(*service));
        }
        assert!(Service::ALL.is_sorted());
    }
}
