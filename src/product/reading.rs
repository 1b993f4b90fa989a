//! Input: the tree of a template, and its target.
//! Output: the plan that it says, if it says one.
//! Never: proves that nothing else is in it; comparing it with what `build` writes does.

use super::cursor::Cursor;
use super::fault::Fault;
use super::found::Found;
use super::names::Names;
use super::settings::Reading;
use super::whole;
use super::{cloudformation, terraform};
use crate::aws::{Region, region};
use crate::backend::Target;
use crate::document::shown;
use crate::plan::{
    EgressRule, EndpointService, GatewayEndpoint, Ingress, InterfaceEndpoint, NAME, OutboundRule, Output, OutputValue,
    Peer, Plan, PolicyId, Resource, ResourceId, ResourceKind, Role, RolePolicy, RouteTable, RouteTableAssociation,
    SecurityGroup, Subnet, Surroundings, Value, Vpc,
};

/// The plan of a template.
pub(super) fn plan(root: Cursor, target: Target) -> Result<Plan, Fault> {
    let region = region_of(&root, target)?;
    let mut reading = Reading { target, region, names: Names::new(target), root, policies: Vec::new() };
    let found = reading.resources()?;
    let mut resources = Vec::new();
    let mut tags: Vec<(ResourceId, Vec<(String, String)>)> = Vec::new();
    for (id, found) in found {
        let kind = reading.kind(&id, &found.properties)?;
        if let Some(at) = found.properties.get(reading.spelt("Tags", "tags")) {
            tags.push((id.clone(), reading.tags(&at)?));
        }
        resources.push(Resource {
            kind,
            reason: Some(reading.reason(&found.body)?),
            span: None,
            places: Vec::new(),
            id,
        });
    }
    // Only who reorders a template by hand changes this: a plan's order is its own.
    resources.sort_by_key(|resource| rank(&resource.id));
    let mut outputs = reading.outputs()?;
    outputs.sort_by(|a, b| a.name.cmp(&b.name));
    let name = whole::name(&tags);
    let mut tags = tags.into_iter().next().map(|(_, tags)| tags).unwrap_or_default();
    tags.retain(|(key, _)| name.is_none() || key != NAME);
    tags.sort();
    let mut policies = reading.policies;
    policies.sort_by_key(|policy| policy.id.clone());
    let vpc = whole::vpc(&resources, &policies);
    let existing = whole::existing(&policies);
    Ok(Plan {
        region: Some(region),
        vpc,
        resources,
        policies,
        outputs,
        tags,
        name,
        surroundings: Surroundings { existing, ..Surroundings::default() },
    })
}

/// The order of a plan's resources; those that are named for clients stay as they stand.
fn rank(id: &ResourceId) -> ResourceId {
    if let ResourceId::HttpsFrom(_) = id { ResourceId::HttpsFrom(String::new()) } else { id.clone() }
}

fn region_of(root: &Cursor, target: Target) -> Result<&'static Region, Fault> {
    let (id, at) = match target {
        Target::CloudFormationYaml | Target::CloudFormationJson => {
            let at = cloudformation::region(root)?;
            (at.text()?, at)
        }
        Target::TerraformJson => terraform::region(root)?,
    };
    region::find(id).ok_or_else(|| at.fault(format!("names {}, which is not a region with Amazon ECR", shown(id))))
}

impl<'d> Reading<'d> {
    /// The resources, each with the name by which others know it.
    fn resources(&mut self) -> Result<Vec<(ResourceId, Found<'d>)>, Fault> {
        let all = match self.target {
            Target::CloudFormationYaml | Target::CloudFormationJson => cloudformation::resources(&self.root)?,
            Target::TerraformJson => terraform::resources(&self.root)?,
        };
        for found in &all {
            self.names.learn_role(&found.address);
        }
        let mut named = Vec::new();
        for found in all {
            let id = match self.names.resource(&found.address) {
                Some(id) => id.clone(),
                None => match self.names.egress(&found.address).or_else(|| self.endpoint_of(&found)) {
                    Some(id) => id,
                    None => self.client(&found)?,
                },
            };
            self.names.add(id.clone());
            named.push((id, found));
        }
        Ok(named)
    }

