use crate::diagnostic::{Code, Example, Rule, Severity};
pub static RULE: Rule = Rule { code: Code(503), name: "ecr_action", severity: Severity::Error, title: "", explanation: "", symptoms: &[], sources: &[], bad: Example::Spec(""), good: Example::Spec("") };
