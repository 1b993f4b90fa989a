//! Input: the routes of a VPC's tables, each with what it leads to and the addresses that it is for.
//! Output: the ways out of the VPC that they are together.
//! Never: takes a route to private addresses alone for one to the internet, or half of the internet for all of it.

use super::{WayOut, WayOutKind};
use crate::aws::{Ipv4Cidr, internet};

/// A route that leaves the VPC, or may.
#[derive(Debug, Clone)]
pub struct Route {
    /// What it leads to, as if it were for all addresses.
    pub way: WayOut,
    /// The addresses that it is for; `None` if they are not known, and may be all.
    pub block: Option<Ipv4Cidr>,
}

/// The ways out of a VPC of these blocks.
pub fn ways_out(routes: &[Route], own: &[Ipv4Cidr]) -> Vec<WayOut> {
    let way = |route: &Route| Some(WayOut { kind: kind(route, routes, own)?, ..route.way.clone() });
    routes.iter().filter_map(way).collect()
}

/// Over what a route leads out of the VPC, if it does.
fn kind(route: &Route, routes: &[Route], own: &[Ipv4Cidr]) -> Option<WayOutKind> {
    let kind = route.way.kind;
    let Some(block) = route.block.filter(|block| block.prefix() != 0) else { return Some(kind) };
    if internet::share_of_ipv4(&[block]).is_none() {
        let leads_on = !matches!(kind, WayOutKind::Internet | WayOutKind::Detached);
        // Within the VPC, it leads packets past a firewall.
        let is_within = own.iter().any(|own| own.contains(block));
        return (leads_on && !is_within).then_some(WayOutKind::Private);
    }
    // Two halves are as good as a default route.
    let is_beside = |other: &&Route| {
        let (other, own) = (&other.way, &route.way);
        own.table.is_some() && (&other.table, other.kind, &other.nat) == (&own.table, own.kind, &own.nat)
    };
    let beside: Vec<Ipv4Cidr> = routes.iter().filter(is_beside).filter_map(|other| other.block).collect();
    Some(if internet::share_of_ipv4(&beside).is_all() { kind } else { WayOutKind::Part })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Value;

    /// Routes: over what, of which table, and for which addresses; and what they are.
    type Case<'c> = (&'c [(WayOutKind, &'c str, &'c str)], &'c [WayOutKind]);

    #[test]
    fn what_routes_are_together() {
        use WayOutKind::{Internet, Nat, Other, Part, Private, Transit};
        let cases: &[Case] = &[
            (&[(Nat, "a", "0.0.0.0/0")], &[Nat]),
            (&[(Nat, "a", "?")], &[Nat]),
            (&[(Nat, "a", "52.0.0.0/8")], &[Part]),
            (&[(Nat, "a", "0.0.0.0/1"), (Nat, "a", "128.0.0.0/1")], &[Nat, Nat]),
            (&[(Nat, "a", "0.0.0.0/1"), (Nat, "b", "128.0.0.0/1")], &[Part, Part]),
            (&[(Nat, "a", "0.0.0.0/1"), (Transit, "a", "128.0.0.0/1")], &[Part, Part]),
            (&[(Transit, "a", "10.0.0.0/8")], &[Private]),
            (&[(Other, "a", "10.30.0.0/16")], &[Private]),
            // Its own block, which a firewall looks at.
            (&[(Other, "a", "10.20.1.0/24")], &[]),
            (&[(Internet, "a", "10.0.0.0/8")], &[]),
        ];
        for (routes, expected) in cases {
            let route = |(kind, table, block): &(WayOutKind, &str, &str)| Route {
                way: WayOut { kind: *kind, table: Some(Value::literal((*table).to_owned())), nat: None, span: None },
                block: Ipv4Cidr::canonical(block),
            };
            let routes: Vec<Route> = routes.iter().map(route).collect();
            let own = Ipv4Cidr::canonical("10.20.0.0/16").into_iter().collect::<Vec<_>>();
            let kinds: Vec<WayOutKind> = ways_out(&routes, &own).iter().map(|way| way.kind).collect();
            assert_eq!(kinds, *expected, "{routes:?}");
        }
    }
}
