//! Input: a record in which AWS denies an action.
//! Output: the action, who was denied it, on what, and by which kind of policy.
//! Never: fills in what the text leaves out. The forms are those of the IAM guide's page "Troubleshoot access denied
//! error messages", read 2026-11-29.

use super::clue::Clue;
use super::found::Found;
use super::how::UNASSUMED;
use super::kinds::{Call, How};
use super::phrases::Hit;
use crate::aws::service_actions;

/// Puts into `found` what the text says of a denied action, or of one that was called.
pub fn read(hits: &[Hit<Clue>], found: &mut Found) {
    let text = found.text.clone();
    let lower = text.to_ascii_lowercase();
    if found.evidence.how != Some(How::Denied) {
        found.evidence.action = operation(&text, &lower);
        return;
    }
    let behind = |phrase: &str| lower.find(phrase).map(|at| at + phrase.len());
    let denied = behind("authorized to perform:").or_else(|| behind("authorized to perform"));
    let after = denied.and_then(|at| text.get(at..)).unwrap_or_default();
    let action = after.split_whitespace().map(trim).find(|word| !word.is_empty()).filter(|word| is_action(word));
    // The one that is missing may be another than the one that was called: `… allows the vpce:AllowMultiRegion action`.
    let missing = behind(" allows the ").and_then(|at| text.get(at..at + lower.get(at..)?.find(" action")?));
    let action = missing.filter(|word| is_action(word)).or(action);
    let of_api = || behind("api: ").and_then(|at| text.get(at..)?.split_whitespace().next());
    let action = action.or_else(|| of_api().filter(|word| is_action(word)));
    // The front was cut off: `… policy allows the ecr:BatchGetImage action`.
    let allowed = || behind(" allows the ").and_then(|at| text.get(at..)?.split_whitespace().next());
    let action = action.or_else(|| allowed().filter(|word| is_action(word)));
    let action = action.map(|action| whole(action, || operation(&text, &lower)));
    let is_unassumed = UNASSUMED.iter().any(|(words, ..)| lower.contains(words));
    let assumed = || is_unassumed.then(|| "sts:AssumeRole".to_owned());
    let other = || of_event(&text).or_else(|| operation(&text, &lower)).or_else(assumed);
    found.evidence.action = action.or_else(other);
    let before = denied.and_then(|at| text.get(..at)).unwrap_or(&text);
    let who = before.split_whitespace().map(trim).rfind(|word| {
        let word = word.to_ascii_lowercase();
        word.starts_with("arn:") && (word.contains(":iam:") || word.contains(":sts:"))
    });
    // The role that cannot be assumed asks for nothing.
    found.evidence.principal = who.filter(|_| !is_unassumed).map(|who| shown(before, who));
    let resource = behind("on resource:").and_then(|at| lower.get(at..)?.split_whitespace().next());
    found.resource = resource.map(trim).map(str::to_owned);
    found.evidence.layer = hits.iter().rev().find_map(|hit| hit.meaning.layer());
}

/// A word without the marks around it.
fn trim(word: &str) -> &str {
    word.trim_matches(|c: char| {
        matches!(
            c,
            '"' | '\'' | '`' | ',' | ';' | '(' | ')' | '{' | '}' | '[' | ']' | '.' | '…' | '‘' | '’' | '“' | '”'
        ) || c == ':'
    })
}

/// An ARN as the text has it: with the bracket that closes in it, and with `…` where its end is cut off.
fn shown(text: &str, arn: &str) -> String {
    let rest = text.rsplit_once(arn).map_or("", |(_, rest)| rest);
    let open = arn.matches('[').count() > arn.matches(']').count();
    let mark = if open && rest.starts_with(']') { "]" } else { "" };
    let cut = if rest.starts_with("...") || rest.starts_with('…') { "…" } else { "" };
    format!("{arn}{mark}{cut}")
}

/// `ecr:BatchGetImage`.
fn is_action(word: &str) -> bool {
    let Some((service, action)) = word.split_once(':') else { return false };
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    plain(service) && plain(action)
}

/// An action as AWS spells it; one that no list has as it stands.
fn spelled(action: &str) -> String {
    let listed = service_actions::beginning_with(action);
    let known = listed.into_iter().find(|known| known.eq_ignore_ascii_case(action));
    known.unwrap_or(action).to_owned()
}

/// An action of which the end may be cut off: the only one that it can be, or the one that was called, or with `…`.
fn whole(action: &str, called: impl FnOnce() -> Option<String>) -> String {
    match service_actions::beginning_with(action).as_slice() {
        [] => action.to_owned(),
        [one] => (*one).to_owned(),
        all if all.iter().any(|known| known.eq_ignore_ascii_case(action)) => spelled(action),
        all => {
            let front = all.first().and_then(|known| known.get(..action.len())).unwrap_or(action);
            let cut = format!("{front}…");
            called().filter(|called| may_be(&cut, called)).unwrap_or(cut)
        }
    }
}

/// Whether an action is a known one, or may be if its end is cut off.
pub fn may_be(action: &str, known: &str) -> bool {
    match action.strip_suffix('…') {
        Some(front) => known.get(..front.len()).is_some_and(|start| start.eq_ignore_ascii_case(front)),
        None => known.eq_ignore_ascii_case(action),
    }
}

