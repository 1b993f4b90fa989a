//! Input: a host's name, whole or cut off.
//! Output: what it is: a service of AWS, a registry, a bucket, or a host that no endpoint of AWS reaches.
//! Never: resolves a name. Sources: the ECR, ECS, EKS and S3 guides' pages on endpoints, read 2026-11-29.

use super::ending::{SUFFIXES, ends_as_aws, plain};
use crate::aws::{is_account, is_endpoint_service, region};

/// A host that a text names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Host {
    /// Its name, in lower case.
    pub name: String,
    /// What it is.
    pub kind: HostKind,
    /// The region in its name.
    pub region: Option<String>,
}

/// What a host is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum HostKind {
    /// ECR's API: `api.ecr.R`, `ecr.R.api.aws`, and `ecr.R`, which is the name from before ECR had endpoints.
    EcrApi {
        /// It is that old name.
        old: bool,
        /// It is a FIPS name.
        fips: bool,
    },
    /// ECR's registry: `ACCOUNT.dkr.ecr.R`, `ACCOUNT.dkr-ecr.R.on.aws`.
    Registry {
        /// It is a FIPS name.
        fips: bool,
    },
    /// The bucket with the layers of every image of a region.
    LayerBucket,
    /// A bucket with the packages of Amazon Linux.
    PackageBucket,
    /// Another bucket, or S3 itself.
    Bucket,
    /// A service that has an endpoint service, by the end of that one's name: `logs`, `ecs-agent`.
    Service(String),
    /// The name that an endpoint has of its own: `vpce-….vpce.amazonaws.com`.
    OfEndpoint {
        /// It is an endpoint of ECR's registry or API.
        ecr: bool,
    },
    /// The API server of an EKS cluster.
    Cluster,
    /// A service of AWS that a task's or node's start has no use for, or that has no endpoint in most regions.
    OtherMatter(&'static str),
    /// ECR Public.
    EcrPublic,
    /// A registry or mirror on the internet, with its name for people.
    Internet(&'static str),
    /// Microsoft's registry, from which the base layers of Windows come.
    Microsoft,
}

/// Registries and mirrors that no VPC endpoint of AWS reaches, by what their names end in.
const INTERNET: &[(&str, &str)] = &[
    ("docker.io", "Docker Hub"),
    ("docker.com", "Docker Hub"),
    ("cloudflarestorage.com", "a content network (Docker Hub's layers)"),
    ("quay.io", "Quay"),
    ("ghcr.io", "GitHub's registry"),
    ("pkg.github.com", "GitHub's registry"),
    ("gcr.io", "Google's registry"),
    ("pkg.dev", "Google's registry"),
    ("registry.k8s.io", "the Kubernetes project's registry"),
    ("registry.gitlab.com", "GitLab's registry"),
    ("registry.redhat.io", "Red Hat's registry"),
    ("registry.access.redhat.com", "Red Hat's registry"),
    ("nvcr.io", "NVIDIA's registry"),
    ("azurecr.io", "Azure's registry"),
    ("docker.elastic.co", "Elastic's registry"),
    ("lscr.io", "LinuxServer's registry"),
    ("cloudfront.net", "a content network"),
    ("cdn.amazonlinux.com", "the public mirror of Amazon Linux"),
    ("amazonlinux.default.amazonaws.com", "the public mirror of Amazon Linux"),
];

/// Services of AWS that are another matter than pulling, by the first label of their names.
const OTHER_MATTERS: &[(&str, &str)] = &[
    ("pricing", "the Price List API (pricing)"),
    ("wafv2", "AWS WAF"),
    ("waf", "AWS WAF Classic"),
    ("waf-regional", "AWS WAF Classic"),
    ("shield", "AWS Shield"),
    ("iam", "IAM"),
    ("route53", "Route 53"),
    ("acm", "AWS Certificate Manager"),
    ("organizations", "AWS Organizations"),
    ("globalaccelerator", "AWS Global Accelerator"),
    ("ec2-instance-connect", "EC2 Instance Connect"),
    ("arc-zonal-shift", "ARC zonal shift"),
];

/// Pages for people, which stand in error texts as links.
pub const PAGES: &[&str] = &["www", "docs", "hub", "console", "repost", "signin", "portal"];

impl Host {
    /// Reads a name. `None`: it is no host known to this module. `in_url`: it stands in a URL or was looked up, so that
    /// a name without a region (`sts.amazonaws.com`) is a host and not a service principal.
    pub fn read(name: &str, in_url: bool) -> Option<Self> {
        let name = plain(name);
        let labels: Vec<&str> = name.split('.').filter(|label| !label.is_empty()).collect();
        let kind = ecr(&labels).or_else(|| bucket(&name, &labels)).or_else(|| internet(&name, &labels));
        let kind = kind.or_else(|| of_aws(&name, &labels, in_url))?;
        let region = labels.iter().find_map(|label| region_in(label));
        Some(Self { name, kind, region })
    }

    /// The account whose registry it is.
    pub fn account(&self) -> Option<&str> {
        let first = self.name.split('.').next()?;
        (is_account(first) && matches!(self.kind, HostKind::Registry { .. })).then_some(first)
    }

    /// Whether it is a name of Amazon S3's.
    pub fn is_s3(&self) -> bool {
        matches!(self.kind, HostKind::LayerBucket | HostKind::PackageBucket | HostKind::Bucket)
    }

    /// Whether it ends as the names of its region's partition do; true of a name that was cut off.
    pub fn fits_its_region(&self) -> bool {
        let Some(region) = self.region.as_deref().and_then(region::find) else { return true };
        let ending = SUFFIXES.iter().find(|suffix| self.name.ends_with(*suffix));
        let of_aws_com = |ending: &str| ending.starts_with(".amazonaws.");
        ending.is_none_or(|ending| !of_aws_com(ending) || *ending == format!(".{}", region.partition.dns_suffix()))
    }
}

/// The region in a label: `us-east-2`, or the one in `prod-us-east-2-starport-layer-bucket`.
fn region_in(label: &str) -> Option<String> {
    let inner = label.strip_prefix("prod-").and_then(|rest| rest.split_once("-starport")).map_or(label, |(it, _)| it);
    looks_like_region(inner).then(|| inner.to_owned())
}

/// Whether a word has the form of a region's id, or of a zone's (`us-west-1a`), as people mistake them.
pub fn looks_like_region(word: &str) -> bool {
    let parts: Vec<&str> = word.split('-').collect();
    let [area, middle @ .., number] = parts.as_slice() else { return false };
    let letters = |part: &str| part.len() >= 2 && part.bytes().all(|byte| byte.is_ascii_lowercase());
    let digit = number.starts_with(|c: char| c.is_ascii_digit()) && number.len() <= 2;
    matches!(area.len(), 2 | 4)
        && letters(area)
        && matches!(middle.len(), 1 | 2)
        && digit
        && middle.iter().all(|part| letters(part))
}

/// ECR's own hosts. A name may be cut off at its end, and its account may be blacked out.
fn ecr(labels: &[&str]) -> Option<HostKind> {
    let at = |label: &str| labels.iter().position(|it| *it == label);
    let next = |index: usize| labels.get(index + 1).copied();
    let region = labels.iter().position(|label| looks_like_region(label));
    if at("vpce").is_some() || labels.first().is_some_and(|first| first.starts_with("vpce-")) {
        // `….us-east-1.vpce.amazonaws.com`, maybe cut off.
        let is_aws = match (at("vpce"), region) {
            (Some(vpce), _) => vpce == 0 || ends_as_aws(labels, vpce - 1),
            (None, region) => region.is_none_or(|region| labels.len() <= region + 2),
        };
        return is_aws.then_some(HostKind::OfEndpoint { ecr: at("ecr").is_some() });
    }
    if at("ecr-public").is_some_and(|index| ends_as_aws(labels, index)) || labels == ["public", "ecr", "aws"] {
        return Some(HostKind::EcrPublic);
    }
    for (fips, dkr, ecr) in [(false, "dkr-ecr", "ecr"), (true, "dkr-ecr-fips", "ecr-fips")] {
        let behind = |label: &str| at(label).filter(|index| next(*index) == Some(ecr)).map(|index| index + 1);
        if at(dkr).or_else(|| behind("dkr")).is_some_and(|index| ends_as_aws(labels, index)) {
            return Some(HostKind::Registry { fips });
        }
        if behind("api").is_some_and(|index| ends_as_aws(labels, index)) {
            return Some(HostKind::EcrApi { old: false, fips });
        }
        if labels.first() == Some(&ecr)
            && labels.get(1).is_some_and(|label| looks_like_region(label))
            && ends_as_aws(labels, 0)
        {
            let dual = labels.get(2..).is_some_and(|rest| rest.starts_with(&["api"]));
            return Some(HostKind::EcrApi { old: !dual && !fips, fips });
        }
    }
    None
}

/// S3's hosts: the bucket's name stands before `s3`, or the path has it.
fn bucket(name: &str, labels: &[&str]) -> Option<HostKind> {
    let of_s3 = |label: &str| label == "s3" || label.starts_with("s3-") || label == "s3express-control";
    if let Some(layers) = labels.iter().position(|label| label.starts_with("prod-") && label.contains("-starport")) {
        let is_s3 = labels.get(layers + 1).is_none_or(|label| of_s3(label) || labels.len() == layers + 2);
        return (is_s3 && ends_as_aws(labels, layers + 1)).then_some(HostKind::LayerBucket);
    }
    let at = labels.iter().position(|label| of_s3(label))?;
    let named = labels.first().filter(|_| at > 0).copied().unwrap_or_default();
    let packages = ["al2023-", "amazonlinux-2-repos-"].iter().any(|start| named.starts_with(start));
    let of_aws = SUFFIXES.iter().any(|suffix| name.ends_with(suffix));
    of_aws.then_some(if packages { HostKind::PackageBucket } else { HostKind::Bucket })
}

fn internet(name: &str, labels: &[&str]) -> Option<HostKind> {
    if labels.first().is_some_and(|first| PAGES.contains(first)) {
        return None;
    }
    let ends_in = |end: &str| name.strip_suffix(end).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    if ends_in("mcr.microsoft.com") {
        return Some(HostKind::Microsoft);
    }
    let known = INTERNET.iter().find(|(end, _)| ends_in(end));
    // Mirrors of Amazon Linux 2 have a name for each region.
    let mirror = labels.first() == Some(&"amazonlinux") && name.ends_with(".amazonaws.com");
    known.map(|(_, what)| HostKind::Internet(what)).or(mirror.then_some(HostKind::PackageBucket))
}

/// Any other service of AWS.
fn of_aws(name: &str, labels: &[&str], in_url: bool) -> Option<HostKind> {
    let suffix = SUFFIXES.iter().find(|suffix| name.ends_with(*suffix));
    let of_aws = suffix.map(|suffix| name.len() - suffix.len()).and_then(|end| name.get(..end));
    let region_at = labels.iter().position(|label| looks_like_region(label));
    // A name that was cut off still has its service and its region in front.
    if of_aws.is_none() && (region_at != Some(1) || !in_url || !ends_as_aws(labels, 0)) {
        return None;
    }
    let first = labels.iter().copied().find(|label| !matches!(*label, "api" | "fips" | "dualstack"))?;
    if PAGES.contains(&first) || name.contains("console.aws") || (region_at.is_none() && !in_url) {
        return None;
    }
    if let Some((_, what)) = OTHER_MATTERS.iter().find(|(label, _)| *label == first) {
        return Some(HostKind::OtherMatter(what));
    }
    // `0123456789ABCDEF….gr7.us-east-1.eks.amazonaws.com`, and shortened by people.
    let of_cluster = first.len() == 32 || labels.get(1).is_some_and(|label| label.len() == 3) && first.len() >= 8;
    if labels.contains(&"eks") && of_cluster && first.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Some(HostKind::Cluster);
    }
    if labels.starts_with(&["oidc", "eks"]) || first == "oidc-eks" {
        return Some(HostKind::Service("oidc-eks".to_owned()));
    }
    let plain = first.strip_suffix("-fips").unwrap_or(first);
    let key = match plain {
        _ if numbered(plain, "ecs-a") => "ecs-agent",
        _ if numbered(plain, "ecs-t") => "ecs-telemetry",
        "ecs-sc" => "ecs-agent",
        "kinesis" => "kinesis-streams",
        "firehose" => "kinesis-firehose",
        other => other,
    };
    let known = is_endpoint_service(key);
    known.then(|| HostKind::Service(key.to_owned()))
}

