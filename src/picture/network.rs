//! Input: a plan, what people call its VPC, and marks on it.
//! Output: what its picture shows.
//! Never: decides what is right: marks come from whoever calls.

use super::columns::Columns;
use super::model::{Access, Badge, Endpoint, Exit, Gateway, Group, Mark, Network, On, Run, Sign, count_of};
use super::words;
use crate::plan::{
    Attribute, EndpointService, ExistingEndpoint, InterfaceEndpoint, List, Plan, Resource, ResourceId, ResourceKind,
    SecretStore, Statement, Value, WayOutKind,
};

/// What the picture of a plan shows.
pub fn network(name: &str, plan: &Plan, mut marks: Vec<Mark>) -> Network {
    let columns = Columns::of(plan);
    marks.sort_by(|a, b| b.weight.cmp(&a.weight).then_with(|| a.code.cmp(&b.code)));
    Network {
        name: name.to_owned(),
        facts: facts(name, plan),
        runs: runs(plan, &columns, &marks),
        uses: uses(plan),
        groups: groups(plan, &columns, &marks),
        gateways: gateways(plan, &marks),
        ways_out: exits(plan),
        dead_ends: Vec::new(),
        walk: None,
        from: 0,
        policies: policies(plan),
        zones: columns.shown,
        badges: badges(&marks, |on| !has_a_place(plan, on)),
        marks,
        changes: Vec::new(),
    }
}

/// The marks on something, each code once.
fn badges(marks: &[Mark], is_on: impl Fn(&On) -> bool) -> Vec<Badge> {
    let mut badges: Vec<Badge> = Vec::new();
    for mark in marks.iter().filter(|mark| is_on(&mark.on)) {
        let badge = Badge { code: mark.code.clone(), sign: Sign::Reported(mark.weight) };
        if !badges.iter().any(|known| known.code == badge.code) {
            badges.push(badge);
        }
    }
    badges
}

fn on(marks: &[Mark], id: &ResourceId) -> Vec<Badge> {
    badges(marks, |on| matches!(on, On::Resource(of) if of == id))
}

/// Whether what a mark is on has a place of its own in the picture.
fn has_a_place(plan: &Plan, on: &On) -> bool {
    let On::Resource(id) = on else { return *on != On::Vpc };
    let endpoints = plan.interface_endpoints().map(|(resource, _)| &resource.id);
    let mut drawn = endpoints.chain(plan.gateway_endpoints().map(|(resource, _)| &resource.id));
    let of_group = |endpoint: &InterfaceEndpoint| rules_of(plan, &endpoint.security_groups).any(|it| it.id == *id);
    drawn.any(|drawn| drawn == id) || plan.interface_endpoints().any(|(_, endpoint)| of_group(endpoint))
}

/// The security groups of a list that the plan has, and their rules.
fn rules_of<'p>(plan: &'p Plan, list: &'p List) -> impl Iterator<Item = &'p Resource> {
    plan.resources.iter().filter(|resource| match &resource.kind {
        ResourceKind::SecurityGroup(_) => list.items().iter().any(|item| words::names(item, &resource.id)),
        ResourceKind::Ingress(rule) => list.items().contains(&rule.group),
        ResourceKind::Egress(rule) => list.items().contains(&rule.group),
        ResourceKind::Vpc(_)
        | ResourceKind::Subnet(_)
        | ResourceKind::RouteTable(_)
        | ResourceKind::RouteTableAssociation(_)
        | ResourceKind::InterfaceEndpoint(_)
        | ResourceKind::GatewayEndpoint(_)
        | ResourceKind::Role(_)
        | ResourceKind::RolePolicy(_) => false,
    })
}

