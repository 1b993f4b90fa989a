//! Input: a plan's subnets, route tables, security groups and ways out.
//! Output: which table a subnet takes, what leads out of it, whom that shuts in, and which groups an interface has.
//! Never: takes a NAT gateway that is not shown for one that works.

use super::{
    Client, Exec, Ipv6Subnet, List, Nat, Plan, ResourceKind, RouteTableAssociation, SecretStore, Task, Value, WayOut,
    WayOutKind,
};
use crate::aws::Service;

/// What leads out of a VPC from a subnet.
pub enum Outlet<'p> {
    /// This.
    Leads(&'p WayOut),
    /// Nothing.
    Nothing,
    /// Not known, and why.
    Unknown(String),
}

impl Plan {
    /// What leads out of the VPC from a subnet, for what has a public address or not, if that is known.
    pub fn outlet(&self, subnet: Option<&Value>, public: Option<bool>) -> Outlet<'_> {
        let Some(table) = subnet.and_then(|subnet| self.table_of(subnet)) else {
            let place = if subnet.is_some() { "the route table of its subnet" } else { "its subnet" };
            return Outlet::Unknown(format!("{place} is not known"));
        };
        if !self.shows_routes_of(table) {
            return Outlet::Unknown(format!("the routes of {} are unknown", self.words_of_table(table)));
        }
        let ways = &self.surroundings.ways_out;
        let mut open = None;
        for way in ways.iter().filter(|way| way.table.as_ref() == Some(table)) {
            let leads = match way.kind {
                WayOutKind::Internet => public.ok_or_else(|| "whether it has a public address is not known".to_owned()),
                WayOutKind::Nat => self
                    .nat_leads_out(way)
                    .ok_or_else(|| "ecrc does not know whether the NAT gateway itself has internet access".to_owned()),
                WayOutKind::Detached | WayOutKind::Private => Ok(false),
                WayOutKind::Transit
                | WayOutKind::Vpn
                | WayOutKind::Appliance
                | WayOutKind::Firewall
                | WayOutKind::Other
                | WayOutKind::Part => Err(format!("where {} leads is not known", way.kind.over())),
            };
            match leads {
                Ok(true) => return Outlet::Leads(way),
                Ok(false) => {}
                Err(why) => open = open.or(Some(why)),
            }
        }
        let is_untied = |way: &&WayOut| way.table.is_none() && way.kind != WayOutKind::Private;
        match (open, ways.iter().find(is_untied), &self.surroundings.may_route) {
            (Some(why), ..) => Outlet::Unknown(why),
            (None, Some(way), _) => Outlet::Unknown(format!("which subnets take {} is not known", way.kind.over())),
            (None, None, Some(maker)) => Outlet::Unknown(format!("whether `{maker}` makes a way out is not known")),
            (None, None, None) => Outlet::Nothing,
        }
    }

    /// A route that leads from a subnet, or may, to private addresses beyond the VPC, where endpoints of other VPCs may be;
    /// `None` also where no name of AWS leads there.
    pub fn private_way(&self, subnet: Option<&Value>) -> Option<&WayOut> {
        let table = subnet.and_then(|subnet| self.table_of(subnet));
        let mut ways = self.surroundings.ways_out.iter().filter(|way| way.kind == WayOutKind::Private);
        // What a NAT gateway translates takes the routes of its own subnet.
        let leads_on = |way: &WayOut| {
            let own = way.nat.as_ref().and_then(|nat| self.table_of(nat.subnet.as_ref()?));
            let Some(own) = own.filter(|own| self.shows_routes_of(own)) else { return true };
            let mut others = self.surroundings.ways_out.iter().filter(|other| other.table.as_ref() == Some(own));
            others.any(|other| other.kind == WayOutKind::Private && other.nat.is_none())
        };
        let may_be_its = |way: &&WayOut| {
            let is_known = table.is_some() && way.table.is_some();
            (!is_known || way.table.as_ref() == table) && leads_on(way)
        };
        ways.find(may_be_its).filter(|_| !self.surroundings.shows_names)
    }

    /// What is known of a subnet whose network interfaces have IPv6 addresses only; `None` of any other.
    pub fn ipv6_only(&self, subnet: Option<&Value>) -> Option<&Ipv6Subnet> {
        self.surroundings.ipv6_subnets.iter().find(|it| Some(&it.subnet) == subnet)
    }

    /// Whether what pulls calls a service as it starts, as far as that is known.
    pub fn may_call(&self, client: &Client, service: Service) -> bool {
        let around = &self.surroundings;
        let task = client.task.as_ref().and_then(|name| around.tasks.iter().find(|task| task.name == *name));
        let reads =
            |store| task.is_none_or(|task| task.stores().contains(&store)) && !client.launch.fetches_elsewhere();
        let called = service.plain();
        let is_pull = matches!(called, Service::EcrApi | Service::EcrDkr | Service::S3);
        if called == Service::Logs {
            task.is_none_or(Task::logs)
        } else if called == Service::SecretsManager {
            reads(SecretStore::SecretsManager)
        } else if called == Service::Ssm {
            reads(SecretStore::Ssm)
        } else if called == Service::SsmMessages {
            task.is_none_or(|task| task.calls.exec == Exec::On)
        } else {
            let needs = around.workload.services_of(client.launch, self.region);
            needs.contains(&called) && !(is_pull && task.is_some_and(|task| !task.pulls))
        }
    }

    /// The subnets of what pulls from which nothing leads to the internet.
    pub fn shut_subnets<'p>(&'p self, client: &'p Client) -> impl Iterator<Item = &'p Value> {
        let is_shut = |subnet: &&Value| matches!(self.outlet(Some(subnet), client.public_address), Outlet::Nothing);
        client.subnets.items().iter().filter(|_| !client.presumed).filter(is_shut)
    }

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
    /// subnet leads to an internet gateway, as that of a regional one does. `None` if that is not known.
    /// <https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html>, read 2026-11-30.
    pub fn nat_leads_out(&self, way: &WayOut) -> Option<bool> {
        let Nat { subnet, public } = way.nat.as_ref()?;
        let Some(subnet) = subnet else { return *public };
        let table = self.table_of(subnet)?;
        let ways = &self.surroundings.ways_out;
        if !self.shows_routes_of(table) || ways.iter().any(|way| way.table.is_none() && way.kind != WayOutKind::Private)
        {
            return None;
        }
        let mut own = ways.iter().filter(|way| way.table.as_ref() == Some(table));
        let over_internet = own.clone().any(|way| way.kind == WayOutKind::Internet);
        // Anything else may lead on: a firewall, a transit gateway, another NAT gateway.
        let is_bare = self.surroundings.may_route.is_none()
            && own.all(|own| {
                matches!(own.kind, WayOutKind::Internet | WayOutKind::Detached | WayOutKind::Private)
                    || own.nat.is_some() && own.nat == way.nat
            });
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
