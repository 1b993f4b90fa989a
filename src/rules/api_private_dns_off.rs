use crate::diagnostic::{Code, Example, Rule, Severity};
pub static RULE: Rule = Rule { code: Code(202), name: "api_private_dns_off", severity: Severity::Warning, title: "", explanation: "", symptoms: &[], sources: &[], bad: Example::Spec(""), good: Example::Spec("") };
