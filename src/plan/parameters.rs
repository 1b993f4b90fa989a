//! Comes in: a plan.
//! Goes out: what it leaves open.
//! Never: forgets a value: kinds of resources are matched one by one.

use super::{List, OutputValue, Parameter, Peer, Plan, Principals, ResourceKind, Value};
use std::collections::BTreeSet;

impl Plan {
    /// The parameters that its values name, each once, in their order.
    pub fn parameters(&self) -> Vec<Parameter> {
        let mut found = Found(BTreeSet::new());
        for resource in &self.resources {
            found.resource(&resource.kind);
        }
        for policy in &self.policies {
            for statement in &policy.document.statements {
                found.all(&statement.resources);
                if let Some(Principals::Aws(arns)) = &statement.principals {
                    found.all(arns);
                }
                for condition in &statement.conditions {
                    found.all(&condition.values);
                }
            }
        }
        for output in &self.outputs {
            match &output.value {
                OutputValue::One(value) => found.value(value),
                OutputValue::Many(values) => found.all(values),
            }
        }
        found.0.into_iter().collect()
    }
}

struct Found(BTreeSet<Parameter>);

impl Found {
    fn resource(&mut self, kind: &ResourceKind) {
        match kind {
            ResourceKind::Vpc(vpc) => self.value(&vpc.cidr),
            ResourceKind::Subnet(subnet) => {
                self.value(&subnet.vpc);
                self.value(&subnet.cidr);
            }
            ResourceKind::RouteTable(table) => self.value(&table.vpc),
            ResourceKind::RouteTableAssociation(association) => {
                self.value(&association.subnet);
                self.value(&association.route_table);
            }
            ResourceKind::SecurityGroup(group) => self.value(&group.vpc),
            ResourceKind::Ingress(ingress) => {
                self.value(&ingress.group);
                match &ingress.peer {
                    Peer::Ipv4(peer) | Peer::Ipv6(peer) | Peer::Group(peer) | Peer::PrefixList(peer) => {
                        self.value(peer);
                    }
                    Peer::Unknown => {}
                }
            }
            ResourceKind::InterfaceEndpoint(endpoint) => {
                self.value(&endpoint.vpc);
                self.list(&endpoint.subnets);
                self.list(&endpoint.security_groups);
            }
            ResourceKind::GatewayEndpoint(endpoint) => {
                self.value(&endpoint.vpc);
                self.list(&endpoint.route_tables);
            }
            ResourceKind::Role(role) => self.value(&role.name),
            ResourceKind::RolePolicy(policy) => {
                self.value(&policy.role);
                self.value(&policy.name);
            }
        }
    }

    fn list(&mut self, list: &List) {
        match list {
            List::Items(items) => self.all(items),
            List::Parameter(parameter) => {
                self.0.insert(*parameter);
            }
            List::Unknown => {}
        }
    }

    fn all(&mut self, values: &[Value]) {
        for value in values {
            self.value(value);
        }
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Parameter(parameter) => {
                self.0.insert(*parameter);
            }
            Value::Join(parts) => self.all(parts),
            Value::Literal(_) | Value::Attribute(..) | Value::Pseudo(_) | Value::Unknown => {}
        }
    }
}
