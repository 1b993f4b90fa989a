//! Input: values of a template, and what they refer to.
//! Output: the values of a plan that they are.
//! Never: takes a resource that is made elsewhere for one of the template.

use crate::aws::Region;
use crate::plan::{self, Attribute, Property, ResourceId, Target, Why, property_name};
use crate::span::Span;
use crate::template::evaluated::{Evaluated, Exists, Resource};
use crate::template::value::{Kind, Pseudo, Value};
use std::collections::BTreeMap;

pub(super) const VPC: &[&str] = &["AWS::EC2::VPC", "aws_vpc"];
/// What takes the table that comes with a VPC over.
pub(super) const DEFAULT_TABLE: &[&str] = &["aws_default_route_table"];
/// What takes the security group that comes with a VPC over.
pub(super) const DEFAULT_GROUP: &[&str] = &["aws_default_security_group"];
/// What EKS makes a security group with.
pub(super) const CLUSTER: &[&str] = &["AWS::EKS::Cluster", "aws_eks_cluster"];
/// What takes the network ACL that comes with a VPC over.
const DEFAULT_ACL: &[&str] = &["aws_default_network_acl"];
/// What makes another table the main one.
pub(super) const MAIN_TABLE: &[&str] = &["aws_main_route_table_association"];

/// Route tables that a template makes, besides those that come with VPCs.
pub(super) const TABLE: &[&str] = &["AWS::EC2::RouteTable", "aws_route_table"];
/// Security groups, that which comes with a VPC among them.
pub(super) const GROUP: &[&str] = &["AWS::EC2::SecurityGroup", "aws_security_group", "aws_default_security_group"];
pub(super) const ROLE: &[&str] = &["AWS::IAM::Role", "aws_iam_role"];
/// What is kept in AWS Secrets Manager.
pub(super) const KEY: &[&str] = &["AWS::KMS::Key", "aws_kms_key"];
pub(super) const SECRET: &[&str] = &["AWS::SecretsManager::Secret", "aws_secretsmanager_secret"];

/// A template that is read, and where it is deployed.
pub(super) struct Reading<'e> {
    pub(super) evaluated: &'e Evaluated,
    pub(super) region: Option<&'static Region>,
    resources: BTreeMap<&'e str, &'e Resource>,
}

impl<'e> Reading<'e> {
    pub(super) fn of(evaluated: &'e Evaluated, region: Option<&'static Region>) -> Self {
        let resources = evaluated.resources.iter().map(|resource| (resource.address.as_str(), resource)).collect();
        Self { evaluated, region, resources }
    }

