//! Input: an action that AWS denied: which, to whom, on what, because of which kind of policy.
//! Output: the rules that explain it, each with the reason in this text; or whose policy it is.
//! Never: blames an endpoint's policy if AWS names another one.

use super::answers;
use super::clue::Detail;
use super::codes as rule;
use super::denial::may_be;
use super::found::{Found, Verdict};
use super::how::UNASSUMED;
use super::kinds::{Call, Layer};
use super::weighed::Weighed;
use crate::aws;

/// Weighs a denial.
pub fn weigh(found: &Found) -> Weighed {
    let action = found.evidence.action.as_deref().unwrap_or_default();
    if action.eq_ignore_ascii_case("vpce:AllowMultiRegion") {
        let service = found.service.as_deref().map_or_else(|| "the service".to_owned(), |name| format!("`{name}`"));
        return Weighed::default()
            .rule(
                rule::SERVICE_NAME_ELSEWHERE,
                format!("{service} is of another region than the VPC; only then does AWS ask for `vpce:AllowMultiRegion`"),
            )
            .check("Write the service's name with the region of the VPC. To reach another region on purpose, allow the action.");
    }
    // Other kinds of policies are named below.
    let of_caller = matches!(found.evidence.layer, None | Some(Layer::Identity));
    if deploys(action) && of_caller || found.says("encoded authorization failure message") {
        return Weighed::other(format!(
            "Whoever deploys lacks the permission for {}. In a VPC or subnets that another account shares, only the owner can \
             create endpoints; use theirs as existing ones. `aws sts decode-authorization-message` decodes an encoded message.",
            named(action, "an action")
        ));
    }
    let denied = named(action, "the action");
    if let Some((_, who, service)) = UNASSUMED.iter().find(|(words, ..)| found.says(words)) {
        return Weighed::other(format!(
            "{who} cannot assume the role. In the role's trust policy, allow `sts:AssumeRole` to `{service}`, and check that \
             the role exists. Endpoints are not involved."
        ));
    }
    match found.evidence.layer {
        Some(Layer::VpcEndpoint) => by_endpoint(found, action),
        Some(Layer::Identity) => by_identity(found, action),
        Some(Layer::Resource) => Weighed::other(format!(
            "AWS blames {}, not an endpoint policy, for denying {denied}. {}",
            resource_policy(action),
            match found.verdict() {
                Some(Verdict::Denied) => "Find the `Deny` there: no `Allow` undoes it.",
                Some(Verdict::NotAllowed) | None => "It must admit the caller, who may be in another account.",
            }
        )),
        Some(layer @ (Layer::ServiceControl | Layer::ResourceControl)) => Weighed::other(format!(
            "AWS blames {} of the organization for denying {denied}. If it tests `aws:SourceVpce` or `aws:SourceVpc`, compare the \
             IDs in it with those of the endpoints and the VPC.",
            layer.what()
        )),
        Some(layer @ (Layer::Boundary | Layer::Session | Layer::RoleTrust)) => Weighed::other(format!(
            "AWS blames {} of the caller's role for denying {denied}. Endpoints are not involved.",
            layer.what()
        )),
        None => undecided(found, action),
    }
}

fn named(action: &str, otherwise: &str) -> String {
    if action.is_empty() { otherwise.to_owned() } else { format!("`{action}`") }
}

/// What only a deployment does.
fn deploys(action: &str) -> bool {
    const VERBS: &[&str] =
        &["create", "modify", "delete", "authorize", "associate", "attach", "pass", "put", "tag", "replace"];
    let action = action.to_ascii_lowercase();
    let Some((service, name)) = action.split_once(':') else { return false };
    matches!(service, "ec2" | "iam" | "cloudformation" | "route53") && VERBS.iter().any(|verb| name.starts_with(verb))
}

fn resource_policy(action: &str) -> &'static str {
    match action.split(':').next() {
        Some("ecr") => "the repository policy",
        Some("secretsmanager") => "the secret's policy",
        Some("kms") => "the key's policy",
        Some("s3") => "the bucket's policy",
        _ => "the resource's own policy",
    }
}

