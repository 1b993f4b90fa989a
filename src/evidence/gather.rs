//! Input: one record of a text.
//! Output: what it says: the clues in it put together, and the details that decide between rules.
//! Never: weighs what it means; that is the table's part.

use super::address::{self, Address, Network};
use super::clue::{self, Clue, Detail, Part};
use super::denial;
use super::deploy::Rejection;
use super::ending::is_end;
use super::found::Found;
use super::host::{Host, HostKind, looks_like_region};
use super::hosts::{self, Named};
use super::how;
use super::kinds::{Call, How};
use super::look_up::{self, LookUp};
use super::phrases::Hit;
use super::reference;
use crate::aws::registries::{self, Owner};

/// Reads a record; `None` where nothing in it tells of a failure. `home` is the one region that the whole text names,
/// where it names only one.
pub fn gather(text: &str, home: Option<&'static str>) -> Option<Found> {
    let hits: Vec<Hit<Clue>> = clue::find(text);
    let lower = text.to_ascii_lowercase();
    let look_up = look_up::find(text, &lower);
    let otherwise = otherwise(&lower, look_up);
    if otherwise.is_empty() && !hits.iter().any(|hit| hit.meaning.is_telling()) {
        return None;
    }
    let details = hits.iter().filter_map(|hit| hit.meaning.detail()).collect();
    let parts = || hits.iter().rev().filter_map(|hit| hit.meaning.part());
    let part = parts().find(|part| *part != Part::Pull).or_else(|| parts().next());
    let hosts = hosts::find(text);
    let dialed: Vec<address::Found> = address::find(text).into_iter().filter(|it| dialed(text, it)).collect();
    let failed_at = way(text, &hits, &otherwise);
    let mut found = Found { details, part, text: text.to_owned(), ..Found::default() };
    let asides = || hits.iter().filter_map(|hit| hit.meaning.aside().map(|aside| (aside, clause(text, hit))));
    found.aside = asides().find(|(aside, _)| !aside.weak).or_else(|| asides().next());
    found.rejection = rejection(text, &hits);
    found.step_failed = hits.iter().any(|hit| hit.meaning.failed().is_some());
    found.evidence.how = failed_at.map(|(how, _)| how);
    // Where the exception is no step of its own.
    let is_step =
        |fault: &str| hits.iter().any(|hit| hit.meaning.failed().is_some() && text.get(hit.at..hit.end) == Some(fault));
    if found.evidence.how.is_none() && found.fault().is_some_and(|fault| !is_step(fault)) {
        found.evidence.how = Some(How::Rejected);
    }
    let near = failed_at.map_or(0, |(_, at)| at);
    let of_other_name = found.has(Detail::OtherName) && !hosts.iter().any(|named| named.called);
    // `certificate is valid for …, not HOST`.
    let host = if of_other_name { hosts.last() } else { hosts::nearest(&hosts, near) };
    let mut address = dialed.iter().min_by_key(|it| it.at.abs_diff(near)).map(|it| it.address.clone());
    found.other_port = address.as_ref().and_then(|it| it.port).is_some_and(|port| !matches!(port, 443 | 80 | 53));
    if found.other_port && found.evidence.how != Some(How::Proxy) {
        // A database, or another machine of one's own: hosts beside it are not what was called.
        found.evidence.address = address;
        return Some(found);
    }
    found.opened = failed_at.is_some_and(|(_, at)| opened(text, at));
    names(&mut found, &hits, &mut address, failed_at);
    let of_names = found.evidence.how.is_some_and(How::is_of_names);
    found.alone = hosts::alone(text);
    match host {
        // What was looked up is what failed, whatever host the URL has.
        _ if let Some(name) = look_up.filter(|_| of_names).and_then(unknown) => found.stranger = Some(name.to_owned()),
        _ if found.alone.is_some() => found.evidence.host = Host::read("docker.io", true),
        Some(Named { host: Some(host), path, .. }) => {
            found.evidence.host = Some(host.clone());
            found.path = path.to_ascii_lowercase();
        }
        Some(Named { host: None, name, .. }) => found.stranger = Some(name.clone()),
        None => {}
    }
    found.evidence.address = address;
    denial::read(&hits, &mut found);
    let is_called = host.is_some_and(|named| named.called);
    // `creating Hosted Zone (HOST): operation error Route 53: …`
    let of_another = || denial::service_called(&text.to_ascii_lowercase()).is_some_and(|(service, _)| service != "ecr");
    // A log names the image of the container that wrote it.
    if !is_called && (found.runs_image_only(&hits) || of_another()) {
        found.evidence.host = None;
    }
    found.evidence.call = call(&found, &hits);
    if found.evidence.call.is_none() && found.part.is_none() && reference::missing(&lower).is_some() {
        found.evidence.call = Some(Call::Manifest);
    }
    if found.names_image_only() {
        found.evidence.host = None;
    }
    let from_s3 = matches!(found.evidence.call, Some(Call::EnvFile | Call::Packages));
    if found.evidence.how == Some(How::Forbidden) && (from_s3 || found.evidence.host.as_ref().is_some_and(Host::is_s3))
    {
        found.evidence.how = Some(How::S3Forbidden);
    }
    // ECR answers in JSON, S3 in XML.
    if found.evidence.how == Some(How::Forbidden) && found.is_page() {
        found.evidence.how = Some(How::Proxy);
    }
    // S3 has no manifests.
    if found.evidence.how == Some(How::S3Forbidden) && found.evidence.call == Some(Call::Manifest) {
        found.evidence.call = Some(Call::Layer);
    }
    // Credentials and metadata are no call of a service's.
    if found.evidence.address.as_ref().is_some_and(|it| it.network == Network::LinkLocal) {
        found.evidence.call = None;
    }
    found.owner = owner(&found, &hosts);
    found.elsewhere = match (&found.evidence.host, &found.resource) {
        (_, Some(arn)) => hosts::beside_resource(text, &hosts, arn, home),
        (Some(called), None) => hosts::beside_host(text, &hosts, called, home),
        (None, None) => None,
    };
    found.service = service(text);
    if let Some(rejection) = found.rejection {
        found.evidence.call = Some(Call::Deploy);
        found.evidence.how = Some(How::Rejected);
        found.evidence.code = rejection.code(&text.to_ascii_lowercase());
    }
    Some(found)
}

