use crate::diagnostic::{Code, Example, Rule, Severity};
pub static RULE: Rule = Rule { code: Code(4), name: "missing_statement", severity: Severity::Error, title: "", explanation: "", symptoms: &[], sources: &[], bad: Example::Spec(""), good: Example::Spec("") };