fn facts(name: &str, plan: &Plan) -> Vec<String> {
    let region = plan.region.map_or("region not known", |region| region.id);
    let mut facts = vec![region.to_owned()];
    match words::value(&plan.vpc) {
        _ if plan.vpc == Value::Attribute(ResourceId::Vpc, Attribute::Id) => facts.push("new VPC".to_owned()),
        vpc if vpc == name => {}
        vpc => facts.push(format!("VPC {vpc}")),
    }
    if let Some((_, vpc)) = plan.vpcs().next() {
        facts.extend(vpc.cidr.as_literal().map(str::to_owned));
        for (what, on) in [("DNS support", vpc.dns_support), ("DNS hostnames", vpc.dns_hostnames)] {
            match on {
                Some(true) => {}
                Some(false) => facts.push(format!("{what} off")),
                None => facts.push(format!("{what} not known")),
            }
        }
    }
    if plan.surroundings.custom_dns.is_some_and(|custom| custom.value) {
        facts.push("DNS servers of its own".to_owned());
    }
    facts
}

/// What runs there: each client that is shown, and the launches that none of them has.
fn runs(plan: &Plan, columns: &Columns, marks: &[Mark]) -> Vec<Run> {
    let launches = &plan.surroundings.workload.launches;
    let on_launch = |wanted: usize| badges(marks, |on| matches!(on, On::Launch(at) if *at == wanted));
    let mut runs: Vec<Run> = Vec::new();
    for client in &plan.surroundings.clients {
        let presumed = if client.presumed { ", presumably" } else { "" };
        let at = launches.iter().position(|launch| launch.value == client.launch);
        runs.push(Run {
            name: client.name.clone(),
            detail: format!("{}{presumed}", client.launch.who()),
            known: true,
            places: columns.places(plan, &client.subnets),
            badges: at.map(on_launch).unwrap_or_default(),
        });
    }
    for (at, launch) in launches.iter().enumerate() {
        if !plan.surroundings.clients.iter().any(|client| client.launch == launch.value) {
            let name = launch.value.who().into_owned();
            runs.push(Run { name, detail: String::new(), known: true, places: None, badges: on_launch(at) });
        }
    }
    if runs.is_empty() {
        let name = "not known what runs here".to_owned();
        runs.push(Run { name, detail: String::new(), known: false, places: None, badges: Vec::new() });
    }
    runs
}

fn uses(plan: &Plan) -> Vec<String> {
    let workload = &plan.surroundings.workload;
    let mut uses: Vec<String> = Vec::new();
    let mut add = |used: bool, what: &str| uses.extend(used.then(|| what.to_owned()));
    add(workload.awslogs.is_some_and(|said| said.value), "awslogs");
    for store in &workload.secrets {
        add(
            true,
            match store.value {
                SecretStore::SecretsManager => "secrets from Secrets Manager",
                SecretStore::Ssm => "secrets from Parameter Store",
            },
        );
    }
    add(workload.exec.is_some_and(|said| said.value), "ECS Exec");
    add(workload.kms.is_some_and(|said| said.value), "customer managed keys");
    workload.uses.iter().for_each(|used| add(true, used.value.word));
    uses
}

