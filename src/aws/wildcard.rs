//! Input: a pattern with IAM's wildcards, `*` for any characters and `?` for one.
//! Output: whether it matches a text.
//! Never: backtracks more than once a star, so that no pattern takes long.

/// Whether the pattern matches the whole text.
pub fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while let Some(c) = text.get(t) {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(wanted) if *wanted == '?' || wanted == c => {
                p += 1;
                t += 1;
            }
            _ => {
                let Some((at, from)) = star else { return false };
                star = Some((at, from + 1));
                p = at + 1;
                t = from + 1;
            }
        }
    }
    pattern.get(p..).unwrap_or_default().iter().all(|c| *c == '*')
}

/// Whether the pattern matches every text that begins with `prefix`.
pub fn covers_prefix(pattern: &str, prefix: &str) -> bool {
    // What matches however the text goes on ends in a star and any number of marks, in whatever order; what stands
    // before the star, when that is last, matches some of the prefix.
    let head = pattern.trim_end_matches(['*', '?']);
    let run = pattern.get(head.len()..).unwrap_or_default();
    if !run.contains('*') {
        return false;
    }
    let head = format!("{head}{}", run.replace('*', ""));
    let ends = prefix.char_indices().map(|(at, _)| at).chain([prefix.len()]);
    ends.into_iter().any(|end| prefix.get(..end).is_some_and(|start| matches(&head, start)))
}

#[cfg(test)]
mod tests {
    use super::{covers_prefix, matches};

    #[test]
    fn wildcards_are_iams() {
        for (pattern, text, expected) in [
            ("*", "", true),
            ("?", "", false),
            ("a*c", "abbc", true),
            ("a*c", "abbd", false),
            ("a?c", "abc", true),
            ("*a*b", "xaxxab", true),
            ("", "", true),
            ("", "a", false),
            ("team-*/app", "team-a/b/app", true),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn a_prefix_is_covered_by_what_matches_all_that_begins_with_it() {
        assert!(covers_prefix("*", "hub/"));
        assert!(covers_prefix("hub/*", "hub/"));
        assert!(covers_prefix("h?b*", "hub/"));
        assert!(covers_prefix("*/*", "hub/"));
        assert!(covers_prefix("*?", "hub/"));
        assert!(covers_prefix("h?*??*", "hub/"));
        assert!(!covers_prefix("hub/*?", "hub/"));
        assert!(!covers_prefix("*b/?", "hub/"));
        assert!(!covers_prefix("hub/a*", "hub/"));
        assert!(!covers_prefix("hub/", "hub/"));
        assert!(!covers_prefix("*a", "hub/"));
    }
}