/// The action in an event of `CloudTrail`: `"eventSource":"s3.amazonaws.com","eventName":"GetObject"`.
fn of_event(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let field = |key: &str| {
        let rest = text.get(lower.find(key)? + key.len()..)?;
        let value = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        value.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-')).next()
    };
    let (service, _) = field("eventsource")?.split_once('.')?;
    let service = service.to_ascii_lowercase();
    let name = field("eventname")?;
    // S3 has no right of that name.
    let name = if name.eq_ignore_ascii_case("HeadObject") { "GetObject" } else { name };
    let action = format!("{service}:{name}");
    is_action(&action).then(|| spelled(&action))
}

/// The service after `operation error ECR: GetAuthorizationToken`, in lower case, and where its operation begins.
pub fn service_called(lower: &str) -> Option<(&str, usize)> {
    let at = lower.find("operation error ")? + "operation error ".len();
    let (service, _) = lower.get(at..)?.split_once(": ")?;
    Some((service, at + service.len() + ": ".len()))
}

/// The action after `operation error ECR: GetAuthorizationToken`, as SDKs of the second generation print it.
fn operation(text: &str, lower: &str) -> Option<String> {
    const SERVICES: &[(&str, &str)] = &[
        ("ecr", "ecr"),
        ("ecs", "ecs"),
        ("ec2", "ec2"),
        ("eks", "eks"),
        ("eks auth", "eks-auth"),
        ("sts", "sts"),
        ("s3", "s3"),
        ("ssm", "ssm"),
        ("kms", "kms"),
        ("secrets manager", "secretsmanager"),
        ("cloudwatch logs", "logs"),
        ("auto scaling", "autoscaling"),
        ("elastic load balancing v2", "elasticloadbalancing"),
    ];
    let (service, at) = service_called(lower)?;
    let rest = text.get(at..)?;
    let name = rest.split(|c: char| !c.is_ascii_alphanumeric()).next().filter(|name| !name.is_empty())?;
    let prefix = SERVICES.iter().find(|(known, _)| *known == service)?.1;
    Some(spelled(&format!("{prefix}:{name}")))
}

/// The call of an operation that an SDK names, and no policy denies: no SDK fetches a layer or a manifest.
pub fn call_of_operation(action: &str) -> Option<Call> {
    match action.split(':').next() {
        Some("ecr") => Some(Call::Token),
        Some("s3") => Some(Call::Api),
        _ => call_of(action, None),
    }
}

/// The call that an action is part of.
pub fn call_of(action: &str, resource: Option<&str>) -> Option<Call> {
    let (service, name) = action.split_once(':')?;
    let service = service.to_ascii_lowercase();
    let layers = resource.is_none_or(|arn| arn.contains("-starport"));
    // These serve several steps.
    if name.ends_with('…') && matches!(service.as_str(), "ecr" | "s3" | "ssm" | "secretsmanager") {
        return None;
    }
    let call = match (service.as_str(), name) {
        ("ecr", "GetAuthorizationToken") => Call::Token,
        ("ecr", "BatchGetImage") => Call::Manifest,
        ("ecr", "GetDownloadUrlForLayer" | "BatchCheckLayerAvailability") => Call::LayerUrl,
        ("ecr", "InitiateLayerUpload" | "UploadLayerPart" | "CompleteLayerUpload" | "PutImage") => Call::Push,
        ("s3", "GetObject") if layers => Call::Layer,
        ("secretsmanager", "GetSecretValue") | ("ssm", "GetParameter" | "GetParameters") => Call::Secrets,
        ("logs", _) => Call::Logs,
        ("ssmmessages", _) => Call::Exec,
        ("ssm" | "ec2messages", _) => Call::Ssm,
        ("ecs", _) => Call::Agent,
        ("kms", _) => Call::Kms,
        ("sts", _) => Call::Sts,
        ("eks-auth", _) => Call::EksAuth,
        ("eks", _) => Call::Eks,
        ("ec2", _) => Call::Ec2,
        ("elasticloadbalancing", _) => Call::ElasticLoadBalancing,
        ("autoscaling", _) => Call::AutoScaling,
        _ => Call::Api,
    };
    Some(call)
}

#[cfg(test)]
mod tests {
    use super::{Call, call_of, is_action, operation};

    #[test]
    fn actions_have_a_service_and_a_name() {
        assert!(is_action("ecr:BatchGetImage") && is_action("eks-auth:AssumeRoleForPodIdentity"));
        for word in ["", "ecr", "ecr:", ":x", "arn:aws:ecr:us-east-1", "a b:c"] {
            assert!(!is_action(word), "{word}");
        }
    }

    #[test]
    fn operations_are_actions() {
        let action = |text: &str| operation(text, &text.to_ascii_lowercase());
        assert_eq!(
            action("operation error ECR: GetAuthorizationToken, x").as_deref(),
            Some("ecr:GetAuthorizationToken")
        );
        assert_eq!(action("operation error EKS Auth: A, x").as_deref(), Some("eks-auth:A"));
        assert_eq!(action("operation error ec2imds: GetMetadata"), None);
        assert_eq!(action("operation error ECR"), None);
    }

    #[test]
    fn actions_belong_to_calls() {
        assert_eq!(call_of("ecr:GetAuthorizationToken", None), Some(Call::Token));
        assert_eq!(call_of("s3:GetObject", Some("arn:aws:s3:::mine/x")), Some(Call::Api));
        assert_eq!(
            call_of("s3:GetObject", Some("arn:aws:s3:::prod-us-east-1-starport-layer-bucket/x")),
            Some(Call::Layer)
        );
        assert_eq!(call_of("x", None), None);
    }
}
