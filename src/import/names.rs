//! Input: names and texts of other people's files.
//! Output: the same as a spec can have them: a block's name, a string, a comment.
//! Never: lets through a character that ends a comment or a string.

/// A name that a block can have, from what people call a VPC: `shared-vpc` from `SharedVpc`.
pub fn block_name(text: &str) -> String {
    const LONGEST: usize = 40;
    let mut name = String::new();
    let mut after_lower = false;
    for c in text.trim_start_matches("var.").chars() {
        if c.is_ascii_uppercase() && after_lower {
            name.push('-');
        }
        after_lower = c.is_ascii_lowercase() || c.is_ascii_digit();
        let fits = c.is_ascii_alphanumeric();
        if fits {
            name.push(c.to_ascii_lowercase());
        } else if !name.ends_with('-') {
            name.push('-');
        }
    }
    let name: String = name.trim_start_matches(|c: char| !c.is_ascii_lowercase()).chars().take(LONGEST).collect();
    let name = name.trim_end_matches('-');
    if name.is_empty() { "vpc".to_owned() } else { name.to_owned() }
}

/// What people call a VPC, without what shows that it is a text or a parameter.
pub(super) fn bare(name: &str) -> String {
    plain(name.trim_matches(['"', '<', '>']))
}

/// A text as a comment can have it.
pub(super) fn plain(text: &str) -> String {
    let fits = |c: char| c.is_ascii_graphic() || c == ' ' || c.is_alphanumeric();
    text.chars().map(|c| if fits(c) { c } else { '?' }).collect()
}

/// A text between quotes; `None` where no string can hold it.
pub(super) fn quoted(text: &str) -> Option<String> {
    let fits = |c: char| c == ' ' || (!c.is_control() && !c.is_whitespace());
    // Bidirectional controls, which a string may not have.
    let is_bidi =
        |c: char| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let formed = text.chars().all(|c| fits(c) && !is_bidi(c));
    formed.then(|| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")))
}

/// Names in a row: the first of them, and how many more there are.
pub(super) fn listed(names: &[String]) -> String {
    const SHOWN: usize = 6;
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(SHOWN);
    let tail = if more == 0 { String::new() } else { format!(" and {more} more") };
    shown.join(", ") + &tail
}

#[cfg(test)]
mod tests {
    use super::{block_name, listed, plain, quoted};

    #[test]
    fn names_are_those_of_blocks() {
        for (text, name) in [
            ("Vpc", "vpc"),
            ("SharedVPC", "shared-vpc"),
            ("module.vpc.aws_vpc.this[0]", "module-vpc-aws-vpc-this-0"),
            ("vpc-0a1b2c3d", "vpc-0a1b2c3d"),
            ("${VpcId}", "vpc-id"),
            ("0", "vpc"),
            ("", "vpc"),
        ] {
            assert_eq!(block_name(text), name, "{text}");
            assert!(crate::spec::syntax::is_name(&block_name(&text.repeat(20))));
        }
    }

    #[test]
    fn nothing_ends_a_comment_or_a_string() {
        assert_eq!(plain("a\nb\u{2028}c\u{202e}"), "a?b?c?");
        assert_eq!(quoted("a \"b\" \\"), Some("\"a \\\"b\\\" \\\\\"".to_owned()));
        assert_eq!([quoted("a\nb"), quoted("a\u{202e}b"), quoted("a\u{a0}b")], [None, None, None]);
    }

    #[test]
    fn long_lists_are_cut() {
        let names: Vec<String> = (0..8).map(|n| format!("n{n}")).collect();
        assert_eq!(listed(&names), "`n0`, `n1`, `n2`, `n3`, `n4`, `n5` and 2 more");
        assert_eq!(listed(&names[..1]), "`n0`");
    }
}
