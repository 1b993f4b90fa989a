//! Input: a name that was not resolved, or that led to a machine that does not serve it.
//! Output: the rules that explain it, each with the reason in this text.
//! Never: suspects a missing endpoint: without one, the name stays public and resolves.

use super::clue::Detail;
use super::codes as rule;
use super::ending::{SUFFIXES, lacks_label};
use super::found::Found;
use super::host::{Host, HostKind};
use super::weighed::Weighed;
use crate::aws::Region;
use crate::aws::region;

/// The resolver says that the name does not exist.
pub fn no_such_host(found: &Found) -> Weighed {
    let Some(host) = &found.evidence.host else { return Weighed::default() };
    if let Some(weighed) = impossible(host) {
        return weighed;
    }
    let name = &host.name;
    let fips = matches!(host.kind, HostKind::EcrApi { fips: true, .. } | HostKind::Registry { fips: true });
    let of_endpoint = matches!(host.kind, HostKind::OfEndpoint { .. });
    let foreign = found.resolver.as_ref().filter(|resolver| resolver.is_private() == Some(false));
    let none = format!("the resolver says that `{name}` does not exist, which never follows from a missing endpoint");
    let custom = match foreign {
        Some(resolver) => format!("the text shows that {} was asked, which is not Amazon's DNS", resolver.text),
        None => format!("{none}; a DNS server of your own may not forward AWS names"),
    };
    Weighed::default()
        .rule_if(
            fips && !has_fips(host),
            rule::FIPS_SERVICE_MISSING,
            format!("`{name}` exists only in regions where ECR has FIPS endpoints"),
        )
        .rule_if(foreign.is_some(), rule::CUSTOM_DNS, custom.clone())
        .rule_if(
            !of_endpoint,
            rule::OWN_ZONES,
            format!("{none}; a hosted zone of your own may cover it and lack the record"),
        )
        .rule(rule::CUSTOM_DNS, custom)
        .check(ZONES)
}

const ZONES: &str =
    "Check which private hosted zones and Resolver rules cover the name, and which DNS server the DHCP options name.";

/// The name was not resolved, and the text ends before it says why.
pub fn unresolved(found: &Found) -> Weighed {
    let Some(host) = &found.evidence.host else { return Weighed::default() };
    let of_endpoint = matches!(host.kind, HostKind::OfEndpoint { .. });
    impossible(host).unwrap_or_else(|| {
        let what = "the look-up of the name failed, which never follows from a missing endpoint";
        Weighed::default()
            .rule(
                rule::CUSTOM_DNS,
                format!("{what}; a DNS server of your own may not answer, or not forward AWS names"),
            )
            .rule_if(!of_endpoint, rule::OWN_ZONES, "a hosted zone of your own may cover the name and lack the record")
            .check(ZONES)
    })
}

/// What is wrong with a name that no DNS server resolves, or no endpoint's zone.
fn impossible(host: &Host) -> Option<Weighed> {
    let name = &host.name;
    if lacks_label(name) {
        return Some(Weighed::other(format!(
            "A part of `{name}` is empty, in front of a dot, and no DNS server resolves such a name. A variable such as \
             `AWS_ACCOUNT_ID` or `AWS_REGION` is empty where the name is put together: set it."
        )));
    }
    if !host.fits_its_region() {
        let region = host.region.as_deref().and_then(region::find);
        let suffix = region.map_or("", |region| region.partition.dns_suffix());
        return Some(Weighed::other(format!(
            "`{name}` does not exist: in that region's partition, names end in `{suffix}`."
        )));
    }
    if let Some(weighed) = no_such_region(host) {
        return Some(weighed);
    }
    if host.kind == HostKind::Service("oidc-eks".to_owned()) {
        let why = "the private zone of the endpoint `eks` covers this name without containing it; add the endpoint `oidc-eks`";
        return Some(Weighed::default().rule(rule::FEATURE_ENDPOINT_MISSING, why));
    }
    None
}

/// Whether ECR has FIPS endpoints in a host's region.
pub fn has_fips(host: &Host) -> bool {
    host.region.as_deref().and_then(region::find).is_some_and(Region::has_ecr_fips)
}

