//! Input: what one record of a text says.
//! Output: what it means: rules in order, or what it is instead; or nothing, if it cannot be classified.
//! Never: a guess if the text names no call, host or policy.

use super::address::Network;
use super::aside;
use super::clue::{Detail, Part};
use super::codes as rule;
use super::ending::SUFFIXES;
use super::found::Found;
use super::host::HostKind;
use super::hosts::{looks_like_ecr, search_domain};
use super::kinds::{Call, How};
use super::weighed::Weighed;
use super::{answers, denials, deployments, names, network};

/// Weighs a record.
pub fn weigh(found: &Found) -> Weighed {
    if let Some(rejection) = found.rejection {
        return deployments::weigh(found, rejection);
    }
    let evidence = &found.evidence;
    let of_aws = evidence.host.is_some() && evidence.how.is_some_and(|how| how.is_connection() || how == How::Denied);
    if let Some((aside, words)) = found.aside.as_ref().filter(|(aside, _)| !(aside.weak && of_aws)) {
        return Weighed::aside(*aside, words);
    }
    if found.other_port && evidence.how != Some(How::Proxy) {
        let bridge = evidence.address.as_ref().is_some_and(|address| address.network == Network::DockerBridge);
        let unreachable = bridge && evidence.how == Some(How::Unreachable);
        return if unreachable { network::weigh(found, How::Unreachable) } else { Weighed::default() };
    }
    if let Some(registry) = &found.alone {
        return Weighed::other(format!(
            "`{registry}` stands where the image's name belongs, without a repository, so the client took it for an image of Docker \
             Hub's and asked that one. Write `{registry}/REPOSITORY:TAG`."
        ));
    }
    if let Some(elsewhere) = elsewhere(found) {
        return elsewhere;
    }
    let alone = evidence.host.is_none() && !found.step_failed;
    if let Some(part) = found.part.filter(|_| alone).and_then(|part| whole_part(found, part)) {
        return part;
    }
    match evidence.how {
        Some(How::Denied) => denials::weigh(found),
        Some(how) if how.is_connection() => network::weigh(found, how),
        Some(how) => answers::weigh(found, how),
        None if evidence.call == Some(Call::Secrets) && found.has(Detail::NoJson) => Weighed::other(
            "The secret arrived and is not the JSON that the ARN's key asks for. Store it as JSON, or leave the key out of the ARN.",
        ),
        None if evidence.call == Some(Call::Secrets) && found.has(Detail::BadParameters) => {
            Weighed::aside(aside::SECRET, "invalid parameters")
        }
        None if let Some(unpacking) = unpacking(found) => unpacking,
        None if found.has(Detail::Corrupt) => Weighed::default()
            .rule(rule::S3_GATEWAY_MISSING, "a layer did not arrive complete; AWS names missing access to S3 as one cause")
            .rule(rule::S3_ROUTE_TABLE_MISSING, "the gateway may lack this subnet's route table")
            .check("Check whether the disk is full, and the version of Docker: before 1.10 it may fail like this by itself."),
        None if found.has(Detail::CheckRole) => denials::missing_permissions(),
        None if found.has(Detail::Status) && found.step_failed => status_cut_off(found),
        None if found.step_failed || found.part.is_some_and(|part| part != Part::Pull) => network::weigh(found, How::Connection),
        None => Weighed::default(),
    }
}

/// ECR Public's registry.
const PUBLIC: &str = "public.ecr.aws";