/// The words of a hit, to the end of their clause.
fn clause(text: &str, hit: &Hit<Clue>) -> String {
    let words = text.get(hit.at..hit.end).unwrap_or_default();
    let rest = text.get(hit.end..).unwrap_or_default();
    let ends = |(at, c): (usize, char)| match c {
        // Of a sentence, and not within a name.
        '.' => rest.get(at + 1..).is_some_and(|behind| !behind.starts_with(char::is_alphanumeric)),
        _ => matches!(c, ',' | ';' | ':' | '(' | '"' | '`' | '<'),
    };
    let end = rest.char_indices().find(|it| ends(*it)).map_or(rest.len(), |(at, _)| at);
    // Of a code, what follows belongs to it: `MISCONFIGURATION:SERVICE_ROLE_PERMISSIONS`.
    let of_code = |rest: &str| rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
    let tail =
        rest.get(..end).filter(|tail| tail.len() <= 60).or_else(|| rest.get(..of_code(rest))).unwrap_or_default();
    format!("{words}{}", tail.trim_end())
}

/// What forms of a text, in lower case, tell of a failure that no phrase does, and where.
fn otherwise(text: &str, look_up: Option<LookUp>) -> Vec<(How, usize)> {
    let look_up = look_up.and_then(|it| Some((it.how?, it.at)));
    let by_proxy = hosts::refused_by_proxy(text).map(|at| (How::Proxy, at));
    let unauthorized = hosts::behind_url(text, &[": unauthorized"]).map(|at| (How::Unauthorized, at));
    let missing = reference::missing(text).map(|at| (How::NotFound, at));
    [look_up, by_proxy, unauthorized, missing].into_iter().flatten().collect()
}

/// A name that was looked up and is none of AWS's.
fn unknown(look_up: LookUp<'_>) -> Option<&str> {
    let name = look_up.name;
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'));
    let of_aws =
        Host::read(name, true).is_some() || hosts::search_domain(name).is_some() || hosts::looks_like_ecr(name);
    (look_up.is_whole && plain && !of_aws && !name.is_empty()).then_some(name)
}

/// Whether a connection was open when it failed: Go names both of its ends then, `read tcp HERE->THERE: i/o timeout`.
fn opened(text: &str, failed_at: usize) -> bool {
    const FAR: usize = 120;
    let from = failed_at.saturating_sub(FAR);
    let near = (from..=failed_at).find_map(|from| text.get(from..failed_at)).unwrap_or_default().to_ascii_lowercase();
    let ends = ["read tcp ", "write tcp "].iter().filter_map(|end| near.rfind(end)).max();
    ends.and_then(|at| near.get(at..)).is_some_and(|end| end.contains("->") && !end.contains("dial "))
}

