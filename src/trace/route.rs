//! Input: where a caller is, and the routes and endpoints of its VPC.
//! Output: how its packets get to a host: through an endpoint, or out of the VPC.
//! Never: takes a VPC of which no route is seen for one without internet access, unless a spec says that it is.

use super::asked::Origin;
use super::caller::Placed;
use super::data::{Hop, HopKind, Verdict};
use crate::aws::Service;
use crate::cards;
use crate::diagnostic::Rule;
use crate::plan::{
    Fault, GatewayEndpoint, InterfaceEndpoint, IpAddressType, List, Outlet, Property, Resource, Unfit, Value, WayOut,
    WayOutKind, logical_id,
};
use crate::span::Span;

/// How layers get to the subnet.
pub(super) enum ToS3<'p> {
    /// Through this gateway.
    Gateway(&'p Resource, &'p GatewayEndpoint),
    /// Past the endpoints.
    Out(&'p WayOut),
    /// Not at all, or it is not known.
    Ends,
}

/// What leads out of the VPC from where the caller is.
pub(super) fn out<'p>(caller: &Placed<'_, 'p>) -> Outlet<'p> {
    let around = &caller.plan.surroundings;
    let without_ways = around.may_route.is_none() && around.ways_out.iter().all(|way| way.kind == WayOutKind::Private);
    // Whichever table of this VPC it is, it has no such route.
    let is_shown = caller.asked.origin == Origin::Spec || caller.table().is_none() && caller.makes_vpc();
    if without_ways && is_shown {
        return Outlet::Nothing;
    }
    caller.plan.outlet(caller.subnet, caller.public_address)
}

/// The hop to an address of the VPC: every route table has a route to all of it.
pub(super) fn to_endpoint(caller: &Placed, resource: &Resource, endpoint: &InterfaceEndpoint) -> Hop {
    let name = logical_id(&resource.id);
    if let Some(hop) = by_ipv6(caller, &format!("`{name}`"), endpoint.addresses) {
        return hop.at(resource.span);
    }
    if endpoint.subnets == List::Items(Vec::new()) {
        let why = format!("`{name}` has no subnet, and so no network interface");
        let hop = Hop::stops(HopKind::Route, &cards::ENDPOINT_PLACEMENT, why).at(resource.span);
        return hop.help(format!("give `{name}` a private subnet in each zone"));
    }
    Hop::passes(HopKind::Route, format!("the VPC's own route leads to `{name}`")).at(resource.span)
}

/// The hop from a subnet whose network interfaces have IPv6 addresses only, to what has such addresses or not; `None`
/// if that is as from any other.
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html>,
/// <https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-nat64-dns64.html>, read 2026-11-30.
fn by_ipv6(caller: &Placed, name: &str, addresses: Option<IpAddressType>) -> Option<Hop> {
    let own = caller.plan.ipv6_only(caller.subnet)?;
    let from = format!("`{}` gives IPv6 addresses only", own.subnet.name());
    match (addresses, own.dns64) {
        (Some(IpAddressType::Dualstack | IpAddressType::Ipv6), _) => None,
        (Some(IpAddressType::Ipv4), Some(false)) => {
            let why = format!("{from}, and {name} has IPv4 addresses only");
            let hop = Hop::stops(HopKind::Route, &cards::IPV6_CLIENTS, why);
            Some(hop.help("start it in a subnet that has IPv4 addresses"))
        }
        (Some(IpAddressType::Ipv4) | None, _) => {
            Some(Hop::unknown(HopKind::Route, format!("{from}, and how it gets to {name} is not known")))
        }
    }
}

/// The hop to a public address of a service that has no endpoint here.
pub(super) fn to_public<'p>(
    caller: &Placed<'_, 'p>,
    rule: Option<&'static Rule>,
    missing: &str,
    help: String,
    span: Option<Span>,
) -> (Hop, Option<&'p WayOut>) {
    if let Some(hop) = by_ipv6(caller, "the public addresses", None) {
        return (hop.at(span), None);
    }
    match out(caller) {
        Outlet::Leads(way) => {
            let why = format!("{} leads there, past the endpoints and their policies", way.kind.over());
            (Hop::passes(HopKind::Route, why).at(way.span), Some(way))
        }
        Outlet::Nothing => {
            let nothing = match caller.plan.private_way(caller.subnet) {
                Some(_) => "no route leads to the internet",
                None => "nothing leads out of the VPC",
            };
            let why = format!("{missing}, and {nothing}");
            let hop = Hop { rule, ..Hop::new(HopKind::Route, Verdict::Stops, why) };
            (hop.at(span).help(help), None)
        }
        Outlet::Unknown(why) => {
            let hop = Hop { rule, ..Hop::unknown(HopKind::Route, format!("{missing}, and {why}")) };
            (hop.at(span).help(help), None)
        }
    }
}

