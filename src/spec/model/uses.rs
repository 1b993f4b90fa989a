//! Input: a word of `uses`.
//! Output: what it stands for.
//! Never: decides whether it goes with the block's launches; the block does.

use super::arguments::Arguments;
use crate::aws::uses::{ALL, ENDED, Use};
use crate::cards;
use crate::diagnostic::Diagnostic;
use crate::span::Spanned;

pub(super) fn read(arguments: &mut Arguments) -> Option<Spanned<&'static Use>> {
    if let Some((word, [what, label, help])) =
        arguments.peek_word().and_then(|word| ENDED.iter().find(|(ended, _)| *ended == word))
    {
        let given = arguments.word("a word of `uses`")?;
        let message = format!("`{word}` {what}");
        arguments.fault(Diagnostic::new(&cards::UNKNOWN_WORD, given.span, message).label(*label).help(*help));
        return None;
    }
    let words: Vec<(&'static str, &'static Use)> = ALL.iter().map(|it| (it.word, *it)).collect();
    arguments.one_of("a word of `uses`", &words)
}

#[cfg(test)]
mod tests {
    use crate::aws::uses::ALL;
    use crate::spec::model::usage::usage;
    use crate::spec::syntax::Keyword;

    #[test]
    fn the_usage_lists_every_word() {
        let usage = usage(Keyword::Uses).to_string();
        let missed: Vec<&str> =
            ALL.iter().map(|it| it.word).filter(|word| !usage.contains(&format!("`{word}`"))).collect();
        assert!(missed.is_empty(), "{missed:?}");
    }
}
