//! Input: what the command line's reader says of a mistake.
//! Output: the same in the words and signs of ecrc's own errors.
//! Never: leaves out any of it.

const GREEN_TIP: &str = "\x1b[32mtip:\x1b[0m";

/// `error: …`, then `  = help: …` in place of `  tip: …`, with backticks around words of the command line.
pub fn in_our_words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let line = line.replace(GREEN_TIP, "\x1b[1;34m=\x1b[0m help:").replace("  tip:", "  = help:");
        let line = line.replace("For more information, try", "For more information, use");
        if line.contains("= help:") || line.contains("=\x1b[0m help:") {
            // It stands right below the error.
            out.truncate(out.trim_end().len());
            out.push('\n');
        }
        out.push_str(&backticks(&line));
    }
    out
}

/// A line with backticks in place of the quotes that open and close a word; an apostrophe stays.
fn backticks(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut open = false;
    let mut before = ' ';
    let mut rest = line.chars().peekable();
    while let Some(c) = rest.next() {
        let opens = !open && matches!(before, ' ' | '(' | '[');
        let closes = open && rest.peek().is_none_or(|next| matches!(next, ' ' | ',' | '.' | ':' | ')' | ']' | '\n'));
        if c == '\'' && (opens || closes) {
            open = opens;
            out.push('`');
        } else {
            out.push(c);
        }
        before = c;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::in_our_words;

    #[test]
    fn quotes_become_backticks_and_apostrophes_stay() {
        for (theirs, ours) in [
            ("error: unexpected argument '--x' found\n", "error: unexpected argument `--x` found\n"),
            ("a\n\n  \x1b[32mtip:\x1b[0m b\n", "a\n  \x1b[1;34m=\x1b[0m help: b\n"),
            (
                "a\n\n  tip: to pass '--x' as a value, use '-- --x'\n",
                "a\n  = help: to pass `--x` as a value, use `-- --x`\n",
            ),
            (
                "error: invalid value 'it's' for '--format <FORMAT>'\n",
                "error: invalid value `it's` for `--format <FORMAT>`\n",
            ),
            ("For more information, try '--help'.\n", "For more information, use `--help`.\n"),
            ("error: don't\n", "error: don't\n"),
        ] {
            assert_eq!(in_our_words(theirs), ours);
        }
    }
}
