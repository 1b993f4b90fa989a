//! Input: a call that was answered, but not with what it asked for: 401, 403, 404, 429, 5xx.
//! Output: the rules that explain it, each with the reason in this text.
//! Never: doubts the network: an answer arrived.

use super::cache;
use super::clue::Part;
use super::codes as rule;
use super::ending::is_end;
use super::found::Found;
use super::host::HostKind;
use super::kinds::{Call, How};
use super::say::capital;
use super::weighed::Weighed;
use crate::aws::region::{self, Partition};
use crate::aws::registries::Owner;

/// Weighs an answer.
pub fn weigh(found: &Found, how: How) -> Weighed {
    if how == How::Rejected {
        return rejected(found);
    }
    let Some(about) = image(found) else { return elsewhere(found) };
    if of_endpoint(found) && matches!(how, How::Unauthorized | How::Forbidden) {
        return endpoint_name(found);
    }
    if how == How::S3Forbidden {
        return s3(found);
    }
    if let Some(hub) = docker_hub(found).filter(|_| matches!(how, How::Unauthorized | How::Forbidden)) {
        return hub;
    }
    match how {
        How::Unauthorized => unauthorized(found, &about),
        How::Forbidden => forbidden(found, &about),
        How::NotFound => not_found(found),
        How::Throttled => Weighed::other(format!(
            "{} throttles these requests (429), so the network path works. Retry with backoff.",
            capital(&about)
        )),
        How::ServerError => Weighed::other(format!(
            "{} answered with an error of its own (5xx), so the network path works. Retry.",
            capital(&about)
        )),
        How::Timeout
        | How::Connection
        | How::Refused
        | How::Unreachable
        | How::NoSuchHost
        | How::DnsTimeout
        | How::Unresolved
        | How::Certificate
        | How::TlsTimeout
        | How::Proxy
        | How::Reset
        | How::Canceled
        | How::S3Forbidden
        | How::Denied
        | How::Rejected => Weighed::default(),
    }
}

/// The request itself is not accepted.
fn rejected(found: &Found) -> Weighed {
    let about = match (&found.evidence.host, found.evidence.call) {
        (Some(host), _) => format!("`{}`", host.name),
        (None, Some(_)) if found.stranger.is_none() => "The service".to_owned(),
        (None, _) => return Weighed::default(),
    };
    let code = found.fault().map_or_else(String::new, |code| format!(" (`{code}`)"));
    let tells = if found.says("from head request") {
        "An answer to HEAD has no words: pull the image with another client, or ask with GET, to see why."
    } else {
        "What the text says of it tells what to change."
    };
    Weighed::other(format!(
        "{about} answered and does not accept the request itself{code}, so the network path works. {tells}"
    ))
}

/// What answered, where the answer is about an image or a token; `None` where it may be about anything.
fn image(found: &Found) -> Option<String> {
    let evidence = &found.evidence;
    let of_pulling = matches!(
        evidence.call,
        Some(Call::Token | Call::Manifest | Call::LayerUrl | Call::Layer | Call::Push | Call::Packages | Call::EnvFile)
    );
    match &evidence.host {
        Some(host) => {
            let ecr = HostKind::OfEndpoint { ecr: true };
            let of_ecr = matches!(host.kind, HostKind::EcrApi { .. } | HostKind::Registry { .. }) || host.kind == ecr;
            (of_ecr || host.is_s3()).then(|| format!("`{}`", host.name))
        }
        None if found.stranger.is_some() => None,
        None => (of_pulling || found.part == Some(Part::Pull) || evidence.how == Some(How::S3Forbidden))
            .then(|| "the registry".to_owned()),
    }
}

/// An answer of another service of AWS.
fn elsewhere(found: &Found) -> Weighed {
    match &found.evidence.host {
        None if found.stranger.is_none()
            && found.evidence.call.is_some()
            && found.evidence.how == Some(How::ServerError) =>
        {
            Weighed::other("The service answered with an error of its own (5xx), so the network path works. Retry.")
        }
        Some(host) if matches!(host.kind, HostKind::Service(_) | HostKind::OfEndpoint { .. }) => {
            Weighed::other(format!(
                "`{}` answered, so the network path works. Check the caller's permissions, the resource, and the policy of this \
             service's own endpoint if it has one.",
                host.name
            ))
        }
        _ => Weighed::default(),
    }
}

/// The image that is denied, if its name has no registry in it.
fn without_registry(found: &Found) -> Option<&str> {
    const DENIED: &str = "pull access denied for ";
    let at = found.text.to_ascii_lowercase().find(DENIED)? + DENIED.len();
    let rest = found.text.get(at..)?;
    let name = rest.split([',', ' ', '"']).next().filter(|name| !name.is_empty())?;
    // Its registry may be in the part that was cut off.
    if name.ends_with("...") || rest.get(name.len()..).is_none_or(is_end) {
        return None;
    }
    (crate::aws::registry_in(name).is_none() && found.evidence.host.is_none()).then_some(name)
}

