//! Input: a plan, and the block that it follows from.
//! Output: the [`Subject`] of a check: both, with what many checks need from them.
//! Never: treats something unknown as passing or as failing.

use super::Bound;
use crate::aws::{Region, Service};
use crate::diagnostic::{Diagnostic, Severity};
use crate::packets::{Far, Near};
use crate::plan::{
    Attribute, Client, EndpointService, InterfaceEndpoint, Plan, PolicyDocument, PolicyId, Property, Pseudo, Resource,
    ResourceKind, Statement, Task, Value, WayOut, WayOutKind,
};
use crate::policy::Part;
use crate::span::Span;
use crate::spec::model::Block;
use std::borrow::Cow;

/// What a rule looks at.
#[derive(Clone, Copy)]
pub struct Subject<'s> {
    /// What is derived.
    pub plan: &'s Plan,
    /// What was written; `None` of a template that ecrc did not make.
    pub block: Option<&'s Block>,
    /// How far its policies are judged.
    pub bound: &'s Bound,
}

/// Private DNS that is off.
pub(super) struct Off {
    /// Where that is said.
    pub(super) span: Option<Span>,
    /// It is said of all endpoints.
    pub(super) of_all: bool,
}

impl Subject<'_> {
    /// Where private DNS is switched off for the endpoint of a service that is to be created.
    pub(super) fn private_dns_off(&self, service: Service) -> Option<Off> {
        let (resource, _) = self.plan.endpoint(service).filter(|(_, endpoint)| endpoint.private_dns == Some(false))?;
        if self.plan.own_zones_may_serve(service) || self.serves_others() {
            return None;
        }
        let Some(block) = self.block else { return Some(Off { span: resource.span, of_all: false }) };
        let span = resource.said(Property::PrivateDnsEnabled);
        let of_all = !block.private_dns_of.iter().any(|of| of.service.value.is(service));
        Some(Off { span, of_all })
    }

    /// A finding on an endpoint that is missing: a note where calls can take another way out of the VPC, or where the
    /// endpoint may be made elsewhere, as the VPC is; nobody knows that either if the template does not show what runs.
    pub(super) fn beside_way_out(&self, service: Service, found: Diagnostic) -> Diagnostic {
        if self.block.is_none() && (self.plan.may_have_others() || !self.makes_vpc() && self.pulls_unseen().is_some()) {
            return found.weighing(Severity::Note).note("the VPC is made elsewhere, and the endpoint may be, too");
        }
        self.past_endpoint(service, found, true)
    }

    /// A finding on private DNS that is off: a note where a template shows another way out of the VPC.
    pub(super) fn beside_private_dns(&self, service: Service, found: Diagnostic) -> Diagnostic {
        if self.block.is_some() { found } else { self.past_endpoint(service, found, false) }
    }

    /// A finding on calls that do not take an endpoint here: a note where they can take another way out of the VPC; and if
    /// none `is_missing` that serves their names, where they may lead to one in another VPC.
    fn past_endpoint(&self, service: Service, found: Diagnostic, is_missing: bool) -> Diagnostic {
        let around = &self.plan.surroundings;
        let to_others =
            |subnet: Option<&Value>| self.plan.private_way(subnet).filter(|way| is_missing && !self.is_idle(way));
        let Some(way) = around.ways_out.iter().find(|way| self.is_taken(way)).or_else(|| to_others(None)) else {
            let in_vain = around.ways_out.iter().find_map(|way| {
                let words = if way.kind == WayOutKind::Detached {
                    format!("leads to {}", way.kind.over())
                } else {
                    self.is_idle(way).then(|| "no subnet takes this route".to_owned())?
                };
                Some((way.span?, words))
            });
            return match in_vain {
                Some((span, words)) => found.also(span, words),
                None => found,
            };
        };
        let mut clients = around.clients.iter().filter(|client| self.plan.may_call(client, service));
        let shut = |client| self.plan.shut_subnets(client).find(|subnet| to_others(Some(subnet)).is_none());
        if let Some((client, subnet)) = clients.find_map(|client| Some((client, shut(client)?))) {
            let words = format!("nothing leads out of `{}`, where `{}` runs", subnet.name(), client.name);
            return match client.span {
                Some(span) => found.also(span, words),
                None => found.note(words),
            };
        }
        past(way, found)
    }

    /// The endpoints of ECR to create: the registry's before the API's, those for FIPS names last.
    pub(super) fn ecr_endpoints(&self) -> impl Iterator<Item = (&Resource, &InterfaceEndpoint)> {
        let [api, dkr, fips_api, fips_dkr] = Service::ECR;
        [dkr, api, fips_dkr, fips_api].into_iter().filter_map(|service| self.plan.endpoint(service))
    }

    /// What of a pull a policy of ECR's endpoints decides: `ecr.api` gives the token, `ecr.dkr` the rest.
    pub(super) fn part_of(&self, id: &PolicyId) -> Part {
        let [api, dkr, fips_api, fips_dkr] = Service::ECR;
        let document = self.plan.policy(id);
        let carries = |services: [Service; 2]| {
            let mut endpoints = services.into_iter().filter_map(|service| self.plan.endpoint(service));
            endpoints.any(|(_, endpoint)| endpoint.policy.as_ref().and_then(|of| self.plan.policy(of)) == document)
        };
        match (carries([api, fips_api]), carries([dkr, fips_dkr])) {
            (true, false) => Part::Token,
            (false, true) => Part::Image,
            (true, true) | (false, false) => Part::Whole,
        }
    }

    /// Whether what pulls can take a way out, as far as its security groups let it: that of an internet gateway only with
    /// public addresses.
    pub(super) fn is_taken(&self, way: &WayOut) -> bool {
        self.is_taken_by(way, &self.plan.surroundings.clients.iter().collect::<Vec<_>>())
    }

    /// The same of some of what pulls.
    pub(super) fn is_taken_by(&self, way: &WayOut, clients: &[&Client]) -> bool {
        let is_shut = |client: &&Client| {
            let near = Near { subnet: None, groups: &client.security_groups };
            [Far::Internet, Far::S3].into_iter().all(|far| near.lets_out(self.plan, far) == Some(false))
        };
        // Instances that are not shown may be in any subnet.
        let is_unseen = |client: &&Client| client.presumed && client.subnets.items().is_empty();
        let mut shown = clients.iter().copied().filter(|client| !is_unseen(client)).peekable();
        let may_be_anywhere = shown.peek().is_none() || clients.iter().any(is_unseen);
        let are_public = shown.all(|client| client.public_address == Some(true))
            && (!may_be_anywhere || self.has_public_subnets_only());
        let leads_out = (way.kind.leads_out() && self.plan.nat_leads_out(way) != Some(false))
            || (way.kind == WayOutKind::Internet && are_public);
        leads_out && !self.is_idle(way) && (clients.is_empty() || !clients.iter().all(is_shut))
    }

    /// Whether no subnet takes the route table of a way: none that the template makes, all ties being known, and it ties
    /// the table to no other.
    fn is_idle(&self, way: &WayOut) -> bool {
        let plan = self.plan;
        let Some(table) = way.table.as_ref().filter(|table| plan.shows_routes_of(table)) else { return false };
        let takes = |(subnet, _): (&Resource, _)| {
            plan.table_of(&Value::Attribute(subnet.id.clone(), Attribute::Id)) == Some(table)
        };
        let may_be_tied = plan.resources.iter().any(|resource| {
            let ResourceKind::RouteTableAssociation(tie) = &resource.kind else { return false };
            tie.route_table == *table || !tie.route_table.is_known()
        });
        let shows_ties = plan.surroundings.main_table.is_some();
        self.makes_vpc() && shows_ties && plan.subnets().next().is_some() && !plan.subnets().any(takes) && !may_be_tied
    }

    /// Whether every subnet of the template has a route to an internet gateway, so that what runs there may have a public
    /// address.
    fn has_public_subnets_only(&self) -> bool {
        let is_public = |resource: &Resource| {
            let table = self.plan.table_of(&Value::Attribute(resource.id.clone(), Attribute::Id));
            let ways = &self.plan.surroundings.ways_out;
            table.is_some() && ways.iter().any(|way| way.kind == WayOutKind::Internet && way.table.as_ref() == table)
        };
        let mut subnets = self.plan.subnets().peekable();
        subnets.peek().is_some() && subnets.all(|(resource, _)| is_public(resource))
    }

    /// Whether nothing that pulls gets out of the VPC: it is of the plan, and no route leads out, or may.
    pub(super) fn is_closed(&self) -> bool {
        let around = &self.plan.surroundings;
        let are_private =
            !around.clients.is_empty() && around.clients.iter().all(|client| client.public_address == Some(false));
        let is_shut = |way: &WayOut| match way.kind {
            WayOutKind::Internet => are_private,
            WayOutKind::Detached | WayOutKind::Private => true,
            WayOutKind::Nat
            | WayOutKind::Transit
            | WayOutKind::Vpn
            | WayOutKind::Appliance
            | WayOutKind::Firewall
            | WayOutKind::Other
            | WayOutKind::Part => false,
        };
        self.makes_vpc() && around.may_route.is_none() && around.ways_out.iter().all(is_shut)
    }

    /// Whether a task does not get out of the VPC, in one of its subnets at least.
    pub(super) fn is_shut_in(&self, task: &Task) -> bool {
        let mut own = self.plan.surroundings.clients.iter().filter(|it| it.task.as_ref() == Some(&task.name));
        self.is_closed() || own.any(|client| self.plan.shut_subnets(client).next().is_some())
    }

    fn makes_vpc(&self) -> bool {
        self.plan.vpcs().next().is_some()
    }

    /// Whether something is known to pull from ECR: a template may be about something else.
    pub(super) fn pulls(&self) -> bool {
        let starts = !self.plan.surroundings.workload.launches.is_empty() && !self.all_pull_elsewhere();
        self.block.is_some() || starts || self.plan.creates_ecr_endpoint() && !self.serves_others()
    }

    /// Whether all images of what pulls are of other registries than ECR's.
    pub(super) fn pulls_elsewhere(&self, client: &Client) -> bool {
        let name = client.task.as_ref().filter(|_| !client.launch.is_eks());
        let task = name.and_then(|name| self.plan.surroundings.tasks.iter().find(|task| task.name == *name));
        task.is_some_and(|task| task.pulls_elsewhere(self.plan.region))
    }

    /// The same of all that starts, which is shown.
    pub(super) fn all_pull_elsewhere(&self) -> bool {
        let around = &self.plan.surroundings;
        let tasks = &around.tasks;
        let mut launches = around.workload.launches.iter();
        !tasks.is_empty()
            && launches.all(|launch| launch.value.is_ecs())
            && tasks.iter().all(|task| task.pulls_elsewhere(self.plan.region))
            && around.clients.iter().all(|client| self.pulls_elsewhere(client))
    }

    /// Whether the endpoints are there for other VPCs: nothing is shown to run in this one, and it runs in others of the
    /// same files, or private DNS is off, and zones of the user's own serve the names.
    /// <https://docs.aws.amazon.com/whitepapers/latest/building-scalable-secure-multi-vpc-network-infrastructure/centralized-access-to-vpc-private-endpoints.html>,
    /// read 2026-11-30.
    pub(super) fn serves_others(&self) -> bool {
        let around = &self.plan.surroundings;
        if self.block.is_some() || !around.workload.launches.is_empty() || !around.clients.is_empty() {
            return false;
        }
        let mut of_ecr = Service::ECR.iter().filter_map(|service| self.plan.endpoint(*service)).peekable();
        let is_any = of_ecr.peek().is_some();
        let are_off = is_any && of_ecr.all(|(_, endpoint)| endpoint.private_dns == Some(false));
        around.runs_elsewhere || are_off && Service::ECR.iter().any(|service| self.plan.has_own_zone(*service))
    }

    /// The endpoint of ECR that tells that images are pulled, where the template shows no launch that does.
    pub(super) fn pulls_unseen(&self) -> Option<&Resource> {
        let plan = self.plan;
        if self.block.is_some() || !plan.surroundings.workload.launches.is_empty() || self.serves_others() {
            return None;
        }
        [Service::EcrDkr, Service::EcrApi].into_iter().find_map(|service| Some(plan.endpoint(service)?.0))
    }

    /// A document, with the partition and the region written out: those of the plan are known.
    pub(super) fn policy(&self, id: &PolicyId) -> Option<Cow<'_, PolicyDocument>> {
        self.policy_in(self.plan.region, id)
    }

    /// A document, with the partition and the region written out as they are there.
    pub(super) fn policy_in(&self, region: Option<&Region>, id: &PolicyId) -> Option<Cow<'_, PolicyDocument>> {
        let document = self.plan.policy(id)?;
        if !document.values().any(leaves_region_open) {
            return Some(Cow::Borrowed(document));
        }
        Some(Cow::Owned(document.in_region(region)))
    }

    /// A statement, with the partition and the region written out.
    pub(super) fn statement(&self, statement: &Statement) -> Statement {
        statement.in_region(self.plan.region)
    }

    /// A value, with the partition and the region written out.
    pub(super) fn known(&self, value: &Value) -> Value {
        value.in_region(self.plan.region)
    }

    /// The security groups of the interface endpoints. A template may hold others, which no rule is about.
    pub(super) fn endpoint_groups(&self) -> Vec<&Value> {
        let groups = self.plan.interface_endpoints().map(|(_, endpoint)| endpoint.security_groups.items());
        groups.flatten().collect()
    }

    /// The subnets that pull: those that are known to pull, else those that carry the interface endpoints. A
    /// template may hold public ones, too.
    pub(super) fn pulling_subnets(&self) -> Vec<&Value> {
        let known = self.plan.surroundings.pulling_subnets();
        if !known.is_empty() || self.serves_others() {
            return known;
        }
        let subnets = self.plan.interface_endpoints().map(|(_, endpoint)| endpoint.subnets.items());
        subnets.flatten().collect()
    }

    /// Whether another subnet of the template than these may be the one that pulls: it is not known where tasks run.
    pub(super) fn may_pull_elsewhere(&self, these: &[&Value]) -> impl Iterator<Item = &Resource> {
        let open = self.block.is_none() && self.plan.surroundings.pulling_subnets().is_empty();
        let these: Vec<Value> = these.iter().map(|value| (*value).clone()).collect();
        self.plan.resources.iter().filter(move |resource| {
            let own = Value::Attribute(resource.id.clone(), Attribute::Id);
            open && matches!(resource.kind, ResourceKind::Subnet(_)) && !these.contains(&own)
        })
    }

    /// The names of endpoint services that a template says by hand.
    pub(super) fn named_services(&self) -> impl Iterator<Item = (&Resource, &str)> {
        self.plan.endpoints().filter_map(|(resource, service)| match service {
            EndpointService::Named(name) => Some((resource, name.as_str())),
            EndpointService::Known(_)
            | EndpointService::Abroad(_)
            | EndpointService::Like(..)
            | EndpointService::Unknown(_) => None,
        })
    }
}

/// A finding on an endpoint that calls can do without, because they take this way out.
pub(super) fn past(way: &WayOut, found: Diagnostic) -> Diagnostic {
    let found = found.weighing(Severity::Note);
    let words = if way.kind == WayOutKind::Private {
        "leads to private networks, which may have the endpoint".to_owned()
    } else {
        let calls = if way.kind == WayOutKind::Other { "calls may go out" } else { "calls go out" };
        format!("{calls} through {}", way.kind.over())
    };
    match way.span {
        Some(span) => found.also(span, words),
        None => found,
    }
}

/// Whether a value holds the partition or the region as only the deployment knows it.
fn leaves_region_open(value: &Value) -> bool {
    value.has(&|part| matches!(part, Value::Pseudo(Pseudo::Partition | Pseudo::Region)))
}
