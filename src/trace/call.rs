//! Input: who starts where, and a call of the start.
//! Output: the call, hop by hop, and what becomes of it.
//! Never: goes on past the hop that stops it, unless it is known to arrive.

use super::answers::Via;
use super::asked::Origin;
use super::caller::{Caller, Placed, UNKNOWN_ACCOUNT};
use super::data::{Call, Hop, HopKind, Verdict};
use super::key::of_key;
use super::name::{Answer, of_rule, of_zone, resolve, resolve_public};
use super::policies;
use super::ports;
use super::repository::of_repository;
use super::route::{self, ToS3};
use super::secret::of_secret;
use super::step::{As, Step};
use crate::aws::{Service, registries};
use crate::cards;
use crate::diagnostic::Rule;
use crate::packets::Far;
use crate::plan::{
    Attribute, CalledRegion, EndpointService, EnvFile, Launch, Outlet, Resource, ResourceKind, Value, WayOut,
    logical_id,
};

/// One call. Where it is not known in which of the subnets of a VPC it is made, and it comes to the same in all of them,
/// that becomes of it.
pub(super) fn call_anywhere(caller: &Placed, step: Step) -> Call {
    let somewhere = call(caller, step);
    if caller.subnet.is_some() || somewhere.verdict != Verdict::Unknown || !caller.makes_vpc() {
        return somewhere;
    }
    let subnets = caller.plan.resources.iter().filter(|resource| matches!(resource.kind, ResourceKind::Subnet(_)));
    let mut calls = subnets.map(|resource| {
        let subnet = Value::Attribute(resource.id.clone(), Attribute::Id);
        call(&Placed { subnet: Some(&subnet), ..*caller }, step)
    });
    let first = calls.next();
    first.filter(|first| calls.all(|other| other == *first)).unwrap_or(somewhere)
}

/// One call, hop by hop.
fn call(caller: &Placed, step: Step) -> Call {
    let region = caller.region_of(step);
    let account = match (step, region.and_then(|region| registries::find(region.id))) {
        (Step::AddOns, Some(known)) => known.eks_add_ons,
        (Step::AddOns, None) => UNKNOWN_ACCOUNT,
        _ => caller.account(),
    };
    let mut call = Call::to(step, step.host(region, account));
    if let Some(bucket) = caller.errand.file.as_ref().map(EnvFile::bucket) {
        let suffix = region.map_or("amazonaws.com", |region| region.partition.dns_suffix());
        call.host =
            format!("{}.s3.{}.{suffix}", bucket.unwrap_or("BUCKET"), region.map_or("REGION", |region| region.id));
    }
    let is_to_registry = matches!(step, Step::Manifest | Step::Upstream | Step::LayerUrl);
    match &caller.image {
        // Dual-stack and FIPS names have endpoints or names of their own.
        Some(image) if image.host != call.host && is_to_registry => {
            call.host.clone_from(&image.host);
            let why = format!("ecrc does not know whether an endpoint here serves `{}`", image.host);
            call.hops.push(Hop::unknown(HopKind::Name, why));
        }
        Some(_) | None => {
            let open = caller.image_open.iter().filter(|_| is_to_registry);
            call.hops.extend(open.map(|why| Hop::unknown(HopKind::Name, why)));
            walk(caller, step, &mut call);
        }
    }
    if step.is_conditional() {
        for hop in call.hops.iter_mut().filter(|hop| hop.verdict == Verdict::Stops) {
            hop.verdict = Verdict::Unknown;
            hop.why = format!("{}; ecrc does not know whether this call is made", hop.why);
        }
    }
    call.judged()
}

/// Whether a call goes on: nothing stops it, or it is known to arrive.
fn goes_on(caller: &Placed, call: &Call) -> bool {
    caller.asked.arrives || call.stop().is_none()
}

