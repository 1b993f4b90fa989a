//! ECR310: more zones than a region has.

use crate::cards;
use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::plan::Zone;
use crate::rules::Subject;
use crate::spec::model::Vpc;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let zones = subject.plan.subnets().filter_map(|(resource, subnet)| match subnet.zone {
        Zone::Index(index) => Some((index.saturating_add(1), resource.span)),
        Zone::Named(_) | Zone::Unknown => None,
    });
    let Some((asked, span)) = zones.max_by_key(|(number, _)| *number) else { return };
    let said = subject.block.and_then(|block| match &block.vpc {
        Vpc::New { zones, .. } => zones.map(|zones| zones.span),
        Vpc::Unsaid | Vpc::Existing(_) => None,
    });
    let span = said.or(span);
    let Some(region) = subject.plan.region else { return };
    let every = region.zones_of_every_account();
    if let Some(has) = region.zones().filter(|has| *has < asked) {
        report.push(
            Diagnostic::at(
                &cards::TOO_MANY_ZONES,
                span,
                format!("`{}` has {has} Availability Zones, not {asked}", region.id),
            )
            .label("the deployment finds no such zone")
            .help(format!("write `zones {has}` or fewer")),
        );
    } else if asked > every {
        let message = format!("some accounts see fewer than {asked} Availability Zones in `{}`", region.id);
        report.push(
            Diagnostic::at(&cards::TOO_MANY_ZONES, span, message)
                .label("the deployment may find no such zone")
                .help(format!(
                    "compare with `aws ec2 describe-availability-zones --region {}`, or write `zones {every}`",
                    region.id
                ))
                .weighing(Severity::Warning),
        );
    }
}
