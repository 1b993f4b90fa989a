//! Input: a text, and a place in it.
//! Output: whether what begins there is a word of a name: of an image, a secret, a pod, a role, not of the sentence.
//! Never: knows one name from another; the characters around it tell.

/// So far back a name may have begun.
const FAR: usize = 300;

/// Whether what begins there is a part of a path, of an image's name or of an ARN: `quay.io` of `HOST/quay.io/app`, or
/// `x509` of `arn:aws:…:secret:x509`.
pub fn path(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    if before.ends_with('/') {
        // Bash connects to such a path.
        return !before.ends_with("//") && !before.ends_with("/dev/tcp/");
    }
    if !before.ends_with(':') {
        return false;
    }
    let from = at.saturating_sub(FAR);
    let near = (from..=at).find_map(|from| text.get(from..at)).unwrap_or_default();
    let parts = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '(' | '=' | ',');
    let token = near.rsplit(parts).next().unwrap_or_default();
    // A tag follows the first colon behind the last slash.
    let tag = || token.rsplit_once('/').is_some_and(|(_, name)| name.len() > 1 && name.matches(':').count() == 1);
    token.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("arn:")) || tag()
}

/// Whether words are those of a name: `x509` of `x509-exporter`, `no-such-host`, `HOST/toomanyrequests`.
pub fn name(text: &str, at: usize, end: usize) -> bool {
    // A line may have ended behind a hyphen.
    let words = text.get(at..end).unwrap_or_default().replace("- ", "-");
    let (before, behind) = (text.get(..at).unwrap_or_default(), text.get(end..).unwrap_or_default());
    // Of a code with a colon in it, the rest may follow: `MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT`.
    if words.contains(|c: char| c.is_whitespace() || c == ':') {
        return false;
    }
    let joint = |c: char| matches!(c, '-' | '_');
    let goes_on = |rest: &str, joint: fn(char) -> bool| {
        rest.strip_prefix(joint).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
    };
    let hyphens = words.contains('-') && words.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    // Go's package of that name puts a colon behind it.
    let bare = words.eq_ignore_ascii_case("x509") && behind.starts_with(|c: char| c != ':');
    let follows = before.strip_suffix(joint).is_some_and(|rest| rest.ends_with(|c: char| c.is_ascii_alphanumeric()));
    // As kubelet names a container: `spec.containers{NAME}`.
    let braced = before.ends_with('{') && behind.starts_with('}');
    hyphens || bare || braced || follows || goes_on(behind, |c| matches!(c, '-' | '_' | '/')) || path(text, at)
}

#[cfg(test)]
mod tests {
    use super::{name, path};

    #[test]
    fn paths_and_arns_are_names() {
        let of_path = |text: &str, word: &str| path(text, text.find(word).unwrap());
        for (text, word) in [
            ("H/docker.io/library/nginx", "docker.io"),
            ("H/team/app:quay.io", "quay.io"),
            ("ARN arn:aws:secretsmanager:us-east-1:1:secret:ghcr.io/token", "ghcr.io"),
            ("parameter /prod/quay.io/token", "quay.io"),
        ] {
            assert!(of_path(text, word), "{text}");
        }
        for (text, word) in [
            ("https://quay.io/v2/", "quay.io"),
            ("docker://quay.io/v2/", "quay.io"),
            ("https://H/v2/: x509: unknown", "x509"),
            ("dir/main.go:12:x509: unknown", "x509"),
            ("host:quay.io", "quay.io"),
            ("quay.io/app", "quay.io"),
        ] {
            assert!(!of_path(text, word), "{text}");
        }
    }

    #[test]
    fn hyphens_make_names() {
        let of_name = |text: &str, words: &str| {
            let at = text.find(words).unwrap();
            name(text, at, at + words.len())
        };
        for (text, words) in [
            ("pod x509-exporter", "x509"),
            ("(service x509)", "x509"),
            ("secret no-such-host", "no-such-host"),
            ("H/i-o-timeout:1", "i-o-timeout"),
            ("H/toomanyrequests:1", "toomanyrequests"),
            ("é/etimedout", "etimedout"),
            ("spec.containers{toomanyrequests}", "toomanyrequests"),
        ] {
            assert!(of_name(text, words), "{text}");
        }
        for (text, words) in [
            ("Head: x509: unknown", "x509"),
            ("dial tcp: i/o timeout", "i/o timeout"),
            ("self-signed certificate", "self-signed certificate"),
            ("NAME_UNKNOWN: x", "NAME_UNKNOWN"),
            ("connect ETIMEDOUT", "ETIMEDOUT"),
            ("cut off at x509", "x509"),
        ] {
            assert!(!of_name(text, words), "{text}");
        }
    }
}
