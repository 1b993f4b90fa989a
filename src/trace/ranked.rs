//! Input: what an error text says, and the starts of a world.
//! Output: what in this world explains the text, the likeliest first.
//! Never: claims that a hop is at fault that passes.

use super::data::{Call, Hop, HopKind, Start, Verdict};
use super::step::{As, Step};
use crate::aws::Ipv4Cidr;
use crate::cards;
use crate::diagnostic::Code;
use crate::evidence::{Evidence, Failure, Host, HostKind, How, Layer};

/// Something in a world that explains an error.
#[derive(Debug, Clone, PartialEq)]
pub struct Cause<'s> {
    /// The start that it stops, or may stop.
    pub start: &'s Start,
    /// The call.
    pub call: &'s Call,
    /// The hop.
    pub hop: &'s Hop,
    /// The rule that it breaks, or the first that it may break; `None` if it is none's matter.
    pub code: Option<Code>,
}

/// The hops of a world that explain a failure: what stops before what is not known, the call of the text before others,
/// and then in the order of the rules that the text points to.
pub fn causes<'s>(failure: &Failure, starts: &'s [Start]) -> Vec<Cause<'s>> {
    let mut causes: Vec<((bool, bool, usize), Cause)> = Vec::new();
    for start in starts {
        for call in &start.calls {
            for hop in call.hops.iter().filter(|hop| hop.verdict != Verdict::Passes) {
                if is_refuted(&failure.evidence, start, call, hop) {
                    continue;
                }
                let Some((rank, code)) = rank(failure, start, call, hop) else { continue };
                let order = (hop.verdict == Verdict::Unknown, !is_of(&failure.evidence, call), rank);
                causes.push((order, Cause { start, call, hop, code }));
            }
        }
    }
    // What a text names, another call does not explain if that one is followed here, unless both are to one host.
    let is_followed = starts.iter().flat_map(|start| &start.calls).any(|call| is_of(&failure.evidence, call));
    let host = failure.evidence.host.as_ref().filter(|_| !lacks_token(&failure.evidence));
    let is_named = |call: &Call| host.is_some_and(|host| host.name == call.host);
    causes.retain(|((_, other, _), cause)| !is_followed || !*other || is_named(cause.call));
    causes.sort_by_key(|(order, _)| *order);
    // The role that nobody can assume makes all calls of a start.
    let mut once: Vec<Cause> = Vec::new();
    for (_, cause) in causes {
        let is_same = |known: &Cause| std::ptr::eq(known.start, cause.start) && known.hop == cause.hop;
        if cause.hop.kind != HopKind::RoleTrust || !once.iter().any(is_same) {
            once.push(cause);
        }
    }
    once
}

/// Whether a failure is of this call. A registry that saw no valid token was reached: what failed is the request for one.
fn is_of(evidence: &Evidence, call: &Call) -> bool {
    if lacks_token(evidence) {
        return call.step == Step::Token;
    }
    let step = if call.step == Step::LogGroup { Step::Logs } else { call.step };
    evidence.call.is_some_and(|of| of.name() == step.name())
}

fn lacks_token(evidence: &Evidence) -> bool {
    evidence.how == Some(How::Unauthorized)
}

/// Whether a text may name the host of a call: the account in a registry's name does not count.
fn may_call(host: &Host, call: &Call) -> bool {
    let Some(called) = Host::read(&call.host, true) else { return true };
    let is_there = host.region.as_ref().zip(called.region.as_ref()).is_none_or(|(one, other)| one == other);
    let is_it = match (&host.kind, &called.kind) {
        (HostKind::OfEndpoint { .. }, _)
        | (HostKind::EcrApi { .. }, HostKind::EcrApi { .. })
        | (HostKind::Registry { .. }, HostKind::Registry { .. }) => true,
        (one, other) => one == other || host.is_s3() && called.is_s3(),
    };
    is_there && is_it
}

/// Whether the text refutes that it is this hop: a host that answered is reached, one whose name was not resolved was never
/// called, and what stops the calls to one says nothing of another.
fn is_refuted(evidence: &Evidence, start: &Start, call: &Call, hop: &Hop) -> bool {
    // The group of an endpoint that is not the one at that address.
    if hop.rule == Some(&cards::HTTPS_NOT_ADMITTED) && is_beyond(evidence, start) {
        return true;
    }
    let (Some(host), Some(how)) = (&evidence.host, evidence.how) else { return false };
    if how.is_connection() {
        let is_behind_name = matches!(hop.kind, HopKind::Route | HopKind::Ports);
        return !may_call(host, call) || how.is_of_names() && is_behind_name;
    }
    // An endpoint's own name may be answered where the service's is not.
    if matches!(host.kind, HostKind::OfEndpoint { .. }) {
        return false;
    }
    // Where nothing leads to the registry that answered, what nothing leads to either is no cause.
    is_of_network(hop) && (may_call(host, call) || is_cut(host, start))
}

