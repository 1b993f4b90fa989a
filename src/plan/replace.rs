//! Input: a plan, and what stands in place of some of its values.
//! Output: the plan with these in place, wherever a value stands.
//! Never: leaves one out: every field is spelled, so that a new one asks for its place here.

use super::{
    AclRule, Client, Condition, DefaultGroup, Egress, EgressRule, EnvFile, ExistingEndpoint, GatewayEndpoint, Ingress,
    InterfaceEndpoint, Ipv6Subnet, List, Logs, MainTable, Nat, NetworkAcl, OutboundRule, Output, OutputValue,
    OwnPolicy, Peer, Plan, Policy, PolicyDocument, PrefixList, Principals, Repository, Resource, ResourceKind, Role,
    RolePolicy, RouteTable, RouteTableAssociation, Secret, SecretKey, SecurityGroup, Statement, Subnet, Surroundings,
    Task, TaskCalls, TaskImage, Value, Vpc, WayOut, Workload,
};

/// What stands in place of a value, if not itself. A list that is a parameter or unknown as a whole is asked for like one
/// value.
type Instead<'f> = &'f dyn Fn(&Value) -> Option<Value>;

impl Plan {
    /// The plan with other values.
    #[must_use]
    pub fn with_values(&self, instead: Instead) -> Self {
        let mut plan = self.clone();
        let Plan { region: _, vpc, resources, policies, outputs, tags: _, name: _, surroundings: around } = &mut plan;
        value(vpc, instead);
        for Resource { id: _, kind, reason: _, span: _, places: _ } in resources {
            resource(kind, instead);
        }
        for Policy { id: _, document: of } in policies {
            document(of, instead);
        }
        for Output { name: _, description: _, value: of } in outputs {
            match of {
                OutputValue::One(one) => value(one, instead),
                OutputValue::Many(many) => values(many, instead),
                OutputValue::DnsEntries(_) => {}
            }
        }
        surroundings(around, instead);
        plan
    }
}

fn value(of: &mut Value, instead: Instead) {
    match (instead(of), &mut *of) {
        (Some(other), _) => *of = other,
        (None, Value::Join(parts)) => values(parts, instead),
        (
            None,
            Value::Literal(_) | Value::Parameter(_) | Value::Attribute(..) | Value::Pseudo(_) | Value::Unknown(_),
        ) => {}
    }
}

fn values<'v>(of: impl IntoIterator<Item = &'v mut Value>, instead: Instead) {
    of.into_iter().for_each(|of| value(of, instead));
}

fn list(of: &mut List, instead: Instead) {
    let whole = match of {
        List::Items(items) => return values(items, instead),
        List::Parameter(parameter) => Value::Parameter(*parameter),
        List::Unknown(why) => Value::Unknown(why.clone()),
    };
    match instead(&whole) {
        None => {}
        Some(Value::Parameter(parameter)) => *of = List::Parameter(parameter),
        Some(Value::Unknown(why)) => *of = List::Unknown(why),
        Some(one @ (Value::Literal(_) | Value::Attribute(..) | Value::Pseudo(_) | Value::Join(_))) => {
            *of = List::Items(vec![one]);
        }
    }
}

fn peer(of: &mut Peer, instead: Instead) {
    match of {
        Peer::Ipv4(one) | Peer::Ipv6(one) | Peer::Group(one) | Peer::PrefixList(one) => value(one, instead),
        Peer::Unknown => {}
    }
}

fn document(of: &mut PolicyDocument, instead: Instead) {
    for Statement { sid: _, effect: _, principals, actions, resources, conditions } in &mut of.statements {
        match principals {
            Some(Principals::Aws(arns)) => values(arns, instead),
            Some(Principals::Everyone | Principals::Service(_) | Principals::Unknown) | None => {}
        }
        values(actions, instead);
        values(resources, instead);
        for Condition { operator: _, key: _, values: of } in conditions {
            values(of, instead);
        }
    }
}

fn resource(of: &mut ResourceKind, instead: Instead) {
    match of {
        ResourceKind::Vpc(Vpc { cidr, dns_support: _, dns_hostnames: _ }) => value(cidr, instead),
        ResourceKind::Subnet(Subnet { vpc, cidr, zone: _ }) => values([vpc, cidr], instead),
        ResourceKind::RouteTable(RouteTable { vpc })
        | ResourceKind::SecurityGroup(SecurityGroup { vpc, description: _ }) => {
            value(vpc, instead);
        }
        ResourceKind::RouteTableAssociation(RouteTableAssociation { subnet, route_table }) => {
            values([subnet, route_table], instead);
        }
        ResourceKind::Ingress(Ingress { group, peer: from, ports: _, description: _ }) => {
            value(group, instead);
            peer(from, instead);
        }
        ResourceKind::Egress(OutboundRule { group, rule, description: _ }) => {
            value(group, instead);
            peer(&mut rule.peer, instead);
        }
        ResourceKind::InterfaceEndpoint(endpoint) => {
            let InterfaceEndpoint {
                is_sure: _,
                service: _,
                vpc,
                private_dns: _,
                inbound_only: _,
                addresses: _,
                subnets,
                security_groups,
                policy: _,
            } = endpoint;
            value(vpc, instead);
            list(subnets, instead);
            list(security_groups, instead);
        }
        ResourceKind::GatewayEndpoint(GatewayEndpoint { service: _, vpc, addresses: _, route_tables, policy: _ }) => {
            value(vpc, instead);
            list(route_tables, instead);
        }
        ResourceKind::Role(Role { name, path, trust: _ }) => values([name, path], instead),
        ResourceKind::RolePolicy(RolePolicy { role, name, policy: _ }) => values([role, name], instead),
    }
}

