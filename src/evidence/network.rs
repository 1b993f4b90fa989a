//! Input: a call that was never answered: to which host, how it failed, at which address.
//! Output: the rules that explain it, in order, each with the reason in this text.
//! Never: blames ports unless a private address shows that the name led to the endpoint.

use super::address::{Address, Network};
use super::clue::Part;
use super::codes as rule;
use super::found::Found;
use super::host::{Host, HostKind};
use super::kinds::{Call, How};
use super::names;
use super::opened;
use super::weighed::Weighed;
use crate::aws::is_endpoint_service;

/// Weighs a failed connection.
pub fn weigh(found: &Found, how: How) -> Weighed {
    if let Some(address) = &found.evidence.address {
        match address.network {
            Network::LinkLocal => return local(address),
            Network::Loopback => {
                return Weighed::other(format!("`{}` is the machine itself, so no endpoint was called.", address.text));
            }
            Network::Private | Network::DockerBridge | Network::Public | Network::V6 | Network::Nat64 => {}
        }
    }
    match how {
        How::NoSuchHost => names::no_such_host(found),
        How::DnsTimeout => names::resolver_silent(found),
        How::Unresolved => names::unresolved(found),
        How::Refused => names::refused(found),
        How::Certificate => names::certificate(found),
        How::Unreachable => unreachable(found),
        How::TlsTimeout if found.evidence.private() == Some(true) => opened::silent(found),
        How::Timeout if found.opened => opened::went_silent(found, no_answer(found)),
        How::Proxy if found.is_page() => Weighed::other(
            "A web server answered with a page in HTML, which neither ECR nor S3 sends: a mirror of a registry or a proxy is in \
             between. Check the address of the registry, its mirrors in the client's configuration, and the proxy.",
        ),
        How::Proxy => Weighed::other(
            "The call went to a proxy instead of the endpoint. Exempt AWS names from the proxy, for example with \
             `NO_PROXY=.amazonaws.com`.",
        ),
        How::Reset => opened::reset(found),
        How::Canceled => canceled(found),
        // Some clients say no more of a name that does not exist.
        How::Connection => {
            let of_names = || found.evidence.host.as_ref().and_then(names::no_such_region);
            of_names().unwrap_or_else(|| no_answer(found))
        }
        How::Timeout
        | How::TlsTimeout
        | How::Unauthorized
        | How::Forbidden
        | How::S3Forbidden
        | How::Denied
        | How::NotFound
        | How::Throttled
        | How::ServerError
        | How::Rejected => no_answer(found),
    }
}

fn local(address: &Address) -> Weighed {
    let whose = match address.text.as_str() {
        "169.254.170.23" => "the EKS Pod Identity agent on the node",
        "169.254.170.2" => "the credentials endpoint of the ECS task",
        _ => "the instance metadata service or another service on the machine",
    };
    let check = match address.text.as_str() {
        "169.254.170.2" => "Check the ECS agent, and that the container may reach it",
        "169.254.170.23" => "Check that the agent runs on the node",
        _ => "Check the metadata service's hop limit",
    };
    Weighed::other(format!(
        "`{}` is a link-local address: {whose}. VPC endpoints are not involved. {check}, and firewalls on the host.",
        address.text
    ))
}

/// The host, or the call where no host is named, as the beginning of a reason.
fn called(found: &Found) -> String {
    match (&found.evidence.host, found.evidence.call) {
        (Some(host), _) => format!("`{}`", host.name),
        (None, Some(call)) => call.what().to_owned(),
        (None, None) if found.part == Some(Part::Pull) => "the pull".to_owned(),
        (None, None) => "the call".to_owned(),
    }
}

/// That it did not arrive.
fn missed(found: &Found) -> String {
    let what = called(found);
    // Both come after the connection.
    let opened = found.evidence.how == Some(How::TlsTimeout)
        || ["read timeout", "read timed out"].iter().any(|it| found.says(it));
    match (&found.evidence.host, opened) {
        (Some(_), false) => format!("{what} was not reached"),
        (Some(_), true) => format!("{what} let the connection open and said no more"),
        (None, _) => format!("{what} failed"),
    }
}

