//! Input: what a template says beside the endpoints of a VPC: routes out of it, what runs in it.
//! Output: the surroundings of its plan.
//! Never: takes a VPC of which no route is seen for one without a way out.

use super::reading::Reading;
use super::vpcs::Vpc;
use super::{batch, kubernetes, repositories, routes, with_vpc, workload};
use crate::plan::Surroundings;

pub(super) fn of(reading: &Reading, vpc: &Vpc) -> Surroundings {
    let mut around = Surroundings { ways_out: routes::ways_out(reading, vpc), ..Surroundings::default() };
    around.main_table = with_vpc::main_table(reading, vpc);
    around.default_group = with_vpc::default_group(reading, vpc);
    workload::lift(reading, vpc, &mut around);
    kubernetes::lift(reading, vpc, &mut around);
    batch::lift(reading, vpc, &mut around);
    repositories::lift(reading, &mut around);
    around
}