/// How it failed, and where the text says so.
fn way(text: &str, hits: &[Hit<Clue>], otherwise: &[(How, usize)]) -> Option<(How, usize)> {
    if let Some(by_proxy) = otherwise.iter().find(|(how, _)| *how == How::Proxy) {
        return Some(*by_proxy);
    }
    let image = hits.iter().any(|hit| hit.meaning == Clue::Failed(Call::Manifest));
    let pushes = hits.iter().any(|hit| hit.meaning.named() == Some(Call::Push));
    let ends = |hit: &Hit<Clue>| {
        let behind_colon = text.get(..hit.at).is_some_and(|before| before.trim_end().ends_with(':'));
        behind_colon || pushes && text.get(hit.end..).is_some_and(is_end)
    };
    let ways = hits.iter().filter_map(|hit| {
        if let Clue::How(how) = hit.meaning {
            return Some((how, hit.at));
        }
        let detail = hit.meaning.detail()?;
        let cut = (detail == Detail::Eof && ends(hit)).then_some(How::Reset);
        cut.or((detail == Detail::NotFound && image).then_some(How::NotFound)).map(|how| (how, hit.at))
    });
    let weight = |how: How| how::BY_WEIGHT.iter().position(|it| *it == how);
    let way = ways.chain(otherwise.iter().copied()).min_by_key(|(how, at)| (weight(*how), *at))?;
    // `failed to do request` and its like go on with the reason. SDKs say `RequestCanceled` of a time limit, too.
    let of_client = |hit: &&Hit<Clue>| hit.meaning == Clue::How(How::Canceled);
    let canceled = hits.iter().find(of_client).filter(|_| !text.to_ascii_lowercase().contains("requestcanceled"));
    let canceled = canceled.filter(|_| way.0 == How::Connection).map(|hit| (How::Canceled, hit.at));
    Some(canceled.unwrap_or(way))
}

/// Where a name was looked up, what is timed out is the resolver, and the address is the resolver's.
fn names(found: &mut Found, hits: &[Hit<Clue>], address: &mut Option<Address>, failed_at: Option<(How, usize)>) {
    let Some((how, at)) = failed_at else { return };
    let before = |hit: &&Hit<Clue>| hit.meaning == Clue::Detail(Detail::Lookup) && hit.at < at && at - hit.at < 400;
    let looked_up = hits.iter().rfind(before);
    let resolver = address.as_ref().is_some_and(|it| it.port == Some(53) || it.port.is_none());
    // At the resolver's own port, whatever stopped the question stopped no call.
    let of_resolver = address.as_ref().is_some_and(|it| it.port == Some(53))
        && matches!(how, How::Timeout | How::Refused | How::Unreachable | How::Reset | How::Connection);
    let timed_out = how == How::Timeout && (address.is_none() || resolver);
    if looked_up.is_some() && timed_out || of_resolver {
        found.evidence.how = Some(How::DnsTimeout);
    }
    let of_names = found.evidence.how.is_some_and(How::is_of_names);
    if of_names || address.as_ref().is_some_and(|it| it.port == Some(53)) {
        found.resolver = address.take().filter(|it| it.port == Some(53));
    }
}

