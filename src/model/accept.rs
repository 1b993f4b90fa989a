//! Input: the words of an `accept`.
//! Output: which rule it silences, and why.
//! Never: silences anything.

use super::Accept;
use super::arguments::Arguments;
use crate::aws::Malformed;
use crate::diagnostic::{Code, Diagnostic};
use crate::rules::{self, unknown_word};

/// Which rule is silenced, and why.
pub(super) fn read(arguments: &mut Arguments) -> Option<Accept> {
    let code = arguments.word("a rule's code");
    let reason = arguments.text("a reason");
    let reason = arguments.read(reason, |reason| match reason.trim() {
        "" => Err(Malformed::new("the reason is empty")),
        _ => Ok(reason.to_owned()),
    });
    let code = code?;
    let found = code
        .value
        .strip_prefix("ECR")
        .filter(|digits| digits.len() == 3)
        .and_then(|digits| digits.parse().ok())
        .and_then(|number| rules::find(Code(number)));
    let Some(rule) = found else {
        let known: Vec<String> = rules::ALL.iter().map(|entry| entry.rule.code.to_string()).collect();
        let near = crate::suggest::closest(code.value, known.iter().map(String::as_str));
        let mut diagnostic = Diagnostic::new(&unknown_word::RULE, code.span, format!("unknown rule `{}`", code.value))
            .help("`ecrc rules` lists them");
        if let Some(near) = near {
            diagnostic = diagnostic.label(format!("did you mean `{near}`?"));
        }
        arguments.fault(diagnostic);
        return None;
    };
    if !rule.may_be_accepted() {
        arguments.fault(
            Diagnostic::new(
                &unknown_word::RULE,
                code.span,
                format!("`{}` is an error, and cannot be accepted", code.value),
            )
            .label("only warnings and notes can")
            .help(format!("put right what it finds; `ecrc explain {}` says how", code.value)),
        );
    }
    Some(Accept { code: arguments.settle(&code).map(|_| rule.code), reason: reason? })
}