/// `ecs-a`, `ecs-a-1`.
fn numbered(label: &str, name: &str) -> bool {
    let rest = label.strip_prefix(name);
    rest.is_some_and(|rest| rest.is_empty() || rest.strip_prefix('-').is_some_and(|it| it.parse::<u32>().is_ok()))
}

#[cfg(test)]
mod tests {
    use super::{Host, HostKind, looks_like_region};

    fn kind(name: &str) -> Option<HostKind> {
        Host::read(name, true).map(|host| host.kind)
    }

    #[test]
    fn ecr_has_many_names() {
        let registry = Some(HostKind::Registry { fips: false });
        let api = |old, fips| Some(HostKind::EcrApi { old, fips });
        for name in [
            "111122223333.dkr.ecr.us-east-1.amazonaws.com",
            "111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn",
            "111122223333.dkr-ecr.us-east-1.on.aws",
            "dkr.ecr.us-east-1.amazonaws.com",
            "111122223333.dkr.ecr.us-ea",
            "***.dkr.ecr.***.amazonaws.com",
            "XXX.DKR.ECR.EU-WEST-1.AMAZONAWS.COM",
        ] {
            assert_eq!(kind(name), registry, "{name}");
        }
        assert_eq!(
            kind("111122223333.dkr.ecr-fips.us-gov-west-1.amazonaws.com"),
            Some(HostKind::Registry { fips: true })
        );
        assert_eq!(kind("api.ecr.us-east-1.amazonaws.com"), api(false, false));
        assert_eq!(kind("api.ecr...."), api(false, false));
        assert_eq!(kind("ecr.us-east-1.api.aws"), api(false, false));
        assert_eq!(kind("ecr.us-east-1.amazonaws.com"), api(true, false));
        assert_eq!(kind("ecr-fips.us-east-1.amazonaws.com"), api(false, true));
        assert_eq!(kind("api.ecr-fips.us-east-1.amazonaws.com"), api(false, true));
        assert_eq!(kind("public.ecr.aws"), Some(HostKind::EcrPublic));
        assert_eq!(kind("api.ecr-public.us-east-1.amazonaws.com"), Some(HostKind::EcrPublic));
        let of_endpoint = Some(HostKind::OfEndpoint { ecr: true });
        assert_eq!(kind("vpce-0a-b.api.ecr.us-east-1.vpce.amazonaws.com"), of_endpoint);
        assert_eq!(kind("vpce-0a-b.logs.us-east-1.vpce.amazonaws.com"), Some(HostKind::OfEndpoint { ecr: false }));
    }

