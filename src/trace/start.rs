//! Input: a plan, and what is asked of it.
//! Output: the starts in it, each with its calls.
//! Never: judges a hop.

use super::asked::{Asked, Origin};
use super::call::{call_anywhere, to_internet};
use super::caller::{Caller, Placed, is_cached};
use super::data::{Call, Hop, HopKind, Start};
use super::errand::{Errand, errands, of_image};
use super::image::{OfEcr, Pulled};
use super::route::plain;
use super::step::Step;
use crate::aws::Ipv4Cidr;
use crate::cards;
use crate::plan::{Launch, Plan, Task, Value, once};
use crate::span::Span;

/// The starts of a plan: those of its clients, and of the launches that no client shows.
pub fn starts(plan: &Plan, asked: &Asked) -> Vec<Start> {
    let clients = &plan.surroundings.clients;
    let mut callers: Vec<Caller> = clients.iter().map(|client| Caller::of_client(plan, asked, client)).collect();
    for launch in &plan.surroundings.workload.launches {
        if !clients.iter().any(|client| client.launch == launch.value) {
            callers.extend(of_launch(plan, asked, launch.value, launch.span));
        }
    }
    let mut starts: Vec<Start> = Vec::new();
    for start in callers.iter().flat_map(of) {
        let same = |other: &&mut Start| {
            (other.launch, &other.name, &other.role) == (start.launch, &start.name, &start.role)
                && other.calls == start.calls
        };
        match starts.iter_mut().find(same) {
            Some(other) => {
                let further = start.subnets.into_iter().filter(|subnet| !other.subnets.contains(subnet));
                other.subnets.extend(further.collect::<Vec<_>>());
            }
            None => starts.push(start),
        }
    }
    starts
}

/// Who starts where no client is shown: with each task that is, in each subnet that the plan makes for it.
fn of_launch<'p>(plan: &'p Plan, asked: &'p Asked, launch: Launch, span: Span) -> Vec<Caller<'p>> {
    let around = &plan.surroundings;
    // What nodes and pods start with is none of ECS.
    let tasks: Vec<&Task> = around.tasks.iter().filter(|task| around.eks_launch_of(task).is_none()).collect();
    let mut callers = Vec::new();
    if tasks.is_empty() || !launch.is_ecs() {
        callers.push(Caller::of_launch(plan, asked, launch, None, Some(span)));
    }
    for task in tasks.into_iter().filter(|_| launch.is_ecs()) {
        let caller = Caller::of_launch(plan, asked, launch, Some(task), Some(span));
        callers.push(Caller { name: task.name.clone(), span: task.span.or(Some(span)), ..caller });
    }
    // A spec puts the endpoints into the subnets that pull.
    if asked.origin != Origin::Spec {
        return callers;
    }
    let endpoint = plan.interface_endpoints().next();
    let subnets = endpoint.map_or([].as_slice(), |(_, endpoint)| endpoint.subnets.items());
    callers.into_iter().map(|caller| Caller { subnets, ..caller }).collect()
}

/// The starts of a caller: one in each of its subnets, of those that are asked for.
fn of(caller: &Caller) -> Vec<Start> {
    let errands = sent(caller);
    let only = caller.asked.subnet.as_ref();
    let in_subnet = |subnet: Option<&Value>| {
        let calls = errands.iter().map(|(sent, to)| call(Placed { caller: sent, subnet }, to));
        let mut calls = once(calls);
        if let (Some(refused), Some(first)) = (refused(caller), calls.first_mut()) {
            *first = Call { through: None, hops: vec![refused], ..first.clone() }.judged();
        }
        Start {
            launch: caller.launch,
            name: caller.name.clone(),
            subnets: subnet.into_iter().filter(|subnet| !matches!(subnet, Value::Unknown(_))).map(plain).collect(),
            role: caller.role_name(),
            task_role: caller.task_role.as_ref().and_then(|role| caller.name_of(role)),
            off: caller.off.clone(),
            ranges: ranges(caller),
            calls,
            span: caller.span,
        }
    };
    if caller.subnets.is_empty() && only.is_none() {
        return vec![in_subnet(None)];
    }
    let is_asked = |subnet: &&Value| only.is_none_or(|only| plain(subnet) == *only);
    caller.subnets.iter().filter(is_asked).map(|subnet| in_subnet(Some(subnet))).collect()
}

