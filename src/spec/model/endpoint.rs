//! Input: words and strings that name an endpoint service.
//! Output: the service of AWS's list, or the name of one that is on no list.
//! Never: decides whether the service is in the region; a rule does.

use super::arguments::Arguments;
use super::propose;
use crate::aws::service_name::{Meant, NameFault, OWN, name_fault, synonym};
use crate::aws::{Region, Service, ServiceName};
use crate::cards;
use crate::diagnostic::Diagnostic;
use crate::plan::{PolicyId, ResourceId};
use crate::span::Spanned;
use crate::spec::syntax::near_keyword;
use crate::suggest::{closest, only_closest};
use std::sync::LazyLock;

/// What names an endpoint service in a spec.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EndpointKey {
    /// One of AWS's list.
    Listed(Service),
    /// A key that no list has, well-formed.
    Unlisted(String),
    /// A whole name: of a service that somebody else keeps, or that no list has.
    Named(ServiceName),
}

impl EndpointKey {
    /// Whether it is this service.
    pub fn is(&self, service: Service) -> bool {
        *self == EndpointKey::Listed(service)
    }

    /// The endpoint itself, or of one for FIPS names the plain one of its service.
    #[must_use]
    pub fn plain(&self) -> Self {
        match self {
            EndpointKey::Listed(service) => EndpointKey::Listed(service.plain()),
            EndpointKey::Unlisted(_) | EndpointKey::Named(_) => self.clone(),
        }
    }

    /// As a spec writes it, without quotes.
    pub fn as_str(&self) -> &str {
        match self {
            EndpointKey::Listed(service) => service.name(),
            EndpointKey::Unlisted(key) => key,
            EndpointKey::Named(name) => name.as_str(),
        }
    }

    /// The whole name in a region.
    pub fn service_name(&self, region: &Region) -> String {
        match self {
            EndpointKey::Listed(service) => service.endpoint_service_name(region),
            EndpointKey::Unlisted(key) => format!("com.amazonaws.{}.{key}", region.id),
            EndpointKey::Named(name) => name.to_string(),
        }
    }

    /// By what its endpoint is named in a region.
    pub fn resource(&self, region: &Region) -> ResourceId {
        match self {
            EndpointKey::Listed(service) => ResourceId::Endpoint(*service),
            EndpointKey::Unlisted(_) | EndpointKey::Named(_) => ResourceId::EndpointOf(self.service_name(region)),
        }
    }

    /// By what the policy is named that statements put on its endpoint, and on that for its FIPS names.
    pub fn policy(&self, region: &Region) -> PolicyId {
        PolicyId::Endpoint(self.plain().resource(region))
    }

    /// Whether somebody else than AWS keeps the service.
    pub fn is_own(&self) -> bool {
        matches!(self, EndpointKey::Named(name) if name.own_id().is_some()) || self.bare_id().is_some()
    }

    /// The ID of a service that somebody else than AWS keeps, without the rest of its name.
    pub(super) fn bare_id(&self) -> Option<&str> {
        match self {
            EndpointKey::Unlisted(key) => Some(key.as_str()).filter(|key| key.starts_with(OWN)),
            EndpointKey::Listed(_) | EndpointKey::Named(_) => None,
        }
    }

    /// Whether its endpoint is a gateway.
    pub fn is_gateway(&self) -> bool {
        matches!(self, EndpointKey::Listed(service) if service.is_gateway())
    }

    /// Whether its endpoint takes IPv6 addresses, as far as that is known.
    pub fn takes_ipv6(&self) -> bool {
        matches!(self, EndpointKey::Listed(service) if service.takes_ipv6())
    }

    /// Of a whole name that belongs to another region or partition, what is meant here.
    pub fn elsewhere(&self, region: &Region) -> Option<Meant> {
        let EndpointKey::Named(name) = self else { return None };
        match name_fault(name.as_str(), Some(region)) {
            Some(NameFault::Elsewhere { expected, .. }) => Some(Meant::Name(expected)),
            Some(NameFault::NoSuchService { .. } | NameFault::Unreplaced { .. }) => None,
            None => name.meant_in(region),
        }
    }

    /// A whole name of a listed service is that service.
    pub(super) fn settle(&mut self, region: &Region) {
        if let EndpointKey::Named(name) = self
            && let Some(service) = Service::every().find(|it| it.endpoint_service_name(region) == name.as_str())
        {
            *self = EndpointKey::Listed(service);
        }
    }
}

/// Every key of AWS's list.
static KEYS: LazyLock<Vec<&'static str>> = LazyLock::new(|| Service::every().map(Service::name).collect());

/// Those whose policy `on` can set.
static KEYS_OF_POLICIES: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| Service::every().filter(|service| service.is_named_by_on()).map(Service::name).collect());

