//! Input: a look-up (`data`) and what is asked of it.
//! Output: what follows from its arguments and the region, for those that ask AWS nothing else.
//! Never: answers for AWS; what is left open is an attribute of the look-up.

use super::folder::argument;
use super::instance::Frame;
use super::policy;
use super::resolve::Resolve;
use super::syntax::Block;
use super::world::{Module, World};
use crate::aws::{Region, Service, region};
use crate::span::Span;
use crate::template::value::{Kind, Pseudo, Value};
use std::rc::Rc;

/// What a look-up has under a name; `None` where only AWS, or an argument of it, says.
pub(super) fn attribute<'a>(
    world: &World<'a>,
    module: &Rc<Module<'a>>,
    block: &'a Block,
    frame: &Frame,
    name: &str,
    at: Span,
) -> Option<Value> {
    let own = |name: &str| {
        let value = argument(block, name).map(|own| world.value(module, own, &mut frame.clone()));
        value.filter(|value| !value.is_null())
    };
    let here = || own("region").or_else(|| own("name")).unwrap_or_else(|| world.region(module, Some(block), at));
    let pseudo = |pseudo: Pseudo| Some(Value::new(Kind::Pseudo(pseudo), at));
    // Another provider may be of another account.
    let account = || pseudo(Pseudo::Account).filter(|_| world.is_of_own_account(module, block));
    match (block.label(0), name) {
        ("aws_region", "name" | "id" | "region") => Some(here()),
        ("aws_caller_identity", "account_id" | "id") => account(),
        ("aws_partition", "partition" | "id" | "dns_suffix" | "reverse_dns_prefix") => {
            let of = world.region(module, Some(block), at);
            let text = match (of_text(&of), name) {
                (Some(region), "dns_suffix") => Some(region.partition.dns_suffix().to_owned()),
                (Some(region), "reverse_dns_prefix") => {
                    let labels: Vec<&str> = region.partition.dns_suffix().rsplit('.').collect();
                    Some(labels.join("."))
                }
                (Some(region), _) => Some(region.partition.id().to_owned()),
                (None, "dns_suffix") => return pseudo(Pseudo::UrlSuffix),
                (None, "reverse_dns_prefix") => None,
                (None, _) => return pseudo(Pseudo::Partition),
            };
            text.map(|text| Value::text(text, at).made_of([&of]))
        }
        ("aws_availability_zones", "names") => pseudo(Pseudo::Zones),
        ("aws_vpc_endpoint_service", "service_name") => {
            let service = match own("service_name") {
                Some(name) => return Some(name),
                None => own("service")?,
            };
            Some(service_name(&service, &world.region(module, Some(block), at), at))
        }
        ("aws_ecr_repository", "arn" | "registry_id" | "repository_url") => {
            let region = world.region(module, Some(block), at);
            let account = own("registry_id").or_else(account)?;
            match name {
                "registry_id" => Some(account),
                "arn" => Some(repository_arn(&own("name")?, &account, &region, at)),
                _ => Some(repository_url(&own("name")?, &account, &region, at)),
            }
        }
        // <https://registry.terraform.io/providers/hashicorp/template/latest/docs/data-sources/file>, read 2026-11-30.
        ("template_file", "rendered") => {
            let none = || Value::new(Kind::Map(Vec::new()), at);
            let template = own("template")?;
            let text = template.as_text()?;
            Some(world.template_of(module, &text, &own("vars").unwrap_or_else(none), template.span))
        }
        ("aws_iam_policy_document", "json" | "minified_json") => {
            let document = policy::document(world, module, block, frame);
            Some(Value::new(Kind::Json(Box::new(document)), at))
        }
        (of_type, _) if own(name).is_none() => {
            let made = BY_ID.iter().find_map(|id| world.made(of_type, &own(id)?))?;
            Some(world.attribute(&made, name, at))
        }
        _ => None,
    }
}

/// The arguments by which a look-up finds the one thing that it is about.
const BY_ID: &[&str] = &[
    "id",
    "arn",
    "vpc_id",
    "subnet_id",
    "route_table_id",
    "network_acl_id",
    "internet_gateway_id",
    "vpc_endpoint_id",
    "launch_template_id",
];

/// <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/ecr_repository>, read 2026-11-30.
fn repository_url(name: &Value, account: &Value, region: &Value, at: Span) -> Value {
    let text = |text: &str| Value::text(text, at);
    let suffix = match of_text(region) {
        Some(region) => text(region.partition.dns_suffix()),
        None => Value::new(Kind::Pseudo(Pseudo::UrlSuffix), at),
    };
    let parts = [account.clone(), text(".dkr.ecr."), region.clone(), text("."), suffix, text("/"), name.clone()];
    Value::join(parts, at)
}

fn repository_arn(name: &Value, account: &Value, region: &Value, at: Span) -> Value {
    let text = |text: &str| Value::text(text, at);
    let partition = match of_text(region) {
        Some(region) => text(region.partition.id()),
        None => Value::new(Kind::Pseudo(Pseudo::Partition), at),
    };
    let parts = [
        text("arn:"),
        partition,
        text(":ecr:"),
        region.clone(),
        text(":"),
        account.clone(),
        text(":repository/"),
        name.clone(),
    ];
    Value::join(parts, at)
}

/// A region by its id.
fn of_text(region: &Value) -> Option<&'static Region> {
    region.as_text().and_then(|id| region::find(&id))
}

/// The name of a service's endpoint service in the region.
fn service_name(service: &Value, region: &Value, at: Span) -> Value {
    let of_service = service.as_text().and_then(|name| Service::parse(&name));
    if let (Some(known), Some(of_service)) = (of_text(region), of_service) {
        return Value::text(of_service.endpoint_service_name(known), service.span).made_of([service, region]);
    }
    let dot = || Value::text(".", at);
    Value::join([Value::text("com.amazonaws", at), dot(), region.clone(), dot(), service.clone()], at)
}