fn walk(caller: &Placed, step: Step, call: &mut Call) {
    let is_elsewhere = match (caller.region_of(step), caller.plan.region) {
        (Some(of), Some(here)) => of.id != here.id,
        (None, _) | (_, None) => false,
    };
    let via = match step.service() {
        // Fargate calls these through a network interface of its own.
        _ if caller.launch.fetches_elsewhere() && matches!(step, Step::Token | Step::Secrets(_)) => {
            call.through = Some("Fargate's own network interface".to_owned());
            let why = "Fargate calls it through a network interface of its own, which is not in your VPC";
            call.hops.push(Hop::passes(HopKind::Route, why));
            Via::Public
        }
        None => {
            to_internet(caller, call, Some(&cards::WINDOWS_FOREIGN_LAYERS), "Microsoft's registry, on the internet")
        }
        Some(service) if is_elsewhere && crosses(caller, step, service).is_some() => {
            let name = crosses(caller, step, service).map_or_else(String::new, |resource| logical_id(&resource.id));
            let why = format!("whether `{name}`, an endpoint for another region, answers for this name is not known");
            call.hops.push(Hop::unknown(HopKind::Name, why));
            Via::Unknown
        }
        Some(service) if is_elsewhere => {
            let rule =
                if step.is_of_image() { &cards::REPOSITORY_ELSEWHERE } else { missing_rule(caller.launch, service) };
            to_internet(caller, call, Some(rule), "public addresses of another region")
        }
        Some(service) if caller.errand.region != CalledRegion::Own && caller.region_of(step).is_none() => {
            let why = format!("the region of the call to `{}` is unknown", service.name());
            call.hops.push(Hop::unknown(HopKind::Name, why));
            Via::Unknown
        }
        Some(Service::S3) if step == Step::EnvFile => to_bucket(caller, step, call),
        Some(Service::S3) => to_s3(caller, step, call),
        Some(service) => to_service(caller, step, service, call),
    };
    if matches!(via, Via::Unknown) && call.stop().is_none() {
        call.hops.extend(ports::shut(caller));
    }
    let lacks = match route::out(caller) {
        _ if step != Step::Upstream => None,
        Outlet::Leads(_) => None,
        Outlet::Nothing => Some("nothing leads out of the VPC"),
        Outlet::Unknown(_) => Some("ecrc does not know whether the subnet has it"),
    };
    if let Some(lacks) = lacks {
        let why = format!("the first pull may need internet access, and {lacks}");
        call.hops.push(Hop::unknown(HopKind::Route, why).of(&cards::FIRST_PULL_NEEDS_INTERNET));
    }
    if goes_on(caller, call) {
        call.hops.extend(caller.answers.of(step, via, || answers(caller, step, via)));
    }
}

/// The endpoint for a service of the region that a call goes to, which is another than the VPC's.
fn crosses<'p>(caller: &Placed<'_, 'p>, step: Step, service: Service) -> Option<&'p Resource> {
    let name = service.endpoint_service_name(caller.region_of(step)?);
    let mut endpoints = caller.plan.interface_endpoints();
    endpoints.find(|(_, it)| it.service == EndpointService::Abroad(name.clone())).map(|(resource, _)| resource)
}

/// The hops of who decides over a call that has arrived, wherever it is from.
fn answers(caller: &Caller, step: Step, via: Via) -> Vec<Hop> {
    let mut hops: Vec<Hop> = of_partition(caller, step).into_iter().collect();
    let goes_on = |hops: &[Hop]| caller.asked.arrives || hops.iter().all(|hop| hop.verdict != Verdict::Stops);
    if goes_on(&hops) {
        hops.extend(policies::of_role(caller, step, via));
    }
    if goes_on(&hops) {
        hops.extend(of_repository(caller, step, via));
        hops.extend(of_secret(caller, step, via));
    }
    if goes_on(&hops) {
        hops.extend(of_key(caller, step));
    }
    hops
}

/// The hop, where a role of one partition calls another: its credentials are none there.
/// <https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html>, read 2026-11-30.
fn of_partition(caller: &Caller, step: Step) -> Option<Hop> {
    let region = caller.region_of(step)?;
    let (there, here) = (region.partition, caller.plan.region?.partition);
    let signs = !matches!(step.by(caller.launch), As::Ecr | As::Nobody);
    if there == here || !signs {
        return None;
    }
    let (region, there, here) = (region.id, there.id(), here.id());
    let why = format!("`{region}` is in the partition `{there}`, where credentials of `{here}` are invalid");
    let hop = Hop {
        rule: step.is_of_image().then_some(&cards::REPOSITORY_ELSEWHERE),
        ..Hop::new(HopKind::Partition, Verdict::Stops, why)
    };
    let what = if step.is_of_image() { "copy the image to a repository" } else { "use a service" };
    Some(hop.at(caller.span).help(format!("{what} in `{here}`")))
}

