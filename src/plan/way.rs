//! Input: a plan's subnets, route tables, security groups and ways out.
//! Output: which table a subnet takes, which groups an interface has, and whether a NAT gateway leads to the internet.
//! Never: takes a NAT gateway that is not shown for one that works.

use super::{List, Nat, Plan, ResourceKind, RouteTableAssociation, Value, WayOut, WayOutKind};

impl Plan {
    /// The route table of a subnet, if it is shown: the one that it is tied to, else the main one.
    /// <https://docs.aws.amazon.com/vpc/latest/userguide/RouteTables.html>, read 2026-11-30.
    pub fn table_of(&self, subnet: &Value) -> Option<&Value> {
        let mut tied = self.resources.iter().filter_map(|resource| {
            let ResourceKind::RouteTableAssociation(RouteTableAssociation { subnet: of, route_table }) = &resource.kind
            else {
                return None;
            };
            (of == subnet).then_some(route_table)
        });
        let Some(first) = tied.next() else {
            let is_shown = matches!(subnet, Value::Attribute(id, _) if self.subnets().any(|(it, _)| it.id == *id));
            return self.surroundings.main_table.as_ref().filter(|_| is_shown).map(|main| &main.table);
        };
        std::iter::once(first).chain(tied).find(|table| table.is_known())
    }

    /// Whether all routes of a table are shown: it is of the plan, or came with a VPC that is.
    pub fn shows_routes_of(&self, table: &Value) -> bool {
        let Value::Attribute(id, _) = table else { return false };
        self.resource(id).is_some() || self.surroundings.main_table.as_ref().is_some_and(|main| main.table == *table)
    }

    /// What people call a route table.
    pub fn words_of_table(&self, table: &Value) -> String {
        match &self.surroundings.main_table {
            Some(main) if main.table == *table => main.words.clone(),
            Some(_) | None => format!("`{}`", table.name()),
        }
    }

    /// Whether the NAT gateway of a way leads to the internet: it has a public address, and the route table of its own
    /// subnet leads to an internet gateway. `None` if that is not known.
    /// <https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html>, read 2026-11-30.
    pub fn nat_leads_out(&self, way: &WayOut) -> Option<bool> {
        let Nat { subnet, public } = way.nat.as_ref()?;
        let table = self.table_of(subnet)?;
        let ways = &self.surroundings.ways_out;
        if !self.shows_routes_of(table) || ways.iter().any(|way| way.table.is_none()) {
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

    /// The security groups of a network interface: of one to which none is given, the VPC's default group. `None` where
    /// they are not known.
    /// <https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html>, read 2026-11-30.
    pub fn groups_of<'p>(&'p self, given: &'p List) -> Option<Vec<&'p Value>> {
        match given {
            List::Items(items) if items.is_empty() => {
                self.surroundings.default_group.as_ref().map(|default| vec![&default.group])
            }
            List::Items(items) => Some(items.iter().collect()),
            List::Parameter(_) | List::Unknown(_) => None,
        }
    }

    /// Whether a group is the default one as AWS makes it, which admits its own members.
    pub fn admits_itself(&self, group: &Value) -> bool {
        self.surroundings.default_group.as_ref().is_some_and(|it| it.admits_itself && it.group == *group)
    }

    /// Whether a group admits its own members by a rule that AWS makes: the default one, or a cluster's.
    /// <https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html>, read 2026-11-30.
    pub fn admits_members(&self, group: &Value) -> bool {
        self.admits_itself(group) || self.surroundings.cluster_groups.contains(group)
    }
}
