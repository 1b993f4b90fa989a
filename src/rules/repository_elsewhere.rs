//! The card of ECR504: repositories of another region.

use super::Subject;
use crate::aws::{Partition, Service};
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};
use crate::plan::Value;

/// A repository is in the region and partition of its endpoints.
pub static RULE: Rule = Rule {
    code: Code(504),
    name: "repository_elsewhere",
    severity: Severity::Error,
    exceptions: &[],
    title: "the repository is in another region or partition than the endpoints",
    explanation: "\
ECR's endpoints are regional: AWS's page asks for endpoints in the region from which ECR is called, and says that \
they do not work across regions. A statement on a repository elsewhere never matches what passes through them.

Later that sentence went from the page (it stood in the edition of 2022 and is not in the one read on 2026-11-24), \
and `ecr.api` and `ecr.dkr` are now among the services for which an interface endpoint can be made for another \
region, if you ask for it and `vpce:AllowMultiRegion` allows it. ecrc does not compile such endpoints.

Name the repository of this region. For images of another region, let ECR replicate them and pull the replica, or \
write a second block for a VPC there. Nothing crosses partitions.",
    symptoms: &[
        "no basic auth credentials",
        "failed to resolve ref …: pulling from host 111122223333.dkr.ecr.us-east-1.amazonaws.com failed with \
         status code [manifests latest]: 401 Unauthorized",
    ],
    sources: &[
        Reference {
            title: "Amazon ECR interface VPC endpoints (AWS PrivateLink)",
            url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html",
            read: "2026-11-24",
        },
        Reference {
            title: "AWS services that support cross-Region PrivateLink",
            url: "https://docs.aws.amazon.com/vpc/latest/privatelink/\
                  aws-services-cross-region-privatelink-support.html",
            read: "2026-11-24",
        },
        Reference {
            title: "Private image replication in Amazon ECR",
            url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/replication.html",
            read: "2026-11-25",
        },
    ],
    bad: Example::Spec(
        r#"private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  allow pull;
  allow push repo "arn:aws:ecr:us-west-2:111122223333:repository/team/app";
>
"#,
    ),
    good: Example::Spec(
        r#"private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  allow pull;
  allow push repo "arn:aws:ecr:us-east-2:111122223333:repository/team/app";
>
"#,
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let region = subject.plan.region;
    let mut judged = Vec::new();
    for service in [Service::EcrDkr, Service::EcrApi] {
        let Some((resource, endpoint)) = subject.plan.endpoint(service) else { continue };
        let Some(id) = endpoint.policy.as_ref().filter(|id| !judged.contains(id)) else { continue };
        judged.push(id);
        let Some(document) = subject.policy(id) else { continue };
        let resources = document.statements.iter().flat_map(|statement| &statement.resources);
        for arn in resources.filter_map(beginning) {
            let parts: Vec<&str> = arn.splitn(5, ':').collect();
            let ["arn", partition, "ecr", of, _] = parts.as_slice() else { continue };
            let wildcard = |text: &str| text.contains(['*', '?']);
            let elsewhere = (!wildcard(of) && *of != region.id)
                || (!wildcard(partition) && Partition::find(partition) != Some(region.partition));
            if elsewhere {
                report.push(
                    Diagnostic::at(
                        &RULE,
                        resource.span,
                        format!("repositories of `{partition}`, `{of}` are not behind an endpoint of `{}`", region.id),
                    )
                    .label("endpoints are regional")
                    .help(format!("name repositories of `{}`", region.id)),
                );
            }
        }
    }
}

/// What is known of an ARN up to the account, which only the deployment may know.
fn beginning(arn: &Value) -> Option<&str> {
    match arn {
        Value::Literal(text) => Some(text),
        Value::Join(parts) => parts.first()?.as_literal(),
        Value::Parameter(_) | Value::Attribute(..) | Value::Pseudo(_) | Value::Unknown => None,
    }
}
