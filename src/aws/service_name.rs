//! Input: the whole name of an endpoint service, as a spec or a template says it.
//! Output: the name, well-formed; and what is wrong with it in a region.
//! Never: claims that a name is wrong because no list has it.

use super::endpoint_services::is_listed;
use super::malformed::Malformed;
use super::region::Region;
use super::service::Service;
use crate::suggest::closest;
use std::fmt;

/// The whole name of an endpoint service, `com.amazonaws.vpce.us-east-2.vpce-svc-0123456789abcdef0`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceName(String);

/// What the id of an endpoint service that somebody keeps begins with.
pub const OWN: &str = "vpce-svc-";

impl ServiceName {
    /// The name that stands in `text`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let is_sound =
            |part: &str| !part.is_empty() && part.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
        let is_part = |part: &str| part.split('-').all(is_sound);
        if text.len() > 255 || text.split('.').count() < 3 || !text.split('.').all(is_part) {
            let fault = Malformed::new(format!("`{text}` is not the whole name of an endpoint service"));
            return Err(fault.labeled("lower-case parts between dots, as AWS lists it"));
        }
        if let Some(id) = text.split('.').find_map(|part| part.strip_prefix(OWN)) {
            let digits = id.bytes().all(|c| c.is_ascii_digit() || (b'a'..=b'f').contains(&c));
            if !digits || !matches!(id.len(), 8 | 17) {
                let fault = Malformed::new(format!("`{OWN}{id}` is not the ID of an endpoint service"));
                return Err(fault.labeled("8 or 17 hexadecimal digits are expected"));
            }
        }
        Ok(Self(text.to_owned()))
    }

    /// The key that ends the name of a service of AWS, which no list has: `newservice.api`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse_key(key: &str) -> Result<String, Malformed> {
        let fault = Malformed::new(format!("`{key}` is not the key of an endpoint service"));
        let fault = fault.labeled("lower-case parts between dots, as AWS lists it");
        Self::parse(&format!("com.amazonaws.us-east-1.{key}")).map(|_| key.to_owned()).map_err(|_| fault)
    }

    /// Its characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The ID of the endpoint service, `vpce-svc-0123456789abcdef0`, if somebody else than AWS keeps it.
    pub fn own_id(&self) -> Option<&str> {
        self.0.split('.').find(|part| part.starts_with(OWN))
    }

    /// The name of a service that somebody keeps in a region, by its ID; `None` in a partition whose names AWS's pages do
    /// not show (AWS CDK API reference, `IVpcEndpointService.VpcEndpointServiceName`, read 2026-11-30).
    pub fn of_own_id(id: &str, region: &Region) -> Option<Self> {
        let is_shown = region.partition.id() == "aws";
        is_shown.then(|| Self(format!("com.amazonaws.vpce.{}.{id}", region.id)))
    }

    /// What is meant in a region by a name that belongs to another one.
    pub fn meant_in(&self, region: &Region) -> Option<Meant> {
        let other = self.other_region(region)?;
        Some(match self.own_id() {
            Some(_) => Meant::OfProvider,
            None => Meant::Name(self.0.replace(other.id, region.id)),
        })
    }

    /// The region in it, where it is another than this one.
    pub fn other_region(&self, region: &Region) -> Option<&'static Region> {
        self.0.split('.').find_map(super::region::find).filter(|of| of.id != region.id)
    }
}

impl fmt::Display for ServiceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is meant by the name of an endpoint service that belongs to another region or partition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meant {
    /// This name.
    Name(String),
    /// Another service of somebody, which has its own ID.
    OfProvider,
}

/// What stands in a name for the region, if nothing says which one it is.
pub const OPEN_REGION: &str = "REGION";

/// What is wrong with the name of an endpoint service, in a template that says it by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameFault {
    /// It is of another region, or has the prefix of another partition.
    Elsewhere {
        /// The service.
        service: Service,
        /// Its name in the region at hand.
        expected: String,
    },
    /// There is no such endpoint service.
    NoSuchService {
        /// The one that was likely meant.
        service: Service,
        /// Its name.
        meant: String,
    },
    /// It has `${…}` in it, which nothing replaced.
    Unreplaced {
        /// The one that was meant, with its name, if the rest tells.
        meant: Option<(Service, String)>,
    },
}