    /// The resources of one of these types.
    pub(super) fn of_types(&self, types: &'static [&'static str]) -> impl Iterator<Item = &'e Resource> + use<'e> {
        self.evaluated.resources.iter().filter(move |resource| types.contains(&resource.kind.as_str()))
    }

    /// The resource of the template that a value names.
    pub(super) fn named(&self, value: &Value) -> Option<&'e Resource> {
        let Kind::Attribute { resource, .. } = &value.kind else { return None };
        self.resources.get(resource.as_str()).copied()
    }

    /// The resource of the template that a value of a plan is the id of.
    pub(super) fn made(&self, value: &plan::Value) -> Option<&'e Resource> {
        let plan::Value::Attribute(ResourceId::Named(address), Attribute::Id) = value else { return None };
        self.resources.get(address.as_str()).copied()
    }

    /// Of which type the resource or the look-up is that a value names, as far as that is known.
    pub(super) fn kind_of<'v>(&self, value: &'v Value) -> Option<&'v str>
    where
        'e: 'v,
    {
        let Kind::Attribute { resource, .. } = &value.kind else { return None };
        let named = self.named(value).map(|named| named.kind.as_str());
        // `module.x[0].data.aws_internet_gateway.y`: a look-up has the type of what it looks up.
        named.or_else(|| resource.split('.').find(|part| part.starts_with("aws_")))
    }

    /// Whether a value is, or names, something of these types, or whose ids begin so.
    pub(super) fn is_of(&self, value: &Value, types: &[&str], id: &str) -> bool {
        let named = self.kind_of(value).is_some_and(|kind| types.contains(&kind));
        named || value.as_text().is_some_and(|text| text.starts_with(id))
    }

    /// A value of a plan.
    pub(super) fn value(&self, value: &Value) -> plan::Value {
        match &value.kind {
            Kind::Text(_) | Kind::Bool(_) | Kind::Number(_) | Kind::Json(_) => match value.as_text() {
                Some(text) => plan::Value::literal(text),
                None => unknown(value),
            },
            Kind::Attribute { resource, attribute } => {
                match (self.resources.get(resource.as_str()), attribute.as_str()) {
                    (Some(named), "Ref" | "" | "name" | "RoleName") if is_role(named) => of(named, Attribute::Name),
                    (Some(named), "Arn" | "arn") if is_role(named) => of(named, Attribute::Arn),
                    (Some(named), "RepositoryUri" | "repository_url") if has_name(named) => self.uri_of(named),
                    (Some(named), "Ref" | "" | "id" | "name") if has_name(named) => self.name_of(named),
                    (Some(named), "name") if is_secret(named) => self.name_of(named),
                    // Their ids are their ARNs.
                    (Some(named), "Ref" | "" | "Id" | "id" | "Arn" | "arn") if is_secret(named) => {
                        self.arn_of(named).unwrap_or_else(|| unknown(value))
                    }
                    (Some(named), "Arn" | "arn") => self.arn_of(named).unwrap_or_else(|| unknown(value)),
                    (Some(named), "key_id") if KEY.contains(&named.kind.as_str()) => of(named, Attribute::Id),
                    (Some(named), "Ref" | "" | "id" | "Id" | "GroupId" | "VpcId" | "SubnetId" | "RouteTableId") => {
                        of(named, Attribute::Id)
                    }
                    (Some(named), "default_route_table_id" | "main_route_table_id") if is_vpc(named) => {
                        self.first_table(named, attribute).unwrap_or_else(|| unknown(value))
                    }
                    (Some(named), "default_security_group_id" | "DefaultSecurityGroup") if is_vpc(named) => {
                        self.group_with(named)
                    }
                    (Some(named), said) if CLUSTER.contains(&named.kind.as_str()) && is_cluster_group(said) => {
                        cluster_group(named)
                    }
                    (Some(named), "default_network_acl_id" | "DefaultNetworkAcl") if is_one_vpc(named) => {
                        self.acl_with(named)
                    }
                    (Some(named), "cidr_block" | "CidrBlock") => {
                        match get(named, Property::CidrBlock).and_then(Value::as_text) {
                            Some(cidr) => plan::Value::literal(cidr),
                            None if is_one_vpc(named) => of(named, Attribute::Cidr),
                            None => unknown(value),
                        }
                    }
                    _ => unknown(value),
                }
            }
            Kind::Pseudo(Pseudo::Account) => plan::Value::Pseudo(plan::Pseudo::Account),
            Kind::Pseudo(Pseudo::Partition) => plan::Value::Pseudo(plan::Pseudo::Partition),
            Kind::Pseudo(Pseudo::Region) => plan::Value::Pseudo(plan::Pseudo::Region),
            Kind::Pseudo(Pseudo::UrlSuffix) => match self.region {
                Some(region) => plan::Value::literal(region.partition.dns_suffix()),
                None => unknown(value),
            },
            Kind::Join(parts) => plan::Value::join(parts.iter().map(|part| self.value(part))),
            Kind::Pseudo(Pseudo::StackName | Pseudo::StackId | Pseudo::Zones | Pseudo::Zone(_))
            | Kind::Null
            | Kind::Base64(_)
            | Kind::List(_)
            | Kind::Map(_)
            | Kind::Parameter(..)
            | Kind::Unknown(_) => unknown(value),
        }
    }

    /// The route table that comes with a VPC, by the name of the resource that adopts it, if there is one. It is the main
    /// one as long as nothing makes another one that.
    fn first_table(&self, vpc: &'e Resource, attribute: &str) -> Option<plan::Value> {
        let is_replaced = || self.of_types(MAIN_TABLE).next().is_some();
        (attribute == "default_route_table_id" || !is_replaced()).then(|| self.table_with(vpc))
    }

    /// The route table that comes with a VPC.
    pub(super) fn table_with(&self, vpc: &Resource) -> plan::Value {
        // CloudFormation has no name for it.
        let attribute = if is_terraform(vpc) { "default_route_table_id" } else { "MainRouteTable" };
        let of = |table: &'e Resource| table.properties.get("default_route_table_id");
        self.with_vpc(vpc, attribute, DEFAULT_TABLE, of)
    }

    /// The security group that comes with a VPC.
    pub(super) fn group_with(&self, vpc: &Resource) -> plan::Value {
        let attribute = if is_terraform(vpc) { "default_security_group_id" } else { "DefaultSecurityGroup" };
        self.with_vpc(vpc, attribute, DEFAULT_GROUP, |group| get(group, Property::VpcId))
    }

    /// The network ACL that comes with a VPC.
    pub(super) fn acl_with(&self, vpc: &Resource) -> plan::Value {
        let attribute = if is_terraform(vpc) { "default_network_acl_id" } else { "DefaultNetworkAcl" };
        self.with_vpc(vpc, attribute, DEFAULT_ACL, |acl| acl.properties.get("default_network_acl_id"))
    }

    /// What comes with a VPC as this attribute, by the name of the resource that adopts it, if there is one: of these
    /// types, and `of` the VPC.
    fn with_vpc(
        &self,
        vpc: &Resource,
        attribute: &str,
        types: &'static [&'static str],
        of: impl Fn(&'e Resource) -> Option<&'e Value>,
    ) -> plan::Value {
        let is_its = |named: &Resource| named.address == vpc.address;
        let adopting = self.of_types(types).find(|it| of(it).and_then(|said| self.named(said)).is_some_and(is_its));
        let name = adopting.map_or_else(|| format!("{}.{attribute}", vpc.address), |it| it.address.clone());
        plan::Value::Attribute(ResourceId::Named(name), Attribute::Id)
    }

    /// The beginning of the names of a repository's images.
    fn uri_of(&self, repository: &Resource) -> plan::Value {
        let suffix = self.region.map(|region| plan::Value::literal(region.partition.dns_suffix()));
        let (region, account) = place_of(repository);
        plan::Value::join([
            account,
            plan::Value::literal(".dkr.ecr."),
            region,
            plan::Value::literal("."),
            suffix.unwrap_or_else(plan::Value::unknown),
            plan::Value::literal("/"),
            self.name_of(repository),
        ])
    }

    /// The name of what [`has_name`], or of a secret: the one that it says, or its own, whatever that is.
    pub(super) fn name_of(&self, resource: &Resource) -> plan::Value {
        let keys = ["RepositoryName", "LogGroupName", "Name", "name"];
        let said = keys.iter().find_map(|key| resource.properties.get(key)).map(|said| self.value(said));
        let is_one = |value: &plan::Value| value.is_identified() || matches!(value, plan::Value::Pseudo(_));
        let is_said = |value: &plan::Value| {
            if let plan::Value::Join(parts) = value { parts.iter().all(is_one) } else { is_one(value) }
        };
        said.filter(is_said).unwrap_or_else(|| of(resource, Attribute::Id))
    }

    /// The ARN of a repository, a log group, a secret, a parameter, a key or a bucket, which its name tells.
    pub(super) fn arn_of(&self, resource: &Resource) -> Option<plan::Value> {
        let behind = |kind: &'static str, end: Option<&'static str>| {
            let parts = [Some(plan::Value::literal(kind)), Some(self.name_of(resource)), end.map(plan::Value::literal)];
            plan::Value::join(parts.into_iter().flatten())
        };
        let arn = plan::Value::arn;
        let (region, account) = place_of(resource);
        Some(match resource.kind.as_str() {
            "AWS::ECR::Repository" | "aws_ecr_repository" if has_name(resource) => {
                arn("ecr", region, account, behind("repository/", None))
            }
            // <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html>,
            // <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudwatch_log_group>, read
            // 2026-11-30.
            "AWS::Logs::LogGroup" if has_name(resource) => {
                arn("logs", region, account, behind("log-group:", Some(":*")))
            }
            "aws_cloudwatch_log_group" if has_name(resource) => {
                arn("logs", region, account, behind("log-group:", None))
            }
            "AWS::SSM::Parameter" | "aws_ssm_parameter" if has_name(resource) => {
                arn("ssm", region, account, plan::parameter(self.name_of(resource)))
            }
            _ if is_secret(resource) => {
                // Six characters are added, which nobody knows.
                let parts = [plan::Value::literal("secret:"), self.name_of(resource), plan::Value::literal("-")];
                let added = of(resource, Attribute::Arn);
                arn("secretsmanager", region, account, plan::Value::join(parts.into_iter().chain([added])))
            }
            kind if KEY.contains(&kind) => arn(
                "kms",
                region,
                account,
                plan::Value::join([plan::Value::literal("key/"), of(resource, Attribute::Id)]),
            ),
            "AWS::S3::Bucket" | "aws_s3_bucket" => {
                // A bucket that is made here is none that exists, whatever it is called.
                let nowhere = || plan::Value::literal("");
                let name = ["BucketName", "bucket"].iter().find_map(|key| resource.properties.get(key)?.as_text());
                let name = name.map_or_else(|| of(resource, Attribute::Id), plan::Value::literal);
                arn("s3", nowhere(), nowhere(), name)
            }
            _ => return None,
        })
    }
}

