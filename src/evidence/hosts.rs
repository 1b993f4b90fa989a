//! Input: a record of a text.
//! Output: the hosts in it, known or not, with what follows them in their URL; and the regions that it names.
//! Never: treats the host of a documentation page, or a service principal, as one that was called.

use super::ending::{SUFFIXES, is_end, plain};
use super::host::{Host, HostKind, PAGES as OF_PEOPLE, looks_like_region};
use super::reference;
use super::within;
use crate::aws::region;
use std::collections::BTreeSet;
use std::ops::Range;

/// A host in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its first byte.
    pub at: usize,
    /// The byte just past it.
    pub end: usize,
    /// As written.
    pub name: String,
    /// What it is; `None` of a host in a URL that is not known.
    pub host: Option<Host>,
    /// It stands in a URL, or was looked up or dialed: it was called.
    pub called: bool,
    /// It is a part of a path or of an image's name, which often has its upstream's in it: nothing called it.
    pub in_path: bool,
    /// What follows it, up to the next quote or space.
    pub path: String,
}

/// The hosts of a text, in its order.
pub fn find(text: &str) -> Vec<Named> {
    let mut found = all(text);
    let page = page(text);
    found.retain(|named| !named.in_path && !page.contains(&named.at));
    // A resolver tries its search domains on behalf of a call whose host the text names, too.
    if found.iter().any(|named| named.called && named.host.is_some()) {
        found.retain(|named| named.host.is_some() || search_domain(&named.name).is_none());
    }
    found
}

/// The names of hosts in a text, in its order, also those that are a part of a path.
pub fn all(text: &str) -> Vec<Named> {
    const CALLS: &[&str] = &[
        "lookup ",
        "enotfound ",
        "eai_again ",
        "unable to dial ",
        "connect to ",
        "resolve host: ",
        "resolve '",
        "host='",
        "hostname '",
    ];
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let length = length_of_word(text, at);
        let word = text.get(at..at + length).unwrap_or_default();
        if word.len() >= 4 && word.trim_end_matches('.').contains('.') {
            let before = text.get(..at).unwrap_or_default();
            let tail = last(before, 16).to_ascii_lowercase();
            let in_url = tail.ends_with("://");
            let called = in_url || CALLS.iter().any(|call| tail.ends_with(call));
            let host = Host::read(word, called);
            let end = at + length;
            let rest = text.get(end..).unwrap_or_default();
            // At the end of a text, a name may be cut off: one that is not known then says nothing.
            let is_named = host.is_some()
                || looks_like_ecr(word)
                || (in_url && is_name(word) && !is_end(rest))
                || reference::is_registry(before, word, rest)
                || (called && search_domain(word).is_some());
            if is_named {
                let in_path = within::path(text, at);
                found.push(Named { at, end, name: word.to_owned(), host, called, in_path, path: path(rest) });
            }
        }
        at += length.max(1);
    }
    found
}

/// The registry that stands where an image's name belongs, without a repository. Where no slash follows it, Docker and
/// containerd take all of it for the name of an image at Docker Hub:
/// <https://github.com/distribution/reference/blob/main/normalize.go> (`splitDockerDomain`), read 2026-12-01.
pub fn alone(text: &str) -> Option<String> {
    let is_alone = |named: &&Named| {
        let before = text.get(..named.at).unwrap_or_default();
        let rest = text.get(named.end..).unwrap_or_default();
        if before.ends_with("/v2/library/") {
            return rest.starts_with('/');
        }
        let tag = |rest: &str| rest.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-' | '_'));
        let behind = match rest.strip_prefix(':') {
            Some(rest) => tag(rest).and_then(|end| rest.get(end..)),
            None => Some(rest),
        };
        let ends = behind.is_some_and(|behind| !is_end(behind) && !behind.starts_with('/') && !rest.starts_with("..."));
        (before.ends_with("docker.io/library/") || reference::follows(before)) && ends
    };
    let of_ecr = |named: &&Named| {
        let is_whole = SUFFIXES.iter().any(|end| named.name.to_ascii_lowercase().ends_with(end));
        is_whole && named.host.as_ref().is_some_and(|host| matches!(host.kind, HostKind::Registry { .. }))
    };
    all(text).iter().filter(of_ecr).find(is_alone).map(|named| named.name.clone())
}

