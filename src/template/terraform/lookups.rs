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
    let known = |of: &Value| of.as_text().and_then(|id| region::find(&id));
    match (block.label(0), name) {
        ("aws_region", "name" | "id" | "region") => Some(here()),
        ("aws_caller_identity", "account_id" | "id") => pseudo(Pseudo::Account),
        ("aws_partition", "partition" | "id" | "dns_suffix" | "reverse_dns_prefix") => {
            let of = world.region(module, Some(block), at);
            let text = match (known(&of), name) {
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
        _ => None,
    }
}

/// The name of a service's endpoint service in the region.
fn service_name(service: &Value, region: &Value, at: Span) -> Value {
    let known = region.as_text().and_then(|id| region::find(&id));
    let of_service = service.as_text().and_then(|name| Service::parse(&name));
    if let (Some(known), Some(of_service)) = (known, of_service) {
        let of: &Region = known;
        return Value::text(of_service.endpoint_service_name(of), service.span).made_of([service, region]);
    }
    let dot = || Value::text(".", at);
    Value::join([Value::text("com.amazonaws", at), dot(), region.clone(), dot(), service.clone()], at)
}