fn is_of_network(hop: &Hop) -> bool {
    matches!(hop.kind, HopKind::Name | HopKind::Route | HopKind::Ports)
}

/// Whether nothing leads to a host.
fn is_cut(host: &Host, start: &Start) -> bool {
    let stops = |call: &Call| call.hops.iter().any(|hop| is_of_network(hop) && hop.verdict == Verdict::Stops);
    start.calls.iter().any(|call| may_call(host, call) && stops(call))
}

/// Whether the address of a text is in no VPC that the files show.
fn is_beyond(evidence: &Evidence, start: &Start) -> bool {
    let private = evidence.address.as_ref().filter(|address| address.is_private() == Some(true));
    let Some(address) = private.and_then(|it| Ipv4Cidr::canonical(&format!("{}/32", it.text))) else { return false };
    !start.ranges.is_empty() && !start.ranges.iter().any(|range| range.contains(address))
}

/// What a text and a world say against each other, if they do, in a clause.
pub fn contradiction(failure: &Failure, starts: &[Start]) -> Option<String> {
    let evidence = &failure.evidence;
    let all = |holds: &dyn Fn(&Start) -> bool| !starts.is_empty() && starts.iter().all(holds);
    if let Some(host) = evidence.host.as_ref().filter(|host| failure.is_answer() && all(&|start| is_cut(host, start))) {
        return Some(format!(
            "`{}` answered, and in these files nothing leads there: they are not of the VPC where this happened, or they lack the \
             route there",
            host.name
        ));
    }
    let address = evidence.address.as_ref().filter(|_| all(&|start| is_beyond(evidence, start)))?;
    Some(format!(
        "{} is in no VPC of these files: the name led to an endpoint of another VPC, or this happened in another one",
        address.text
    ))
}

/// Where the rule that a hop breaks, or may break, is among those that the text points to.
fn rank(failure: &Failure, start: &Start, call: &Call, hop: &Hop) -> Option<(usize, Option<Code>)> {
    // AWS names the role; that it is this start's, the files say.
    if hop.kind == HopKind::RolePolicy && lacks(&failure.evidence, start, call) {
        return Some((0, hop.rule.map(|rule| rule.code)));
    }
    if failure.evidence.layer == Some(Layer::RoleTrust) {
        return (hop.kind == HopKind::RoleTrust).then_some((0, None));
    }
    if hop.kind == HopKind::Partition {
        return failure.is_of_credentials().then_some((0, hop.rule.map(|rule| rule.code)));
    }
    let codes = || failure.weighed.rules.iter().map(|reason| Some(reason.code)).enumerate();
    // No text tells which region the VPC is in.
    let is_its_host = || failure.evidence.host.as_ref().is_some_and(|host| host.name == call.host);
    // At a private address the name led to something in the network.
    let is_its_host = || failure.evidence.private() != Some(true) && is_its_host();
    if let Some(rule) = hop.rule.filter(|rule| *rule == &cards::REPOSITORY_ELSEWHERE && is_its_host()) {
        return Some((0, Some(rule.code)));
    }
    // Whatever stops the request for a token.
    if lacks_token(&failure.evidence) && call.step == Step::Token && hop.verdict == Verdict::Stops {
        let code = hop.rule.map(|rule| rule.code);
        let rank = codes().find(|(_, of_text)| *of_text == code).map(|(rank, _)| rank);
        return Some((rank.unwrap_or(failure.weighed.rules.len()), code));
    }
    if let Some(rule) = hop.rule {
        return codes().find(|(_, code)| *code == Some(rule.code));
    }
    codes().find(|(_, code)| code.is_some_and(|code| may_break(hop.kind).contains(&code.0)))
}

/// Whether AWS denies an action of a call to the very role that makes it, because of that role's own policies.
fn lacks(evidence: &Evidence, start: &Start, call: &Call) -> bool {
    let role = if call.step.by(start.launch) == As::Task { &start.task_role } else { &start.role };
    let mut named = evidence.principal.as_deref().unwrap_or_default().split('/').skip(1);
    let action = evidence.action.as_deref().unwrap_or_default();
    evidence.layer == Some(Layer::Identity)
        && role.as_deref().is_some_and(|role| named.any(|part| part == role))
        && call.step.actions().iter().any(|one| one.eq_ignore_ascii_case(action))
}

/// The rules that a hop may break.
fn may_break(kind: HopKind) -> &'static [u16] {
    match kind {
        HopKind::Launch => &[101],
        HopKind::Name => &[201, 202, 204, 205, 208, 209],
        HopKind::Route => &[103, 104, 106, 107, 306, 401, 402],
        HopKind::Ports => &[301, 311, 312],
        HopKind::EndpointPolicy => &[403, 407, 502, 506, 509, 511, 512],
        HopKind::RolePolicy | HopKind::NoRole | HopKind::RoleTrust | HopKind::Key => &[508, 513],
        HopKind::Partition | HopKind::RepositoryPolicy | HopKind::SecretPolicy | HopKind::KeyPolicy => &[],
    }
}
