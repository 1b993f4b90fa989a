//! Input: a service.
//! Output: the endpoint service for its FIPS names, and whether its endpoints take IPv6 addresses.
//! Never: takes what no source says for something that is not there.

use super::fips::Fips;
use super::region::{Partition, Region};
use super::service::Service;

impl Service {
    /// Whether it is one of ECR's, whose endpoints carry the policy on access.
    pub fn is_ecr(self) -> bool {
        Self::ECR.contains(&self)
    }

    /// Whether statements with `on` set its endpoint's policy: `on logs` covers the one for FIPS names, too, and the policies
    /// of ECR's and S3's come from other statements.
    pub fn is_named_by_on(self) -> bool {
        !self.is_ecr() && self != Service::S3 && self.plain() == self
    }

    /// The endpoint service for its FIPS names, where it has others than its plain ones; `None` if none is known.
    pub fn fips(self) -> Option<Service> {
        let fips = match self {
            Service::EcrApi => Fips::EcrApi,
            Service::EcrDkr => Fips::EcrDkr,
            Service::Logs => Fips::Logs,
            Service::Ecs => Fips::Ecs,
            Service::SecretsManager => Fips::SecretsManager,
            Service::Ssm => Fips::Ssm,
            Service::Kms => Fips::Kms,
            Service::Ec2 => Fips::Ec2,
            Service::Sts => Fips::Sts,
            Service::Eks => Fips::Eks,
            // A gateway has no names: `dynamodb-fips` is an interface endpoint, of another kind than `dynamodb`.
            Service::Listed(_) if self.is_gateway() => return None,
            Service::Listed(_) => return Service::find(&[self.name(), "-fips"].concat()),
            Service::S3
            | Service::EcsAgent
            | Service::EcsTelemetry
            | Service::SsmMessages
            | Service::ElasticLoadBalancing
            | Service::EksAuth
            | Service::Fips(_) => return None,
        };
        Some(Service::Fips(fips))
    }

    /// Whether its plain endpoint answers for FIPS names in the region, too: that of `CloudWatch` does everywhere (its
    /// guide), and in `GovCloud` the plain names of some are FIPS names (botocore 1.44.8, `endpoints.json`; both read
    /// 2026-11-30).
    pub fn is_fips_in(self, region: &Region) -> bool {
        let of_these = matches!(
            self,
            Service::Logs | Service::Ssm | Service::Ec2 | Service::Sts | Service::Eks | Service::ElasticLoadBalancing
        ) || matches!(self.name(), "batch" | "cloudformation" | "events" | "sqs");
        self.name() == "monitoring" || (of_these && region.partition == Partition::AwsUsGov)
    }

    /// Whether its endpoints take IPv6 addresses. By "AWS services that support IPv6" (Amazon VPC user guide), EC2's and
    /// Elastic Load Balancing's do not; of ECR and S3 that page says the same, but the guide of ECR, which is newer, and
    /// the page on gateway endpoints say that they do (all read 2026-11-30). Of the rest of AWS's list, those do that the
    /// page names.
    pub fn takes_ipv6(self) -> bool {
        match self.plain() {
            Service::Ec2 | Service::ElasticLoadBalancing => false,
            Service::Listed(_) => WITH_IPV6.contains(&self.plain().name()),
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
        let is_its = |plain: &Self| plain.fips() == Some(self);
        let plain = if let Service::Fips(_) = self {
            Self::ALL.iter().copied().find(is_its)
        } else {
            self.name().strip_suffix("-fips").and_then(Service::find).filter(is_its)
        };
        plain.unwrap_or(self)
    }
}

/// Further services whose private endpoints take IPv6 addresses ("AWS services that support IPv6", Amazon VPC user
/// guide, read 2026-11-30).
#[rustfmt::skip]
const WITH_IPV6: &[&str] = &[
    "access-analyzer", "acm-pca", "appconfig", "appconfigdata", "application-autoscaling", "aps", "aps-workspaces",
    "athena", "autoscaling", "backup", "batch", "bedrock", "bedrock-runtime", "cassandra", "cloudcontrolapi",
    "cloudformation", "cloudtrail", "codeartifact.api", "codeartifact.repositories", "codebuild", "codecommit",
    "codedeploy", "codedeploy-commands-secure", "config", "datasync", "dms", "ds", "ebs", "ec2messages", "eks-proxy",
    "elasticache", "elasticfilesystem", "elasticmapreduce", "email", "email-smtp", "events", "execute-api", "fsx",
    "git-codecommit", "glue", "guardduty", "guardduty-data", "imagebuilder", "inspector2", "kinesis-firehose",
    "kinesis-streams", "lambda", "monitoring", "mq", "oidc-eks", "organizations", "ram", "rds-data", "rekognition",
    "resource-groups", "rolesanywhere", "route53", "sagemaker.api", "sagemaker.runtime", "securityhub",
    "servicecatalog", "servicediscovery", "sns", "sqs", "states", "tagging", "textract", "transcribe", "translate",
    "xray",
];

#[cfg(test)]
mod tests {
    use super::{Fips, Service, WITH_IPV6};
    use crate::aws::region::find;

    #[test]
    fn fips_names_are_those_of_their_service() {
        let of = |service: Service| service.private_dns_names(find("us-gov-west-1").unwrap()).join(" ");
        let fips = Service::ALL.iter().filter(|service| **service != service.plain());
        for service in fips.clone() {
            assert_eq!(service.plain().fips(), Some(*service));
            assert!(of(*service).contains("fips"), "{}", of(*service));
        }
        assert_eq!(fips.count(), 10);
        assert_eq!(
            of(Service::Fips(Fips::EcrDkr)),
            "dkr.ecr-fips.us-gov-west-1.amazonaws.com *.dkr.ecr-fips.us-gov-west-1.amazonaws.com"
        );
        assert_eq!(of(Service::Fips(Fips::Eks)), "fips.eks.us-gov-west-1.amazonaws.com");
    }

    #[test]
    fn the_rest_of_the_list_has_variants_too() {
        let find = |name: &str| Service::find(name).unwrap();
        assert_eq!(find("sqs").fips(), Some(find("sqs-fips")));
        assert_eq!(find("sqs-fips").plain(), find("sqs"));
        assert_eq!(find("states").fips(), None);
        assert_eq!(find("dynamodb").fips(), None);
        assert_eq!(find("dynamodb-fips").plain(), find("dynamodb-fips"));
        assert!(find("sqs-fips").takes_ipv6() && !find("pricing.api").takes_ipv6());
        assert!(WITH_IPV6.is_sorted() && WITH_IPV6.iter().all(|key| Service::find(key).is_some()));
    }
}
