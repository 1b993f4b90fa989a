use crate::diagnostic::{Code, Example, Rule, Severity};
pub static RULE: Rule = Rule { code: Code(201), name: "dkr_private_dns", severity: Severity::Error, title: "", explanation: "", symptoms: &[], sources: &[], bad: Example::Spec(""), good: Example::Spec("") };