/// A host that none of these endpoints reaches.
fn elsewhere(found: &Found) -> Option<Weighed> {
    let evidence = &found.evidence;
    let Some(host) = &evidence.host else {
        return stranger(found, found.stranger.as_deref()?);
    };
    let name = &host.name;
    // Layers come from other hosts; which one failed, or answered with which status, was cut off.
    let unsaid = evidence.how.is_none() && (evidence.call == Some(Call::Layer) || found.has(Detail::Status));
    if let (HostKind::Internet(what), true) = (&host.kind, unsaid) {
        let answers =
            found.has(Detail::Status) && found.path.starts_with('/') && found.says(&format!("code https://{name}/"));
        return Some(if answers { answered(name, what) } else { Weighed::default() });
    }
    let what = if let HostKind::Internet(what) = host.kind {
        Some(what)
    } else if host.kind == HostKind::EcrPublic {
        Some("ECR Public")
    } else {
        (host.kind == HostKind::Microsoft).then_some("Microsoft's registry")
    };
    if let Some(reached) = what.and_then(|what| reached(found, name, what)) {
        return Some(reached);
    }
    let of_other = if let HostKind::OtherMatter(what) = host.kind { Some(what) } else { what };
    if let Some(unasked) = of_other.and_then(|what| unasked(found, name, what)) {
        return Some(unasked);
    }
    let other = match &host.kind {
        HostKind::Internet(what) if found.says(".dkr.ecr") => format!(
            "`{name}` is {what}, on the internet: no VPC endpoint reaches it ({}). The image's name is ECR's, and this part of it comes \
             from there all the same. Pull it once where there is \
             internet access, or push the image to ECR.",
            rule::CALL_WITHOUT_ENDPOINT
        ),
        HostKind::Internet(what) => format!(
            "`{name}` is {what}, on the internet: no VPC endpoint reaches it ({}). Mirror what you need in ECR, use a \
             pull-through cache, or give the VPC internet access.",
            rule::CALL_WITHOUT_ENDPOINT
        ),
        HostKind::EcrPublic if evidence.how == Some(How::NoSuchHost) && name != PUBLIC => {
            format!("`{name}` does not exist: the API of ECR Public is in us-east-1 only.")
        }
        HostKind::EcrPublic => format!(
            "`{name}` is ECR Public. No VPC endpoint serves its images ({}); there is one for its API only, in us-east-1. Mirror \
             the image in your own ECR, or use a pull-through cache.",
            rule::CALL_WITHOUT_ENDPOINT
        ),
        HostKind::Microsoft if found.has(Detail::Windows) => {
            let why = format!("`{name}` has the base layers of Windows images, and no endpoint reaches it");
            let check = "Check whether the base layers were pushed to ECR along with the image.";
            return Some(Weighed::default().rule(rule::WINDOWS_FOREIGN_LAYERS, why).check(check));
        }
        HostKind::Microsoft => {
            format!("`{name}` is Microsoft's registry: no VPC endpoint reaches it. Mirror the image in ECR.")
        }
        HostKind::Cluster => format!(
            "`{name}` is the cluster's API server: check the cluster's private endpoint access and its security group. The \
             endpoints for pulling do not serve it."
        ),
        HostKind::OtherMatter(what) => other_matter(name, what),
        HostKind::EcrApi { .. }
        | HostKind::Registry { .. }
        | HostKind::LayerBucket
        | HostKind::PackageBucket
        | HostKind::Bucket
        | HostKind::Service(_)
        | HostKind::OfEndpoint { .. } => return None,
    };
    Some(Weighed::other(other))
}

/// A host that is not known.
fn stranger(found: &Found, name: &str) -> Option<Weighed> {
    let evidence = &found.evidence;
    if let Some(domain) = search_domain(name).filter(|_| evidence.how == Some(How::NoSuchHost)) {
        return Some(Weighed::other(format!(
            "`{name}` is an AWS name followed by `{domain}`, which a resolver adds as a search domain. It tries each of \
             its domains, and it is harmless that this name does not exist: look for the line about the name without it."
        )));
    }
    if looks_like_ecr(name) {
        return Some(Weighed::other(format!(
            "`{name}` begins as a name of ECR's and does not end as one: those end in `.amazonaws.com`, in China in \
             `.amazonaws.com.cn`. Correct the name."
        )));
    }
    let of_names = evidence.how.is_some_and(How::is_of_names);
    if of_names && matches!(name, "https" | "http") {
        return Some(Weighed::other(format!(
            "`{name}` was looked up as if it were a host: the address was put together with two schemes. Give the client \
             the registry's name alone, without `https://`."
        )));
    }
    let pulls = evidence.call.is_none() && found.part == Some(Part::Pull);
    if !pulls && !matches!(evidence.call, Some(Call::Manifest | Call::LayerUrl | Call::Layer | Call::Push)) {
        let beside_aws = || SUFFIXES.iter().any(|end| found.says(end));
        return (of_names && evidence.call.is_none() && beside_aws()).then(|| unresolved(name));
    }
    if let Some(reached) = reached(found, name, "not ECR") {
        return Some(reached);
    }
    if of_names {
        return Some(Weighed::other(format!(
            "The image comes from `{name}`, which is not ECR, and the DNS server that was asked does not resolve that name. \
             Check the name, and which zone or server knows it."
        )));
    }
    if evidence.call == Some(Call::Push) {
        return Some(Weighed::other(format!(
            "The image goes to `{name}`, which is not ECR, and no VPC endpoint of AWS reaches it. Give the VPC a route there, \
             or push to ECR."
        )));
    }
    Some(Weighed::other(format!(
        "The image comes from `{name}`, which is not ECR, and no VPC endpoint of AWS reaches it. Mirror the image in ECR, \
         or give the VPC a route there."
    )))
}

