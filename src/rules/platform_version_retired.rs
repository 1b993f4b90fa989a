use crate::diagnostic::{Code, Example, Rule, Severity};
pub static RULE: Rule = Rule { code: Code(102), name: "platform_version_retired", severity: Severity::Warning, title: "", explanation: "", symptoms: &[], sources: &[], bad: Example::Spec(""), good: Example::Spec("") };
