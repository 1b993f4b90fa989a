//! The card of ECR705: what is well-formed and in none of ecrc's tables.

use super::Subject;
use crate::aws::action;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};
use crate::model::Verb;

/// Regions and actions are those that ecrc's tables know.
pub static RULE: Rule = Rule {
    code: Code(705),
    name: "not_in_tables",
    severity: Severity::Warning,
    exceptions: &[],
    title: "ecrc's tables do not know this name, which may be newer than they are",
    explanation: "\
ecrc has tables of AWS's regions and of ECR's actions, each with a source and a date. AWS adds to both. A name that is \
close to a known one is taken for a misspelling, and is an error (ECR503, ECR701). One that is well-formed and close \
to none may simply be newer: ecrc uses it as written and says that it could not check it.

An action that does not exist allows and denies nothing; AWS accepts it without any error. The regions `me-west-1` and \
`sa-west-1` are in the list of partitions that AWS's SDK for Python ships, and in none of ECR's regions: AWS has not \
opened them.

Compare the name with AWS's current page. If it is right, accept the warning with that as the reason.",
    symptoms: &[],
    sources: &[
        Reference {
            title: "Actions, resources, and condition keys for Amazon Elastic Container Registry",
            url: "https://docs.aws.amazon.com/service-authorization/latest/reference/\
                  list_amazonelasticcontainerregistry.html",
            read: "2026-11-25",
        },
        Reference {
            title: "botocore 1.44.8: endpoints.json, partitions.json, ecr/2015-09-21",
            url: "https://github.com/boto/botocore/tree/1.44.8/botocore/data",
            read: "2026-11-29",
        },
    ],
    bad: Example::Spec(
        r#"private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  allow pull;
  allow "ecr:FreezeRegistry" role "audit";
>
"#,
    ),
    good: Example::Spec(
        r#"private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  allow pull;
  allow "ecr:DescribeRegistry" role "audit";
>
"#,
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block else { return };
    let region = block.region;
    if !region.value.launched {
        report.push(
            Diagnostic::new(&RULE, region.span, format!("AWS has not opened the region `{}`", region.value.id))
                .label("only AWS's SDK lists it")
                .help("check that ECR is in the region, and accept this with that as the reason"),
        );
    }
    for access in &block.access {
        let verb = &access.value.verb;
        let Verb::Action(name) = &verb.value else { continue };
        if action::matching(name).next().is_none() {
            report.push(
                Diagnostic::new(&RULE, verb.span, format!("`{name}` is in none of ecrc's tables"))
                    .label("if ECR has no such action, this does nothing")
                    .help("compare it with AWS's list of ECR's actions, and accept this with that as the reason"),
            );
        }
    }
}
