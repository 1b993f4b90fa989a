//! The card of ECR201: private DNS of the endpoint for the registry.

use super::Subject;
use crate::aws::Service;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};

/// The endpoint `ecr.dkr` must have private DNS on.
pub static RULE: Rule = Rule {
    code: Code(201),
    name: "dkr_private_dns",
    severity: Severity::Error,
    exceptions: &[],
    title: "`ecr.dkr` must have private DNS on",
    explanation: "\
The endpoint `ecr.dkr` serves the Docker Registry API, which `docker pull` and `docker push` call. An image's name \
holds the registry's public host, `ACCOUNT.dkr.ecr.REGION.amazonaws.com`, so that every pull asks for that name, and \
only private DNS lets it resolve to the endpoint. Without it, pulls go to the public address, and time out where \
there is no way to it. AWS's page says that it must be on.

Leave `private_dns` out. Where it must be off for the other endpoints, write `private_dns off; private_dns ecr.dkr \
on;`: the narrower statement wins. In a template set `PrivateDnsEnabled: true`; Terraform's default is `false`.",
    symptoms: &[
        "Get \"https://111122223333.dkr.ecr.us-east-1.amazonaws.com/v2/\": net/http: request canceled while \
         waiting for connection (Client.Timeout exceeded while awaiting headers)",
        "pull image manifest has been retried 5 time(s): failed to resolve ref …: failed to do request: Head \
         \"https://111122223333.dkr.ecr.us-east-1.amazonaws.com/v2/…\": dial tcp 198.51.100.7:443: i/o \
         timeout",
        "CannotPullImageManifestError: … i/o timeout",
        "inspect image has been retried 5 time(s): failed to resolve ref",
        "The task cannot pull '…' from the Amazon ECR repository '…'. There is a connection issue between \
         the task and Amazon ECR",
        "The task can't pull the image. Check your network configuration",
        "login attempt to https://vpce-….dkr.ecr.us-east-1.vpce.amazonaws.com/v2/ failed with status: 403 \
         Forbidden",
    ],
    sources: &[
        Reference {
            title: "Amazon ECR interface VPC endpoints (AWS PrivateLink)",
            url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html",
            read: "2026-11-24",
        },
        Reference {
            title: "CannotPullContainer task errors in Amazon ECS",
            url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html",
            read: "2026-11-24",
        },
    ],
    bad: Example::Spec(
        "\
private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  private_dns ecr.dkr off;
>
",
    ),
    good: Example::Spec(
        "\
private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  private_dns ecr.dkr on;
>
",
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(off) = subject.private_dns_off(Service::EcrDkr) else { return };
    let found = Diagnostic::at(&RULE, off.span, "`ecr.dkr` without private DNS")
        .label("the registry's name would lead to the internet");
    report.push(match off.span {
        Some(span) if off.of_all => found
            .help("write `private_dns ecr.dkr on` beside it: the narrower statement wins")
            .suggest(span.after(), "; private_dns ecr.dkr on", "add `private_dns ecr.dkr on`"),
        Some(span) => {
            found.help("write `private_dns ecr.dkr on`, which is the default").suggest(span, "on", "write `on`")
        }
        None => found.help("set `PrivateDnsEnabled` to true"),
    });
}
