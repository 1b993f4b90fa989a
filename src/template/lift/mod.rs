//! Input: what templates make, [`Evaluated`], and where it is deployed.
//! Output: a [`World`] for each VPC in it: a plan of what is in the VPC and of what surrounds that.
//! Never: takes what is not known for something; a value that is not known says why.

mod acls;
mod attached;
mod batch;
mod beyond;
mod called;
mod dns;
mod egress;
mod endpoint;
mod express;
mod family;
mod groups;
mod ids;
mod instances;
mod kubernetes;
mod launches;
mod network;
mod peers;
mod policy;
mod prefix_lists;
mod reading;
mod region;
mod repositories;
mod resolver;
mod role_attachments;
mod roles;
mod routes;
mod same;
mod schedules;
mod secret_keys;
mod secret_policies;
mod secrets;
mod service;
mod state_machines;
mod surroundings;
mod tasks;
mod unread;
mod user_data;
mod vpcs;
mod with_vpc;
mod workload;
mod zones;

use super::evaluated::Evaluated;
use crate::plan::{Ingress, Plan, ResourceId, ResourceKind, Value, World};
use reading::Reading;

/// A plan for each VPC that something of the template is in, in the order in which the template comes to them. All are in
/// the region that is asked for.
pub fn lift(evaluated: &Evaluated, asked: Option<&str>) -> Vec<World> {
    let whole = Reading::of(evaluated, region::region_of(evaluated, asked));
    let vpcs = vpcs::of(&whole);
    let worlds = vpcs.iter().map(|vpc| {
        let region = whole.region.filter(|_| asked.is_some()).or_else(|| region::of_vpc(&whole, vpc)).or(whole.region);
        let reading = Reading::of(evaluated, region);
        let mut plan = Plan {
            region,
            vpc: vpc.value.clone(),
            resources: Vec::new(),
            policies: Vec::new(),
            outputs: Vec::new(),
            tags: Vec::new(),
            name: None,
            surroundings: surroundings::of(&reading, vpc),
        };
        network::lift(&reading, vpc, &mut plan);
        groups::lift(&reading, &mut plan);
        endpoint::lift(&reading, vpc, &mut plan);
        roles::lift(&reading, &mut plan);
        role_attachments::lift(&reading, &mut plan);
        egress::lift(&reading, &mut plan);
        acls::lift(&reading, &mut plan);
        dns::lift(&reading, vpc, &mut plan);
        zones::lift(&reading, vpc, &mut plan);
        resolver::lift(&reading, vpc, &mut plan);
        routes::add_unrouted(&reading, vpc, &mut plan);
        let plan = without_strays(plan);
        World { name: vpc.name.clone(), beyond: beyond::of(&reading, &plan), plan, span: vpc.span }
    });
    worlds.collect()
}

/// Without the security groups of other VPCs, and their rules.
fn without_strays(mut plan: Plan) -> Plan {
    let mut strays: Vec<ResourceId> = Vec::new();
    for resource in &plan.resources {
        if let ResourceKind::SecurityGroup(group) = &resource.kind
            && !reading::may_be_one(&group.vpc, &plan.vpc)
        {
            strays.push(resource.id.clone());
        }
    }
    plan.resources.retain(|resource| {
        let of = if let ResourceKind::Ingress(Ingress { group: Value::Attribute(id, _), .. }) = &resource.kind {
            id
        } else {
            &resource.id
        };
        !strays.contains(of)
    });
    plan
}
