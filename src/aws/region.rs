//! Input: a region's id.
//! Output: its partition, and what AWS offers or requires there.
//! Never: asks AWS; the table is an extract of botocore 1.44.8 (`endpoints.json`, service `api.ecr`, and
//! `partitions.json`; Apache-2.0), read 2026-11-29.

use crate::suggest::closest;

/// A partition: regions that share accounts and the first field of their ARNs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Partition {
    /// The commercial regions.
    Aws,
    /// China.
    AwsCn,
    /// AWS European Sovereign Cloud.
    AwsEusc,
    /// US, top secret.
    AwsIso,
    /// US, secret.
    AwsIsoB,
    /// Europe, isolated.
    AwsIsoE,
    /// US, isolated.
    AwsIsoF,
    /// AWS `GovCloud` (US).
    AwsUsGov,
}

impl Partition {
    /// All values.
    pub const ALL: &[Partition] = &[
        Partition::Aws,
        Partition::AwsCn,
        Partition::AwsEusc,
        Partition::AwsIso,
        Partition::AwsIsoB,
        Partition::AwsIsoE,
        Partition::AwsIsoF,
        Partition::AwsUsGov,
    ];

    /// As ARNs have it: `aws-us-gov`.
    pub fn id(self) -> &'static str {
        match self {
            Partition::Aws => "aws",
            Partition::AwsCn => "aws-cn",
            Partition::AwsEusc => "aws-eusc",
            Partition::AwsIso => "aws-iso",
            Partition::AwsIsoB => "aws-iso-b",
            Partition::AwsIsoE => "aws-iso-e",
            Partition::AwsIsoF => "aws-iso-f",
            Partition::AwsUsGov => "aws-us-gov",
        }
    }

    /// What the names of its services end in (botocore 1.43.11, `partitions.json`).
    pub fn dns_suffix(self) -> &'static str {
        match self {
            Partition::Aws | Partition::AwsUsGov => "amazonaws.com",
            Partition::AwsCn => "amazonaws.com.cn",
            Partition::AwsEusc => "amazonaws.eu",
            Partition::AwsIso => "c2s.ic.gov",
            Partition::AwsIsoB => "sc2s.sgov.gov",
            Partition::AwsIsoE => "cloud.adc-e.uk",
            Partition::AwsIsoF => "csp.hci.ic.gov",
        }
    }

    /// What the dual-stack names of its services end in (botocore 1.44.8, `partitions.json`).
    pub fn dual_stack_suffix(self) -> &'static str {
        match self {
            Partition::Aws | Partition::AwsUsGov => "api.aws",
            Partition::AwsCn => "api.amazonwebservices.com.cn",
            Partition::AwsEusc => "api.amazonwebservices.eu",
            Partition::AwsIso => "api.aws.ic.gov",
            Partition::AwsIsoB => "api.aws.scloud",
            Partition::AwsIsoE => "api.cloud-aws.adc-e.uk",
            Partition::AwsIsoF => "api.aws.hci.ic.gov",
        }
    }

    /// What the names of some of its endpoint services begin with (aws-cdk's `vpc-endpoint.ts`, read 2026-11-24).
    pub fn endpoint_prefix(self) -> &'static str {
        match self {
            Partition::Aws | Partition::AwsUsGov => "com.amazonaws",
            Partition::AwsCn => "cn.com.amazonaws",
            Partition::AwsEusc => "eu.amazonaws",
            Partition::AwsIso => "gov.ic.c2s",
            Partition::AwsIsoB => "gov.sgov.sc2s",
            Partition::AwsIsoE => "uk.adc-e.cloud",
            Partition::AwsIsoF => "gov.ic.hci.csp",
        }
    }

    /// The partition of that id.
    pub fn find(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|partition| partition.id() == id)
    }
}

/// A region with Amazon ECR.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region {
    /// `us-east-2`.
    pub id: &'static str,
    /// The partition that it is in.
    pub partition: Partition,
    /// Whether AWS has opened it. Of the others only botocore's list of partitions knows.
    pub launched: bool,
}

const fn region(id: &'static str, partition: Partition) -> Region {
    Region { id, partition, launched: true }
}

