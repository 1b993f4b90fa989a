//! Input: a word of `uses`.
//! Output: what that software calls: endpoints, buckets, and what no endpoint reaches, each with its reason.
//! Never: knows which endpoints a launch needs anyway.
//!
//! A word's page in `uses/` says what it stands for, and where its facts were read; what is not confirmed is marked.

mod eks;
mod others;
mod software;

pub use software::{Aside, Call, Host, Use};

/// Every word, in alphabetical order.
pub static ALL: &[&Use] = &[
    &others::ADOT,
    &others::AMAZON_LINUX,
    &others::CLOUDWATCH_AGENT,
    &eks::CLUSTER_AUTOSCALER,
    &others::CODEDEPLOY,
    &others::CONTAINER_INSIGHTS,
    &eks::EBS_CSI,
    &others::EFS,
    &eks::EFS_CSI,
    &eks::EXTERNAL_DNS,
    &eks::EXTERNAL_SECRETS,
    &others::FIRELENS,
    &others::FLUENT_BIT,
    &others::GUARDDUTY,
    &eks::IRSA,
    &eks::KARPENTER,
    &eks::LOAD_BALANCER_CONTROLLER,
    &others::PARAMETER_STORE,
    &eks::POD_IDENTITY,
    &eks::SECRETS_STORE_CSI,
    &others::SERVICE_CONNECT,
    &others::SESSION_MANAGER,
    &others::XRAY,
];

/// The entry of a word.
pub fn find(word: &str) -> Option<&'static Use> {
    ALL.iter().copied().find(|it| it.word == word)
}

/// Words that a spec may try, and what has become of them: what, a label, what to write.
pub const ENDED: &[(&str, [&str; 3])] = &[(
    "app_mesh",
    [
        "stands for nothing: AWS App Mesh ended on 2026-09-30",
        "this service has ended",
        "move to `uses service_connect`",
    ],
)];

#[cfg(test)]
mod tests {
    use super::{ALL, Host, find};
    use crate::aws::Service;

    #[test]
    fn each_word_is_whole() {
        for it in ALL {
            let plain = it.word.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'_');
            assert!(plain && find(it.word).is_some_and(|found| std::ptr::eq(found, *it)), "{}", it.word);
            assert!(!it.hosts.is_empty(), "{}", it.word);
            assert!(it.source().is_some_and(|url| url.starts_with("https://")), "{}", it.word);
            let is_sentence = |text: &str| !text.is_empty() && !text.ends_with('.');
            for call in it.calls {
                assert!(Service::find(call.key).is_some(), "{}: {}", it.word, call.key);
                assert!(is_sentence(call.why) && call.on.iter().all(|host| it.hosts.contains(host)), "{}", it.word);
            }
            for aside in it.asides {
                assert!(is_sentence(aside.what) && is_sentence(aside.help), "{}: {}", it.word, aside.what);
                assert!(aside.on.iter().all(|host| it.hosts.contains(host)), "{}", it.word);
                let settled = aside.settled_by;
                let known = settled.is_empty() || find(settled).is_some() || Service::find(settled).is_some();
                assert!(known, "{}: {settled}", it.word);
            }
            // Beside each launch it does something, or says why it does not.
            for host in it.hosts {
                let hosts = [*host];
                let does = it.services(&hosts).count() + it.asides(&hosts).count() + it.buckets.len();
                assert!(does > 0, "{} on {host:?}", it.word);
            }
        }
    }

    #[test]
    fn each_page_has_sources() {
        for it in ALL {
            let (prose, sources) = it.text.split_once("\n## Sources\n\n").unwrap_or_default();
            assert!(prose.len() > 80 && prose.ends_with('\n'), "{}", it.word);
            assert!(!sources.is_empty(), "{}", it.word);
            for line in sources.lines() {
                let has_day = line.split_once("), read ").is_some_and(|(_, day)| crate::aws::Date::parse(day).is_ok());
                assert!(line.starts_with("- [") && line.contains("](https://") && has_day, "{}: {line}", it.word);
            }
        }
    }

    #[test]
    fn words_stand_in_order_and_none_is_listed_twice() {
        let words: Vec<&str> = ALL.iter().map(|it| it.word).collect();
        assert!(words.is_sorted_by(|a, b| a < b), "{words:?}");
        assert!(Host::ALL.is_sorted());
    }
}