/// How long the word is that begins there: a name, or a part of one. Whoever hides a part of a name puts marks or words
/// in brackets there: `<account id>.dkr.ecr.[region].amazonaws.com`.
fn length_of_word(text: &str, from: usize) -> usize {
    const LONGEST: usize = 40;
    let bytes = text.as_bytes();
    let byte = |at: usize| bytes.get(at).copied().unwrap_or_default();
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'*' | b'#');
    let is_inside = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b' ' | b'*');
    // Of a name only if a dot joins it to the rest of one.
    let hidden = |at: usize| {
        let close = match byte(at) {
            b'<' => b'>',
            b'[' => b']',
            b'{' => b'}',
            b'%' => return text.get(at..at + 3).filter(|it| it.eq_ignore_ascii_case("%2a")).map(|_| at + 3),
            _ => return None,
        };
        let length = bytes.iter().skip(at + 1).take(LONGEST).take_while(|byte| is_inside(**byte)).count();
        let end = at + 1 + length;
        let joins = byte(end + 1) == b'.' && is_part(byte(end + 2)) || at > from && byte(at - 1) == b'.';
        (length > 0 && byte(end) == close && joins).then_some(end + 1)
    };
    let mut at = from;
    while at < bytes.len() {
        let end = if is_part(byte(at)) { Some(at + 1) } else { hidden(at) };
        let Some(end) = end else { break };
        at = end;
    }
    at - from
}

/// Where a page in HTML stands that a server answered with: nothing called what it links to.
fn page(text: &str) -> Range<usize> {
    let lower = text.to_ascii_lowercase();
    let Some(from) = ["<!doctype", "<html"].iter().filter_map(|tag| lower.find(tag)).min() else { return 0..0 };
    from..lower.rfind("</html>").unwrap_or(text.len())
}

/// Where a proxy's refusal stands in a text in lower case: of its answer to CONNECT, Go prints the words of the status alone, behind the URL. A
/// registry's answer has its number. <https://github.com/golang/go/blob/master/src/net/http/transport.go>, read 2026-11-30.
pub fn refused_by_proxy(text: &str) -> Option<usize> {
    behind_url(text, &[": forbidden", ": service unavailable", ": bad gateway", ": gateway timeout"])
}

/// Where the words of a status stand alone behind a URL, in a text in lower case.
pub fn behind_url(lower: &str, words: &[&str]) -> Option<usize> {
    let mut places = words.iter().filter_map(|words| Some((lower.find(words)?, words.len())));
    places.find_map(|(at, length)| {
        let ends = lower.get(at + length..)?.trim_start_matches(['"', '”', '}', ')', '\'', '’']);
        let before = lower.get(..at)?;
        let url = before.split([' ', '"', '“', '”', '\'']).rfind(|word| !word.is_empty())?;
        let alone = ends.is_empty() || ends.starts_with([',', ';']) || ends.starts_with(": ");
        (alone && url.starts_with("https://")).then_some(at)
    })
}

/// Whether a name begins as those of ECR do: with a mistyped end it is no host of AWS's.
pub fn looks_like_ecr(name: &str) -> bool {
    let name = plain(name);
    let labels: Vec<&str> = name.split('.').collect();
    let front = |labels: &[&str]| matches!(labels, ["dkr" | "api", "ecr", region] if looks_like_region(region));
    name.contains(".ecr.")
        && search_domain(&name).is_none()
        && Host::read(&name, true).is_none()
        && labels.windows(3).any(front)
}

/// A resolver's search domain after an AWS name: `cluster.local` of `api.ecr.us-east-1.amazonaws.com.cluster.local`.
/// Resolvers try a name with each of their domains.
pub fn search_domain(name: &str) -> Option<String> {
    if Host::read(name, true).is_some() {
        return None;
    }
    let name = plain(name);
    let ends = SUFFIXES.iter().filter_map(|suffix| Some(name.find(&format!("{suffix}."))? + suffix.len()));
    let end = ends.max()?;
    Host::read(name.get(..end)?, true)?;
    name.get(end + 1..).map(str::to_owned)
}