    #[test]
    fn names_of_aws_end_as_such() {
        let suffixes = ["", ".amazonaws.com", ".amazonaws.com.cn", ".api.aws", ".on.aws", ".amazonaws.eu"];
        for front in [
            "api.ecr.us-east-1",
            "111122223333.dkr.ecr.us-east-1",
            "111122223333.dkr-ecr.us-east-1",
            "ecr.us-east-1",
            "api.ecr-public.us-east-1",
            "vpce-0a-b.api.ecr.us-east-1.vpce",
            "prod-us-east-1-starport-layer-bucket.s3.us-east-1",
            "prod-us-east-1-starport-layer-bucket.s3.dualstack.us-east-1",
            "logs.us-east-1",
            "my-bucket.s3.us-east-1",
        ] {
            for suffix in suffixes {
                let whole = format!("{front}{suffix}");
                for end in [".evil.example", ".cluster.local", ".com", ".amazonaws.com.evil.example"] {
                    assert_eq!(kind(&format!("{whole}{end}")), None, "{whole}{end}");
                }
                // Cut off at any byte it is what it is.
                if kind(&whole).is_some() {
                    for cut in front.len()..whole.len() {
                        assert!(kind(&whole[..cut]).is_some() || front.starts_with("my-"), "{}", &whole[..cut]);
                    }
                }
            }
        }
    }