/// Nothing answered: the address tells whether the name led to the endpoint.
fn no_answer(found: &Found) -> Weighed {
    let evidence = &found.evidence;
    let host = evidence.host.as_ref();
    if !found.calls_aws() {
        return Weighed::default();
    }
    let at_s3 = host.map_or(matches!(evidence.call, Some(Call::Layer | Call::EnvFile | Call::Packages)), Host::is_s3);
    let of_endpoint = host.is_some_and(|host| matches!(host.kind, HostKind::OfEndpoint { .. }));
    let address = found.address();
    match evidence.address.as_ref().map(|address| address.network) {
        Some(Network::Private | Network::DockerBridge) if at_s3 => {
            let why =
                format!("{address} is private, so the name led to an S3 interface endpoint instead of the gateway");
            ports(found, Weighed::default().rule(rule::S3_INTERFACE_INSTEAD, why))
        }
        Some(Network::Private | Network::DockerBridge) => ports(found, Weighed::default()),
        _ if of_endpoint => ports(found, Weighed::default()),
        Some(Network::V6) => {
            let why = format!("{address} is an IPv6 address; the endpoints may have IPv4 only");
            unreached(found, Weighed::default().rule(rule::IPV6_WITHOUT_ENDPOINT, why))
        }
        Some(Network::Nat64) => {
            let why = format!("DNS64 made {address}, because the name has no IPv6 address of its own here");
            unreached(found, Weighed::default().rule(rule::IPV6_WITHOUT_ENDPOINT, why))
        }
        Some(Network::Public) if at_s3 => unreached(found, Weighed::default()),
        Some(Network::Public) => public(found, unreached(found, Weighed::default())),
        Some(Network::LinkLocal | Network::Loopback) | None => unreached(found, Weighed::default()),
    }
}

/// What else explains that the name of an interface endpoint's service led to a public address.
fn public(found: &Found, weighed: Weighed) -> Weighed {
    if weighed.rules.is_empty() {
        return weighed;
    }
    let address = found.address();
    weighed
        .rule(rule::VPC_DNS, format!("{address} is public; names stay public if the VPC's DNS support or hostnames are off"))
        .rule(rule::CUSTOM_DNS, format!("{address} is public; a DNS server that does not forward AWS names answers like that"))
        .check(format!(
            "Check that the VPC has this endpoint, with private DNS on. Only if {address} belongs to your own VPC did the name \
             lead to the endpoint; in that case, check security groups and network ACLs."
        ))
}

/// The name led to the endpoint: something on the way drops the packets.
fn ports(found: &Found, weighed: Weighed) -> Weighed {
    let bridge = found.evidence.address.as_ref().is_some_and(|address| address.network == Network::DockerBridge);
    let led = match &found.evidence.address {
        Some(address) => format!("{} is private, so the name led to the endpoint", address.text),
        None => "the host is the endpoint's own name".to_owned(),
    };
    let silent =
        format!("no answer from {}", found.evidence.address.as_ref().map_or("the endpoint", |it| it.text.as_str()));
    weighed
        .rule(rule::HTTPS_NOT_ADMITTED, format!("{led}; its security group may not admit tcp/443 from the caller"))
        .rule(rule::TASK_EGRESS_CLOSED, format!("{silent}; the caller's security group may not allow tcp/443 out"))
        .rule(rule::NETWORK_ACL_CLOSED, format!("{silent}; a network ACL may drop tcp/443 or the way back"))
        .rule_if(bridge, rule::VPC_RANGE_REFUSED, "172.17.0.0/16 is also the range of Docker's bridge on the host")
        .check(
            "Check the endpoint's security group for inbound tcp/443 from the caller's subnets or security group. Then check \
             the caller's outbound rules and the network ACLs of both subnets.",
        )
}

const LOOK_UP: &str = "Look the name up from the same subnet. A private address points to security groups and network ACLs; a \
                       public one to a missing endpoint or to private DNS that is off.";

const CLOSED_TO_S3: &str = "the caller's security group may not allow tcp/443 out to S3's prefix list";
const ACL_CLOSED_TO_S3: &str = "a network ACL may not let S3's public addresses pass";

