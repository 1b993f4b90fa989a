//! Input: a record of a text.
//! Output: what it says of an image by its name: whose registry it names, or that it is not there.
//! Never: takes a name of ECR's that somebody has blacked out for another registry's.

use super::ending::SUFFIXES;

/// Words that an image's name follows; whatever it is quoted in.
const BEFORE: &[&str] = &[
    "resolve reference ",
    "resolve ref ",
    "pull image ",
    "pulling image ",
    "unpack image ",
    "sandbox image ",
    "access denied for ",
    "manifest for ",
    "in repository ",
    "refers to repository ",
];

/// The longest of them, and a quote.
const LONGEST: usize = 24;

/// Whether what follows is the name of an image that is pulled or pushed.
pub fn follows(before: &str) -> bool {
    let from = before.len().saturating_sub(LONGEST);
    let tail = (from..=before.len()).find_map(|from| before.get(from..)).unwrap_or_default();
    let tail = tail.trim_end_matches(['"', '\'', '`', '‘', '’', '“', '”', '[']).to_ascii_lowercase();
    BEFORE.iter().any(|words| tail.ends_with(words))
}

/// Whether a name is that of an image's registry, and none of ECR's that somebody has blacked out.
pub fn is_registry(before: &str, name: &str, rest: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let blacked_out = ["xxx", "*", "#", "<", "[", "ecr", "amazonaws", "redacted", "masked", ".."];
    let plain = !blacked_out.iter().any(|it| lower.contains(it)) && !SUFFIXES.iter().any(|end| lower.ends_with(end));
    rest.starts_with('/') && plain && lower.contains('.') && follows(before)
}

/// Where a text in lower case says that an image is not there, with its name in the middle of the words: `manifest for NAME not found`.
pub fn missing(lower: &str) -> Option<usize> {
    const BEFORE: &[&str] = &["manifest for", "tag", "error: image", "cannotpullcontainererror:"];
    const WORDS: &str = " not found";
    let says = |at: &usize| {
        let Some((before, name)) = lower.get(..*at).and_then(|before| before.rsplit_once(' ')) else { return false };
        // `HOST/REPOSITORY:TAG: not found`.
        let of_registry = || {
            let image = name.strip_suffix(':').unwrap_or_default();
            image.split_once('/').is_some_and(|(_, rest)| rest.contains(':'))
                && crate::aws::registry_in(image).is_some()
        };
        BEFORE.iter().any(|words| before.ends_with(words)) || of_registry()
    };
    lower.match_indices(WORDS).map(|(at, _)| at).find(says)
}

#[cfg(test)]
mod tests {
    use super::missing;

    const HOST: &str = "111122223333.dkr.ecr.us-east-1.amazonaws.com";

    #[test]
    fn a_name_may_stand_within_the_words() {
        for text in ["manifest for x not found", "Tag latest not found in repository x", "Error: H/a:1: not found"] {
            assert!(missing(&text.replace('H', HOST).to_ascii_lowercase()).is_some(), "{text}");
        }
        for text in ["page x not found", "a/b:1: not found", "not found", "H: not found"] {
            assert_eq!(missing(&text.replace('H', HOST)), None, "{text}");
        }
    }
}
