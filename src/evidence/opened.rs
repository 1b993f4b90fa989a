//! Input: a call whose connection was open before it failed.
//! Output: what that leaves: no closed port and no name, but what is on the way, or the rule about S3's connections.
//! Never: says that nothing arrived.

use super::codes as rule;
use super::found::Found;
use super::host::Host;
use super::kinds::Call;
use super::weighed::Weighed;

/// Whether the call is one of S3's.
fn at_s3(found: &Found) -> bool {
    found.evidence.host.as_ref().is_some_and(Host::is_s3) || found.evidence.call == Some(Call::Layer)
}

const LOST: &str = "a smaller MTU on the path (endpoints accept 8500 bytes and do not support path MTU discovery) or a firewall that \
                    inspects TLS";

/// The endpoint let the connection open, and nothing came over it.
pub fn silent(found: &Found) -> Weighed {
    let address = found.address();
    Weighed::other(format!(
        "The connection to {address} opened, so name, security groups and port are right; packets were lost after that. Look \
         for {LOST}."
    ))
}

/// Nothing came over an open connection any more. AWS lists the words among those of a call that does not arrive, and so the
/// rules about these come first: <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html>, read 2026-12-01.
pub fn went_silent(found: &Found, weighed: Weighed) -> Weighed {
    if weighed.rules.is_empty() {
        return weighed;
    }
    let what = "the connection to S3 was open and went silent";
    let weighed =
        if at_s3(found) { weighed.rule(rule::S3_CONNECTIONS_INTERRUPTED, interruption(what)) } else { weighed };
    weighed.check(format!(
        "The text names both ends of the connection to {}, so it was opened once. Look also for {LOST}.",
        found.address()
    ))
}

fn interruption(what: &str) -> String {
    format!("{what}; adding an S3 gateway endpoint does that")
}

/// The connection was cut off.
pub fn reset(found: &Found) -> Weighed {
    let evidence = &found.evidence;
    if evidence.call == Some(Call::Push) {
        return Weighed::other(
            "ECR closes the connection like this when the repository does not exist or the caller may not push. Check the \
             repository's name and the caller's permissions.",
        );
    }
    if at_s3(found) {
        return Weighed::default()
            .rule(rule::S3_CONNECTIONS_INTERRUPTED, interruption("the connection to S3 was open and was cut off"))
            .check("Check whether an S3 gateway endpoint was added just then. If not, retry.");
    }
    match &evidence.host {
        Some(host) if evidence.private() == Some(false) => Weighed::other(format!(
            "The connection to `{}` went to {}, a public address, so not to an endpoint, and was cut off on its way: look for a \
             firewall there. With the endpoint and its private DNS, the call does not take that way.",
            host.name,
            found.address()
        )),
        Some(host) => Weighed::other(format!(
            "The connection to `{}` opened and was cut off, so name and port are right. Look for a firewall or proxy on the \
             path, and retry.",
            host.name
        )),
        None => Weighed::default(),
    }
}