/// A VPC endpoint policy: that of the endpoint that serves the action's service.
fn by_endpoint(found: &Found, action: &str) -> Weighed {
    let says = format!("AWS blames a VPC endpoint policy for denying {}", named(action, "the action"));
    let is_denied = found.verdict() == Some(Verdict::Denied);
    let of_layers = match found.resource.as_deref() {
        Some(resource) => Some(resource.contains("-starport")),
        None => (!may_be(action, "s3:GetObject")).then_some(false),
    };
    match action.split(':').next() {
        Some("s3") if of_layers == Some(false) => Weighed::default()
            .rule(rule::S3_MINIMAL_ON_NODES, match found.resource {
                Some(_) => format!("{says} on a bucket that is not the layer bucket"),
                None => format!("{says}; a pull only reads the layer bucket, so this is another one"),
            })
            .check("Check that the S3 gateway's policy allows the action on this bucket."),
        Some("s3") => Weighed::default()
            .rule(rule::LAYER_BUCKET_CLOSED, format!("{says}; the S3 gateway's policy may not let everyone read the layers"))
            .rule(rule::GATEWAY_PRINCIPAL, "that policy may name a principal, but ECR signs the layer URLs, not the caller")
            .rule_if(of_layers.is_none(), rule::S3_MINIMAL_ON_NODES, "the text does not name the bucket; it may be another one")
            .check(if is_denied {
                "Find the `Deny` in the S3 gateway's policy that covers `prod-REGION-starport-layer-bucket`: no `Allow` undoes it."
            } else {
                "Check the S3 gateway's policy: it must allow everyone `s3:GetObject` on `prod-REGION-starport-layer-bucket/*`."
            }),
        Some("") | None if !is_of_ecr(found.evidence.call) => Weighed::other(
            "AWS blames a VPC endpoint policy. The action that it denied is not in the text, and tells whose endpoint it is.",
        ),
        Some("ecr") if !is_of_images(found, action) => {
            let cache = aws::PULL_THROUGH_CACHE.iter().any(|it| it.eq_ignore_ascii_case(action));
            let allowed = if cache {
                "The policies of `ecr.api` and `ecr.dkr` must allow it on the cache's repositories: `pull_through_cache \"PREFIX\"` \
                 adds it for those who may pull them."
            } else {
                "If the caller is to do that, the policy of `ecr.api` must allow it; an explicit deny there may be wanted."
            };
            Weighed::other(format!("{says}. {} {allowed}", of_no_pull(action)))
        }
        Some("ecr" | "") | None => {
            let pull = found.evidence.call != Some(Call::Push);
            let elsewhere = "the repository is in another region than the endpoints";
            answers::of_aws(found, Weighed::default())
                .rule_if(found.elsewhere.is_some(), rule::REPOSITORY_ELSEWHERE, elsewhere)
                .rule(rule::OWN_ROLE_SHUT_OUT, format!("{says}; the ECR endpoints' policy may shut out this caller"))
                .rule_if(pull, rule::NOBODY_CAN_PULL, "that policy may let nobody pull")
                .rule_if(pull, rule::ECR_POLICIES_DIFFER, "the policies of the two ECR endpoints may differ")
                .check(if is_denied {
                    "Find the `Deny` in the policies of `ecr.api` and `ecr.dkr` that covers this caller, action and repository: no \
                     `Allow` undoes it."
                } else {
                    "Check the policies of `ecr.api` and `ecr.dkr` for an `Allow` that covers this caller, action and repository."
                })
        }
        Some(service) if aws::is_of_a_start(action) => Weighed::default()
            .rule(rule::START_SHUT_OUT, format!("{says}; the start of a task, a node or a pod needs it"))
            .check(format!("Check that the policy of the `{service}` endpoint allows the action to this caller.")),
        Some(service) => Weighed::other(format!(
            "{says}. That is the policy of the `{service}` endpoint; those of ECR and S3 are not involved. {}",
            if is_denied { "Find the `Deny` there." } else { "Allow the action there." }
        )),
    }
}

/// Whether a call goes to ECR's endpoints.
fn is_of_ecr(call: Option<Call>) -> bool {
    matches!(call, Some(Call::Token | Call::Manifest | Call::LayerUrl | Call::Push))
}

/// Whether an action of ECR is one that a pull or a push is made of.
fn is_of_images(found: &Found, action: &str) -> bool {
    found.evidence.call == Some(Call::Push)
        || aws::PULL.iter().chain(&["ecr:BatchCheckLayerAvailability"]).any(|pull| may_be(action, pull))
}

/// What an action does that is part of no pull and no push.
fn of_no_pull(action: &str) -> &'static str {
    if action.eq_ignore_ascii_case("ecr:BatchImportUpstreamImage") {
        "It fills a pull-through cache; no other pull needs it."
    } else if action.eq_ignore_ascii_case("ecr:CreateRepository") {
        "A pull-through cache does it for a repository's first image; no other pull needs it."
    } else {
        "No pull and no push needs it."
    }
}

/// Whether the text is of a task's start: it says so, or the role's name does, as AWS's own `ecsTaskExecutionRole`.
fn is_of_task(found: &Found) -> bool {
    let principal = found.evidence.principal.as_deref().unwrap_or_default().to_ascii_lowercase();
    let name: String = principal.chars().filter(char::is_ascii_alphanumeric).collect();
    found.has(Detail::Ecs) || name.contains("taskexecution") || (name.contains("ecs") && name.contains("execution"))
}

/// What a task's start needs of its execution role.
fn is_of_execution_role(action: &str) -> bool {
    const ACTIONS: &[&str] = &[
        "ecr:GetAuthorizationToken",
        "ecr:BatchGetImage",
        "ecr:GetDownloadUrlForLayer",
        "ecr:BatchCheckLayerAvailability",
        "logs:CreateLogStream",
        "logs:CreateLogGroup",
        "logs:PutLogEvents",
        "secretsmanager:GetSecretValue",
        "ssm:GetParameter",
        "ssm:GetParameters",
        "kms:Decrypt",
    ];
    ACTIONS.contains(&action)
}

