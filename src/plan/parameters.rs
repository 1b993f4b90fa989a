//! Input: a plan.
//! Output: what it leaves open.
//! Never: forgets a value: each possible setting of a property is matched one by one.

use super::{List, OutputValue, Parameter, Plan, ResourceId, Setting, Value};
use crate::aws::Service;
use std::collections::BTreeSet;

impl Plan {
    /// The parameters that its values name, each once, in their order.
    pub fn parameters(&self) -> Vec<Parameter> {
        let mut found = Found(BTreeSet::new());
        for resource in &self.resources {
            for (_, setting) in self.properties(resource) {
                found.setting(setting);
            }
        }
        for policy in &self.policies {
            policy.document.values().for_each(|value| found.value(value));
        }
        for output in &self.outputs {
            match &output.value {
                OutputValue::One(value) => found.value(value),
                OutputValue::Many(values) => found.all(values),
                OutputValue::DnsEntries(_) => {}
            }
        }
        found.0.into_iter().collect()
    }

    /// Whether a Terraform module has a variable for one of them: what it looks up, or reads from an endpoint of its own,
    /// is none.
    pub fn is_variable(&self, parameter: Parameter) -> bool {
        match parameter {
            Parameter::VpcCidr => false,
            Parameter::S3PrefixListId => self.resource(&ResourceId::Endpoint(Service::S3)).is_none(),
            Parameter::VpcId
            | Parameter::SubnetIds
            | Parameter::RouteTableIds
            | Parameter::ClientSecurityGroupId
            | Parameter::EndpointSecurityGroupId
            | Parameter::TaskSecurityGroupId
            | Parameter::EndpointId(_) => true,
        }
    }
}

struct Found(BTreeSet<Parameter>);

impl Found {
    fn setting(&mut self, setting: Setting) {
        match setting {
            Setting::Value(value) => self.value(value),
            Setting::List(list) => self.list(list),
            Setting::Text(_)
            | Setting::Bool(_)
            | Setting::Number(_)
            | Setting::Zone(_)
            | Setting::Service(_)
            | Setting::DnsRecords(_)
            | Setting::Policy(_)
            | Setting::Tags(_) => {}
        }
    }

    fn list(&mut self, list: &List) {
        match list {
            List::Items(items) => self.all(items),
            List::Parameter(parameter) => {
                self.0.insert(*parameter);
            }
            List::Unknown(_) => {}
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
            Value::Literal(_) | Value::Attribute(..) | Value::Pseudo(_) | Value::Unknown(_) => {}
        }
    }
}
