//! Input: a service and a region.
//! Output: the name of its endpoint service there, and whether AWS's documents confirm it.
//! Never: builds a name from a pattern alone: the prefix depends on service and region, not on the partition.

use super::endpoint_services::{self, ENDPOINT_SERVICES};
use super::fips::{Fips, fips_host_is_in};
use super::region::{Partition, Region};
use std::borrow::Cow;

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
    /// Another one of AWS's list.
    Listed(Listed),
}

/// A service of AWS's list that none of the others is, known by the end of its endpoint service's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Listed(&'static str);

impl Service {
    /// The three that container instances talk to ECS through.
    pub const ECS: [Service; 3] = [Service::Ecs, Service::EcsAgent, Service::EcsTelemetry];

    /// AWS Batch.
    pub const BATCH: Service = Service::Listed(Listed("batch"));

    /// Those that carry the policy on access.
    pub const ECR: [Service; 4] =
        [Service::EcrApi, Service::EcrDkr, Service::Fips(Fips::EcrApi), Service::Fips(Fips::EcrDkr)];

    /// Those that launches and features need. AWS's list has more: [`Service::find`].
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
            Service::Listed(Listed(key)) => key,
        }
    }

    /// As AWS writes it in identifiers: `EcrApi`, `SecretsManager`. Of one of the list each part of its key begins with
    /// a capital letter: `KinesisStreams`.
    pub fn pascal_case(self) -> Cow<'static, str> {
        let written = match self {
            Service::Listed(Listed(key)) => {
                let capital = |part: &str| {
                    let (first, rest) = part.split_at_checked(1).unwrap_or_default();
                    [&first.to_ascii_uppercase(), rest].concat()
                };
                return key.split(['.', '-']).map(capital).collect::<String>().into();
            }
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
        };
        written.into()
    }

    /// The service of that name, among [`Service::ALL`].
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|service| service.name() == name)
    }

    /// The service of that name, among all of AWS's list.
    pub fn find(name: &str) -> Option<Self> {
        let listed = || ENDPOINT_SERVICES.binary_search(&name).ok().and_then(|at| ENDPOINT_SERVICES.get(at));
        Self::parse(name).or_else(|| listed().map(|key| Service::Listed(Listed(key))))
    }

    /// Every service of AWS's list: [`Service::ALL`], then the others by their names.
    pub fn every() -> impl Iterator<Item = Service> {
        let others = ENDPOINT_SERVICES.iter().filter(|key| Self::parse(key).is_none());
        Self::ALL.iter().copied().chain(others.map(|key| Service::Listed(Listed(key))))
    }

    /// Whether its endpoint is a gateway, which has routes in place of network interfaces and of private DNS.
    pub fn is_gateway(self) -> bool {
        matches!(self, Service::S3 | Service::Listed(Listed("dynamodb" | "s3express")))
    }

    /// Whether the region has an endpoint of the service; `None` where no list says so or otherwise.
    ///
    /// Of EKS, AWS Batch and AWS `CodeDeploy` their guides name the regions without one, read 2026-11-30; of others,
    /// the regions of the service itself stand for those of the endpoint.
    pub fn is_in(self, region: &Region) -> Option<bool> {
        match self {
            Service::BATCH if matches!(region.id, "ap-northeast-3" | "ap-southeast-3") => Some(false),
            Service::Listed(Listed("codedeploy"))
                if matches!(region.id, "cn-north-1" | "cn-northwest-1" | "us-gov-east-1" | "us-gov-west-1") =>
            {
                Some(false)
            }
            Service::Listed(Listed("codedeploy-commands-secure")) => {
                Some(!matches!(region.id, "cn-northwest-1" | "us-gov-east-1" | "us-gov-west-1"))
                    .filter(|_| matches!(region.partition, Partition::Aws | Partition::AwsCn | Partition::AwsUsGov))
            }
            Service::Eks => Some(region.has_eks_endpoint()),
            Service::EksAuth => Some(region.has_eks_auth_endpoint()),
            Service::Fips(fips) => fips.is_in(region),
            Service::Listed(Listed(key)) => match fips_host_is_in(key, region) {
                Some(true) => Some(true),
                Some(false) | None => endpoint_services::row(key)?.is_in(region),
            },
            Service::EcrApi
            | Service::EcrDkr
            | Service::S3
            | Service::Logs
            | Service::Ecs
            | Service::EcsAgent
            | Service::EcsTelemetry
            | Service::SecretsManager
            | Service::Ssm
            | Service::SsmMessages
            | Service::Kms
            | Service::Ec2
            | Service::Sts
            | Service::ElasticLoadBalancing => Some(true),
        }
    }

    /// The name of its endpoint service, `com.amazonaws.us-east-2.ecr.api`. In China `cn.com.amazonaws…` for some.
    ///
    /// From aws-cdk's `InterfaceVpcEndpointAwsService` and China's list of services, read 2026-11-24.
    pub fn endpoint_service_name(self, region: &Region) -> String {
        if let Service::Listed(Listed(key)) = self
            && let Some(row) = endpoint_services::row(key)
        {
            return row.service_name(region);
        }
        [self.prefix(region), ".", region.id, ".", self.name()].concat()
    }

    /// The names that clients call and that the endpoint's private DNS answers for: `dkr.ecr.us-east-2.amazonaws.com`
    /// and `*.dkr.ecr.us-east-2.amazonaws.com`; none of a gateway, which answers for no name, nor of a service whose
    /// names are not known.
    ///
    /// From the ECR, ECS and EKS guides' pages on interface endpoints, from published outputs of
    /// `describe-vpc-endpoint-services`, and, for the others, from the names read off endpoints in us-west-2 (a user's
    /// list), all read 2026-11-29. Dual-stack names of these services are left out, but for EKS Auth, which has no other.
    /// The names of the rest of AWS's list are the hosts of botocore's `endpoints.json`, which clients call by default;
    /// of `monitoring` and `guardduty-data` they are documented as private names.
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
            Service::Listed(Listed("guardduty-data")) => "guardduty-data",
            Service::Listed(_) if self.is_gateway() => return Vec::new(),
            Service::Listed(Listed(key)) => {
                let row = endpoint_services::row(key);
                return row.and_then(|row| row.host(region)).into_iter().collect();
            }
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
        let own = match region.partition {
            Partition::AwsCn => ecr || matches!(self, Service::Ec2 | Service::Eks | Service::Sts),
            Partition::AwsIso => ecr || self == Service::Ec2,
            // Read for us-isob-east-1; of us-isob-west-1 the lists say nothing beyond ECR.
            Partition::AwsIsoB => ecr || (self == Service::Ec2 && region.id == "us-isob-east-1"),
            Partition::Aws | Partition::AwsUsGov | Partition::AwsIsoE | Partition::AwsIsoF | Partition::AwsEusc => ecr,
        };
        if own { region.partition.endpoint_prefix() } else { "com.amazonaws" }
    }

    /// Whether AWS's documents (or China's list of services) confirm that name in the region.
    ///
    /// Outside of the partitions `aws` and `aws-us-gov` only what a list names is confirmed.
    pub fn name_is_confirmed(self, region: &Region) -> bool {
        let is_prefixed = |key: &str| endpoint_services::row(key).is_some_and(|row| row.is_prefixed(region));
        match region.partition {
            Partition::AwsCn
            | Partition::AwsIso
            | Partition::AwsIsoB
            | Partition::AwsIsoE
            | Partition::AwsIsoF
            | Partition::AwsEusc
                if matches!(self, Service::Listed(_)) =>
            {
                is_prefixed(self.name())
            }
            Partition::Aws | Partition::AwsUsGov => true,
            Partition::AwsCn => !matches!(
                self,
                Service::SecretsManager
                    | Service::Ssm
                    | Service::SsmMessages
                    | Service::ElasticLoadBalancing
                    | Service::EksAuth
                    | Service::Fips(_)
            ),
            Partition::AwsIso | Partition::AwsIsoB | Partition::AwsIsoE | Partition::AwsIsoF | Partition::AwsEusc => {
                matches!(self, Service::EcrApi | Service::EcrDkr)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Service;
    use crate::aws::region::find;

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
    fn the_rest_of_the_list_is_found() {
        assert_eq!(Service::find("ecr.api"), Some(Service::EcrApi));
        let sqs = Service::find("sqs").unwrap();
        assert_eq!((sqs.name(), &*sqs.pascal_case(), sqs.is_gateway()), ("sqs", "Sqs", false));
        assert_eq!(name(sqs, "cn-north-1"), "cn.com.amazonaws.cn-north-1.sqs");
        assert_eq!(Service::find("kinesis-streams").unwrap().pascal_case(), "KinesisStreams");
        assert!(Service::find("dynamodb").unwrap().is_gateway());
        assert_eq!(Service::find("ecr"), None);
        let region = find("us-east-2").unwrap();
        assert_eq!(sqs.private_dns_names(region), ["sqs.us-east-2.amazonaws.com"]);
        assert_eq!(
            Service::find("guardduty-data").unwrap().private_dns_names(region),
            ["guardduty-data.us-east-2.amazonaws.com"]
        );
        assert!(Service::find("notebook").unwrap().private_dns_names(region).is_empty());
        assert!(Service::every().collect::<Vec<_>>().is_sorted_by(|a, b| a < b));
        let spellings: std::collections::BTreeSet<_> = Service::every().map(Service::pascal_case).collect();
        assert_eq!(spellings.len(), Service::every().count());
    }

    #[test]
    fn names_are_found_again() {
        for service in Service::ALL {
            assert_eq!(Service::parse(service.name()), Some(*service));
        }
        assert!(Service::ALL.is_sorted());
    }
}