pub(super) fn of(resource: &Resource, attribute: Attribute) -> plan::Value {
    plan::Value::Attribute(id(resource), attribute)
}

/// Whether a resource is one of ECR's repositories, a log group or a parameter, of which it is known which one it is.
fn has_name(resource: &Resource) -> bool {
    let kinds = ["AWS::ECR::Repository", "aws_ecr_repository", "AWS::Logs::LogGroup", "aws_cloudwatch_log_group"];
    let parameters = ["AWS::SSM::Parameter", "aws_ssm_parameter"];
    let is_one = !matches!(resource.exists, Exists::Several(_));
    is_one && (kinds.contains(&resource.kind.as_str()) || parameters.contains(&resource.kind.as_str()))
}

/// Whether a resource is a secret of which it is known which one it is.
fn is_secret(resource: &Resource) -> bool {
    SECRET.contains(&resource.kind.as_str()) && !matches!(resource.exists, Exists::Several(_))
}

/// The region and the account that a resource is made in; another provider may have others.
fn place_of(resource: &Resource) -> (plan::Value, plan::Value) {
    if resource.properties.get("provider").is_some() {
        return (plan::Value::unknown(), plan::Value::unknown());
    }
    (plan::Value::Pseudo(plan::Pseudo::Region), plan::Value::Pseudo(plan::Pseudo::Account))
}

