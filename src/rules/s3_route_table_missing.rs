use super::Subject;
use crate::aws::Service;
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};
use crate::plan::{List, ResourceKind, logical_id};

pub static RULE: Rule = Rule {
    code: Code(402),
    name: "s3_route_table_missing",
    severity: Severity::Error,
    title: "",
    explanation: "",
    symptoms: &[],
    sources: &[],
    bad: Example::Spec(""),
    good: Example::Spec(""),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    for (resource, gateway) in subject.plan.gateway_endpoints() {
        if !gateway.service.is(Service::S3, subject.plan.region) {
            continue;
        }
        let List::Items(tables) = &gateway.route_tables else { continue };
        let name = logical_id(&resource.id);
        if tables.is_empty() {
            report.push(
                Diagnostic::at(&RULE, resource.span, format!("`{name}` has no route table"))
                    .label("nothing leads to it")
                    .help("name the private subnets' route tables"),
            );
            continue;
        }
        for other in &subject.plan.resources {
            let ResourceKind::RouteTableAssociation(association) = &other.kind else { continue };
            let known = tables.iter().all(|table| table.is_known()) && association.route_table.is_known();
            if known && !tables.contains(&association.route_table) {
                let subnet = logical_id(&other.id);
                report.push(
                    Diagnostic::at(&RULE, resource.span, format!("`{name}` misses the route table of `{subnet}`"))
                        .label("no route for that subnet")
                        .help("name the route tables of all private subnets"),
                );
            }
        }
    }
}