/// An answer of Docker Hub: the image names no registry, or the words are its own.
fn docker_hub(found: &Found) -> Option<Weighed> {
    if let Some(image) = without_registry(found) {
        return Some(Weighed::other(format!(
            "`{image}` names no registry, so the client asked Docker Hub. Docker Hub answered, so the network path \
             works. To pull from ECR, write the full name, such as `111122223333.dkr.ecr.us-east-2.amazonaws.com/{image}`."
        )));
    }
    let its_words = found.evidence.host.is_none() && found.says("requested access to the resource is denied");
    its_words.then(|| {
        Weighed::other(
            "The text names no registry, and these are Docker Hub's words, not ECR's. It answered, so the network path works. To \
             pull from ECR, write the full name, with the registry in front.",
        )
    })
}

/// kubernetes/kops#16762; read 2026-12-01.
const SANDBOX: &str = "Containerd pulls the sandbox image itself and has no ECR token for it, so this pull ends in 401 whatever the \
                       endpoints are. Load the image on the node before the kubelet starts, give containerd a login for this \
                       registry, or name a `sandbox_image` in its configuration that needs none.";

/// A maintainer's words on it: awslabs/amazon-eks-ami#1425, #1597; read 2026-11-30.
const SANDBOX_OF_EKS: &str = "Containerd has no ECR token when it pulls the sandbox image (`eks/pause`), so this pull ends in 401 whatever \
                       the endpoints are. EKS nodes have the image from their start, so it was deleted: restart \
                       `sandbox-image.service` on the node, or replace the node. Then check that `sandbox_image` in containerd's \
                       configuration and the kubelet's `--pod-infra-container-image` name the same image, so that the kubelet keeps it.";

/// The registry was reached and saw no valid token.
fn unauthorized(found: &Found, about: &str) -> Weighed {
    if found.evidence.call == Some(Call::Push) {
        return Weighed::default()
            .rule(rule::REPOSITORY_ELSEWHERE, format!("{about} saw no valid token; a token is valid only in the region that issued it"))
            .check("Log in to this registry again: a token is valid for 12 hours. If the login fails, its own error says why.");
    }
    if found.says("failed to get sandbox image") {
        return Weighed::other(if found.says("/eks/pause") { SANDBOX_OF_EKS } else { SANDBOX });
    }
    let dual = found.evidence.host.as_ref().is_some_and(|host| host.name.ends_with(".on.aws"));
    let check = "Look for the error of the token request, which comes before this one, and check that the token is less than \
                 12 hours old.";
    Weighed::default()
        .rule(
            rule::ECR_ENDPOINT_MISSING,
            format!("{about} saw no valid token; the request for one needs the endpoint `ecr.api`"),
        )
        .rule(
            rule::API_PRIVATE_DNS_OFF,
            "private DNS may be off on that endpoint, so that the token request never arrived",
        )
        .rule(rule::EXECUTION_ROLE_LACKS_RIGHTS, "the role that pulls may lack `ecr:GetAuthorizationToken`")
        .rule(rule::REPOSITORY_ELSEWHERE, "a token is valid only in the region that issued it")
        .check(if dual {
            format!("{check} Users report that ECS sends no token to `dkr-ecr` names.")
        } else {
            check.to_owned()
        })
}

/// The registry was reached, and a policy refuses: the answer does not say which.
fn forbidden(found: &Found, about: &str) -> Weighed {
    let pull = found.evidence.call != Some(Call::Push);
    let account = found.evidence.host.as_ref().is_some_and(|host| host.account().is_some());
    let hub = found.says("/docker-hub/") || found.says("/dockerhub/");
    let policies =
        "check the repository policy if the image is in another account. CloudTrail names the denied action.";
    let check = if !pull {
        format!(
            "Check the caller's rights to push, and the policies of the ECR endpoints; users report 403 at ECR's limit of images, too. Then {policies}"
        )
    } else if hub {
        format!(
            "Check the image name: Docker Hub's official images need `/library/` after the cache prefix. Then {policies}"
        )
    } else {
        format!("Check the policies of the ECR endpoints first. Then {policies}")
    };
    of_aws(found, Weighed::default())
        .rule_if(
            found.elsewhere.is_some(),
            rule::REPOSITORY_ELSEWHERE,
            "the text names two regions; a token is valid in one",
        )
        .rule(
            rule::OWN_ROLE_SHUT_OUT,
            format!("{about} answered 403 without a reason; the endpoints' policy may shut out this role"),
        )
        .rule(rule::NOBODY_CAN_PULL, "that policy may let nobody pull")
        .rule_if(
            pull && !account,
            rule::ADD_ONS_SHUT_OUT,
            "if this is an image of an EKS add-on, the policy must admit AWS's account",
        )
        .rule_if(
            pull,
            rule::ECR_POLICIES_DIFFER,
            "the policy of `ecr.dkr` may differ from that of `ecr.api`, which let the token pass",
        )
        .rule_if(pull, rule::EXECUTION_ROLE_LACKS_RIGHTS, "the role's own policy may not allow it")
        .rule_if(pull, rule::REPOSITORY_ELSEWHERE, "the token may be of another region")
        .check(check)
}

