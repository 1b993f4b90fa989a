//! Input: what AWS says of the hosted zones, Resolver rules and Route 53 profiles of a VPC.
//! Output: who answers in it for names of AWS, beside its endpoints.
//! Never: takes an answer that no file holds for one that says nothing.

use super::here::Here;
use super::printed::Kind;
use super::words::{items, text};
use crate::document::Node;
use crate::plan::{Plan, ResolverRule, Value};
use crate::span::Span;

/// What the ids of rules begin with that AWS makes for every VPC.
const OF_AWS: &str = "rslvr-autodefined-";

/// Adds who answers. Zones that a profile ties to the VPC are not among its own:
/// <https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListHostedZonesByVPC.html>, read 2026-11-30.
pub(super) fn read(here: &Here, plan: &mut Plan) {
    let answers = here.printed.of(Kind::HostedZones).filter(|answer| is_of(here, answer, "VpcId"));
    let zones = answers.flat_map(|answer| items(answer, "HostedZoneSummaries")).filter(|zone| is_own(zone));
    let named = |zone: &Node| -> Option<(Value, Span)> {
        let name = zone.get("Name")?;
        Some((Value::literal(name.text()?.to_owned()), name.span))
    };
    plan.add_own_zones(&zones.filter_map(named).collect::<Vec<_>>());
    plan.surroundings.resolver_rules = rules(here);
    let whole = [Kind::HostedZones, Kind::RuleAssociations, Kind::Profiles];
    let has_profile = here.printed.of(Kind::Profiles).any(|profile| text(profile, "ResourceId") == Some(here.id));
    let may_forward = plan.surroundings.resolver_rules.iter().any(|rule| rule.may_forward_all(here.region));
    plan.surroundings.shows_names =
        whole.into_iter().all(|kind| here.printed.is_whole(kind)) && !has_profile && !may_forward;
}

/// Whether an answer is about this VPC: the zones' own does not name it, which is fine if there is no other.
fn is_of(here: &Here, answer: &Node, key: &str) -> bool {
    text(answer, key).map_or(here.is_only, |of| of == here.id)
}

/// Whether a zone is the user's own: services of AWS keep some, as for the private DNS of endpoints.
fn is_own(zone: &Node) -> bool {
    zone.get("Owner").is_none_or(|owner| owner.get("OwningService").is_none())
}

fn rules(here: &Here) -> Vec<ResolverRule> {
    let associations = here.printed.of(Kind::RuleAssociations).filter(|it| text(it, "VPCId") == Some(here.id));
    let works = |it: &&Node| !matches!(text(it, "Status"), Some("FAILED" | "DELETING"));
    let rule = |association: &Node| {
        let id = association.get("ResolverRuleId")?;
        let named = id.text().filter(|id| !id.starts_with(OF_AWS))?;
        let rule = here.printed.of(Kind::ResolverRules).find(|rule| text(rule, "Id") == Some(named));
        let domain = rule.and_then(|rule| rule.get("DomainName"));
        let forwards = rule.and_then(|rule| text(rule, "RuleType")).is_none_or(ResolverRule::is_forwarding);
        Some(ResolverRule::new(domain.and_then(Node::text), forwards, Some(domain.map_or(id.span, |it| it.span))))
    };
    associations.filter(works).filter_map(rule).collect()
}
