//! Input: the words of an `accept`.
//! Output: which rule it accepts, and why.
//! Never: accepts anything itself.

use super::Accept;
use super::arguments::Arguments;
use crate::aws::Malformed;
use crate::cards;
use crate::diagnostic::{Code, Diagnostic, Rule};

/// Which rule is accepted, and why.
pub(super) fn read(arguments: &mut Arguments) -> Option<Accept> {
    if arguments.peek_text().is_some() && arguments.statement.arguments.len() == 1 {
        arguments.needs_first("a rule code");
        return None;
    }
    let code = arguments.word("a rule code");
    let rule = code.as_ref().and_then(|code| rule(code.value));
    if let Some(rule) = rule {
        arguments.usage = format!("write `accept {} \"why\"`", rule.code).into();
    }
    if let Some(second) = rule.and(arguments.peek_word()).and_then(self::rule) {
        let span = arguments.word("a reason")?.span;
        let message = format!("`accept` names one rule, found `{}`", second.code);
        let found = Diagnostic::new(&cards::SYNTAX_ERROR, span, message).label("expected a reason");
        arguments.fault(found.help(format!("write `accept {} \"why\"`, too", second.code)));
        arguments.give_up();
        return None;
    }
    let reason = arguments.text("a reason");
    let reason = arguments.read(reason, |reason| match reason.trim() {
        "" => Err(Malformed::new("the reason is empty").labeled("expected a reason")),
        _ => Ok(reason.to_owned()),
    });
    let code = code?;
    let unknown = |message: String| Diagnostic::new(&cards::UNKNOWN_WORD, code.span, message);
    let Some(rule) = rule.filter(|rule| rule.code.to_string() == code.value) else {
        let found = unknown(format!("unknown rule `{}`", code.value));
        arguments.fault(match rule {
            Some(rule) => found.label("codes have capital letters").help(format!("write `{}`", rule.code)).suggest(
                code.span,
                rule.code.to_string(),
                format!("write `{}`", rule.code),
            ),
            None => found.label("no rule has this code").help("run `ecrc rules` for the list"),
        });
        return None;
    };
    if !rule.may_be_accepted() {
        arguments.fault(
            unknown(format!("`{}` is an error and cannot be accepted", rule.code))
                .label("only warnings and notes can be accepted")
                .help(format!("fix what it reports; `ecrc explain {}` says how", rule.code)),
        );
    }
    Some(Accept { code: arguments.settle(&code).map(|_| rule.code), reason: reason? })
}

/// The rule of a code, however its letters are written.
fn rule(code: &str) -> Option<&'static Rule> {
    let digits = code.get(..3).filter(|letters| letters.eq_ignore_ascii_case("ECR")).and_then(|_| code.get(3..))?;
    let number = digits.parse().ok().filter(|_| digits.len() == 3)?;
    cards::find(Code(number))
}