impl NameFault {
    /// The service that was meant, and its name.
    pub fn meant(self) -> Option<(Service, String)> {
        match self {
            NameFault::Elsewhere { service, expected: meant } | NameFault::NoSuchService { service, meant } => {
                Some((service, meant))
            }
            NameFault::Unreplaced { meant } => meant,
        }
    }
}

/// Keys that people look for under other names.
const SYNONYMS: &[(&str, &str)] = &[
    ("apigateway", "execute-api"),
    ("api_gateway", "execute-api"),
    ("cloudwatch", "monitoring"),
    ("cloud_watch", "monitoring"),
    ("cloudwatch-logs", "logs"),
    ("cognito", "cognito-idp"),
    ("ecr", "ecr.dkr"),
    ("efs", "elasticfilesystem"),
    ("elb", "elasticloadbalancing"),
    ("eventbridge", "events"),
    ("firehose", "kinesis-firehose"),
    ("guardduty-agent", "guardduty-data"),
    ("kinesis", "kinesis-streams"),
    ("s3-gateway", "s3"),
    ("secrets", "secretsmanager"),
    ("ses", "email-smtp"),
    ("stepfunctions", "states"),
    ("step-functions", "states"),
];

/// The key of what people call otherwise.
pub fn synonym(word: &str) -> Option<&'static str> {
    let lower = word.to_ascii_lowercase();
    SYNONYMS.iter().find(|(other, _)| *other == lower).map(|(_, key)| *key)
}

/// Whether the name of a service of AWS, in any region, is on no list of AWS.
pub fn is_unlisted(name: &str) -> bool {
    let Some(rest) = name.strip_prefix("cn.").unwrap_or(name).strip_prefix("com.amazonaws.") else { return false };
    let Some((region, service)) = rest.split_once('.') else { return true };
    region != "vpce" && Service::parse(service).is_none() && !is_listed(service)
}

/// What is wrong with the name of an endpoint service in a region, or in whichever it names, if that is not known; `None`
/// where nothing is known to be.
///
/// Beside the services here AWS has hundreds of others, and new ones come: a name is judged only where it is one of
/// those here, or on no list and near to one of them (`ecr_api`, `ecs.agent`, `ecr`).
pub fn name_fault(name: &str, region: Option<&Region>) -> Option<NameFault> {
    let unreplaced = name.split_once("${").and_then(|(before, rest)| Some((before, rest.split_once('}')?.1)));
    if let Some((before, behind)) = unreplaced {
        let service = behind.strip_prefix('.').filter(|_| before.ends_with("com.amazonaws."));
        let meant = service.and_then(|service| Service::parse(service).or_else(|| misspelt(service)));
        return Some(NameFault::Unreplaced { meant: meant.map(|meant| (meant, named(meant, region))) });
    }
    let (of, service) = parts(name)?;
    let here = region.or(of);
    let is_usual = ["com.amazonaws.", "cn.com.amazonaws."].iter().any(|prefix| name.starts_with(prefix));
    match Service::parse(service) {
        None => {
            // Services of other prefixes, such as `aws.sagemaker.us-east-1.studio`, have keys of their own.
            let service = misspelt(service).filter(|_| is_usual)?;
            Some(NameFault::NoSuchService { service, meant: named(service, here) })
        }
        Some(service) if !is_usual => Some(NameFault::NoSuchService { service, meant: named(service, here) }),
        // China has S3 under both prefixes: one as a gateway, one as an interface.
        Some(Service::S3) if of.map(|of| of.id) == here.map(|here| here.id) => None,
        Some(service) => {
            let expected = named(service, here);
            (here.is_some() && name != expected).then_some(NameFault::Elsewhere { service, expected })
        }
    }
}

/// The region in a name, if it is one, and the key of the service behind it.
fn parts(name: &str) -> Option<(Option<&'static Region>, &str)> {
    let behind = |id: &str| name.get(name.find(&format!("{id}."))? + id.len() + 1..);
    let mut of_regions = Region::all().iter().filter_map(|of| Some((Some(of), behind(of.id)?)));
    of_regions.next().or_else(|| Some((None, behind(OPEN_REGION)?)))
}