/// The name did not lead to its endpoint, or the text does not say whether it did.
fn unreached(found: &Found, weighed: Weighed) -> Weighed {
    let evidence = &found.evidence;
    let (name, missed) = (called(found), missed(found));
    let weighed = match (&evidence.host, &found.elsewhere) {
        (Some(Host { region: Some(own), .. }), Some(other)) => weighed.rule(
            rule::REPOSITORY_ELSEWHERE,
            format!("{name} is in {own}, but the text also names {other}; endpoints serve their own region only"),
        ),
        _ => weighed,
    };
    let kind = evidence.host.as_ref().map(|host| &host.kind);
    let has_fips = evidence.host.as_ref().is_some_and(names::has_fips);
    let weighed = match (evidence.call, kind) {
        (_, Some(HostKind::EcrApi { fips: true, .. } | HostKind::Registry { fips: true })) => weighed
            .rule(rule::FIPS_SERVICE_MISSING, format!("{name} is a FIPS name, which the plain endpoints do not serve"))
            .rule(rule::ECR_ENDPOINT_MISSING, "FIPS names need the endpoints `ecr-fips.api` and `ecr-fips.dkr`")
            .rule_if(has_fips, rule::DKR_PRIVATE_DNS, "without private DNS on them the names stay public")
            .check(if has_fips { LOOK_UP } else { "Check whether ECR has FIPS endpoints in this region. If not, use the plain names." }),
        (_, Some(HostKind::EcrApi { old: true, .. })) => weighed
            .rule(rule::SDK_BEFORE_PRIVATE_DNS, format!("{name} is the old name of ECR's API, which no endpoint serves"))
            .rule(rule::API_PRIVATE_DNS_OFF, "the client must call `api.ecr`, or the endpoint's own address")
            .check("Check the version of the SDK or CLI, or pass it `--endpoint-url`."),
        (Some(Call::Token), _) => token(found, weighed).check(LOOK_UP),
        (Some(Call::Manifest | Call::LayerUrl | Call::Push), _) => weighed
            .rule(rule::DKR_PRIVATE_DNS, format!("{missed}; without private DNS on `ecr.dkr` the name stays public"))
            .rule(rule::ECR_ENDPOINT_MISSING, "the endpoint `ecr.dkr`, which serves the registry, may be missing")
            .rule(rule::VPC_DNS, "the name also stays public if DNS support or DNS hostnames are off in the VPC")
            .check(LOOK_UP),
        (Some(Call::Layer), _) => weighed
            .rule(rule::S3_GATEWAY_MISSING, format!("{missed}; layers come from S3, through the gateway endpoint"))
            .rule(rule::S3_ROUTE_TABLE_MISSING, "the gateway may lack this subnet's route table; S3's addresses are public either way")
            .rule(rule::TASK_EGRESS_CLOSED, CLOSED_TO_S3)
            .rule(rule::NETWORK_ACL_CLOSED, ACL_CLOSED_TO_S3)
            .check("Check that the subnet's route table has a route to a prefix list (`pl-…`) through the S3 gateway endpoint."),
        (Some(Call::EnvFile | Call::Packages), _) | (Some(Call::Api), Some(HostKind::Bucket)) => s3(found, weighed, &name),
        (Some(Call::Api), None) if operation_of(found) == Some("s3") => s3(found, weighed, "the bucket"),
        (Some(Call::Logs), _) => weighed
            .rule(rule::LOGS_ENDPOINT_MISSING, format!("{missed}; it needs the endpoint `logs`"))
            .rule(rule::PRIVATE_DNS_OFF, "private DNS may be off on that endpoint")
            .rule(rule::LOGS_UNSAID, "a spec without a `logs` statement creates no such endpoint")
            .check(LOOK_UP),
        (Some(Call::Agent), _) => weighed
            .rule(rule::ECS_ENDPOINT_MISSING, format!("{missed}; it needs `ecs`, `ecs-agent` and `ecs-telemetry`"))
            .rule(rule::PRIVATE_DNS_OFF, "private DNS may be off on one of the three")
            .rule(rule::CONTAINER_AGENT_RESTART, "a running agent keeps its old connections until it restarts")
            .check(LOOK_UP),
        (Some(Call::Exec), None) if evidence.how.is_none() => weighed
            .rule(rule::FEATURE_ENDPOINT_MISSING, "the session's agent is not connected; it needs the endpoint `ssmmessages`")
            .rule(rule::PRIVATE_DNS_OFF, "private DNS may be off on that endpoint")
            .check(
                "Check first that the task role allows the four actions of `ssmmessages`, and that the task was started with ECS \
                 Exec on. Then look up `ssmmessages.REGION.amazonaws.com` from the same subnet.",
            ),
        (None, None) if found.part == Some(Part::Pull) => pull(found, weighed).check(LOOK_UP),
        (Some(Call::Deploy) | None, _) => weighed,
        (_, Some(HostKind::Service(key))) if key == "dynamodb" => feature(found, weighed, &name)
            .check("Check that the subnet's route table has a route to a prefix list (`pl-…`) through the DynamoDB gateway endpoint."),
        (Some(_), _) => feature(found, weighed, &name).check(LOOK_UP),
    };
    if found.says("could not connect to the endpoint url") { not_dropped(weighed) } else { weighed }
}