fn surroundings(of: &mut Surroundings, instead: Instead) {
    let Surroundings {
        workload: Workload { launches: _, awslogs: _, secrets: _, exec: _, kms: _, uses: _ },
        existing,
        own_zones: _,
        resolver_rules: _,
        shows_names: _,
        runs_elsewhere: _,
        ipv6_subnets,
        absent_roles: _,
        unfit: _,
        ways_out,
        may_route: _,
        main_table,
        default_group,
        cluster_groups,
        clients,
        tasks,
        repositories,
        caches: _,
        egress,
        acls,
        prefix_lists,
        has_more_blocks: _,
        custom_dns: _,
        open_dns: _,
    } = of;
    for ExistingEndpoint { service: _, id, span: _ } in existing {
        value(id, instead);
    }
    for Ipv6Subnet { subnet, dns64: _ } in ipv6_subnets {
        value(subnet, instead);
    }
    for WayOut { kind: _, table, nat, span: _ } in ways_out {
        values(table, instead);
        values(nat.as_mut().and_then(|Nat { subnet, public: _ }| subnet.as_mut()), instead);
    }
    values(main_table.as_mut().map(|MainTable { table, words: _, has_name: _ }| table), instead);
    values(default_group.as_mut().map(|DefaultGroup { group, admits_itself: _ }| group), instead);
    values(cluster_groups, instead);
    for of in clients {
        client(of, instead);
    }
    for of in tasks {
        task(of, instead);
    }
    for Repository { name, account: _, policy, span: _ } in repositories {
        value(name, instead);
        for policy in policy.iter_mut() {
            document(policy, instead);
        }
    }
    for Egress { group, rules, span: _ } in egress {
        value(group, instead);
        for EgressRule { peer: to, ports: _ } in rules {
            peer(to, instead);
        }
    }
    for NetworkAcl { name: _, subnets, rules, span: _ } in acls {
        values(subnets, instead);
        for AclRule { number: _, egress: _, allow: _, peer: of, ports: _, span: _ } in rules {
            peer(of, instead);
        }
    }
    for PrefixList { id, name: _ } in prefix_lists {
        value(id, instead);
    }
}

fn client(of: &mut Client, instead: Instead) {
    let Client {
        name: _,
        launch: _,
        subnets,
        security_groups,
        public_address: _,
        task: _,
        host_role,
        presumed: _,
        off: _,
        span: _,
    } = of;
    list(subnets, instead);
    list(security_groups, instead);
    values(host_role, instead);
}

fn own_policy(of: &mut OwnPolicy, instead: Instead) {
    match of {
        OwnPolicy::Shown(shown, _) => document(shown, instead),
        OwnPolicy::None | OwnPolicy::Unknown => {}
    }
}

fn task(of: &mut Task, instead: Instead) {
    let Task { name: _, role, role_arn: _, images, pulls: _, calls, task_role, span: _ } = of;
    values(role, instead);
    values(task_role, instead);
    for TaskImage { name, span: _ } in images {
        value(name, instead);
    }
    let TaskCalls { secrets, logs, env_files, exec: _ } = calls;
    for Secret { from, store: _, region: _, account: _, policy, key, span: _ } in secrets {
        value(from, instead);
        own_policy(policy, instead);
        if let Some(SecretKey { name: _, arn, policy }) = key {
            value(arn, instead);
            own_policy(policy, instead);
        }
    }
    for Logs { region: _, group, creates_group: _, streams, open: _, span: _ } in logs {
        values(group, instead);
        values(streams, instead);
    }
    for EnvFile { arn, is_here: _, open: _ } in env_files {
        value(arn, instead);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Parameter, Why};

    #[test]
    fn what_stands_for_a_whole_list_is_replaced_like_one_value() {
        let open = |name: &str| List::Unknown(Why::Open(name.to_owned()));
        let (open_list, parameter) =
            (Value::Unknown(Why::Open("SubnetIds".to_owned())), Value::Parameter(Parameter::SubnetIds));
        let named = |value: &Value| {
            if *value == open_list {
                Some(parameter.clone())
            } else {
                (*value == parameter).then(|| Value::literal("subnet-1"))
            }
        };
        let with = |mut of: List| {
            list(&mut of, &named);
            of
        };
        assert_eq!(with(open("SubnetIds")), List::Parameter(Parameter::SubnetIds));
        assert_eq!(with(open("Others")), open("Others"));
        assert_eq!(with(List::Parameter(Parameter::SubnetIds)), List::Items(vec![Value::literal("subnet-1")]));
    }
}
