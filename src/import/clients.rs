//! Input: the security groups of the interface endpoints, and who they let in.
//! Output: `clients` or `security_group`.
//! Never: lets in on other ports than tcp/443, or one who is not known.

use super::draft::Draft;
use super::names::listed;
use super::side::{is_given, is_open};
use crate::aws::{Ipv4Cidr, Ipv6Cidr, PrefixListId, SecurityGroupId};
use crate::plan::{Attribute, List, Parameter, Peer, Ports, ResourceId, ResourceKind, Value, Why, logical_id};
use crate::spec::model::Keyword;
use crate::template::Kind;

/// Says who may reach the endpoints.
pub(super) fn write(draft: &mut Draft) {
    if draft.kept.interfaces.is_empty() {
        return;
    }
    if let Some(group) = group_elsewhere(draft) {
        if let Some(id) = group.as_literal() {
            draft.say(Keyword::SecurityGroup, format!("\"{id}\""));
        } else {
            draft.say(Keyword::SecurityGroup, "parameter");
            give(draft, Parameter::EndpointSecurityGroupId, group);
        }
        return;
    }
    if draft.kept.groups.len() > 1 {
        let names: Vec<String> = draft.kept.groups.iter().map(logical_id).collect();
        let names = listed(&names);
        draft.note(format!("the spec replaces the security groups {names} by one, which admits the clients of all"));
    }
    let cidr = vpc_cidr(draft);
    let of_vpc = if let Value::Attribute(id, Attribute::Id) = &draft.plan.vpc {
        Some(Value::Attribute(id.clone(), Attribute::Cidr))
    } else {
        None
    };
    let is_vpc = |value: &Value| [&cidr, &of_vpc].iter().any(|block| block.as_ref() == Some(value));
    let (mut clients, mut vpc, mut notes) = (Vec::new(), false, Vec::new());
    let mut given: Option<&Value> = None;
    for (resource, ingress) in draft.kept.ingress(draft.plan) {
        let name = logical_id(&resource.id);
        let admits = match ingress.ports {
            Ports::Tcp(from, to) => (from..=to).contains(&443),
            Ports::All | Ports::Unknown => true,
            Ports::Other => false,
        };
        if !admits {
            continue;
        }
        match &ingress.peer {
            peer if is_open(peer) => {
                vpc = true;
                if *peer == Peer::Unknown && !is_whole_vpc(draft, &resource.id) {
                    notes.push(format!("who `{name}` admits is not known; the spec admits the VPC's CIDR"));
                }
            }
            Peer::Ipv4(value) | Peer::Ipv6(value) if is_vpc(value) => vpc = true,
            Peer::Unknown => {}
            Peer::Ipv4(value) | Peer::Ipv6(value) | Peer::Group(value) | Peer::PrefixList(value) => {
                match client(&ingress.peer, value) {
                    Some(words) => clients.push(words),
                    None if is_elsewhere(draft, &ingress.peer) && given.is_none_or(|given| given == value) => {
                        given = Some(value);
                        clients.push("parameter".to_owned());
                    }
                    None => notes.push(format!(
                        "`{name}` admits `{value}`, which a spec can name once its ID is known: add it to `clients`"
                    )),
                }
            }
        }
    }
    if !clients.is_empty() {
        match cidr.as_ref().filter(|_| vpc).and_then(Value::as_literal) {
            Some(cidr) => clients.push(cidr.to_owned()),
            None if vpc => notes.push("add the VPC's CIDR to `clients`".to_owned()),
            None => {}
        }
        clients.sort();
        clients.dedup();
        draft.say(Keyword::Clients, clients.join(", "));
    } else if let Some(cidr) = cidr.as_ref().and_then(Value::as_literal).filter(|_| !draft.kept.network) {
        notes.push(format!("set `VpcCidr` to `{cidr}` when you deploy with CloudFormation; Terraform looks it up"));
    }
    draft.note_all(notes);
    if let Some(given) = given {
        give(draft, Parameter::ClientSecurityGroupId, given);
    }
}

/// Gives a parameter of the spec a value; says which, unless it is the template's own parameter of that name.
pub(super) fn give<'w>(draft: &mut Draft<'w>, parameter: Parameter, value: &'w Value) {
    draft.kept.given.push((parameter, value));
    if !is_given(value, parameter) {
        let name = match value {
            Value::Unknown(Why::Open(name) | Why::Elsewhere(name)) => name.clone(),
            Value::Literal(_)
            | Value::Parameter(_)
            | Value::Attribute(..)
            | Value::Pseudo(_)
            | Value::Join(_)
            | Value::Unknown(_) => value.name(),
        };
        draft.note(format!("when you deploy the generated template, set `{}` to `{name}`", parameter.name()));
    }
}

