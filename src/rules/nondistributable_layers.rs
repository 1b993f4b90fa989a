//! ECR602: licensed layers are in ECR only if the daemon that pushed was told so.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};

/// Licensed layers are in ECR only if the daemon that pushed was told so.
pub static RULE: Rule = Rule {
    code: Code(602),
    name: "nondistributable_layers",
    severity: Severity::Note,
    exceptions: &[],
    title: "licensed layers are in ECR only if the daemon that pushed was told so",
    explanation: "\
`images windows nondistributable` says that the images were pushed with `--allow-nondistributable-artifacts`. The flag \
belongs to the Docker daemon that pushes: in `C:\\ProgramData\\docker\\config\\daemon.json`, with the registry's \
address, and the daemon restarted before the push. Check after a push that the base layer is in the repository.

The licence of the base images still binds: not for the public or third parties, but for your own environment. The \
layers are large (servercore's has about 1.7 GiB compressed), so that pushes take longer and storage costs more; AWS \
recommends this only where it is needed, as it is in a private subnet.",
    symptoms: &[],
    sources: &[Reference {
        title: "Amazon ECR interface VPC endpoints (AWS PrivateLink)",
        url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html",
        read: "2026-11-24",
    }],
    bad: Example::Spec(
        "\
private_ecr <
  region us-east-2;
  launch fargate 1.0.0 windows;
  logs awslogs;
  images windows nondistributable;
>
",
    ),
    good: Example::Spec(
        "\
private_ecr <
  region us-east-2;
  launch fargate 1.0.0 windows;
  logs awslogs;
  images windows nondistributable;
  accept ECR602 \"the build machines have the flag\";
>
",
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block else { return };
    let Some(images) = block.images.filter(|images| images.value.nondistributable) else { return };
    let account = block.account.as_ref().map_or("ACCOUNT".to_owned(), |account| account.value.to_string());
    let region = block.region.value;
    let registry = format!("{account}.dkr.ecr.{}.{}", region.id, region.partition.dns_suffix());
    report.push(
        Diagnostic::new(&RULE, images.span, "licensed base layers are pushed only by a daemon that is told to")
            .label("a matter of the machine that pushes")
            .note("servercore's base layer has about 1.7 GiB, and its licence still binds: for your own environment only")
            .help(format!(
                "put {{\"allow-nondistributable-artifacts\": [\"{registry}\"]}} into \
                 C:\\ProgramData\\docker\\config\\daemon.json, restart the daemon, and check after a push that the base \
                 layer is in ECR"
            )),
    );
}
