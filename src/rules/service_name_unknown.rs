//! ECR704: no endpoint service has that name.

use super::Subject;
use crate::aws::service::{NameFault, name_fault};
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};

/// No endpoint service has that name.
pub static RULE: Rule = Rule {
    code: Code(704),
    name: "service_name_unknown",
    severity: Severity::Error,
    exceptions: &[],
    title: "no endpoint service has that name",
    explanation: "\
Names of endpoint services look alike and are not regular: `ecr.api` has a dot, `ecs-agent` a hyphen, and plain `ecr` \
does not exist. AWS refuses an endpoint for a name that it does not know when it is created.

A name that is merely not on ecrc's short list is not judged.",
    symptoms: &["InvalidServiceName: The Vpc Endpoint Service 'com.amazonaws.us-east-1.ecr' does not exist"],
    sources: &[
        Reference {
            title: "AWS services that integrate with AWS PrivateLink",
            url: "https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html",
            read: "2026-11-24",
        },
        Reference {
            title: "fix: endpoint name issues for dkr.api and others (a user's report)",
            url: "https://github.com/aws-samples/aws-vpc-builder-cdk/pull/30",
            read: "2026-11-25",
        },
    ],
    bad: Example::Template(
        "\
Type: AWS::EC2::VPCEndpoint
Properties:
  VpcEndpointType: Interface
  VpcId: !Ref VpcId
  ServiceName: com.amazonaws.us-east-2.ecr_api
",
    ),
    good: Example::Template(
        "\
Type: AWS::EC2::VPCEndpoint
Properties:
  VpcEndpointType: Interface
  VpcId: !Ref VpcId
  ServiceName: com.amazonaws.us-east-2.ecr.api
",
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    for (resource, name) in subject.named_services() {
        let Some(NameFault::NoSuchService { meant }) = name_fault(name, subject.plan.region) else { continue };
        report.push(
            Diagnostic::at(&RULE, resource.span, format!("no endpoint service is called `{name}`"))
                .label("AWS refuses the endpoint")
                .help(format!("did you mean `{meant}`?")),
        );
    }
}
