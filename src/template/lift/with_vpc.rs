//! Input: a VPC of a template, and what changes what AWS makes with it.
//! Output: its main route table and its default security group.
//! Never: takes a subnet for one of the main table, if something that is not read may tie it to another.

use super::network::ASSOCIATION;
use super::reading::{DEFAULT_GROUP, DEFAULT_TABLE, MAIN_TABLE, Reading, get, id, is_terraform};
use super::unread;
use super::vpcs::Vpc;
use crate::plan::{self, Attribute, DefaultGroup, MainTable, Property};
use crate::template::evaluated::{Exists, Resource};

/// The main route table of a VPC: of one that the template makes that which AWS makes with it, as long as no other one is
/// made that. `aws_default_route_table` takes all routes out of it but its own.
/// <https://docs.aws.amazon.com/vpc/latest/userguide/RouteTables.html>,
/// <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/default_route_table>, read 2026-11-30.
pub(super) fn main_table(reading: &Reading, vpc: &Vpc) -> Option<MainTable> {
    // What is not read may tie a subnet to a table, or make another table the main one.
    let is_unseen = |resource: &&Resource| match resource.kind.as_str() {
        kind if ASSOCIATION.contains(&kind) => {
            get(resource, Property::SubnetId).is_some_and(|subnet| !reading.value(subnet).is_known())
        }
        kind if DEFAULT_TABLE.contains(&kind) => {
            let of = resource.properties.get("default_route_table_id").and_then(|said| reading.named(said));
            of.is_none() || resource.exists != Exists::Always
        }
        _ => false,
    };
    let may_tie = unread::all(reading).iter().any(|unread| unread.may_make_in(reading, vpc));
    if may_tie || reading.evaluated.resources.iter().any(|it| is_unseen(&it)) {
        return None;
    }
    let mut others = reading.of_types(MAIN_TABLE).filter(|it| vpc.holds(reading, get(it, Property::VpcId)));
    let Some(other) = others.next() else {
        let made = vpc.resource?;
        let table = reading.table_with(made);
        let has_name = is_terraform(made);
        let words = if has_name {
            format!("`{}`", table.name())
        } else {
            format!("the main route table of `{}`", made.address)
        };
        return Some(MainTable { table, words, has_name });
    };
    let is_sure = other.exists == Exists::Always && vpc.surely_holds(reading, get(other, Property::VpcId));
    let table = get(other, Property::RouteTableId).map(|table| reading.value(table)).filter(plan::Value::is_known)?;
    let words = format!("`{}`", table.name());
    (is_sure && others.next().is_none()).then_some(MainTable { table, words, has_name: true })
}

/// The default security group of a VPC: of one that the template makes that which AWS makes with it, unless something that
/// is not read is given the VPC. `aws_default_security_group` takes all rules out of it but its own.
/// <https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html>,
/// <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/default_security_group>, read 2026-11-30.
pub(super) fn default_group(reading: &Reading, vpc: &Vpc) -> Option<DefaultGroup> {
    let mut adopting = reading.of_types(DEFAULT_GROUP).filter(|it| vpc.holds(reading, get(it, Property::VpcId)));
    if let Some(one) = adopting.next() {
        let is_sure = one.exists == Exists::Always && vpc.surely_holds(reading, get(one, Property::VpcId));
        let group = plan::Value::Attribute(id(one), Attribute::Id);
        return (is_sure && adopting.next().is_none()).then_some(DefaultGroup { group, admits_itself: false });
    }
    let made = vpc.resource?;
    let is_given = unread::all(reading).iter().any(|unread| unread.may_change_group(reading, vpc));
    (!is_given).then(|| DefaultGroup { group: reading.group_with(made), admits_itself: true })
}
