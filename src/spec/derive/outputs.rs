//! Input: a block, and the resources of its plan.
//! Output: what the template tells people who deploy it: IDs, names, addresses.
//! Never: adds a resource.

use crate::aws::{Date, Service};
use crate::plan::{
    Attribute, Output, OutputValue, Plan, ResourceId, ResourceKind, Value, dns_entries_output, dns_names_output,
    logical_id, zone_records_output,
};
use crate::spec::model::{Block, PrivateDns, Vpc};
use std::borrow::Cow;

/// SDKs released up to this day do not look for ECR's private name.
const LAST_SDK_WITHOUT_PRIVATE_DNS: Date = Date::new(2019, 1, 24);

/// Whether the oldest SDK of the block does not look for ECR's private name.
pub fn sdk_before_private_dns(block: &Block) -> bool {
    block.sdk.is_some_and(|sdk| sdk.value <= LAST_SDK_WITHOUT_PRIVATE_DNS)
}

pub(super) fn outputs(block: &Block, plan: &mut Plan) {
    let mut outputs = Vec::new();
    let mut one = |name: &str, description: Cow<'static, str>, value: Value| {
        outputs.push(Output { name: name.to_owned(), description, value: OutputValue::One(value) });
    };
    for resource in &plan.resources {
        let mut id_of = |what: String| {
            let name = [&logical_id(&resource.id), "Id"].concat();
            one(&name, ["Id of ", &what].concat().into(), Value::Attribute(resource.id.clone(), Attribute::Id));
        };
        match &resource.id {
            ResourceId::Endpoint(service) => id_of(format!("the {} endpoint", service.name())),
            ResourceId::EndpointOf(name) => id_of(format!("the endpoint for {name}")),
            ResourceId::Vpc => id_of("the VPC".to_owned()),
            ResourceId::EndpointSecurityGroup => id_of("the interface endpoints' security group".to_owned()),
            ResourceId::PrivateRouteTable => id_of("the private subnets' route table".to_owned()),
            id @ (ResourceId::ExecutionRole | ResourceId::ExecutionRoleOf(_)) => {
                let name =
                    if let ResourceKind::Role(role) = &resource.kind { role.name.to_string() } else { String::new() };
                let of = if *id == ResourceId::ExecutionRole { String::new() } else { format!(" {name}") };
                let description = format!("ARN of the task execution role{of}");
                one(
                    &[&logical_id(id), "Arn"].concat(),
                    description.into(),
                    Value::Attribute(id.clone(), Attribute::Arn),
                );
            }
            ResourceId::PrivateSubnet(_)
            | ResourceId::PrivateSubnetRouteTableAssociation(_)
            | ResourceId::HttpsFromVpc
            | ResourceId::HttpsFrom(_)
            | ResourceId::HttpsFromClientGroup
            | ResourceId::HttpsToEndpoints(_)
            | ResourceId::HttpsToS3(_)
            | ResourceId::ExecutionRolePolicy
            | ResourceId::ExecutionRolePolicyOf(_)
            | ResourceId::Named(_) => {}
        }
    }
    let region = block.region.value;
    let api = ResourceId::Endpoint(Service::EcrApi);
    if plan.resources.iter().any(|resource| resource.id == api) {
        let tail = format!(".api.ecr.{}.vpce.{}", region.id, region.partition.dns_suffix());
        if block.private_dns(Service::EcrApi).0 == PrivateDns::Off {
            let url =
                Value::join([Value::literal("https://"), Value::Attribute(api, Attribute::Id), Value::literal(tail)]);
            one("EcrApiEndpointUrl", "What every call to ECR needs as --endpoint-url".into(), url);
        } else if sdk_before_private_dns(block) {
            let url = format!("https://api.ecr.{}.{}", region.id, region.partition.dns_suffix());
            let description = "What SDKs and CLIs of 2019-01-24 or earlier need as --endpoint-url";
            one("EcrApiEndpointUrl", description.into(), Value::literal(url));
        }
    }
    outputs.extend(names(block, plan));
    if let Vpc::New { subnets, .. } = &block.vpc {
        outputs.push(Output {
            name: "SubnetIds".to_owned(),
            description: "Ids of the private subnets".into(),
            value: OutputValue::Many(
                (1_u8..)
                    .zip(subnets)
                    .map(|(number, _)| Value::Attribute(ResourceId::PrivateSubnet(number), Attribute::Id))
                    .collect(),
            ),
        });
    }
    outputs.sort_by(|a, b| a.name.cmp(&b.name));
    plan.outputs = outputs;
}

/// The names that lead to the endpoints, and the records that hosted zones of the user's own must hold.
fn names(block: &Block, plan: &Plan) -> Vec<Output> {
    let region = block.region.value;
    let mut outputs = Vec::new();
    for (resource, endpoint) in plan.interface_endpoints() {
        let entries = |name: String, what: &str| Output {
            name,
            description: format!("Hosted zone and name of each DNS entry of the {what}").into(),
            value: OutputValue::DnsEntries(resource.id.clone()),
        };
        if let ResourceId::EndpointOf(name) = &resource.id {
            outputs.push(entries(dns_entries_output(name), &format!("endpoint for {name}")));
            continue;
        }
        let ResourceId::Endpoint(service) = &resource.id else { continue };
        let service = *service;
        let names = service.private_dns_names(region);
        if names.is_empty() {
            outputs.push(entries(dns_names_output(service), &format!("{} endpoint", service.name())));
            continue;
        }
        let (description, value) = if endpoint.private_dns == Some(true) {
            let names = names.into_iter().map(Value::literal).collect();
            let description = format!("DNS names that lead to the {} endpoint in the VPC", service.name());
            (description, OutputValue::Many(names))
        } else {
            let zone =
                plan.surroundings.own_zones.iter().find(|zone| zone.service == service).map(|zone| zone.name(region));
            let purpose = zone.map_or_else(String::new, |zone| format!(", for alias records in your zone {zone}"));
            let description = format!("Hosted zone and name of each DNS entry of the {} endpoint", service.name());
            (description + &purpose, OutputValue::DnsEntries(resource.id.clone()))
        };
        outputs.push(Output { name: dns_names_output(service), description: description.into(), value });
    }
    for zone in plan.surroundings.own_zones.iter().filter(|zone| !zone.records(region).is_empty()) {
        let description = format!("Names of the alias records that your zone {} must hold", zone.name(region));
        outputs.push(Output {
            name: zone_records_output(zone.service),
            description: description.into(),
            value: OutputValue::Many(zone.records(region).into_iter().map(Value::literal).collect()),
        });
    }
    outputs
}