/// To a service that may have an interface endpoint.
fn to_service<'p>(caller: &Placed<'_, 'p>, step: Step, service: Service, call: &mut Call) -> Via<'p> {
    let (hop, answer) = resolve(caller, service);
    let (rule, at) = (hop.rule, hop.span);
    call.hops.push(hop);
    match answer {
        Answer::Ends => Via::Unknown,
        Answer::Public { endpoint_is_there } => {
            let key = service.name();
            let add = format!("add an interface endpoint for `{key}` with private DNS on");
            let unfit = caller.plan.unfit(service).filter(|_| !endpoint_is_there);
            let (missing, help) = match &unfit {
                _ if endpoint_is_there => (format!("its name does not lead to the endpoint for `{key}`"), add),
                Some(unfit) => (unfit.why(service), unfit.help(service)),
                None => (format!("there is no endpoint for `{key}`"), add),
            };
            let at = at.or(unfit.as_ref().and_then(|unfit| unfit.span));
            let rule = rule.or(unfit.as_ref().and_then(route::named_by)).or(Some(missing_rule(caller.launch, service)));
            let (hop, way) = route::to_public(caller, rule, &missing, help, at.or(caller.span));
            let hop = if endpoint_is_there { hop } else { unless_elsewhere(caller, hop) };
            public(caller, call, (hop, way), Far::Internet)
        }
        Answer::Endpoint(resource, endpoint) => {
            call.through = Some(logical_id(&resource.id));
            call.is_private = true;
            call.hops.push(route::to_endpoint(caller, resource, endpoint));
            if goes_on(caller, call) {
                call.hops.push(ports::to_endpoint(caller, resource, endpoint));
            }
            if goes_on(caller, call) {
                call.hops.push(policies::of_endpoint(caller, step, resource, endpoint.policy.as_ref()));
            }
            Via::Endpoint(resource)
        }
    }
}

/// The hop past an endpoint that is missing, which may be made where the VPC is, or in another VPC.
fn unless_elsewhere(caller: &Placed, hop: Hop) -> Hop {
    if hop.verdict != Verdict::Stops {
        return hop;
    }
    let why = if caller.asked.origin == Origin::Template && caller.plan.may_have_others() {
        "the VPC is made elsewhere, and the endpoint may be, too"
    } else if caller.plan.private_way(caller.subnet).is_some() {
        "an endpoint of another VPC may serve it, over a route to private addresses"
    } else {
        return hop;
    };
    Hop { verdict: Verdict::Unknown, why: format!("{}; {why}", hop.why), ..hop }
}

/// The rule that asks for the endpoint of a service.
fn missing_rule(launch: Launch, service: Service) -> &'static Rule {
    match service {
        Service::EcrApi | Service::EcrDkr if launch.is_eks() => &cards::FEATURE_ENDPOINT_MISSING,
        Service::EcrApi | Service::EcrDkr => &cards::ECR_ENDPOINT_MISSING,
        Service::Ecs | Service::EcsAgent | Service::EcsTelemetry => &cards::ECS_ENDPOINT_MISSING,
        Service::Logs => &cards::LOGS_ENDPOINT_MISSING,
        Service::S3 => &cards::S3_GATEWAY_MISSING,
        Service::SecretsManager
        | Service::Ssm
        | Service::SsmMessages
        | Service::Kms
        | Service::Ec2
        | Service::Sts
        | Service::ElasticLoadBalancing
        | Service::Eks
        | Service::EksAuth
        | Service::Fips(_)
        | Service::Listed(_) => &cards::FEATURE_ENDPOINT_MISSING,
    }
}

