//! The card of ECR503: names of ECR's actions.

use crate::diagnostic::{Code, Example, Reference, Rule, Severity};

/// A quoted action is one of ECR, and fits the repository that it is limited to.
pub static RULE: Rule = Rule {
    code: Code(503),
    name: "ecr_action",
    severity: Severity::Error,
    exceptions: &[],
    title: "this is not an action of ECR, or not one that a repository limits",
    explanation: "\
An action in quotes has to be one of ECR's, in the letter case of AWS's reference, or a pattern with `*` and `?` \
that matches some of them. AWS accepts a misspelled name without any error, and the statement then allows or denies \
nothing.

Actions on the registry as a whole, such as `ecr:GetAuthorizationToken` or `ecr:PutRegistryPolicy`, have no \
resource. Limited to a repository they never match; leave `repo` out. A pattern counts as such only if all that it \
matches acts on the registry.

ECR gains actions now and then. A well-formed name that is similar to none of ecrc's list is let through, with \
ECR705.",
    symptoms: &[],
    sources: &[Reference {
        title: "Actions, resources, and condition keys for Amazon Elastic Container Registry",
        url: "https://docs.aws.amazon.com/service-authorization/latest/reference/\
                  list_amazonelasticcontainerregistry.html",
        read: "2026-11-24",
    }],
    bad: Example::Spec(
        r#"private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  allow pull;
  allow "ecr:DescribeImage";
>
"#,
    ),
    good: Example::Spec(
        r#"private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  allow pull;
  allow "ecr:DescribeImages";
>
"#,
    ),
};
