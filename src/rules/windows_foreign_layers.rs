//! The card of ECR601: base layers of older Windows images, which ECR does not hold.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};

/// Images on older Windows base images find their base layers in ECR.
pub static RULE: Rule = Rule {
    code: Code(601),
    name: "windows_foreign_layers",
    severity: Severity::Warning,
    exceptions: &[],
    title: "base layers of older Windows images come from Azure, which no endpoint reaches",
    explanation: "\
Until June 2023, the layers of Microsoft's Windows base images were foreign layers: a push to ECR left them out, and \
each pull fetched them from Microsoft's servers in Azure. VPC endpoints do not reach those servers. AWS's page on \
ECR's endpoints still describes this (read 2026-11-24).

In June 2023 Microsoft removed foreign layers from its base images. An image that you build on a newer base image and \
push to ECR is in ECR as a whole. An image built on an older one is not, however new its own layers are.

Rebuild older images on a current base image. If you cannot, push them from a Docker Engine before version 28 that has \
the option `allow-nondistributable-artifacts`, and write `images windows nondistributable`. If all images have newer \
base images, accept this warning and say so.",
    symptoms: &["Get \"https://mcr.microsoft.com/v2/windows/servercore/blobs/sha256:…\": dial tcp …:443: i/o timeout"],
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
    let Some(windows) = block.workload.launches.iter().find(|launch| launch.value.is_windows()) else { return };
    if block.images.is_some_and(|images| images.value.nondistributable) {
        return;
    }
    let span = block.images.map_or(windows.span, |images| images.span);
    report.push(
        Diagnostic::new(
            &RULE,
            span,
            "Windows base images from before June 2023 keep their layers in Azure, not in ECR",
        )
        .label("no endpoint reaches Azure")
        .note("AWS's page still says this of all Windows images; Microsoft's newer base images have no such layers")
        .help("rebuild on a base image of June 2023 or later and accept this warning with that as the reason"),
    );
}