/// Whether a peer is one group that the spec does not make, and whose ID only a deployment tells.
fn is_elsewhere(draft: &Draft, peer: &Peer) -> bool {
    let Peer::Group(value) = peer else { return false };
    match value {
        Value::Attribute(id, Attribute::Id) => !draft.kept.groups.contains(id),
        Value::Parameter(_) | Value::Unknown(_) => is_one(value),
        Value::Literal(_) | Value::Attribute(..) | Value::Pseudo(_) | Value::Join(_) => false,
    }
}

/// Whether it is one value that a deployment knows: of a parameter, or of something that is made elsewhere.
fn is_one(value: &Value) -> bool {
    match value {
        Value::Unknown(Why::Elsewhere(name)) => !name.contains("[?]"),
        Value::Parameter(_) => true,
        Value::Literal(_) | Value::Attribute(..) | Value::Pseudo(_) | Value::Join(_) | Value::Unknown(_) => {
            value.is_identified()
        }
    }
}

/// The group of all endpoints, where it is one that is made elsewhere.
pub(super) fn group_elsewhere<'w>(draft: &Draft<'w>) -> Option<&'w Value> {
    // One without a group has the VPC's default group, which is a difference.
    let has_groups = |list: &&List| !matches!(list, List::Items(items) if items.is_empty());
    let lists = draft.kept.interfaces.iter().map(|interface| &interface.endpoint.security_groups).filter(has_groups);
    let mut groups = lists.map(|list| match list {
        List::Items(items) => match items.as_slice() {
            [one] => Some(one).filter(|group| match group {
                Value::Literal(id) => SecurityGroupId::parse(id).is_ok(),
                Value::Parameter(_) | Value::Unknown(_) => is_one(group),
                Value::Attribute(..) | Value::Pseudo(_) | Value::Join(_) => false,
            }),
            _ => None,
        },
        List::Parameter(_) | List::Unknown(_) => None,
    });
    let first = groups.next().flatten()?;
    groups.all(|group| group == Some(first)).then_some(first)
}

/// The CIDR of the VPC, where the plan makes it.
fn vpc_cidr(draft: &Draft) -> Option<Value> {
    draft.plan.resources.iter().find_map(|resource| match &resource.kind {
        ResourceKind::Vpc(vpc) => Some(vpc.cidr.clone()),
        ResourceKind::Subnet(_)
        | ResourceKind::RouteTable(_)
        | ResourceKind::RouteTableAssociation(_)
        | ResourceKind::SecurityGroup(_)
        | ResourceKind::Ingress(_)
        | ResourceKind::Egress(_)
        | ResourceKind::InterfaceEndpoint(_)
        | ResourceKind::GatewayEndpoint(_)
        | ResourceKind::Role(_)
        | ResourceKind::RolePolicy(_) => None,
    })
}

/// Whether a rule lets in the CIDR of the VPC as a template of ecrc's has it: by a look-up, or as a parameter.
fn is_whole_vpc(draft: &Draft, rule: &ResourceId) -> bool {
    let ResourceId::Named(address) = rule else { return false };
    let rule = draft.evaluated.and_then(|evaluated| evaluated.resource(address));
    let said = rule.and_then(|rule| ["CidrIp", "cidr_ipv4"].iter().find_map(|key| rule.properties.get(key)));
    match said.map(|said| &said.kind) {
        Some(Kind::Attribute { resource, attribute }) => {
            resource.starts_with("data.aws_vpc.") && attribute == "cidr_block"
        }
        Some(Kind::Parameter(name, path)) => path.is_empty() && Parameter::VpcCidr.is_called(name),
        _ => false,
    }
}

/// A client as the language writes it.
fn client(peer: &Peer, value: &Value) -> Option<String> {
    let text = value.as_literal()?;
    let is_one = match peer {
        Peer::Ipv4(_) => return Ipv4Cidr::parse(text).is_ok().then(|| text.to_owned()),
        Peer::Ipv6(_) => return Ipv6Cidr::parse(text).is_ok().then(|| text.to_owned()),
        Peer::Group(_) => SecurityGroupId::parse(text).is_ok(),
        Peer::PrefixList(_) => PrefixListId::parse(text).is_ok(),
        Peer::Unknown => false,
    };
    is_one.then(|| format!("\"{text}\""))
}