/// What follows a host, up to the next quote or space. It begins with what is requested.
fn path(rest: &str) -> String {
    const LONGEST: usize = 512;
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '>' | ')');
    rest.chars().take(LONGEST).take_while(|c| !ends(*c)).collect()
}

/// The last few bytes of a text.
fn last(text: &str, length: usize) -> &str {
    let from = text.len().saturating_sub(length);
    (from..text.len()).find_map(|from| text.get(from..)).unwrap_or_default()
}

/// A name that somebody's machine may have, and no page of AWS's or of a tracker that the text links to.
fn is_name(word: &str) -> bool {
    const PAGES: &[&str] =
        &["aws.amazon.com", "repost.aws", "github.com", "docs.docker.com", "kubernetes.io", "nmap.org"];
    let word = word.to_ascii_lowercase();
    let letters = word.rsplit('.').next().is_some_and(|end| end.starts_with(|c: char| c.is_ascii_alphabetic()));
    let of_people = word.split('.').next().is_some_and(|first| OF_PEOPLE.contains(&first));
    letters && !of_people && !PAGES.iter().any(|page| word.ends_with(page))
}

/// The host that failed: of those that were called the nearest to where the text says how; else the nearest of all; else
/// the registry of an image.
pub fn nearest(hosts: &[Named], near: usize) -> Option<&Named> {
    let distance = |named: &&Named| if named.end <= near { near - named.end } else { named.at.abs_diff(near) };
    let called = hosts.iter().filter(|named| named.called).min_by_key(distance);
    let mistyped = || hosts.iter().filter(|named| looks_like_ecr(&named.name)).min_by_key(distance);
    called
        .or_else(|| hosts.iter().filter(|named| named.host.is_some()).min_by_key(distance))
        .or_else(mistyped)
        .or_else(|| hosts.iter().min_by_key(distance))
}

/// Services whose ARNs are those of what runs, and calls endpoints in its own region. A certificate, a topic or a key may
/// be of any other.
const RUNS: &[&str] = &["ecs", "eks", "ec2", "batch"];

/// The regions of what runs: `arn:aws:ecs:eu-west-1:…`, `ip-10-0-1-9.eu-west-1.compute.internal`.
pub fn regions(text: &str) -> BTreeSet<&'static str> {
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',' | '/'));
    let parts = |word: &str, mark: char| word.bytes().filter(|byte| char::from(*byte) == mark).count();
    let long = words.filter(|word| parts(word, ':') >= 4 || parts(word, '.') >= 3);
    let lower = long.map(str::to_ascii_lowercase);
    let runs = |word: &str| {
        let service = word.split_once("arn:aws").and_then(|(_, rest)| rest.split(':').nth(1));
        service.is_some_and(|service| RUNS.contains(&service))
    };
    let telling = lower.filter(|word| runs(word) || word.contains(".compute.internal"));
    let regions = |word: String| word.split([':', '.']).filter_map(known).collect::<Vec<_>>();
    telling.flat_map(regions).collect()
}

fn known(region: &str) -> Option<&'static str> {
    region::find(region).map(|region| region.id)
}

/// A region other than that of a host that was called, where the text names no ARN of the host's own region: only if
/// the host is one of those that an endpoint serves for its own region alone. `home` is the one region that the whole
/// text names.
pub fn beside_host(text: &str, hosts: &[Named], called: &Host, home: Option<&'static str>) -> Option<String> {
    if !matches!(called.kind, HostKind::Registry { .. } | HostKind::LayerBucket | HostKind::EcrApi { .. }) {
        return None;
    }
    let own = called.region.as_deref().and_then(known)?;
    let words = regions(text);
    if words.contains(own) { None } else { other_than(own, &words, hosts, home) }
}

/// A region other than that of a resource that was denied.
pub fn beside_resource(text: &str, hosts: &[Named], arn: &str, home: Option<&'static str>) -> Option<String> {
    let own = arn.split(':').nth(3).and_then(known)?;
    other_than(own, &regions(text), hosts, home)
}

