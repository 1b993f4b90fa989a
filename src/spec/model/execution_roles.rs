//! Input: the words of `execution_role`.
//! Output: the roles, each once.
//! Never: looks at other statements.

use super::ExecutionRoles;
use super::arguments::Arguments;
use super::saying::Said;
use crate::aws::PrincipalName;
use crate::cards;
use crate::diagnostic::Diagnostic;
use crate::span::Spanned;
use std::collections::BTreeMap;

/// Reads the statement.
pub(super) fn read(arguments: &mut Arguments) -> Option<Said> {
    let span = arguments.span();
    // A role may be called `new`, but then a comma stands behind it.
    let quoted = arguments.peek_text() == Some("new") && arguments.is_before_text();
    let new = quoted || arguments.peek_word() == Some("new");
    if new {
        arguments.word("`new`");
    }
    let names = arguments.list("a role name", |arguments| {
        let name = arguments.text("a role name");
        arguments.read(name, PrincipalName::parse_role_without_path)
    });
    let mut first: BTreeMap<String, &Spanned<PrincipalName>> = BTreeMap::new();
    for name in &names {
        let Some(earlier) = first.insert(name.value.as_str().to_ascii_lowercase(), name) else { continue };
        arguments.fault(
            Diagnostic::new(
                &cards::CONTRADICTION,
                name.span,
                format!("`{}` and `{}` are one role", name.value, earlier.value),
            )
            .label("IAM ignores the letter case of role names")
            .also(earlier.span, "the same role to IAM")
            .help("remove one of them"),
        );
    }
    (!names.is_empty()).then(|| Said::ExecutionRoles(Spanned::new(ExecutionRoles { names, new }, span)))
}