    #[test]
    fn buckets_are_told_apart() {
        assert_eq!(
            kind("prod-us-east-1-starport-layer-bucket.s3.us-east-1.amazonaws.com"),
            Some(HostKind::LayerBucket)
        );
        assert_eq!(kind("prod-us-east-1-starport-la"), Some(HostKind::LayerBucket));
        let packages = Some(HostKind::PackageBucket);
        assert_eq!(kind("al2023-repos-us-east-1-de612dc2.s3.dualstack.us-east-1.amazonaws.com"), packages);
        assert_eq!(kind("amazonlinux-2-repos-us-east-1.s3.us-east-1.amazonaws.com"), packages);
        assert_eq!(kind("my-bucket.s3-us-west-2.amazonaws.com"), Some(HostKind::Bucket));
        assert_eq!(kind("s3.us-west-2.amazonaws.com"), Some(HostKind::Bucket));
        assert_eq!(kind("s3.example.com"), None);
    }

    #[test]
    fn services_go_by_their_endpoints() {
        let service = |key: &str| Some(HostKind::Service(key.to_owned()));
        assert_eq!(kind("logs.us-east-1.amazonaws.com"), service("logs"));
        assert_eq!(kind("ecs-a-1.us-east-1.amazonaws.com"), service("ecs-agent"));
        assert_eq!(kind("ecs-t.us-east-1.amazonaws.com"), service("ecs-telemetry"));
        assert_eq!(kind("eks-auth.us-east-1.api.aws"), service("eks-auth"));
        assert_eq!(kind("fips.eks.us-east-1.amazonaws.com"), service("eks"));
        assert_eq!(kind("oidc.eks.us-east-1.amazonaws.com"), service("oidc-eks"));
        assert_eq!(kind("sqs.us-east-1.amazonaws.com"), service("sqs"));
        assert_eq!(kind("sts.amazonaws.com"), service("sts"));
        assert_eq!(kind("secretsmanager.us-east-1.ama"), service("secretsmanager"));
        assert_eq!(kind("0123456789ABCDEF0123456789ABCDEF.gr7.us-east-1.eks.amazonaws.com"), Some(HostKind::Cluster));
        assert_eq!(kind("api.pricing.us-east-1.amazonaws.com").map(|_| ()), Some(()));
        assert_eq!(kind("docs.aws.amazon.com"), None);
        assert_eq!(kind("console.aws.amazon.com"), None);
        assert_eq!(kind("nosuchservice.us-east-1.amazonaws.com"), None);
        assert_eq!(Host::read("ecs-tasks.amazonaws.com", false), None, "a service principal");
        assert_eq!(Host::read("sts.amazonaws.com", false), None);
    }

