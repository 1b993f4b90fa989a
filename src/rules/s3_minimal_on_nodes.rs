//! The card of ECR406: what else nodes read from S3.

use super::Subject;
use crate::aws::Service;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};
use crate::model::Launch;

/// The minimal S3 policy closes every other bucket to EC2 instances and nodes.
pub static RULE: Rule = Rule {
    code: Code(406),
    name: "s3_minimal_on_nodes",
    severity: Severity::Note,
    exceptions: &[],
    title: "`s3 minimal` closes every bucket but the image layers' to the nodes",
    explanation: "\
With `s3 minimal`, the default, the gateway endpoint lets the VPC read one bucket: that of the image layers. EC2 \
instances and the nodes of an EKS cluster often read others. Amazon Linux keeps its packages in S3, Systems Manager \
its agent, and many teams their build artifacts. S3 answers all of that with 403 once the endpoint is there, even if a \
NAT gateway served it before, because the route to S3 now leads to the endpoint.

Name what the nodes read: `s3 also \"BUCKET\"`. Amazon Linux 2023 uses `al2023-repos-REGION-de612dc2`, a name that \
comes from a repository of AWS samples and from users' reports, not from AWS's guides. Amazon Linux 2, which AWS \
supported until June 2026, uses `amazonlinux-2-repos-REGION`. Both are called by `s3.dualstack.REGION` names: the \
gateway endpoint serves them, the private DNS of an S3 interface endpoint does not.

Or write `s3 full` and leave it to IAM. If the nodes read nothing else, accept this note and say so.",
    symptoms: &[
        "Status code: 403 for https://al2023-repos-us-east-1-de612dc2.s3.dualstack.us-east-1.amazonaws.com/…",
        "https://amazonlinux-2-repos-us-east-1.s3.dualstack.us-east-1.amazonaws.com/…: [Errno 14] HTTPS \
         Error 403 - Forbidden",
        "failed to download env files: … S3: HeadObject … StatusCode: 403",
    ],
    sources: &[
        Reference {
            title: "Amazon ECR interface VPC endpoints (AWS PrivateLink)",
            url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html",
            read: "2026-11-24",
        },
        Reference {
            title: "Gateway endpoints for Amazon S3",
            url: "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html",
            read: "2026-11-24",
        },
        Reference {
            title: "AWS PrivateLink for Amazon S3",
            url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/privatelink-interface-endpoints.html",
            read: "2026-11-29",
        },
        Reference {
            title: "Service-owned resources (AWS samples, data perimeter policy examples)",
            url: "https://github.com/aws-samples/data-perimeter-policy-examples/blob/main/service_owned_resources.md",
            read: "2026-11-29",
        },
        Reference {
            title: "Learn technical details about the SSM Agent",
            url: "https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-technical-details.html",
            read: "2026-11-25",
        },
    ],
    bad: Example::Spec(
        "\
private_ecr <
  region us-east-2;
  launch eks;
>
",
    ),
    good: Example::Spec(
        r#"private_ecr <
  region us-east-2;
  launch eks;
  s3 also "al2023-repos-us-east-2-de612dc2";
>
"#,
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block else { return };
    let open = block.s3_full.is_some_and(|full| full.value) || !block.s3_also.is_empty();
    let created =
        subject.plan.gateway_endpoints().any(|(_, gateway)| gateway.service.is(Service::S3, subject.plan.region));
    if open || !created {
        return;
    }
    let of_nodes = |launch: &Launch| matches!(launch, Launch::Ec2 { .. } | Launch::Eks { .. });
    let nodes = block.workload.launches.iter().find(|launch| of_nodes(&launch.value));
    if let Some(launch) = nodes {
        report.push(
            Diagnostic::new(&RULE, launch.span, "the S3 gateway closes every bucket but that of image layers")
                .label("nodes often read package mirrors or build artefacts from S3")
                .help("name them by `s3 also \"bucket\"`, or write `s3 full`"),
        );
    }
}