/// The ranges of the VPC, if the files show all of them.
fn ranges(caller: &Caller) -> Vec<Ipv4Cidr> {
    if !caller.makes_vpc() || caller.plan.surroundings.has_more_blocks {
        return Vec::new();
    }
    let ranges = caller.plan.vpcs().map(|(_, vpc)| Ipv4Cidr::canonical(vpc.cidr.as_literal()?));
    ranges.collect::<Option<_>>().unwrap_or_default()
}

/// Whom a call is to.
enum To {
    /// The service of its step.
    Service,
    /// It is not known whom, or whether it is made; why.
    Open(String),
    /// A registry on the internet.
    Internet(String),
    /// A registry that may be anywhere.
    Anywhere(String),
}

/// The calls of a start, in their order: those for its image, for further images, and for what else it uses.
fn sent<'p>(caller: &Caller<'p>) -> Vec<(Caller<'p>, To)> {
    let errands = errands(caller.launch, &caller.uses);
    let is_of_image = |errand: &Errand| errand.step.is_of_image();
    let of_images = errands.iter().rposition(is_of_image).map_or(0, |last| last + 1);
    let to = |errand: Errand| {
        let to = errand.open.clone().map_or(To::Service, To::Open);
        (caller.sent(errand), to)
    };
    let is_made = |errand: &Errand| caller.pulls != Some(false) || !is_of_image(errand);
    let mut errands = errands.into_iter();
    let mut sent: Vec<(Caller, To)> = errands.by_ref().take(of_images).filter(is_made).map(to).collect();
    sent.extend(caller.others.iter().flat_map(|other| of_other(caller, other)));
    sent.extend(errands.filter(is_made).map(to));
    sent
}

fn call(caller: Placed, to: &To) -> Call {
    let step = caller.errand.step;
    match to {
        To::Service => call_anywhere(&caller, step),
        To::Open(why) => {
            let mut call = Call::to(step, step.host(caller.region_of(step), caller.account()));
            call.hops.push(Hop::unknown(HopKind::Name, why));
            call.judged()
        }
        To::Internet(host) => {
            let mut call = Call::to(step, host.clone());
            to_internet(&caller, &mut call, None, "public addresses of another registry");
            call.judged()
        }
        To::Anywhere(host) => {
            let mut call = Call::to(step, host.clone());
            let why = format!("`{host}` may be a registry of your own, in the VPC or reachable from it");
            call.hops.push(Hop::unknown(HopKind::Name, why));
            call.judged()
        }
    }
}

/// The hop at which ECS refuses to start anything: Fargate has no such platform version.
fn refused(caller: &Caller) -> Option<Hop> {
    let Launch::Fargate { version, os } = caller.launch else { return None };
    if version.is_listed(os) {
        return None;
    }
    let why = format!("Fargate on {os} has no platform version `{version}`");
    let launches = &caller.plan.surroundings.workload.launches;
    let said = launches.iter().find(|launch| launch.value == caller.launch).map(|launch| launch.span);
    let hop = Hop::stops(HopKind::Launch, &cards::PLATFORM_VERSION_UNKNOWN, why);
    Some(hop.at(said.or(caller.span)).help("write a platform version that AWS lists"))
}

/// The calls for a further image: of a private repository as for the first, of another registry to its host.
fn of_other<'p>(caller: &Caller<'p>, other: &Pulled) -> Vec<(Caller<'p>, To)> {
    match other {
        Pulled::OfEcr(OfEcr { image, region, arn, open }) => {
            let upstream = image.as_ref().is_some_and(|image| is_cached(caller.plan, image));
            let of = Caller {
                image: image.clone(),
                image_region: *region,
                image_arn: arn.clone(),
                image_open: open.clone(),
                ..caller.clone()
            };
            let steps = [Step::Token].into_iter().chain(of_image(upstream));
            steps.map(|step| (of.sent(step.into()), To::Service)).collect()
        }
        Pulled::Internet(host) => vec![(caller.sent(Step::Manifest.into()), To::Internet(host.clone()))],
        Pulled::Anywhere(host) => vec![(caller.sent(Step::Manifest.into()), To::Anywhere(host.clone()))],
    }
}