/// What else it may be where botocore says that it "could not connect": of packets that are dropped, as they are without an
/// endpoint, it says "connect timeout". <https://github.com/boto/botocore/blob/develop/botocore/httpsession.py>, read
/// 2026-12-01.
fn not_dropped(weighed: Weighed) -> Weighed {
    let why = "the client says so if the name does not resolve or the connection is refused; of dropped packets, it says \
               \"connect timeout\"";
    weighed
        .rule(rule::CUSTOM_DNS, format!("{why}; a DNS server of your own may not forward AWS names"))
        .rule(rule::OWN_ZONES, "a hosted zone of your own may cover the name and lack the record")
}

/// A pull that failed at a step that the text does not tell: at the registry, or at S3, whose addresses are public.
fn pull(found: &Found, weighed: Weighed) -> Weighed {
    let missed = missed(found);
    let public = found.evidence.private() == Some(false);
    weighed
        .rule(
            rule::DKR_PRIVATE_DNS,
            format!("{missed}; without private DNS on `ecr.dkr` the registry's name stays public"),
        )
        .rule(rule::ECR_ENDPOINT_MISSING, "the endpoint `ecr.dkr`, which serves the registry, may be missing")
        .rule(rule::VPC_DNS, "the name also stays public if DNS support or DNS hostnames are off in the VPC")
        .rule_if(
            public,
            rule::S3_GATEWAY_MISSING,
            "the text does not say which step failed; layers come from S3, through the gateway",
        )
        .rule_if(public, rule::S3_ROUTE_TABLE_MISSING, "the gateway may lack this subnet's route table")
        .rule_if(public, rule::TASK_EGRESS_CLOSED, CLOSED_TO_S3)
}

fn token(found: &Found, weighed: Weighed) -> Weighed {
    let missed = missed(found);
    let login = found.part == Some(Part::LoginOrSecrets) && found.evidence.address.is_none();
    let unsaid = login && found.evidence.host.is_none() && !found.step_failed;
    weighed
        .rule(rule::ECR_ENDPOINT_MISSING, format!("{missed}; it needs the endpoint `ecr.api`"))
        .rule(rule::API_PRIVATE_DNS_OFF, "private DNS may be off on that endpoint")
        .rule(rule::VPC_DNS, "the name also stays public if DNS support or DNS hostnames are off in the VPC")
        .rule_if(unsaid, rule::FEATURE_ENDPOINT_MISSING, "the text does not say whether the login or a secret failed")
        .rule_if(
            login,
            rule::TOKEN_UNDER_SOURCE_CONDITION,
            "a role that ties the login to a VPC or an endpoint fails at this step",
        )
}

fn s3(found: &Found, weighed: Weighed, name: &str) -> Weighed {
    let packages = found.evidence.call == Some(Call::Packages);
    let public = found.evidence.private() == Some(false);
    weighed
        .rule(rule::S3_ROUTE_TABLE_MISSING, format!("{name} is in S3; the gateway may lack this subnet's route table"))
        .rule(rule::S3_GATEWAY_MISSING, "the S3 gateway endpoint may be missing")
        .rule_if(packages, rule::S3_INTERFACE_INSTEAD, "an S3 interface endpoint does not serve `s3.dualstack` names")
        .rule_if(
            packages && found.evidence.how.is_none(),
            rule::S3_MINIMAL_ON_NODES,
            "the text does not say how it failed; a minimal gateway policy refuses this bucket",
        )
        .rule_if(public, rule::TASK_EGRESS_CLOSED, CLOSED_TO_S3)
        .rule_if(public, rule::NETWORK_ACL_CLOSED, ACL_CLOSED_TO_S3)
        .check("Check that the subnet's route table has a route to a prefix list (`pl-…`) through the S3 gateway endpoint.")
}