/// The key whose endpoint has the policy that a word behind `on` means, if one is near; the word itself otherwise. That of
/// the statement's action goes before others.
pub(super) fn meant<'w>(word: &'w str, of_action: Option<&'static str>) -> &'w str {
    let known = || Service::find(word).map(|_| word);
    let near = || closest(word, of_action).or_else(|| only_closest(word, KEYS_OF_POLICIES.iter().copied()));
    known().or_else(|| synonym(word)).or_else(near).unwrap_or(word)
}

/// The next word, as the key of a service, or the next string, as a whole name.
pub(super) fn read(arguments: &mut Arguments) -> Option<Spanned<EndpointKey>> {
    read_among(arguments, &KEYS)
}

/// The same, behind `on`; the word may be a slip of the key of the statement's action.
pub(super) fn of_policy(arguments: &mut Arguments, of_action: Option<&'static str>) -> Option<Spanned<EndpointKey>> {
    let near = arguments.peek_word().and_then(|word| closest(word, of_action));
    match near {
        Some(near) => read_among(arguments, &[near]),
        None => read_among(arguments, &KEYS_OF_POLICIES),
    }
}

/// The same; what is close to a key is one of these.
fn read_among(arguments: &mut Arguments, keys: &[&'static str]) -> Option<Spanned<EndpointKey>> {
    let what = "an endpoint service";
    if is_named(arguments) {
        return named(arguments, what);
    }
    let word = arguments.word(what)?;
    if let Some(service) = Service::find(word.value) {
        return Some(arguments.settle(&word).map(|_| EndpointKey::Listed(service)));
    }
    if let Some(key) = synonym(word.value) {
        let found = Diagnostic::new(
            &cards::SERVICE_NAME_UNKNOWN,
            word.span,
            format!("no endpoint service is called `{}`", word.value),
        );
        let help = format!("write `{key}`");
        arguments.fault(found.label(format!("its key is `{key}`")).help(help.clone()).suggest(word.span, key, help));
        return None;
    }
    // Next to an element without a comma, a word that no list has is likely one too many, and no key.
    let is_near = arguments.crowded == Some(word.span)
        || propose::synonym(word.value, &KEYS).is_some()
        || closest(word.value, KEYS.iter().copied()).is_some()
        || KEYS.iter().any(|key| propose::begins(word.value, key))
        || near_keyword(word.value).is_some();
    if is_near {
        arguments.unknown(&cards::SERVICE_NAME_UNKNOWN, &word, what, keys);
        return None;
    }
    Some(arguments.read(Some(word), ServiceName::parse_key)?.map(EndpointKey::Unlisted))
}

/// Whether the next argument is the whole name of an endpoint service, or the ID of one that somebody keeps.
fn is_named(arguments: &Arguments) -> bool {
    let next = arguments.peek_text().or_else(|| arguments.peek_word());
    is_whole_name(arguments) || next.is_some_and(|id| id.starts_with(OWN))
}

/// The next argument, if it is one of these. The block knows the rest of the name of an ID.
fn named(arguments: &mut Arguments, what: &'static str) -> Option<Spanned<EndpointKey>> {
    if is_whole_name(arguments) {
        let name = arguments.text(what);
        return Some(arguments.read(name, ServiceName::parse)?.map(EndpointKey::Named));
    }
    let id = if arguments.peek_text().is_some() { arguments.text(what) } else { arguments.word(what) };
    Some(arguments.read(id, ServiceName::parse_key)?.map(EndpointKey::Unlisted))
}

/// Whether the next argument is the whole name of an endpoint service, in quotes. `"sqs"` is a key with quotes too many.
pub(super) fn is_whole_name(arguments: &Arguments) -> bool {
    arguments.peek_text().is_some_and(|text| text.matches('.').count() > 1)
}

/// The next word, as the key of a service that launches and features need, or of any other of AWS's list.
pub(super) fn listed(
    arguments: &mut Arguments,
    what: &'static str,
    fits: fn(Service) -> bool,
) -> Option<Spanned<Service>> {
    let given = arguments.peek_word().or_else(|| arguments.peek_text()).and_then(Service::find);
    let others = given.filter(|service| !Service::ALL.contains(service));
    let services = Service::ALL.iter().copied().chain(others).filter(|service| fits(*service));
    let services: Vec<(&'static str, Service)> = services.map(|service| (service.name(), service)).collect();
    arguments.one_of(what, &services)
}

/// An endpoint that has private DNS: a key, or a whole name.
pub(super) fn interface(arguments: &mut Arguments) -> Option<Spanned<EndpointKey>> {
    let what = "an interface endpoint";
    if is_named(arguments) {
        return named(arguments, what);
    }
    Some(listed(arguments, what, |service| !service.is_gateway())?.map(EndpointKey::Listed))
}