    /// An endpoint that is named after its service, which is on no list.
    fn endpoint_of(&self, found: &Found) -> Option<ResourceId> {
        let at = found.properties.get(self.spelt("ServiceName", "service_name"))?;
        self.names.endpoint_of(&self.text(&at).ok()?, &found.address)
    }

    /// A resource that is named after the client that it admits.
    fn client(&self, found: &Found) -> Result<ResourceId, Fault> {
        let stray = |why: &str| Fault::new(found.at, format!("`{}` {why}", found.body.path)).changed();
        let client = match self.peer(&found.properties)? {
            Peer::Ipv4(client) | Peer::Ipv6(client) | Peer::Group(client) | Peer::PrefixList(client) => client,
            Peer::Unknown => return Err(stray("is not a resource that ecrc makes")),
        };
        let client = client.as_literal().unwrap_or_default();
        let id = self.names.client(client, &found.address);
        id.ok_or_else(|| stray(&format!("is not the name that ecrc gives to what admits {}", shown(client))))
    }

    fn outputs(&self) -> Result<Vec<Output>, Fault> {
        let mut outputs = Vec::new();
        let Some(section) = self.root.get(self.spelt("Outputs", "output")) else { return Ok(outputs) };
        for entry in section.entries()? {
            let stray = || format!("`{}` is not an output that ecrc makes", entry.value.path);
            let name = self.names.output(entry.key).ok_or_else(|| Fault::new(entry.at, stray()).changed())?;
            let value: OutputValue = match self.target {
                Target::CloudFormationYaml | Target::CloudFormationJson => {
                    cloudformation::output(&self.names, &entry.value, is_list(name))?
                }
                Target::TerraformJson => terraform::output(&self.names, &entry.value)?,
            };
            let description = self.text(&entry.value.need(self.spelt("Description", "description"))?)?;
            outputs.push(Output { name: name.to_owned(), description: description.into(), value });
        }
        Ok(outputs)
    }

    fn kind(&mut self, id: &ResourceId, properties: &Cursor) -> Result<ResourceKind, Fault> {
        let at = |cloudformation: &str, terraform: &str| properties.need(self.spelt(cloudformation, terraform));
        let value = |cloudformation: &str, terraform: &str| self.value(&at(cloudformation, terraform)?);
        let list = |cloudformation: &str, terraform: &str| self.list(&at(cloudformation, terraform)?);
        let on = |cloudformation: &str, terraform: &str| at(cloudformation, terraform)?.boolean().map(Some);
        let vpc = || value("VpcId", "vpc_id");
        Ok(match id {
            ResourceId::Vpc => ResourceKind::Vpc(Vpc {
                cidr: self.cidr(&at("CidrBlock", "cidr_block")?)?,
                dns_support: on("EnableDnsSupport", "enable_dns_support")?,
                dns_hostnames: on("EnableDnsHostnames", "enable_dns_hostnames")?,
            }),
            ResourceId::PrivateSubnet(_) => ResourceKind::Subnet(Subnet {
                vpc: vpc()?,
                cidr: self.cidr(&at("CidrBlock", "cidr_block")?)?,
                zone: self.zone(&at("AvailabilityZone", "availability_zone")?)?,
            }),
            ResourceId::PrivateRouteTable => ResourceKind::RouteTable(RouteTable { vpc: vpc()? }),
            ResourceId::PrivateSubnetRouteTableAssociation(_) => {
                ResourceKind::RouteTableAssociation(RouteTableAssociation {
                    subnet: value("SubnetId", "subnet_id")?,
                    route_table: value("RouteTableId", "route_table_id")?,
                })
            }
            ResourceId::EndpointSecurityGroup => ResourceKind::SecurityGroup(SecurityGroup {
                vpc: vpc()?,
                description: self.text(&at("GroupDescription", "description")?)?.into(),
            }),
            ResourceId::HttpsFromVpc | ResourceId::HttpsFrom(_) | ResourceId::HttpsFromClientGroup => {
                ResourceKind::Ingress(Ingress {
                    group: value("GroupId", "security_group_id")?,
                    peer: self.peer(properties).and_then(|peer| {
                        let nobody = || properties.fault("names no client that it admits");
                        if peer == Peer::Unknown { Err(nobody()) } else { Ok(peer) }
                    })?,
                    ports: self.ports(properties)?,
                    description: self.text(&at("Description", "description")?)?.into(),
                })
            }
            ResourceId::HttpsToEndpoints(_) | ResourceId::HttpsToS3(_) => {
                ResourceKind::Egress(self.outbound(id, properties)?)
            }
            ResourceId::Endpoint(service) if service.is_gateway() => ResourceKind::GatewayEndpoint(GatewayEndpoint {
                service: self.service(*service, &at("ServiceName", "service_name")?)?,
                vpc: vpc()?,
                addresses: self.addresses(properties)?,
                route_tables: list("RouteTableIds", "route_table_ids")?,
                policy: self.own_policy(id, properties)?,
            }),
            ResourceId::EndpointOf(name) => self.interface(id, EndpointService::Named(name.clone()), properties)?,
            ResourceId::Endpoint(service) => {
                let service = self.service(*service, &at("ServiceName", "service_name")?)?;
                self.interface(id, service, properties)?
            }
            ResourceId::ExecutionRole | ResourceId::ExecutionRoleOf(_) => ResourceKind::Role(Role {
                name: value("RoleName", "name")?,
                path: Value::literal("/"),
                trust: self
                    .policy(PolicyId::ExecutionRoleTrust, &at("AssumeRolePolicyDocument", "assume_role_policy")?)?,
            }),
            ResourceId::ExecutionRolePolicy | ResourceId::ExecutionRolePolicyOf(_) => {
                ResourceKind::RolePolicy(RolePolicy {
                    role: match self.target {
                        Target::CloudFormationYaml | Target::CloudFormationJson => {
                            self.value(&properties.need("Roles")?.only()?)?
                        }
                        Target::TerraformJson => value("role", "role")?,
                    },
                    name: value("PolicyName", "name")?,
                    policy: self.policy(
                        if let ResourceId::ExecutionRolePolicyOf(label) = id {
                            PolicyId::ExecutionRoleOf(label.clone())
                        } else {
                            PolicyId::ExecutionRole
                        },
                        &at("PolicyDocument", "policy")?,
                    )?,
                })
            }
            ResourceId::Named(_) => return Err(properties.fault("belongs to no resource that ecrc makes")),
        })
    }