/// What is wrong with a host that no endpoint serves, where something answered for it: then there is a way to it.
fn reached(found: &Found, name: &str, what: &str) -> Option<Weighed> {
    let how = found.evidence.how?;
    if how == How::Certificate && !found.has(Detail::OtherName) {
        return Some(names::untrusted(found, name));
    }
    let says = if how == How::Certificate {
        ", and leads to a machine that has the certificate of another name. Look the name up, and check which zone or proxy answers \
         for it."
    } else if how == How::Proxy {
        ", and the call to it failed at a proxy. Check the proxy's address, and that it lets this name pass."
    } else if how == How::Reset {
        ". The connection to it opened and was cut off: look for a firewall or proxy on the path, and retry."
    } else if how.is_connection() {
        return None;
    } else if name == PUBLIC {
        // <https://docs.aws.amazon.com/AmazonECR/latest/public/public-registry-auth.html>, read 2026-11-30.
        ", and it answered, so the network path works. Check the image's name, and run `docker logout public.ecr.aws`: it refuses a \
         login that has expired."
    } else {
        return Some(answered(name, what));
    };
    Some(Weighed::other(format!("`{name}` is {what}{says}")))
}

/// Something answered for a host that no endpoint serves.
fn answered(name: &str, what: &str) -> Weighed {
    Weighed::other(format!(
        "`{name}` is {what}, and it answered, so the network path works. Check the image's name, and the login to that registry."
    ))
}

/// What is wrong where the name of a host that no endpoint serves was not resolved: the VPC has Amazon's own DNS server
/// without a way to the internet, and AWS's names go to the same server.
fn unasked(found: &Found, name: &str, what: &str) -> Option<Weighed> {
    let how = found.evidence.how.filter(|how| how.is_of_names())?;
    // Its API is in one region only.
    if name.contains("ecr-public") && how == How::NoSuchHost {
        return None;
    }
    let says = if how == How::DnsTimeout {
        "did not answer. Names of AWS that go to that server fail the same way"
    } else {
        "did not resolve it. It may not forward names of AWS either"
    };
    let server = match &found.resolver {
        Some(resolver) => format!("the DNS server {}", resolver.text),
        None => "the DNS server".to_owned(),
    };
    Some(Weighed::other(format!(
        "`{name}` is {what}, and {server} {says} ({}). Amazon's own DNS server (the VPC's range plus two) answers without internet \
         access: check which server the DHCP options name, and that it can be reached on port 53 (udp and tcp). The call itself then \
         needs internet access ({}).",
        rule::CUSTOM_DNS,
        rule::CALL_WITHOUT_ENDPOINT
    )))
}

/// A name of no registry that a text shows was not resolved.
fn unresolved(name: &str) -> Weighed {
    Weighed::other(format!(
        "What was looked up is `{name}`, which is no name of AWS's, and the DNS server that was asked does not resolve it. Check the \
         name, and which zone or server knows it."
    ))
}

/// What is known of a layer that arrived and could not be unpacked; nothing if the text ends before the reason. A pull that
/// is canceled stops in the middle of that, too.
fn unpacking(found: &Found) -> Option<Weighed> {
    const STEPS: &[&str] =
        &["failed to extract layer", "failed to register layer", "failed to unpack image on snapshotter"];
    let text = found.text.to_ascii_lowercase();
    let (step, rest) = STEPS.iter().find_map(|step| Some((step, text.split_once(step)?.1)))?;
    let (_, reason) = rest.trim_start_matches(" sha256:").split_once(':').unwrap_or_default();
    let reason = reason.trim_matches(|c: char| matches!(c, ' ' | '.' | '…' | '"' | '}'));
    if reason.is_empty() {
        return Some(Weighed::default());
    }
    let canceled = ["context canceled", "context deadline exceeded"].iter().any(|it| it.starts_with(reason));
    (!canceled).then(|| Weighed::aside(aside::UNPACKED, step))
}

