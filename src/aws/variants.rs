//! Input: a service.
//! Output: the endpoint service for its FIPS names, and whether its endpoints take IPv6 addresses.
//! Never: takes what no source says for something that is not there.

use super::fips::Fips;
use super::region::{Partition, Region};
use super::service::Service;

/// Further services whose private endpoints support IPv6, by the same table as [`Service::takes_ipv6`].
const WITH_IPV6: &[&str] = &[
    "autoscaling",
    "batch",
    "cloudformation",
    "codedeploy",
    "elasticfilesystem",
    "events",
    "guardduty-data",
    "kinesis-firehose",
    "kinesis-streams",
    "lambda",
    "monitoring",
    "servicediscovery",
    "sns",
    "sqs",
    "states",
    "xray",
];

impl Service {
    /// Whether it is one of ECR's, whose endpoints carry the policy on access.
    pub fn is_ecr(self) -> bool {
        Self::ECR.contains(&self)
    }

    /// The endpoint service for its FIPS names, where it has others than its plain ones; `None` if none is known.
    pub fn fips(self) -> Option<Fips> {
        match self {
            Service::EcrApi => Some(Fips::EcrApi),
            Service::EcrDkr => Some(Fips::EcrDkr),
            Service::Logs => Some(Fips::Logs),
            Service::Ecs => Some(Fips::Ecs),
            Service::SecretsManager => Some(Fips::SecretsManager),
            Service::Ssm => Some(Fips::Ssm),
            Service::Kms => Some(Fips::Kms),
            Service::Ec2 => Some(Fips::Ec2),
            Service::Sts => Some(Fips::Sts),
            Service::Eks => Some(Fips::Eks),
            Service::S3
            | Service::EcsAgent
            | Service::EcsTelemetry
            | Service::SsmMessages
            | Service::ElasticLoadBalancing
            | Service::EksAuth
            | Service::Listed(_)
            | Service::Fips(_) => None,
        }
    }

    /// Whether its plain names are FIPS names in the region, as some are in `GovCloud` (botocore 1.44.8,
    /// `endpoints.json`, read 2026-11-30).
    pub fn is_fips_in(self, region: &Region) -> bool {
        let of_these = matches!(
            self,
            Service::Logs | Service::Ssm | Service::Ec2 | Service::Sts | Service::Eks | Service::ElasticLoadBalancing
        );
        of_these && region.partition == Partition::AwsUsGov
    }

    /// Whether its endpoints take IPv6 addresses. By "AWS services that support IPv6" (Amazon VPC user guide), EC2's and
    /// Elastic Load Balancing's do not; of ECR and S3 that page says the same, but the guide of ECR, which is newer, and
    /// the page on gateway endpoints say that they do (all read 2026-11-30).
    pub fn takes_ipv6(self) -> bool {
        match self.plain() {
            Service::Ec2 | Service::ElasticLoadBalancing => false,
            Service::Listed(_) => WITH_IPV6.contains(&self.name()),
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
            | Service::Sts
            | Service::Eks
            | Service::EksAuth
            | Service::Fips(_) => true,
        }
    }

    /// The service itself, of the endpoint service for its FIPS names.
    #[must_use]
    pub fn plain(self) -> Self {
        let Service::Fips(fips) = self else { return self };
        Self::ALL.iter().copied().find(|service| service.fips() == Some(fips)).unwrap_or(self)
    }
}

#[cfg(test)]
mod tests {
    use super::{Fips, Service};
    use crate::aws::region::find;

    #[test]
    fn fips_names_are_those_of_their_service() {
        let of = |service: Service| service.private_dns_names(find("us-gov-west-1").unwrap()).join(" ");
        let fips = Service::ALL.iter().filter(|service| **service != service.plain());
        for service in fips.clone() {
            assert_eq!(service.plain().fips().map(Service::Fips), Some(*service));
            assert!(of(*service).contains("fips"), "{}", of(*service));
        }
        assert_eq!(fips.count(), 10);
        assert_eq!(
            of(Service::Fips(Fips::EcrDkr)),
            "dkr.ecr-fips.us-gov-west-1.amazonaws.com *.dkr.ecr-fips.us-gov-west-1.amazonaws.com"
        );
        assert_eq!(of(Service::Fips(Fips::Eks)), "fips.eks.us-gov-west-1.amazonaws.com");
    }
}