/// A region in botocore's list of partitions that no list of ECR's regions has.
const fn unlaunched(id: &'static str, partition: Partition) -> Region {
    Region { id, partition, launched: false }
}

/// Every region with ECR, and those that may get it, by id.
static REGIONS: &[Region] = &[
    region("af-south-1", Partition::Aws),
    region("ap-east-1", Partition::Aws),
    region("ap-east-2", Partition::Aws),
    region("ap-northeast-1", Partition::Aws),
    region("ap-northeast-2", Partition::Aws),
    region("ap-northeast-3", Partition::Aws),
    region("ap-south-1", Partition::Aws),
    region("ap-south-2", Partition::Aws),
    region("ap-southeast-1", Partition::Aws),
    region("ap-southeast-2", Partition::Aws),
    region("ap-southeast-3", Partition::Aws),
    region("ap-southeast-4", Partition::Aws),
    region("ap-southeast-5", Partition::Aws),
    region("ap-southeast-6", Partition::Aws),
    region("ap-southeast-7", Partition::Aws),
    region("ca-central-1", Partition::Aws),
    region("ca-west-1", Partition::Aws),
    region("cn-north-1", Partition::AwsCn),
    region("cn-northwest-1", Partition::AwsCn),
    region("eu-central-1", Partition::Aws),
    region("eu-central-2", Partition::Aws),
    region("eu-isoe-west-1", Partition::AwsIsoE),
    region("eu-north-1", Partition::Aws),
    region("eu-south-1", Partition::Aws),
    region("eu-south-2", Partition::Aws),
    region("eu-west-1", Partition::Aws),
    region("eu-west-2", Partition::Aws),
    region("eu-west-3", Partition::Aws),
    region("eusc-de-east-1", Partition::AwsEusc),
    region("il-central-1", Partition::Aws),
    region("me-central-1", Partition::Aws),
    region("me-south-1", Partition::Aws),
    unlaunched("me-west-1", Partition::Aws),
    region("mx-central-1", Partition::Aws),
    region("sa-east-1", Partition::Aws),
    unlaunched("sa-west-1", Partition::Aws),
    region("us-east-1", Partition::Aws),
    region("us-east-2", Partition::Aws),
    region("us-gov-east-1", Partition::AwsUsGov),
    region("us-gov-west-1", Partition::AwsUsGov),
    region("us-iso-east-1", Partition::AwsIso),
    region("us-iso-west-1", Partition::AwsIso),
    region("us-isob-east-1", Partition::AwsIsoB),
    region("us-isob-west-1", Partition::AwsIsoB),
    region("us-isof-east-1", Partition::AwsIsoF),
    region("us-isof-south-1", Partition::AwsIsoF),
    region("us-west-1", Partition::Aws),
    region("us-west-2", Partition::Aws),
];

/// The region of that id, if it has ECR or may get it.
pub fn find(id: &str) -> Option<&'static Region> {
    let at = REGIONS.binary_search_by(|region| region.id.cmp(id)).ok()?;
    REGIONS.get(at)
}

/// Whether a word is near the id of a region without being one: `eu-west1`.
pub fn is_near_one(word: &str) -> bool {
    find(word).is_none() && closest(word, Region::all().iter().map(|region| region.id)).is_some()
}

/// The region of an Availability Zone, a Local Zone or a Wavelength Zone, by its name: `us-east-2a`, `us-west-2-lax-1a`.
/// <https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html>, read 2026-11-30.
pub fn of_zone(name: &str) -> Option<&'static Region> {
    REGIONS.iter().find(|region| {
        let is_letter = |rest: &str| matches!(rest.as_bytes(), [b'a'..=b'z']);
        name.strip_prefix(region.id).is_some_and(|rest| is_letter(rest) || rest.starts_with('-'))
    })
}

