//! Input: a FIPS endpoint service, by name.
//! Output: how AWS spells it, and which regions have those of ECR.
//! Never: asks AWS; each name has its source.
//!
//! Names: the user guides' pages on interface endpoints of Amazon ECR (`ecr-fips.*`), CloudWatch Logs (`logs-fips`) and
//! Secrets Manager (`secretsmanager-fips`); a published output of `describe-vpc-endpoint-services` on the page
//! "Cross-region enabled AWS services" of the AWS PrivateLink guide (`ecs-fips`); "AWS services that integrate with AWS
//! `PrivateLink`" and aws-cdk-lib 2.276.0 (the others). Hosts: botocore 1.44.8, `endpoints.json`. All read 2026-11-30.

use super::region::{Partition, Region};

/// An endpoint service for the FIPS names of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fips {
    /// ECR's API.
    EcrApi,
    /// ECR's Docker registry.
    EcrDkr,
    /// `CloudWatch` Logs.
    Logs,
    /// The ECS API.
    Ecs,
    /// AWS Secrets Manager.
    SecretsManager,
    /// AWS Systems Manager.
    Ssm,
    /// AWS KMS.
    Kms,
    /// Amazon EC2.
    Ec2,
    /// AWS STS.
    Sts,
    /// Amazon EKS.
    Eks,
}

impl Fips {
    /// The end of its endpoint service's name: `ecr-fips.api`.
    pub fn name(self) -> &'static str {
        match self {
            Fips::EcrApi => "ecr-fips.api",
            Fips::EcrDkr => "ecr-fips.dkr",
            Fips::Logs => "logs-fips",
            Fips::Ecs => "ecs-fips",
            Fips::SecretsManager => "secretsmanager-fips",
            Fips::Ssm => "ssm-fips",
            Fips::Kms => "kms-fips",
            Fips::Ec2 => "ec2-fips",
            Fips::Sts => "sts-fips",
            Fips::Eks => "eks-fips",
        }
    }

    /// As identifiers have it: `EcrFipsApi`.
    pub fn pascal_case(self) -> &'static str {
        match self {
            Fips::EcrApi => "EcrFipsApi",
            Fips::EcrDkr => "EcrFipsDkr",
            Fips::Logs => "LogsFips",
            Fips::Ecs => "EcsFips",
            Fips::SecretsManager => "SecretsManagerFips",
            Fips::Ssm => "SsmFips",
            Fips::Kms => "KmsFips",
            Fips::Ec2 => "Ec2Fips",
            Fips::Sts => "StsFips",
            Fips::Eks => "EksFips",
        }
    }

    /// What stands before the region in the name that clients call: `api.ecr-fips`.
    pub fn host(self) -> &'static str {
        match self {
            Fips::EcrApi => "api.ecr-fips",
            Fips::EcrDkr => "dkr.ecr-fips",
            Fips::Eks => "fips.eks",
            Fips::Logs | Fips::Ecs | Fips::SecretsManager | Fips::Ssm | Fips::Kms | Fips::Ec2 | Fips::Sts => {
                self.name()
            }
        }
    }
}

/// Regions with FIPS hosts of nearly every service that has any.
const US: &[&str] = &["us-east-1", "us-east-2", "us-west-1", "us-west-2"];

/// Others that some services have them in.
const CANADA: &[&str] = &["ca-central-1", "ca-west-1"];

impl Fips {
    /// Whether the region has its endpoint service: of ECR its guide says so, of the others the FIPS hosts of clients
    /// stand for it (botocore 1.44.8, `endpoints.json`, read 2026-11-30). `None` if these say nothing.
    pub fn is_in(self, region: &Region) -> Option<bool> {
        let (us, canada) = (US.contains(&region.id), CANADA.contains(&region.id));
        let gov = region.partition == Partition::AwsUsGov;
        let has_host = match self {
            Fips::EcrApi | Fips::EcrDkr => return Some(region.has_ecr_fips()),
            Fips::Logs | Fips::Ssm | Fips::Ec2 => us || canada,
            Fips::SecretsManager | Fips::Kms => us || canada || gov,
            Fips::Ecs => us || gov,
            Fips::Sts | Fips::Eks => us,
        };
        has_host.then_some(true)
    }
}

/// The same for the rest of AWS's list, by key.
pub(super) fn fips_host_is_in(key: &str, region: &Region) -> Option<bool> {
    let (us, canada) = (US.contains(&region.id), CANADA.contains(&region.id));
    let has_host = match key {
        "autoscaling-fips" | "sqs-fips" => us || canada,
        "codedeploy-fips" | "cloudformation-fips" | "events-fips" | "inspector2-fips" => us,
        "elasticfilesystem-fips" | "servicediscovery-fips" => us || canada || region.partition == Partition::AwsUsGov,
        _ => false,
    };
    has_host.then_some(true)
}

/// The regions in which ECR has FIPS names (AWS General Reference, "Amazon ECR endpoints and quotas", read 2026-11-24).
pub const FIPS_REGIONS: &[&str] =
    &["us-east-1", "us-east-2", "us-gov-east-1", "us-gov-west-1", "us-west-1", "us-west-2"];

impl Region {
    /// Whether ECR has FIPS names there.
    pub fn has_ecr_fips(&self) -> bool {
        FIPS_REGIONS.contains(&self.id)
    }
}
