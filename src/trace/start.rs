//! Input: a plan, and what is asked of it.
//! Output: the starts in it, each with its calls.
//! Never: judges a hop.

use super::asked::{Asked, Origin};
use super::call::{call_anywhere, is_of_image, to_internet};
use super::caller::{Caller, is_cached};
use super::data::{Call, Hop, HopKind, Start};
use super::errand::{Errand, errands, of_image};
use super::image::{OfEcr, Pulled};
use super::route::plain;
use super::step::Step;
use crate::cards;
use crate::plan::{Launch, Plan, Task, once};
use crate::span::Span;

/// The starts of a plan: those of its clients, and of the launches that no client shows.
pub fn starts(plan: &Plan, asked: &Asked) -> Vec<Start> {
    let clients = &plan.surroundings.clients;
    let mut callers: Vec<Caller> = Vec::new();
    for client in clients {
        callers.extend(Caller::of_client(plan, asked, client));
    }
    for launch in &plan.surroundings.workload.launches {
        if !clients.iter().any(|client| client.launch == launch.value) {
            callers.extend(of_launch(plan, asked, launch.value, launch.span));
        }
    }
    if let Some(subnet) = &asked.subnet {
        let is_there = |caller: &Caller| caller.subnet.as_ref().is_some_and(|it| plain(it) == *subnet);
        callers.retain(is_there);
    }
    let mut starts: Vec<Start> = Vec::new();
    for caller in &callers {
        let start = start(caller);
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
    if subnets.is_empty() {
        return callers;
    }
    let in_each = |caller: Caller<'p>| {
        subnets.iter().map(move |subnet| Caller { subnet: Some(subnet.clone()), ..caller.clone() }).collect::<Vec<_>>()
    };
    callers.into_iter().flat_map(in_each).collect()
}

fn start(caller: &Caller) -> Start {
    let errands = errands(caller.launch, &caller.uses);
    let is_of_image = |errand: &Errand| is_of_image(errand.step);
    let of_images = errands.iter().rposition(is_of_image).map_or(0, |last| last + 1);
    let (images, after) = errands.split_at(of_images);
    let run = |errand: &Errand| {
        let sent = Caller { errand: errand.clone(), span: errand.span.or(caller.span), ..caller.clone() };
        match &errand.open {
            Some(why) => open(&sent, errand.step, why),
            None => call_anywhere(&sent, errand.step),
        }
    };
    let asked = |errands: &[Errand]| -> Vec<Call> {
        errands.iter().filter(|errand| caller.pulls || !is_of_image(errand)).map(run).collect()
    };
    let further = caller.others.iter().flat_map(|other| of_other(caller, other));
    let mut calls = once(asked(images).into_iter().chain(further).chain(asked(after)));
    if let (Some(refused), Some(first)) = (refused(caller), calls.first_mut()) {
        *first = Call { through: None, hops: vec![refused], ..first.clone() }.judged();
    }
    Start {
        launch: caller.launch,
        name: caller.name.clone(),
        subnets: caller.subnet.iter().map(plain).collect(),
        role: caller.role_name(),
        task_role: caller.task_role.as_ref().and_then(|role| caller.name_of(role)),
        off: caller.off.clone(),
        calls,
        span: caller.span,
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
fn of_other(caller: &Caller, other: &Pulled) -> Vec<Call> {
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
            [Step::Token].into_iter().chain(of_image(upstream)).map(|step| call_anywhere(&of, step)).collect()
        }
        Pulled::Internet(host) => {
            let mut call = Call::to(Step::Manifest, host.clone());
            to_internet(caller, &mut call, None, "public addresses of another registry");
            vec![call.judged()]
        }
        Pulled::Anywhere(host) => {
            let mut call = Call::to(Step::Manifest, host.clone());
            let why = format!("`{host}` may be a registry of your own, in the VPC or reachable from it");
            call.hops.push(Hop::unknown(HopKind::Name, why));
            vec![call.judged()]
        }
    }
}

/// A call of which it is not known whom it calls, or whether it is made.
fn open(caller: &Caller, step: Step, why: &str) -> Call {
    let mut call = Call::to(step, step.host(caller.region_of(step), caller.account()));
    call.hops.push(Hop::unknown(HopKind::Name, why));
    call.judged()
}