/// A host with a region that is none.
pub fn no_such_region(host: &Host) -> Option<Weighed> {
    let region = host.region.as_deref().filter(|id| region::find(id).is_none()).or_else(|| misspelled(host))?;
    let why = format!("`{region}` in `{}` is not a region with ECR", host.name);
    let check = "Check the region that the client is given. An Availability Zone is not a region.";
    Some(Weighed::default().rule(rule::REGION_UNKNOWN, why).check(check))
}

/// What stands where ECR's names have their region, if it is near one.
fn misspelled(host: &Host) -> Option<&str> {
    let of_ecr = matches!(host.kind, HostKind::EcrApi { .. } | HostKind::Registry { .. });
    let is_whole = SUFFIXES.iter().any(|suffix| host.name.ends_with(suffix));
    let (_, rest) = host.name.rsplit_once("ecr.").filter(|_| of_ecr && is_whole && host.region.is_none())?;
    rest.split('.').next().filter(|label| region::is_near_one(label))
}

/// The resolver does not answer.
pub fn resolver_silent(found: &Found) -> Weighed {
    // No name at all is resolved then.
    let of_look_up = ["no servers could be reached", "communications error to", "dns request timed out"]
        .iter()
        .any(|it| found.says(it));
    if !found.calls_aws() && !of_look_up {
        return Weighed::default();
    }
    let server = match &found.resolver {
        Some(resolver) => format!("the DNS server {}", resolver.text),
        None => "the DNS server".to_owned(),
    };
    Weighed::default()
        .rule(
            rule::CUSTOM_DNS,
            format!("{server} did not answer, so the name was never resolved and no endpoint was called"),
        )
        .rule(rule::VPC_DNS, "Amazon's own DNS server (the VPC's range plus two) does not answer if DNS support is off")
        .check("Check that the server can be reached on port 53 (udp and tcp). In a cluster, check that CoreDNS runs.")
}

/// The machine that the name leads to refuses the connection.
pub fn refused(found: &Found) -> Weighed {
    if !found.calls_aws() {
        return Weighed::default();
    }
    let why = format!(
        "{} refused the connection, which an endpoint never does; the name leads to another machine",
        found.address()
    );
    Weighed::default()
        .rule(rule::OWN_ZONES, format!("{why}, perhaps through a stale record in a zone of your own"))
        .rule(rule::CUSTOM_DNS, format!("{why}, perhaps through a DNS server of your own or a hosts file"))
        .check("Find out which machine has that address.")
}

/// The certificate is not accepted.
pub fn certificate(found: &Found) -> Weighed {
    let Some(host) = &found.evidence.host else { return Weighed::default() };
    if found.has(Detail::OtherName) {
        let why = format!("`{}` leads to a machine that has the certificate of another name", host.name);
        return Weighed::default()
            .rule(rule::OWN_ZONES, format!("{why}; a record in a zone of your own may point to the wrong endpoint"))
            .rule(
                rule::API_PRIVATE_DNS_OFF,
                "an endpoint has a certificate for its service's names and its own names only",
            );
    }
    untrusted(found, &host.name)
}

/// The client does not accept the certificate, and not for the name in it.
pub fn untrusted(found: &Found, name: &str) -> Weighed {
    const ISSUER: &[&str] =
        &["unknown authority", "issuer", "self signed", "self-signed", "pkix path building failed", "not trusted"];
    let says = |words: &[&str]| words.iter().any(|words| found.says(words));
    Weighed::other(if says(ISSUER) {
        format!(
            "The client does not trust the issuer of the certificate shown for `{name}`: a firewall on the path inspects TLS, or \
             the client's list of authorities is outdated. Endpoints show AWS's own certificates."
        )
    } else if says(&["has expired", "not yet valid"]) {
        format!(
            "The certificate shown for `{name}` is not valid at the time that the client's clock shows: check that clock. If it is \
             right, a machine on the path shows an old certificate."
        )
    } else {
        format!(
            "The client refuses the certificate shown for `{name}`, and the text does not say why. If the client does not know the \
             issuer, a firewall on the path inspects TLS. If the certificate is of another name, `{name}` leads to another machine."
        )
    })
}
