//! Input: the target of a template, and which resources are in it.
//! Output: what its names stand for: resources, attributes, parameters, outputs.
//! Never: spells a name itself: every one comes from the back end.

use super::cursor::Cursor;
use super::fault::Fault;
use crate::aws::Service;
use crate::backend::{Target, output_name, spelling};
use crate::document::shown;
use crate::plan::{
    Attribute, PARAMETER, Parameter, Pseudo, ResourceId, Value, dns_entries_output, dns_names_output, logical_id,
    zone_records_output,
};
use std::collections::{BTreeMap, BTreeSet};

/// What a template's names stand for.
pub(super) struct Names {
    target: Target,
    resources: BTreeMap<String, ResourceId>,
    values: BTreeMap<String, Value>,
    outputs: BTreeMap<String, String>,
    present: BTreeSet<ResourceId>,
}

/// Every resource that a plan of a spec may hold, but for those that are named for clients or for services of no list.
fn known() -> impl Iterator<Item = ResourceId> {
    let fixed = [
        ResourceId::Vpc,
        ResourceId::PrivateRouteTable,
        ResourceId::EndpointSecurityGroup,
        ResourceId::HttpsFromVpc,
        ResourceId::HttpsFromClientGroup,
        ResourceId::ExecutionRole,
        ResourceId::ExecutionRolePolicy,
    ];
    let zones = (1..=u8::MAX)
        .flat_map(|number| [ResourceId::PrivateSubnet(number), ResourceId::PrivateSubnetRouteTableAssociation(number)]);
    fixed.into_iter().chain(Service::every().map(ResourceId::Endpoint)).chain(zones)
}

/// What a plan of a spec asks of a resource. `CloudFormation` spells a role's name as it spells another's id.
fn attributes(id: &ResourceId) -> &'static [Attribute] {
    let is_role = matches!(id, ResourceId::ExecutionRole | ResourceId::ExecutionRoleOf(_));
    if is_role { &[Attribute::Name, Attribute::Arn] } else { &[Attribute::Id] }
}

/// `Vpc` of `${Vpc}`.
fn inside(value: &Value, target: Target) -> Option<String> {
    Some(spelling(value, target)?.strip_prefix("${")?.strip_suffix('}')?.to_owned())
}

/// Where a resource stands: its logical id, or its type and label with a dot between.
fn address(id: &ResourceId, target: Target) -> Option<String> {
    match target {
        Target::CloudFormationYaml | Target::CloudFormationJson => Some(logical_id(id)),
        Target::TerraformJson => {
            let id = inside(&Value::Attribute(id.clone(), Attribute::Id), target)?;
            Some(id.strip_suffix(".id")?.to_owned())
        }
    }
}

impl Names {
    pub fn new(target: Target) -> Self {
        let parameters = [
            Parameter::VpcId,
            Parameter::VpcCidr,
            Parameter::SubnetIds,
            Parameter::RouteTableIds,
            Parameter::ClientSecurityGroupId,
            Parameter::EndpointSecurityGroupId,
            Parameter::TaskSecurityGroupId,
            Parameter::S3PrefixListId,
        ];
        let parameters = parameters.into_iter().chain(Service::every().map(Parameter::EndpointId));
        let pseudo = [Pseudo::Account, Pseudo::Partition, Pseudo::Region];
        let asked =
            |id: ResourceId| attributes(&id).iter().map(move |attribute| Value::Attribute(id.clone(), *attribute));
        let values = known()
            .flat_map(asked)
            .chain(parameters.map(Value::Parameter))
            .chain(pseudo.into_iter().map(Value::Pseudo));
        let of_endpoints = Service::every().map(ResourceId::Endpoint);
        let outputs = of_endpoints
            .chain([ResourceId::Vpc, ResourceId::EndpointSecurityGroup, ResourceId::PrivateRouteTable])
            .map(|id| format!("{}Id", logical_id(&id)))
            .chain(Service::every().flat_map(|it| [dns_names_output(it), zone_records_output(it)]))
            .chain(["EcrApiEndpointUrl", "ExecutionRoleArn", "SubnetIds"].map(str::to_owned));
        Self {
            target,
            resources: known().filter_map(|id| Some((address(&id, target)?, id))).collect(),
            values: values.filter_map(|value| Some((inside(&value, target)?, value))).collect(),
            outputs: outputs.map(|name| (output_name(&name, target), name)).collect(),
            present: BTreeSet::new(),
        }
    }