/// The hop to Amazon S3's public addresses.
pub(super) fn to_s3<'p>(caller: &Placed<'_, 'p>) -> (Hop, ToS3<'p>) {
    let plan = caller.plan;
    if plan.gateway(Service::S3).is_none() {
        return (Hop::unknown(HopKind::Route, "whether there is a gateway endpoint for `s3` is not known"), ToS3::Ends);
    }
    if let Some(existing) = plan.surroundings.existing.iter().find(|existing| existing.service == Service::S3) {
        let why = format!("which route tables lead to `{}` is not known", existing.id);
        return (Hop::unknown(HopKind::Route, why).at(existing.span), ToS3::Ends);
    }
    let table = caller.table();
    let mut unknown = None;
    let mut first = None;
    for (resource, gateway) in plan.s3_gateways() {
        first.get_or_insert(resource);
        match leads(caller, table, gateway) {
            Some(true) => {
                let name = logical_id(&resource.id);
                // The name that ECR gives for layers has IPv4 addresses only.
                if let Some(hop) = by_ipv6(caller, "Amazon S3", Some(IpAddressType::Ipv4)) {
                    return (hop.at(resource.span), ToS3::Ends);
                }
                let part = plan
                    .surroundings
                    .ways_out
                    .iter()
                    .find(|way| way.kind == WayOutKind::Part && table.is_some() && way.table.as_ref() == table);
                if let Some(part) = part {
                    let why = format!("a more specific route may win over that to `{name}`");
                    return (Hop::unknown(HopKind::Route, why).at(part.span), ToS3::Ends);
                }
                let why = format!("the subnet's route table leads to `{name}`");
                return (Hop::passes(HopKind::Route, why).at(resource.span), ToS3::Gateway(resource, gateway));
            }
            Some(false) => {}
            None => unknown = Some(resource),
        }
    }
    if let Some(resource) = unknown {
        let why = format!("whether the subnet's route table leads to `{}` is not known", logical_id(&resource.id));
        return (Hop::unknown(HopKind::Route, why).at(resource.span), ToS3::Ends);
    }
    let main = plan.surroundings.main_table.as_ref();
    let is_nameless = main.is_some_and(|main| !main.has_name && Some(&main.table) == table);
    let unfit = plan.unfit(Service::S3);
    let (rule, missing, help) = match (first, &unfit) {
        (Some(resource), _) => {
            let name = logical_id(&resource.id);
            let words = table.map_or("the subnet's route table".to_owned(), |table| plan.words_of_table(table));
            let missing = format!("`{name}` has no route in {words}");
            let help = if is_nameless {
                format!("associate the subnet with a route table of `{name}`")
            } else {
                format!("add {words} to the route tables of `{name}`")
            };
            (&cards::S3_ROUTE_TABLE_MISSING, missing, help)
        }
        (None, Some(unfit)) => {
            let rule = named_by(unfit).unwrap_or(&cards::S3_GATEWAY_MISSING);
            (rule, unfit.why(Service::S3), unfit.help(Service::S3))
        }
        (None, None) => (
            &cards::S3_GATEWAY_MISSING,
            "there is no gateway endpoint for `s3`".to_owned(),
            "add a gateway endpoint for `s3` with the subnet's route table".to_owned(),
        ),
    };
    let span = first
        .and_then(|resource| resource.place(Property::RouteTableIds))
        .or(unfit.as_ref().and_then(|unfit| unfit.span));
    let span = span.or(caller.span);
    let (mut hop, way) = to_public(caller, Some(rule), &missing, help, span);
    hop.lacks = first.and(table).filter(|_| !is_nameless).map(plain);
    (hop, way.map_or(ToS3::Ends, ToS3::Out))
}

/// The rule that asks for another name of the service of an endpoint.
pub(super) fn named_by(unfit: &Unfit) -> Option<&'static Rule> {
    match unfit.fault {
        Fault::Elsewhere(_) => Some(&cards::SERVICE_NAME_ELSEWHERE),
        Fault::Misspelled(_) => Some(&cards::SERVICE_NAME_UNKNOWN),
        Fault::Type(_) | Fault::State(_) => None,
    }
}

/// Whether the subnet's route table has the route to a gateway.
fn leads(caller: &Placed, table: Option<&Value>, gateway: &GatewayEndpoint) -> Option<bool> {
    match &gateway.route_tables {
        List::Items(tables) => match table {
            Some(table) if tables.contains(table) => Some(true),
            Some(_) => tables.iter().all(Value::is_known).then_some(false),
            None if tables.is_empty() => Some(false),
            // A spec names the route tables of the subnets that pull.
            None => (caller.asked.origin == Origin::Spec).then_some(true),
        },
        // That parameter is: the private subnets' route tables.
        List::Parameter(_) => Some(true),
        List::Unknown(_) => None,
    }
}

/// The name of what a value is an attribute of, for people.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::Attribute(id, _) => logical_id(id),
        Value::Literal(_) | Value::Parameter(_) | Value::Pseudo(_) | Value::Join(_) | Value::Unknown(_) => {
            value.to_string()
        }
    }
}
