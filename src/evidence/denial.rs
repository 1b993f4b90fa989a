//! Input: a record in which AWS denies an action.
//! Output: the action, who was denied it, on what, and by which kind of policy.
//! Never: fills in what the text leaves out. The forms are those of the IAM guide's page "Troubleshoot access denied
//! error messages", read 2026-11-29.

use super::clue::Clue;
use super::found::Found;
use super::how::UNASSUMED;
use super::kinds::{Call, How};
use super::phrases::Hit;

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
    let is_unassumed = UNASSUMED.iter().any(|(words, ..)| lower.contains(words));
    let assumed = || is_unassumed.then(|| "sts:AssumeRole".to_owned());
    found.evidence.action = action.map(spelled).or_else(|| operation(&text, &lower)).or_else(assumed);
    let before = denied.and_then(|at| text.get(..at)).unwrap_or(&text);
    let who = before.split_whitespace().map(trim).rfind(|word| {
        let word = word.to_ascii_lowercase();
        word.starts_with("arn:") && (word.contains(":iam:") || word.contains(":sts:"))
    });
    // The role that cannot be assumed asks for nothing.
    found.evidence.principal = who.filter(|_| !is_unassumed).map(str::to_owned);
    let resource = behind("on resource:").and_then(|at| lower.get(at..)?.split_whitespace().next());
    found.resource = resource.map(trim).map(str::to_owned);
    found.evidence.layer = hits.iter().rev().find_map(|hit| hit.meaning.layer());
}

/// A word without the marks around it.
fn trim(word: &str) -> &str {
    word.trim_matches(|c: char| {
        matches!(c, '"' | '\'' | '`' | ',' | ';' | '(' | ')' | '.' | '‘' | '’' | '“' | '”') || c == ':'
    })
}

/// `ecr:BatchGetImage`.
fn is_action(word: &str) -> bool {
    let Some((service, action)) = word.split_once(':') else { return false };
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    plain(service) && plain(action)
}

/// An action that takes part in a start or a push, as AWS spells it; any other as it stands.
fn spelled(action: &str) -> String {
    const ACTIONS: &[&str] = &[
        "ecr:GetAuthorizationToken",
        "ecr:BatchGetImage",
        "ecr:GetDownloadUrlForLayer",
        "ecr:BatchCheckLayerAvailability",
        "ecr:InitiateLayerUpload",
        "ecr:UploadLayerPart",
        "ecr:CompleteLayerUpload",
        "ecr:PutImage",
        "s3:GetObject",
        "secretsmanager:GetSecretValue",
        "ssm:GetParameter",
        "ssm:GetParameters",
        "kms:Decrypt",
        "logs:CreateLogStream",
        "logs:CreateLogGroup",
        "logs:PutLogEvents",
    ];
    let known = ACTIONS.iter().find(|known| known.eq_ignore_ascii_case(action));
    known.map_or_else(|| action.to_owned(), |known| (*known).to_owned())
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
    let at = lower.find("operation error ")? + "operation error ".len();
    let (service, _) = lower.get(at..)?.split_once(": ")?;
    let rest = text.get(at + service.len() + ": ".len()..)?;
    let name = rest.split(|c: char| !c.is_ascii_alphanumeric()).next().filter(|name| !name.is_empty())?;
    let prefix = SERVICES.iter().find(|(known, _)| *known == service)?.1;
    Some(spelled(&format!("{prefix}:{name}")))
}

/// The call that an action is part of.
pub fn call_of(action: &str, resource: Option<&str>) -> Option<Call> {
    let (service, name) = action.split_once(':')?;
    let service = service.to_ascii_lowercase();
    let layers = resource.is_none_or(|arn| arn.contains("-starport"));
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