    #[test]
    fn hosts_elsewhere_have_names() {
        for name in ["registry-1.docker.io", "quay.io", "production.cloudflare.docker.com", "europe-docker.pkg.dev"] {
            assert!(matches!(kind(name), Some(HostKind::Internet(_))), "{name}");
        }
        assert_eq!(kind("mcr.microsoft.com"), Some(HostKind::Microsoft));
        assert_eq!(kind("notquay.io"), None);
        assert_eq!(kind("example.com"), None);
        assert_eq!(kind(""), None);
    }

    #[test]
    fn regions_and_partitions_are_read() {
        let host = |name: &str| Host::read(name, true).unwrap();
        assert_eq!(host("api.ecr.us-gov-west-1.amazonaws.com").region.as_deref(), Some("us-gov-west-1"));
        assert_eq!(host("prod-eu-west-2-starport-layer-bucket.s3").region.as_deref(), Some("eu-west-2"));
        assert_eq!(host("111122223333.dkr.ecr.us-east-1.amazonaws.com").account(), Some("111122223333"));
        assert!(host("api.ecr.cn-north-1.amazonaws.com.cn").fits_its_region());
        assert!(!host("api.ecr.cn-north-1.amazonaws.com").fits_its_region());
        assert!(!host("api.ecr.us-east-1.amazonaws.com.cn").fits_its_region());
        assert!(host("api.ecr.us-ea").fits_its_region());
        assert!(looks_like_region("us-west-1a") && looks_like_region("eusc-de-east-1"));
        assert!(!looks_like_region("al2023-repos") && !looks_like_region("") && !looks_like_region("us-1"));
    }
}
