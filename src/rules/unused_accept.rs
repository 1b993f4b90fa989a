use crate::diagnostic::{Code, Diagnostic, Example, Rule, Severity};
use crate::span::Span;

pub static RULE: Rule = Rule {
    code: Code(8),
    name: "unused_accept",
    severity: Severity::Warning,
    title: "",
    explanation: "",
    symptoms: &[],
    sources: &[],
    bad: Example::Spec(""),
    good: Example::Spec(""),
};

/// An `accept` that no block needed.
pub(super) fn found(span: Span, code: Code) -> Diagnostic {
    Diagnostic::new(&RULE, span, format!("nothing here is found by `{code}`"))
        .label("accepts nothing")
        .help("remove the statement")
}