    fn interface(
        &mut self,
        id: &ResourceId,
        service: EndpointService,
        properties: &Cursor,
    ) -> Result<ResourceKind, Fault> {
        let at = |cloudformation: &str, terraform: &str| properties.need(self.spelt(cloudformation, terraform));
        let made = InterfaceEndpoint {
            inbound_only: None,
            is_sure: true,
            service,
            vpc: self.value(&at("VpcId", "vpc_id")?)?,
            private_dns: at("PrivateDnsEnabled", "private_dns_enabled")?.boolean().map(Some)?,
            addresses: self.addresses(properties)?,
            subnets: self.list(&at("SubnetIds", "subnet_ids")?)?,
            security_groups: self.list(&at("SecurityGroupIds", "security_group_ids")?)?,
            policy: None,
        };
        Ok(ResourceKind::InterfaceEndpoint(InterfaceEndpoint { policy: self.own_policy(id, properties)?, ..made }))
    }

    /// A rule that lets https out of a group of the tasks.
    fn outbound(&self, id: &ResourceId, properties: &Cursor) -> Result<OutboundRule, Fault> {
        let at = |cloudformation: &str, terraform: &str| properties.need(self.spelt(cloudformation, terraform));
        let peer = if let ResourceId::HttpsToS3(_) = id {
            Peer::PrefixList(self.value(&at("DestinationPrefixListId", "prefix_list_id")?)?)
        } else {
            Peer::Group(self.value(&at("DestinationSecurityGroupId", "referenced_security_group_id")?)?)
        };
        Ok(OutboundRule {
            group: self.value(&at("GroupId", "security_group_id")?)?,
            rule: EgressRule { peer, ports: self.ports(properties)? },
            description: self.text(&at("Description", "description")?)?.into(),
        })
    }
}

/// Whether an output of that name is a list.
fn is_list(output: &str) -> bool {
    output == "SubnetIds" || output.ends_with("DnsNames") || output.ends_with("ZoneRecords")
}