fn by_identity(found: &Found, action: &str) -> Weighed {
    let who = named(found.evidence.principal.as_deref().unwrap_or_default(), "the caller");
    let refuses = match found.verdict() {
        Some(Verdict::Denied) => format!("a policy of {who} denies {}", named(action, "it")),
        Some(Verdict::NotAllowed) => format!("no policy of {who} allows {}", named(action, "it")),
        None => format!("{who} lacks the permission, or one of its own policies denies it"),
    };
    if is_of_task(found) && is_of_execution_role(action) {
        let token = action == "ecr:GetAuthorizationToken";
        return Weighed::default()
            .rule(rule::EXECUTION_ROLE_LACKS_RIGHTS, format!("AWS says that {refuses}"))
            .rule_if(token, rule::TOKEN_UNDER_SOURCE_CONDITION, "the role may tie the login to a VPC or an endpoint")
            .check("Check the policies of the role that the text names.");
    }
    Weighed::other(format!(
        "AWS blames an identity-based policy for denying {}: {refuses}. Endpoints are not involved.",
        named(action, "the action")
    ))
}

/// AWS does not say which kind of policy; older services never do.
fn undecided(found: &Found, action: &str) -> Weighed {
    let of_task = is_of_task(found);
    let unsaid = format!("{} was denied, and the text does not say by which policy", named(action, "the action"));
    let check = "Check the caller's own permissions first. Then check the ECR endpoints' policies, and the repository policy if \
                 it is in another account. CloudTrail has the denied call unless the endpoint is in another account.";
    let of_layers = found.resource.as_deref().is_some_and(|resource| resource.contains("-starport"));
    if action.is_empty() && found.says("access to kms is not allowed") {
        return Weighed::default()
            .rule(
                rule::EXECUTION_ROLE_LACKS_RIGHTS,
                "the secret is encrypted with a key that the role may not use (`kms:Decrypt`)",
            )
            .check("Check `kms:Decrypt` in the role's policies, and the key's policy.");
    }
    match (action.split(':').next().unwrap_or_default(), found.evidence.call) {
        ("ecr", Some(Call::Push)) => Weighed::default()
            .rule(rule::OWN_ROLE_SHUT_OUT, format!("{unsaid}; it may be the endpoints'"))
            .rule(rule::NOBODY_CAN_PULL, "a push reads as well, so a policy that lets nobody pull stops it")
            .check(check),
        ("ecr", _) if !is_of_images(found, action) => Weighed::other(format!(
            "{unsaid}. {} Check the caller's own permissions first, then the ECR endpoints' policies.",
            of_no_pull(action)
        )),
        // Where the text ends before the action, the step tells it.
        ("ecr", _) | ("", Some(Call::Token)) => answers::of_aws(found, Weighed::default())
            .rule(rule::EXECUTION_ROLE_LACKS_RIGHTS, format!("{unsaid}; the role's own is the likeliest"))
            .rule_if(
                action == "ecr:GetAuthorizationToken" || action.is_empty(),
                rule::TOKEN_UNDER_SOURCE_CONDITION,
                "the role may tie the login to a VPC or an endpoint",
            )
            .rule(rule::OWN_ROLE_SHUT_OUT, "the endpoints' policy may shut out this caller")
            .rule(rule::NOBODY_CAN_PULL, "that policy may let nobody pull")
            .check(check),
        ("s3", _) if of_layers => Weighed::default()
            .rule(rule::LAYER_BUCKET_CLOSED, format!("{unsaid}; only the S3 gateway's applies to layers"))
            .rule(rule::GATEWAY_PRINCIPAL, "that policy may name a principal"),
        (_, Some(Call::Manifest | Call::LayerUrl | Call::Layer)) if found.has(Detail::CheckRole) => {
            missing_permissions()
        }
        (_, Some(Call::Secrets | Call::Logs | Call::EnvFile | Call::Token)) if of_task => Weighed::default()
            .rule(rule::EXECUTION_ROLE_LACKS_RIGHTS, format!("{unsaid}; the role's own is the likeliest"))
            .check("Check the policies of the task execution role."),
        _ => Weighed::other(format!(
            "AWS answered, so the network path works: {unsaid}. Check the caller's own permissions."
        )),
    }
}

/// AWS's sentence on missing permissions to pull.
pub fn missing_permissions() -> Weighed {
    Weighed::default()
        .rule(rule::EXECUTION_ROLE_LACKS_RIGHTS, "AWS says to check that the role has the permissions to pull")
        .rule(rule::OWN_ROLE_SHUT_OUT, "the endpoints' policy may shut out the role")
        .rule(rule::NOBODY_CAN_PULL, "that policy may let nobody pull")
        .check("Check that the image exists, and the role's policies: the execution role's on Fargate, the instance's on EC2.")
}
