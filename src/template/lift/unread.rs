//! Input: modules, nested stacks, macros and resources of one's own, of which a template does not show what they make.
//! Output: each with what it is given.
//! Never: takes something that one of them may make for missing.

use super::reading::{Reading, TABLE, get};
use super::vpcs::{SUBNET, Vpc};
use crate::plan::Property;
use crate::span::Span;
use crate::template::value::{Kind, Value};

/// Something that makes what is not shown.
pub(super) struct Unread<'e> {
    pub(super) address: &'e str,
    /// Why that is not shown.
    pub(super) why: String,
    pub(super) span: Span,
    /// What it is given.
    pub(super) given: Vec<&'e Value>,
    /// In which VPCs it may make endpoints and tie subnets.
    makes: Makes,
}

/// In which VPCs something makes what is not shown.
#[derive(PartialEq, Eq)]
enum Makes {
    /// In any: a part of the template does, which is a module, a nested stack or a macro.
    InAny,
    /// In those that it is given: anything else does.
    InGiven,
    /// It makes nothing in a network.
    Nowhere,
}

/// What deploys a template of its own, or calls a function.
const DEPLOYS: &[&str] = &[
    "AWS::CloudFormation::CustomResource",
    "AWS::CloudFormation::StackSet",
    "AWS::ServiceCatalog::CloudFormationProvisionedProduct",
    "aws_cloudformation_stack",
    "aws_cloudformation_stack_instances",
    "aws_cloudformation_stack_set",
    "aws_lambda_invocation",
    "aws_servicecatalog_provisioned_product",
];

/// Types of AWS's CDK, which make nothing in a network; besides those that begin with `Custom::AWSCDK`.
/// <https://github.com/aws/aws-cdk/tree/main/packages/%40aws-cdk/custom-resource-handlers>, read 2026-11-30.
const OF_CDK: &[&str] = &[
    "Custom::CDKBucketDeployment",
    "Custom::CrossRegionExportReader",
    "Custom::CrossRegionExportWriter",
    "Custom::ECRAutoDeleteImages",
    "Custom::LogRetention",
    "Custom::S3AutoDeleteObjects",
    "Custom::S3BucketNotifications",
    "Custom::VpcRestrictDefaultSG",
];

/// Public modules that make neither endpoints nor routes, nor tie subnets to tables, by their names among
/// <https://github.com/terraform-aws-modules>, whose resources were searched on 2026-11-30.
const OF_OTHER_THINGS: &[&str] = &[
    "acm",
    "alb",
    "autoscaling",
    "batch",
    "cloudwatch",
    "dynamodb-table",
    "ec2-instance",
    "ecr",
    "ecs",
    "eks",
    "iam",
    "kms",
    "lambda",
    "rds",
    "rds-aurora",
    "s3-bucket",
    "secrets-manager",
    "security-group",
    "sqs",
];

/// Keys that name the maker, not what it is given.
const MAKER: &[&str] = &["ServiceToken", "ServiceTimeout", "TemplateURL", "TemplateBody", "template_url"];

/// All of them.
pub(super) fn all<'e>(reading: &Reading<'e>) -> Vec<Unread<'e>> {
    let given = |value: &'e Value| value.entries().into_iter().flatten().filter(|it| !MAKER.contains(&&*it.key));
    let parts = reading.evaluated.modules.iter().map(|module| Unread {
        address: &module.address,
        why: module.why.to_string(),
        span: module.span,
        given: given(&module.inputs).map(|entry| &entry.value).collect(),
        makes: if is_of_other_things(&module.source) {
            Makes::Nowhere
        } else if module.is_published {
            // Written for no VPC, it is told of one:
            // <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-application.html>, read
            // 2026-11-30.
            Makes::InGiven
        } else {
            Makes::InAny
        },
    });
    let own = reading.evaluated.resources.iter().filter(|it| is_own(&it.kind)).map(|resource| Unread {
        address: &resource.address,
        why: format!("what `{}` makes is not read", resource.kind),
        span: resource.span,
        given: given(&resource.properties).map(|entry| &entry.value).collect(),
        makes: if OF_CDK.contains(&&*resource.kind) || resource.kind.starts_with("Custom::AWSCDK") {
            Makes::Nowhere
        } else {
            Makes::InGiven
        },
    });
    parts.chain(own).collect()
}

/// Whether it is one of the public modules that make nothing in a network: `terraform-aws-modules/ecr/aws`,
/// `git::https://github.com/terraform-aws-modules/terraform-aws-ecr.git?ref=v2.0.0`.
fn is_of_other_things(source: &str) -> bool {
    let Some((_, name)) = source.split_once("terraform-aws-modules/") else { return false };
    let name = name.strip_prefix("terraform-aws-").unwrap_or(name);
    let name = name.split(['/', '?']).next().unwrap_or_default();
    OF_OTHER_THINGS.contains(&name.strip_suffix(".git").unwrap_or(name))
}

/// Whether a type is of code of one's own, which may do anything: of `CloudFormation` each that is not AWS's.
fn is_own(kind: &str) -> bool {
    DEPLOYS.contains(&kind) || kind.contains("::") && !kind.starts_with("AWS::")
}

impl Unread<'_> {
    /// Whether it may make something in a VPC: what is given it, or one of its subnets or tables, or may be.
    pub(super) fn may_make_in(&self, reading: &Reading, vpc: &Vpc) -> bool {
        match self.makes {
            Makes::InAny => true,
            Makes::InGiven => self.given.iter().any(|value| names(reading, vpc, value, ID)),
            Makes::Nowhere => false,
        }
    }

    /// Whether it may change the default security group of a VPC: it is given that, or the VPC, or may be.
    pub(super) fn may_change_group(&self, reading: &Reading, vpc: &Vpc) -> bool {
        let attributes = [ID, &["DefaultSecurityGroup", "default_security_group_id"]].concat();
        self.given.iter().any(|value| names(reading, vpc, value, &attributes))
    }
}

/// The attributes that are the id of a resource.
const ID: &[&str] = &["", "Id", "Ref", "RouteTableId", "SubnetId", "VpcId", "id"];

/// Whether a value names a VPC, by one of these attributes, or a subnet or a table of it, or may.
fn names(reading: &Reading, vpc: &Vpc, value: &Value, attributes: &[&str]) -> bool {
    let names_it = |value: &Value| {
        if let Kind::Join(parts) = &value.kind {
            return parts.iter().any(|part| names(reading, vpc, part, attributes));
        }
        if matches!(&value.kind, Kind::Attribute { attribute, .. } if !attributes.contains(&&**attribute)) {
            return false;
        }
        // By these, too, an endpoint can be made in the VPC.
        let is_within = |kind: &str| SUBNET.contains(&kind) || TABLE.contains(&kind);
        let within = reading.named(value).filter(|named| is_within(&named.kind));
        let of = within.map_or(Some(value), |within| get(within, Property::VpcId));
        vpc.surely_holds(reading, of)
    };
    value.may_hold(&names_it)
}
