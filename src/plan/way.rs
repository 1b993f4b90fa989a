//! Input: a way out of a VPC, and the route tables of the plan.
//! Output: whether the NAT gateway that it leads to has a way to the internet itself.
//! Never: takes a NAT gateway that is not shown for one that works.

use super::{Nat, Plan, ResourceKind, RouteTableAssociation, Value, WayOut, WayOutKind};

impl Plan {
    /// The route table of a subnet, if it is shown.
    pub fn table_of(&self, subnet: &Value) -> Option<&Value> {
        self.resources.iter().find_map(|resource| {
            let ResourceKind::RouteTableAssociation(RouteTableAssociation { subnet: of, route_table }) = &resource.kind
            else {
                return None;
            };
            (of == subnet && route_table.is_known()).then_some(route_table)
        })
    }

    /// Whether a subnet has no route table but the VPC's main one, if all that ties tables to subnets is shown.
    pub fn has_main_table_only(&self, subnet: &Value) -> bool {
        let may_be_its = |kind: &ResourceKind| matches!(kind, ResourceKind::RouteTableAssociation(tied) if tied.subnet == *subnet || !tied.subnet.is_known());
        !self.resources.iter().any(|resource| may_be_its(&resource.kind))
    }

    /// Whether the NAT gateway of a way leads to the internet: it has a public address, and the route table of its own
    /// subnet leads to an internet gateway. `None` if that is not known.
    /// <https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html>, read 2026-11-30.
    pub fn nat_leads_out(&self, way: &WayOut) -> Option<bool> {
        let Nat { subnet, public } = way.nat.as_ref()?;
        let table = self.table_of(subnet)?;
        let is_shown = matches!(table, Value::Attribute(id, _) if self.resource(id).is_some());
        let ways = &self.surroundings.ways_out;
        if !is_shown || ways.iter().any(|way| way.table.is_none()) {
            return None;
        }
        let mut own = ways.iter().filter(|way| way.table.as_ref() == Some(table));
        let over_internet = own.clone().any(|way| way.kind == WayOutKind::Internet);
        // Anything else may lead on: a firewall, a transit gateway, another NAT gateway.
        let is_bare = own.all(|own| own.kind == WayOutKind::Internet || own.nat.is_some() && own.nat == way.nat);
        match (public, over_internet) {
            (Some(true), true) => Some(true),
            (None, true) => None,
            (Some(true) | None, false) | (Some(false), _) => is_bare.then_some(false),
        }
    }
}
