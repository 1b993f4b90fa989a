//! ECR603: the internet access that the first pull through a cache rule may need.

use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block else { return };
    let Some((first, others)) = block.pull_through_cache.split_first() else { return };
    let what = match first.value.beginning().as_str() {
        "" => "that a cache rule fills".to_owned(),
        beginning => format!("below `{beginning}`"),
    };
    let message = format!("the first pull of an image {what} may need internet access");
    let mut found = Diagnostic::new(&cards::FIRST_PULL_NEEDS_INTERNET, first.span, message)
        .label("later pulls use the endpoints alone")
        .help("pull each image once from a subnet with a NAT gateway, or accept this with a reason");
    for other in others {
        found = found.also(other.span, "and of this prefix");
    }
    report.push(found);
}