/// The rule about AWS's own images, where the text is about one.
pub fn of_aws(found: &Found, weighed: Weighed) -> Weighed {
    let why =
        |whose: &str| format!("the image belongs to an AWS account ({whose}), which the endpoints' policy must admit");
    match found.owner {
        Some(Owner::EksAddOns) => weighed.rule(rule::ADD_ONS_SHUT_OUT, why("EKS add-ons")),
        Some(Owner::GuardDuty) => weighed.rule(rule::AWS_IMAGES_STOPPED, why("GuardDuty")),
        None => weighed,
    }
}

fn of_endpoint(found: &Found) -> bool {
    found.evidence.host.as_ref().is_some_and(|host| matches!(host.kind, HostKind::OfEndpoint { .. }))
}

/// An endpoint's own name is not a registry's: Docker has to use the registry's public name.
fn endpoint_name(found: &Found) -> Weighed {
    let name = found.evidence.host.as_ref().map_or("the name", |host| host.name.as_str());
    Weighed::default()
        .rule(
            rule::DKR_PRIVATE_DNS,
            format!("`{name}` is the endpoint's own name; registries answer to their public names only"),
        )
        .rule(rule::API_PRIVATE_DNS_OFF, "only API calls can go to an endpoint's own name, with `--endpoint-url`")
        .check("Turn on private DNS on `ecr.dkr`, and log in to `ACCOUNT.dkr.ecr.REGION.amazonaws.com`.")
}

/// S3 refuses.
fn s3(found: &Found) -> Weighed {
    let host = found.evidence.host.as_ref();
    let region = host.and_then(|host| host.region.as_deref()).and_then(region::find);
    let unconfirmed = region.is_some_and(|region| region.partition != Partition::Aws);
    let own_file = found.evidence.call == Some(Call::EnvFile);
    match host {
        Some(host) if host.kind != HostKind::LayerBucket => other_bucket(own_file, &format!("`{}`", host.name)),
        None if own_file => other_bucket(own_file, "the file's bucket"),
        _ => Weighed::default()
            .rule(
                rule::LAYER_BUCKET_CLOSED,
                "S3 denied access; the gateway's policy may not let everyone read the layer bucket",
            )
            .rule(
                rule::GATEWAY_PRINCIPAL,
                "that policy may name a principal, but ECR signs the layer URLs, not the caller",
            )
            .rule_if(
                host.is_none(),
                rule::S3_MINIMAL_ON_NODES,
                "if the image is not from ECR, its registry's own bucket may be closed",
            )
            .rule_if(
                unconfirmed,
                rule::PARTITION_UNCONFIRMED,
                "AWS does not document the layer bucket's name in this partition",
            )
            .check(
                "Check the S3 gateway's policy: it must allow everyone `s3:GetObject` on \
                 `prod-REGION-starport-layer-bucket/*`, without conditions on the caller.",
            ),
    }
}

/// S3 refuses, and not for a layer.
fn other_bucket(own_file: bool, bucket: &str) -> Weighed {
    Weighed::default()
        .rule(rule::S3_MINIMAL_ON_NODES, format!("{bucket} is not the layer bucket; a minimal gateway policy refuses it"))
        .rule_if(own_file, rule::EXECUTION_ROLE_LACKS_RIGHTS, "the role may not be allowed to read that bucket")
        .check("Check that the S3 gateway's policy allows this bucket. Then check the bucket's policy and that the object exists.")
}

/// The registry says that it does not have it.
fn not_found(found: &Found) -> Weighed {
    if let Some(weighed) = cache::weigh(found) {
        return weighed;
    }
    if matches!(found.evidence.call, Some(Call::Layer | Call::LayerUrl)) {
        return Weighed::other(
            "The registry answered that it does not have this part of the image, so the network path works. Push the image again.",
        );
    }
    Weighed::other(
        "The registry answered that it has no such repository or image, so the network path works. Check the name and tag, and \
         the account and region in the registry's name.",
    )
}