/// The security group that EKS makes with a cluster.
pub(super) fn cluster_group(cluster: &Resource) -> plan::Value {
    let attribute = if is_terraform(cluster) { "cluster_security_group_id" } else { "ClusterSecurityGroupId" };
    plan::Value::Attribute(ResourceId::Named(format!("{}.{attribute}", cluster.address)), Attribute::Id)
}

/// Whether an attribute of a cluster is the security group that EKS makes with it: also `vpc_config[0].…`.
fn is_cluster_group(attribute: &str) -> bool {
    attribute == "ClusterSecurityGroupId" || attribute.ends_with(".cluster_security_group_id")
}

/// What plans call a resource of a template.
pub(super) fn id(resource: &Resource) -> ResourceId {
    ResourceId::Named(resource.address.clone())
}

fn is_one_vpc(resource: &Resource) -> bool {
    is_vpc(resource) && !matches!(resource.exists, Exists::Several(_))
}

fn is_vpc(resource: &Resource) -> bool {
    VPC.contains(&resource.kind.as_str())
}

fn is_role(resource: &Resource) -> bool {
    ROLE.contains(&resource.kind.as_str())
}

/// In which language a resource is written.
pub(super) fn target(resource: &Resource) -> Target {
    if resource.kind.contains("::") { Target::CloudFormationYaml } else { Target::TerraformJson }
}

