//! Input: a plan, and what stands in place of some of its values.
//! Output: the plan with these in place, wherever a value stands.
//! Never: leaves one out: fields without a value are named as such.

use super::{
    AclRule, Client, Condition, DefaultGroup, Egress, EgressRule, EnvFile, ExistingEndpoint, GatewayEndpoint, Ingress,
    InterfaceEndpoint, List, Logs, MainTable, Nat, NetworkAcl, OutboundRule, OutputValue, Peer, Plan, PolicyDocument,
    PrefixList, Principals, Repository, Resource, ResourceKind, Role, RolePolicy, RouteTable, RouteTableAssociation,
    Secret, SecretPolicy, SecurityGroup, Statement, Subnet, Surroundings, Task, TaskCalls, TaskImage, Value, Vpc,
    WayOut,
};

/// What stands in place of a value, if not itself.
type Instead<'f> = &'f dyn Fn(&Value) -> Option<Value>;

impl Plan {
    /// The plan with other values.
    #[must_use]
    pub fn with_values(&self, instead: Instead) -> Self {
        let mut plan = self.clone();
        value(&mut plan.vpc, instead);
        for of in &mut plan.resources {
            resource(of, instead);
        }
        for policy in &mut plan.policies {
            document(&mut policy.document, instead);
        }
        for output in &mut plan.outputs {
            match &mut output.value {
                OutputValue::One(one) => value(one, instead),
                OutputValue::Many(many) => values(many, instead),
                OutputValue::DnsEntries(_) => {}
            }
        }
        surroundings(&mut plan.surroundings, instead);
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
    match of {
        List::Items(items) => values(items, instead),
        List::Parameter(_) | List::Unknown(_) => {}
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
        for Condition { values: of, .. } in conditions {
            values(of, instead);
        }
    }
}

fn resource(of: &mut Resource, instead: Instead) {
    match &mut of.kind {
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
                service: _,
                vpc,
                private_dns: _,
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
        workload: _,
        existing,
        own_zones: _,
        unfit: _,
        ways_out,
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
    for ExistingEndpoint { id, .. } in existing {
        value(id, instead);
    }
    for WayOut { kind: _, table, nat, span: _ } in ways_out {
        values(table, instead);
        values(nat.as_mut().and_then(|Nat { subnet, public: _ }| subnet.as_mut()), instead);
    }
    values(main_table.as_mut().map(|MainTable { table, .. }| table), instead);
    values(default_group.as_mut().map(|DefaultGroup { group, .. }| group), instead);
    values(cluster_groups, instead);
    for Client { subnets, security_groups, host_role, .. } in clients {
        list(subnets, instead);
        values(host_role, instead);
        list(security_groups, instead);
    }
    for of in tasks {
        task(of, instead);
    }
    for Repository { name, policy, .. } in repositories {
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
        for AclRule { peer: of, .. } in rules {
            peer(of, instead);
        }
    }
    for PrefixList { id, name: _ } in prefix_lists {
        value(id, instead);
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
    for Secret { from, policy, .. } in secrets {
        value(from, instead);
        if let SecretPolicy::Shown(shown, _) = policy {
            document(shown, instead);
        }
    }
    for Logs { group, streams, .. } in logs {
        values(group, instead);
        values(streams, instead);
    }
    for EnvFile { arn, .. } in env_files {
        value(arn, instead);
    }
}