fn groups(plan: &Plan, columns: &Columns, marks: &[Mark]) -> Vec<Group> {
    let mut groups: Vec<(Option<&List>, Group)> = Vec::new();
    for (resource, endpoint) in plan.interface_endpoints() {
        let shown = interface(plan, columns, marks, resource, endpoint);
        match groups.iter_mut().find(|(list, _)| *list == Some(&endpoint.security_groups)) {
            Some((_, group)) => group.endpoints.push(shown),
            None => {
                groups.push((Some(&endpoint.security_groups), group(plan, marks, &endpoint.security_groups, shown)));
            }
        }
    }
    let existing = existing(plan).filter(|(_, existing)| !existing.service.is_gateway());
    let existing: Vec<Endpoint> = existing.map(|(at, existing)| known(plan, marks, at, existing)).collect();
    if !existing.is_empty() {
        let (name, admits) = ("existing endpoints".to_owned(), "security groups and subnets are not known".to_owned());
        groups.push((None, group_of(name, false, admits, existing)));
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// The existing endpoints, with their places in the plan's list.
fn existing(plan: &Plan) -> impl Iterator<Item = (usize, &ExistingEndpoint)> {
    plan.surroundings.existing.iter().enumerate()
}

fn known(plan: &Plan, marks: &[Mark], at: usize, existing: &ExistingEndpoint) -> Endpoint {
    let service = EndpointService::Known(existing.service);
    Endpoint {
        service: words::service(&service, plan.region),
        known: true,
        detail: existing.id.to_string(),
        places: None,
        beyond: words::beyond(&service, plan.region),
        badges: badges(marks, |on| *on == On::Existing(at)),
        on: On::Existing(at),
        calls: Vec::new(),
    }
}

fn interface(
    plan: &Plan,
    columns: &Columns,
    marks: &[Mark],
    resource: &Resource,
    endpoint: &InterfaceEndpoint,
) -> Endpoint {
    let own_zone = matches!(&endpoint.service, EndpointService::Known(service) if plan.has_own_zone(*service));
    let dns = match endpoint.private_dns {
        _ if own_zone => "zone of your own",
        Some(true) => "private DNS",
        Some(false) => "private DNS off",
        None => "private DNS not known",
    };
    Endpoint {
        service: words::service(&endpoint.service, plan.region),
        known: endpoint.service.is_known(),
        detail: format!("{dns}, {}", words::policy(plan, &resource.id, endpoint.policy.as_ref())),
        places: columns.places(plan, &endpoint.subnets),
        beyond: words::beyond(&endpoint.service, plan.region),
        badges: on(marks, &resource.id),
        on: On::Resource(resource.id.clone()),
        calls: Vec::new(),
    }
}

fn group(plan: &Plan, marks: &[Mark], list: &List, first: Endpoint) -> Group {
    let endpoints = vec![first];
    let items = match list {
        List::Items(items) if items.is_empty() => {
            let (name, admits) = ("default security group of the VPC".to_owned(), "its rules are not shown".to_owned());
            return group_of(name, true, admits, endpoints);
        }
        List::Items(items) => items,
        List::Parameter(_) | List::Unknown(_) => {
            let (name, admits) = (format!("security group {}", words::list(list, "")), String::new());
            return group_of(name, false, admits, endpoints);
        }
    };
    let mut peers: Vec<String> = Vec::new();
    let mut is_shown = false;
    for resource in rules_of(plan, list) {
        let ResourceKind::Ingress(rule) = &resource.kind else {
            is_shown = true;
            continue;
        };
        let peer = match rule.ports.hold(443, 443) {
            Some(true) => words::peer(&rule.peer),
            Some(false) => continue,
            None => format!("{}, if its ports admit it", words::peer(&rule.peer)),
        };
        if !peers.contains(&peer) {
            peers.push(peer);
        }
    }
    let admits = match (peers.is_empty(), is_shown) {
        (false, _) => format!("tcp/443 from {}", peers.join(", ")),
        (true, true) => "no rule that is shown admits tcp/443".to_owned(),
        (true, false) => "its rules are not shown".to_owned(),
    };
    let what = if items.len() == 1 { "security group" } else { "security groups" };
    let known = items.iter().all(|item| !matches!(item, Value::Unknown(_)));
    let has = |id: &ResourceId| {
        plan.interface_endpoints().any(|(resource, it)| resource.id == *id && it.security_groups == *list)
    };
    let badges = badges(marks, |on| match on {
        On::Resource(id) => rules_of(plan, list).any(|it| it.id == *id),
        On::GroupsOf(id) => has(id),
        On::Vpc | On::Existing(_) | On::Launch(_) => false,
    });
    let is_group = |it: &&Resource| matches!(it.kind, ResourceKind::SecurityGroup(_));
    let (ids, rules): (Vec<&Resource>, Vec<&Resource>) = rules_of(plan, list).partition(is_group);
    let [ids, rules] = [ids, rules].map(|all| all.iter().map(|it| it.id.clone()).collect());
    let name = format!("{what} {}", words::list(list, ""));
    Group { ids, rules, badges, ..group_of(name, known, admits, endpoints) }
}

/// A group of which the plan has no rules.
fn group_of(name: String, known: bool, admits: String, endpoints: Vec<Endpoint>) -> Group {
    Group { name, known, admits, ids: Vec::new(), rules: Vec::new(), endpoints, badges: Vec::new() }
}

fn gateways(plan: &Plan, marks: &[Mark]) -> Vec<Gateway> {
    let made = plan.gateway_endpoints().map(|(resource, gateway)| Gateway {
        service: words::service(&gateway.service, plan.region),
        known: gateway.service.is_known(),
        detail: {
            let tables = words::list(&gateway.route_tables, "none");
            format!("route tables: {tables}; {}", words::policy(plan, &resource.id, gateway.policy.as_ref()))
        },
        beyond: words::beyond(&gateway.service, plan.region),
        badges: on(marks, &resource.id),
        on: On::Resource(resource.id.clone()),
        calls: Vec::new(),
    });
    let existing = existing(plan).filter(|(_, existing)| existing.service.is_gateway());
    let existing = existing.map(|(at, existing)| {
        let Endpoint { on, service, known, detail, beyond, badges, calls, .. } = known(plan, marks, at, existing);
        Gateway {
            on,
            service,
            known,
            detail: format!("existing {detail}; route tables not known"),
            beyond,
            badges,
            calls,
        }
    });
    made.chain(existing).collect()
}

/// The ways out, each kind once with its route tables.
fn exits(plan: &Plan) -> Vec<Exit> {
    let mut kinds: Vec<(WayOutKind, Vec<String>)> = Vec::new();
    for way in &plan.surroundings.ways_out {
        let table = way.table.as_ref().map_or_else(|| "one that is not known".to_owned(), words::value);
        match kinds.iter_mut().find(|(kind, _)| *kind == way.kind) {
            Some((_, tables)) if tables.contains(&table) => {}
            Some((_, tables)) => tables.push(table),
            None => kinds.push((way.kind, vec![table])),
        }
    }
    let exits = kinds.into_iter().map(|(kind, tables)| {
        let (name, beyond) = words::way_out(kind);
        let only = if kind == WayOutKind::Internet { "; only for public addresses" } else { "" };
        let detail = format!("route tables: {}{only}", tables.join(", "));
        Exit { kind, name: name.to_owned(), detail, beyond: beyond.to_owned(), calls: Vec::new() }
    });
    exits.collect()
}

fn policies(plan: &Plan) -> Vec<Access> {
    let policies = plan.policies.iter().map(|policy| {
        let on = words::carriers(plan, &policy.id);
        let is_own = plan.resources.iter().any(|resource| words::is_own(&resource.id, &policy.id));
        let title = match on.as_slice() {
            [] => format!("policy {}", policy.id),
            [only] if is_own => format!("policy of {only}"),
            on => format!("policy {}, on {}", policy.id, on.join(" and ")),
        };
        Access { title, statements: policy.document.statements.iter().map(Statement::to_string).collect() }
    });
    policies.collect()
}

impl Network {
    /// What is in it, in sentences, for those who do not see the picture.
    pub fn description(&self) -> String {
        let mut sentences = vec![format!("VPC {}: {}.", self.name, self.facts.join(", "))];
        let runs: Vec<&str> = self.runs.iter().map(|run| run.name.as_str()).collect();
        sentences.push(format!("What runs there: {}.", runs.join(", ")));
        let services = self.groups.iter().flat_map(|group| &group.endpoints).map(|it| it.service.as_str());
        let endpoints = count_of(self.interfaces(), "interface endpoint");
        sentences.push(format!("It has {endpoints}: {}.", services.collect::<Vec<_>>().join(", ")));
        let gateways: Vec<&str> = self.gateways.iter().map(|gateway| gateway.service.as_str()).collect();
        let count = count_of(gateways.len(), "gateway endpoint");
        sentences.push(format!("It has {count}: {}.", gateways.join(", ")));
        for exit in &self.ways_out {
            sentences.push(format!("It also has: {}, to {}.", exit.name, exit.beyond));
        }
        if let Some(walk) = &self.walk {
            sentences.push(format!("A start on it, {}: {}.", walk.title, walk.answer));
            for (at, call) in walk.calls.iter().enumerate() {
                sentences.push(format!("Call {}: {}.", at + 1, call.words()));
            }
        }
        for line in &self.changes {
            let fate = line.fate.map_or(String::new(), |fate| format!("{}: ", fate.word()));
            sentences.push(format!("{fate}{}.", line.text));
        }
        for mark in &self.marks {
            sentences.push(format!("{} {}: {}.", mark.weight.word(), mark.code, mark.message));
        }
        sentences.join(" ").replace(": .", ".")
    }
}