/// A service of AWS that takes no part in pulling, with the setting that stops the call. Sources: the EKS guide on
/// private clusters, Karpenter's "Private Clusters" and the load balancer controller's installation page, read 2026-11-29.
fn other_matter(name: &str, what: &str) -> String {
    let stop = match what {
        "the Price List API (pricing)" => {
            "Karpenter calls it for prices and works without; `settings.isolatedVPC=true` stops that."
        }
        "AWS WAF" | "AWS WAF Classic" | "AWS Shield" => {
            "The AWS Load Balancer Controller calls it; `--enable-waf=false --enable-wafv2=false --enable-shield=false` stop that."
        }
        "IAM" => {
            "Karpenter calls it to create an instance profile; `spec.instanceProfile` instead of `role` stops that."
        }
        _ => "Turn off what calls it, or give the VPC internet access.",
    };
    format!(
        "`{name}` is {what}, which has nothing to do with pulling images. AWS offers an endpoint for it in some regions or none \
         ({}). {stop}",
        rule::CALL_WITHOUT_ENDPOINT
    )
}

/// Names in the logs of CNIs that are not the VPC CNI.
const OTHER_CNIS: &[&str] = &["calico", "cilium", "flannel", "weave", "microk8s"];

/// A part of a start that failed, where the text names no call.
fn whole_part(found: &Found, part: Part) -> Option<Weighed> {
    let one = |code, why: &str| Weighed::default().rule(code, why);
    let weighed = match part {
        Part::NodeJoin => one(rule::FEATURE_ENDPOINT_MISSING, "before they join, nodes call EC2 and other services that need endpoints")
            .rule(rule::ADD_ONS_SHUT_OUT, "a policy that shuts out the images of the CNI and `kube-proxy` keeps every node from joining")
            .rule(rule::ECR_ENDPOINT_MISSING, "those images cannot be pulled without ECR's endpoints")
            .rule(rule::S3_GATEWAY_MISSING, "nor without the S3 gateway")
            .check("Check the access entry of the nodes' role and the cluster's endpoint access. Then read the kubelet's log on a node."),
        // Every CNI's.
        Part::Cni if OTHER_CNIS.iter().any(|name| found.says(name)) => return None,
        Part::Cni => one(rule::FEATURE_ENDPOINT_MISSING, "the VPC CNI calls EC2, and STS or EKS Auth for its role; each needs an endpoint")
            .rule(rule::ADD_ONS_SHUT_OUT, "a policy may shut out the CNI's own image")
            .symptom()
            .check("Read `/var/log/aws-routed-eni/ipamd.log` on that node: it names the call that fails."),
        Part::ContainerStart => {
            one(rule::LOGS_ENDPOINT_MISSING, "users report this when the awslogs driver cannot reach CloudWatch Logs")
                .check("If the container does not log to CloudWatch, read Docker's own log on the instance.")
        }
        Part::Placement => {
            one(rule::ECS_ENDPOINT_MISSING, "no container instance takes the task; agents cannot register without the ECS endpoints")
                .rule(rule::CONTAINER_AGENT_RESTART, "agents may be disconnected since the endpoints were created")
                .check("Check whether the cluster has registered container instances, and read their agents' log.")
        }
        Part::SageMakerS3 => one(rule::S3_ROUTE_TABLE_MISSING, "the subnet's route table has no route to the S3 gateway")
            .rule(rule::S3_GATEWAY_MISSING, "the S3 gateway endpoint may be missing"),
        Part::LoginOrSecrets | Part::Pull => return None,
    };
    Some(weighed)
}

/// A registry or S3 answered with a status that the text no longer shows.
fn status_cut_off(found: &Found) -> Weighed {
    let weighed = if found.evidence.call == Some(Call::Layer) {
        Weighed::default()
            .rule(
                rule::LAYER_BUCKET_CLOSED,
                "a layer was refused; the S3 gateway's policy may not let everyone read the layer bucket",
            )
            .rule(rule::GATEWAY_PRINCIPAL, "that policy may name a principal")
    } else {
        Weighed::default()
            .rule(
                rule::OWN_ROLE_SHUT_OUT,
                "the registry answered without the image; if it refused, the endpoints' policy may shut out this role",
            )
            .rule(rule::NOBODY_CAN_PULL, "that policy may let nobody pull")
    };
    weighed.check("Find the status code of this error: 403 on a layer is the S3 gateway's policy, 401 a missing token, 404 the image.")
}
