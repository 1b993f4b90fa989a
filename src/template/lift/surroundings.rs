//! Input: what a template says beside the endpoints of a VPC: routes out of it, what runs in it.
//! Output: the surroundings of its plan.
//! Never: takes a VPC of which no route is seen for one without a way out.

use super::reading::{Reading, first};
use super::vpcs::Vpc;
use super::{batch, express, kubernetes, repositories, routes, unread, with_vpc, workload};
use crate::plan::Surroundings;
use crate::template::evaluated::Resource;

const BLOCKS: &[&str] = &["AWS::EC2::VPCCidrBlock", "aws_vpc_ipv4_cidr_block_association"];

pub(super) fn of(reading: &Reading, vpc: &Vpc) -> Surroundings {
    let mut around = Surroundings {
        ways_out: routes::ways_out(reading, vpc),
        may_route: routes::may_route(reading, vpc),
        has_more_blocks: has_more_blocks(reading, vpc),
        main_table: with_vpc::main_table(reading, vpc),
        default_group: with_vpc::default_group(reading, vpc),
        ..Surroundings::default()
    };
    workload::lift(reading, vpc, &mut around);
    express::lift(reading, vpc, &mut around);
    kubernetes::lift(reading, vpc, &mut around);
    batch::lift(reading, vpc, &mut around);
    repositories::lift(reading, &mut around);
    around
}

/// Whether the VPC has an IPv4 block beside its own. A module whose text is not there may add one to a VPC that it is
/// given.
fn has_more_blocks(reading: &Reading, vpc: &Vpc) -> bool {
    let is_ipv4 = |block: &&Resource| block.properties.get("AmazonProvidedIpv6CidrBlock").is_none();
    let added = reading.of_types(BLOCKS).filter(is_ipv4);
    let is_its = |block: &Resource| vpc.holds(reading, first(&block.properties, &["VpcId", "vpc_id"]));
    let mut given = unread::all(reading).into_iter().flat_map(|unread| unread.given);
    added.into_iter().any(is_its) || given.any(|given| reading.value(given) == vpc.value)
}