/// The service whose operation was called.
fn operation_of(found: &Found) -> Option<&str> {
    found.evidence.action.as_deref()?.split(':').next()
}

/// A service with an endpoint of its own.
fn feature(found: &Found, weighed: Weighed, name: &str) -> Weighed {
    let host = found.evidence.host.as_ref();
    let key = match (host.map(|host| &host.kind), found.evidence.call) {
        (Some(HostKind::Service(key)), _) => Some(key.as_str()),
        (None, _) if operation_of(found).is_some_and(is_endpoint_service) => operation_of(found),
        (_, Some(Call::Exec)) => Some("ssmmessages"),
        (_, Some(Call::Ssm)) => Some("ssm"),
        (_, Some(call @ (Call::Sts | Call::Ec2 | Call::Eks | Call::EksAuth | Call::Kms))) => Some(call.name()),
        _ => None,
    };
    let endpoint = match (key, found.evidence.call) {
        (Some(key), _) => format!("the endpoint `{key}`"),
        (None, Some(Call::Secrets)) => "the endpoint `secretsmanager` for secrets, or `ssm` for parameters".to_owned(),
        (None, _) => "an interface endpoint for its service".to_owned(),
    };
    // No endpoint serves the global name.
    let global = key == Some("sts") && host.is_some_and(|host| host.region.is_none());
    let why = if global {
        format!("{name} is the global STS name; use regional STS endpoints in the client, and the VPC endpoint `sts`")
    } else {
        format!("{}; it needs {endpoint}", missed(found))
    };
    let gateway = key == Some("dynamodb");
    weighed.rule(rule::FEATURE_ENDPOINT_MISSING, why).rule_if(
        !global && !gateway,
        rule::PRIVATE_DNS_OFF,
        "private DNS may be off on that endpoint",
    )
}

fn unreachable(found: &Found) -> Weighed {
    let address = found.address();
    let of_aws = found.evidence.host.is_some() || found.evidence.call.is_some() && found.stranger.is_none();
    match found.evidence.address.as_ref().map(|address| address.network) {
        Some(Network::V6 | Network::Nat64) => Weighed::default()
            .rule(rule::IPV6_WITHOUT_ENDPOINT, format!("the caller has no route to {address}, an IPv6 address"))
            .check(
                "Check that the subnet has IPv6 routes and the endpoint is dual-stack, or make the client use IPv4.",
            ),
        Some(Network::DockerBridge) => {
            let why = format!(
                "{address} is in 172.17.0.0/16, the range of Docker's bridge, so the packets never leave the host"
            );
            Weighed::default().rule(rule::VPC_RANGE_REFUSED, why)
        }
        Some(Network::Private) if of_aws => Weighed::other(format!(
            "There is no route to {address}. Within a VPC there always is one, so the endpoint is in another VPC, or a firewall \
             on the host rejects the packets. Check the routes to that network and the host's firewall."
        )),
        Some(Network::Private) => Weighed::default(),
        Some(Network::Public | Network::LinkLocal | Network::Loopback) | None => no_answer(found),
    }
}

/// The client gave up.
fn canceled(found: &Found) -> Weighed {
    let is_said = found.path.contains("/v2/");
    match found.evidence.call {
        Some(Call::Layer) => unreached(found, Weighed::default()),
        call if call == Some(Call::Manifest) || call.is_none() && found.calls_aws() => Weighed::default()
            .rule(rule::ECR_ENDPOINT_MISSING, "AWS names a missing route to ECR as the common cause of a canceled pull")
            .rule_if(
                is_said,
                rule::DKR_PRIVATE_DNS,
                "without private DNS on `ecr.dkr` the registry's name stays public",
            )
            .rule_if(!is_said, rule::DKR_PRIVATE_DNS, "the text does not say which call was canceled")
            .rule_if(
                !is_said,
                rule::S3_GATEWAY_MISSING,
                "it may have been the download of a layer, which comes from S3",
            )
            .rule_if(!is_said, rule::S3_ROUTE_TABLE_MISSING, "the S3 gateway may lack this subnet's route table"),
        Some(_) => Weighed::other(
            "The caller canceled the call before an answer arrived: its own time limit was too short. Retry.",
        ),
        None => Weighed::default(),
    }
}
