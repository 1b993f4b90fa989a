//! The card of ECR506: the policies of ECR's two endpoints.

use super::Subject;
use crate::aws::Service;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};
use crate::plan::{Effect, InterfaceEndpoint, Principals, Statement, Value};

/// Both ECR endpoints carry the same policy.
pub static RULE: Rule = Rule {
    code: Code(506),
    name: "ecr_policies_differ",
    severity: Severity::Warning,
    exceptions: &[],
    title: "the two ECR endpoints carry different policies",
    explanation: "\
AWS says to put one policy on both ECR endpoints. A pull passes through both: the login through `ecr.api`, the \
image's manifest and the addresses of its layers through `ecr.dkr`, and the API answers for the same repositories. \
With two policies, what one endpoint refuses the other may let through, and a pull works for those only whom both \
let in. An endpoint without a policy has the default one, which allows everything.

Give both endpoints the same document. What ecrc compiles does so.",
    symptoms: &["unexpected status from HEAD request to \
         https://111122223333.dkr.ecr.us-east-1.amazonaws.com/v2/…/manifests/latest: 403 Forbidden"],
    sources: &[Reference {
        title: "Amazon ECR interface VPC endpoints (AWS PrivateLink)",
        url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html",
        read: "2026-11-24",
    }],
    bad: Example::Template(
        "\
# For tasks on Fargate 1.4.0.
Resources:
  EcrApiEndpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Interface
      ServiceName: com.amazonaws.us-east-2.ecr.api
      VpcId: !Ref VpcId
      PrivateDnsEnabled: true
      SubnetIds: !Ref SubnetIds
      SecurityGroupIds: [!Ref EndpointSecurityGroup]
  EcrDkrEndpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Interface
      ServiceName: com.amazonaws.us-east-2.ecr.dkr
      VpcId: !Ref VpcId
      PrivateDnsEnabled: true
      SubnetIds: !Ref SubnetIds
      SecurityGroupIds: [!Ref EndpointSecurityGroup]
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Sid: AllowPull
            Effect: Allow
            Principal: '*'
            Action:
              - ecr:BatchGetImage
              - ecr:GetDownloadUrlForLayer
              - ecr:GetAuthorizationToken
            Resource: '*'
  S3Endpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Gateway
      ServiceName: com.amazonaws.us-east-2.s3
      VpcId: !Ref VpcId
      RouteTableIds: !Ref RouteTableIds
",
    ),
    good: Example::Template(
        "\
# For tasks on Fargate 1.4.0.
Resources:
  EcrApiEndpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Interface
      ServiceName: com.amazonaws.us-east-2.ecr.api
      VpcId: !Ref VpcId
      PrivateDnsEnabled: true
      SubnetIds: !Ref SubnetIds
      SecurityGroupIds: [!Ref EndpointSecurityGroup]
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Sid: AllowPull
            Effect: Allow
            Principal: '*'
            Action:
              - ecr:BatchGetImage
              - ecr:GetDownloadUrlForLayer
              - ecr:GetAuthorizationToken
            Resource: '*'
  EcrDkrEndpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Interface
      ServiceName: com.amazonaws.us-east-2.ecr.dkr
      VpcId: !Ref VpcId
      PrivateDnsEnabled: true
      SubnetIds: !Ref SubnetIds
      SecurityGroupIds: [!Ref EndpointSecurityGroup]
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Sid: AllowPull
            Effect: Allow
            Principal: '*'
            Action:
              - ecr:BatchGetImage
              - ecr:GetDownloadUrlForLayer
              - ecr:GetAuthorizationToken
            Resource: '*'
  S3Endpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Gateway
      ServiceName: com.amazonaws.us-east-2.s3
      VpcId: !Ref VpcId
      RouteTableIds: !Ref RouteTableIds
",
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let plan = subject.plan;
    let (Some((resource, api)), Some((_, dkr))) = (plan.endpoint(Service::EcrApi), plan.endpoint(Service::EcrDkr))
    else {
        return;
    };
    if api.policy == dkr.policy {
        return;
    }
    let (Some(of_api), Some(of_dkr)) = (statements(subject, api), statements(subject, dkr)) else { return };
    if of_api != of_dkr {
        report.push(
            Diagnostic::at(&RULE, resource.span, "the two ECR endpoints carry different policies")
                .label("differs from that of `ecr.dkr`")
                .help("write one policy, and put it on both"),
        );
    }
}

/// What an endpoint's policy says, whatever its statements are called and their order; `None` where some of it is not
/// known.
fn statements(subject: &Subject, endpoint: &InterfaceEndpoint) -> Option<Vec<Statement>> {
    let mut statements = match &endpoint.policy {
        Some(id) => subject.policy(id)?.into_owned().statements,
        None => vec![Statement {
            sid: None,
            effect: Effect::Allow,
            principals: Some(Principals::Everyone),
            actions: vec![Value::literal("*")],
            resources: vec![Value::literal("*")],
            conditions: Vec::new(),
        }],
    };
    for statement in &mut statements {
        statement.sid = None;
        let conditions = statement.conditions.iter().flat_map(|condition| &condition.values);
        let mut values = statement.actions.iter().chain(&statement.resources).chain(conditions);
        if statement.principals == Some(Principals::Unknown) || values.any(|value| *value == Value::Unknown) {
            return None;
        }
    }
    // Any order will do, if it is the same for both.
    statements.sort_by_cached_key(|statement| format!("{statement:?}"));
    Some(statements)
}
