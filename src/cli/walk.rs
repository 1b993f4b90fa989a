//! Input: a start that was traced, and its plan.
//! Output: the start as pictures show it.
//! Never: judges a call.

use super::trace::text::{answer, title};
use ecrc::picture::{Call, Network, Passage, Side, Through, Walk, service_title};
use ecrc::plan::{Plan, logical_id};
use ecrc::trace::{self, HopKind, Start, Verdict};

/// The start of a plan, for its picture.
fn of(plan: &Plan, start: &Start) -> Walk {
    Walk {
        title: title(start),
        answer: answer(start),
        who: [start.name.clone(), start.launch.who().into_owned()],
        passage: passage(start.verdict()),
        calls: start.calls.iter().map(|call| self::call(plan, call)).collect(),
    }
}

/// A picture for each start; the same without one, if nothing starts.
pub fn on(network: Network, plan: &Plan, starts: &[Start]) -> Vec<Network> {
    if starts.is_empty() {
        return vec![network];
    }
    starts.iter().map(|start| network.clone().with(of(plan, start))).collect()
}

fn passage(verdict: Verdict) -> Passage {
    match verdict {
        Verdict::Passes => Passage::Passes,
        Verdict::Stops => Passage::Stops,
        Verdict::Unknown => Passage::Unknown,
    }
}

fn call(plan: &Plan, call: &trace::Call) -> Call {
    let through = through(plan, call);
    let deciding = |hop: &&trace::Hop| hop.verdict == call.verdict && hop.verdict != Verdict::Passes;
    let hops: Vec<&trace::Hop> = call.hops.iter().filter(deciding).collect();
    let side = match call.stop().map(|hop| hop.kind) {
        // Nothing leads out: it gets as far as the edge of the VPC.
        Some(HopKind::Route) if through == Through::Nothing => Side::Behind,
        Some(HopKind::Launch | HopKind::Name | HopKind::Route | HopKind::Ports) | None => Side::Before,
        Some(
            HopKind::EndpointPolicy
            | HopKind::RolePolicy
            | HopKind::RoleTrust
            | HopKind::Partition
            | HopKind::RepositoryPolicy
            | HopKind::SecretPolicy
            | HopKind::Key
            | HopKind::KeyPolicy
            | HopKind::NoRole,
        ) => Side::Behind,
    };
    let mut why: Vec<String> = Vec::new();
    for hop in &hops {
        if !why.contains(&hop.why) {
            why.push(hop.why.clone());
        }
    }
    Call {
        name: call.step.name().to_owned(),
        host: call.host.clone(),
        service: call.step.service().map_or_else(|| call.host.clone(), |service| service.name().to_owned()),
        beyond: call.step.service().map_or_else(|| "the internet".to_owned(), |it| service_title(it).to_owned()),
        through,
        passage: passage(call.verdict),
        side,
        code: call.stop().and_then(|hop| hop.rule).map(|rule| rule.code.to_string()),
        why,
    }
}

/// What it goes through, by the name that the trace has for it.
fn through(plan: &Plan, call: &trace::Call) -> Through {
    let Some(name) = &call.through else { return Through::Nothing };
    let mut endpoints = plan.endpoints().map(|(resource, _)| &resource.id);
    if let Some(id) = endpoints.find(|id| logical_id(id) == *name) {
        return Through::Endpoint(id.clone());
    }
    let mut ways = plan.surroundings.ways_out.iter().map(|way| way.kind);
    ways.find(|kind| kind.over() == name).map_or_else(|| Through::Other(name.clone()), Through::WayOut)
}
