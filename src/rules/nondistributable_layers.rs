//! The card of ECR602: the daemon that pushes licensed layers of older Windows images.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};

/// Licensed layers of older Windows images are pushed by a daemon that is told to.
pub static RULE: Rule = Rule {
    code: Code(602),
    name: "nondistributable_layers",
    severity: Severity::Note,
    exceptions: &[],
    title: "only a Docker Engine before version 28 pushes the foreign layers of older Windows images",
    explanation: "\
`images windows nondistributable` says that the images, foreign base layers included, were pushed with \
`allow-nondistributable-artifacts`. AWS's page describes the option (read 2026-11-24): it belongs to the Docker daemon \
that pushes, in `C:\\ProgramData\\docker\\config\\daemon.json` with the registry's address, and the daemon is \
restarted before the push. Check after a push that the base layer is in the repository.

The option is about older images and engines. Base images of June 2023 or later have no foreign layers. Docker \
Engine 28 ignores the option, and Docker announced that version 29 refuses to start with it (read 2026-11-29).

The license of the older base images still binds: not for the public or third parties, but for your own environment. \
The layers are large (the one of servercore has about 1.7 GiB compressed), so pushes take longer and storage costs \
more. AWS recommends this only if it is needed, as it is in a private subnet.",
    symptoms: &[],
    sources: &[
        Reference {
            title: "Amazon ECR interface VPC endpoints (AWS PrivateLink)",
            url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html",
            read: "2026-11-24",
        },
        Reference {
            title: "Deprecated Docker Engine features: pushing non-distributable artifacts",
            url: "https://docs.docker.com/engine/deprecated/",
            read: "2026-11-29",
        },
        Reference {
            title: "Announcing removal of foreign layers from Windows container images (Microsoft)",
            url: "https://techcommunity.microsoft.com/blog/containers/announcing-removal-of-foreign-layers-from-windows-container-images/3846833",
            read: "2026-11-29",
        },
    ],
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
        Diagnostic::new(&RULE, images.span, "only a Docker Engine before version 28 pushes foreign layers, if told to")
            .label("this depends on the machine that pushes")
            .note("base images of June 2023 or later have no foreign layers; the license of older ones still binds")
            .help(format!(
                "on an older engine, put {{\"allow-nondistributable-artifacts\": [\"{registry}\"]}} into \
                 C:\\ProgramData\\docker\\config\\daemon.json, restart the daemon, and check after a push that the base \
                 layer is in ECR"
            )),
    );
}
