//! Input: outbound rules of security groups that are made elsewhere.
//! Output: `tasks`.
//! Never: opens a group to more than it is open to: its rules are compared with those that the spec makes.

use super::clients::{give, group_elsewhere};
use super::draft::Draft;
use super::side::is_given;
use crate::aws::SecurityGroupId;
use crate::plan::{Attribute, EgressRule, Parameter, Peer, Ports, ResourceKind, Value};
use crate::spec::model::Keyword;

/// Says whose groups the spec opens to the endpoints and to S3.
pub(super) fn write(draft: &mut Draft) {
    let Some(region) = draft.plan.region.filter(|_| draft.guesses.opens_tasks) else { return };
    let side = draft.side(region);
    let endpoints = group_elsewhere(draft);
    let is_endpoints = |group: &Value| {
        let is_made = |id| *group == Value::Attribute(id, Attribute::Id);
        endpoints == Some(group) || draft.kept.groups.iter().cloned().any(is_made)
    };
    let (mut words, mut kept, mut given) = (Vec::new(), Vec::new(), None);
    for resource in &draft.plan.resources {
        let ResourceKind::Egress(egress) = &resource.kind else { continue };
        let EgressRule { peer, ports } = &egress.rule;
        let opens = match peer {
            Peer::Group(group) => is_endpoints(group),
            Peer::PrefixList(list) => side.is_s3(list),
            Peer::Ipv4(_) | Peer::Ipv6(_) | Peer::Unknown => false,
        };
        let word = match egress.group.as_literal() {
            Some(id) if SecurityGroupId::parse(id).is_ok() => format!("\"{id}\""),
            None if is_given(&egress.group, Parameter::TaskSecurityGroupId) => {
                given = Some(&egress.group);
                "parameter".to_owned()
            }
            Some(_) | None => continue,
        };
        if opens && *ports == Ports::Tcp(443, 443) {
            words.push(word);
            kept.push(&resource.id);
        }
    }
    if words.is_empty() {
        return;
    }
    words.sort();
    words.dedup();
    draft.say(Keyword::Tasks, words.join(", "));
    draft.kept.egress = kept;
    if let Some(given) = given {
        give(draft, Parameter::TaskSecurityGroupId, given);
    }
}
