//! ECR601: base layers of Windows images come from Azure, which no endpoint reaches.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};

/// Base layers of Windows images come from Azure, which no endpoint reaches.
pub static RULE: Rule = Rule {
    code: Code(601),
    name: "windows_foreign_layers",
    severity: Severity::Warning,
    exceptions: &[],
    title: "base layers of Windows images come from Azure, which no endpoint reaches",
    explanation: "\
The licence of Windows base images restricts who may hand them on. By default, a push to ECR leaves their layers out: \
they are foreign layers, which a pull fetches from Microsoft's servers in Azure. A private subnet has no way there, and \
VPC endpoints do not change that.

Push the images with the daemon's flag `--allow-nondistributable-artifacts`, so that ECR holds every layer, and write \
`images windows nondistributable`.",
    symptoms: &[],
    sources: &[Reference { title: "Amazon ECR interface VPC endpoints (AWS PrivateLink)", url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html", read: "2026-11-24" }],
    bad: Example::Spec("\
private_ecr <
  region us-east-2;
  launch fargate 1.0.0 windows;
  logs awslogs;
>
"),
    good: Example::Spec("\
private_ecr <
  region us-east-2;
  launch fargate 1.0.0 windows;
  logs awslogs;
  images windows nondistributable;
  accept ECR602 \"the build machines have the flag\";
>
"),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block else { return };
    let Some(windows) = block.workload.launches.iter().find(|launch| launch.value.is_windows()) else { return };
    if block.images.is_some_and(|images| images.value.nondistributable) {
        return;
    }
    let span = block.images.map_or(windows.span, |images| images.span);
    report.push(
        Diagnostic::new(&RULE, span, "the base layers of Windows images come from Azure, not from ECR")
            .label("no endpoint leads there")
            .help("push them with the daemon's flag and write `images windows nondistributable`"),
    );
}
