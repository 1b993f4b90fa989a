//! ECR515: a policy whose wildcards cross in more ways than ecrc tries.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Example, Report, Rule, Severity};
use crate::model::{Block, Verb};
use crate::plan::PolicyId;
use crate::span::Span;

/// What a policy allows is decided.
pub static RULE: Rule = Rule {
    code: Code(515),
    name: "not_decided",
    severity: Severity::Note,
    exceptions: &[],
    title: "not decided within the bound: wildcards that cross",
    explanation: "\
ecrc decides exactly what the patterns of a policy have in common: whether anybody can pull (ECR502), or the roles and \
images that must not be shut out (ECR509, ECR511, ECR512), whether one statement covers another (ECR009, ECR501), whether \
the layer bucket is open (ECR403), and in `ecrc diff` who gains and who loses access. Patterns with many `*` and `?` that overlap can make that take longer than anybody would wait. So each question \
has a bound, counted in steps and not in time: every machine gives the same answer. In a command that reads many blocks, \
each has a share of it.

Past the bound ecrc does not guess. The rules that this note names report only what they decided before, and `ecrc diff` \
calls the access `unknown`, which `--fail-on broadened` stops.

Write whole names, or patterns that differ in how they begin: `team-a/*` and `team-b/*` are told apart at once, \
`*a*b*` and `*b*a*` only by a search.",
    symptoms: &[],
    sources: &[],
    bad: Example::Spec(
        r#"private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  allow pull;
  allow "ecr:DescribeImages" repo "?*??a*a?????*????*??*??*??a*a?????*????*??*??";
  allow "ecr:DescribeImages" repo "*a?*aa*a??aaa*a?*aa*a??aaa*a?*aa*a??aaa*a?*aa*a??aaa";
>
"#,
    ),
    good: Example::Spec(
        r#"private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  allow pull;
  allow "ecr:DescribeImages" repo "team-a/*";
  allow "ecr:DescribeImages" repo "team-b/*";
>
"#,
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    for (policy, rules) in subject.bound.undecided() {
        let carrier = subject.plan.resources.iter().find(|resource| resource.kind.policy() == Some(&policy));
        let span = most_wildcards(subject.block, &policy).or(carrier.and_then(|resource| resource.span));
        let codes: Vec<String> = rules.iter().map(|rule| rule.code.to_string()).collect();
        let (codes, verb) = match codes.as_slice() {
            [one] => (one.clone(), "is"),
            [one, other] => (format!("{one} and {other}"), "are"),
            [some @ .., last] => (format!("{}, and {last}", some.join(", ")), "are"),
            [] => continue,
        };
        report.push(
            Diagnostic::at(&RULE, span, format!("{codes} {verb} not decided: too many wildcards of this policy cross"))
                .label("most of the wildcards stand here")
                .help("write whole names, or patterns that differ in how they begin"),
        );
    }
}

/// The statement of a block that has the most wildcards.
fn most_wildcards(block: Option<&Block>, policy: &PolicyId) -> Option<Span> {
    let access = block.filter(|_| *policy == PolicyId::Ecr)?.access.iter();
    let wildcards = |text: &str| text.matches(['*', '?']).count();
    let most = access.max_by_key(|access| {
        let repositories = access.value.repositories.iter().map(|repository| wildcards(repository.value.pattern()));
        let verb = if let Verb::Action(action) = &access.value.verb.value { wildcards(action) } else { 0 };
        repositories.sum::<usize>() + verb
    });
    most.map(|access| access.span)
}