/// Whether an address is the far end of a call, and not just one that a log names.
fn dialed(text: &str, found: &address::Found) -> bool {
    const BEFORE: &[&str] = &[
        "dial tcp ",
        "dial udp ",
        "->",
        "connect ",
        "connect to ",
        "connect to (",
        "to address ",
        "remote host (",
        "trying ",
        "://",
        "timedout ",
        "refused ",
    ];
    let before = text.get(..found.at).unwrap_or_default().trim_end_matches('[');
    let tail: String = before.chars().rev().take(16).collect::<Vec<_>>().into_iter().rev().collect();
    let tail = tail.to_ascii_lowercase();
    // Java's `HOST/ADDRESS`; a version (`docker/10.0.7.0`) or a tag (`manifests/10.0.7.0`) follows a slash, too.
    let of_host = before.strip_suffix('/').is_some_and(|rest| {
        let name =
            rest.rsplit(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-')).next().unwrap_or_default();
        Host::read(name, true).is_some() || found.address.port.is_some() && name.contains('.')
    });
    let named = tail.ends_with("(ip: ") || tail.ends_with("ip: ") || tail.ends_with("remoteaddress : ");
    matches!(found.address.port, Some(443 | 53)) || BEFORE.iter().any(|it| tail.ends_with(it)) || of_host || named
}

fn rejection(text: &str, hits: &[Hit<Clue>]) -> Option<Rejection> {
    let lower = text.to_ascii_lowercase();
    let says = |words: [&str; 2]| words.iter().any(|word| lower.contains(word));
    // The words of these stand in other texts, too.
    let holds = |rejection: &Rejection| {
        (*rejection != Rejection::NoSuchService || says(["does not exist", "invalidservicename"]))
            && (*rejection != Rejection::TemplateQuota || says(["maximum allowed", "may not exceed"]))
            && (*rejection != Rejection::NameTaken || says(["already exists", "entityalreadyexists"]))
            && (*rejection != Rejection::Endpoint || lower.contains("invalidparameter"))
    };
    let all = hits.iter().filter_map(|hit| hit.meaning.rejected()).filter(holds);
    all.min_by_key(|rejection| rejection.vagueness())
}

/// The call: by the host where there is one, else by the step that failed, else by one that is named.
fn call(found: &Found, hits: &[Hit<Clue>]) -> Option<Call> {
    let failed = hits.iter().rev().find_map(|hit| hit.meaning.failed());
    let step = failed.or_else(|| hits.iter().rev().find_map(|hit| hit.meaning.named()));
    if let Some(action) = &found.evidence.action.as_deref().filter(|_| found.evidence.how == Some(How::Denied)) {
        return denial::call_of(action, found.resource.as_deref()).or(step);
    }
    let Some(host) = &found.evidence.host else {
        let login = (found.part == Some(Part::LoginOrSecrets)).then_some(Call::Token);
        let pulls = found.has(Detail::CheckRole).then_some(Call::Manifest);
        let operation = || denial::call_of_operation(found.evidence.action.as_deref()?);
        return step.or(login).or(pulls).or_else(operation);
    };
    let pushes = hits.iter().any(|hit| hit.meaning.named() == Some(Call::Push));
    match &host.kind {
        HostKind::Registry { .. } | HostKind::OfEndpoint { ecr: true } if found.path.contains("/blobs/uploads") => {
            Some(Call::Push)
        }
        HostKind::Registry { .. } if pushes => Some(Call::Push),
        HostKind::Registry { .. } if found.path.contains("/blobs/") => Some(Call::LayerUrl),
        HostKind::Registry { .. } => Some(match step {
            // The image's name alone stands beside another step.
            Some(call) if found.path.is_empty() || !found.path.contains("/v2/") => call,
            _ => Call::Manifest,
        }),
        HostKind::OfEndpoint { ecr: true } if host.name.contains("dkr") => Some(Call::Manifest),
        HostKind::OfEndpoint { ecr: true } if found.path.contains("/v2") => Some(Call::Manifest),
        HostKind::EcrApi { .. } | HostKind::OfEndpoint { ecr: true } => Some(Call::Token),
        HostKind::LayerBucket => Some(Call::Layer),
        HostKind::PackageBucket => Some(Call::Packages),
        HostKind::Bucket => Some(step.filter(|it| matches!(it, Call::EnvFile | Call::Layer)).unwrap_or(Call::Api)),
        HostKind::Service(key) => Some(of_service(key, step)),
        HostKind::OfEndpoint { ecr: false } | HostKind::OtherMatter(_) => step.or(Some(Call::Api)),
        HostKind::EcrPublic | HostKind::Internet(_) | HostKind::Microsoft | HostKind::Cluster => step,
    }
}

fn of_service(key: &str, step: Option<Call>) -> Call {
    match key {
        "logs" => Call::Logs,
        "secretsmanager" => Call::Secrets,
        "ssm" if step == Some(Call::Secrets) => Call::Secrets,
        "ssm" | "ec2messages" => Call::Ssm,
        "ssmmessages" => Call::Exec,
        "kms" => Call::Kms,
        "sts" => Call::Sts,
        "eks-auth" => Call::EksAuth,
        "ec2" => Call::Ec2,
        "eks" => Call::Eks,
        "elasticloadbalancing" => Call::ElasticLoadBalancing,
        "autoscaling" => Call::AutoScaling,
        "ecs" | "ecs-agent" | "ecs-telemetry" => Call::Agent,
        _ => Call::Api,
    }
}

/// Whose images they are, by the account in a registry's name or in the ARN of a repository.
fn owner(found: &Found, hosts: &[Named]) -> Option<Owner> {
    if found.says("aws-guardduty-agent") {
        return Some(Owner::GuardDuty);
    }
    let of_arn = found.resource.as_deref().and_then(|arn| arn.split(':').nth(4));
    let accounts = hosts.iter().filter_map(|named| named.host.as_ref()?.account());
    of_arn.into_iter().chain(accounts).find_map(registries::owner)
}

/// The name of an endpoint service in a text: it has a region in it, or is a customer's.
fn service(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let words = lower.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-' | '_'));
    let of_region = |word: &str| word.split('.').any(|label| label == "vpce" || looks_like_region(label));
    let name =
        words.map(|word| word.trim_end_matches('.')).find(|word| word.contains("com.amazonaws.") && of_region(word));
    name.map(str::to_owned)
}