    /// The rule of that address that lets https out of a group, whose id is part of it.
    pub fn egress(&self, at: &str) -> Option<ResourceId> {
        let (_, group) = at.rsplit_once("From").or_else(|| at.rsplit_once("_from_"))?;
        let is_parameter = matches!(group, "TaskSecurityGroup" | "task_security_group");
        let group = if is_parameter { PARAMETER.to_owned() } else { group.replace(['z', '_'], "-") };
        let ids = [ResourceId::HttpsToEndpoints(group.clone()), ResourceId::HttpsToS3(group)];
        ids.into_iter().find(|id| address(id, self.target).is_some_and(|address| address == at))
    }

    /// Takes in the names of one of several roles, if that is at the address: its label is part of them.
    pub fn learn_role(&mut self, at: &str) {
        let labels =
            ["ExecutionRolePolicy", "ExecutionRole", "aws_iam_role_policy.execution_", "aws_iam_role.execution_"];
        let Some(label) = labels.iter().find_map(|before| at.strip_prefix(before)).filter(|label| !label.is_empty())
        else {
            return;
        };
        for id in [ResourceId::ExecutionRoleOf(label.to_owned()), ResourceId::ExecutionRolePolicyOf(label.to_owned())] {
            if address(&id, self.target).is_none_or(|address| address != at) {
                continue;
            }
            for attribute in attributes(&id) {
                let value = Value::Attribute(id.clone(), *attribute);
                self.values.extend(inside(&value, self.target).map(|name| (name, value)));
            }
            let output = [&logical_id(&id), "Arn"].concat();
            self.outputs.insert(output_name(&output, self.target), output);
            self.resources.insert(at.to_owned(), id);
        }
    }

    /// The resource of that address.
    pub fn resource(&self, address: &str) -> Option<&ResourceId> {
        self.resources.get(address)
    }

    /// The resource of that address, if it is the one that is named for this client.
    pub fn client(&self, client: &str, at: &str) -> Option<ResourceId> {
        let id = ResourceId::HttpsFrom(client.to_owned());
        (address(&id, self.target)? == at).then_some(id)
    }

    /// The resource of that address, if it is the endpoint for this service of no list.
    pub fn endpoint_of(&self, service: &str, at: &str) -> Option<ResourceId> {
        let id = ResourceId::EndpointOf(service.to_owned());
        (address(&id, self.target)? == at).then_some(id)
    }

    /// The endpoint of that address.
    pub fn endpoint(&self, address: &str, at: &Cursor) -> Result<ResourceId, Fault> {
        match self.resources.get(address) {
            Some(id @ (ResourceId::Endpoint(_) | ResourceId::EndpointOf(_))) if self.present.contains(id) => {
                Ok(id.clone())
            }
            _ => Err(at.fault(format!("refers to {}, which is not an endpoint of the template", shown(address)))),
        }
    }

    /// Says that a resource is in the template: others may refer to it.
    pub fn add(&mut self, id: ResourceId) {
        if let ResourceId::EndpointOf(name) = &id {
            self.resources.extend(address(&id, self.target).map(|address| (address, id.clone())));
            let value = Value::Attribute(id.clone(), Attribute::Id);
            self.values.extend(inside(&value, self.target).map(|spelt| (spelt, value)));
            let outputs = [format!("{}Id", logical_id(&id)), dns_entries_output(name)];
            self.outputs.extend(outputs.map(|name| (output_name(&name, self.target), name)));
        }
        self.present.insert(id);
    }

    /// Whether ecrc gives that name to an output, to a parameter, or to the policy document of an endpoint.
    pub fn is_own(&self, place: &str) -> bool {
        let Some((section, name)) = place.split_once('.') else { return false };
        match section {
            "Outputs" | "output" => self.output(name).is_some(),
            "Parameters" => self.values.contains_key(name),
            "variable" => self.values.contains_key(&format!("var.{name}")),
            "data" => name
                .strip_prefix("aws_iam_policy_document.")
                .is_some_and(|label| self.resources.contains_key(&format!("aws_vpc_endpoint.{label}"))),
            _ => false,
        }
    }

    /// What a reference in a template stands for.
    pub fn value(&self, reference: &str, at: &Cursor) -> Result<Value, Fault> {
        match self.values.get(reference) {
            Some(Value::Attribute(id, _)) if !self.present.contains(id) => {
                Err(at.fault(format!("refers to {}, and that is not in the template", shown(reference))))
            }
            Some(value) => Ok(value.clone()),
            None => Err(at.fault(format!("refers to {}, which ecrc does not write", shown(reference)))),
        }
    }

    /// An output's name in the plan.
    pub fn output(&self, name: &str) -> Option<&str> {
        self.outputs.get(name).map(String::as_str)
    }
}