/// The service that was likely meant by a key that no list has.
fn misspelt(key: &str) -> Option<Service> {
    if is_listed(key) {
        return None;
    }
    let plain = |text: &str| text.replace(['.', '-', '_'], "");
    let misspelt = Service::ALL.iter().copied().find(|known| plain(known.name()) == plain(key));
    let of_ecr = key == "ecr" || key.starts_with("ecr.") || key.starts_with("ecr_");
    let of_ecr = of_ecr.then_some(if key.contains("api") { Service::EcrApi } else { Service::EcrDkr });
    let near = || closest(key, Service::ALL.iter().map(|service| service.name())).and_then(Service::parse);
    let called = || synonym(key).and_then(Service::find);
    misspelt.or(of_ecr).or_else(called).or_else(near)
}

/// The name of a service in a region; in one that is not known, as most partitions have it.
fn named(service: Service, region: Option<&Region>) -> String {
    let open = || format!("com.amazonaws.{OPEN_REGION}.{}", service.name());
    region.map_or_else(open, |region| service.endpoint_service_name(region))
}

#[cfg(test)]
mod tests {
    use super::{NameFault, ServiceName, name_fault};
    use crate::aws::region::find;

    #[test]
    fn whole_names_are_read() {
        let own = ServiceName::parse("com.amazonaws.vpce.us-east-2.vpce-svc-0123456789abcdef0").unwrap();
        assert_eq!(own.own_id(), Some("vpce-svc-0123456789abcdef0"));
        assert_eq!(own.other_region(find("us-east-2").unwrap()), None);
        assert_eq!(own.other_region(find("us-east-1").unwrap()).map(|region| region.id), Some("us-east-2"));
        assert_eq!(ServiceName::parse("com.amazonaws.iam").unwrap().own_id(), None);
        for wrong in [
            "",
            "sqs",
            "com.amazonaws",
            "com..sqs",
            "com.amazonaws.US-EAST-2.sqs",
            "com.amazonaws.a b.sqs",
            "com.amazonaws.-sqs",
        ] {
            assert!(ServiceName::parse(wrong).is_err(), "{wrong}");
        }
        assert!(ServiceName::parse("com.amazonaws.vpce.us-east-2.vpce-svc-012345678").is_err());
        assert!(ServiceName::parse("com.amazonaws.vpce.us-east-2.vpce-svc-0123456789abcdefg").is_err());
    }

    #[test]
    fn names_of_templates_are_judged() {
        // `elsewhere` or `none`, and the name that was meant.
        let fault = |name: &str, region: &str| {
            let fault = name_fault(name, find(region))?;
            let is_elsewhere = matches!(fault, NameFault::Elsewhere { .. });
            Some((is_elsewhere, fault.meant().unwrap().1))
        };
        let elsewhere = |expected: &str| Some((true, expected.to_owned()));
        let meant = |meant: &str| Some((false, meant.to_owned()));
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
        assert_eq!(fault("aws.sagemaker.us-east-2.studio", "us-east-2"), None);
        assert_eq!(fault("aws.amazonaws.us-east-2.ecr.dkr", "us-east-2"), meant("com.amazonaws.us-east-2.ecr.dkr"));
        // No region has it, or the text that stands for one is none.
        assert_eq!(fault("com.amazonaws.REGION.ecr.dkr", ""), None);
        assert_eq!(fault("com.amazonaws.REGION.ecr-dkr", ""), meant("com.amazonaws.REGION.ecr.dkr"));
        assert_eq!(fault("com.amazonaws.us-east-2.ecr.dkr", ""), None);
        assert_eq!(fault("com.amazonaws.us-east-2.ecr-dkr", ""), meant("com.amazonaws.us-east-2.ecr.dkr"));
        assert_eq!(fault("com.amazonaws.${AWS::Region}.ecr.dkr", ""), meant("com.amazonaws.REGION.ecr.dkr"));
        assert_eq!(fault("com.amazonaws.${AWS::Region}.s3", "us-east-2"), meant("com.amazonaws.us-east-2.s3"));
        let unknown = name_fault("com.amazonaws.${AWS::Region}.${Service}", None);
        assert_eq!(unknown, Some(NameFault::Unreplaced { meant: None }));
    }
}