fn other_than(
    own: &str,
    words: &BTreeSet<&'static str>,
    hosts: &[Named],
    home: Option<&'static str>,
) -> Option<String> {
    let elsewhere = |kind: &HostKind| matches!(kind, HostKind::OtherMatter(_) | HostKind::EcrPublic);
    let of_hosts = hosts.iter().filter_map(|named| named.host.as_ref()).filter(|host| !elsewhere(&host.kind));
    let of_hosts = of_hosts.filter_map(|host| host.region.as_deref()).filter_map(known);
    let mut all = words.iter().copied().chain(of_hosts).chain(home);
    all.find(|region| *region != own).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::{alone, beside_host, beside_resource, find, nearest, search_domain};

    fn names(text: &str) -> Vec<String> {
        find(text).into_iter().map(|named| named.name).collect()
    }

    #[test]
    fn hosts_are_found_in_urls_and_without() {
        assert_eq!(names("Get \"https://111122223333.dkr.ecr.us-east-1.amazonaws.com/v2/\": x").len(), 1);
        assert_eq!(names("lookup sts.amazonaws.com: no such host"), ["sts.amazonaws.com"]);
        assert_eq!(names("principal sts.amazonaws.com"), Vec::<String>::new());
        assert_eq!(names("Get https://internal.example.org/x"), ["internal.example.org"]);
        assert_eq!(names("see https://docs.aws.amazon.com/x and main.go:12"), Vec::<String>::new());
        assert_eq!(names("https://10.0.0.1/x"), Vec::<String>::new());
        assert_eq!(names("é.é.é"), Vec::<String>::new());
    }

    #[test]
    fn a_resolver_adds_its_domains() {
        assert_eq!(search_domain("api.ecr.us-east-1.amazonaws.com.cluster.local").as_deref(), Some("cluster.local"));
        assert_eq!(search_domain("api.ecr.cn-north-1.amazonaws.com.cn.corp.example").as_deref(), Some("corp.example"));
        assert_eq!(search_domain("api.ecr.cn-north-1.amazonaws.com.cn"), None);
        assert_eq!(search_domain("example.com.cluster.local"), None);
    }

    #[test]
    fn the_called_host_counts() {
        let text = "pull quay.io/a: Get \"https://111122223333.dkr.ecr.us-east-1.amazonaws.com/v2/a/manifests/1\": i/o timeout";
        let hosts = find(text);
        let near = nearest(&hosts, text.find("i/o").unwrap()).unwrap();
        assert_eq!(near.path, "/v2/a/manifests/1");
        assert_eq!(nearest(&[], 0), None);
    }

    #[test]
    fn other_regions_are_those_of_arns_and_machines() {
        let other = |text: &str| {
            let hosts = find(text);
            let called = nearest(&hosts, text.len()).and_then(|named| named.host.clone()).unwrap();
            beside_host(text, &hosts, &called, None)
        };
        let layer = "https://prod-us-east-1-starport-layer-bucket.s3.us-east-1.amazonaws.com/x";
        assert_eq!(other(&format!("ip-10-0-0-1.eu-west-1.compute.internal {layer}")).as_deref(), Some("eu-west-1"));
        assert_eq!(other(&format!("arn:aws:ecs:eu-west-1:1:task/x {layer}")).as_deref(), Some("eu-west-1"));
        assert_eq!(other(&format!("arn:aws:ecs:us-east-1:1:task/x {layer}")), None);
        assert_eq!(other(layer), None);
        let arn = "arn:aws:ecr:eu-west-1:111122223333:repository/x";
        assert_eq!(beside_resource(arn, &[], arn, None), None);
        assert_eq!(beside_resource(arn, &[], arn, Some("us-east-1")).as_deref(), Some("us-east-1"));
    }

    #[test]
    fn a_registry_alone_names_no_image() {
        let host = "111122223333.dkr.ecr.us-east-1.amazonaws.com";
        for text in [
            "pull access denied for H, repository",
            "pull access denied for H:1, repository",
            "manifest for H:latest not found",
            "reference \"docker.io/library/H:latest\": denied",
            "https://registry-1.docker.io/v2/library/H/manifests/1: x",
        ] {
            assert_eq!(alone(&text.replace('H', host)).as_deref(), Some(host), "{text}");
        }
        for text in
            ["pull access denied for H", "pull access denied for H...", "pull access denied for H/app, x", "H, x"]
        {
            assert_eq!(alone(&text.replace('H', host)), None, "{text}");
        }
    }
}
