//! The card of ECR403: the policy of the S3 gateway endpoint.

use super::Subject;
use crate::aws::Service;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};
use crate::policy::{self, Answer};

/// The policy of the S3 gateway endpoint opens the bucket of the image layers to everyone.
pub static RULE: Rule = Rule {
    code: Code(403),
    name: "layer_bucket_closed",
    severity: Severity::Error,
    exceptions: &[],
    title: "the S3 endpoint's policy does not let everyone read the image layers",
    explanation: "\
A policy on the S3 gateway endpoint must allow `s3:GetObject` on \
`arn:PARTITION:s3:::prod-REGION-starport-layer-bucket/*`, with the endpoint's own region and partition. AWS \
documents the name for `arn:aws` only; elsewhere it is unconfirmed (ECR702).

The principal must be `*`, without conditions on principal or account. AWS's page shows the statement so; why was \
found by users: a layer's address is signed by ECR and the bucket is AWS's, so neither your roles nor your account \
show in the request, and the answer is 403. Limit who pulls on the ECR endpoints instead, with `allow pull`.

`s3 minimal`, which holds where nothing is said, is that one statement; `s3 also` adds further buckets. No policy, \
or `s3 full`, is accepted too: IAM and bucket policies still hold.",
    symptoms: &[
        "failed to copy: httpReadSeeker: failed open: unexpected status code \
         https://prod-us-east-1-starport-layer-bucket.s3.us-east-1.amazonaws.com/…: 403 Forbidden",
        "error pulling image configuration: error parsing HTTP 403 response body: … \
         <Code>AccessDenied</Code><Message>Access Denied</Message>",
        "is not authorized to perform: s3:GetObject on resource: \
         \"arn:aws:s3:::prod-us-east-1-starport-layer-bucket/…\" because no VPC endpoint policy allows the \
         s3:GetObject action",
    ],
    sources: &[
        Reference {
            title: "Amazon ECR interface VPC endpoints (AWS PrivateLink)",
            url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html",
            read: "2026-11-24",
        },
        Reference {
            title: "Control access to VPC endpoints using endpoint policies",
            url: "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html",
            read: "2026-11-24",
        },
        Reference {
            title: "Demystifying an interesting relation between ECR and S3 (AWS Community Builders)",
            url: "https://dev.to/aws-builders/demystifying-an-interesting-relation-between-ecr-and-s3-53co",
            read: "2026-11-25",
        },
    ],
    bad: Example::Template(
        "\
Resources:
  S3Endpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Gateway
      ServiceName: com.amazonaws.us-east-2.s3
      VpcId: !Ref VpcId
      RouteTableIds: !Ref RouteTableIds
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Sid: Access-to-specific-bucket-only
            Effect: Allow
            Principal: '*'
            Action: s3:GetObject
            Resource: arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*
",
    ),
    good: Example::Template(
        "\
Resources:
  S3Endpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Gateway
      ServiceName: com.amazonaws.us-east-2.s3
      VpcId: !Ref VpcId
      RouteTableIds: !Ref RouteTableIds
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Sid: Access-to-specific-bucket-only
            Effect: Allow
            Principal: '*'
            Action: s3:GetObject
            Resource: arn:aws:s3:::prod-us-east-2-starport-layer-bucket/*
",
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let region = subject.plan.region;
    for (resource, gateway) in subject.plan.gateway_endpoints() {
        let policy = gateway.policy.as_ref().and_then(|id| subject.policy(id));
        let Some(policy) = policy.filter(|_| gateway.service.is(Service::S3, region)) else { continue };
        let layers = format!("arn:{}:s3:::{}/*", region.partition.id(), region.layer_bucket());
        if policy::anyone_can_get_object(&policy, &layers) == Answer::No {
            report.push(
                Diagnostic::at(
                    &RULE,
                    resource.span,
                    "the S3 gateway's policy closes the bucket that holds image layers",
                )
                .label("pulls stop at the first layer")
                .help(format!("allow everyone `s3:GetObject` on `{layers}`, without conditions")),
            );
        }
    }
}
