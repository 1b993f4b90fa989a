//! Input: the Resolver rules of a VPC.
//! Output: which of them answers for the name of a service, in place of an endpoint or of a hosted zone.
//! Never: takes a rule of more names for one that is meant for this one.

use super::{Plan, ResolverRule};
use crate::aws::Service;

impl Plan {
    /// The Resolver rule that leads a service's names, or some of them, to other DNS servers. It wins over private DNS of an
    /// endpoint, and over a hosted zone of the same name; those of more names lose.
    /// <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html>, read 2026-11-30.
    pub fn forward(&self, service: Service) -> Option<&ResolverRule> {
        let region = self.region?;
        let is_meant = |rule: &&ResolverRule| {
            let Some(domain) = rule.domain.as_deref() else { return false };
            let is_below = |name: &str, zone: &str| name.strip_suffix(zone).is_some_and(|before| before.ends_with('.'));
            let names = service.private_dns_names(region);
            match service {
                // No endpoint has the name of the bucket with ECR's layers.
                Service::S3 => {
                    let (host, zone) =
                        (region.layer_host(), format!("s3.{}.{}", region.id, region.partition.dns_suffix()));
                    (host == domain || is_below(&host, domain)) && domain.len() >= zone.len()
                }
                Service::EcrDkr => names.iter().any(|name| domain == name || is_below(domain, name)),
                _ => names.iter().any(|name| domain == name),
            }
        };
        let meant = self.surroundings.resolver_rules.iter().filter(is_meant);
        // Of several the most specific one answers.
        meant.max_by_key(|rule| rule.domain.as_ref().map_or(0, String::len)).filter(|rule| rule.forwards)
    }
}