pub(super) fn is_terraform(resource: &Resource) -> bool {
    target(resource) == Target::TerraformJson
}

/// A part of a resource: a property of CloudFormation, a block of Terraform.
pub(super) fn block<'v>(properties: &'v Value, of_cloudformation: &str, of_terraform: &str) -> Option<&'v Value> {
    properties.get(of_cloudformation).or_else(|| properties.blocks(of_terraform).first().copied())
}

/// What stands under the one key or the other: CloudFormation's and that of AWS's API.
pub(super) fn either<'v>(value: &'v Value, one: &str, other: &str) -> Option<&'v Value> {
    value.get(one).or_else(|| value.get(other))
}

/// What stands under the first of these keys that is there; `None` where none is, or that is `null`.
pub(super) fn first<'v>(said: &'v Value, keys: &[&str]) -> Option<&'v Value> {
    keys.iter().find_map(|key| said.get(key)).filter(|value| !value.is_null())
}

/// What stands under the first of these keys under which something is said; [`first`] takes the first key
/// that is there.
pub(super) fn set<'v>(of: &'v Value, keys: &[&str]) -> Option<&'v Value> {
    keys.iter().filter_map(|key| of.get(key)).find(|value| value.is_set())
}

/// What a property is set to; `None` where it is not, or to `null`.
pub(super) fn get(resource: &Resource, property: Property) -> Option<&Value> {
    resource.properties.get(property_name(property, target(resource))).filter(|value| !value.is_null())
}

/// The places of properties, as far as the resource says them.
pub(super) fn places(resource: &Resource, properties: &[Property]) -> Vec<(Property, Span)> {
    properties.iter().filter_map(|property| Some((*property, get(resource, *property)?.span))).collect()
}

/// A value that is not known, with why.
pub(super) fn unknown(value: &Value) -> plan::Value {
    plan::Value::Unknown(why(value))
}

pub(super) fn why(value: &Value) -> Why {
    let gap = value.pieces().iter().find(|piece| piece.as_text().is_none()).unwrap_or(value);
    match &gap.kind {
        Kind::Parameter(name, path) => Why::Open(format!("{name}{path}")),
        Kind::Attribute { resource, attribute } if attribute.is_empty() => Why::Elsewhere(resource.clone()),
        Kind::Attribute { resource, attribute } => Why::Elsewhere(format!("{resource}.{attribute}")),
        Kind::Unknown(why) => Why::Because(why.to_string()),
        Kind::Pseudo(_) => Why::Because("only the deployment knows it".to_owned()),
        Kind::Json(inner) | Kind::Base64(inner) => why(inner),
        Kind::Null => Why::Because("it is `null`".to_owned()),
        Kind::List(_) => Why::Because("it is a list".to_owned()),
        Kind::Map(_) => Why::Because("it is a map".to_owned()),
        Kind::Bool(_) | Kind::Number(_) | Kind::Text(_) | Kind::Join(_) => {
            Why::Because("it is of another kind".to_owned())
        }
    }
}

/// Whether two values may be the same VPC.
pub(super) fn may_be_one(one: &plan::Value, other: &plan::Value) -> bool {
    one == other || matches!(one, plan::Value::Unknown(_)) || matches!(other, plan::Value::Unknown(_))
}

/// A truth value; `None` where it is not known.
pub(super) fn on_or_off(value: Option<&Value>, default: bool) -> Option<bool> {
    value.map_or(Some(default), Value::as_bool)
}