/// To Amazon S3: through a gateway, which no name leads to, or an interface endpoint.
fn to_s3<'p>(caller: &Placed<'_, 'p>, step: Step, call: &mut Call) -> Via<'p> {
    let interface = caller.plan.endpoint(Service::S3).filter(|(_, endpoint)| endpoint.private_dns != Some(false));
    // With this option, what is in the VPC goes through the gateway.
    let interface = interface.filter(|(_, endpoint)| endpoint.inbound_only != Some(true));
    if let Some((resource, endpoint)) = interface {
        if (endpoint.private_dns, endpoint.inbound_only) == (Some(true), Some(false)) {
            return to_service(caller, step, Service::S3, call);
        }
        let why = format!("whether `{}` answers for this name depends on its DNS options", logical_id(&resource.id));
        call.hops.push(Hop::unknown(HopKind::Name, why).of(&cards::S3_INTERFACE_INSTEAD).at(resource.span));
        return Via::Unknown;
    }
    if let Some(zone) = caller.plan.own_zone(Service::S3) {
        call.hops.push(of_zone(zone));
        return Via::Unknown;
    }
    if let Some(rule) = caller.plan.forward(Service::S3) {
        call.hops.push(of_rule(rule));
        return Via::Unknown;
    }
    call.hops.push(resolve_public(caller, "public addresses of Amazon S3"));
    if call.stop().is_some() {
        return Via::Unknown;
    }
    let (hop, to) = route::to_s3(caller);
    let hop = if caller.plan.gateway(Service::S3) == Some(false) { unless_elsewhere(caller, hop) } else { hop };
    call.hops.push(hop);
    match to {
        ToS3::Ends => {
            shut_out(caller, call, Far::S3);
            Via::Unknown
        }
        ToS3::Out(way) => {
            call.through = Some(way.kind.over().to_owned());
            call.hops.push(ports::to_public(caller, Far::Internet));
            Via::Public
        }
        ToS3::Gateway(resource, gateway) => {
            call.through = Some(logical_id(&resource.id));
            call.hops.push(ports::to_public(caller, Far::S3));
            if goes_on(caller, call) {
                call.hops.push(policies::of_endpoint(caller, step, resource, gateway.policy.as_ref()));
            }
            Via::Endpoint(resource)
        }
    }
}

/// To a bucket of the user's own, which may be in another region: a gateway leads to those of its own.
fn to_bucket<'p>(caller: &Placed<'_, 'p>, step: Step, call: &mut Call) -> Via<'p> {
    if caller.errand.file.as_ref().is_some_and(|file| file.is_here) {
        return to_s3(caller, step, call);
    }
    let open = Hop::unknown(HopKind::Name, "the region of the environment file's bucket is unknown");
    // Where nothing leads out of the VPC, what stops it on its way to a bucket of this region stops it anyway.
    if !matches!(route::out(caller), Outlet::Nothing) {
        call.hops.push(open);
        return Via::Unknown;
    }
    let via = to_s3(caller, step, call);
    if goes_on(caller, call) {
        call.hops.insert(0, open);
    }
    via
}

/// To a host that no endpoint here serves.
pub(super) fn to_internet<'p>(
    caller: &Placed<'_, 'p>,
    call: &mut Call,
    rule: Option<&'static Rule>,
    what: &str,
) -> Via<'p> {
    if let Some(zone) = caller.plan.surroundings.own_zones.iter().find(|zone| zone.covers(&call.host)) {
        call.hops.push(of_zone(zone));
        return Via::Unknown;
    }
    call.hops.push(resolve_public(caller, what));
    if call.stop().is_some() {
        return Via::Unknown;
    }
    let help = match call.step {
        Step::Secrets(_) => "read a secret in this region, or give the subnet internet access",
        Step::LogGroup | Step::Logs => "send the logs to this region, or give the subnet internet access",
        Step::Token
        | Step::Manifest
        | Step::Upstream
        | Step::LayerUrl
        | Step::Layer
        | Step::BaseLayer
        | Step::EnvFile
        | Step::AddOns
        | Step::Agent(_)
        | Step::Node
        | Step::Exec
        | Step::Sts
        | Step::EksAuth => "push the image, with all its layers, to a registry in this region",
    };
    let help = help.to_owned();
    let missing = format!("no endpoint here serves `{}`", call.host);
    let hop = route::to_public(caller, rule, &missing, help, caller.span);
    public(caller, call, hop, Far::Internet)
}

/// Adds what stops a call to public addresses at the caller's own border, whichever route it would take. One that may be to
/// private addresses is not stopped by that.
fn shut_out(caller: &Placed, call: &mut Call, far: Far) {
    if caller.plan.private_way(caller.subnet).is_some() {
        return;
    }
    let hop = ports::to_public(caller, far);
    if call.stop().is_none() && hop.verdict == Verdict::Stops {
        call.hops.push(hop);
    }
}

fn public<'p>(caller: &Placed, call: &mut Call, (hop, way): (Hop, Option<&WayOut>), far: Far) -> Via<'p> {
    call.hops.push(hop);
    let Some(way) = way else {
        shut_out(caller, call, far);
        return Via::Unknown;
    };
    call.through = Some(way.kind.over().to_owned());
    call.hops.push(ports::to_public(caller, far));
    Via::Public
}