impl Region {
    /// Every region of the table, by id.
    pub fn all() -> &'static [Region] {
        REGIONS
    }

    /// Whether the `eks` endpoint service is there (EKS user guide, "Access Amazon EKS using AWS `PrivateLink`",
    /// read 2026-11-24, names the four commercial regions without it).
    pub fn has_eks_endpoint(&self) -> bool {
        !matches!(self.id, "ap-southeast-5" | "ap-southeast-7" | "mx-central-1" | "ap-east-2")
    }

    /// Whether the `eks-auth` endpoint service is taken to be there. For China it is not confirmed.
    pub fn has_eks_auth_endpoint(&self) -> bool {
        matches!(self.partition, Partition::Aws | Partition::AwsCn | Partition::AwsUsGov)
    }

    /// Whether pull-through cache rules are confirmed here. The ECR user guide, "Sync an upstream registry" (read
    /// 2026-11-29), excludes no region any more; until 2026 it excluded China and `GovCloud`. That they are there in
    /// `GovCloud` is known, of China and the other partitions it is not.
    pub fn has_pull_through_cache(&self) -> bool {
        matches!(self.partition, Partition::Aws | Partition::AwsUsGov)
    }

    /// How many Availability Zones it has ("AWS Availability Zones", read 2026-11-29); `None` outside of the partition
    /// `aws`, whose zones alone the page lists.
    pub fn zones(&self) -> Option<u8> {
        match (self.partition, self.id) {
            (_, _) if !self.launched => None,
            (Partition::Aws, "us-east-1") => Some(6),
            (Partition::Aws, "us-west-2" | "ap-northeast-1" | "ap-northeast-2" | "eu-west-2") => Some(4),
            (Partition::Aws, _) => Some(3),
            (
                Partition::AwsCn
                | Partition::AwsEusc
                | Partition::AwsIso
                | Partition::AwsIsoB
                | Partition::AwsIsoE
                | Partition::AwsIsoF
                | Partition::AwsUsGov,
                _,
            ) => None,
        }
    }

    /// How many zones every account has, by the same page: three, in us-west-1 two.
    pub fn zones_of_every_account(&self) -> u8 {
        if self.id == "us-west-1" { 2 } else { 3 }
    }

    /// Whether the region was launched since 2023-12-23, where all tasks are documented to need the three ECS
    /// endpoints (ECS developer guide, "Interface VPC endpoints", read 2026-11-24). The page's own example is
    /// ca-west-1; the others follow from their launch dates.
    pub fn launched_since_2023_12_23(&self) -> bool {
        matches!(
            self.id,
            "ca-west-1"
                | "ap-southeast-5"
                | "ap-southeast-6"
                | "ap-southeast-7"
                | "mx-central-1"
                | "ap-east-2"
                | "eusc-de-east-1"
        )
    }

    /// The bucket that holds the layers of every image of the region.
    pub fn layer_bucket(&self) -> String {
        format!("prod-{}-starport-layer-bucket", self.id)
    }

    /// The host that serves that bucket.
    pub fn layer_host(&self) -> String {
        format!("{}.s3.{}.{}", self.layer_bucket(), self.id, self.partition.dns_suffix())
    }
}

#[cfg(test)]
mod tests {
    use super::{Partition, Region, find, of_zone};

    #[test]
    fn regions_are_sorted_and_found() {
        assert!(Region::all().is_sorted_by(|a, b| a.id < b.id));
        assert_eq!(Region::all().iter().filter(|region| region.launched).count(), 46);
        assert_eq!(find("us-gov-west-1").map(|region| region.partition), Some(Partition::AwsUsGov));
        assert_eq!(find("us-east-3"), None);
        assert_eq!(find(""), None);
    }

    #[test]
    fn a_zone_tells_its_region() {
        for (zone, region) in [
            ("us-east-2a", Some("us-east-2")),
            ("us-gov-west-1c", Some("us-gov-west-1")),
            ("us-west-2-lax-1a", Some("us-west-2")),
            ("us-east-1-wl1-bos-wlz-1", Some("us-east-1")),
            // An ID of a zone, which is no name of one, and what is none.
            ("use2-az1", None),
            ("us-east-2", None),
            ("us-east-2ab", None),
            ("us-east-21a", None),
        ] {
            assert_eq!(of_zone(zone).map(|region| region.id), region, "{zone}");
        }
    }

    #[test]
    fn the_layer_bucket_is_the_regions() {
        assert_eq!(find("us-east-2").unwrap().layer_bucket(), "prod-us-east-2-starport-layer-bucket");
    }
}
